import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { s3Prefix } from '../deployment/s3-prefix.js';
import { type DeployedJob, type Deployment, writtenLocations } from '../deployment/schema.js';
import {
  createDatabaseStatement,
  denyWriteTableStatement,
  readTablesStatement,
  writeTablesStatement,
} from '../iam/glue-statements.js';
import { decryptStatement, encryptStatement } from '../iam/kms-statements.js';
import { denyWriteStatement, readStatements, writeStatements } from '../iam/s3-statements.js';
import { readSecretStatement } from '../iam/secret-statement.js';

/**
 * All that the task of one job may do: read its source; create, read and remove files of its target, its quarantine
 * table and the journal; commit to those two tables; read its secret; call Comprehend if that is its engine.
 *
 * @param writeKeyArn encrypts what it writes
 */
export function jobPolicy(deployment: Deployment, job: DeployedJob, writeKeyArn: string): PolicyStatement[] {
  const { source, target, secret } = job;
  const targets = [target.table, `${target.table}_quarantine`];
  const sourcePrefix = s3Prefix(source.location);
  return [
    ...readStatements([sourcePrefix]),
    denyWriteStatement(sourcePrefix),
    ...writeStatements(writtenLocations(deployment.warehouse, target).map(s3Prefix)),
    encryptStatement([writeKeyArn], 's3'),
    ...(source.kmsKeyArn === undefined ? [] : [decryptStatement([source.kmsKeyArn], 's3')]),
    ...(source.table === undefined
      ? []
      : [readTablesStatement([source.table]), denyWriteTableStatement(source.table)]),
    writeTablesStatement(targets),
    ...(deployment.createDatabases ? [createDatabaseStatement(targets)] : []),
    ...(secret === undefined ? [] : [readSecretStatement(secret.name)]),
    ...(secret?.kmsKeyArn === undefined ? [] : [decryptStatement([secret.kmsKeyArn], 'secretsmanager')]),
    // The action has no resources.
    ...(job.engine === 'comprehend'
      ? [new PolicyStatement({ actions: ['comprehend:DetectPiiEntities'], resources: ['*'] })]
      : []),
  ];
}
