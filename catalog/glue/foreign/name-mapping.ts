import type { NameMapping } from '../../iceberg/file-scan.js';
import type { PhysicalField } from '../../iceberg/scan/parquet-schema.js';
import type { NestedField, Type } from '../../iceberg/schema.js';

/**
 * Under which names the files hold the columns: Hive's names ignore case and are kept in lower case, files have those of
 * their writer. Other columns of the files, such as those named like partition keys, are in no mapping, so not read.
 */
export function nameMapping(
  fields: readonly NestedField[],
  physical: readonly (readonly PhysicalField[])[],
): NameMapping[] {
  return fields.map((field) => {
    const found = physical.flatMap((columns) => columns.filter((column) => isNamed(column, field.name)));
    const names = [...new Set([field.name, ...found.map(({ name }) => name)])];
    const inner = innerMapping(
      field.type,
      found.map(({ type }) => type),
    );
    return { 'field-id': field.id, names, ...(inner === undefined ? {} : { fields: inner }) };
  });
}

type PhysicalType = PhysicalField['type'];

/** Elements, keys and values go by these names, whatever the file calls them (Iceberg spec: column projection). */
function innerMapping(type: Type, found: readonly PhysicalType[]): NameMapping[] | undefined {
  if (typeof type === 'string') return undefined;
  const part = (id: number, name: string, of: Type, inside: readonly PhysicalType[]): NameMapping => {
    const fields = innerMapping(of, inside);
    return { 'field-id': id, names: [name], ...(fields === undefined ? {} : { fields }) };
  };
  switch (type.type) {
    case 'struct':
      return nameMapping(
        type.fields,
        found.flatMap((one) => (one.kind === 'struct' ? [one.fields] : [])),
      );
    case 'list': {
      const elements = found.flatMap((one) => (one.kind === 'list' ? [one.element.type] : []));
      return [part(type['element-id'], 'element', type.element, elements)];
    }
    case 'map': {
      const maps = found.flatMap((one) => (one.kind === 'map' ? [one] : []));
      return [
        part(
          type['key-id'],
          'key',
          type.key,
          maps.map(({ key }) => key.type),
        ),
        part(
          type['value-id'],
          'value',
          type.value,
          maps.map(({ value }) => value.type),
        ),
      ];
    }
  }
}

export const isNamed = (column: { readonly name: string }, name: string): boolean =>
  column.name.toLowerCase() === name;
