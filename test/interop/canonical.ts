import type {
  DuckDBBlobValue,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBListValue,
  DuckDBMapValue,
  DuckDBStructValue,
  DuckDBTimestampValue,
  DuckDBValue,
} from '@duckdb/node-api';
import type { NestedField, Type } from '../../catalog/iceberg/schema.js';
import { sqlName, sqlString } from '../../sql/duckdb.js';

/** The form in which two engines' answers are compared; engines/canonical.py describes it. */
export type Canonical = null | boolean | string | Canonical[] | { [name: string]: Canonical };
export type Row = { [name: string]: Canonical };

const buffer = new DataView(new ArrayBuffer(8));

export function doubleBits(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  buffer.setFloat64(0, value);
  return buffer.getBigUint64(0).toString(16).padStart(16, '0');
}

export function floatBits(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  buffer.setFloat32(0, value);
  return buffer.getUint32(0).toString(16).padStart(8, '0');
}

/** The number behind `floatBits` or `doubleBits`. */
export function fromBits(bits: string): number {
  if (bits === 'nan') return Number.NaN;
  if (bits.length === 8) {
    buffer.setUint32(0, Number.parseInt(bits, 16));
    return buffer.getFloat32(0);
  }
  buffer.setBigUint64(0, BigInt(`0x${bits}`));
  return buffer.getFloat64(0);
}

export const rowText = (row: Row): string => JSON.stringify(row);

export function sortPairs(pairs: Canonical[][]): Canonical[] {
  const key = (pair: Canonical[]) => JSON.stringify(pair[0]);
  return pairs.sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
}

/** What DuckDB returned for a column of this Iceberg type. Throws if the value's class does not fit the type. */
export function fromDuckDB(value: DuckDBValue, type: Type): Canonical {
  if (value === null || value === undefined) return null;
  if (typeof type === 'object') {
    if (type.type === 'struct') {
      const entries = (value as DuckDBStructValue).entries;
      const names = Object.keys(entries);
      if (names.join('\n') !== type.fields.map((field) => field.name).join('\n')) {
        throw new TypeError(`members ${names.join()} are not those of the schema`);
      }
      return Object.fromEntries(
        type.fields.map((f) => [f.name, fromDuckDB(entries[f.name] ?? null, f.type)]),
      );
    }
    if (type.type === 'list') {
      return (value as DuckDBListValue).items.map((item) => fromDuckDB(item, type.element));
    }
    return sortPairs(
      (value as DuckDBMapValue).entries.map((e) => [
        fromDuckDB(e.key, type.key),
        fromDuckDB(e.value, type.value),
      ]),
    );
  }
  if (type.startsWith('decimal'))
    return expect(value, 'DuckDBDecimalValue', (v: DuckDBDecimalValue) => v.toString());
  if (type.startsWith('fixed') || type === 'binary') {
    return expect(value, 'DuckDBBlobValue', (v: DuckDBBlobValue) => Buffer.from(v.bytes).toString('hex'));
  }
  const micros = (v: DuckDBTimestampValue) => v.micros.toString();
  switch (type) {
    case 'boolean':
      return expect(value, 'Boolean', (v: boolean) => v);
    case 'int':
      return expect(value, 'Number', (v: number) => String(v));
    case 'long':
      return expect(value, 'BigInt', (v: bigint) => String(v));
    case 'float':
      return expect(value, 'Number', floatBits);
    case 'double':
      return expect(value, 'Number', doubleBits);
    case 'string':
      return expect(value, 'String', (v: string) => v);
    case 'uuid':
      return expect(value, 'DuckDBUUIDValue', String);
    case 'date':
      return expect(value, 'DuckDBDateValue', (v: DuckDBDateValue) => String(v.days));
    case 'time':
      return expect(value, 'DuckDBTimeValue', micros);
    case 'timestamp':
      return expect(value, 'DuckDBTimestampValue', micros);
    case 'timestamptz':
      return expect(value, 'DuckDBTimestampTZValue', micros);
    default:
      throw new TypeError(`no canonical form for ${type}`);
  }
}

function expect<T>(value: unknown, className: string, convert: (value: T) => Canonical): Canonical {
  const actual = Object(value).constructor.name as string;
  if (actual !== className) throw new TypeError(`${actual} where ${className} was expected`);
  return convert(value as T);
}

/** A canonical value as a DuckDB expression of the type `duckdbType`. */
export function toSql(value: Canonical, type: Type, duckdbType: (type: Type) => string): string {
  return `CAST(${literal(value, type, duckdbType)} AS ${duckdbType(type)})`;
}

function literal(value: Canonical, type: Type, duckdbType: (type: Type) => string): string {
  if (value === null) return 'NULL';
  const inner = (v: Canonical, t: Type) => toSql(v, t, duckdbType);
  if (typeof type === 'object') {
    if (type.type === 'struct') {
      const members = type.fields.map(
        (f) => `${sqlName(f.name)} := ${inner((value as Row)[f.name] ?? null, f.type)}`,
      );
      return `struct_pack(${members.join(', ')})`;
    }
    if (type.type === 'list')
      return `[${(value as Canonical[]).map((v) => inner(v, type.element)).join(', ')}]`;
    const pairs = value as [Canonical, Canonical][];
    return `MAP([${pairs.map(([k]) => inner(k, type.key)).join(', ')}], [${pairs.map(([, v]) => inner(v, type.value)).join(', ')}])`;
  }
  const text = String(value);
  if (type === 'float' || type === 'double') {
    const number = fromBits(text);
    return sqlString(Object.is(number, -0) ? '-0.0' : String(number));
  }
  if (type === 'date') return `DATE '1970-01-01' + (${text})`;
  if (type === 'time') return `TIME '00:00:00' + to_microseconds(${text})`;
  if (type === 'timestamp') return `make_timestamp((${text})::BIGINT)`;
  if (type === 'timestamptz') return `make_timestamptz((${text})::BIGINT)`;
  if (type === 'binary' || type.startsWith('fixed')) return `from_hex(${sqlString(text)})`;
  // SQL text ends at a NUL.
  return text.includes('\0') ? `decode(from_hex('${Buffer.from(text).toString('hex')}'))` : sqlString(text);
}

/** Rows as a SELECT, in order. */
export function rowsSql(
  rows: readonly Row[],
  fields: readonly NestedField[],
  duckdbType: (type: Type) => string,
): string {
  const columns = fields.map((f) => sqlName(f.name)).join(', ');
  const types = fields.map((f) => `NULL::${duckdbType(f.type)} AS ${sqlName(f.name)}`).join(', ');
  if (rows.length === 0) return `SELECT ${types} WHERE false`;
  const values = rows.map(
    (r) => `(${fields.map((f) => toSql(r[f.name] ?? null, f.type, duckdbType)).join(', ')})`,
  );
  return `SELECT * FROM (VALUES ${values.join(',\n')}) AS rows(${columns})`;
}
