import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isLike } from './policy-simulator.js';
import { ACCOUNT, REGION, Synthesised } from './synthesised.js';

const stack = new Synthesised();
const topic = stack.one('AWS::SNS::Topic');
const alarms = stack.all('AWS::CloudWatch::Alarm');

const stopped = (detail: object, of = 'veil-calls') => ({
  source: 'aws.ecs',
  'detail-type': 'ECS Task State Change',
  detail: {
    clusterArn: `${stack.one('AWS::ECS::Cluster').id}.Arn`,
    taskDefinitionArn: `arn:aws:ecs:${REGION}:${ACCOUNT}:task-definition/${of}:7`,
    lastStatus: 'STOPPED',
    stopCode: 'EssentialContainerExited',
    ...detail,
  },
});
const exit = (exitCode: number) => ({ containers: [{ name: 'lakeveil', exitCode }] });
const rule = (id: string) => stack.one('AWS::Events::Rule', id).Properties;

test('a run that failed, was killed, or never began, is an event for the topic', () => {
  const { EventPattern } = rule('callsFailed');
  for (const code of [1, 2, 4, 5, 130, 137, 143])
    assert.ok(matches(EventPattern, stopped(exit(code))), `${code}`);
  for (const stopCode of ['TaskFailedToStart', 'UserInitiated', 'SpotInterruption'])
    assert.ok(matches(EventPattern, stopped({ containers: [{ name: 'lakeveil' }], stopCode })), stopCode);
  for (const code of [0, 3, 6]) assert.ok(!matches(EventPattern, stopped(exit(code))), `${code}`);
  assert.ok(!matches(EventPattern, stopped({ ...exit(1), lastStatus: 'RUNNING' })));
  assert.ok(!matches(EventPattern, stopped(exit(1), 'veil-notes')), 'another job');
  assert.ok(!matches(EventPattern, stopped(exit(1), 'veil-calls-too')), 'a job with a longer name');
});

test('a run that quarantined rows is another event', () => {
  const { EventPattern } = rule('callsQuarantined');
  assert.ok(matches(EventPattern, stopped(exit(3))));
  for (const code of [0, 1, 4, 6]) assert.ok(!matches(EventPattern, stopped(exit(code))), `${code}`);
});

test('events go to the topic, with exit code and task, and nothing that a container printed', () => {
  for (const id of ['callsFailed', 'callsQuarantined', 'notesFailed', 'notesQuarantined']) {
    const [target, ...others] = rule(id).Targets;
    assert.deepEqual([target.Arn, others], [topic.id, []]);
    assert.deepEqual(Object.values(target.InputTransformer.InputPathsMap).sort(), [
      '$.detail.containers[0].exitCode',
      '$.detail.stopCode',
      '$.detail.taskArn',
      '$.time',
    ]);
  }
});

test('each job has alarms on failure, quarantine and a lack of success; all go to the topic', () => {
  assert.equal(alarms.length, 2 * 3 + 1);
  for (const alarm of alarms) assert.deepEqual(alarm.Properties.AlarmActions, [topic.id], alarm.id);
  for (const job of ['calls', 'notes']) {
    for (const kind of ['Failed', 'Quarantined']) {
      const { Properties } = stack.one('AWS::CloudWatch::Alarm', `${job}${kind}Alarm`);
      assert.deepEqual(
        [Properties.Namespace, Properties.MetricName, Properties.Threshold, Properties.ComparisonOperator],
        ['AWS/Events', 'TriggeredRules', 1, 'GreaterThanOrEqualToThreshold'],
      );
      const watched = stack
        .all('AWS::Events::Rule')
        .find((one) => one.id === Properties.Dimensions[0].Value)!;
      assert.ok(watched.id.startsWith(`${job}${kind}`), watched.id);
    }
  }
});

test('success is counted from the result that run-job prints; silence is an alarm', () => {
  const filter = stack.one('AWS::Logs::MetricFilter', 'calls').Properties;
  assert.equal(filter.LogGroupName, stack.one('AWS::Logs::LogGroup').id);
  assert.equal(
    filter.FilterPattern,
    '{ ($.target.table = "safe.calls") && (($.outcome = "done") || ($.outcome = "done-with-quarantine") || ($.outcome = "up-to-date")) }',
  );
  const [{ MetricName, MetricNamespace }] = filter.MetricTransformations;
  const alarm = stack.one('AWS::CloudWatch::Alarm', 'callsNoSuccess').Properties;
  assert.deepEqual(
    [alarm.MetricName, alarm.Namespace, alarm.Period, alarm.EvaluationPeriods, alarm.DatapointsToAlarm],
    [MetricName, MetricNamespace, 3600, 26, 26],
  );
  assert.deepEqual([alarm.ComparisonOperator, alarm.TreatMissingData], ['LessThanThreshold', 'breaching']);
  assert.equal(stack.one('AWS::CloudWatch::Alarm', 'notesNoSuccess').Properties.EvaluationPeriods, 3);
});

test('EventBridge and CloudWatch of this account may publish to the encrypted topic, nobody else', () => {
  const key = stack.one('AWS::KMS::Key');
  assert.equal(topic.Properties.KmsMasterKeyId, `${key.id}.Arn`);
  const policy = stack.one('AWS::SNS::TopicPolicy').Properties.PolicyDocument.Statement;
  const allowed = policy.filter((statement: { Effect: string }) => statement.Effect === 'Allow');
  assert.equal(allowed.length, 1);
  const ofThisAccount = { StringEquals: { 'aws:SourceAccount': ACCOUNT } };
  assert.deepEqual(allowed[0].Principal, { Service: ['cloudwatch.amazonaws.com', 'events.amazonaws.com'] });
  assert.deepEqual(allowed[0].Condition, ofThisAccount);
  const keyed = key.Properties.KeyPolicy.Statement.filter((statement: object) =>
    /cloudwatch\.|events\./.test(JSON.stringify(statement)),
  );
  assert.equal(keyed.length, 1);
  assert.deepEqual(keyed[0].Condition, ofThisAccount);
  assert.deepEqual(keyed[0].Principal, allowed[0].Principal);
  assert.equal(stack.one('AWS::SNS::Subscription').Properties.Endpoint, 'data@example.com');
});

/**
 * Whether EventBridge's pattern fits the event, for what these patterns use.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
function matches(pattern: unknown, event: unknown): boolean {
  const events = Array.isArray(event) ? event : [event];
  if (Array.isArray(pattern)) return events.some((one) => pattern.some((wanted) => fits(wanted, one)));
  return events.some((one) =>
    Object.entries(pattern as object).every(([key, inner]) =>
      key === '$or'
        ? (inner as object[]).some((choice) => matches(choice, one))
        : matches(inner, (one as Record<string, unknown> | undefined)?.[key]),
    ),
  );
}

function fits(wanted: unknown, value: unknown): boolean {
  if (typeof wanted !== 'object' || wanted === null) return wanted === value;
  if ('prefix' in wanted) return isLike(String(value), `${wanted.prefix}*`);
  if ('anything-but' in wanted)
    return value !== undefined && !(wanted['anything-but'] as unknown[]).includes(value);
  throw new Error(`${Object.keys(wanted)} is not simulated`);
}
