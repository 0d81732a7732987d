import type { NestedField, Schema, Type } from '../../catalog/iceberg/schema.js';
import type { TableMetadata } from '../../catalog/iceberg/table-metadata.js';
import { LakeveilError } from '../../errors.js';

export interface WantedColumn {
  readonly name: string;
  /** Nested ids in it are replaced. */
  readonly type: Type;
}

/**
 * The target's schema. Columns that the existing target has under the same name and type keep their ids; others get
 * new ids above the last one ever used. Every column is optional, and neither comments nor defaults come over: both can
 * quote the source's data.
 */
export function outputSchema(wanted: readonly WantedColumn[], existing: TableMetadata | undefined): Schema {
  let lastId = existing?.['last-column-id'] ?? 0;
  const nextId = (): number => {
    lastId += 1;
    return lastId;
  };
  const current = existing?.schemas.find((schema) => schema['schema-id'] === existing['current-schema-id']);
  const fields: NestedField[] = [];
  // All top-level ids first: what Iceberg's own assignment does, and easy on the eye.
  const tops = wanted.map((column) => {
    const same = current?.fields.find((field) => field.name === column.name);
    return same !== undefined && sameType(same.type, column.type) ? same : nextId();
  });
  wanted.forEach((column, i) => {
    const top = tops[i]!;
    fields.push(
      typeof top === 'object'
        ? { id: top.id, name: top.name, required: false, type: top.type }
        : { id: top, name: column.name, required: false, type: withFreshIds(column.type, nextId) },
    );
  });
  return { type: 'struct', 'schema-id': 0, fields };
}

/** Equal but for ids, comments and required-ness. */
export function sameType(a: Type, b: Type): boolean {
  if (typeof a === 'string' || typeof b === 'string') return a === b;
  if (a.type === 'struct') {
    return (
      b.type === 'struct' &&
      a.fields.length === b.fields.length &&
      a.fields.every((f, i) => f.name === b.fields[i]!.name && sameType(f.type, b.fields[i]!.type))
    );
  }
  if (a.type === 'list') return b.type === 'list' && sameType(a.element, b.element);
  return b.type === 'map' && sameType(a.key, b.key) && sameType(a.value, b.value);
}

function withFreshIds(type: Type, nextId: () => number): Type {
  if (typeof type === 'string') return type;
  if (type.type === 'struct') {
    const ids = type.fields.map(nextId);
    return {
      type: 'struct',
      fields: type.fields.map((field, i) => ({
        id: ids[i]!,
        name: field.name,
        required: field.required,
        type: withFreshIds(field.type, nextId),
      })),
    };
  }
  if (type.type === 'list') {
    const elementId = nextId();
    return {
      type: 'list',
      'element-id': elementId,
      element: withFreshIds(type.element, nextId),
      'element-required': type['element-required'],
    };
  }
  const keyId = nextId();
  const valueId = nextId();
  return {
    type: 'map',
    'key-id': keyId,
    key: withFreshIds(type.key, nextId),
    'value-id': valueId,
    value: withFreshIds(type.value, nextId),
    'value-required': type['value-required'],
  };
}

/** What v2 tables, which is what Lakeveil writes, can hold; but `fixed`, which DuckDB writes as other readers do not accept it. */
const WRITABLE =
  /^(?:boolean|int|long|float|double|date|time|timestamp|timestamptz|string|uuid|binary|decimal\(\d+, ?\d+\))$/;

/** Throws UNSUPPORTED_FEATURE for a type that a v2 table can't hold, by name. */
export function assertWritable(name: string, type: Type): void {
  if (typeof type === 'string') {
    if (WRITABLE.test(type)) return;
    throw new LakeveilError(
      'UNSUPPORTED_FEATURE',
      `Column ${name} was not planned: its type ${type} can't be written. ` +
        'Leave the column out (drop), or cast it in the source.',
    );
  }
  if (type.type === 'struct')
    for (const field of type.fields) assertWritable(`${name}.${field.name}`, field.type);
  else if (type.type === 'list') assertWritable(`${name}.element`, type.element);
  else {
    assertWritable(`${name}.key`, type.key);
    assertWritable(`${name}.value`, type.value);
  }
}

/**
 * The type under which a kept column is written: `fixed` becomes `binary`, in nested types too. DuckDB's Parquet has it
 * as BYTE_ARRAY, which other readers take for `binary` and not for `fixed`; no value changes.
 */
export function writtenType(type: Type): Type {
  if (typeof type === 'string') return type.startsWith('fixed') ? 'binary' : type;
  if (type.type === 'struct') {
    return { ...type, fields: type.fields.map((field) => ({ ...field, type: writtenType(field.type) })) };
  }
  if (type.type === 'list') return { ...type, element: writtenType(type.element) };
  return { ...type, key: writtenType(type.key), value: writtenType(type.value) };
}
