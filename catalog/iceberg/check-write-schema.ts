import { LakeveilError } from '../../errors.js';
import type { NestedField, Schema, StructType, Type } from './schema.js';

/**
 * Whether files written with `written` can be rows of a table with `table`'s schema: each column is there by id with
 * the same type (or one that is read as the table's: int → long, float → double), and no required column is missing
 * or may be null. Throws SCHEMA_MISMATCH naming the column.
 */
export function checkWriteSchema(written: Schema, table: Schema): void {
  checkFields(written.fields, table.fields, '');
}

function checkFields(written: readonly NestedField[], table: readonly NestedField[], path: string): void {
  const byId = new Map(table.map((field) => [field.id, field]));
  for (const field of written) {
    const name = path + field.name;
    const target = byId.get(field.id);
    if (target === undefined) throw mismatch(name, 'the table has no column with its field id');
    byId.delete(field.id);
    if (target.required && !field.required) throw mismatch(name, 'it may be null, and the table requires it');
    checkType(field.type, target.type, name);
  }
  for (const missing of byId.values()) {
    if (missing.required) throw mismatch(path + missing.name, 'the table requires it, and the files lack it');
  }
}

function checkType(written: Type, table: Type, name: string): void {
  if (typeof written === 'string' || typeof table === 'string') {
    const fits =
      typeof written === 'string' &&
      typeof table === 'string' &&
      (plain(written) === plain(table) || PROMOTED[written] === table);
    if (!fits) throw mismatch(name, `its type is ${kind(written)}, and the table's is ${kind(table)}`);
    return;
  }
  if (written.type !== table.type)
    throw mismatch(name, `its type is ${kind(written)}, and the table's is ${kind(table)}`);
  if (written.type === 'struct') {
    checkFields(written.fields, (table as StructType).fields, `${name}.`);
  } else if (written.type === 'list' && table.type === 'list') {
    const of = (list: typeof written) => ({
      id: list['element-id'],
      name: 'element',
      required: list['element-required'],
      type: list.element,
    });
    checkFields([of(written)], [of(table)], `${name}.`);
  } else if (written.type === 'map' && table.type === 'map') {
    const of = (map: typeof written): NestedField[] => [
      { id: map['key-id'], name: 'key', required: true, type: map.key },
      { id: map['value-id'], name: 'value', required: map['value-required'], type: map.value },
    ];
    checkFields(of(written), of(table), `${name}.`);
  }
}

const PROMOTED: Readonly<Record<string, string>> = { int: 'long', float: 'double' };

const plain = (type: string): string => type.replaceAll(' ', '');
const kind = (type: Type): string => (typeof type === 'string' ? type : type.type);

function mismatch(column: string, why: string): LakeveilError {
  return new LakeveilError(
    'SCHEMA_MISMATCH',
    `Nothing was committed: the column "${column}" does not fit the table: ${why}. Use mode replace, or change the job's columns.`,
    { details: { column } },
  );
}
