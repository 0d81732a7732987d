import type { FieldSummary } from './manifest.js';
import type { TypedPartitionField } from './partition-type.js';
import type { AvroValue } from './partition-value.js';
import { decimalType } from './primitive-type.js';
import type { PrimitiveType } from './schema.js';

/** Null, NaN, least and greatest of each partition field over the files of a manifest. */
export class PartitionSummary {
  readonly #fields: {
    containsNull: boolean;
    containsNan: boolean;
    least: Exclude<AvroValue, null> | undefined;
    greatest: Exclude<AvroValue, null> | undefined;
  }[];

  constructor(readonly partition: readonly TypedPartitionField[]) {
    this.#fields = partition.map(() => ({
      containsNull: false,
      containsNan: false,
      least: undefined,
      greatest: undefined,
    }));
  }

  add(values: readonly AvroValue[]): void {
    this.#fields.forEach((field, index) => {
      const value = values[index]!;
      if (value === null) {
        field.containsNull = true;
      } else if (Number.isNaN(value)) {
        field.containsNan = true;
      } else {
        const { type } = this.partition[index]!;
        if (field.least === undefined || compare(type, value, field.least) < 0) field.least = value;
        if (field.greatest === undefined || compare(type, value, field.greatest) > 0) field.greatest = value;
      }
    });
  }

  finish(): FieldSummary[] {
    return this.#fields.map(({ containsNull, containsNan, least, greatest }, index) => {
      const { type } = this.partition[index]!;
      return {
        containsNull,
        containsNan,
        ...(least === undefined ? {} : { lowerBound: singleValue(type, least).toString('base64') }),
        ...(greatest === undefined ? {} : { upperBound: singleValue(type, greatest).toString('base64') }),
      };
    });
  }
}

/** The order of the spec's bounds: strings and binary by unsigned bytes, decimals by value, −0 below 0. */
function compare(type: PrimitiveType, a: Exclude<AvroValue, null>, b: Exclude<AvroValue, null>): number {
  if (typeof a === 'string' && typeof b === 'string') return Buffer.compare(Buffer.from(a), Buffer.from(b));
  if (Buffer.isBuffer(a) && Buffer.isBuffer(b)) {
    if (decimalType(type) === undefined) return Buffer.compare(a, b);
    // Equal lengths in two's complement: flipping the sign bit makes the order that of unsigned bytes.
    return Buffer.compare(withSignFlipped(a), withSignFlipped(b));
  }
  if (a === 0 && b === 0) return Number(Object.is(b, -0)) - Number(Object.is(a, -0));
  return a < b ? -1 : a > b ? 1 : 0;
}

function withSignFlipped(bytes: Buffer): Buffer {
  const flipped = Buffer.from(bytes);
  if (flipped.length > 0) flipped[0] = flipped[0]! ^ 0x80;
  return flipped;
}

/** Binary single-value serialisation (spec, appendix D) of a value in Avro form. */
function singleValue(type: PrimitiveType, value: Exclude<AvroValue, null>): Buffer {
  if (typeof value === 'string') return Buffer.from(value, 'utf8');
  if (typeof value === 'boolean') return Buffer.from([value ? 1 : 0]);
  if (typeof value === 'bigint') {
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64LE(value);
    return bytes;
  }
  if (typeof value === 'number') {
    const bytes = Buffer.alloc(type === 'double' ? 8 : 4);
    if (type === 'double') bytes.writeDoubleLE(value);
    else if (type === 'float') bytes.writeFloatLE(value);
    else bytes.writeInt32LE(value);
    return bytes;
  }
  return decimalType(type) === undefined ? value : shortest(value);
}

/** Decimals are stored in as few bytes as hold them. */
function shortest(bytes: Buffer): Buffer {
  let start = 0;
  while (start < bytes.length - 1) {
    const redundant =
      bytes[start] === 0 ? bytes[start + 1]! < 0x80 : bytes[start] === 0xff && bytes[start + 1]! >= 0x80;
    if (!redundant) break;
    start++;
  }
  return bytes.subarray(start);
}
