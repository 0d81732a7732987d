import { z } from 'zod';
import { keyedHash } from './generate/draw.js';
import { base62 } from './generate/redaction-token.js';
import { deriveKey } from './keys/derive-key.js';
import type { Udf } from './udf.js';

const optionsSchema = z.strictObject({
  /** Values of one scope get the same token; columns that should not be joined get different scopes. */
  scope: z.string().min(1).max(200).default('default'),
  prefix: z.string().max(40).default(''),
  /** Base-62 characters; 17 hold 101 bits, enough to tell a dataset's values apart. */
  length: z.int().min(5).max(43).default(20),
});
export type TokenOptions = z.infer<typeof optionsSchema>;

/** A keyed pseudonym for each value: HMAC-SHA256(sub-key, scope ‖ value) in base 62. Not reversible. */
export function tokenUdf(input: 'utf8' | 'int64', name: string): Udf<TokenOptions> {
  return {
    name,
    version: 'token-2',
    options: optionsSchema as z.ZodType<TokenOptions>,
    input: [input],
    output: 'utf8',
    async open(options, context) {
      const { TextColumnBuilder } = await import('./arrow-text.js');
      const key = deriveKey(context.key, 'lakeveil column tokens');
      return {
        concurrency: 1,
        async apply(batch) {
          context.signal.throwIfAborted();
          const column = batch.getChildAt(0);
          const out = new TextColumnBuilder(batch.numRows);
          for (let row = 0; row < batch.numRows; row++) {
            const value: unknown = column?.get(row) ?? null;
            // A number and its text give the same token, so that columns of either type can be joined.
            out.add(
              value === null
                ? null
                : options.prefix + base62(keyedHash(key, options.scope, String(value)), options.length),
            );
          }
          return { batch: out.finish(), failed: [] };
        },
        async close() {},
      };
    },
  };
}

export const token = tokenUdf('utf8', 'token');
export const tokenInt64 = tokenUdf('int64', 'token-int64');
