/**
 * Thrift's compact protocol (https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md) as far
 * as Parquet footers need it: read into a tree that keeps unknown fields, and written back.
 */
export type ThriftValue = boolean | bigint | number | Uint8Array | ThriftList | ThriftMap | ThriftStruct;
export interface ThriftList {
  readonly kind: 'list' | 'set';
  readonly type: number;
  readonly items: ThriftValue[];
}
export interface ThriftMap {
  readonly kind: 'map';
  readonly keyType: number;
  readonly valueType: number;
  readonly entries: [ThriftValue, ThriftValue][];
}
export interface ThriftStruct {
  readonly kind: 'struct';
  /** Type code and value by field id, in the order read. */
  readonly fields: Map<number, { readonly type: number; readonly value: ThriftValue }>;
}

const TRUE = 1;
const FALSE = 2;
const BYTE = 3;
const DOUBLE = 7;
const BINARY = 8;
const LIST = 9;
const SET = 10;
const MAP = 11;
const STRUCT = 12;

/** Thrown for bytes that are no struct of the compact protocol. */
export class ThriftError extends Error {}

export function readStruct(bytes: Uint8Array): ThriftStruct {
  const reader = new Reader(bytes);
  const struct = reader.struct(0);
  if (reader.at !== bytes.length) throw new ThriftError();
  return struct;
}

export function writeStruct(struct: ThriftStruct): Uint8Array {
  const writer = new Writer();
  writer.struct(struct);
  return Buffer.concat(writer.parts);
}

class Reader {
  at = 0;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  struct(depth: number): ThriftStruct {
    if (depth > 32) throw new ThriftError();
    const fields: ThriftStruct['fields'] = new Map();
    let id = 0;
    for (;;) {
      const header = this.#byte();
      if (header === 0) return { kind: 'struct', fields };
      const type = header & 0x0f;
      const delta = header >> 4;
      id = delta === 0 ? Number(unzigzag(this.#varint())) : id + delta;
      const value = type === TRUE ? true : type === FALSE ? false : this.#value(type, depth);
      fields.set(id, { type, value });
    }
  }

  #value(type: number, depth: number): ThriftValue {
    switch (type) {
      case TRUE:
      case FALSE: // In lists, a boolean is a byte.
      case BYTE:
        return this.#byte();
      case 4:
      case 5:
      case 6:
        return this.#varint();
      case DOUBLE: {
        const value = this.#slice(8);
        return value.slice();
      }
      case BINARY:
        return this.#slice(this.#length()).slice();
      case LIST:
      case SET: {
        const header = this.#byte();
        const count = header >> 4 === 15 ? this.#length() : header >> 4;
        const item = header & 0x0f;
        const items = Array.from({ length: count }, () =>
          item === STRUCT ? this.struct(depth + 1) : this.#value(item, depth + 1),
        );
        return { kind: type === LIST ? 'list' : 'set', type: item, items };
      }
      case MAP: {
        const count = this.#length();
        const types = count === 0 ? 0 : this.#byte();
        const entries = Array.from({ length: count }, (): [ThriftValue, ThriftValue] => [
          this.#value(types >> 4, depth + 1),
          this.#value(types & 0x0f, depth + 1),
        ]);
        return { kind: 'map', keyType: types >> 4, valueType: types & 0x0f, entries };
      }
      case STRUCT:
        return this.struct(depth + 1);
      default:
        throw new ThriftError();
    }
  }

  #byte(): number {
    if (this.at >= this.#bytes.length) throw new ThriftError();
    return this.#view.getUint8(this.at++);
  }

  #varint(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.#byte();
      value |= BigInt(byte & 0x7f) << shift;
      if ((byte & 0x80) === 0) return value;
    }
    throw new ThriftError();
  }

  #length(): number {
    const length = this.#varint();
    if (length > BigInt(this.#bytes.length)) throw new ThriftError();
    return Number(length);
  }

  #slice(length: number): Uint8Array {
    if (this.at + length > this.#bytes.length) throw new ThriftError();
    this.at += length;
    return this.#bytes.subarray(this.at - length, this.at);
  }
}

const unzigzag = (value: bigint): bigint => (value >> 1n) ^ -(value & 1n);

class Writer {
  readonly parts: Uint8Array[] = [];

  struct({ fields }: ThriftStruct): void {
    let last = 0;
    for (const [id, { type, value }] of fields) {
      const code = typeof value === 'boolean' ? (value ? TRUE : FALSE) : type;
      const delta = id - last;
      if (delta > 0 && delta < 16) this.#byte((delta << 4) | code);
      else {
        this.#byte(code);
        this.#varint(BigInt.asUintN(64, BigInt(id) << 1n) ^ (id < 0 ? 0xffff_ffff_ffff_ffffn : 0n));
      }
      last = id;
      if (typeof value !== 'boolean') this.#typed(type, value);
    }
    this.#byte(0);
  }

  #value(value: ThriftValue): void {
    if (typeof value === 'boolean') throw new ThriftError();
    if (typeof value === 'number') this.#byte(value);
    else if (typeof value === 'bigint') this.#varint(value);
    else if (value instanceof Uint8Array) throw new ThriftError();
    else if (value.kind === 'struct') this.struct(value);
    else if (value.kind === 'map') this.#map(value);
    else this.#list(value);
  }

  #typed(type: number, value: ThriftValue): void {
    if (!(value instanceof Uint8Array)) {
      this.#value(value);
      return;
    }
    if (type === BINARY) this.#varint(BigInt(value.length));
    this.parts.push(value);
  }

  #list({ type, items }: ThriftList): void {
    if (items.length < 15) this.#byte((items.length << 4) | type);
    else {
      this.#byte(0xf0 | type);
      this.#varint(BigInt(items.length));
    }
    for (const item of items) this.#typed(type, item);
  }

  #map({ keyType, valueType, entries }: ThriftMap): void {
    this.#varint(BigInt(entries.length));
    if (entries.length > 0) this.#byte((keyType << 4) | valueType);
    for (const [key, value] of entries) {
      this.#typed(keyType, key);
      this.#typed(valueType, value);
    }
  }

  #byte(value: number): void {
    this.parts.push(Uint8Array.of(value));
  }

  #varint(value: bigint): void {
    const bytes: number[] = [];
    let rest = value;
    while (rest > 0x7fn) {
      bytes.push(Number(rest & 0x7fn) | 0x80);
      rest >>= 7n;
    }
    bytes.push(Number(rest));
    this.parts.push(Uint8Array.from(bytes));
  }
}
