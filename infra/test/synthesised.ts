import { readFileSync } from 'node:fs';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { type DeploymentDefinition, defineDeployment } from '../deployment/schema.js';
import { LakeveilStack } from '../stack/lakeveil-stack.js';
import { list, type Statement } from './policy-simulator.js';

const context = JSON.parse(readFileSync(new URL('../../cdk.json', import.meta.url), 'utf8')).context;

export const ACCOUNT = '111122223333';
export const REGION = 'eu-west-1';
export const KEY_ARN = `arn:aws:kms:${REGION}:${ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;

type JobDefinition = DeploymentDefinition['jobs'][number];

export const callsJob: JobDefinition = {
  name: 'calls',
  job: 'redact-transcripts',
  source: { table: 'support.calls', location: 's3://lake/warehouse/support.db/calls' },
  target: { table: 'safe.calls', mode: 'replace' },
  secret: { name: 'veil/calls', pseudonymKeyField: 'pseudonymKey' },
  schedule: { expression: 'cron(15 3 * * ? *)', timeZone: 'Europe/Berlin' },
};

export const notesJob: JobDefinition = {
  name: 'notes',
  source: { table: 'crm.notes', location: 's3://raw/crm/notes', kmsKeyArn: KEY_ARN },
  target: { table: 'safe.notes', location: 's3://published/notes', mode: 'incremental' },
  schedule: { expression: 'rate(1 hour)' },
  alarmWithoutSuccessHours: 3,
};

/** Two jobs: one reads what the other has nothing to do with. */
export const definition: DeploymentDefinition = {
  name: 'veil',
  account: ACCOUNT,
  region: REGION,
  warehouse: 's3://lake/warehouse',
  image: { repository: 'lakeveil', tag: '1.2.3' },
  network: { cidr: '10.42.0.0/24', availabilityZones: ['eu-west-1a', 'eu-west-1b'] },
  jobs: [callsJob, notesJob],
  alarms: { emails: ['data@example.com'] },
  athena: { results: 's3://published/athena' },
  tags: { team: 'data' },
};

export interface Resource {
  readonly id: string;
  readonly Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: the properties of any CloudFormation resource
  readonly Properties: any;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

/** A synthesised stack, with what CloudFormation would fill in filled in: ids of resources stand for their ARNs. */
export class Synthesised {
  readonly template: Template;
  readonly resources: readonly Resource[];

  constructor(changes: Partial<DeploymentDefinition> = {}, extra: Record<string, unknown> = {}) {
    const app = new App({ context: { ...context, ...extra } });
    const deployment = defineDeployment({ ...definition, ...changes });
    const stack = new LakeveilStack(app, deployment.name, deployment, {
      env: { account: ACCOUNT, region: REGION },
    });
    this.template = Template.fromStack(stack);
    const raw = this.template.toJSON() as { Resources: Record<string, Omit<Resource, 'id'>> };
    this.resources = Object.entries(raw.Resources).map(([id, resource]) => ({
      ...(resolve(resource) as Omit<Resource, 'id'>),
      id,
    }));
  }

  all(type: string): readonly Resource[] {
    return this.resources.filter((resource) => resource.Type === type);
  }

  one(type: string, hasIn = ''): Resource {
    const found = this.all(type).filter((resource) => resource.id.startsWith(hasIn));
    if (found.length !== 1) throw new Error(`${found.length} resources ${type} ${hasIn}*`);
    return found[0]!;
  }

  /** All statements of the role, inline and attached. */
  statementsOf(roleId: string): readonly Statement[] {
    return this.all('AWS::IAM::Policy')
      .filter((policy) => policy.Properties.Roles.includes(roleId))
      .flatMap((policy) => policy.Properties.PolicyDocument.Statement as Statement[]);
  }

  taskOf(job: string): Resource {
    return this.one('AWS::ECS::TaskDefinition', `${job}Task`);
  }

  taskStatements(job: string): readonly Statement[] {
    return this.statementsOf(roleIdOf(this.taskOf(job).Properties.TaskRoleArn));
  }

  /** Every statement that allows a principal of this deployment something. */
  identityStatements(): readonly Statement[] {
    return [...this.all('AWS::IAM::Policy'), ...this.all('AWS::IAM::ManagedPolicy')].flatMap(
      (policy) => policy.Properties.PolicyDocument.Statement as Statement[],
    );
  }
}

export const roleIdOf = (arn: string): string => arn.replace(/\.Arn$/, '');

const PSEUDO: Readonly<Record<string, string>> = {
  'AWS::Partition': 'aws',
  'AWS::Region': REGION,
  'AWS::AccountId': ACCOUNT,
  'AWS::URLSuffix': 'amazonaws.com',
};

function resolve(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(resolve);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [[name, argument] = ['', undefined]] = entries;
  if (entries.length === 1 && name === 'Ref') return PSEUDO[argument as string] ?? argument;
  if (entries.length === 1 && name === 'Fn::GetAtt') return (argument as string[]).join('.');
  if (entries.length === 1 && name === 'Fn::Join') {
    const [separator, parts] = argument as [string, unknown[]];
    return parts.map((part) => list(resolve(part) as string).join('')).join(separator);
  }
  if (name.startsWith('Fn::')) return JSON.stringify(value);
  return Object.fromEntries(entries.map(([key, inner]) => [key, resolve(inner)]));
}
