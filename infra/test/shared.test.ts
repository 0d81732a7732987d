import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ACCOUNT, REGION, Synthesised } from './synthesised.js';

const stack = new Synthesised();
const key = stack.one('AWS::KMS::Key');

test('what holds data or opens it outlives the stack; no bucket, database or secret is made', () => {
  for (const type of ['AWS::KMS::Key', 'AWS::Logs::LogGroup', 'AWS::Athena::WorkGroup']) {
    const found = stack.one(type);
    assert.deepEqual([found.DeletionPolicy, found.UpdateReplacePolicy], ['Retain', 'Retain'], type);
  }
  for (const type of [
    'AWS::S3::Bucket',
    'AWS::Glue::Database',
    'AWS::SecretsManager::Secret',
    'AWS::Lambda::Function',
  ])
    assert.deepEqual(stack.all(type), [], type);
  assert.doesNotMatch(JSON.stringify(stack.resources), /Custom::|AutoDeleteObjects/);
});

test('the key rotates; beside the account only services of it may use it, each for its own', () => {
  assert.equal(key.Properties.EnableKeyRotation, true);
  const users = key.Properties.KeyPolicy.Statement.filter(
    (statement: { Principal: { AWS?: string } }) =>
      statement.Principal.AWS !== `arn:aws:iam::${ACCOUNT}:root`,
  );
  for (const statement of users) {
    assert.ok(statement.Principal.Service !== undefined, JSON.stringify(statement));
    assert.ok(Object.keys(statement.Condition ?? {}).length > 0, JSON.stringify(statement));
  }
  const logs = users.find((statement: { Principal: { Service: unknown } }) =>
    `${statement.Principal.Service}`.startsWith('logs.'),
  );
  assert.deepEqual(logs.Condition, {
    ArnLike: { 'kms:EncryptionContext:aws:logs:arn': `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:veil-*` },
  });
});

test('scratch disks are encrypted with the key, which Fargate may use for this cluster', () => {
  const cluster = stack.one('AWS::ECS::Cluster').Properties;
  assert.equal(cluster.Configuration.ManagedStorageConfiguration.FargateEphemeralStorageKmsKeyId, key.id);
  const fargate = key.Properties.KeyPolicy.Statement.filter(
    (statement: { Principal: { Service?: string } }) =>
      statement.Principal.Service === 'fargate.amazonaws.com',
  );
  assert.deepEqual(fargate.map((statement: { Action: string }) => statement.Action).sort(), [
    'kms:CreateGrant',
    'kms:GenerateDataKeyWithoutPlaintext',
  ]);
  for (const { Condition } of fargate) {
    assert.deepEqual(Condition.StringEquals['kms:EncryptionContext:aws:ecs:clusterName'], [
      cluster.ClusterName,
    ]);
    assert.deepEqual(Condition.StringEquals['kms:EncryptionContext:aws:ecs:clusterAccount'], [ACCOUNT]);
  }
});

test('logs are encrypted, kept as long as config.ts says, and all tasks write there', () => {
  const group = stack.one('AWS::Logs::LogGroup');
  assert.deepEqual([group.Properties.KmsKeyId, group.Properties.RetentionInDays], [`${key.id}.Arn`, 90]);
  for (const job of ['calls', 'notes']) {
    const [container] = stack.taskOf(job).Properties.ContainerDefinitions;
    assert.equal(container.LogConfiguration.LogDriver, 'awslogs');
    assert.equal(container.LogConfiguration.Options['awslogs-group'], group.id);
    assert.equal(container.LogConfiguration.Options['awslogs-stream-prefix'], job);
  }
  const other = new Synthesised({ logs: { retentionDays: 365 } });
  assert.equal(other.one('AWS::Logs::LogGroup').Properties.RetentionInDays, 365);
});

