import { z } from 'zod';
import { overlaps, parseS3Prefix, s3Prefix } from './s3-prefix.js';
import { isTaskSize } from './task-size.js';

/** What infra/config.ts holds: one deployment of Lakeveil in one region of one account. */

const location = z
  .string()
  .refine((text) => parseS3Prefix(text) !== undefined, {
    error: 'is s3://bucket/prefix, without * ? $ and empty folders',
    abort: true,
  })
  .transform((text) => text.replace(/\/+$/, ''));
const table = z
  .string()
  .regex(/^[a-z0-9_]+\.[a-z0-9_]+$/, 'is database.table, of the characters a-z 0-9 _, as Glue writes them');
const keyArn = z.string().regex(/^arn:[\w-]+:kms:[\w-]+:\d{12}:key\/[\w-]+$/, 'is the ARN of a KMS key');
const count = (least: number, most: number) => z.int().min(least).max(most);

const secretSchema = z.strictObject({
  /** Its name in Secrets Manager. The secret itself is never part of the deployment. */
  name: z.string().regex(/^[\w/+=.@-]{1,512}$/, 'is the name of a secret'),
  /** Field of a secret that is a JSON object, for the key of tokens and surrogates. */
  pseudonymKeyField: z
    .string()
    .regex(/^[\w.-]{1,128}$/)
    .optional(),
  /** Field with the API key of Tonic Textual; only with `engine: 'textual'`. */
  textualKeyField: z
    .string()
    .regex(/^[\w.-]{1,128}$/)
    .optional(),
  /** The key that it is encrypted with, if that is not aws/secretsmanager. */
  kmsKeyArn: keyArn.optional(),
});

const jobSchema = z.strictObject({
  /** Part of the names of what is made for it. */
  name: z.string().regex(/^[a-z][a-z0-9-]{0,30}$/, 'is of the characters a-z 0-9 -'),
  /** What `run-job` is given: a built-in job, or one of infra/project/jobs; `name` if absent. */
  job: z.string().min(1).optional(),
  source: z.strictObject({
    /** Absent if the job itself reads files. */
    table: table.optional(),
    location,
    kmsKeyArn: keyArn.optional(),
  }),
  target: z.strictObject({
    table,
    /** `<warehouse>/<database>.db/<table>` if absent: what Lakeveil does where the database has no location. */
    location: location.optional(),
    mode: z.enum(['create', 'replace', 'append', 'overwrite', 'incremental']).optional(),
  }),
  engine: z.enum(['local', 'comprehend', 'textual']).default('local'),
  secret: secretSchema.optional(),
  /** More of the command line of `run-job`. */
  arguments: z.array(z.string()).default([]),
  schedule: z.strictObject({
    /** Of EventBridge Scheduler: cron(…) or rate(…). */
    expression: z.string().regex(/^(?:cron|rate)\(.+\)$/, 'is cron(…) or rate(…)'),
    timeZone: z.string().min(1).default('UTC'),
    enabled: z.boolean().default(true),
  }),
  size: z
    .strictObject({
      /** 1024 are one vCPU. */
      cpu: z.int().default(2048),
      memoryMiB: z.int().default(8192),
      /** Scratch: copies of source files that are being read, data files that are being written, DuckDB's spill. */
      scratchGiB: count(21, 200).default(40),
      /** Worker threads; one a vCPU if absent. */
      threads: count(1, 64).optional(),
    })
    .prefault({})
    .refine(isTaskSize, 'is no size that Fargate has: see task-size.ts'),
  /** Alarm if this long no run has succeeded. It counts hours: at most a week. */
  alarmWithoutSuccessHours: count(1, 168).default(26),
});

const networkSchema = z.union([
  z.strictObject({
    /** An existing VPC; its subnets need a route to S3, Glue, Secrets Manager, CloudWatch Logs and ECR. */
    vpcId: z.string().regex(/^vpc-(?:[0-9a-f]{8}|[0-9a-f]{17})$/),
    subnetIds: z.array(z.string().regex(/^subnet-(?:[0-9a-f]{8}|[0-9a-f]{17})$/)).min(1),
  }),
  z.strictObject({
    /** A VPC of its own, with endpoints for those services and no way to the internet. */
    cidr: z.string().regex(/^[\d.]+\/\d+$/),
    availabilityZones: z
      .array(z.string().regex(/^[a-z]{2}(?:-[a-z]+)+-\d[a-z]$/))
      .min(1)
      .max(3),
  }),
]);

