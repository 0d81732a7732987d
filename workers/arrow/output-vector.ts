import duckdb from '@duckdb/node-bindings';
import type { Bool, Data, Float64, Int64, Utf8 } from 'apache-arrow';
import type { UdfType } from '../../udfs/udf.js';
import { WIDTH } from './fixed-vector.js';
import { INLINE_LIMIT, STRING_BYTES, STRING_WORDS } from './string-layout.js';
import { maskBytes, writeValidity } from './validity.js';

/** Thrown for an Arrow column whose buffers contradict themselves or hold text that is not UTF-8. */
export class MalformedColumn extends Error {
  override readonly name = 'MalformedColumn';
}

/**
 * One column of a chunk that starts as all null and is filled from UDF answers, in any order of rows. Rows that nothing
 * was written to stay null. `finish` must be called before the chunk is used.
 */
export class OutputVector {
  readonly #vector: duckdb.Vector;
  readonly #rows: number;
  readonly #type: UdfType;
  readonly #validity: Uint8Array;

  constructor(vector: duckdb.Vector, rows: number, type: UdfType) {
    this.#vector = vector;
    this.#rows = rows;
    this.#type = type;
    this.#validity = new Uint8Array(maskBytes(rows));
  }

  /** Writes values `[from, from + count)` of `data` to rows `[row, row + count)`; `skip` says which values stay null. */
  write(data: Data, from: number, row: number, count: number, skip: (index: number) => boolean): void {
    if (row + count > this.#rows) throw new RangeError('rows outside of the chunk');
    const wanted = (i: number): boolean => data.getValid(from + i) && !skip(from + i);
    for (let i = 0; i < count; i++) {
      if (wanted(i)) this.#validity[(row + i) >> 3]! |= 1 << ((row + i) & 7);
    }
    switch (this.#type) {
      case 'utf8':
        this.#writeText(data as Data<Utf8>, from, row, count, wanted);
        break;
      case 'int64':
      case 'float64':
        this.#writeFixed((data as Data<Int64 | Float64>).values, from, row, count);
        break;
      case 'bool':
        this.#writeBool(data as Data<Bool>, from, row, count);
        break;
    }
  }

  finish(): void {
    writeValidity(this.#vector, this.#validity, this.#rows);
  }

  /**
   * All texts go into DuckDB's heap by one call, which also checks that they are UTF-8; the rows' entries then point
   * into that one text, which the vector owns.
   */
  #writeText(
    data: Data<Utf8>,
    from: number,
    row: number,
    count: number,
    wanted: (i: number) => boolean,
  ): void {
    const offsets = data.valueOffsets;
    const values = data.values;
    const first = offsets[from]!;
    const last = offsets[from + count]!;
    if (!(first >= 0 && first <= last && last <= values.length)) throw new MalformedColumn();
    const words = new Uint32Array(count * STRING_WORDS);
    const base = this.#toHeap(values.subarray(first, last), row);
    for (let i = 0; i < count; i++) {
      if (!wanted(i)) continue;
      const start = offsets[from + i]!;
      const end = offsets[from + i + 1]!;
      // A text that starts inside a character would pass the check of the whole.
      if (start < first || end < start || end > last || (start < last && (values[start]! & 0xc0) === 0x80)) {
        throw new MalformedColumn();
      }
      if (end < last && (values[end]! & 0xc0) === 0x80) throw new MalformedColumn();
      entry(words, i, values, start, end, base + (start - first));
    }
    duckdb.copy_data_to_vector(this.#vector, row * STRING_BYTES, words.buffer, 0, words.byteLength);
  }

  /** The address in DuckDB's heap; 0 if the bytes are so few that every entry is inline. */
  #toHeap(bytes: Uint8Array, row: number): number {
    if (bytes.length === 0) return 0;
    duckdb.copy_data_to_vector(
      this.#vector,
      row * STRING_BYTES,
      new ArrayBuffer(STRING_BYTES),
      0,
      STRING_BYTES,
    );
    duckdb.vector_assign_string_element_len(this.#vector, row, bytes);
    const all = duckdb.vector_get_data(this.#vector, (row + 1) * STRING_BYTES);
    const view = new DataView(all.buffer, all.byteOffset + row * STRING_BYTES, STRING_BYTES);
    // DuckDB leaves the entry as it was, zeroes, if the text is not UTF-8.
    if (view.getUint32(0, true) !== bytes.length) throw new MalformedColumn();
    if (bytes.length <= INLINE_LIMIT) return 0;
    return view.getUint32(12, true) * 0x1_0000_0000 + view.getUint32(8, true);
  }

  #writeFixed(values: BigInt64Array | Float64Array, from: number, row: number, count: number): void {
    if (from + count > values.length) throw new MalformedColumn();
    const width = WIDTH.int64;
    duckdb.copy_data_to_vector(
      this.#vector,
      row * width,
      values.buffer as ArrayBuffer,
      values.byteOffset + from * width,
      count * width,
    );
  }

  #writeBool(data: Data<Bool>, from: number, row: number, count: number): void {
    const bytes = new Uint8Array(count);
    for (let i = 0; i < count; i++) {
      const bit = data.offset + from + i;
      if (bit >> 3 >= data.values.length) throw new MalformedColumn();
      bytes[i] = (data.values[bit >> 3]! >> (bit & 7)) & 1;
    }
    duckdb.copy_data_to_vector(this.#vector, row, bytes.buffer, 0, count);
  }
}

function entry(
  words: Uint32Array,
  row: number,
  values: Uint8Array,
  start: number,
  end: number,
  pointer: number,
): void {
  const length = end - start;
  const word = row * STRING_WORDS;
  words[word] = length;
  if (length <= INLINE_LIMIT) {
    new Uint8Array(words.buffer, (word + 1) * 4, length).set(values.subarray(start, end));
    return;
  }
  words[word + 1] =
    (values[start]! | (values[start + 1]! << 8) | (values[start + 2]! << 16) | (values[start + 3]! << 24)) >>>
    0;
  words[word + 2] = pointer % 0x1_0000_0000;
  words[word + 3] = Math.floor(pointer / 0x1_0000_0000);
}
