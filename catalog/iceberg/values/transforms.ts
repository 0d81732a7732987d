import { LakeveilError } from '../../../errors.js';
import type { Type } from '../schema.js';
import { civilFromDays, floorDiv } from './date-time.js';
import { murmur3 } from './murmur3.js';
import { type Primitive, parsePrimitive } from './primitive.js';
import { minimalTwosComplement, type Value } from './single-value.js';

/** A partition or sort transform taken apart (https://iceberg.apache.org/spec/#partition-transforms). */
export type Transform =
  | { readonly name: 'identity' | 'year' | 'month' | 'day' | 'hour' | 'void' }
  | { readonly name: 'bucket'; readonly buckets: number }
  | { readonly name: 'truncate'; readonly width: number };

/** Undefined for a transform this version does not know: such a field prunes nothing and can't be written. */
export function parseTransform(text: string): Transform | undefined {
  switch (text) {
    case 'identity':
    case 'year':
    case 'month':
    case 'day':
    case 'hour':
    case 'void':
      return { name: text };
  }
  const match = /^(bucket|truncate)\[(\d{1,10})\]$/.exec(text);
  const parameter = Number(match?.[2]);
  if (!match || parameter < 1 || parameter > 0x7fffffff) return undefined;
  return match[1] === 'bucket'
    ? { name: 'bucket', buckets: parameter }
    : { name: 'truncate', width: parameter };
}

/** The type of a transform's result. `day` gives `date`, as the Java implementation stores it (both are 4-byte days). */
export function transformResultType(transform: Transform, source: Type): Type {
  switch (transform.name) {
    case 'identity':
    case 'truncate':
    case 'void':
      return source;
    case 'day':
      return 'date';
    default:
      return 'int';
  }
}

/** Whether the spec allows the transform on the source type. */
export function transformApplies(transform: Transform, source: Type): boolean {
  if (transform.name === 'void') return true;
  if (typeof source !== 'string') return false;
  const { name } = parsePrimitive(source);
  const isTimestamp = name.startsWith('timestamp');
  switch (transform.name) {
    case 'identity':
      return true;
    case 'bucket':
      return name !== 'boolean' && name !== 'float' && name !== 'double';
    case 'truncate':
      return (
        name === 'int' || name === 'long' || name === 'decimal' || name === 'string' || name === 'binary'
      );
    case 'hour':
      return isTimestamp;
    default:
      return name === 'date' || isTimestamp;
  }
}

/**
 * The transform of a value, null → null; undefined if the transform does not apply to the type. Results: identity and
 * truncate keep the source's form, the others are numbers (days for `day`, counts since 1970 for year, month, hour).
 */
export function applyTransform(
  transform: Transform,
  type: Type,
  value: Value | null,
): Value | null | undefined {
  if (!transformApplies(transform, type)) return undefined;
  if (value === null || transform.name === 'void') return null;
  const primitive = parsePrimitive(type);
  switch (transform.name) {
    case 'identity':
      return value;
    case 'bucket':
      return (murmur3(hashedBytes(primitive, value)) & 0x7fffffff) % transform.buckets;
    case 'truncate':
      return truncate(primitive, transform.width, value);
    default:
      return dateTransform(transform.name, primitive, value);
  }
}

function truncate(primitive: Primitive, width: number, value: Value): Value {
  switch (primitive.name) {
    case 'int': {
      const number = value as number;
      return (number - (((number % width) + width) % width)) | 0;
    }
    case 'long':
      return BigInt.asIntN(64, truncateBigint(value as bigint, BigInt(width)));
    case 'decimal':
      return truncateBigint(value as bigint, BigInt(width));
    case 'string':
      return truncateText(value as string, width);
    default:
      return (value as Uint8Array).subarray(0, width);
  }
}

const truncateBigint = (value: bigint, width: bigint): bigint => value - (((value % width) + width) % width);

/** The first `codePoints` code points. */
export function truncateText(text: string, codePoints: number): string {
  if (text.length <= codePoints) return text;
  let end = 0;
  for (let count = 0; count < codePoints && end < text.length; count += 1) {
    end += (text.codePointAt(end) ?? 0) > 0xffff ? 2 : 1;
  }
  return text.slice(0, end);
}

function dateTransform(name: 'year' | 'month' | 'day' | 'hour', primitive: Primitive, value: Value): number {
  const perSecond = primitive.name.endsWith('_ns') ? 1_000_000_000n : 1_000_000n;
  if (name === 'hour') return Number(floorDiv(value as bigint, 3_600n * perSecond));
  const days =
    primitive.name === 'date' ? (value as number) : Number(floorDiv(value as bigint, 86_400n * perSecond));
  if (name === 'day') return days;
  const { year, month } = civilFromDays(days);
  return name === 'year' ? year - 1970 : (year - 1970) * 12 + month - 1;
}

