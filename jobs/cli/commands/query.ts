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
  wide: z.boolean().default(false).describe('do not cut long cells'),
  ...warehouseFlag,
  ...jsonFlag('every row as one JSON object in a line'),
});

export const queryCommand: Command = {
  name: 'query',
  summary: 'query tables with SQL',
  details:
    'Runs one SELECT of DuckDB\'s SQL over the tables of the warehouse. A table is written ns.t, or "ns.t@ref" (in double quotes) for a snapshot id, branch, tag or ISO time. Nothing is ever written. Functions such as read_csv read your own files.',
  arguments: [{ name: 'sql', description: 'one SELECT; - reads it from stdin', required: true }],
  flags: queryFlags,
  examples: [
    'lakeveil query "SELECT * FROM support.call_transcripts_synthetic LIMIT 5"',
    `lakeveil query 'SELECT count(*) FROM "support.calls@2026-01-31T00:00:00Z"' --json`,
  ],
  action: async () => (await import('../actions/query.js')).queryAction,
};
