/**
 * `duckdb_string_t` of DuckDB's C API (duckdb.h): 16 bytes, little-endian. Up to 12 bytes of text lie inline after the
 * length; a longer text leaves its first four bytes there, followed by a pointer to all of it.
 */
export const STRING_BYTES = 16;
export const STRING_WORDS = 4;
export const INLINE_LIMIT = 12;

/** Pointers of user space fit a double exactly (they have at most 53 significant bits on every platform DuckDB supports). */
export const address = (words: Uint32Array, row: number): number =>
  words[row * STRING_WORDS + 3]! * 0x1_0000_0000 + words[row * STRING_WORDS + 2]!;
