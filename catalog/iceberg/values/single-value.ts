import { LakeveilError } from '../../../errors.js';
import type { Type } from '../schema.js';
import {
  formatDate,
  formatTime,
  formatTimestamp,
  parseDate,
  parseTime,
  parseTimestamp,
} from './date-time.js';
import { parsePrimitive } from './primitive.js';

/**
 * One non-null value of a primitive type in JavaScript: boolean; int, float, double and date (days) as number; long,
 * time (µs), timestamps (µs or ns) and decimals (unscaled) as bigint; string and uuid (lower case, dashes) as string;
 * fixed and binary as bytes.
 */
export type Value = boolean | number | bigint | string | Uint8Array;
export type JsonValue = string | number | boolean;

const corrupt = (type: Type, what: string): LakeveilError =>
  new LakeveilError(
    'CORRUPT_METADATA',
    `A single value of type ${typeof type === 'string' ? type : type.type} ${what}; the file that holds it was not used.`,
  );

/**
 * Single-value binary serialisation (https://iceberg.apache.org/spec/#binary-single-value-serialization) → value. The
 * shorter forms left by promoted types (an int in a long column, a float in a double one, a date in a timestamp one)
 * are widened. Throws CORRUPT_METADATA on any other length, UNSUPPORTED_FEATURE for types that are not implemented.
 */
export function decodeSingleValue(type: Type, bytes: Uint8Array): Value {
  const primitive = parsePrimitive(type);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = bytes.byteLength;
  const wrongLength = (): LakeveilError => corrupt(type, `has ${size} bytes`);
  switch (primitive.name) {
    case 'boolean':
      if (size !== 1) throw wrongLength();
      return bytes[0] !== 0;
    case 'int':
    case 'date':
      if (size !== 4) throw wrongLength();
      return view.getInt32(0, true);
    case 'long':
    case 'time':
      if (size === 4 && primitive.name === 'long') return BigInt(view.getInt32(0, true));
      if (size !== 8) throw wrongLength();
      return view.getBigInt64(0, true);
    case 'timestamp':
    case 'timestamptz':
    case 'timestamp_ns':
    case 'timestamptz_ns': {
      if (size === 4) {
        const perDay = primitive.name.endsWith('_ns') ? 86_400_000_000_000n : 86_400_000_000n;
        return BigInt(view.getInt32(0, true)) * perDay;
      }
      if (size !== 8) throw wrongLength();
      return view.getBigInt64(0, true);
    }
    case 'float':
      if (size !== 4) throw wrongLength();
      return view.getFloat32(0, true);
    case 'double':
      if (size === 4) return view.getFloat32(0, true);
      if (size !== 8) throw wrongLength();
      return view.getFloat64(0, true);
    case 'string':
      try {
        return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
      } catch {
        throw corrupt(type, 'is not UTF-8');
      }
    case 'uuid': {
      if (size !== 16) throw wrongLength();
      const hex = Buffer.from(bytes).toString('hex');
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
    }
    case 'fixed':
      if (size !== primitive.length) throw wrongLength();
      return bytes;
    case 'binary':
      return bytes;
    case 'decimal': {
      if (size === 0) throw wrongLength();
      return BigInt.asIntN(size * 8, BigInt(`0x${Buffer.from(bytes).toString('hex')}`));
    }
  }
}

/** The inverse of `decodeSingleValue`. Throws CORRUPT_METADATA if the value does not fit the type. */
export function encodeSingleValue(type: Type, value: Value): Uint8Array {
  const primitive = parsePrimitive(type);
  const fail = (): LakeveilError => corrupt(type, 'does not fit its type');
  switch (primitive.name) {
    case 'boolean':
      if (typeof value !== 'boolean') throw fail();
      return Uint8Array.of(value ? 1 : 0);
    case 'int':
    case 'date': {
      if (typeof value !== 'number' || (value | 0) !== value) throw fail();
      const bytes = new Uint8Array(4);
      new DataView(bytes.buffer).setInt32(0, value, true);
      return bytes;
    }
    case 'long':
    case 'time':
    case 'timestamp':
    case 'timestamptz':
    case 'timestamp_ns':
    case 'timestamptz_ns': {
      if (typeof value !== 'bigint' || BigInt.asIntN(64, value) !== value) throw fail();
      const bytes = new Uint8Array(8);
      new DataView(bytes.buffer).setBigInt64(0, value, true);
      return bytes;
    }
    case 'float':
    case 'double': {
      if (typeof value !== 'number') throw fail();
      const bytes = new Uint8Array(primitive.name === 'float' ? 4 : 8);
      const view = new DataView(bytes.buffer);
      if (primitive.name === 'float') view.setFloat32(0, value, true);
      else view.setFloat64(0, value, true);
      return bytes;
    }
    case 'string':
      if (typeof value !== 'string') throw fail();
      return new Uint8Array(Buffer.from(value, 'utf8'));
    case 'uuid': {
      if (typeof value !== 'string' || !/^[0-9a-f]{8}(?:-?[0-9a-f]{4}){3}-?[0-9a-f]{12}$/i.test(value))
        throw fail();
      return new Uint8Array(Buffer.from(value.replaceAll('-', ''), 'hex'));
    }
    case 'fixed':
    case 'binary':
      if (!(value instanceof Uint8Array)) throw fail();
      if (primitive.name === 'fixed' && value.byteLength !== primitive.length) throw fail();
      return value;
    case 'decimal':
      if (typeof value !== 'bigint') throw fail();
      return minimalTwosComplement(value);
  }
}

