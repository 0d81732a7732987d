import { unsupportedFeature } from './corrupt-metadata.js';
import type { PrimitiveType, Schema, Type } from './schema.js';
import type { PartitionField, PartitionSpec, TableMetadata } from './table-metadata.js';

/** A field of a spec with the type of its values. */
export interface TypedPartitionField {
  readonly field: PartitionField;
  readonly type: PrimitiveType;
}

/**
 * The types of a spec's values (spec: partition transforms). A column that has been dropped is looked up in the newest
 * schema that had it. Throws UNSUPPORTED_FEATURE for unknown transforms.
 */
export function partitionTypes(
  spec: PartitionSpec,
  schemas: TableMetadata['schemas'],
  currentSchemaId: number,
  location: string,
): TypedPartitionField[] {
  const newestFirst = [...schemas].sort((a, b) => rank(b, currentSchemaId) - rank(a, currentSchemaId));
  return spec.fields.map((field) => {
    const source = firstDefined(newestFirst, (schema) => primitiveById(schema, field['source-id']));
    return { field, type: resultType(field.transform, source, location) };
  });
}

/** The type of a transform's result. `source` undefined: the column is in no schema any more (v1 after its column was dropped). */
export function resultType(
  transform: string,
  source: PrimitiveType | undefined,
  location: string,
): PrimitiveType {
  if (/^bucket\[\d+\]$/.test(transform)) return 'int';
  switch (transform) {
    case 'year':
    case 'month':
    case 'hour':
      return 'int';
    case 'day':
      // The spec's table says int; Iceberg's implementations use date, whose Avro and binary forms are the same.
      return 'date';
    case 'void':
      return source ?? 'int';
    default:
      if (transform !== 'identity' && !/^truncate\[\d+\]$/.test(transform)) {
        throw unsupportedFeature(
          location,
          `the partition transform "${/^[a-z]{1,30}/.exec(transform)?.[0] ?? ''}"`,
        );
      }
      if (source === undefined) {
        throw unsupportedFeature(location, 'a partition field whose source column is in no schema');
      }
      return source;
  }
}

function rank(schema: Schema, currentSchemaId: number): number {
  return schema['schema-id'] === currentSchemaId ? Number.POSITIVE_INFINITY : schema['schema-id'];
}

function primitiveById(schema: Schema, id: number): PrimitiveType | undefined {
  return firstDefined(schema.fields, (field) => primitiveIn(field.type, field.id, id));
}

function primitiveIn(type: Type, ownId: number, wanted: number): PrimitiveType | undefined {
  if (typeof type === 'string') return ownId === wanted ? type : undefined;
  // Partition columns may lie in structs, never in lists or maps (spec: partitioning).
  if (type.type !== 'struct') return undefined;
  return firstDefined(type.fields, (field) => primitiveIn(field.type, field.id, wanted));
}

function firstDefined<T, R>(items: readonly T[], pick: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const found = pick(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
