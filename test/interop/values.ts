import type { NestedField, Schema, Type } from '../../catalog/iceberg/schema.js';
import { type Canonical, doubleBits, floatBits, type Row, sortPairs } from './canonical.js';

const day = 86_400_000_000n;
const firstDay = -719_162n; // 0001-01-01
const lastDay = 2_932_896n; // 9999-12-31

const stamps = [
  0n,
  -1n,
  1n,
  1_706_790_896_123_456n,
  firstDay * day,
  firstDay * day + 1n,
  (lastDay + 1n) * day - 1n,
  -day,
  -day - 1n,
  -1_000_000n,
  951_782_399_999_999n, // 2000-02-28, the last microsecond
  951_782_400_000_000n, // leap day
  -3_600_000_001n, // an hour and a microsecond before the epoch
].map(String);

/** Ordinary and pathological values of every primitive type, canonical. */
export const primitiveValues: Readonly<Record<string, readonly Canonical[]>> = {
  boolean: [true, false],
  int: ['0', '1', '-1', '2147483647', '-2147483648', '34'],
  long: ['0', '1', '-1', '9223372036854775807', '-9223372036854775808', '9007199254740993', '34'],
  float: [0, -0, 1.5, Number.NaN, Infinity, -Infinity, 3.4028234663852886e38, 1.401298464324817e-45, 0.1].map(
    floatBits,
  ),
  double: [
    0,
    -0,
    -1.5,
    Number.NaN,
    Infinity,
    -Infinity,
    Number.MAX_VALUE,
    Number.MIN_VALUE,
    0.1,
    -Number.MAX_VALUE,
  ].map(doubleBits),
  'decimal(9, 2)': ['0.00', '0.01', '-0.01', '9999999.99', '-9999999.99', '14.20', '1.28'],
  'decimal(18, 4)': ['0.0000', '99999999999999.9999', '-99999999999999.9999', '-12.3456', '0.0127'],
  'decimal(38, 10)': [
    '0.0000000000',
    '9999999999999999999999999999.9999999999',
    '-9999999999999999999999999999.9999999999',
    '-0.0000000001',
    '12345678901234567890.0123456789',
  ],
  date: ['0', '-1', '1', '19754', String(firstDay), String(lastDay), '-141428', '11016'],
  time: ['0', '1', '86399999999', '43200000000', '81068123456'],
  timestamp: stamps,
  timestamptz: stamps,
  string: [
    '',
    'a',
    'A',
    'z',
    'iceberg',
    '🧊🏔️ çé漢字',
    '😀'.repeat(20),
    '\u0000nul\u0001',
    'line\nbreak\ttab "quote" \\ back\'s',
    ' ',
    '\u{10ffff}'.repeat(17),
    '\uffff'.repeat(16),
    'a'.repeat(300),
    'NULL',
    '__HIVE_DEFAULT_PARTITION__',
    'a/b=c%2F d',
  ],
  uuid: [
    '00000000-0000-0000-0000-000000000000',
    'ffffffff-ffff-ffff-ffff-ffffffffffff',
    'f79c3e09-677c-4bbd-a479-3f349cb785e7',
    '7fffffff-ffff-ffff-8000-000000000000',
    '80000000-0000-0000-7fff-ffffffffffff',
  ],
  'fixed[5]': ['0000000000', 'ffffffffff', '0001020304', '80ff7f0001'],
  binary: ['', '00', 'ff', '0001020304', '80ff'.repeat(20), 'ff'.repeat(30)],
};

export type PrimitiveName = keyof typeof primitiveValues & string;
export const primitiveNames = Object.keys(primitiveValues);

/** A column's name for a type: `decimal(9, 2)` → `c_decimal_9_2`. */
export const columnName = (type: string): string => `c_${type.replace(/[^a-z0-9]+/g, '_').replace(/_$/, '')}`;

/** Numbers the fields of a type with fresh ids, from `next()`. */
export function numbered(type: Type, next: () => number): Type {
  if (typeof type === 'string') return type;
  if (type.type === 'struct') {
    const ids = type.fields.map(next);
    return {
      ...type,
      fields: type.fields.map((f, i) => ({ ...f, id: ids[i]!, type: numbered(f.type, next) })),
    };
  }
  if (type.type === 'list') return { ...type, 'element-id': next(), element: numbered(type.element, next) };
  const [key, value] = [next(), next()];
  return {
    ...type,
    'key-id': key,
    'value-id': value,
    key: numbered(type.key, next),
    value: numbered(type.value, next),
  };
}

