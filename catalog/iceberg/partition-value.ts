import { decimalType } from './primitive-type.js';
import type { PrimitiveType } from './schema.js';

/**
 * One partition value in JSON form: the spec's JSON single-value serialisation (appendix D), and where JSON has no form
 * a string: longs beyond 2^53 as digits, and `NaN`, `Infinity`, `-Infinity`. `day` values are dates, as their type says.
 */
export type PartitionValue = string | number | boolean | null;

/** The same value as Avro holds it: date, int → number; long, time, timestamps → bigint; decimal, uuid, fixed, binary → Buffer. */
export type AvroValue = boolean | number | bigint | string | Buffer | null;

const DAY_MS = 86_400_000;

/** Throws RangeError on a value that the type cannot hold. */
export function partitionValueFromAvro(type: PrimitiveType, value: unknown): PartitionValue {
  if (value === null || value === undefined) return null;
  switch (type) {
    case 'boolean':
      if (typeof value === 'boolean') return value;
      break;
    case 'int':
    case 'long':
      if (typeof value === 'number' || typeof value === 'bigint') return jsonInteger(BigInt(value));
      break;
    case 'float':
    case 'double':
      if (typeof value === 'number')
        return Number.isFinite(value) && !Object.is(value, -0) ? value : jsonFloat(value);
      break;
    case 'date':
      if (typeof value === 'number' || typeof value === 'bigint') return isoDate(Number(value));
      break;
    case 'time':
      if (typeof value === 'number' || typeof value === 'bigint') return isoTime(BigInt(value), 6);
      break;
    case 'timestamp':
    case 'timestamptz':
    case 'timestamp_ns':
    case 'timestamptz_ns':
      if (typeof value === 'number' || typeof value === 'bigint') {
        const text = isoTimestamp(BigInt(value), type.endsWith('_ns') ? 9 : 6);
        return type.startsWith('timestamptz') ? `${text}+00:00` : text;
      }
      break;
    case 'string':
      if (typeof value === 'string') return value;
      break;
    case 'uuid':
      if (Buffer.isBuffer(value) && value.length === 16) return isoUuid(value);
      break;
    default: {
      if (!Buffer.isBuffer(value)) break;
      const decimal = decimalType(type);
      return decimal === undefined ? value.toString('hex') : decimalText(signed(value), decimal.scale);
    }
  }
  throw new RangeError(`not a ${type}`);
}

/** Throws RangeError on a value that is not of the type; the message does not quote it. */
export function partitionValueToAvro(type: PrimitiveType, value: PartitionValue): AvroValue {
  if (value === null) return null;
  switch (type) {
    case 'boolean':
      if (typeof value === 'boolean') return value;
      break;
    case 'int': {
      const whole = wholeNumber(value);
      if (whole !== undefined && BigInt.asIntN(32, whole) === whole) return Number(whole);
      break;
    }
    case 'long': {
      const whole = wholeNumber(value);
      if (whole !== undefined && BigInt.asIntN(64, whole) === whole) return whole;
      break;
    }
    case 'float':
    case 'double':
      if (typeof value === 'number') return value;
      if (value === 'NaN' || value === 'Infinity' || value === '-Infinity' || value === '-0')
        return Number(value);
      break;
    case 'date':
      if (typeof value === 'number' && Number.isInteger(value)) return value;
      if (typeof value === 'string') return daysOf(value);
      break;
    case 'time':
      if (typeof value === 'string') return timeOf(value, 6);
      break;
    case 'timestamp':
    case 'timestamptz':
    case 'timestamp_ns':
    case 'timestamptz_ns':
      if (typeof value === 'string') {
        return timestampOf(value, type.endsWith('_ns') ? 9 : 6, type.startsWith('timestamptz'));
      }
      break;
    case 'string':
      if (typeof value === 'string') return value;
      break;
    case 'uuid':
      if (typeof value === 'string' && /^[0-9a-f]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{12}$/i.test(value)) {
        return Buffer.from(value.replaceAll('-', ''), 'hex');
      }
      break;
    default: {
      const decimal = decimalType(type);
      if (decimal !== undefined) {
        if (typeof value === 'string' || typeof value === 'number') {
          return signedBytes(unscaled(String(value), decimal.scale), decimalBytes(decimal.precision));
        }
      } else if (typeof value === 'string' && /^([0-9a-f]{2})*$/i.test(value)) {
        return Buffer.from(value, 'hex');
      }
    }
  }
  throw new RangeError(`not a ${type}`);
}

/** The fewest bytes that hold every unscaled value of that many digits (spec: Avro, decimal). */
export function decimalBytes(precision: number): number {
  return Math.ceil((10n ** BigInt(precision) * 2n - 1n).toString(2).length / 8);
}

