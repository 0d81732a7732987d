import type { PhysicalField, PhysicalType } from '../../iceberg/scan/parquet-schema.js';
import type { NestedField, Type } from '../../iceberg/schema.js';
import { icebergToDuckDB } from '../../iceberg/values/duckdb-type.js';

/**
 * The columns of JSON objects as a file spells their keys, in the table's types: Hive's names ignore case, DuckDB's JSON
 * reader does not. `structure` is what `json_group_structure` found. Undefined if two keys differ in case alone.
 */
export function spelledColumns(
  fields: readonly NestedField[],
  structure: unknown,
): PhysicalField[] | undefined {
  const keys = isObject(structure) ? Object.keys(structure) : [];
  const columns: PhysicalField[] = [];
  for (const field of fields) {
    const spelled = keys.filter((key) => key.toLowerCase() === field.name);
    if (spelled.length > 1) return undefined;
    const name = spelled[0] ?? field.name;
    const inner = isObject(structure) ? structure[name] : undefined;
    const type = spelledType(field.type, inner);
    if (type === undefined) return undefined;
    columns.push({ name, id: field.id, type });
  }
  return columns;
}

function spelledType(type: Type, structure: unknown): PhysicalType | undefined {
  if (typeof type === 'string') return { kind: 'scalar', duckdb: icebergToDuckDB(type) };
  switch (type.type) {
    case 'struct': {
      const fields = spelledColumns(type.fields, structure);
      return fields === undefined ? undefined : { kind: 'struct', fields };
    }
    case 'list': {
      const element = spelledType(type.element, Array.isArray(structure) ? structure[0] : undefined);
      return element && { kind: 'list', element: { name: 'element', id: type['element-id'], type: element } };
    }
    case 'map': {
      const key = spelledType(type.key, undefined);
      // Its keys are data; what its values look like cannot be told from any one of them.
      const values = isObject(structure) ? Object.values(structure) : [];
      const value = spelledType(type.value, values[0]);
      return (
        key &&
        value && {
          kind: 'map',
          key: { name: 'key', id: type['key-id'], type: key },
          value: { name: 'value', id: type['value-id'], type: value },
        }
      );
    }
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value);