/** What the bucket hash is taken of (spec appendix B): numbers and times as an 8-byte little-endian long, nanoseconds as microseconds. */
function hashedBytes(primitive: Primitive, value: Value): Uint8Array {
  switch (primitive.name) {
    case 'string':
      return Buffer.from(value as string, 'utf8');
    case 'uuid':
      return Buffer.from((value as string).replaceAll('-', ''), 'hex');
    case 'fixed':
    case 'binary':
      return value as Uint8Array;
    case 'decimal':
      return minimalTwosComplement(value as bigint);
    default: {
      const long = BigInt(value as number | bigint);
      const bytes = new Uint8Array(8);
      new DataView(bytes.buffer).setBigInt64(
        0,
        primitive.name.endsWith('_ns') ? floorDiv(long, 1000n) : long,
        true,
      );
      return bytes;
    }
  }
}

/**
 * DuckDB SQL for the transform of a column expression whose DuckDB type is `icebergToDuckDB(type)`; gives the same as
 * `applyTransform`, with the DuckDB type of `transformResultType`. `columnSql` is repeated, so it should be a name.
 * Throws UNSUPPORTED_FEATURE for bucket (not written yet) and for transforms that do not apply to the type.
 */
export function transformSql(transform: Transform, columnSql: string, type: Type): string {
  if (!transformApplies(transform, type)) throw notWritten(transform, type);
  const primitive = transform.name === 'void' ? undefined : parsePrimitive(type);
  switch (transform.name) {
    case 'identity':
      return columnSql;
    case 'void':
      return `CASE WHEN false THEN ${columnSql} END`;
    case 'bucket':
      throw notWritten(transform, type);
    case 'truncate':
      return truncateSql(primitive!, transform.width, columnSql);
    default:
      return dateTransformSql(transform.name, primitive!, columnSql);
  }
}

function truncateSql(primitive: Primitive, width: number, column: string): string {
  switch (primitive.name) {
    case 'int':
    case 'long': {
      // HUGEINT, because just above the smallest value the result wraps around, as it does in Java.
      const [name, bits] = primitive.name === 'int' ? ['INTEGER', 32n] : ['BIGINT', 64n];
      const wide = `CAST(${column} AS HUGEINT)`;
      const cut = `(${wide} - ((${wide} % ${width} + ${width}) % ${width}))`;
      const half = 1n << (bits - 1n);
      return `CAST(${cut} + CASE WHEN ${cut} < ${-half} THEN ${1n << bits} ELSE 0 END AS ${name})`;
    }
    case 'decimal': {
      const name = `DECIMAL(${primitive.precision},${primitive.scale})`;
      const wide = `DECIMAL(38,${primitive.scale})`;
      const step = `CAST('${decimalStep(width, primitive.scale)}' AS ${wide})`;
      const value = `CAST(${column} AS ${wide})`;
      return `CAST(${value} - ((${value} % ${step} + ${step}) % ${step}) AS ${name})`;
    }
    case 'string':
      return `left(${column}, ${width})`;
    default:
      return `unhex(left(hex(${column}), ${width * 2}))`;
  }
}

function decimalStep(width: number, scale: number): string {
  const digits = String(width).padStart(scale + 1, '0');
  return scale === 0 ? digits : `${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

function dateTransformSql(
  name: 'year' | 'month' | 'day' | 'hour',
  primitive: Primitive,
  column: string,
): string {
  const utc = primitive.name === 'timestamptz' ? `(${column} AT TIME ZONE 'UTC')` : column;
  if (name === 'hour') {
    return primitive.name.endsWith('_ns')
      ? `CAST(${floorDivSql(`epoch_ns(${utc})`, '3600000000000')} AS INTEGER)`
      : `CAST(datediff('hour', TIMESTAMP '1970-01-01', ${utc}) AS INTEGER)`;
  }
  const date = primitive.name.endsWith('_ns')
    ? `(DATE '1970-01-01' + CAST(${floorDivSql(`epoch_ns(${utc})`, '86400000000000')} AS INTEGER))`
    : primitive.name === 'date'
      ? utc
      : `CAST(${utc} AS DATE)`;
  if (name === 'day') return date;
  return name === 'year'
    ? `CAST(year(${date}) - 1970 AS INTEGER)`
    : `CAST((year(${date}) - 1970) * 12 + month(${date}) - 1 AS INTEGER)`;
}

const floorDivSql = (value: string, divisor: string): string =>
  `((${value} - ((${value} % ${divisor} + ${divisor}) % ${divisor})) // ${divisor})`;

function notWritten(transform: Transform, type: Type): LakeveilError {
  const shown = typeof type === 'string' ? type : type.type;
  return new LakeveilError(
    'UNSUPPORTED_FEATURE',
    `Writing with the transform '${transform.name}' of a ${shown} column is not implemented; nothing was written. Partition by identity, truncate, year, month, day or hour instead.`,
    { details: { feature: `transform ${transform.name}`, type: shown } },
  );
}