function jsonInteger(value: bigint): PartitionValue {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value.toString();
}

function jsonFloat(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}

function wholeNumber(value: PartitionValue): bigint | undefined {
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : undefined;
  return typeof value === 'string' && /^-?\d{1,19}$/.test(value) ? BigInt(value) : undefined;
}

/** Days since 1970-01-01, proleptic Gregorian; years outside 0–9999 have a sign, as ISO 8601 wants. */
function isoDate(days: number): string {
  const date = new Date(days * DAY_MS);
  if (!Number.isNaN(date.getTime())) {
    const text = date.toISOString();
    return /^[+-]/.test(text) ? text.slice(0, 13) : text.slice(0, 10);
  }
  // JavaScript's dates end 275,760; int32 days reach 5.8 million years. No form is better than a wrong one.
  throw new RangeError('date out of range');
}

function daysOf(text: string): number {
  if (!/^([+-]\d{6}|\d{4})-\d\d-\d\d$/.test(text)) throw new RangeError('not a date');
  const time = Date.parse(`${text}T00:00:00Z`);
  if (Number.isNaN(time) || isoDate(time / DAY_MS) !== text) throw new RangeError('not a date');
  return time / DAY_MS;
}

function isoTime(units: bigint, digits: number): string {
  const second = 10n ** BigInt(digits);
  if (units < 0n || units >= 86_400n * second) throw new RangeError('time out of range');
  const seconds = Number(units / second);
  const pad = (part: number) => String(part).padStart(2, '0');
  const clock = `${pad(Math.floor(seconds / 3600))}:${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)}`;
  return `${clock}.${(units % second).toString().padStart(digits, '0')}`;
}

function timeOf(text: string, digits: number): bigint {
  const parts = /^(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?$/.exec(text);
  if (parts === null) throw new RangeError('not a time');
  const [hour, minute, second] = [Number(parts[1]), Number(parts[2]), Number(parts[3] ?? 0)];
  if (hour > 23 || minute > 59 || second > 59) throw new RangeError('not a time');
  const fraction = (parts[4] ?? '').padEnd(digits, '0');
  if (!/^0*$/.test(fraction.slice(digits))) throw new RangeError('too fine a time');
  return (
    BigInt(hour * 3600 + minute * 60 + second) * 10n ** BigInt(digits) + BigInt(fraction.slice(0, digits))
  );
}

function isoTimestamp(units: bigint, digits: number): string {
  const day = 86_400n * 10n ** BigInt(digits);
  const days = units >= 0n ? units / day : -((-units + day - 1n) / day);
  return `${isoDate(Number(days))}T${isoTime(units - days * day, digits)}`;
}

function timestampOf(text: string, digits: number, withZone: boolean): bigint {
  const parts = /^(.+?)T([\d:.]+)(Z|[+-]\d\d:?\d\d)?$/.exec(text);
  if (parts === null || (parts[3] !== undefined) !== withZone) throw new RangeError('not a timestamp');
  const second = 10n ** BigInt(digits);
  const local = BigInt(daysOf(parts[1]!)) * 86_400n * second + timeOf(parts[2]!, digits);
  const zone = /^([+-])(\d\d):?(\d\d)$/.exec(parts[3] ?? '');
  if (zone === null) return local;
  const offset = BigInt(Number(zone[2]) * 3600 + Number(zone[3]) * 60) * second;
  return zone[1] === '-' ? local + offset : local - offset;
}

function isoUuid(bytes: Buffer): string {
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** Big-endian two's complement. */
function signed(bytes: Buffer): bigint {
  return bytes.length === 0 ? 0n : BigInt.asIntN(bytes.length * 8, BigInt(`0x${bytes.toString('hex')}`));
}

function signedBytes(value: bigint, length: number): Buffer {
  if (BigInt.asIntN(length * 8, value) !== value) throw new RangeError('decimal out of range');
  return Buffer.from(
    BigInt.asUintN(length * 8, value)
      .toString(16)
      .padStart(length * 2, '0'),
    'hex',
  );
}

function decimalText(value: bigint, scale: number): string {
  const digits = (value < 0n ? -value : value).toString().padStart(scale + 1, '0');
  const sign = value < 0n ? '-' : '';
  return scale === 0 ? sign + digits : `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

function unscaled(text: string, scale: number): bigint {
  const parts = /^(-?)(\d{1,40})(?:\.(\d{1,40}))?$/.exec(text);
  if (parts === null) throw new RangeError('not a decimal');
  const fraction = (parts[3] ?? '').padEnd(scale, '0');
  if (!/^0*$/.test(fraction.slice(scale))) throw new RangeError('too many decimals');
  const value = BigInt(parts[2]! + fraction.slice(0, scale));
  return parts[1] === '-' ? -value : value;
}
