import { LakeveilError } from '../../../errors.js';
import { type PartitionValue, partitionValueToAvro } from '../../iceberg/partition-value.js';
import type { NestedField } from '../../iceberg/schema.js';

/** What Hive writes in the place of null. */
const HIVE_NULL = '__HIVE_DEFAULT_PARTITION__';

/** The values of one partition, which Glue has as text, in the types of the keys. Throws CORRUPT_METADATA naming the key. */
export function partitionValues(
  fields: readonly NestedField[],
  texts: readonly string[],
  table: string,
): PartitionValue[] {
  if (texts.length !== fields.length)
    throw corrupt(table, 'another number of values than the table has keys');
  return fields.map(({ name, type }, i) => {
    const text = texts[i]!;
    if (text === HIVE_NULL) return null;
    const value = typeof type === 'string' ? typedValue(type, text) : undefined;
    if (value === undefined || typeof type !== 'string')
      throw corrupt(table, `a value of "${name}" that is not of its type`);
    try {
      partitionValueToAvro(type, value);
      return value;
    } catch {
      throw corrupt(table, `a value of "${name}" that is not of its type`);
    }
  });
}

function typedValue(type: string, text: string): PartitionValue | undefined {
  switch (type) {
    case 'string':
      return text;
    case 'boolean':
      return /^(?:true|false)$/i.test(text) ? text.toLowerCase() === 'true' : undefined;
    case 'int':
    case 'long': {
      if (!/^[+-]?\d{1,19}$/.test(text)) return undefined;
      const whole = BigInt(text);
      return Number.isSafeInteger(Number(whole)) ? Number(whole) : String(whole);
    }
    case 'float':
    case 'double':
      return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text) ? Number(text) : undefined;
    case 'timestamp':
    case 'timestamptz': {
      const parts = /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d:\d\d(?:\.\d{1,6})?))?$/.exec(text);
      if (parts === null) return undefined;
      const iso = `${parts[1]}T${parts[2] ?? '00:00:00'}`;
      return type === 'timestamptz' ? `${iso}+00:00` : iso;
    }
    // Dates and decimals have the same form in both.
    default:
      return text;
  }
}

const corrupt = (table: string, why: string): LakeveilError =>
  new LakeveilError(
    'CORRUPT_METADATA',
    `Nothing was read: a partition of ${table} has ${why} in Glue. Mend the partition, or the type of the key.`,
  );
