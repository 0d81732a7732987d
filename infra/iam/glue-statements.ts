import { Aws } from 'aws-cdk-lib';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';

/** Glue wants an action allowed on the catalog and the database as well as on the table. */
function tableArns(tables: readonly string[]): string[] {
  const glue = `arn:${Aws.PARTITION}:glue:${Aws.REGION}:${Aws.ACCOUNT_ID}`;
  const databases = [...new Set(tables.map((table) => table.split('.')[0]))];
  return [
    `${glue}:catalog`,
    ...databases.map((database) => `${glue}:database/${database}`),
    ...tables.map((table) => `${glue}:table/${table.replace('.', '/')}`),
  ];
}

const WRITE_ACTIONS = ['glue:CreateTable', 'glue:UpdateTable'];

/** @param tables `database.table` */
export const readTablesStatement = (tables: readonly string[]): PolicyStatement =>
  new PolicyStatement({
    actions: ['glue:GetDatabase', 'glue:GetTable', 'glue:GetPartitions'],
    resources: tableArns(tables),
  });

/** Creates and updates tables, and drops none. */
export const writeTablesStatement = (tables: readonly string[]): PolicyStatement =>
  new PolicyStatement({
    actions: ['glue:GetDatabase', 'glue:GetTable', ...WRITE_ACTIONS],
    resources: tableArns(tables),
  });

export const denyWriteTableStatement = (table: string): PolicyStatement =>
  new PolicyStatement({
    effect: Effect.DENY,
    actions: [...WRITE_ACTIONS, 'glue:DeleteTable'],
    resources: [`arn:${Aws.PARTITION}:glue:${Aws.REGION}:${Aws.ACCOUNT_ID}:table/${table.replace('.', '/')}`],
  });

export const createDatabaseStatement = (tables: readonly string[]): PolicyStatement =>
  new PolicyStatement({
    actions: ['glue:CreateDatabase'],
    resources: tableArns(tables).filter((arn) => !arn.includes(':table/')),
  });

/** What Athena's console and engine read of these tables and their databases; only these tables are listed. */
export const browseTablesStatement = (tables: readonly string[]): PolicyStatement =>
  new PolicyStatement({
    actions: [
      'glue:GetDatabase',
      'glue:GetDatabases',
      'glue:GetTable',
      'glue:GetTables',
      'glue:GetPartitions',
    ],
    resources: tableArns(tables),
  });
