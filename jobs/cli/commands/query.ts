import { z } from 'zod';
import type { Command } from '../command.js';
import { jsonFlag, warehouseFlag } from '../flags.js';

export const queryFlags = z.strictObject({
  rows: z
    .int()
    .min(1)
    .max(100_000)
    .default(100)
    .describe('rows to print as a table, at most; --json prints all')
    .meta({ value: 'n' }),
  list: z.boolean().default(false).describe('show the named queries and what they take'),
  param: z
    .array(z.string())
    .default([])
    .describe('parameter of a named query, e.g. table=support.calls_safe')
    .meta({ value: 'name=value' }),
  athena: z.boolean().default(false).describe('run it at AWS Athena, in its SQL'),
  workgroup: z
    .string()
    .min(1)
    .optional()
    .describe("Athena's workgroup; primary if no configuration says otherwise")
    .meta({ value: 'name' }),
  output: z
    .string()
    .min(1)
    .optional()
    .describe("where Athena writes results; the workgroup's own place if absent")
    .meta({ value: 's3://…' }),
  database: z
    .string()
    .min(1)
    .optional()
    .describe('of tables that a query at Athena names without one')
    .meta({ value: 'name' }),
  wide: z.boolean().default(false).describe('do not cut long cells'),
  ...warehouseFlag,
  ...jsonFlag('every row as one JSON object in a line'),
});

export type QueryFlags = z.output<typeof queryFlags>;

export const queryCommand: Command = {
  name: 'query',
  summary: 'query tables with SQL, here or at Athena',
  details: `Runs one SELECT of DuckDB's SQL over the tables of the warehouse. A table is written ns.t, or "ns.t@ref" (in double quotes) for a snapshot id, branch, tag or ISO time; "t$snapshots" and "t$history", after the namespace, hold what the table's metadata says. Nothing is ever written. Functions such as read_csv read your own files. One word is the name of a shipped query: --list shows them. With --athena the query runs at AWS Athena, in its SQL; bytes scanned and cost go to stderr.`,
  arguments: [
    {
      name: 'sql',
      description: 'one SELECT, or the name of a query; - reads it from stdin',
      required: false,
    },
  ],
  flags: queryFlags,
  examples: [
    'lakeveil query "SELECT * FROM support.call_transcripts_synthetic LIMIT 5"',
    `lakeveil query 'SELECT count(*) FROM "support.calls@2026-01-31T00:00:00Z"' --json`,
    'lakeveil query entity-counts --param table=support.calls_safe --param key=id --param column=transcript_redacted',
    'lakeveil query --athena --workgroup lakeveil "SELECT count(*) FROM support.calls_safe"',
  ],
  action: async () => (await import('../actions/query.js')).queryAction,
};
