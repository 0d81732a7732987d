import type { HmacSha256 } from '../keys/hmac-sha256.js';
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
  key: Uint8Array | HmacSha256,
  label: string,
  scope: string,
  canonical: string,
  length = DEFAULT_TOKEN_LENGTH,
): string {
  return `[${label}_${base62(keyedHash(key, 'token', label, scope, canonical), length)}]`;
}

/** Digits taken from a number by one division: 62⁵ < 2³⁰, so that remainder and next 16 bits fit into 53 bits. */
const TOGETHER = 5;
const DIVISOR = 62 ** TOGETHER;

/** The first `length` base-62 digits of `hash` read as a number; 43 of them use up its 256 bits. */
export function base62(hash: Uint8Array, length: number): string {
  const limbs: number[] = [];
  if (hash.length % 2 === 1) limbs.push(hash[0]!);
  for (let at = hash.length % 2; at < hash.length; at += 2) limbs.push((hash[at]! << 8) | hash[at + 1]!);
  let out = '';
  for (let done = 0; done < length; done += TOGETHER) {
    let rest = 0;
    for (let at = 0; at < limbs.length; at++) {
      const value = rest * 0x1_0000 + limbs[at]!;
      const quotient = Math.floor(value / DIVISOR);
      rest = value - quotient * DIVISOR;
      limbs[at] = quotient;
    }
    for (let digit = done; digit < length && digit < done + TOGETHER; digit++) {
      out += BASE62[rest % 62];
      rest = Math.floor(rest / 62);
    }
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
