import { z } from 'zod';
import type { Command } from '../command.js';
import { jsonFlag, warehouseFlag } from '../flags.js';

export const showFlags = z.strictObject({
  files: z.boolean().default(false).describe('list every data and delete file'),
  ...warehouseFlag,
  ...jsonFlag('one JSON object'),
});

export const showCommand: Command = {
  name: 'show',
  summary: 'show a table: schema, partitions, snapshots, files, properties',
  arguments: [
    {
      name: 'table',
      description: 'ns.t, or ns.t@ref for its schema and files at a snapshot id, branch, tag or ISO time',
      required: true,
    },
  ],
  flags: showFlags,
  examples: [
    'lakeveil show support.call_transcripts',
    'lakeveil show support.calls@2026-01-31T00:00:00Z --files',
  ],
  action: async () => (await import('../actions/show.js')).showAction,
};
