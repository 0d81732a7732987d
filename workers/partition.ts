import type { DataFile } from '../catalog/iceberg/data-file.js';
import type { Schema, Type } from '../catalog/iceberg/schema.js';
import type { PartitionSpec } from '../catalog/iceberg/table-metadata.js';
import { parsePrimitive } from '../catalog/iceberg/values/primitive.js';
import { parseDecimal, type Value, valueToJson } from '../catalog/iceberg/values/single-value.js';
import { parseTransform, transformResultType, transformSql } from '../catalog/iceberg/values/transforms.js';
import { LakeveilError } from '../errors.js';
import { sqlName } from '../sql/duckdb.js';

/** One field of a partition spec as SQL over the target's columns. */
export interface PartitionColumn {
  /** The partition value, in DuckDB's own type. */
  readonly sql: string;
  readonly type: Type;
}

/** Throws UNSUPPORTED_FEATURE for a transform that can't be written, INTERNAL for a source column the schema lacks. */
export function partitionColumns(spec: PartitionSpec, schema: Schema): PartitionColumn[] {
  return spec.fields.map((field) => {
    const source = schema.fields.find((candidate) => candidate.id === field['source-id']);
    const transform = parseTransform(field.transform);
    if (source === undefined || transform === undefined) {
      throw new LakeveilError(
        'UNSUPPORTED_FEATURE',
        `Nothing was written: the partition field ${field.name} needs a transform or a nested source column that can't be written. Choose another partition spec for the target.`,
        { details: { feature: `partition transform ${field.transform}` } },
      );
    }
    return {
      sql: transformSql(transform, sqlName(source.name), source.type),
      type: transformResultType(transform, source.type),
    };
  });
}

/** The value as a DuckDB type that comes to JavaScript without loss: BIGINT, DOUBLE, BOOLEAN or VARCHAR. */
export function portableSql(name: string, type: Type): string {
  switch (parsePrimitive(type).name) {
    case 'boolean':
      return name;
    case 'int':
    case 'long':
      return `CAST(${name} AS BIGINT)`;
    case 'float':
    case 'double':
      return `CAST(${name} AS DOUBLE)`;
    case 'date':
      return `CAST(datediff('day', DATE '1970-01-01', ${name}) AS BIGINT)`;
    case 'time':
    case 'timestamp':
    case 'timestamptz':
      return `CAST(epoch_us(${name}) AS BIGINT)`;
    case 'timestamp_ns':
    case 'timestamptz_ns':
      return `CAST(epoch_ns(${name}) AS BIGINT)`;
    case 'fixed':
    case 'binary':
      return `lower(hex(${name}))`;
    default:
      return `CAST(${name} AS VARCHAR)`;
  }
}

/** What `portableSql` gave, as the JSON single value of `DataFile.partition`. */
export function partitionJson(type: Type, portable: unknown): DataFile['partition'][number] {
  if (portable === null) return null;
  const primitive = parsePrimitive(type);
  let value: Value;
  switch (primitive.name) {
    case 'int':
    case 'date':
      value = Number(portable);
      break;
    case 'fixed':
    case 'binary':
      value = Buffer.from(portable as string, 'hex');
      break;
    case 'decimal':
      value = parseDecimal(portable as string, primitive.scale)!;
      break;
    default:
      value = portable as Value;
  }
  return valueToJson(type, value);
}
