import { createHmac } from 'node:crypto';

/** A stream of unbiased choices that key, purpose and value determine. */
export interface Draw {
  /** An integer in 0 … n − 1; 1 ≤ n ≤ 2³². */
  below(n: number): number;
}

/** HMAC-SHA256 over length-prefixed parts, so that no two lists of parts give the same bytes. */
export function keyedHash(key: Uint8Array, ...parts: readonly string[]): Buffer {
  const hmac = createHmac('sha256', key);
  for (const part of parts) {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(Buffer.byteLength(part));
    hmac.update(length).update(part, 'utf8');
  }
  return hmac.digest();
}

/** The stream that begins at `keyedHash(key, …parts)` and goes on with a counter. */
export function drawFrom(key: Uint8Array, ...parts: readonly string[]): Draw {
  const seed = keyedHash(key, ...parts);
  let block = seed;
  let at = 0;
  let counter = 0;
  const next = (): number => {
    if (at + 4 > block.length) {
      counter++;
      block = keyedHash(seed, String(counter));
      at = 0;
    }
    const value = block.readUInt32BE(at);
    at += 4;
    return value;
  };
  return {
    below(n) {
      const limit = 0x1_0000_0000 - (0x1_0000_0000 % n);
      let value = next();
      while (value >= limit) value = next();
      return value % n;
    },
  };
}

export function pick<T>(draw: Draw, list: readonly T[]): T {
  return list[draw.below(list.length)]!;
}