export const deploymentSchema = z
  .strictObject({
    name: z
      .string()
      .regex(/^[a-z][a-z0-9-]{0,20}$/)
      .default('lakeveil'),
    /** The account of the credentials that deploy if absent. */
    account: z
      .string()
      .regex(/^\d{12}$/)
      .optional(),
    region: z.string().regex(/^[a-z]{2}(?:-[a-z]+)+-\d$/),
    /** Where databases without a location keep their tables, and where Lakeveil's journal is. */
    warehouse: location,
    /** Of the bucket's default encryption, or another one for what Lakeveil writes. The deployment's own if absent. */
    warehouseKmsKeyArn: keyArn.optional(),
    image: z.strictObject({
      repository: z.string().regex(/^[a-z0-9][a-z0-9._/-]+$/),
      /** Of a repository whose tags are immutable; or sha256:… */
      tag: z.string().refine((tag) => tag !== 'latest', 'must name one image; latest does not'),
      architecture: z.enum(['X86_64', 'ARM64']).default('X86_64'),
    }),
    network: networkSchema,
    jobs: z.array(jobSchema).min(1),
    /** Create databases that do not exist. */
    createDatabases: z.boolean().default(false),
    alarms: z.strictObject({ emails: z.array(z.email()).default([]) }).prefault({}),
    logs: z.strictObject({ retentionDays: count(1, 3653).default(90) }).prefault({}),
    athena: z.strictObject({
      /** Where results go: a folder that people who may read targets may read. */
      results: location,
      maxScannedGiB: count(1, 100_000).default(100),
    }),
    tags: z.record(z.string().min(1), z.string()).default({}),
  })
  .superRefine((deployment, context) => {
    const refuse = (path: (string | number)[], message: string): void =>
      void context.addIssue({ code: 'custom', path, message });
    const names = deployment.jobs.map((job) => job.name);
    const targets = deployment.jobs.map((job) => job.target.table);
    deployment.jobs.forEach((job, index) => {
      const path = ['jobs', index];
      if (names.indexOf(job.name) !== index) refuse([...path, 'name'], 'is the name of two jobs');
      if (targets.indexOf(job.target.table) !== index)
        refuse([...path, 'target', 'table'], 'is the target of two jobs');
      if (job.target.table === job.source.table) refuse([...path, 'target', 'table'], 'is the source itself');
      if (job.engine === 'textual' && job.secret?.textualKeyField === undefined)
        refuse([...path, 'secret', 'textualKeyField'], 'is needed with engine textual');
      if (job.engine !== 'textual' && job.secret?.textualKeyField !== undefined)
        refuse([...path, 'secret', 'textualKeyField'], 'is for engine textual alone');
      if (job.engine === 'textual' && 'cidr' in deployment.network)
        refuse(
          [...path, 'engine'],
          'needs a way to the internet, which the VPC of its own has not: name an existing one',
        );
      if (
        job.arguments.some((argument) =>
          /^--(?:catalog|warehouse|source|target|mode|engine|fresh|report)\b/.test(argument),
        )
      )
        refuse([...path, 'arguments'], 'names what the deployment itself says, or --fresh');
      // What one job may write none may read as its source: else a role could change what another run reads.
      const source = s3Prefix(job.source.location);
      deployment.jobs.forEach((other, at) => {
        for (const written of writtenLocations(deployment.warehouse, other.target)) {
          if (overlaps(source, s3Prefix(written)))
            refuse([...path, 'source', 'location'], `overlaps ${written}, which job ${names[at]} writes`);
        }
      });
      if (overlaps(source, s3Prefix(deployment.athena.results)))
        refuse([...path, 'source', 'location'], 'overlaps athena.results, which analysts read');
    });
    if (overlaps(s3Prefix(deployment.athena.results), s3Prefix(`${deployment.warehouse}/.lakeveil`)))
      refuse(['athena', 'results'], 'overlaps the journal');
  });

export type DeploymentDefinition = z.input<typeof deploymentSchema>;
export type Deployment = z.output<typeof deploymentSchema>;
export type DeployedJob = Deployment['jobs'][number];

/** Where a target and its quarantine table are put. */
export function targetLocations(
  warehouse: string,
  target: { readonly table: string; readonly location?: string | undefined },
): { readonly target: string; readonly quarantine: string } {
  const [database, name] = target.table.split('.');
  const given = target.location ?? `${warehouse}/${database}.db/${name}`;
  return { target: given, quarantine: `${given.slice(0, given.lastIndexOf('/'))}/${name}_quarantine` };
}

export const journalLocation = (warehouse: string): string => `${warehouse}/.lakeveil`;

/** Where a job says how its last run went; replaced by the next one. */
export const reportLocation = ({ name, warehouse }: Deployment, job: DeployedJob): string =>
  `${journalLocation(warehouse)}/reports/${name}-${job.name}.json`;

/** All that a job writes. */
export function writtenLocations(
  warehouse: string,
  target: { readonly table: string; readonly location?: string | undefined },
): readonly string[] {
  const { target: table, quarantine } = targetLocations(warehouse, target);
  return [table, quarantine, journalLocation(warehouse)];
}

/** Gives config.ts its types, and its values defaults. Throws an Error that lists all that is wrong. */
export function defineDeployment(definition: DeploymentDefinition): Deployment {
  const parsed = deploymentSchema.safeParse(definition);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map(
    (issue) => `  ${issue.path.join('.') || 'deployment'}: ${issue.message}`,
  );
  throw new Error(`Nothing was synthesised: infra/config.ts is not valid\n${issues.join('\n')}`);
}
