import { CfnOutput, Duration, RemovalPolicy, Stack, type StackProps, Tags } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Cluster } from 'aws-cdk-lib/aws-ecs';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Deployment } from '../deployment/schema.js';
import { alarmTopic } from './alarm-topic.js';
import { analystPolicy, workGroup } from './athena.js';
import { encryptionKey } from './encryption-key.js';
import { taskImage } from './image.js';
import { jobAlarms } from './job-alarms.js';
import { jobSchedule } from './job-schedule.js';
import { jobTask } from './job-task.js';
import { network } from './network.js';

/** One deployment: what its jobs share, and for each job a task with a role of its own, a schedule and alarms. */
export class LakeveilStack extends Stack {
  constructor(scope: Construct, id: string, deployment: Deployment, props: StackProps = {}) {
    super(scope, id, props);
    const { name } = deployment;
    const key = encryptionKey(this, name);
    const writeKeyArn = deployment.warehouseKmsKeyArn ?? key.keyArn;
    const logs = new LogGroup(this, 'Logs', {
      encryptionKey: key,
      retention: deployment.logs.retentionDays,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    const topic = alarmTopic(this, deployment, key);
    const notStarted = new Queue(this, 'NotStarted', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    new Alarm(this, 'NotStartedAlarm', {
      alarmDescription: `${name}: the scheduler could not start a task`,
      metric: notStarted.metricApproximateNumberOfMessagesVisible({
        period: Duration.minutes(5),
        statistic: 'Maximum',
      }),
      threshold: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    }).addAlarmAction(new SnsAction(topic));

    const network_ = network(this, deployment);
    const cluster = new Cluster(this, 'Cluster', {
      vpc: network_.vpc,
      clusterName: name,
      managedStorageConfiguration: { fargateEphemeralStorageKmsKey: key },
    });
    const image = taskImage(this, deployment);
    for (const job of deployment.jobs) {
      const own = new Construct(this, job.name);
      const task = jobTask(own, deployment, job, { image, logs, writeKeyArn });
      jobSchedule(own, deployment, job, task, { cluster, network: network_, notStarted });
      jobAlarms(own, deployment, job, task, { cluster, logs, topic });
    }

    const group = workGroup(this, deployment, key);
    const analysts = analystPolicy(this, deployment, group, [...new Set([key.keyArn, writeKeyArn])]);
    for (const [label, value] of Object.entries(deployment.tags)) Tags.of(this).add(label, value);

    const output = (id: string, value: string, description: string): void =>
      void new CfnOutput(this, id, { value, description });
    output('ClusterName', cluster.clusterName, 'for aws ecs run-task');
    output('SubnetIds', network_.subnets.map((subnet) => subnet.subnetId).join(','), 'for aws ecs run-task');
    output('SecurityGroupId', network_.securityGroup.securityGroupId, 'for aws ecs run-task');
    output('LogGroupName', logs.logGroupName, 'what the jobs print');
    output('KeyArn', key.keyArn, 'encrypts what the deployment writes');
    output('AnalystPolicyArn', analysts.managedPolicyArn, 'attach it to those who query the targets');
  }
}
