import { z } from 'zod';
import { LOCAL_DETECTOR_VERSION } from './detect/version.js';
import { GENERATORS_VERSION } from './generate/version.js';
import { policyOrNameSchema } from './policies/ready-policies.js';
import { compilePolicy, type Policy } from './policy.js';
import { type ChosenEngine, remoteEngine } from './remote/engine-kinds.js';
import { type EngineOptions, engineSchema } from './remote/engine-options.js';
import { refuseUnavailable } from './remote/engine-refusals.js';
import type { Udf, UdfContext, UdfInstance } from './udf.js';

const shape = {
  policy: policyOrNameSchema.prefault({}),
  /** Which engine detects. */
  engine: engineSchema.prefault('local'),
};

export const redactOptionsSchema = z
  .strictObject(shape)
  .superRefine((options, context) => refuseUnavailable(options, context));
export const redactOptionsShape = shape;

export interface RedactOptions {
  policy: Policy;
  engine: EngineOptions;
}

/** Batches that a thread holds open at a service: enough to fill calls while others are waited for. */
const REMOTE_CONCURRENCY = 8;

/** Text in, redacted text out. A row that cannot be redacted is failed with a code, and its text goes nowhere. */
export const redact: Udf<RedactOptions> = {
  name: 'redact',
  version: `redact-2+${LOCAL_DETECTOR_VERSION}+${GENERATORS_VERSION}`,
  options: redactOptionsSchema as z.ZodType<RedactOptions>,
  input: ['utf8'],
  output: 'utf8',
  takesScope: true,
  identity({ policy, engine }) {
    const chosen = remoteEngine(engine);
    // The local engine has no settings: all its options count, as they were given.
    if (chosen === undefined) return undefined;
    const { kind, options } = chosen;
    return {
      policy,
      engine: { type: options.type, version: kind.version, ...asRecord(kind.identity(options)) },
    };
  },
  destinations({ engine }) {
    const chosen = remoteEngine(engine);
    return chosen === undefined ? [] : chosen.kind.destinations(chosen.options);
  },
  shared({ engine }) {
    const chosen = remoteEngine(engine);
    return chosen?.kind.shared(chosen.options);
  },
  estimate({ engine, policy }, profile) {
    const chosen = remoteEngine(engine);
    return chosen?.kind.estimate(chosen.options, policy, profile);
  },
  open(options, context) {
    const chosen = remoteEngine(options.engine);
    return chosen === undefined ? openLocal(options, context) : openRemote(chosen, options.policy, context);
  },
};

async function openLocal({ policy }: RedactOptions, context: UdfContext): Promise<UdfInstance> {
  // The thread that plans needs a UDF's options and not its engine: what is heavy is loaded here.
  const [{ createLocalEngine }, { redactRows }] = await Promise.all([
    import('./local-engine.js'),
    import('./redact-rows.js'),
  ]);
  const engine = createLocalEngine(compilePolicy(policy), context.key, context.keyEpoch);
  return {
    concurrency: 1,
    async apply(batch) {
      context.signal.throwIfAborted();
      return redactRows(batch, {
        find: (text) => engine.detector.detectText(text),
        redact: (text, found, scope) => engine.redactFound(text, found, scope),
      });
    },
    async close() {},
  };
}

async function openRemote(
  { kind, options }: ChosenEngine,
  policy: Policy,
  context: UdfContext,
): Promise<UdfInstance> {
  const { redactRemotely } = await import('./redact-remotely.js');
  const engine = await kind.open(options, compilePolicy(policy, options.type), context);
  return {
    concurrency: REMOTE_CONCURRENCY,
    keepsTime: true,
    async apply(batch) {
      context.signal.throwIfAborted();
      return redactRemotely(batch, engine, context.signal);
    },
    close: () => engine.close(),
  };
}

const asRecord = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : { identity: value };
