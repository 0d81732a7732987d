import { Aws, Duration, TimeZone } from 'aws-cdk-lib';
import { FargatePlatformVersion, type FargateTaskDefinition, type ICluster } from 'aws-cdk-lib/aws-ecs';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { EcsRunFargateTask } from 'aws-cdk-lib/aws-scheduler-targets';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { DeployedJob, Deployment } from '../deployment/schema.js';
import type { Network } from './network.js';

/**
 * Starts the task. What is tried again is the start alone; a task that failed is not started again before its time,
 * since an outcome that is not known (exit code 4) wants a look first.
 */
export function jobSchedule(
  scope: Construct,
  deployment: Deployment,
  job: DeployedJob,
  task: FargateTaskDefinition,
  shared: { readonly cluster: ICluster; readonly network: Network; readonly notStarted: IQueue },
): Schedule {
  const { expression, timeZone, enabled } = job.schedule;
  const [, kind, inner] = /^(cron|rate)\((.+)\)$/.exec(expression) ?? [];
  // The library's own is one role for all schedules of a cluster, which could then start each other's tasks.
  const role = new Role(scope, 'SchedulerRole', {
    assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
      conditions: {
        StringEquals: {
          'aws:SourceAccount': Aws.ACCOUNT_ID,
          'aws:SourceArn': `arn:${Aws.PARTITION}:scheduler:${Aws.REGION}:${Aws.ACCOUNT_ID}:schedule-group/default`,
        },
      },
    }),
  });
  return new Schedule(scope, 'Schedule', {
    scheduleName: `${deployment.name}-${job.name}`,
    description: `run-job ${job.job ?? job.name}`,
    enabled,
    schedule: ScheduleExpression.expression(`${kind}(${inner})`, TimeZone.of(timeZone)),
    target: new EcsRunFargateTask(shared.cluster, {
      taskDefinition: task,
      vpcSubnets: { subnets: [...shared.network.subnets] },
      securityGroups: [shared.network.securityGroup],
      assignPublicIp: false,
      platformVersion: FargatePlatformVersion.VERSION1_4,
      propagateTags: true,
      enableExecuteCommand: false,
      role,
      retryAttempts: 5,
      maxEventAge: Duration.hours(1),
      deadLetterQueue: shared.notStarted,
    }),
  });
}
