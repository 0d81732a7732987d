import { Aws, RemovalPolicy } from 'aws-cdk-lib';
import { CfnWorkGroup } from 'aws-cdk-lib/aws-athena';
import { ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { s3Prefix } from '../deployment/s3-prefix.js';
import { type Deployment, targetLocations } from '../deployment/schema.js';
import { browseTablesStatement } from '../iam/glue-statements.js';
import { encryptStatement } from '../iam/kms-statements.js';
import { bucketArn, readStatements, writeStatements } from '../iam/s3-statements.js';

/** A workgroup whose settings clients can't override: where results lie, with which key, how much a query may scan. */
export function workGroup(scope: Construct, deployment: Deployment, key: IKey): CfnWorkGroup {
  const group = new CfnWorkGroup(scope, 'WorkGroup', {
    name: deployment.name,
    description: 'Queries on what Lakeveil produced',
    recursiveDeleteOption: false,
    workGroupConfiguration: {
      enforceWorkGroupConfiguration: true,
      publishCloudWatchMetricsEnabled: true,
      bytesScannedCutoffPerQuery: deployment.athena.maxScannedGiB * 1024 ** 3,
      engineVersion: { selectedEngineVersion: 'Athena engine version 3' },
      resultConfiguration: {
        outputLocation: `${deployment.athena.results}/`,
        encryptionConfiguration: { encryptionOption: 'SSE_KMS', kmsKey: key.keyArn },
      },
    },
  });
  group.applyRemovalPolicy(RemovalPolicy.RETAIN);
  return group;
}

/** For those who query what was produced: no source, no quarantine table, no journal. It is attached to nobody. */
export function analystPolicy(
  scope: Construct,
  deployment: Deployment,
  group: CfnWorkGroup,
  keyArns: readonly string[],
): ManagedPolicy {
  const tables = deployment.jobs.map((job) => job.target.table);
  const targets = deployment.jobs.map((job) =>
    s3Prefix(targetLocations(deployment.warehouse, job.target).target),
  );
  const results = s3Prefix(deployment.athena.results);
  return new ManagedPolicy(scope, 'AnalystPolicy', {
    description: 'Query the tables that Lakeveil produced through its Athena workgroup',
    statements: [
      new PolicyStatement({
        actions: [
          'athena:GetWorkGroup',
          'athena:StartQueryExecution',
          'athena:StopQueryExecution',
          'athena:GetQueryExecution',
          'athena:GetQueryResults',
          'athena:BatchGetQueryExecution',
          'athena:ListQueryExecutions',
        ],
        resources: [`arn:${Aws.PARTITION}:athena:${Aws.REGION}:${Aws.ACCOUNT_ID}:workgroup/${group.name}`],
      }),
      browseTablesStatement(tables),
      ...readStatements(targets),
      ...writeStatements([results]),
      new PolicyStatement({ actions: ['s3:GetBucketLocation'], resources: [bucketArn(results.bucket)] }),
      encryptStatement(keyArns, 's3'),
    ],
  });
}
