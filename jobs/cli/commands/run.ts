import { z } from 'zod';
import { jobSchema, targetObjectSchema, WRITE_MODES } from '../../job-schema.js';
import type { Command } from '../command.js';
import { durationSchema } from '../duration.js';
import { jsonFlag, logLevelFlag, warehouseFlag } from '../flags.js';
import { jobOptionsText } from '../job-options-text.js';

const { where, limit, threads, engine } = jobSchema.shape;

export const runFlags = z.strictObject({
  plan: z.boolean().default(false).describe('show what would be done, and change nothing'),
  where: where.meta({ value: 'sql' }),
  limit: limit.meta({ value: 'rows' }),
  source: z
    .string()
    .min(1)
    .optional()
    .describe('read another table, ns.t or ns.t@ref')
    .meta({ value: 'table' }),
  target: z
    .string()
    .min(1)
    .optional()
    .describe('write another table; its mode is create unless --mode says otherwise')
    .meta({ value: 'table' }),
  mode: z
    .enum(WRITE_MODES)
    .optional()
    .describe(targetObjectSchema.shape.mode.description ?? '')
    .meta({ value: 'mode' }),
  engine: z
    .string()
    .optional()
    .describe(engine.description ?? '')
    .meta({ value: 'name' }),
  threads: threads.meta({ value: 'n' }),
  ...warehouseFlag,
  set: z
    .array(z.string())
    .default([])
    .describe('any option of the job, e.g. limits.maxFailedRows=10; the value is JSON or text, null removes')
    .meta({ value: 'path=value' }),
  ...jsonFlag(
    'the result as one JSON object on stdout; progress as JSON log lines on stderr when that is no terminal',
  ),
  quiet: z.boolean().default(false).describe('no progress and no summary; errors only').meta({ short: 'q' }),
  ...logLevelFlag,
  report: z
    .string()
    .min(1)
    .optional()
    .describe(
      'write the result, or the error, as one JSON object to this file or s3:// location; it is replaced as a whole',
    )
    .meta({ value: 'location' }),
  wait: durationSchema
    .optional()
    .describe('wait so long (90s, 10m, 2h) if another process is at work on the very run')
    .meta({ value: 'duration' }),
  fresh: z.boolean().default(false).describe('forget an interrupted run, and run again what is up to date'),
});

export const runCommand: Command = {
  name: 'run',
  summary: 'run a job',
  details:
    'Runs a job: reads its source table, makes each output column, and commits a new snapshot of its target table, whole or not at all. A run that was interrupted is resumed when it is started again.',
  arguments: [
    {
      name: 'job',
      description: 'a name that `lakeveil jobs` lists, or the path of a job file',
      required: true,
    },
  ],
  flags: runFlags,
  examples: [
    'run-job redact-transcripts',
    'run-job redact-transcripts --plan',
    `run-job redact-transcripts --where "customer_id > 100" --target support.some --mode replace`,
    'run-job ./my-job.ts --set limits.maxFailedRows=10 --json',
    'run-job redact-transcripts --wait 10m --report s3://bucket/reports/nightly.json',
  ],
  more: jobOptionsText,
  action: async () => (await import('../actions/run.js')).runAction,
};
