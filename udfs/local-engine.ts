import { type LocalDetector, localDetector } from './detect/local-detector.js';
import type { CompiledPolicy } from './policy.js';
import { type Redacted, redactSpans } from './redact-text.js';

export interface LocalEngine {
  readonly detector: LocalDetector;
  /** @throws LakeveilError ORIGINAL_LEFT */
  redact(text: string): Redacted;
}

/** The built-in detector and generators under one policy and key. */
export function createLocalEngine(policy: CompiledPolicy, key: Uint8Array): LocalEngine {
  const detector = localDetector({ off: policy.off, thresholdOf: policy.thresholdOf });
  return { detector, redact: (text) => redactSpans(text, detector.detectText(text), policy, key) };
}

const engines = new WeakMap<CompiledPolicy, { key: Uint8Array; engine: LocalEngine }>();

/**
 * Redacts one text with the local engine.
 *
 * @throws LakeveilError ORIGINAL_LEFT
 */
export function redactText(text: string, policy: CompiledPolicy, key: Uint8Array): Redacted {
  let known = engines.get(policy);
  if (known === undefined || known.key !== key) {
    known = { key, engine: createLocalEngine(policy, key) };
    engines.set(policy, known);
  }
  return known.engine.redact(text);
}
