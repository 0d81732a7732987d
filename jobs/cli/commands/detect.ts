import { z } from 'zod';
import type { Command } from '../command.js';

export const detectFlags = z.strictObject({});

export const detectCommand: Command = {
  name: 'detect',
  summary: 'find entities in JSON lines from stdin',
  details:
    'Reads JSON lines with a `text` from stdin and writes, for each, {"i", "spans": [{"start", "end", "label", "score"}]} to stdout: `i` is the number of the line, from 0; offsets are UTF-16 code units.',
  arguments: [],
  flags: detectFlags,
  examples: [`echo '{"text": "Call Jane Roe at 555-867-5309"}' | lakeveil detect`],
  action: async () => (await import('../actions/detect.js')).detectAction,
};
