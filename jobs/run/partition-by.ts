import type { Schema } from '../../catalog/iceberg/schema.js';
import type { PartitionField, PartitionSpec, TableMetadata } from '../../catalog/iceberg/table-metadata.js';
import { LakeveilError } from '../../errors.js';
import { didYouMean } from '../suggest.js';

/** Iceberg reserves ids from 1000 for partition fields (spec: partition evolution). */
const FIRST_FIELD_ID = 1000;

/**
 * `['month(ts)', 'truncate(8, code)', 'region']` as a partition spec over the output's columns. A field that an earlier
 * spec of the target had keeps its id, as the spec asks.
 *
 * Errors: NO_SUCH_COLUMN, INVALID_OPTION (the same field twice).
 */
export function partitionSpec(
  expressions: readonly string[],
  schema: Schema,
  existing: TableMetadata | undefined,
): PartitionSpec {
  const known = (existing?.['partition-specs'] ?? []).flatMap((spec) => spec.fields);
  let lastId = Math.max(FIRST_FIELD_ID - 1, existing?.['last-partition-id'] ?? 0);
  const fields: PartitionField[] = expressions.map((expression) => {
    const { column, transform, suffix } = parse(expression);
    const source = schema.fields.find((field) => field.name === column);
    if (source === undefined) {
      const names = schema.fields.map((field) => field.name);
      throw new LakeveilError(
        'NO_SUCH_COLUMN',
        `Nothing was planned: target.partitionBy names ${JSON.stringify(column)}, which is not an output column.${didYouMean(column, names)}`,
      );
    }
    const name = suffix === '' ? column : `${column}_${suffix}`;
    const same = known.find(
      (field) => field['source-id'] === source.id && field.transform === transform && field.name === name,
    );
    if (same !== undefined) return same;
    lastId += 1;
    return { 'source-id': source.id, 'field-id': lastId, name, transform };
  });
  if (new Set(fields.map((field) => field.name)).size !== fields.length) {
    throw new LakeveilError('INVALID_OPTION', 'Nothing was planned: target.partitionBy names a field twice.');
  }
  return { 'spec-id': 0, fields };
}

function parse(expression: string): { column: string; transform: string; suffix: string } {
  const call = /^\s*(\w+)\s*\((?:\s*(\d+)\s*,)?\s*(.+?)\s*\)\s*$/.exec(expression);
  if (call === null) return { column: expression.trim(), transform: 'identity', suffix: '' };
  const name = call[1]!.toLowerCase();
  const width = call[2];
  return {
    column: call[3]!,
    transform: width === undefined ? name : `${name}[${width}]`,
    suffix: name === 'truncate' ? 'trunc' : name,
  };
}

/** Equal fields in equal order, whatever the ids of spec and fields. */
export function sameSpec(a: PartitionSpec, b: PartitionSpec): boolean {
  return (
    a.fields.length === b.fields.length &&
    a.fields.every(
      (field, i) =>
        field['source-id'] === b.fields[i]!['source-id'] && field.transform === b.fields[i]!.transform,
    )
  );
}
