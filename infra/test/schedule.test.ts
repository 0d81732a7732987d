import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isAllowed } from './policy-simulator.js';
import { ACCOUNT, callsJob, roleIdOf, Synthesised } from './synthesised.js';

const stack = new Synthesised();
const schedule = stack.one('AWS::Scheduler::Schedule', 'calls').Properties;

test('the schedule is what config.ts says', () => {
  assert.deepEqual(
    [schedule.ScheduleExpression, schedule.ScheduleExpressionTimezone, schedule.State],
    ['cron(15 3 * * ? *)', 'Europe/Berlin', 'ENABLED'],
  );
  const paused = { ...callsJob, schedule: { expression: 'rate(2 hours)', enabled: false } };
  const { Properties } = new Synthesised({ jobs: [paused] }).one('AWS::Scheduler::Schedule');
  assert.deepEqual([Properties.ScheduleExpression, Properties.State], ['rate(2 hours)', 'DISABLED']);
  assert.equal(stack.all('AWS::Scheduler::Schedule').length, 2);
});

test('a start that fails is tried again for an hour, then it is a message that raises an alarm', () => {
  const { RetryPolicy, DeadLetterConfig } = schedule.Target;
  assert.deepEqual(RetryPolicy, { MaximumEventAgeInSeconds: 3600, MaximumRetryAttempts: 5 });
  const queue = stack.one('AWS::SQS::Queue');
  assert.equal(DeadLetterConfig.Arn, `${queue.id}.Arn`);
  assert.equal(queue.Properties.SqsManagedSseEnabled, true);
  const alarm = stack.one('AWS::CloudWatch::Alarm', 'NotStartedAlarm').Properties;
  assert.equal(alarm.MetricName, 'ApproximateNumberOfMessagesVisible');
  assert.equal(alarm.Dimensions[0].Value, `${queue.id}.QueueName`);
});

test('it starts one task, without a public address, in the group that nothing may connect to', () => {
  const { EcsParameters } = schedule.Target;
  assert.equal(EcsParameters.TaskDefinitionArn, stack.taskOf('calls').id);
  assert.equal(EcsParameters.LaunchType, 'FARGATE');
  assert.equal(EcsParameters.EnableExecuteCommand, false);
  assert.ok((EcsParameters.TaskCount ?? 1) === 1);
  const { AssignPublicIp, SecurityGroups, Subnets } = EcsParameters.NetworkConfiguration.AwsvpcConfiguration;
  assert.equal(AssignPublicIp, 'DISABLED');
  const group = stack.one('AWS::EC2::SecurityGroup', 'TaskSecurityGroup');
  assert.deepEqual(SecurityGroups, [`${group.id}.GroupId`]);
  assert.equal(Subnets.length, 2);
});

test('the scheduler may run this task and hand over its two roles to ECS, nothing else', () => {
  const role = roleIdOf(schedule.Target.RoleArn);
  const statements = stack.statementsOf(role);
  const task = stack.taskOf('calls');
  const may = (action: string, resource: string, context = {}): boolean =>
    isAllowed(statements, { action, resource, context });
  const toEcs = { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' };
  assert.ok(may('ecs:RunTask', task.id));
  assert.ok(!may('ecs:RunTask', stack.taskOf('notes').id));
  for (const arn of [task.Properties.TaskRoleArn, task.Properties.ExecutionRoleArn]) {
    assert.ok(may('iam:PassRole', arn, toEcs));
    assert.ok(!may('iam:PassRole', arn, { 'iam:PassedToService': 'ec2.amazonaws.com' }));
  }
  assert.ok(!may('iam:PassRole', stack.taskOf('notes').Properties.TaskRoleArn, toEcs));
  const [trust] = stack.one('AWS::IAM::Role', role).Properties.AssumeRolePolicyDocument.Statement;
  assert.equal(trust.Principal.Service, 'scheduler.amazonaws.com');
  assert.equal(trust.Condition.StringEquals['aws:SourceAccount'], ACCOUNT);
});
