import type { AvroComplex, AvroField, AvroSchema } from '../avro/avro-schema.js';
import type { TypedPartitionField } from './partition-type.js';
import { decimalBytes } from './partition-value.js';
import { decimalType, fixedLength } from './primitive-type.js';
import type { PrimitiveType } from './schema.js';

/** Avro schema of a v2 manifest's entries (https://iceberg.apache.org/spec/#manifests), all fields of the spec. */
export function manifestEntrySchema(partition: readonly TypedPartitionField[]): AvroComplex {
  const dataFile = record('r2', [
    required(134, 'content', 'int'),
    required(100, 'file_path', 'string'),
    required(101, 'file_format', 'string'),
    required(102, 'partition', partitionSchema(partition)),
    required(103, 'record_count', 'long'),
    required(104, 'file_size_in_bytes', 'long'),
    optional(108, 'column_sizes', intMap(117, 118, 'long')),
    optional(109, 'value_counts', intMap(119, 120, 'long')),
    optional(110, 'null_value_counts', intMap(121, 122, 'long')),
    optional(137, 'nan_value_counts', intMap(138, 139, 'long')),
    optional(125, 'lower_bounds', intMap(126, 127, 'bytes')),
    optional(128, 'upper_bounds', intMap(129, 130, 'bytes')),
    optional(131, 'key_metadata', 'bytes'),
    optional(132, 'split_offsets', { type: 'array', items: 'long', 'element-id': 133 }),
    optional(135, 'equality_ids', { type: 'array', items: 'int', 'element-id': 136 }),
    optional(140, 'sort_order_id', 'int'),
    optional(143, 'referenced_data_file', 'string'),
  ]);
  return record('manifest_entry', [
    required(0, 'status', 'int'),
    optional(1, 'snapshot_id', 'long'),
    optional(3, 'sequence_number', 'long'),
    optional(4, 'file_sequence_number', 'long'),
    required(2, 'data_file', dataFile),
  ]);
}

/** Avro schema of a v2 manifest list (https://iceberg.apache.org/spec/#manifest-lists). */
export const MANIFEST_LIST_SCHEMA: AvroComplex = record('manifest_file', [
  required(500, 'manifest_path', 'string'),
  required(501, 'manifest_length', 'long'),
  required(502, 'partition_spec_id', 'int'),
  required(517, 'content', 'int'),
  required(515, 'sequence_number', 'long'),
  required(516, 'min_sequence_number', 'long'),
  required(503, 'added_snapshot_id', 'long'),
  // Iceberg's readers know these three by two names; these are the ones of its v2 writer.
  required(504, 'added_files_count', 'int'),
  required(505, 'existing_files_count', 'int'),
  required(506, 'deleted_files_count', 'int'),
  required(512, 'added_rows_count', 'long'),
  required(513, 'existing_rows_count', 'long'),
  required(514, 'deleted_rows_count', 'long'),
  optional(507, 'partitions', {
    type: 'array',
    items: record('r508', [
      required(509, 'contains_null', 'boolean'),
      optional(518, 'contains_nan', 'boolean'),
      optional(510, 'lower_bound', 'bytes'),
      optional(511, 'upper_bound', 'bytes'),
    ]),
    'element-id': 508,
  }),
  optional(519, 'key_metadata', 'bytes'),
]);

function partitionSchema(partition: readonly TypedPartitionField[]): AvroComplex {
  const named = new Set<string>();
  return record(
    'r102',
    partition.map(({ field, type }) => {
      const name = avroName(field.name);
      const written = optional(field['field-id'], name, avroType(type, named));
      return name === field.name ? written : { ...written, 'iceberg-field-name': field.name };
    }),
  );
}

/** Spec, appendix A. A named type is defined where it occurs first and referred to by name from then on. */
function avroType(type: PrimitiveType, named: Set<string>): AvroSchema {
  const fixed = (name: string, size: number, attributes: Record<string, unknown>): AvroSchema => {
    if (named.has(name)) return name;
    named.add(name);
    return { type: 'fixed', name, size, ...attributes };
  };
  switch (type) {
    case 'boolean':
    case 'int':
    case 'long':
    case 'float':
    case 'double':
    case 'string':
      return type;
    case 'binary':
      return 'bytes';
    case 'date':
      return { type: 'int', logicalType: 'date' };
    case 'time':
      return { type: 'long', logicalType: 'time-micros' };
    case 'timestamp':
    case 'timestamptz':
      return { type: 'long', logicalType: 'timestamp-micros', 'adjust-to-utc': type === 'timestamptz' };
    case 'timestamp_ns':
    case 'timestamptz_ns':
      return { type: 'long', logicalType: 'timestamp-nanos', 'adjust-to-utc': type === 'timestamptz_ns' };
    case 'uuid':
      return fixed('uuid_fixed', 16, { logicalType: 'uuid' });
  }
  const decimal = decimalType(type);
  if (decimal !== undefined) {
    const { precision, scale } = decimal;
    return fixed(`decimal_${precision}_${scale}`, decimalBytes(precision), {
      logicalType: 'decimal',
      precision,
      scale,
    });
  }
  const length = fixedLength(type) ?? 0;
  return fixed(`fixed_${length}`, length, {});
}

/** A name that Avro allows, made as Iceberg's writers make it: `_` before a leading digit, `_xHEX` for other characters. */
export function avroName(name: string): string {
  let made = '';
  for (let index = 0; index < name.length; index++) {
    const unit = name[index]!;
    if (/[A-Za-z_]/.test(unit) || (index > 0 && /\d/.test(unit))) made += unit;
    else if (/\d/.test(unit)) made += `_${unit}`;
    else made += `_x${unit.charCodeAt(0).toString(16).toUpperCase()}`;
  }
  return made;
}

function record(name: string, fields: readonly AvroField[]): AvroComplex {
  return { type: 'record', name, fields };
}

function required(id: number, name: string, type: AvroSchema): AvroField {
  return { name, type, 'field-id': id };
}

function optional(id: number, name: string, type: AvroSchema): AvroField {
  return { name, type: ['null', type], default: null, 'field-id': id };
}

/** A map with int keys, which Avro lacks, as an array of entries. */
function intMap(keyId: number, valueId: number, value: AvroSchema): AvroSchema {
  return {
    type: 'array',
    items: record(`k${keyId}_v${valueId}`, [
      required(keyId, 'key', 'int'),
      required(valueId, 'value', value),
    ]),
    logicalType: 'map',
  };
}
