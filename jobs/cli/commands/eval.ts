import { z } from 'zod';
import type { Command } from '../command.js';
import { jsonFlag } from '../flags.js';

const share = z.number().min(0).max(1);

export const evalFlags = z.strictObject({
  engine: z
    .enum(['local', 'none'])
    .default('local')
    .describe('the engine to score; none: only recorded predictions')
    .meta({ value: 'name' }),
  policy: z
    .string()
    .min(1)
    .optional()
    .describe(
      'score what this policy would replace: its thresholds and lists; labels that are Off do not count',
    )
    .meta({ value: 'file' }),
  overlap: share
    .gt(0)
    .default(0.5)
    .describe('share of a span that must be covered for it to be found, or right')
    .meta({ value: 'share' }),
  minLeakRecall: share
    .optional()
    .describe('exit with 5 if the leak recall of any engine here is less')
    .meta({ value: 'share' }),
  predictions: z
    .array(z.string())
    .default([])
    .describe('recorded predictions of another engine, as a column of their own')
    .meta({ value: 'NAME=FILE.jsonl' }),
  labelMap: z
    .string()
    .min(1)
    .optional()
    .describe('JSON object {"LABEL": "COMPARED AS"} that goes before the built-in map')
    .meta({ value: 'file' }),
  exactLabels: z
    .boolean()
    .default(false)
    .describe('every label by its own name: NAME_GIVEN is not NAME_FAMILY'),
  ignoreLabels: z
    .string()
    .optional()
    .describe('labels that count neither in gold nor among predictions, with commas between')
    .meta({ value: 'A,B' }),
  worst: z.int().min(0).default(5).describe('how many of the worst texts to show').meta({ value: 'n' }),
  showText: z
    .boolean()
    .default(false)
    .describe('show what was missed as it stands in the text; without it, only its shape'),
  ...jsonFlag('print the scores as one JSON object'),
});

export const evalCommand: Command = {
  name: 'eval',
  summary: 'score an engine on labelled texts',
  details:
    'Scores what an engine finds in labelled texts: JSON lines {"text", "spans": [{"start", "end", "label"}]}, offsets in UTF-16 code units, `end` not included. Prints leak recall (the share of the characters of labelled spans that something covers), precision, recall, F1 and F2 of any label and of each, what was taken for what, and the worst texts as shapes, without their words.',
  arguments: [{ name: 'files', description: 'labelled texts, JSON lines', required: true, variadic: true }],
  flags: evalFlags,
  examples: [
    'lakeveil eval labelled.jsonl --min-leak-recall 0.95',
    'lakeveil detect < labelled.jsonl > before.jsonl && lakeveil eval labelled.jsonl --predictions before=before.jsonl',
  ],
  action: async () => (await import('../actions/eval.js')).evalAction,
};
