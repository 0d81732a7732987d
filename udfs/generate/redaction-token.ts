import { keyedHash } from './draw.js';

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Of a token, in base-62 characters; short to read. */
export const DEFAULT_TOKEN_LENGTH = 5;
/** 17 characters hold 101 bits: no two values of a dataset share a token. */
export const DATASET_TOKEN_LENGTH = 17;

/**
 * `[LABEL_x1y2z]`: the same for the same canonical value under one key and scope; nothing turns it back. How likely
 * two values share one: `tokenOdds`.
 */
export function redactionToken(
  key: Uint8Array,
  label: string,
  scope: string,
  canonical: string,
  length = DEFAULT_TOKEN_LENGTH,
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

/** What tokens of a length can hold apart, by the birthday bound. */
export interface TokenOdds {
  readonly bits: number;
  /** Different values of one label at which two of them share a token with probability one half. */
  readonly evenOddsAt: number;
  /** The probability that any two of `values` different values share one; 0…1. */
  sharedAmong(values: number): number;
}

export function tokenOdds(length: number): TokenOdds {
  const bits = Math.log2(62) * length;
  const space = 62 ** length;
  return {
    bits,
    evenOddsAt: Math.sqrt(2 * Math.LN2 * space),
    sharedAmong: (values) => -Math.expm1((-values * (values - 1)) / 2 / space),
  };
}
