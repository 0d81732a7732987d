import type { Table as GlueTable } from '@aws-sdk/client-glue';
import { LakeveilError } from '../../errors.js';
import type { Table, TableIdentifier } from '../catalog.js';
import type { FileIO } from '../file-io/file-io.js';
import { shownLocation } from '../file-io/shown-location.js';
import { parseTableMetadata } from '../iceberg/metadata-json.js';
import { formatIdentifier } from '../identifier.js';
import { NOT_ICEBERG } from '../not-iceberg.js';
import { isIcebergTable, METADATA_LOCATION } from './table-input.js';

/** One table of one database, its names as Glue keeps them. */
export interface GlueTableName {
  readonly database: string;
  readonly name: string;
  readonly identifier: TableIdentifier;
}

/** An Iceberg table, and the entry of Glue that it was loaded by. */
export interface LoadedGlueTable {
  readonly glue: GlueTable;
  readonly table: Table;
}

/** Reads the metadata that a Glue entry points to. Errors: UNSUPPORTED_FEATURE, CORRUPT_METADATA, FileIO's. */
export async function loadGlueTable(
  { identifier }: GlueTableName,
  glue: GlueTable,
  io: (location: string) => FileIO,
): Promise<LoadedGlueTable> {
  const metadataLocation = metadataLocationOf(identifier, glue);
  const files = io(metadataLocation);
  const metadata = parseTableMetadata(await readMetadata(files, metadataLocation), metadataLocation);
  return { glue, table: { identifier, metadataLocation, metadata, io: files } };
}

/** Throws UNSUPPORTED_FEATURE if the table is not Iceberg, CORRUPT_METADATA if its entry points nowhere. */
export function metadataLocationOf(identifier: TableIdentifier, glue: GlueTable): string {
  if (!isIcebergTable(glue)) throw notIceberg(identifier, glue);
  const location = glue.Parameters?.[METADATA_LOCATION];
  if (location !== undefined && location !== '') return location;
  throw new LakeveilError(
    'CORRUPT_METADATA',
    `${formatIdentifier(identifier)} cannot be used: its entry in Glue does not say where its Iceberg metadata is (${METADATA_LOCATION}). Nothing was read from the table or written to it.`,
  );
}

/** UNSUPPORTED_FEATURE saying what the table is instead. */
export function notIceberg(identifier: TableIdentifier, glue: GlueTable): LakeveilError {
  return new LakeveilError(
    'UNSUPPORTED_FEATURE',
    `Nothing was done: ${formatIdentifier(identifier)} is no Iceberg table: Glue has it as ${kindOf(glue)}. Tables of Parquet, CSV and JSON files can be the source of a job (run-job --source); all else needs Iceberg.`,
    { details: { feature: NOT_ICEBERG, table: formatIdentifier(identifier) } },
  );
}

function kindOf(glue: GlueTable): string {
  if (glue.TableType === 'VIRTUAL_VIEW') return 'a view';
  if (glue.TargetTable !== undefined) return 'a link to a table that cannot be seen';
  const named = glue.Parameters?.['table_type'] ?? glue.Parameters?.['spark.sql.sources.provider'];
  const kind = named ?? glue.Parameters?.['classification'] ?? formatName(glue);
  return kind !== undefined && /^[A-Za-z0-9_.-]{1,60}$/.test(kind)
    ? `a ${kind} table`
    : 'another kind of table';
}

/** `org.apache.hadoop.mapred.TextInputFormat` → `TextInputFormat` */
const formatName = (glue: GlueTable): string | undefined =>
  glue.StorageDescriptor?.InputFormat?.split('.').at(-1);

/** A table whose metadata file is gone is damaged, not absent. */
async function readMetadata(io: FileIO, location: string): Promise<Uint8Array> {
  try {
    return await io.read(location);
  } catch (error) {
    if (!(error instanceof LakeveilError) || error.code !== 'FILE_NOT_FOUND') throw error;
    const place = shownLocation(location);
    throw new LakeveilError(
      'CORRUPT_METADATA',
      `${place} cannot be used: Glue names it as the table's metadata, and it is not there. Nothing was read from the table or written to it. Restore the file, or set ${METADATA_LOCATION} in Glue to an older one.`,
      { details: { location: place } },
    );
  }
}
