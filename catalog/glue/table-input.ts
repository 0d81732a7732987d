import type { Table as GlueTable, StorageDescriptor, TableInput } from '@aws-sdk/client-glue';
import type { TableMetadata } from '../iceberg/table-metadata.js';
import { glueColumns } from './glue-columns.js';

/** Parameters of a Glue table that Iceberg's catalogs read and write. */
export const TABLE_TYPE = 'table_type';
export const METADATA_LOCATION = 'metadata_location';
export const PREVIOUS_METADATA_LOCATION = 'previous_metadata_location';

export const isIcebergTable = (table: GlueTable): boolean =>
  table.Parameters?.[TABLE_TYPE]?.toLowerCase() === 'iceberg';

/**
 * What CreateTable (`existing` undefined) and UpdateTable are given for a table whose current metadata lies at
 * `metadataLocation`. The shape is that of Iceberg's own Glue catalogs: no partition keys, SerDe or formats. What others
 * set (parameters, description, owner, column comments) stays. Pure.
 */
export function glueTableInput(
  name: string,
  metadata: TableMetadata,
  metadataLocation: string,
  existing?: GlueTable,
): TableInput {
  const previous = existing?.Parameters?.[METADATA_LOCATION];
  return {
    Name: name,
    TableType: 'EXTERNAL_TABLE',
    Parameters: {
      ...existing?.Parameters,
      [TABLE_TYPE]: 'ICEBERG',
      [METADATA_LOCATION]: metadataLocation,
      ...(previous === undefined ? {} : { [PREVIOUS_METADATA_LOCATION]: previous }),
    },
    StorageDescriptor: {
      ...keptStorage(existing?.StorageDescriptor),
      Location: metadata.location,
      Columns: glueColumns(metadata, existing?.StorageDescriptor?.Columns),
    },
    ...(existing === undefined ? {} : keptByOthers(existing)),
  };
}

/** UpdateTable replaces the whole table, so what it is not given is gone. */
function keptByOthers(existing: GlueTable): Partial<TableInput> {
  const { Description, Owner, Retention, LastAccessTime, LastAnalyzedTime } = existing;
  return present({ Description, Owner, Retention, LastAccessTime, LastAnalyzedTime });
}

function keptStorage(existing: StorageDescriptor | undefined): Partial<StorageDescriptor> {
  return present({
    AdditionalLocations: existing?.AdditionalLocations,
    Parameters: existing?.Parameters,
  });
}

function present<T extends object>(members: T): Partial<T> {
  return Object.fromEntries(
    Object.entries(members).filter(([, value]) => value !== undefined && value !== null),
  ) as Partial<T>;
}
