import type { Column } from '@aws-sdk/client-glue';
import { decimalType, fixedLength } from '../iceberg/primitive-type.js';
import type { NestedField, Type } from '../iceberg/schema.js';
import type { TableMetadata } from '../iceberg/table-metadata.js';

/** Iceberg's primitive types that Hive, and so Glue, calls otherwise or has not. */
const GLUE_TYPES: Readonly<Record<string, string>> = {
  long: 'bigint',
  uuid: 'string',
  time: 'string',
  timestamptz: 'timestamp',
};

/** `struct<a:string,b:array<bigint>>`, as Iceberg's Glue catalogs write it: no spaces, names as they are. */
export function glueType(type: Type): string {
  if (typeof type === 'string') {
    const decimal = decimalType(type);
    if (decimal !== undefined) return `decimal(${decimal.precision},${decimal.scale})`;
    if (fixedLength(type) !== undefined) return 'binary';
    return GLUE_TYPES[type] ?? type;
  }
  switch (type.type) {
    case 'struct':
      return `struct<${type.fields.map((field) => `${field.name}:${glueType(field.type)}`).join(',')}>`;
    case 'list':
      return `array<${glueType(type.element)}>`;
    case 'map':
      return `map<${glueType(type.key)},${glueType(type.value)}>`;
  }
}

/**
 * The columns of a table as Iceberg's Glue catalogs (Java, PyIceberg) register them: those of the current schema, then
 * those whose names only older schemas have. Comments that somebody set in Glue stay where the schema says nothing.
 */
export function glueColumns(metadata: TableMetadata, existing: readonly Column[] = []): Column[] {
  const others = commentsOfOthers(metadata, existing);
  const columns = new Map<string, Column>();
  const add = (field: NestedField, current: boolean): void => {
    if (columns.has(field.name)) return;
    const comment = field.doc ? glueComment(field.doc) : others.get(columnKey(field.name, String(field.id)));
    columns.set(field.name, {
      Name: field.name,
      Type: glueType(field.type),
      ...(comment ? { Comment: comment } : {}),
      Parameters: {
        'iceberg.field.id': String(field.id),
        'iceberg.field.optional': String(!field.required),
        'iceberg.field.current': String(current),
      },
    });
  };
  const isCurrent = (schema: { 'schema-id': number }) =>
    schema['schema-id'] === metadata['current-schema-id'];
  for (const field of metadata.schemas.find(isCurrent)!.fields) add(field, true);
  for (const schema of metadata.schemas) {
    if (!isCurrent(schema)) for (const field of schema.fields) add(field, false);
  }
  return [...columns.values()];
}

/** By column; what a schema says, or said, of a column is nobody else's comment. */
function commentsOfOthers(metadata: TableMetadata, existing: readonly Column[]): ReadonlyMap<string, string> {
  const docs = new Set<string>();
  for (const schema of metadata.schemas) {
    for (const { id, name, doc } of schema.fields) {
      if (doc) docs.add(`${columnKey(name, String(id))} ${glueComment(doc)}`);
    }
  }
  const comments = new Map<string, string>();
  for (const { Name, Comment, Parameters } of existing) {
    if (Name === undefined || !Comment) continue;
    const key = columnKey(Name, Parameters?.['iceberg.field.id']);
    if (!docs.has(`${key} ${Comment}`)) comments.set(key, Comment);
  }
  return comments;
}

/** A new column that has the name of one that is gone is another column. */
const columnKey = (name: string, id: string | undefined): string => JSON.stringify([name, id]);

/** Glue takes one line of at most 255 characters (https://docs.aws.amazon.com/glue/latest/webapi/API_Column.html). */
export function glueComment(doc: string): string {
  const line = doc.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').replace(/\p{Cs}/gu, '?');
  if (line.length <= 255) return line;
  return line.slice(0, 255).replace(/[\ud800-\udbff]$/, '');
}
