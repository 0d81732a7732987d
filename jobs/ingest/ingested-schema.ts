import type { NestedField, Schema, Type } from '../../catalog/iceberg/schema.js';
import { duckdbToIceberg, icebergToDuckDB } from '../../catalog/iceberg/values/duckdb-type.js';
import { LakeveilError } from '../../errors.js';
import { sqlName } from '../../sql/duckdb.js';
import { didYouMean } from '../suggest.js';
import type { ReaderColumn } from './reader-sql.js';

/** The Iceberg schema that files become, and the SELECT list that casts to it. */
export interface IngestedSchema {
  readonly schema: Schema;
  readonly select: string;
  readonly notices: readonly string[];
}

/** A new schema: top-level ids from 1, nested ones after them. Errors: UNSUPPORTED_FEATURE naming the column. */
export function newSchema(columns: readonly ReaderColumn[]): IngestedSchema {
  let lastId = columns.length;
  const nextId = (): number => {
    lastId += 1;
    return lastId;
  };
  const fields = columns.map(
    (column, index): NestedField => ({
      id: index + 1,
      name: column.name,
      required: false,
      type: icebergType(column, nextId),
    }),
  );
  return {
    schema: { type: 'struct', 'schema-id': 0, fields },
    select: fields.map((field) => castSql(field)).join(', '),
    notices: columns
      .filter(({ type }) => type.includes('TIMESTAMP_NS'))
      .map(({ name }) => `Column "${name}" has nanoseconds; Iceberg v2 keeps microseconds, so they are cut.`),
  };
}

/**
 * The columns of files put under those of a table, by name. Columns of the table that the files lack are null.
 * Errors: SCHEMA_MISMATCH.
 */
export function matchedSchema(
  columns: readonly ReaderColumn[],
  schema: Schema,
  table: string,
): IngestedSchema {
  const names = schema.fields.map((field) => field.name);
  const byName = new Map(columns.map((column) => [column.name, column]));
  for (const { name } of columns) {
    if (names.includes(name)) continue;
    throw mismatch(`the files have a column "${name}" that ${table} has not.${didYouMean(name, names)}`);
  }
  for (const field of schema.fields) {
    const column = byName.get(field.name);
    if (column === undefined) {
      if (field.required) throw mismatch(`the files lack column "${field.name}", which ${table} requires.`);
      continue;
    }
    const from = icebergType(column, () => 0);
    if (!fits(from, field.type)) {
      throw mismatch(
        `column "${field.name}" is ${shown(from)} in the files and ${shown(field.type)} in ${table}; give it a type with --schema.`,
      );
    }
  }
  const select = schema.fields.map((field) =>
    byName.has(field.name)
      ? castSql(field)
      : `CAST(NULL AS ${icebergToDuckDB(field.type)}) AS ${sqlName(field.name)}`,
  );
  return { schema, select: select.join(', '), notices: [] };
}

function icebergType(column: ReaderColumn, nextId: () => number): Type {
  try {
    return duckdbToIceberg(column.type, nextId);
  } catch {
    throw new LakeveilError(
      'UNSUPPORTED_FEATURE',
      `Nothing was ingested: column "${column.name}" has a type that Iceberg v2 has not (${/^\w+/.exec(column.type)?.[0] ?? 'unknown'}). Give it another with --schema '"${column.name}" varchar'.`,
    );
  }
}

const castSql = (field: NestedField): string =>
  `CAST(${sqlName(field.name)} AS ${icebergToDuckDB(field.type)}) AS ${sqlName(field.name)}`;

/** The same type, or one that every value of the first fits into. */
function fits(from: Type, to: Type): boolean {
  if (typeof from !== 'string' || typeof to !== 'string')
    return icebergToDuckDB(from) === icebergToDuckDB(to);
  if (from === to) return true;
  const decimal = /^decimal\((\d+),\s*(\d+)\)$/;
  const [a, b] = [decimal.exec(from), decimal.exec(to)];
  if (b !== null) {
    const wholeDigits = Number(b[1]) - Number(b[2]);
    if (a !== null) return Number(b[2]) >= Number(a[2]) && wholeDigits >= Number(a[1]) - Number(a[2]);
    return (from === 'int' && wholeDigits >= 10) || (from === 'long' && wholeDigits >= 19);
  }
  const wider: Readonly<Record<string, readonly string[]>> = { int: ['long', 'double'], float: ['double'] };
  return wider[from]?.includes(to) ?? false;
}

const shown = (type: Type): string => (typeof type === 'string' ? type : type.type);

const mismatch = (why: string): LakeveilError =>
  new LakeveilError('SCHEMA_MISMATCH', `Nothing was ingested: ${why}`);
