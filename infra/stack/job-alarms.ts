import { Aws, Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { FargateTaskDefinition, ICluster } from 'aws-cdk-lib/aws-ecs';
import { EventField, type IRuleTarget, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { FilterPattern, type ILogGroup, MetricFilter } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { DeployedJob, Deployment } from '../deployment/schema.js';

/** Exit codes of `run-job`. */
const DONE = 0;
const QUARANTINED = 3;
/** Another process is at work on this very run: this one had nothing to do. */
const ACTIVE = 6;

interface Shared {
  readonly cluster: ICluster;
  readonly logs: ILogGroup;
  readonly topic: ITopic;
}

/**
 * Three alarms: a run failed, a run quarantined rows, no run has succeeded for too long (which also sees a schedule that
 * was switched off). The first two also send the exit code and the task at once. No message can hold row text: they are
 * made of what ECS knows of a task.
 */
export function jobAlarms(
  scope: Construct,
  deployment: Deployment,
  job: DeployedJob,
  task: FargateTaskDefinition,
  shared: Shared,
): void {
  const name = `${deployment.name}-${job.name}`;
  const stopped = (id: string, detail: Record<string, unknown>, what: string): Rule =>
    new Rule(scope, id, {
      description: `${name}: ${what}`,
      eventPattern: {
        source: ['aws.ecs'],
        detailType: ['ECS Task State Change'],
        detail: {
          clusterArn: [shared.cluster.clusterArn],
          // Of any revision.
          taskDefinitionArn: [
            {
              prefix: `arn:${Aws.PARTITION}:ecs:${Aws.REGION}:${Aws.ACCOUNT_ID}:task-definition/${task.family}:`,
            },
          ],
          lastStatus: ['STOPPED'],
          ...detail,
        },
      },
      targets: [
        publish(
          shared.topic,
          RuleTargetInput.fromText(
            `${name}: ${what}. Exit code ${EventField.fromPath('$.detail.containers[0].exitCode')}, ` +
              `${EventField.fromPath('$.detail.stopCode')}, stopped ${EventField.time}, task ${EventField.fromPath('$.detail.taskArn')}. ` +
              `Its log: group ${shared.logs.logGroupName}, stream ${job.name}/…`,
          ),
        ),
      ],
    });
  const failed = stopped(
    'Failed',
    {
      $or: [
        { containers: { exitCode: [{ 'anything-but': [DONE, QUARANTINED, ACTIVE] }] } },
        // No container ran, so there is no exit code: no image, no network, no capacity.
        { stopCode: [{ 'anything-but': ['EssentialContainerExited'] }] },
      ],
    },
    'the run failed',
  );
  const quarantined = stopped(
    'Quarantined',
    { containers: { exitCode: [QUARANTINED] } },
    'the run is done, and rows were quarantined',
  );
  const action = new SnsAction(shared.topic);
  for (const [id, rule, what] of [
    ['FailedAlarm', failed, 'a run failed'],
    ['QuarantinedAlarm', quarantined, 'a run quarantined rows'],
  ] as const) {
    new Alarm(scope, id, {
      alarmDescription: `${name}: ${what}`,
      metric: new Metric({
        namespace: 'AWS/Events',
        metricName: 'TriggeredRules',
        dimensionsMap: { RuleName: rule.ruleName },
        statistic: 'Sum',
        period: Duration.minutes(5),
      }),
      threshold: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    }).addAlarmAction(action);
  }
  noSuccessAlarm(scope, name, job, shared).addAlarmAction(action);
}

/** Counts the results that `run-job --json` prints: `{"outcome":"done",…}`, also when there was nothing to do. */
function noSuccessAlarm(scope: Construct, name: string, job: DeployedJob, shared: Shared): Alarm {
  const metric = new MetricFilter(scope, 'Succeeded', {
    logGroup: shared.logs,
    filterPattern: FilterPattern.all(
      FilterPattern.stringValue('$.target.table', '=', job.target.table),
      FilterPattern.any(
        ...['done', 'done-with-quarantine', 'up-to-date'].map((outcome) =>
          FilterPattern.stringValue('$.outcome', '=', outcome),
        ),
      ),
    ),
    metricNamespace: 'Lakeveil',
    metricName: `${name}-succeeded`,
    metricValue: '1',
  }).metric({ statistic: 'Sum', period: Duration.hours(1) });
  return new Alarm(scope, 'NoSuccessAlarm', {
    alarmDescription: `${name}: no run has succeeded for ${job.alarmWithoutSuccessHours} hours`,
    metric,
    threshold: 1,
    comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
    evaluationPeriods: job.alarmWithoutSuccessHours,
    datapointsToAlarm: job.alarmWithoutSuccessHours,
    treatMissingData: TreatMissingData.BREACHING,
  });
}

/** The topic's policy and key already let EventBridge publish; the library's own target would let any account's. */
const publish = (topic: ITopic, input: RuleTargetInput): IRuleTarget => ({
  bind: () => ({ arn: topic.topicArn, input }),
});
