import { bytesOfWords, HmacSha256 } from '../keys/hmac-sha256.js';

/** A stream of unbiased choices that key, purpose and value determine. */
export interface Draw {
  /** An integer in 0 … n − 1; 1 ≤ n ≤ 2³². */
  below(n: number): number;
}

/** HMAC-SHA256 over length-prefixed parts, so that no two lists of parts give the same bytes. */
export function keyedHash(key: Uint8Array | HmacSha256, ...parts: readonly string[]): Buffer {
  return bytesOfWords(hmacOf(key).ofParts(parts));
}

/** The stream that begins at `keyedHash(key, …parts)` and goes on with a counter. */
export function drawFrom(key: Uint8Array | HmacSha256, ...parts: readonly string[]): Draw {
  return new HashDraw(hmacOf(key).ofParts(parts));
}

function hmacOf(key: Uint8Array | HmacSha256): HmacSha256 {
  return key instanceof HmacSha256 ? key : new HmacSha256(key);
}

class HashDraw implements Draw {
  readonly #seed: Int32Array;
  #words: Int32Array;
  #at = 0;
  #counter = 0;
  #hmac: HmacSha256 | undefined;

  constructor(seed: Int32Array) {
    this.#seed = seed;
    this.#words = seed;
  }

  #next(): number {
    if (this.#at === 8) {
      this.#hmac ??= new HmacSha256(bytesOfWords(this.#seed));
      this.#counter++;
      this.#words = this.#hmac.ofParts([String(this.#counter)]);
      this.#at = 0;
    }
    return this.#words[this.#at++]! >>> 0;
  }

  below(n: number): number {
    const limit = 0x1_0000_0000 - (0x1_0000_0000 % n);
    let value = this.#next();
    while (value >= limit) value = this.#next();
    return value % n;
  }
}

export function pick<T>(draw: Draw, list: readonly T[]): T {
  return list[draw.below(list.length)]!;
}
