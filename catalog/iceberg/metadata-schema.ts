import { z } from 'zod';

/**
 * The JSON shape of table metadata, v1 to v3, as files bring it (https://iceberg.apache.org/spec/#table-metadata-fields).
 * Members that are not named here pass through, so that a commit to a foreign table keeps them.
 */
const integer = z.number().int();
const int64 = z.union([integer, z.bigint()]).transform((value) => BigInt(value));

const nestedField = z.looseObject({
  id: integer,
  name: z.string(),
  required: z.boolean(),
  get type() {
    return type;
  },
  doc: z.string().optional(),
});

const structType = z.looseObject({ type: z.literal('struct'), fields: z.array(nestedField) });

const listType = z.looseObject({
  type: z.literal('list'),
  'element-id': integer,
  'element-required': z.boolean(),
  get element() {
    return type;
  },
});

const mapType = z.looseObject({
  type: z.literal('map'),
  'key-id': integer,
  'value-id': integer,
  'value-required': z.boolean(),
  get key() {
    return type;
  },
  get value() {
    return type;
  },
});

const type: z.ZodType = z.lazy(() =>
  z.union([z.string(), z.discriminatedUnion('type', [structType, listType, mapType])]),
);

const schema = structType.extend({
  'schema-id': integer.optional(),
  'identifier-field-ids': z.array(integer).optional(),
});

const partitionField = z.looseObject({
  'source-id': integer.optional(),
  'source-ids': z.array(integer).optional(),
  'field-id': integer.optional(),
  name: z.string(),
  transform: z.string(),
});

const sortOrder = z.looseObject({
  'order-id': integer,
  fields: z.array(
    z.looseObject({
      transform: z.string(),
      'source-id': integer.optional(),
      direction: z.enum(['asc', 'desc']),
      'null-order': z.enum(['nulls-first', 'nulls-last']),
    }),
  ),
});

const snapshot = z.looseObject({
  'snapshot-id': int64,
  'parent-snapshot-id': int64.nullish(),
  'sequence-number': integer.optional(),
  'timestamp-ms': integer,
  'manifest-list': z.string().optional(),
  manifests: z.array(z.string()).optional(),
  summary: z.record(z.string(), z.string()).nullish(),
  'schema-id': integer.nullish(),
});

const snapshotRef = z.looseObject({
  'snapshot-id': int64,
  type: z.enum(['branch', 'tag']),
  'min-snapshots-to-keep': integer.nullish(),
  'max-snapshot-age-ms': integer.nullish(),
  'max-ref-age-ms': integer.nullish(),
});

export const metadataFile = z.looseObject({
  'format-version': integer,
  'table-uuid': z.string().nullish(),
  location: z.string(),
  'last-sequence-number': integer.optional(),
  'last-updated-ms': integer.optional(),
  'last-column-id': integer,
  schema: schema.optional(),
  schemas: z.array(schema).optional(),
  'current-schema-id': integer.optional(),
  'partition-spec': z.array(partitionField).optional(),
  'partition-specs': z
    .array(z.looseObject({ 'spec-id': integer, fields: z.array(partitionField) }))
    .optional(),
  'default-spec-id': integer.optional(),
  'last-partition-id': integer.optional(),
  properties: z.record(z.string(), z.string()).nullish(),
  'current-snapshot-id': int64.nullish(),
  snapshots: z.array(snapshot).nullish(),
  'snapshot-log': z.array(z.looseObject({ 'timestamp-ms': integer, 'snapshot-id': int64 })).nullish(),
  'metadata-log': z.array(z.looseObject({ 'timestamp-ms': integer, 'metadata-file': z.string() })).nullish(),
  'sort-orders': z.array(sortOrder).optional(),
  'default-sort-order-id': integer.optional(),
  refs: z.record(z.string(), snapshotRef).nullish(),
  'next-row-id': integer.optional(),
  'encryption-keys': z.array(z.unknown()).nullish(),
});

export type MetadataFile = z.output<typeof metadataFile>;
