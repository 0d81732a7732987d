import duckdb from '@duckdb/node-bindings';
import { readValidity } from './validity.js';

/** Bytes of one value in a DuckDB vector. */
export const WIDTH = { int64: 8, float64: 8, bool: 1 } as const;

/** The values of a DuckDB BIGINT, DOUBLE or BOOLEAN vector; entries of null rows are arbitrary. */
export class FixedVector {
  readonly validity: Uint8Array | undefined;
  readonly bytes: Uint8Array;

  constructor(vector: duckdb.Vector, rows: number, width: number) {
    this.bytes = duckdb.vector_get_data(vector, rows * width);
    this.validity = readValidity(vector, rows);
  }
}
