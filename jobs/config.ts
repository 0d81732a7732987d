import { z } from 'zod';
import { athenaSchema } from './athena/athena-config.js';
import { catalogSchema, storageSchema } from './catalog-config.js';
import { secretsSchema } from './secrets/secrets-config.js';

/** `lakeveil.config.(ts|js|json)`: defaults for every command run in its folder. Flags lie over it. */

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'silent'] as const;

export const configSchema = z.strictObject({
  warehouse: z
    .string()
    .min(1)
    .default('./lakehouse')
    .describe('folder of the tables, relative to the working folder, or s3://bucket/prefix'),
  catalog: catalogSchema.prefault({ type: 'filesystem' }),
  storage: storageSchema.prefault({}).describe('how the files of tables are reached'),
  secrets: secretsSchema.prefault({}).describe('where `secret://NAME#FIELD` is looked up'),
  athena: athenaSchema.prefault({}).describe('how `lakeveil query --athena` reaches Athena'),
  threads: z.int().min(1).max(1024).optional().describe('worker threads; one a core if absent'),
  logLevel: z.enum(LOG_LEVELS).optional().describe('JSON log lines of at least this level on stderr'),
  jobs: z
    .record(z.string(), z.record(z.string(), z.unknown()))
    .default({})
    .describe('options that lie over a job, by its name: {"redact-transcripts": {"limits": {…}}}'),
});

/** What a config file holds. */
export type ConfigDefinition = z.input<typeof configSchema>;
export type Config = z.output<typeof configSchema>;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Gives a config file its types; the value comes back as it was. */
export function defineConfig(config: ConfigDefinition): ConfigDefinition {
  return config;
}
