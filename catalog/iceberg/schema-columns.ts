import type { NestedField, Schema, Type } from './schema.js';

/** Every field id of a schema with what lies there: fields, list elements, map keys and values. */
export function* schemaColumns(
  schema: Pick<Schema, 'fields'>,
): Generator<{ id: number; type: Type; required: boolean; field?: NestedField }> {
  for (const field of schema.fields) yield* fieldColumns(field);
}

function* fieldColumns(field: NestedField): ReturnType<typeof schemaColumns> {
  yield { id: field.id, type: field.type, required: field.required, field };
  yield* nestedColumns(field.type);
}

function* nestedColumns(type: Type): ReturnType<typeof schemaColumns> {
  if (typeof type === 'string') return;
  if (type.type === 'struct') {
    for (const field of type.fields) yield* fieldColumns(field);
  } else if (type.type === 'list') {
    yield { id: type['element-id'], type: type.element, required: type['element-required'] };
    yield* nestedColumns(type.element);
  } else {
    yield { id: type['key-id'], type: type.key, required: true };
    yield* nestedColumns(type.key);
    yield { id: type['value-id'], type: type.value, required: type['value-required'] };
    yield* nestedColumns(type.value);
  }
}

/** The highest field id in use; 0 for an empty schema. */
export function highestFieldId(schema: Pick<Schema, 'fields'>): number {
  let highest = 0;
  for (const column of schemaColumns(schema)) highest = Math.max(highest, column.id);
  return highest;
}
