import { dependsOnDocument } from '../generator-metadata.js';
import type { CompiledPolicy } from '../policy.js';
import { canonicalValue } from './canonical.js';
import { type Draw, drawFrom, keyedHash } from './draw.js';
import { GENERATORS } from './generators.js';
import { redactionToken } from './redaction-token.js';

/** Makes replacements under one policy and key; one a thread. */
export interface Replacer {
  /** Replacements of one row's values. */
  forRow(text: string): (label: string, value: string) => string;
}

const TRIES = 32;
const REMEMBERED = 50_000;

/**
 * Synthetic values and tokens derive from HMAC(key, purpose ‖ seed ‖ scope ‖ canonical value): no table is kept, and
 * each worker comes to the same replacement. The scope is the row's text or the whole dataset.
 */
export function createReplacer(compiled: CompiledPolicy, key: Uint8Array): Replacer {
  const { policy } = compiled;
  const synthesisKey = keyedHash(key, 'lakeveil synthesis', String(policy.random_seed));
  const tokenKey = keyedHash(key, 'lakeveil tokens');
  const remembered = new Map<string, string>();
  const perRow = policy.consistency === 'row';
  return {
    forRow(text) {
      let rowScope: string | undefined;
      const scopeOfRow = (): string => {
        rowScope ??= keyedHash(key, 'lakeveil row', text).toString('base64');
        return rowScope;
      };
      const document = (): Draw => drawFrom(synthesisKey, 'document', scopeOfRow());
      const make = (label: string, value: string, scope: string): string => {
        const metadata = compiled.metadataOf(label);
        const canonical = canonicalValue(label, value);
        if (compiled.stateOf(label) === 'Redaction') return redactionToken(tokenKey, label, scope, canonical);
        const swap = metadata.swaps === undefined ? undefined : findSwap(metadata.swaps, value);
        if (swap !== undefined) return swap;
        if (metadata.constant_value !== undefined) return metadata.constant_value;
        const generate = GENERATORS[label];
        if (generate !== undefined) {
          for (let attempt = 0; attempt < TRIES; attempt++) {
            const draw = (purpose: string, from: string): Draw =>
              attempt === 0
                ? drawFrom(synthesisKey, purpose, scope, from)
                : drawFrom(synthesisKey, purpose, scope, from, String(attempt));
            const made = generate(value, { draw, document, metadata });
            if (made === undefined) return value;
            if (canonicalValue(label, made) !== canonical && made !== '') return made;
          }
        }
        // No generator, or nothing in its range differs from the original: a token is always safe.
        return redactionToken(tokenKey, label, scope, canonical);
      };
      return (label, value) => {
        if (perRow || dependsOnDocument(label, compiled.metadataOf(label)))
          return make(label, value, perRow ? scopeOfRow() : 'dataset');
        const memory = `${label}\u0000${value}`;
        let made = remembered.get(memory);
        if (made === undefined) {
          made = make(label, value, 'dataset');
          if (remembered.size >= REMEMBERED) remembered.clear();
          remembered.set(memory, made);
        }
        return made;
      };
    },
  };
}

function findSwap(swaps: Readonly<Record<string, string>>, value: string): string | undefined {
  const folded = value.toLowerCase();
  for (const [from, to] of Object.entries(swaps)) if (from.toLowerCase() === folded) return to;
  return undefined;
}
