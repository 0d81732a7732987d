import { dependsOnDocument } from '../generator-metadata.js';
import { deriveKey } from '../keys/derive-key.js';
import type { CompiledPolicy } from '../policy.js';
import { canonicalValue } from './canonical.js';
import { type Draw, drawFrom } from './draw.js';
import type { Neighbour } from './generator.js';
import { GENERATORS } from './generators.js';
import { keepsPart } from './kept-parts.js';
import { redactionToken } from './redaction-token.js';
import { reversibleKey, reversibleToken } from './reversible-token.js';
import { type RowScope, rowScopes } from './scope.js';

/**
 * The replacement of one value.
 *
 * @param group the other parts of the address that it is a part of, in order
 */
export type Replace = (label: string, value: string, group?: readonly Neighbour[]) => string;

/** Makes replacements under one policy and key; one a thread. */
export interface Replacer {
  /**
   * Replacements of one row's values.
   *
   * @param scope value of the row's scope column: its conversation or subject; null if it has none
   */
  forRow(text: string, scope?: string | null): Replace;
}

export interface ReplacerOptions {
  /** Of the key; reversible tokens name it. Default 0. */
  readonly keyEpoch?: number;
}

const TRIES = 32;
/** Of a value that generators are asked for, in UTF-16 units: nothing longer is a name, a number or an address. */
const LONGEST = 1000;
const REMEMBERED = 50_000;
/** Longer values (a document's whole notes) are not remembered: they seldom come again, and would fill the memory. */
const LONGEST_REMEMBERED = 4000;

/**
 * Synthetic values and tokens derive from HMAC(key, purpose ‖ seed ‖ scope ‖ canonical value): no table is kept, and
 * each worker comes to the same replacement.
 */
export function createReplacer(
  compiled: CompiledPolicy,
  key: Uint8Array,
  { keyEpoch = 0 }: ReplacerOptions = {},
): Replacer {
  const { policy } = compiled;
  const synthesisKey = deriveKey(key, `lakeveil synthesis, seed ${policy.random_seed}`);
  const tokenKey = deriveKey(key, 'lakeveil one-way tokens');
  const sealKey = reversibleKey(key);
  const scopeOf = rowScopes(key, policy.consistency);
  const remembered = new Map<string, string>();
  return {
    forRow(text, scopeValue = null) {
      let known: RowScope | undefined;
      const scope = (): RowScope => {
        known ??= scopeOf(text, scopeValue);
        return known;
      };
      const document = (): Draw => drawFrom(synthesisKey, 'document', scope().document);
      const token = (label: string, value: string, canonical: string): string =>
        compiled.formOf(label) === 'label'
          ? `[${label}]`
          : compiled.formOf(label) === 'reversible'
            ? reversibleToken(sealKey, { label, epoch: keyEpoch, scope: scope().shown, value })
            : redactionToken(tokenKey, label, scope().values, canonical, policy.token_length);
      const make = (label: string, value: string, group: readonly Neighbour[] | undefined): string => {
        const metadata = compiled.metadataOf(label);
        const canonical = canonicalValue(label, value);
        if (compiled.stateOf(label) === 'Redaction') return token(label, value, canonical);
        const swap = metadata.swaps === undefined ? undefined : findSwap(metadata.swaps, value);
        if (swap !== undefined) return swap;
        if (metadata.constant_value !== undefined) return metadata.constant_value;
        const generate = GENERATORS[label];
        if (generate !== undefined && value.length <= LONGEST) {
          for (let attempt = 0; attempt < TRIES; attempt++) {
            const draw = (purpose: string, from: string): Draw =>
              attempt === 0
                ? drawFrom(synthesisKey, purpose, scope().values, from)
                : drawFrom(synthesisKey, purpose, scope().values, from, String(attempt));
            const made = generate(value, { draw, document, metadata, group });
            if (made === undefined) return value;
            if (canonicalValue(label, made) !== canonical && made !== '' && !keepsPart(label, value, made))
              return made;
          }
        }
        // No generator, or nothing in its range differs wholly from the original: a token is always safe.
        return token(label, value, canonical);
      };
      return (label, value, group) => {
        const moving = dependsOnDocument(label, compiled.metadataOf(label));
        // With lengths: no two lists of parts give the same memory, whatever stands in a text.
        let memory = `${label} ${moving ? scope().document : scope().values} ${value.length} ${value}`;
        for (const one of group ?? []) memory += ` ${one.label} ${one.value.length} ${one.value}`;
        let made = remembered.get(memory);
        if (made === undefined) {
          made = make(label, value, group);
          if (memory.length > LONGEST_REMEMBERED) return made;
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
