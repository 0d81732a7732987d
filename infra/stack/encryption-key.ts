import { Aws, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';

/**
 * The deployment's own key: of what Lakeveil writes to S3 (unless the warehouse has another), of scratch disks, logs,
 * notifications and Athena's results; the cluster adds what Fargate needs for scratch disks. It outlives the stack: without it that data is lost.
 */
export function encryptionKey(scope: Construct, name: string): Key {
  const key = new Key(scope, 'Key', {
    alias: name,
    description: `Lakeveil (${name}): tables, scratch, logs, Athena results`,
    enableKeyRotation: true,
    removalPolicy: RemovalPolicy.RETAIN,
  });
  const allow = (
    service: string,
    actions: string[],
    conditions: Record<string, Record<string, string>>,
  ): void =>
    void key.addToResourcePolicy(
      new PolicyStatement({
        effect: Effect.ALLOW,
        principals: [new ServicePrincipal(service)],
        actions,
        resources: ['*'],
        conditions,
      }),
    );
  const ofThisAccount = { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } };
  // Log groups of this stack alone.
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
  allow(
    `logs.${Aws.REGION}.amazonaws.com`,
    ['kms:Encrypt*', 'kms:Decrypt*', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'],
    {
      ArnLike: {
        'kms:EncryptionContext:aws:logs:arn': `arn:${Aws.PARTITION}:logs:${Aws.REGION}:${Aws.ACCOUNT_ID}:log-group:${Stack.of(scope).stackName}-*`,
      },
    },
  );
  // To publish to an encrypted topic.
  for (const service of ['events.amazonaws.com', 'cloudwatch.amazonaws.com'])
    allow(service, ['kms:Decrypt', 'kms:GenerateDataKey*'], ofThisAccount);
  return key;
}
