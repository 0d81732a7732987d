import { deriveKey } from '../keys/derive-key.js';
import { keyedHash } from './draw.js';

/** Within what the same value gets the same replacement. */
export const CONSISTENCIES = ['row', 'conversation', 'subject', 'dataset'] as const;
export type Consistency = (typeof CONSISTENCIES)[number];

/** Scopes that a column of the source names. */
export function needsScopeColumn(consistency: Consistency): boolean {
  return consistency === 'conversation' || consistency === 'subject';
}

/** What a row's replacements derive from. */
export interface RowScope {
  /** Of tokens and surrogates; `dataset`, or a keyed hash of what the scope is. */
  readonly values: string;
  /** Of what is one for a whole document, such as the shift of its dates. */
  readonly document: string;
  /** What a reversible token shows of the scope: '' for the dataset, else 11 characters of base64url (64 bits). */
  readonly shown: string;
}

/**
 * The scopes under one key. A row is known by its text: two rows of the same text are one. A row without a conversation
 * or subject (null or blank) is a scope of its own.
 */
export function rowScopes(
  key: Uint8Array,
  consistency: Consistency,
): (text: string, scope: string | null) => RowScope {
  const scopeKey = deriveKey(key, 'lakeveil scopes');
  const hashOf = (kind: string, value: string): Buffer => keyedHash(scopeKey, kind, value);
  return (text, scope) => {
    if (consistency === 'dataset') {
      let row: string | undefined;
      return {
        values: 'dataset',
        shown: '',
        // Costs a hash of the whole text, which only dates need.
        get document() {
          row ??= hashOf('row', text).toString('base64url');
          return row;
        },
      };
    }
    const isGiven = needsScopeColumn(consistency) && scope !== null && scope.trim() !== '';
    const hash = isGiven ? hashOf(consistency, scope) : hashOf('row', text);
    const name = hash.toString('base64url');
    return { values: name, document: name, shown: hash.subarray(0, 8).toString('base64url') };
  };
}
