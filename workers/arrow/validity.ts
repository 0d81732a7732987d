import duckdb from '@duckdb/node-bindings';

/** Bits, least significant first, one a row: Arrow's validity bitmap and DuckDB's validity mask agree on that. */
export const isValid = (mask: Uint8Array | undefined, row: number): boolean =>
  mask === undefined || (mask[row >> 3]! & (1 << (row & 7))) !== 0;

/** Bytes of a DuckDB mask, which is made of 64-bit words. */
export const maskBytes = (rows: number): number => Math.ceil(rows / 64) * 8;

/** The mask of a vector of `rows` rows, or undefined if all are valid. */
export function readValidity(vector: duckdb.Vector, rows: number): Uint8Array | undefined {
  const mask = duckdb.vector_get_validity(vector, maskBytes(rows)) as Uint8Array | null;
  if (mask === null) return undefined;
  const whole = rows >> 3;
  for (let i = 0; i < whole; i++) if (mask[i] !== 0xff) return mask;
  const rest = (1 << (rows & 7)) - 1;
  return (mask[whole]! & rest) === rest || rest === 0 ? undefined : mask;
}

export function writeValidity(vector: duckdb.Vector, mask: Uint8Array, rows: number): void {
  duckdb.vector_ensure_validity_writable(vector);
  duckdb.copy_data_to_vector_validity(
    vector,
    0,
    mask.buffer as ArrayBuffer,
    mask.byteOffset,
    maskBytes(rows),
  );
}

/** Makes every row of the vector null: what it held can no longer be appended anywhere. */
export function writeAllNull(vector: duckdb.Vector, rows: number): void {
  writeValidity(vector, new Uint8Array(maskBytes(rows)), rows);
}
