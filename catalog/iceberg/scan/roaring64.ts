import { LakeveilError } from '../../../errors.js';

/**
 * Positions of a 64-bit Roaring bitmap in the portable serialisation
 * (https://github.com/RoaringBitmap/RoaringFormatSpec#extension-for-64-bit-implementations), ascending.
 * Throws CORRUPT_FILE for whatever is not exactly such a bitmap.
 */
export function readRoaring64(bytes: Uint8Array): number[] {
  const reader = new Reader(bytes);
  const bitmaps = reader.uint64();
  const positions: number[] = [];
  let lastKey = -1;
  for (let i = 0; i < bitmaps; i += 1) {
    const key = reader.uint32();
    // Keys are the high 32 bits, ascending; beyond 2^21 the position would not be a safe integer, nor a row of any file.
    if (key <= lastKey || key >= 0x20_0000) throw corrupt();
    lastKey = key;
    readRoaring32(reader, key * 0x1_0000_0000, positions);
  }
  if (reader.left !== 0) throw corrupt();
  return positions;
}

const cookieWithoutRuns = 12_346;
const cookieWithRuns = 12_347;
const bitmapAbove = 4096;

function readRoaring32(reader: Reader, base: number, positions: number[]): void {
  const cookie = reader.uint32();
  const hasRuns = (cookie & 0xffff) === cookieWithRuns;
  if (!hasRuns && cookie !== cookieWithoutRuns) throw corrupt();
  const containers = hasRuns ? (cookie >>> 16) + 1 : reader.uint32();
  if (containers > 0x1_0000) throw corrupt();
  const isRun = hasRuns ? reader.take(Math.ceil(containers / 8)) : undefined;
  const headers: { readonly key: number; readonly cardinality: number }[] = [];
  for (let i = 0; i < containers; i += 1) {
    headers.push({ key: reader.uint16(), cardinality: reader.uint16() + 1 });
  }
  // Offsets of the containers, which follow each other anyway.
  if (!hasRuns || containers >= 4) reader.take(containers * 4);
  let lastKey = -1;
  headers.forEach(({ key, cardinality }, i) => {
    if (key <= lastKey) throw corrupt();
    lastKey = key;
    const high = base + key * 0x1_0000;
    const before = positions.length;
    if (isRun && (isRun[i >> 3]! & (1 << (i & 7))) !== 0) {
      const runs = reader.uint16();
      for (let run = 0; run < runs; run += 1) {
        const start = reader.uint16();
        const length = reader.uint16();
        if (start + length > 0xffff) throw corrupt();
        for (let low = start; low <= start + length; low += 1) positions.push(high + low);
      }
    } else if (cardinality <= bitmapAbove) {
      for (let n = 0; n < cardinality; n += 1) positions.push(high + reader.uint16());
    } else {
      const words = reader.take(8192);
      for (let low = 0; low < 0x1_0000; low += 1) {
        if ((words[low >> 3]! & (1 << (low & 7))) !== 0) positions.push(high + low);
      }
    }
    if (positions.length - before !== cardinality) throw corrupt();
  });
}

class Reader {
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }
  get left(): number {
    return this.#view.byteLength - this.#at;
  }
  take(count: number): Uint8Array {
    const at = this.#advance(count);
    return new Uint8Array(this.#view.buffer, this.#view.byteOffset + at, count);
  }
  uint16(): number {
    return this.#view.getUint16(this.#advance(2), true);
  }
  uint32(): number {
    return this.#view.getUint32(this.#advance(4), true);
  }
  uint64(): number {
    const value = Number(this.#view.getBigUint64(this.#advance(8), true));
    if (!Number.isSafeInteger(value)) throw corrupt();
    return value;
  }
  #advance(count: number): number {
    if (count > this.left) throw corrupt();
    const at = this.#at;
    this.#at += count;
    return at;
  }
}

const corrupt = (): LakeveilError =>
  new LakeveilError('CORRUPT_FILE', 'A deletion vector is not a Roaring bitmap.');
