import { z } from 'zod';
import { isLabel } from './detect/labels.js';
import { LOCAL_DETECTOR_VERSION } from './detect/version.js';
import { GENERATORS_VERSION } from './generate/version.js';
import { parseJsonPath } from './json/json-path.js';
import { compilePolicy, type Policy } from './policy.js';
import { redactOptionsShape } from './redact.js';
import type { EngineOptions } from './remote/engine-options.js';
import { refuseUnavailable } from './remote/engine-refusals.js';
import type { Udf } from './udf.js';

const jsonPath = z
  .string()
  .refine(
    (path) => parseJsonPath(path) !== undefined,
    "is not a path that is understood: write $.a.b, $['a b'], $.list[*], $.list[0], $.* or $..name",
  );

export const redactJsonOptionsSchema = z
  .strictObject({
    ...redactOptionsShape,
    /** As Tonic Textual names it: values at these paths, and all beneath them, are wholly an entity of the label. */
    json_path_allow_lists: z.record(z.string(), z.array(jsonPath)).default({}),
    /** Paths that are left alone, with all beneath them; they win over the allow lists. */
    json_path_ignore_paths: z.array(jsonPath).default([]),
    /** What becomes of a number that is an entity: `redact` gives a number of the same shape, `text` a string. */
    numbers: z.enum(['keep', 'redact', 'text']).default('redact'),
    /** Whether names of properties that are entities themselves are replaced too. */
    property_names: z.enum(['keep', 'redact']).default('keep'),
  })
  .superRefine((options, context) => {
    if (options.engine.type === 'local') refuseUnavailable(options, context);
    else {
      context.addIssue({
        code: 'custom',
        path: ['engine'],
        message: `redact-json runs on this machine only, and the engine is ${options.engine.type}: give this column options: {engine: 'local'}, or use redact for text that is no JSON.`,
      });
    }
    for (const label of Object.keys(options.json_path_allow_lists)) {
      if (isLabel(label) || Object.hasOwn(options.policy.custom_labels, label)) continue;
      context.addIssue({
        code: 'custom',
        path: ['json_path_allow_lists', label],
        message: 'is no label, neither built in nor one of custom_labels',
      });
    }
  });

export interface RedactJsonOptions {
  policy: Policy;
  engine: EngineOptions;
  json_path_allow_lists: Record<string, string[]>;
  json_path_ignore_paths: string[];
  numbers: 'keep' | 'redact' | 'text';
  property_names: 'keep' | 'redact';
}

/**
 * JSON documents in, the same documents with redacted strings and numbers out. A text that is no JSON document fails its
 * row (JSON_INVALID), and is never passed on.
 */
export const redactJson: Udf<RedactJsonOptions> = {
  name: 'redact-json',
  version: `redact-json-1+${LOCAL_DETECTOR_VERSION}+${GENERATORS_VERSION}`,
  options: redactJsonOptionsSchema as z.ZodType<RedactJsonOptions>,
  input: ['utf8'],
  output: 'utf8',
  takesScope: true,
  async open(options, context) {
    const [{ documentRedactor }, { redactRows }] = await Promise.all([
      import('./json/redact-document.js'),
      import('./redact-rows.js'),
    ]);
    const redactor = documentRedactor(
      compilePolicy(options.policy),
      {
        allow: options.json_path_allow_lists,
        ignore: options.json_path_ignore_paths,
        numbers: options.numbers,
        propertyNames: options.property_names,
      },
      context.key,
      context.keyEpoch,
    );
    return {
      concurrency: 1,
      async apply(batch) {
        context.signal.throwIfAborted();
        return redactRows(batch, {
          find: () => undefined,
          redact: (text, _found, scope) => redactor.redact(text, scope),
        });
      },
      async close() {},
    };
  },
};
