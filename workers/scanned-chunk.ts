import type { DuckDBDataChunk } from '@duckdb/node-api';
import duckdb from '@duckdb/node-bindings';
import { FixedVector, WIDTH } from './arrow/fixed-vector.js';
import type { InputVector } from './arrow/input-batch.js';
import { OutputVector } from './arrow/output-vector.js';
import { TextVector } from './arrow/text-vector.js';
import { isValid, maskBytes, writeAllNull, writeValidity } from './arrow/validity.js';
import type { TaskQuery } from './task-query.js';

/**
 * A chunk of a task's scan (`TaskQuery`): UDF inputs are copied out of it once, UDF answers are written into its output
 * columns, and everything else stays where DuckDB put it. The same chunk then goes to the staging table, so a row's
 * kept values and its UDF values can't come apart.
 */
export class ScannedChunk {
  readonly rows: number;
  readonly inputs: readonly InputVector[];
  readonly outputs: readonly OutputVector[];
  readonly #handle: DuckDBDataChunk;
  readonly #query: TaskQuery;
  /** Why a row is quarantined. */
  readonly #codes = new Map<number, string>();
  #unanswered: number;

  constructor(handle: DuckDBDataChunk, query: TaskQuery) {
    this.#handle = handle;
    this.#query = query;
    this.rows = handle.rowCount;
    this.#unanswered = this.rows;
    this.inputs = query.inputs.map(({ index, type }) =>
      type === 'utf8'
        ? new TextVector(this.#vector(index), this.rows)
        : new FixedVector(this.#vector(index), this.rows, WIDTH[type]),
    );
    this.outputs = query.outputs.map(
      ({ index, udf }) => new OutputVector(this.#vector(index), this.rows, udf.udf.output),
    );
    const large = new FixedVector(this.#vector(query.large), this.rows, WIDTH.bool);
    for (let row = 0; row < this.rows; row++) {
      if (large.bytes[row] !== 0 && isValid(large.validity, row)) this.quarantine(row, 'CELL_TOO_LARGE');
    }
  }

  /** UTF-8 bytes of a row's text inputs. */
  inputBytes(row: number): number {
    let bytes = 0;
    for (const input of this.inputs) if (input instanceof TextVector) bytes += input.lengths[row]!;
    return bytes;
  }

  /** The first reason of a row stands. */
  quarantine(row: number, code: string): void {
    if (!this.#codes.has(row)) this.#codes.set(row, code);
  }

  isQuarantined(row: number): boolean {
    return this.#codes.has(row);
  }

  get codes(): ReadonlyMap<number, string> {
    return this.#codes;
  }

  /** All answers of that many more rows are written. */
  answered(rows: number): void {
    this.#unanswered -= rows;
  }

  get isAnswered(): boolean {
    return this.#unanswered === 0;
  }

  /** Ready to be appended to the staging table: answers complete, source text gone. */
  finish(): DuckDBDataChunk {
    for (const output of this.outputs) output.finish();
    for (const { index } of this.#query.inputs) writeAllNull(this.#vector(index), this.rows);
    this.#writeCodes();
    return this.#handle;
  }

  /** Frees what the chunk holds in DuckDB now: its JavaScript handle may be collected much later. */
  release(): void {
    this.#handle.reset();
  }

  #writeCodes(): void {
    if (this.#codes.size === 0) return;
    const vector = this.#vector(this.#query.code);
    const mask = new Uint8Array(maskBytes(this.rows));
    for (const [row, code] of this.#codes) {
      duckdb.vector_assign_string_element(vector, row, code);
      mask[row >> 3]! |= 1 << (row & 7);
    }
    writeValidity(vector, mask, this.rows);
  }

  #vector(index: number): duckdb.Vector {
    return duckdb.data_chunk_get_vector(this.#handle.chunk, index);
  }
}
