import { dependsOnDocument } from '../generator-metadata.js';
import { deriveKey } from '../keys/derive-key.js';
import { HmacSha256 } from '../keys/hmac-sha256.js';
import type { CompiledPolicy } from '../policy.js';
import { canonicalValue } from './canonical.js';
import { type Draw, drawFrom } from './draw.js';
import type { Neighbour } from './generator.js';
import { GENERATORS } from './generators.js';
import { keepsPart } from './kept-parts.js';
import { redactionToken } from './redaction-token.js';
import { Remembered } from './remembered.js';
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
const REMEMBERED = 50_000;
/** Of what is one for a document: in another document it is not the same. */
const REMEMBERED_OF_DOCUMENTS = 1000;
/** Of a value that generators are asked for, in UTF-16 units: nothing longer is a name, a number or an address. */
const LONGEST = 1000;
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
  const synthesisKey = new HmacSha256(deriveKey(key, `lakeveil synthesis, seed ${policy.random_seed}`));
  const tokenKey = new HmacSha256(deriveKey(key, 'lakeveil one-way tokens'));
  const sealKey = reversibleKey(key);
  const scopeOf = rowScopes(key, policy.consistency);
  const remembered = new Remembered(REMEMBERED);
  const ofDocuments = new Remembered(REMEMBERED_OF_DOCUMENTS);
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
          let attempt = 0;
          const draw = (purpose: string, from: string): Draw =>
            attempt === 0
              ? drawFrom(synthesisKey, purpose, scope().values, from)
              : drawFrom(synthesisKey, purpose, scope().values, from, String(attempt));
          const context = { draw, document, metadata, group };
          for (; attempt < TRIES; attempt++) {
            const made = generate(value, context);
            if (made === undefined) return value;
            if (made !== '' && canonicalValue(label, made) !== canonical && !keepsPart(label, value, made))
              return made;
          }
        }
        // No generator, or nothing in its range differs wholly from the original: a token is always safe.
        return token(label, value, canonical);
      };
      return (label, value, group) => {
        const moving = dependsOnDocument(label, compiled.metadataOf(label));
        const within = moving ? scope().document : scope().values;
        const memory = moving ? ofDocuments : remembered;
        let made = memory.find(within, label, value, group);
        if (made === undefined) {
          made = make(label, value, group);
          memory.keep(within, label, value, group, made);
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
