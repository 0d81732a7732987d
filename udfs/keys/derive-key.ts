import { hkdfSync } from 'node:crypto';

/**
 * A sub-key that serves one purpose: HKDF-SHA256 (RFC 5869) with the purpose as its info, so that what is known of one
 * sub-key tells nothing of another or of the key itself.
 *
 * @param key 32 bytes that are random already: no salt
 * @param bytes 32, or 64 for AES-256-SIV
 */
export function deriveKey(key: Uint8Array, purpose: string, bytes = 32): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', key, '', purpose, bytes));
}

/** The largest number of an epoch. */
export const MAX_EPOCH = 999_999;

/**
 * The key of one epoch: to rotate, a job goes on with the same secret under the next epoch. Tokens and surrogates of two
 * epochs don't link; whoever has the secret can derive the key of each.
 */
export function epochKey(root: Uint8Array, epoch: number): Uint8Array {
  return deriveKey(root, `lakeveil key epoch ${epoch}`);
}
