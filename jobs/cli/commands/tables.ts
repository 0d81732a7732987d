import { z } from 'zod';
import type { Command } from '../command.js';
import { jsonFlag, warehouseFlag } from '../flags.js';

export const tablesFlags = z.strictObject({
  ...warehouseFlag,
  ...jsonFlag('JSON: one object for each table'),
});

export const tablesCommand: Command = {
  name: 'tables',
  summary: 'list the tables of the warehouse',
  arguments: [{ name: 'namespace', description: 'only tables of this namespace', required: false }],
  flags: tablesFlags,
  examples: ['lakeveil tables', 'lakeveil tables support --json'],
  action: async () => (await import('../actions/tables.js')).tablesAction,
};
