import type { Catalog, Table, TableIdentifier } from '../../catalog/catalog.js';
import type { Schema } from '../../catalog/iceberg/schema.js';
import type { PartitionSpec } from '../../catalog/iceberg/table-metadata.js';
import { formatIdentifier, parseTableReference } from '../../catalog/identifier.js';
import { loadIfExists } from '../../catalog/load-if-exists.js';
import { LakeveilError } from '../../errors.js';
import type { ResolvedTarget } from '../resolved-job.js';
import { textFieldIds } from '../text-columns.js';
import type { BoundColumn } from './bind-columns.js';
import { assertWritable, outputSchema, sameType } from './output-schema.js';
import { partitionSpec, sameSpec } from './partition-by.js';

/** The table that a run writes, as it was when the run was planned. */
export interface PlannedTarget {
  readonly identifier: TableIdentifier;
  readonly table: Table | undefined;
  /** Of the rows that this run writes. */
  readonly schema: Schema;
  readonly spec: PartitionSpec;
  readonly location: string;
  readonly mode: 'create' | 'append' | 'overwrite' | 'replace';
  /** Field id of each bound column, in order. */
  readonly fieldIds: readonly number[];
  /** Ids, nested ones too, for which no min/max is written. */
  readonly withoutBounds: readonly number[];
}

/**
 * Errors: TABLE_EXISTS (mode create), SCHEMA_MISMATCH (append and overwrite into a table of other columns or
 * partitioning), UNSUPPORTED_FEATURE (a column type that v2 can't hold).
 */
export async function planTarget(
  catalog: Catalog,
  target: ResolvedTarget,
  columns: readonly BoundColumn[],
): Promise<PlannedTarget> {
  const { identifier } = parseTableReference(target.table);
  for (const column of columns) assertWritable(column.name, column.type);
  const table = await loadIfExists(catalog, identifier);
  const keepsSchema = target.mode !== 'create' && target.mode !== 'replace';
  const schema =
    table !== undefined && keepsSchema
      ? existingSchema(table, columns, target.mode)
      : outputSchema(columns, table?.metadata);
  const spec =
    table !== undefined && keepsSchema
      ? existingSpec(table, target, schema)
      : partitionSpec(target.partitionBy, schema, table?.metadata);
  const fieldIds = columns.map((column) => schema.fields.find((field) => field.name === column.name)!.id);
  const byValue = spec.fields.filter((field) => field.transform === 'identity');
  const inMetadata = new Set(byValue.map((field) => field['source-id']));
  return {
    identifier,
    table,
    schema,
    spec,
    location: table?.metadata.location ?? (await catalog.defaultLocation(identifier)),
    // An append to, or an overwrite of, a table that is not there yet makes it; whoever makes it first wins.
    mode: table === undefined ? 'create' : target.mode === 'incremental' ? 'append' : target.mode,
    fieldIds,
    // Bounds hold values, and metadata is read by more people than data: none for whatever can hold text, redacted
    // text too (labels that a policy leaves alone stand in it). Only where the table is partitioned by the value itself
    // is that value in the metadata anyway; a bucket, or the first letters, tells less than a bound.
    withoutBounds: textFieldIds(schema.fields.filter((field) => !inMetadata.has(field.id))),
  };
}

export function currentSchema(table: Table): Schema {
  const { schemas, 'current-schema-id': id } = table.metadata;
  return schemas.find((schema) => schema['schema-id'] === id)!;
}

function existingSchema(table: Table, columns: readonly BoundColumn[], mode: string): Schema {
  const schema = currentSchema(table);
  const refuse = (what: string): LakeveilError =>
    new LakeveilError(
      'SCHEMA_MISMATCH',
      `Nothing was written to ${formatIdentifier(table.identifier)}: ${what}, and mode ${mode} keeps the table's schema. ` +
        'Change the job, evolve the table, or use mode replace.',
    );
  for (const column of columns) {
    const field = schema.fields.find((one) => one.name === column.name);
    if (field === undefined) throw refuse(`it has no column ${JSON.stringify(column.name)}`);
    if (!sameType(field.type, column.type)) {
      throw refuse(`its column ${JSON.stringify(column.name)} has another type than the job makes`);
    }
  }
  const made = new Set(columns.map((column) => column.name));
  const missing = schema.fields.find((field) => field.required && !made.has(field.name));
  if (missing !== undefined)
    throw refuse(`it requires ${JSON.stringify(missing.name)}, which the job does not make`);
  return { ...schema, fields: schema.fields.filter((field) => made.has(field.name)) };
}

function existingSpec(table: Table, target: ResolvedTarget, schema: Schema): PartitionSpec {
  const { 'partition-specs': specs, 'default-spec-id': id } = table.metadata;
  const current = specs.find((spec) => spec['spec-id'] === id)!;
  if (
    target.partitionBy.length > 0 &&
    !sameSpec(current, partitionSpec(target.partitionBy, schema, table.metadata))
  ) {
    throw new LakeveilError(
      'SCHEMA_MISMATCH',
      `Nothing was written to ${formatIdentifier(table.identifier)}: it is partitioned otherwise than target.partitionBy says, ` +
        `and mode ${target.mode} keeps the table's partitioning. Leave partitionBy out, or use mode replace.`,
    );
  }
  return current;
}
