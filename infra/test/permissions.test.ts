import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isAllowed, list, type Statement } from './policy-simulator.js';
import { ACCOUNT, callsJob, KEY_ARN, notesJob, REGION, roleIdOf, Synthesised } from './synthesised.js';

const stack = new Synthesised();
const calls = stack.taskStatements('calls');
const notes = stack.taskStatements('notes');

const object = (path: string): string => `arn:aws:s3:::${path}`;
const glue = (rest: string): string => `arn:aws:glue:${REGION}:${ACCOUNT}:${rest}`;
const may = (who: readonly Statement[], action: string, resource: string, context = {}): boolean =>
  isAllowed(who, { action, resource, context });

const READ = ['s3:GetObject'];
const WRITE = ['s3:PutObject', 's3:DeleteObject', 's3:AbortMultipartUpload'];
const OWN = [
  'lake/warehouse/safe.db/calls/data/a.parquet',
  'lake/warehouse/safe.db/calls_quarantine/metadata/v1.json',
  'lake/warehouse/.lakeveil/runs/1/run.json',
];
const SOURCE = 'lake/warehouse/support.db/calls/data/a.parquet';
const FOREIGN = [
  'lake/warehouse/support.db/calls_raw/data/a.parquet',
  'lake/warehouse/safe.db/calls2/a',
  'lake/warehouse/a',
  'lake/a',
  'lake2/warehouse/safe.db/calls/a',
  'raw/crm/notes/a.parquet',
  'published/notes/a.parquet',
  'published/athena/a.csv',
];

test('objects: reads its source; writes its target, quarantine table and journal; no other', () => {
  for (const action of READ)
    for (const path of [SOURCE, ...OWN]) assert.ok(may(calls, action, object(path)), `${action} ${path}`);
  for (const action of WRITE) {
    for (const path of OWN) assert.ok(may(calls, action, object(path)), `${action} ${path}`);
    for (const path of [SOURCE, ...FOREIGN])
      assert.ok(!may(calls, action, object(path)), `${action} ${path}`);
  }
  for (const path of FOREIGN) assert.ok(!may(calls, 's3:GetObject', object(path)), path);
});

test('objects: what lies elsewhere is as the configuration says', () => {
  assert.ok(may(notes, 's3:GetObject', object('raw/crm/notes/a.parquet')));
  for (const path of ['published/notes/a', 'published/notes_quarantine/a', OWN[2]!])
    assert.ok(may(notes, 's3:PutObject', object(path)), path);
  for (const path of ['raw/crm/notes/a.parquet', OWN[0]!, SOURCE, 'published/athena/a'])
    assert.ok(!may(notes, 's3:PutObject', object(path)), path);
});

test('objects: a source can not be written even if a policy that is attached later allows it', () => {
  const more: Statement[] = [{ Effect: 'Allow', Action: ['s3:*', 'glue:*'], Resource: '*' }];
  for (const action of WRITE) assert.ok(!may([...calls, ...more], action, object(SOURCE)), action);
  for (const action of ['glue:UpdateTable', 'glue:DeleteTable', 'glue:CreateTable'])
    assert.ok(!may([...calls, ...more], action, glue('table/support/calls')), action);
});

test('buckets: lists only under its own prefixes', () => {
  const lists = (who: readonly Statement[], bucket: string, prefix?: string): boolean =>
    may(who, 's3:ListBucket', object(bucket), prefix === undefined ? {} : { 's3:prefix': prefix });
  for (const path of [SOURCE, ...OWN]) assert.ok(lists(calls, 'lake', path.slice('lake/'.length)), path);
  assert.ok(lists(calls, 'lake', 'warehouse/support.db/calls/'));
  for (const prefix of [
    undefined,
    '',
    'warehouse/',
    'warehouse/support.db/',
    'warehouse/support.db/calls_raw/',
  ])
    assert.ok(!lists(calls, 'lake', prefix), prefix);
  assert.ok(!lists(calls, 'raw', 'crm/notes/'));
  assert.ok(may(calls, 's3:ListBucketMultipartUploads', object('lake')));
  assert.ok(!may(calls, 's3:ListBucketMultipartUploads', object('raw')));
  assert.ok(!may(notes, 's3:ListBucketMultipartUploads', object('raw')));
});

