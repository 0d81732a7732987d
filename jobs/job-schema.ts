import { z } from 'zod';
import { policyOrNameSchema } from '../udfs/policies/ready-policies.js';
import { engineSchema } from '../udfs/remote/engine-options.js';
import type { Udf } from '../udfs/udf.js';
import { keySourceSchema } from './run/key-source.js';

/**
 * What a job may say, with defaults and the one-line descriptions that `--help` prints. Unknown keys are errors.
 * A job is a plain object; `resolveJob` turns it into the typed value that planning takes.
 */

export const WRITE_MODES = ['create', 'replace', 'append', 'overwrite', 'incremental'] as const;
export const FILE_FORMATS = ['parquet', 'csv', 'jsonl'] as const;
export const COMPRESSIONS = ['zstd', 'snappy', 'gzip', 'uncompressed'] as const;

const MiB = 1024 * 1024;
const name = (what: string) => z.string().min(1, `${what} must not be empty`);

/** `region`, `month(ts)`, `truncate(8, code)`, `bucket(16, id)`. */
const partitionExpression = z
  .string()
  .regex(
    /^\s*(?:[^(),\s][^(),]*|(?:year|month|day|hour)\s*\(\s*[^(),]+\)|(?:truncate|bucket)\s*\(\s*[1-9]\d*\s*,\s*[^(),]+\))\s*$/i,
    'expected a column, year|month|day|hour(column), truncate(W, column) or bucket(N, column)',
  );

const udfObject = z.custom<Udf<unknown>>((value) => {
  const udf = value as Partial<Udf<unknown>> | null;
  return (
    typeof udf === 'object' &&
    udf !== null &&
    typeof udf.name === 'string' &&
    typeof udf.version === 'string' &&
    Array.isArray(udf.input) &&
    typeof udf.output === 'string' &&
    typeof udf.open === 'function'
  );
}, 'expected the name of a built-in UDF or a UDF made by defineUdf');

export const sourceSchema = z.union([
  name('source'),
  z.strictObject({
    table: name('table').describe('Iceberg table, ns.t'),
    ref: name('ref').optional().describe('snapshot id, branch, tag or ISO time'),
  }),
  z.strictObject({
    files: z.union([name('files'), z.array(name('files')).min(1)]).describe('paths or globs'),
    format: z.enum(FILE_FORMATS).optional().describe('told from the file name if absent'),
  }),
]);

export const targetObjectSchema = z.strictObject({
  table: name('table').describe('Iceberg table to write, ns.t'),
  mode: z
    .enum(WRITE_MODES)
    .default('create')
    .describe(
      'create: the table must not exist; replace: create it, or put a new schema and new rows in its place; append: add rows; overwrite: put new rows in place of all rows, schema kept; incremental: append what was added to the source since the last run',
    ),
  partitionBy: z
    .array(partitionExpression)
    .default([])
    .describe('columns or transforms of output columns: region, month(ts), truncate(8, code)'),
  properties: z.record(z.string(), z.string()).default({}).describe('Iceberg table properties'),
  targetFileBytes: z
    .int()
    .min(64 * 1024)
    .default(512 * MiB)
    .describe('size to aim for in a data file, bytes'),
  compression: z.enum(COMPRESSIONS).default('zstd').describe('of Parquet pages'),
  mixVersions: z
    .boolean()
    .default(false)
    .describe(
      'mode incremental: add to rows that another version of Lakeveil, or of a UDF, made; surrogates of the two may differ',
    ),
});

const optionsObject = z.record(z.string(), z.unknown());

export const columnSchema = z.union([
  z.literal('keep').describe('copied from the source column of the same name'),
  z.strictObject({ keep: name('keep') }).describe('copied from the named source column'),
  z
    .strictObject({
      token: name('token'),
      label: z.string().min(1).optional(),
    })
    .describe(
      'a keyed token in place of each value of the named source column; columns with the same label can be joined',
    ),
  z
    .strictObject({
      udf: z.union([z.string(), udfObject]),
      from: z.union([name('from'), z.array(name('from')).min(1)]),
      scope: name('scope').optional(),
      options: optionsObject.optional(),
    })
    .describe(
      "the output of a UDF over the named source columns; scope names the column of a row's conversation or subject",
    ),
]);

export const limitsSchema = z.strictObject({
  maxFailedRows: z
    .int()
    .min(0)
    .default(0)
    .describe('rows that may be quarantined; one more and nothing is committed'),
  batchRows: z.int().min(1).max(1_000_000).default(2048).describe('rows that enter a UDF at once, at most'),
  batchBytes: z.int().min(1024).default(MiB).describe('bytes of text that enter a UDF at once, at most'),
  splitBytes: z
    .int()
    .min(1024)
    .default(128 * MiB)
    .describe('bytes of source files in a split, the unit of work and of resuming'),
  maxCellBytes: z
    .int()
    .min(1)
    .default(16 * MiB)
    .describe('a longer cell is quarantined unread, bytes of UTF-8'),
  udfTimeoutSeconds: z
    .number()
    .positive()
    .max(24 * 3600)
    .default(120)
    .describe('one UDF call that takes longer fails the run'),
  memoryMb: z.int().min(64).default(384).describe("DuckDB's memory limit in each thread, MiB"),
});

export const jobSchema = z.strictObject({
  description: z.string().optional().describe('one line for `lakeveil jobs`'),
  source: sourceSchema.describe(
    "the table to read: 'ns.t', 'ns.t@ref', {table, ref}; or {files, format} of Parquet, CSV or JSONL",
  ),
  sample: z
    .enum(['support-calls'])
    .optional()
    .describe('shipped sample that is ingested into the source table if that does not exist'),
  target: z
    .union([name('target'), targetObjectSchema])
    .describe("the table to write: 'ns.t' or {table, mode, …}"),
  key: z
    .array(name('key'))
    .default([])
    .describe('source columns that identify a row; quarantined rows are named by them'),
  columns: z
    .record(z.string().min(1), columnSchema)
    .refine((columns) => Object.keys(columns).length > 0, 'at least one output column is needed')
    .describe("every output column: 'keep', {keep}, {token}, or {udf, from, options}"),
  drop: z
    .array(name('drop'))
    .default([])
    .describe('text and nested source columns that are left out on purpose'),
  keepSource: z
    .boolean()
    .default(false)
    .describe('also copy the raw text that the UDFs read: the target is then as sensitive as the source'),
  policy: policyOrNameSchema
    .prefault({})
    .describe("what happens to each label; the default of every redact column; or 'hipaa-safe-harbor'"),
  engine: engineSchema
    .prefault('local')
    .describe(
      'what detects: local, on this machine; textual or comprehend, a service that text is sent to; or {type, …} with its settings (docs/engines.md)',
    ),
  where: z.string().min(1).optional().describe('SQL predicate over source columns; other rows are not read'),
  limit: z.int().min(0).optional().describe('rows to take, at most'),
  seed: z.int().optional().describe('another seed gives another mapping of values to surrogates'),
  pseudonymKey: keySourceSchema
    .optional()
    .describe(
      'where the secret key lies, {env}, {file} or {secret}, and its epoch; without one, surrogates do not link across runs',
    ),
  threads: z.int().min(1).max(1024).optional().describe('worker threads; one a core if absent'),
  limits: limitsSchema.prefault({}).describe('bounds of the run'),
});

/** What a job file exports: defaults not yet filled in. */
export type JobDefinition = z.input<typeof jobSchema>;
export type ParsedJob = z.output<typeof jobSchema>;
export type WriteMode = (typeof WRITE_MODES)[number];
export type FileFormat = (typeof FILE_FORMATS)[number];
