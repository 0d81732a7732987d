import { openReversible, parseReversible, reversibleKey } from './generate/reversible-token.js';
import { epochKey } from './keys/derive-key.js';

/** Turns reversible tokens back. Epochs are read from the tokens: the same secret opens those of each. */
export interface Unredactor {
  /** One-way tokens, and reversible ones that can't be turned back, stay as they are. */
  unredact(text: string): Unredacted;
}

export interface Unredacted {
  readonly text: string;
  /** Tokens turned back. */
  readonly restored: number;
  /** Where tokens stand, in the input, that were damaged or made with another key; UTF-16 code units. */
  readonly unreadable: readonly number[];
}

/** All that begins as a reversible token does: what is cut off or altered is counted, not overlooked. */
const TOKEN = /\[[A-Z][A-Z0-9_]{0,63}_~[\w.~-]*\]?/g;
const EPOCHS_KEPT = 64;

/** @param root the secret's root key, from which the keys of epochs derive */
export function createUnredactor(root: Uint8Array): Unredactor {
  const keys = new Map<number, Uint8Array>();
  const keyOf = (epoch: number): Uint8Array => {
    let key = keys.get(epoch);
    if (key === undefined) {
      key = reversibleKey(epochKey(root, epoch));
      // An input may name any epoch.
      if (keys.size >= EPOCHS_KEPT) keys.clear();
      keys.set(epoch, key);
    }
    return key;
  };
  return {
    unredact(text) {
      const unreadable: number[] = [];
      let restored = 0;
      const out = text.replace(TOKEN, (token: string, at: number) => {
        const parts = parseReversible(token);
        const value = parts === undefined ? undefined : openReversible(keyOf(parts.epoch), parts);
        if (value === undefined) {
          unreadable.push(at);
          return token;
        }
        restored++;
        return value;
      });
      return { text: out, restored, unreadable };
    },
  };
}