/** Big-endian two's complement in the fewest bytes, as Java's `BigInteger.toByteArray`. */
export function minimalTwosComplement(value: bigint): Uint8Array {
  let size = 1;
  while (BigInt.asIntN(size * 8, value) !== value) size += 1;
  const hex = BigInt.asUintN(size * 8, value)
    .toString(16)
    .padStart(size * 2, '0');
  return new Uint8Array(Buffer.from(hex, 'hex'));
}

/**
 * JSON single-value serialisation (https://iceberg.apache.org/spec/#json-single-value-serialization) → value. Two
 * forms beyond the spec are read, because JSON in JavaScript can't hold the values otherwise: longs as decimal text
 * and `NaN`, `Infinity`, `-Infinity`, `-0` as text. Dates are also read as days. Throws CORRUPT_METADATA.
 */
export function valueFromJson(type: Type, json: unknown): Value {
  const primitive = parsePrimitive(type);
  const fail = (): LakeveilError => corrupt(type, 'has a JSON form that does not fit its type');
  const need = <T>(value: T | undefined): T => {
    if (value === undefined) throw fail();
    return value;
  };
  switch (primitive.name) {
    case 'boolean':
      if (typeof json !== 'boolean') throw fail();
      return json;
    case 'int':
      if (typeof json !== 'number' || (json | 0) !== json) throw fail();
      return json;
    case 'date':
      if (typeof json === 'number' && Number.isSafeInteger(json)) return json;
      if (typeof json !== 'string') throw fail();
      return need(parseDate(json));
    case 'long':
      if (typeof json === 'bigint') return json;
      if (typeof json === 'number' && Number.isSafeInteger(json)) return BigInt(json);
      if (typeof json !== 'string' || !/^-?\d{1,19}$/.test(json)) throw fail();
      return BigInt(json);
    case 'float':
    case 'double':
      if (typeof json === 'number') return json;
      if (json === 'NaN' || json === 'Infinity' || json === '-Infinity' || json === '-0') return Number(json);
      throw fail();
    case 'time':
      if (typeof json !== 'string') throw fail();
      return need(parseTime(json, 6));
    case 'timestamp':
    case 'timestamp_ns':
      if (typeof json !== 'string') throw fail();
      return need(parseTimestamp(json, primitive.name === 'timestamp' ? 6 : 9, 'forbidden'));
    case 'timestamptz':
    case 'timestamptz_ns':
      if (typeof json !== 'string') throw fail();
      return need(parseTimestamp(json, primitive.name === 'timestamptz' ? 6 : 9, 'required'));
    case 'string':
      if (typeof json !== 'string') throw fail();
      return json;
    case 'uuid':
      if (typeof json !== 'string' || !/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(json))
        throw fail();
      return json.toLowerCase();
    case 'fixed':
    case 'binary': {
      if (typeof json !== 'string' || json.length % 2 !== 0 || !/^[0-9a-f]*$/i.test(json)) throw fail();
      if (primitive.name === 'fixed' && json.length !== primitive.length * 2) throw fail();
      return new Uint8Array(Buffer.from(json, 'hex'));
    }
    case 'decimal': {
      if (typeof json !== 'string' && typeof json !== 'number') throw fail();
      return need(parseDecimal(String(json), primitive.scale));
    }
  }
}

/** The inverse of `valueFromJson`. */
export function valueToJson(type: Type, value: Value): JsonValue {
  const primitive = parsePrimitive(type);
  switch (primitive.name) {
    case 'boolean':
    case 'int':
    case 'string':
      return value as JsonValue;
    case 'uuid':
      return (value as string).toLowerCase();
    case 'float':
    case 'double':
      if (Object.is(value, -0)) return '-0';
      return Number.isFinite(value as number) ? (value as number) : String(value);
    case 'long': {
      const long = value as bigint;
      const asNumber = Number(long);
      return Number.isSafeInteger(asNumber) ? asNumber : String(long);
    }
    case 'date':
      return formatDate(value as number);
    case 'time':
      return formatTime(value as bigint, 6);
    case 'timestamp':
      return formatTimestamp(value as bigint, 6, false);
    case 'timestamptz':
      return formatTimestamp(value as bigint, 6, true);
    case 'timestamp_ns':
      return formatTimestamp(value as bigint, 9, false);
    case 'timestamptz_ns':
      return formatTimestamp(value as bigint, 9, true);
    case 'fixed':
    case 'binary':
      return Buffer.from(value as Uint8Array).toString('hex');
    case 'decimal':
      return formatDecimal(value as bigint, primitive.scale);
  }
}

/** `-1420`, scale 2 → `-14.20`. */
export function formatDecimal(unscaled: bigint, scale: number): string {
  const negative = unscaled < 0n;
  const digits = (negative ? -unscaled : unscaled).toString().padStart(scale + 1, '0');
  const cut = digits.length - scale;
  return `${negative ? '-' : ''}${digits.slice(0, cut)}${scale === 0 ? '' : `.${digits.slice(cut)}`}`;
}

/** Unscaled value at `scale`; undefined if it is no decimal or has more decimals than that. */
export function parseDecimal(text: string, scale: number): bigint | undefined {
  const match = /^([+-]?)(\d+)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/.exec(text);
  if (!match) return undefined;
  const fraction = match[3] ?? '';
  const digits = BigInt(match[2]! + fraction);
  const shift = scale - fraction.length + Number(match[4] ?? '0');
  let unscaled = digits;
  if (shift >= 0) unscaled = digits * 10n ** BigInt(shift);
  else {
    const divisor = 10n ** BigInt(-shift);
    if (digits % divisor !== 0n) return undefined;
    unscaled = digits / divisor;
  }
  return match[1] === '-' ? -unscaled : unscaled;
}
