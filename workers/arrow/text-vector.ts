import duckdb from '@duckdb/node-bindings';
import { address, INLINE_LIMIT, STRING_BYTES, STRING_WORDS } from './string-layout.js';
import { isValid, readValidity } from './validity.js';

/**
 * The texts of one DuckDB VARCHAR vector, as bytes: no JavaScript string is made.
 *
 * DuckDB puts the texts of a chunk one behind the other into its string heap, so neighbours mostly abut in memory. Each
 * run of abutting texts is brought over by one native call; every byte of such a run belongs to one of its texts, so
 * nothing else is read, however the heap is laid out. 2,048 rows take two or three calls instead of 2,048.
 */
export class TextVector {
  /** UTF-8 bytes of each row; 0 for null. */
  readonly lengths: Uint32Array;
  readonly validity: Uint8Array | undefined;
  readonly #words: Uint32Array;

  constructor(vector: duckdb.Vector, rows: number) {
    const data = aligned(duckdb.vector_get_data(vector, rows * STRING_BYTES));
    this.#words = new Uint32Array(data.buffer, data.byteOffset, rows * STRING_WORDS);
    this.validity = readValidity(vector, rows);
    this.lengths = new Uint32Array(rows);
    for (let row = 0; row < rows; row++) {
      // The entry of a null row is not initialised.
      if (isValid(this.validity, row)) this.lengths[row] = this.#words[row * STRING_WORDS]!;
    }
  }

  /** Copies the texts of rows `[start, end)` one behind the other to `target[at…]`; returns the position behind them. */
  copyTo(target: Uint8Array, at: number, start: number, end: number): number {
    const words = this.#words;
    const buffer = words.buffer as ArrayBuffer;
    let row = start;
    let position = at;
    while (row < end) {
      const length = this.lengths[row]!;
      const offset = words.byteOffset + row * STRING_BYTES;
      if (length <= INLINE_LIMIT) {
        if (length > 0) target.set(new Uint8Array(buffer, offset + 4, length), position);
        position += length;
        row += 1;
        continue;
      }
      const first = address(words, row);
      let behind = first + length;
      row += 1;
      while (row < end && this.lengths[row]! > INLINE_LIMIT && address(words, row) === behind) {
        behind += this.lengths[row]!;
        row += 1;
      }
      target.set(duckdb.get_data_from_pointer(buffer, offset + 8, behind - first), position);
      position += behind - first;
    }
    return position;
  }
}

/** Typed arrays need 4-byte alignment, which a pooled buffer may lack. */
function aligned(data: Uint8Array): Uint8Array {
  return data.byteOffset % 4 === 0 ? data : data.slice();
}