export function schemaOf(columns: Readonly<Record<string, Type>>): Schema {
  let last = 0;
  const next = () => ++last;
  const names = Object.keys(columns);
  const ids = names.map(next);
  const fields = names.map(
    (name, i): NestedField => ({ id: ids[i]!, name, required: false, type: numbered(columns[name]!, next) }),
  );
  return { type: 'struct', 'schema-id': 0, fields };
}

export const struct = (members: Readonly<Record<string, Type>>): Type => ({
  type: 'struct',
  fields: Object.entries(members).map(([name, type]) => ({ id: 0, name, required: false, type })),
});
export const list = (element: Type): Type => ({
  type: 'list',
  'element-id': 0,
  element,
  'element-required': false,
});
export const map = (key: Type, value: Type): Type => ({
  type: 'map',
  'key-id': 0,
  key,
  'value-id': 0,
  value,
  'value-required': false,
});

/** Nested columns: each kind inside each other kind. */
export const nestedColumns: Readonly<Record<string, Type>> = {
  n_struct: struct({ a: 'int', b: 'string', inner: struct({ c: 'double', d: 'date' }) }),
  n_list: list('long'),
  n_strings: list('string'),
  n_map: map('string', 'double'),
  n_int_map: map('int', 'string'),
  n_list_of_structs: list(struct({ x: 'int', y: list('string') })),
  n_map_of_structs: map('string', struct({ x: 'decimal(9, 2)', y: 'timestamp' })),
  n_map_of_lists: map('string', list('int')),
  n_list_of_lists: list(list('int')),
  n_struct_of_all: struct({ l: list(struct({ m: map('string', 'int') })), m: map('string', list('float')) }),
};

/** mulberry32: the same numbers every run. */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export interface ValueOptions {
  /** False: containers are never null, because PyIceberg writes and reads null lists and maps as empty ones. */
  readonly nullContainers?: boolean;
  readonly nulls?: number;
}

export function anyValue(type: Type, next: () => number, options: ValueOptions = {}): Canonical {
  const pick = <T>(values: readonly T[]): T => values[Math.floor(next() * values.length)]!;
  if (typeof type === 'string') {
    return next() < (options.nulls ?? 0.15) ? null : pick(primitiveValues[type]!);
  }
  if (type.type === 'struct') {
    if (next() < (options.nulls ?? 0.15)) return null;
    return Object.fromEntries(type.fields.map((f) => [f.name, anyValue(f.type, next, options)]));
  }
  if ((options.nullContainers ?? true) && next() < 0.15) return null;
  const length = pick([0, 1, 1, 2, 5]);
  const items = <T>(make: () => T) => Array.from({ length }, make);
  if (type.type === 'list') return items(() => anyValue(type.element, next, options));
  const pairs = new Map(
    items(() => {
      const key = anyValue(type.key, next, { nulls: 0 });
      return [JSON.stringify(key), [key, anyValue(type.value, next, options)]] as [string, Canonical[]];
    }),
  );
  return sortPairs([...pairs.values()]);
}

/** Every value of every primitive column at least once, one all-null row, and `extra` rows at random; `id` counts. */
export function rowsOf(schema: Schema, extra: number, seed = 1, options: ValueOptions = {}): Row[] {
  const next = random(seed);
  const columns = schema.fields.filter((f) => f.name !== 'id');
  const longest = Math.max(
    ...columns.map((f) => (typeof f.type === 'string' ? primitiveValues[f.type]!.length : 1)),
  );
  const rows: Row[] = [];
  const add = (make: (field: NestedField) => Canonical) => {
    const row: Row = {};
    for (const field of schema.fields)
      row[field.name] = field.name === 'id' ? String(rows.length) : make(field);
    rows.push(row);
  };
  for (let i = 0; i < longest; i++) {
    add((field) => {
      if (typeof field.type !== 'string') return anyValue(field.type, next, options);
      const values = primitiveValues[field.type]!;
      return values[i % values.length]!;
    });
  }
  add((field) =>
    options.nullContainers === false && typeof field.type === 'object'
      ? anyValue(field.type, next, options)
      : null,
  );
  for (let i = 0; i < extra; i++) add((field) => anyValue(field.type, next, options));
  return rows;
}
