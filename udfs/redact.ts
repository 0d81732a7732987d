import { z } from 'zod';
import { LOCAL_DETECTOR_VERSION } from './detect/version.js';
import { GENERATORS_VERSION } from './generate/version.js';
import { policyOrNameSchema } from './policies/ready-policies.js';
import { compilePolicy, type Policy } from './policy.js';
import type { Udf } from './udf.js';

export const redactOptionsSchema = z.strictObject({
  policy: policyOrNameSchema.prefault({}),
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
  version: `redact-2+${LOCAL_DETECTOR_VERSION}+${GENERATORS_VERSION}`,
  options: redactOptionsSchema as z.ZodType<RedactOptions>,
  input: ['utf8'],
  output: 'utf8',
  takesScope: true,
  async open(options, context) {
    // The thread that plans needs a UDF's options and not its engine: what is heavy is loaded here.
    const [{ createLocalEngine }, { redactRows }] = await Promise.all([
      import('./local-engine.js'),
      import('./redact-rows.js'),
    ]);
    const engine = createLocalEngine(compilePolicy(options.policy), context.key, context.keyEpoch);
    return {
      concurrency: 1,
      async apply(batch) {
        context.signal.throwIfAborted();
        return redactRows(batch, (text, scope) => engine.redact(text, scope));
      },
      async close() {},
    };
  },
};
