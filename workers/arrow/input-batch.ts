import {
  Bool,
  type Data,
  type DataType,
  Field,
  Float64,
  Int64,
  makeData,
  RecordBatch,
  Schema,
  Struct,
  Utf8,
} from 'apache-arrow';
import type { UdfType } from '../../udfs/udf.js';
import { type FixedVector, WIDTH } from './fixed-vector.js';
import type { TextVector } from './text-vector.js';
import { isValid } from './validity.js';

export type InputVector = TextVector | FixedVector;

/** Rows `[start, end)` of one chunk's column. */
export interface Piece {
  readonly column: InputVector;
  readonly start: number;
  readonly end: number;
}

/** One Arrow record batch with columns `c0`, `c1`, …; `columns[i]` are the pieces of column i, `types[i]` its type. */
export function inputBatch(
  columns: readonly (readonly Piece[])[],
  types: readonly UdfType[],
  rows: number,
): RecordBatch {
  const children = columns.map((pieces, i) => columnData(pieces, types[i]!, rows));
  const fields = children.map((child, i) => new Field(`c${i}`, child.type as DataType, true));
  return new RecordBatch(
    new Schema(fields),
    makeData({ type: new Struct(fields), length: rows, nullCount: 0, children: children as Data[] }),
  );
}

function columnData(pieces: readonly Piece[], type: UdfType, rows: number): Data {
  const nulls = nullBitmap(pieces, rows);
  switch (type) {
    case 'utf8':
      return utf8Data(pieces, rows, nulls);
    case 'int64': {
      const bytes = joined(pieces, WIDTH.int64, rows);
      return makeData({ type: new Int64(), length: rows, ...nulls, data: new BigInt64Array(bytes.buffer) });
    }
    case 'float64': {
      const bytes = joined(pieces, WIDTH.float64, rows);
      return makeData({ type: new Float64(), length: rows, ...nulls, data: new Float64Array(bytes.buffer) });
    }
    case 'bool':
      return makeData({ type: new Bool(), length: rows, ...nulls, data: boolBits(pieces, rows) });
  }
}

function utf8Data(pieces: readonly Piece[], rows: number, nulls: Nulls): Data {
  const valueOffsets = new Int32Array(rows + 1);
  let total = 0;
  let row = 0;
  for (const piece of pieces) {
    const { lengths } = piece.column as TextVector;
    for (let i = piece.start; i < piece.end; i++) {
      total += lengths[i]!;
      row += 1;
      valueOffsets[row] = total;
    }
  }
  const data = new Uint8Array(total);
  let at = 0;
  for (const piece of pieces) at = (piece.column as TextVector).copyTo(data, at, piece.start, piece.end);
  return makeData({ type: new Utf8(), length: rows, ...nulls, valueOffsets, data });
}

interface Nulls {
  readonly nullCount: number;
  readonly nullBitmap?: Uint8Array;
}

function nullBitmap(pieces: readonly Piece[], rows: number): Nulls {
  if (pieces.every((piece) => piece.column.validity === undefined)) return { nullCount: 0 };
  const bitmap = new Uint8Array(Math.ceil(rows / 64) * 8);
  let row = 0;
  let valid = 0;
  for (const { column, start, end } of pieces) {
    for (let i = start; i < end; i++, row++) {
      if (!isValid(column.validity, i)) continue;
      bitmap[row >> 3]! |= 1 << (row & 7);
      valid += 1;
    }
  }
  return valid === rows ? { nullCount: 0 } : { nullCount: rows - valid, nullBitmap: bitmap };
}

function joined(pieces: readonly Piece[], width: number, rows: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(rows * width);
  let at = 0;
  for (const { column, start, end } of pieces) {
    bytes.set((column as FixedVector).bytes.subarray(start * width, end * width), at);
    at += (end - start) * width;
  }
  return bytes;
}

function boolBits(pieces: readonly Piece[], rows: number): Uint8Array {
  const bits = new Uint8Array(Math.ceil(rows / 64) * 8);
  let row = 0;
  for (const { column, start, end } of pieces) {
    const { bytes } = column as FixedVector;
    for (let i = start; i < end; i++, row++) if (bytes[i] !== 0) bits[row >> 3]! |= 1 << (row & 7);
  }
  return bits;
}
