import type { NestedField, Type } from '../catalog/iceberg/schema.js';

/** Types that can hold text in some form: nobody may forget to say what becomes of such a column. */
export function holdsText(type: Type): boolean {
  return typeof type !== 'string' || type === 'string' || type === 'binary' || type.startsWith('fixed');
}

/** Ids, nested ones too, of the fields that can hold text. */
export function textFieldIds(fields: readonly NestedField[]): number[] {
  return fields.flatMap((field) => (holdsText(field.type) ? [field.id, ...nestedIds(field.type)] : []));
}

function nestedIds(type: Type): number[] {
  if (typeof type === 'string') return [];
  if (type.type === 'struct') return type.fields.flatMap((field) => [field.id, ...nestedIds(field.type)]);
  if (type.type === 'list') return [type['element-id'], ...nestedIds(type.element)];
  return [type['key-id'], type['value-id'], ...nestedIds(type.key), ...nestedIds(type.value)];
}
