import type { Column, Table as GlueTable } from '@aws-sdk/client-glue';
import { LakeveilError } from '../../../errors.js';
import type { NestedField, Schema } from '../../iceberg/schema.js';
import type { PartitionSpec } from '../../iceberg/table-metadata.js';
import { hiveType } from './hive-type.js';

export interface ForeignSchema {
  /** The columns of the files, then the partition keys. Nothing is required. */
  readonly schema: Schema;
  /** Identity of each partition key, in their order. */
  readonly spec: PartitionSpec;
  /** Of `schema.fields`, those that are in the files. */
  readonly fileFields: readonly NestedField[];
  readonly partitionFields: readonly NestedField[];
}

/** Throws UNSUPPORTED_FEATURE: a column type, nested partition keys, two columns of one name, no columns. */
export function foreignSchema(glue: GlueTable): ForeignSchema {
  const columns = glue.StorageDescriptor?.Columns ?? [];
  const keys = glue.PartitionKeys ?? [];
  const all = [...columns, ...keys];
  const refuse = (feature: string): LakeveilError =>
    new LakeveilError(
      'UNSUPPORTED_FEATURE',
      `Nothing was read: the Glue table ${glue.DatabaseName}.${glue.Name} has ${feature}.`,
      { details: { feature } },
    );
  if (columns.length === 0) throw refuse('no columns');
  let last = all.length;
  const nextId = (): number => {
    last += 1;
    return last;
  };
  const fields = all.map((column: Column, i): NestedField => {
    const name = (column.Name ?? '').toLowerCase();
    return { id: i + 1, name, required: false, type: hiveType(column.Type ?? '', name, nextId) };
  });
  if (new Set(fields.map(({ name }) => name)).size !== fields.length) throw refuse('two columns of one name');
  const fileFields = fields.slice(0, columns.length);
  const partitionFields = fields.slice(columns.length);
  for (const { name, type } of partitionFields) {
    if (typeof type !== 'string' || type === 'binary')
      throw refuse(`a partition key "${name}" of a type that is none for partitions`);
  }
  return {
    schema: { type: 'struct', 'schema-id': 0, fields },
    spec: {
      'spec-id': 0,
      fields: partitionFields.map(({ id, name }, i) => ({
        'source-id': id,
        'field-id': 1000 + i,
        name,
        transform: 'identity',
      })),
    },
    fileFields,
    partitionFields,
  };
}
