import { z } from 'zod';
import { LakeveilError } from '../errors.js';
import { LOCAL_DETECTOR_VERSION } from './detect/version.js';
import { GENERATORS_VERSION } from './generate/version.js';
import { compilePolicy, type Policy, policySchema } from './policy.js';
import type { RowFailure, Udf } from './udf.js';

export const redactOptionsSchema = z.strictObject({
  policy: policySchema.prefault({}),
  /** Which engine detects. */
  engine: z.enum(['local']).default('local'),
});

export interface RedactOptions {
  policy: Policy;
  engine: 'local';
}

/** Text in, redacted text out. A row that cannot be redacted is failed with a code, and its text goes nowhere. */
export const redact: Udf<RedactOptions> = {
  name: 'redact',
  version: `redact-1+${LOCAL_DETECTOR_VERSION}+${GENERATORS_VERSION}`,
  options: redactOptionsSchema as z.ZodType<RedactOptions>,
  input: ['utf8'],
  output: 'utf8',
  async open(options, context) {
    // The thread that plans needs a UDF's options and not its engine: what is heavy is loaded here.
    const [{ createLocalEngine }, { TextColumnBuilder }] = await Promise.all([
      import('./local-engine.js'),
      import('./arrow-text.js'),
    ]);
    const engine = createLocalEngine(compilePolicy(options.policy), context.key);
    return {
      concurrency: 1,
      async apply(batch) {
        context.signal.throwIfAborted();
        const column = batch.getChildAt(0);
        const out = new TextColumnBuilder(batch.numRows);
        const failed: RowFailure[] = [];
        const entities: Record<string, number> = {};
        for (let row = 0; row < batch.numRows; row++) {
          const value: unknown = column?.get(row) ?? null;
          if (value === null) {
            out.add(null);
            continue;
          }
          try {
            const redacted = engine.redact(value as string);
            out.add(redacted.text);
            for (const label in redacted.entities)
              entities[label] = (entities[label] ?? 0) + redacted.entities[label]!;
          } catch (error) {
            // The code alone travels: a message could quote the row.
            failed.push({ row, code: error instanceof LakeveilError ? error.code : 'REDACT_FAILED' });
            out.add(null);
          }
        }
        return { batch: out.finish(), failed, entities };
      },
      async close() {},
    };
  },
};
