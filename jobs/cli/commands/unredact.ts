import { z } from 'zod';
import type { Command } from '../command.js';
import { keyFlags } from '../key-flags.js';

export const unredactFlags = z.strictObject({
  ...keyFlags('it may have any epoch: tokens name theirs'),
  job: z.string().min(1).optional().describe('take the key of a job').meta({ value: 'job' }),
  jsonl: z
    .boolean()
    .default(false)
    .describe('every line is a JSON document: tokens in its strings are turned back, escaped as JSON'),
});

export const unredactCommand: Command = {
  name: 'unredact',
  summary: 'turn reversible tokens from stdin back, to stdout',
  details:
    'Turns the tokens that a policy with redaction_form reversible made back into the values that they stand for, with the same key. One-way tokens stay. So do tokens that are damaged or were made with another key: they are counted, and the exit code is 1.',
  arguments: [],
  flags: unredactFlags,
  examples: [
    'lakeveil unredact --key-file pseudonym.key < redacted.txt',
    'lakeveil unredact --key-env LAKEVEIL_KEY --jsonl < redacted.jsonl',
  ],
  action: async () => (await import('../actions/unredact.js')).unredactAction,
};