test('Glue: reads its source; creates and updates its target and quarantine table; drops none', () => {
  const [source, target, quarantine] = [
    'table/support/calls',
    'table/safe/calls',
    'table/safe/calls_quarantine',
  ];
  for (const at of ['catalog', 'database/support', 'database/safe', source!, target!, quarantine!])
    assert.ok(may(calls, 'glue:GetTable', glue(at)), at);
  for (const action of ['glue:CreateTable', 'glue:UpdateTable']) {
    for (const at of ['catalog', 'database/safe', target!, quarantine!])
      assert.ok(may(calls, action, glue(at)), at);
    for (const at of [source!, 'database/support', 'table/safe/notes', 'table/safe/calls2'])
      assert.ok(!may(calls, action, glue(at)), `${action} ${at}`);
  }
  for (const action of [
    'glue:DeleteTable',
    'glue:DeleteDatabase',
    'glue:CreateDatabase',
    'glue:BatchDeleteTable',
  ])
    for (const at of ['catalog', 'database/safe', target!, source!])
      assert.ok(!may(calls, action, glue(at)), action);
  assert.ok(may(calls, 'glue:GetPartitions', glue(source!)));
  assert.ok(!may(calls, 'glue:GetTable', glue('table/crm/notes')));
});

test('Glue: databases are created only if the configuration says so', () => {
  const creating = new Synthesised({ createDatabases: true }).taskStatements('calls');
  assert.ok(may(creating, 'glue:CreateDatabase', glue('database/safe')));
  assert.ok(!may(creating, 'glue:CreateDatabase', glue('database/support')));
});

test('secrets: its own alone, and none for a job that names none', () => {
  const secret = (name: string): string => `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:${name}`;
  assert.ok(may(calls, 'secretsmanager:GetSecretValue', secret('veil/calls-a1B2c3')));
  for (const name of ['veil/calls-more-a1B2c3', 'veil/notes-a1B2c3', 'veil/calls'])
    assert.ok(!may(calls, 'secretsmanager:GetSecretValue', secret(name)), name);
  assert.ok(!may(calls, 'secretsmanager:PutSecretValue', secret('veil/calls-a1B2c3')));
  assert.ok(
    !notes.some((statement) => list(statement.Action).some((action) => action.startsWith('secrets'))),
  );
});

test('keys: only through S3, and through Secrets Manager for a secret with a key of its own', () => {
  const via = (service: string) => ({ 'kms:ViaService': `${service}.${REGION}.amazonaws.com` });
  const own = `${stack.one('AWS::KMS::Key').id}.Arn`;
  for (const action of ['kms:Decrypt', 'kms:GenerateDataKey']) {
    assert.ok(may(calls, action, own, via('s3')), action);
    assert.ok(!may(calls, action, own), action);
    assert.ok(!may(calls, action, own, via('secretsmanager')), action);
    assert.ok(!may(calls, action, KEY_ARN, via('s3')), action);
  }
  assert.ok(may(notes, 'kms:Decrypt', KEY_ARN, via('s3')));
  assert.ok(!may(notes, 'kms:GenerateDataKey', KEY_ARN, via('s3')), 'the key of a source');
  const secret = { name: 'veil/calls', pseudonymKeyField: 'k', kmsKeyArn: KEY_ARN };
  const keyed = new Synthesised({ jobs: [{ ...callsJob, secret }] }).taskStatements('calls');
  assert.ok(may(keyed, 'kms:Decrypt', KEY_ARN, via('secretsmanager')));
  assert.ok(!may(keyed, 'kms:Decrypt', KEY_ARN, via('s3')));
});

test('Comprehend: only for a job whose engine it is', () => {
  const engine = 'comprehend' as const;
  const with_ = new Synthesised({ jobs: [callsJob, { ...notesJob, engine }] });
  assert.ok(may(with_.taskStatements('notes'), 'comprehend:DetectPiiEntities', '*'));
  for (const statements of [calls, notes, with_.taskStatements('calls')])
    assert.doesNotMatch(JSON.stringify(statements), /comprehend/i);
  assert.doesNotMatch(JSON.stringify(stack.resources), /comprehend/i);
});

