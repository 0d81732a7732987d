import type { DataFile } from '../../catalog/iceberg/data-file.js';
import type { Schema } from '../../catalog/iceberg/schema.js';
import type { PartitionSpec } from '../../catalog/iceberg/table-metadata.js';

export const SCHEMA: Schema = {
  type: 'struct',
  'schema-id': 0,
  fields: [
    { id: 1, name: 'id', required: false, type: 'long' },
    { id: 2, name: 'city', required: false, type: 'string' },
  ],
};
export const UNPARTITIONED: PartitionSpec = { 'spec-id': 0, fields: [] };
export const BY_CITY: PartitionSpec = {
  'spec-id': 0,
  fields: [{ 'source-id': 2, 'field-id': 1000, name: 'city', transform: 'identity' }],
};

/** The entry of a data file that need not exist: commits do not open them. */
export function dataFile(filePath: string, more: Partial<DataFile> = {}): DataFile {
  return {
    content: 0,
    filePath,
    fileFormat: 'PARQUET',
    specId: 0,
    partition: [],
    recordCount: 10,
    fileSizeInBytes: 1000,
    ...more,
  };
}
