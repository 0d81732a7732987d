import { z } from 'zod';
import type { Command } from '../command.js';
import { jsonFlag, warehouseFlag } from '../flags.js';

export const runsFlags = z.strictObject({ ...warehouseFlag, ...jsonFlag('JSON: one object for each run') });
export const cleanRunsFlags = z.strictObject({ ...warehouseFlag, ...jsonFlag('one JSON object') });

export const runsCommand: Command = {
  name: 'runs',
  summary: 'list the runs of the warehouse, explain one, or clean up after dead ones',
  arguments: [{ name: 'run', description: 'a run id, or the beginning of one: explain it', required: false }],
  flags: runsFlags,
  examples: ['lakeveil runs', 'lakeveil runs 3f9a', 'lakeveil runs clean'],
  subcommands: [
    {
      name: 'clean',
      summary: 'remove what dead runs left: data files that no snapshot has, and journals',
      details:
        'Removes the files that the journal says interrupted runs wrote and that no snapshot has. Those runs cannot be resumed afterwards. Runs that are going on are left alone.',
      arguments: [],
      flags: cleanRunsFlags,
      examples: ['lakeveil runs clean'],
      action: async () => (await import('../actions/runs.js')).cleanRunsAction,
    },
  ],
  action: async () => (await import('../actions/runs.js')).runsAction,
};