test('no statement allows a whole service, and * stands only where an action has no resources', () => {
  const engine = 'comprehend' as const;
  const all = new Synthesised({ createDatabases: true, jobs: [{ ...callsJob, engine }] });
  const everywhere: string[] = [];
  for (const { Effect, Action, Resource } of all.identityStatements()) {
    for (const action of list(Action)) assert.doesNotMatch(action, /\*/, action);
    if (
      Effect === 'Allow' &&
      list(Resource).some((one) => /^\*$|^arn:aws:s3:::\*|:table\/\*|:secret:\*/.test(one))
    )
      everywhere.push(...list(Action));
  }
  assert.deepEqual(everywhere.sort(), ['comprehend:DetectPiiEntities', 'ecr:GetAuthorizationToken']);
  // Resource policies: `*` is the key, or the endpoint's policy, itself; no action on S3 is a pattern.
  const endpoint = all.one('AWS::EC2::VPCEndpoint', 'VpcS3').Properties.PolicyDocument
    .Statement as Statement[];
  for (const { Action, Resource } of endpoint) {
    for (const action of list(Action)) assert.doesNotMatch(action, /\*/);
    for (const resource of list(Resource)) assert.match(resource, /^arn:aws:s3:::[a-z]/);
  }
});

test('the execution role pulls the image and writes the log; only ECS can take the roles', () => {
  const role = roleIdOf(stack.taskOf('calls').Properties.ExecutionRoleArn);
  const actions = stack.statementsOf(role).flatMap((statement) => list(statement.Action));
  assert.deepEqual([...actions].sort(), [
    'ecr:BatchCheckLayerAvailability',
    'ecr:BatchGetImage',
    'ecr:GetAuthorizationToken',
    'ecr:GetDownloadUrlForLayer',
    'logs:CreateLogStream',
    'logs:PutLogEvents',
  ]);
  for (const id of [role, roleIdOf(stack.taskOf('calls').Properties.TaskRoleArn)]) {
    const [trust, ...others] = stack.one('AWS::IAM::Role', id).Properties.AssumeRolePolicyDocument.Statement;
    assert.deepEqual([trust.Principal, others], [{ Service: 'ecs-tasks.amazonaws.com' }, []]);
  }
  assert.deepEqual(
    stack.all('AWS::IAM::Role').flatMap((one) => one.Properties.ManagedPolicyArns ?? []),
    [],
  );
});

test('analysts read targets through the workgroup; no source, no quarantine table, no journal', () => {
  const policy = stack.one('AWS::IAM::ManagedPolicy').Properties;
  const analyst = policy.PolicyDocument.Statement as Statement[];
  for (const key of ['Users', 'Groups', 'Roles']) assert.equal(policy[key], undefined, 'attached to nobody');
  for (const path of [OWN[0]!, 'published/notes/a']) {
    assert.ok(may(analyst, 's3:GetObject', object(path)), path);
    for (const action of WRITE) assert.ok(!may(analyst, action, object(path)), path);
  }
  for (const path of [SOURCE, OWN[1]!, OWN[2]!, 'raw/crm/notes/a', 'published/notes_quarantine/a'])
    assert.ok(!may(analyst, 's3:GetObject', object(path)), path);
  for (const table of ['table/support/calls', 'table/safe/calls_quarantine', 'table/crm/notes'])
    assert.ok(!may(analyst, 'glue:GetTable', glue(table)), table);
  assert.ok(may(analyst, 'glue:GetTable', glue('table/safe/calls')));
  assert.ok(!may(analyst, 'glue:UpdateTable', glue('table/safe/calls')));
  assert.ok(may(analyst, 's3:PutObject', object('published/athena/a.csv')));
  const workgroup = (name: string): string => `arn:aws:athena:${REGION}:${ACCOUNT}:workgroup/${name}`;
  assert.ok(may(analyst, 'athena:StartQueryExecution', workgroup('veil')));
  assert.ok(!may(analyst, 'athena:StartQueryExecution', workgroup('primary')));
  assert.ok(!may(analyst, 'secretsmanager:GetSecretValue', 'x'));
});
