import { type LocalDetector, localDetector } from './detect/local-detector.js';
import type { Span } from './detect/span.js';
import type { CompiledPolicy } from './policy.js';
import { type Redacted, redactSpans } from './redact-text.js';

export interface LocalEngine {
  readonly detector: LocalDetector;
  /**
   * @param scope value of the row's scope column: its conversation or subject; null if it has none
   * @throws LakeveilError ORIGINAL_LEFT
   */
  redact(text: string, scope?: string | null): Redacted;
  /**
   * The second half of `redact`.
   *
   * @param found by the detector in `text`
   * @throws LakeveilError ORIGINAL_LEFT
   */
  redactFound(text: string, found: readonly Span[], scope?: string | null): Redacted;
}

/** The built-in detector under a policy. */
export function policyDetector(compiled: CompiledPolicy): LocalDetector {
  const { off, thresholdOf, policy } = compiled;
  const options = { off, thresholdOf, recallBias: policy.recall_bias };
  return localDetector(options);
}

/**
 * The built-in detector and generators under one policy and key.
 *
 * @param keyEpoch of the key; reversible tokens name it
 */
export function createLocalEngine(policy: CompiledPolicy, key: Uint8Array, keyEpoch = 0): LocalEngine {
  const detector = policyDetector(policy);
  const redactFound = (text: string, found: readonly Span[], scope: string | null = null): Redacted =>
    redactSpans(text, found, policy, key, { scope, keyEpoch });
  return {
    detector,
    redact: (text, scope) => redactFound(text, detector.detectText(text), scope),
    redactFound,
  };
}

const engines = new WeakMap<CompiledPolicy, { key: Uint8Array; engine: LocalEngine }>();

/**
 * Redacts one text with the local engine.
 *
 * @throws LakeveilError ORIGINAL_LEFT
 */
export function redactText(
  text: string,
  policy: CompiledPolicy,
  key: Uint8Array,
  scope: string | null = null,
): Redacted {
  let known = engines.get(policy);
  if (known === undefined || known.key !== key) {
    known = { key, engine: createLocalEngine(policy, key) };
    engines.set(policy, known);
  }
  return known.engine.redact(text, scope);
}
