import { z } from 'zod';
import { MAX_EPOCH } from '../../../udfs/keys/derive-key.js';
import type { Command } from '../command.js';
import { keyFlags } from '../key-flags.js';

export const redactFlags = z.strictObject({
  policy: z
    .string()
    .min(1)
    .optional()
    .describe(
      'file with a policy: JSON, or a TypeScript or JavaScript module whose default export it is; or hipaa-safe-harbor',
    )
    .meta({ value: 'file' }),
  job: z.string().min(1).optional().describe('take the policy of a job').meta({ value: 'job' }),
  default: z
    .string()
    .min(1)
    .optional()
    .describe('what happens to labels that the policy does not name: Off, Redaction or Synthesis')
    .meta({ value: 'state' }),
  label: z
    .array(z.string())
    .default([])
    .describe('what happens to one label, e.g. PHONE_NUMBER=Synthesis')
    .meta({ value: 'LABEL=state' }),
  seed: z.int().min(0).optional().describe('another seed gives other surrogates').meta({ value: 'n' }),
  ...keyFlags('without one, surrogates differ every time'),
  keyEpoch: z
    .int()
    .min(0)
    .max(MAX_EPOCH)
    .default(0)
    .describe('epoch of that key, as in pseudonymKey.epoch')
    .meta({ value: 'n' }),
  scope: z
    .string()
    .min(1)
    .optional()
    .describe('conversation or subject that the text belongs to, if the policy is consistent by one')
    .meta({ value: 'value' }),
  lines: z.boolean().default(false).describe('every line is a text of its own'),
});

export const redactCommand: Command = {
  name: 'redact',
  summary: 'redact text from stdin to stdout, to try a policy',
  arguments: [],
  flags: redactFlags,
  examples: [
    `echo "I'm Jane Roe, 555-867-5309" | lakeveil redact`,
    'lakeveil redact --default Off --label NAME_GIVEN=Synthesis < call.txt',
    'lakeveil redact --job redact-transcripts < call.txt',
  ],
  action: async () => (await import('../actions/redact.js')).redactAction,
};