test('the Athena workgroup says where results go, with which key, and how much may be scanned', () => {
  const { Name, WorkGroupConfiguration, RecursiveDeleteOption } =
    stack.one('AWS::Athena::WorkGroup').Properties;
  assert.deepEqual([Name, RecursiveDeleteOption], ['veil', false]);
  assert.equal(WorkGroupConfiguration.EnforceWorkGroupConfiguration, true);
  assert.equal(WorkGroupConfiguration.BytesScannedCutoffPerQuery, 100 * 1024 ** 3);
  assert.deepEqual(WorkGroupConfiguration.ResultConfiguration, {
    OutputLocation: 's3://published/athena/',
    EncryptionConfiguration: { EncryptionOption: 'SSE_KMS', KmsKey: `${key.id}.Arn` },
  });
});

test('nothing may connect to a task, and from it there is HTTPS alone', () => {
  const group = stack.one('AWS::EC2::SecurityGroup', 'TaskSecurityGroup');
  assert.equal(group.Properties.SecurityGroupIngress, undefined);
  for (const ingress of stack.all('AWS::EC2::SecurityGroupIngress'))
    assert.notEqual(ingress.Properties.GroupId, `${group.id}.GroupId`);
  assert.deepEqual(
    group.Properties.SecurityGroupEgress.map((rule: Record<string, unknown>) => [
      rule['CidrIp'],
      rule['IpProtocol'],
      rule['FromPort'],
      rule['ToPort'],
    ]),
    [['0.0.0.0/0', 'tcp', 443, 443]],
  );
});

test('a VPC of its own has no way to the internet, and endpoints that tasks alone may use', () => {
  for (const type of ['AWS::EC2::NatGateway', 'AWS::EC2::InternetGateway', 'AWS::EC2::Route'])
    assert.deepEqual(stack.all(type), [], type);
  const services = stack
    .all('AWS::EC2::VPCEndpoint')
    .map((one) => one.Properties.ServiceName.split('.').slice(3).join('.'));
  assert.deepEqual([...services].sort(), ['ecr.api', 'ecr.dkr', 'glue', 'logs', 's3', 'secretsmanager']);
  const [ingress, ...others] = stack.all('AWS::EC2::SecurityGroupIngress');
  const tasks = stack.one('AWS::EC2::SecurityGroup', 'TaskSecurityGroup');
  assert.equal(ingress!.Properties.SourceSecurityGroupId, `${tasks.id}.GroupId`);
  assert.deepEqual(others, []);
  const buckets = stack
    .one('AWS::EC2::VPCEndpoint', 'VpcS3')
    .Properties.PolicyDocument.Statement.flatMap(
      (statement: { Resource: string | string[] }) => statement.Resource,
    );
  assert.deepEqual([...new Set(buckets.map((arn: string) => arn.split(/:::|\//)[1]))].sort(), [
    'lake',
    `prod-${REGION}-starport-layer-bucket`,
    'published',
    'raw',
  ]);
});

test('an existing VPC is used as it is', () => {
  const existing = new Synthesised({
    network: { vpcId: 'vpc-0a1b2c3d', subnetIds: ['subnet-0c0c0c0c', 'subnet-0d0d0d0d'] },
  });
  for (const type of ['AWS::EC2::VPC', 'AWS::EC2::Subnet', 'AWS::EC2::VPCEndpoint'])
    assert.deepEqual(existing.all(type), [], type);
  assert.equal(existing.one('AWS::EC2::SecurityGroup').Properties.VpcId, 'vpc-0a1b2c3d');
  const { EcsParameters } = existing.one('AWS::Scheduler::Schedule', 'calls').Properties.Target;
  assert.deepEqual(EcsParameters.NetworkConfiguration.AwsvpcConfiguration.Subnets, [
    'subnet-0c0c0c0c',
    'subnet-0d0d0d0d',
  ]);
});

test('everything that can be is tagged', () => {
  for (const type of [
    'AWS::KMS::Key',
    'AWS::ECS::Cluster',
    'AWS::ECS::TaskDefinition',
    'AWS::Logs::LogGroup',
  ])
    for (const resource of stack.all(type))
      assert.deepEqual(resource.Properties.Tags, [{ Key: 'team', Value: 'data' }], resource.id);
});
