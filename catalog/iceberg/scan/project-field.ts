import { LakeveilError } from '../../../errors.js';
import { sqlName, sqlString } from '../../../sql/duckdb.js';
import type { NestedField, Type } from '../schema.js';
import { icebergToDuckDB } from '../values/duckdb-type.js';
import { parsePrimitive } from '../values/primitive.js';
import { formatDecimal, type Value, valueFromJson, valueToJson } from '../values/single-value.js';
import type { PhysicalField, PhysicalType } from './parquet-schema.js';

/**
 * SQL that turns `expression`, a column of a file (or a part of one), into the table's type: members are found by
 * field id at every level, renamed, reordered, dropped, added (NULL or their initial default) and promoted. The bare
 * expression comes back where nothing has to change, so that filters still reach the file's statistics.
 * Throws CORRUPT_FILE when the file holds a value of another shape under the id.
 */
export function projectField(expression: string, physical: PhysicalType, type: Type, name: string): string {
  if (isSame(physical, type)) return expression;
  if (typeof type === 'string') {
    if (physical.kind !== 'scalar') throw wrongShape(name);
    return projectScalar(expression, physical.duckdb, type);
  }
  const nested = typeof type === 'object' ? type : undefined;
  if (nested?.type === 'struct' && physical.kind === 'struct') {
    const members = nested.fields.map((field) => {
      const match = physical.fields.find((candidate) => candidate.id === field.id);
      const member = match
        ? projectField(
            `struct_extract(${expression}, ${sqlString(match.name)})`,
            match.type,
            field.type,
            field.name,
          )
        : absentField(field);
      return `${sqlName(field.name)} := ${member}`;
    });
    return `CASE WHEN ${expression} IS NULL THEN NULL ELSE struct_pack(${members.join(', ')}) END`;
  }
  if (nested?.type === 'list' && physical.kind === 'list') {
    const variable = lambdaVariable(expression);
    const element = projectField(variable, physical.element.type, nested.element, name);
    return `list_transform(${expression}, lambda ${variable}: ${element})`;
  }
  if (nested?.type === 'map' && physical.kind === 'map') {
    const variable = lambdaVariable(expression);
    const key = projectField(`struct_extract(${variable}, 'key')`, physical.key.type, nested.key, name);
    const value = projectField(
      `struct_extract(${variable}, 'value')`,
      physical.value.type,
      nested.value,
      name,
    );
    return `map_from_entries(list_transform(map_entries(${expression}), lambda ${variable}: struct_pack(k := ${key}, v := ${value})))`;
  }
  throw wrongShape(name);
}

/** The value of a field that a file does not hold: its `initial-default` (v3), else NULL. */
export function absentField(field: NestedField): string {
  const duckdb = icebergToDuckDB(field.type);
  const initial = field['initial-default'];
  if (initial === undefined || initial === null) return `CAST(NULL AS ${duckdb})`;
  if (typeof field.type !== 'string') {
    throw new LakeveilError(
      'UNSUPPORTED_FEATURE',
      `Not implemented: a default for the nested column '${field.name}'; the table was not read.`,
      { details: { feature: 'nested initial-default', column: field.name } },
    );
  }
  return literalSql(field.type, initial);
}

/** A JSON single value of a primitive type as a DuckDB literal. */
export function literalSql(type: Type, json: unknown): string {
  const duckdb = icebergToDuckDB(type);
  if (json === null || json === undefined) return `CAST(NULL AS ${duckdb})`;
  return valueSql(type, valueFromJson(type, json));
}

export function valueSql(type: Type, value: Value): string {
  const duckdb = icebergToDuckDB(type);
  const primitive = parsePrimitive(type);
  switch (primitive.name) {
    case 'fixed':
    case 'binary':
      return `unhex('${Buffer.from(value as Uint8Array).toString('hex')}')`;
    case 'decimal':
      return `CAST('${formatDecimal(value as bigint, primitive.scale)}' AS ${duckdb})`;
    case 'boolean':
      return value === true ? 'true' : 'false';
    // Dates and times by number: DuckDB's text forms of years beyond 0–9999 differ from ISO's.
    case 'date':
      return `(DATE '1970-01-01' + CAST(${String(value)} AS INTEGER))`;
    case 'timestamp':
      return `make_timestamp(${String(value)}::BIGINT)`;
    case 'timestamptz':
      return `(make_timestamp(${String(value)}::BIGINT) AT TIME ZONE 'UTC')`;
    case 'timestamp_ns':
    case 'timestamptz_ns':
      return `make_timestamp_ns(${String(value)}::BIGINT)`;
    default:
      return `CAST(${sqlString(String(valueToJson(type, value)))} AS ${duckdb})`;
  }
}

