import { createHmac } from 'node:crypto';

/** SHA-256's constants: the first 32 bits of the fractional parts of the cube roots of the first 64 primes. */
const ROUNDS = Int32Array.from([
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98,
  0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786,
  0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8,
  0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13,
  0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819,
  0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a,
  0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7,
  0xc67178f2,
]);
const START = Int32Array.from([
  0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
]);
const BLOCK = 64;
/** Above this many bytes OpenSSL is faster, in spite of what a call of it costs. */
const LONGEST = 183;

const schedule = new Int32Array(64);
const block = new Uint8Array(BLOCK);
const message = Buffer.alloc(LONGEST + BLOCK);
const middle = new Int32Array(8);

/** One block of SHA-256 (FIPS 180-4, 6.2.2) into `state`; `schedule` has its 16 words. */
function compress(state: Int32Array): void {
  const w = schedule;
  for (let t = 16; t < 64; t++) {
    const x = w[t - 15]!;
    const y = w[t - 2]!;
    w[t] =
      (w[t - 16]! +
        w[t - 7]! +
        (((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3)) +
        (((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10))) |
      0;
  }
  let a = state[0]!;
  let b = state[1]!;
  let c = state[2]!;
  let d = state[3]!;
  let e = state[4]!;
  let f = state[5]!;
  let g = state[6]!;
  let h = state[7]!;
  for (let t = 0; t < 64; t++) {
    const one =
      (h +
        (((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7))) +
        (g ^ (e & (f ^ g))) +
        ROUNDS[t]! +
        w[t]!) |
      0;
    const two =
      ((((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10))) +
        ((a & b) ^ (c & (a ^ b)))) |
      0;
    h = g;
    g = f;
    f = e;
    e = (d + one) | 0;
    d = c;
    c = b;
    b = a;
    a = (one + two) | 0;
  }
  state[0] = (state[0]! + a) | 0;
  state[1] = (state[1]! + b) | 0;
  state[2] = (state[2]! + c) | 0;
  state[3] = (state[3]! + d) | 0;
  state[4] = (state[4]! + e) | 0;
  state[5] = (state[5]! + f) | 0;
  state[6] = (state[6]! + g) | 0;
  state[7] = (state[7]! + h) | 0;
}

function load(bytes: Uint8Array, from: number): void {
  for (let t = 0, at = from; t < 16; t++, at += 4)
    schedule[t] = (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!;
}

/**
 * HMAC-SHA256 (RFC 2104) under one key, over short messages: `node:crypto` takes some microseconds to set up each call,
 * this half of one for each 64 bytes. Equal to `createHmac('sha256', key)`; longer messages go there.
 */
export class HmacSha256 {
  readonly #key: Uint8Array;
  readonly #inner = START.slice();
  readonly #outer = START.slice();

  /** @param key up to 64 bytes; a copy is kept */
  constructor(key: Uint8Array) {
    if (key.length > BLOCK) throw new RangeError(`a key of ${key.length} bytes: at most ${BLOCK}`);
    this.#key = key.slice();
    for (const [state, pad] of [
      [this.#inner, 0x36],
      [this.#outer, 0x5c],
    ] as const) {
      for (let at = 0; at < BLOCK; at++) block[at] = (key[at] ?? 0) ^ pad;
      load(block, 0);
      compress(state);
    }
    block.fill(0);
    schedule.fill(0);
  }

  /** Over length-prefixed parts (UTF-8, 32 bits of length, big-endian): eight words, the first bytes in the first. */
  ofParts(parts: readonly string[]): Int32Array {
    let length = 0;
    for (const part of parts) {
      const size = part.length;
      if (length + 4 + size * 3 > LONGEST && length + 4 + Buffer.byteLength(part) > LONGEST)
        return this.#ofLong(parts);
      let at = length + 4;
      let ascii = true;
      for (let index = 0; index < size; index++) {
        const code = part.charCodeAt(index);
        if (code > 127) {
          ascii = false;
          break;
        }
        message[at++] = code;
      }
      if (!ascii) at = length + 4 + message.write(part, length + 4);
      const bytes = at - length - 4;
      message[length] = 0;
      message[length + 1] = 0;
      message[length + 2] = bytes >>> 8;
      message[length + 3] = bytes & 255;
      length = at;
    }
    const out = new Int32Array(8);
    const state = middle;
    state.set(this.#inner);
    const blocks = (length + 9 + BLOCK - 1) >>> 6;
    const end = blocks << 6;
    message[length] = 0x80;
    message.fill(0, length + 1, end);
    const bits = (BLOCK + length) * 8;
    message[end - 2] = bits >>> 8;
    message[end - 1] = bits & 255;
    for (let from = 0; from < end; from += BLOCK) {
      load(message, from);
      compress(state);
    }
    out.set(this.#outer);
    schedule.set(state);
    schedule[8] = 0x8000_0000 | 0;
    schedule.fill(0, 9, 15);
    schedule[15] = (BLOCK + 32) * 8;
    compress(out);
    return out;
  }

  #ofLong(parts: readonly string[]): Int32Array {
    const hmac = createHmac('sha256', this.#key);
    const length = Buffer.alloc(4);
    for (const part of parts) {
      length.writeUInt32BE(Buffer.byteLength(part));
      hmac.update(length).update(part, 'utf8');
    }
    const digest = hmac.digest();
    return Int32Array.from({ length: 8 }, (_, at) => digest.readInt32BE(at * 4));
  }
}

/** The 32 bytes of eight words. */
export function bytesOfWords(words: Int32Array): Buffer {
  const bytes = Buffer.allocUnsafe(32);
  for (let at = 0; at < 8; at++) bytes.writeInt32BE(words[at]!, at * 4);
  return bytes;
}
