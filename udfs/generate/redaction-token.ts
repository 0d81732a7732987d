import { keyedHash } from './draw.js';

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/**
 * `[LABEL_x1y2z]`: the same for the same canonical value under one key and scope. Five base-62 characters by default:
 * short to read, and two of 36,000 values are likely to share one; it tells values apart in a text, not in a dataset.
 */
export function redactionToken(
  key: Uint8Array,
  label: string,
  scope: string,
  canonical: string,
  length = 5,
): string {
  return `[${label}_${base62(keyedHash(key, 'token', label, scope, canonical), length)}]`;
}

/** The first `length` base-62 digits of `hash` read as a number; 43 of them use up its 256 bits. */
export function base62(hash: Uint8Array, length: number): string {
  let rest = BigInt(`0x${Buffer.from(hash).toString('hex')}`);
  let out = '';
  for (let at = 0; at < length; at++) {
    out += BASE62[Number(rest % 62n)];
    rest /= 62n;
  }
  return out;
}