/** Distinct inside nested lambdas, because each holds the expression of the one around it. */
function lambdaVariable(expression: string): string {
  let depth = 0;
  while (new RegExp(`\\blakeveil_x${depth}\\b`).test(expression)) depth += 1;
  return `lakeveil_x${depth}`;
}

function projectScalar(expression: string, from: string, type: Type): string {
  const to = icebergToDuckDB(type);
  const { name } = parsePrimitive(type);
  const isZoned = (duckdb: string): boolean => duckdb === 'TIMESTAMP WITH TIME ZONE';
  // Text that a writer did not annotate as such, and the reverse.
  if (name === 'string' && from === 'BLOB') return `decode(${expression})`;
  if (to === 'BLOB' && from === 'VARCHAR') return `encode(${expression})`;
  if (name === 'uuid' && from === 'BLOB') return `CAST(hex(${expression}) AS UUID)`;
  if (to === 'BLOB' && from === 'UUID') return `unhex(replace(CAST(${expression} AS VARCHAR), '-', ''))`;
  // Stored instants are UTC whether annotated or not; a cast would use the session's zone.
  if (isZoned(to) && from.startsWith('TIMESTAMP'))
    return `(CAST(${expression} AS TIMESTAMP) AT TIME ZONE 'UTC')`;
  if (to.startsWith('TIMESTAMP') && isZoned(from)) return `CAST((${expression} AT TIME ZONE 'UTC') AS ${to})`;
  return `CAST(${expression} AS ${to})`;
}

/** Whether a physical type already is the DuckDB type of the Iceberg type, ids and names at every level included. */
function isSame(physical: PhysicalType, type: Type): boolean {
  if (typeof type === 'string')
    return physical.kind === 'scalar' && physical.duckdb === icebergToDuckDB(type);
  if (type.type === 'struct') {
    return (
      physical.kind === 'struct' &&
      physical.fields.length === type.fields.length &&
      physical.fields.every((field: PhysicalField, i) => {
        const wanted = type.fields[i]!;
        return field.id === wanted.id && field.name === wanted.name && isSame(field.type, wanted.type);
      })
    );
  }
  if (type.type === 'list') return physical.kind === 'list' && isSame(physical.element.type, type.element);
  return (
    physical.kind === 'map' && isSame(physical.key.type, type.key) && isSame(physical.value.type, type.value)
  );
}

/** The expression of the field with this id, searched through structs; with its type. */
export function findById(
  fields: readonly PhysicalField[],
  id: number,
  columnSql: (field: PhysicalField) => string,
): { readonly expression: string; readonly type: PhysicalType } | undefined {
  for (const top of fields) {
    if (top.id === undefined) continue;
    const path = pathTo(top, id);
    if (!path) continue;
    const expression = path
      .slice(1)
      .reduce((struct, field) => `struct_extract(${struct}, ${sqlString(field.name)})`, columnSql(top));
    return { expression, type: path.at(-1)!.type };
  }
  return undefined;
}

function pathTo(field: PhysicalField, id: number): PhysicalField[] | undefined {
  if (field.id === id) return [field];
  if (field.type.kind !== 'struct') return undefined;
  for (const child of field.type.fields) {
    const path = pathTo(child, id);
    if (path) return [field, ...path];
  }
  return undefined;
}

const wrongShape = (name: string): LakeveilError =>
  new LakeveilError(
    'CORRUPT_FILE',
    `A data file holds the column '${name}' in a shape that does not fit the table's schema; it was not read.`,
    { details: { column: name } },
  );
