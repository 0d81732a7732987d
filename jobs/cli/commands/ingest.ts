import { z } from 'zod';
import { FILE_FORMATS } from '../../job-schema.js';
import type { Command } from '../command.js';
import { jsonFlag, warehouseFlag } from '../flags.js';

export const ingestFlags = z.strictObject({
  table: z.string().min(1).describe('Iceberg table to write, ns.t').meta({ value: 'table' }),
  mode: z
    .enum(['create', 'append', 'replace'])
    .default('create')
    .describe(
      'create: the table must not exist; append: add rows to it; replace: put the new rows and columns in its place',
    )
    .meta({ value: 'mode' }),
  format: z
    .enum(FILE_FORMATS)
    .optional()
    .describe('told from the file names if absent')
    .meta({ value: 'format' }),
  schema: z
    .string()
    .min(1)
    .optional()
    .describe("types of the columns that it names, others are inferred: 'id bigint, tags varchar[]'")
    .meta({ value: 'columns' }),
  delimiter: z
    .string()
    .length(1)
    .optional()
    .describe('of CSV; inferred if absent')
    .meta({ value: 'character' }),
  ...warehouseFlag,
  ...jsonFlag('the result as one JSON object on stdout'),
});

export const ingestCommand: Command = {
  name: 'ingest',
  summary: 'make an Iceberg table of Parquet, CSV or JSONL files',
  details:
    'Reads Parquet, CSV (with a heading line) or JSONL files and commits their rows to an Iceberg table as one snapshot, all of them or none. Column types are inferred.',
  arguments: [
    { name: 'files', description: 'files of one format, or globs', required: true, variadic: true },
  ],
  flags: ingestFlags,
  examples: [
    'lakeveil ingest calls.parquet --table support.calls',
    "lakeveil ingest 2026-*.csv --table crm.people --schema 'zip varchar'",
    'lakeveil ingest more.jsonl --table support.calls --mode append',
  ],
  action: async () => (await import('../actions/ingest.js')).ingestAction,
};
