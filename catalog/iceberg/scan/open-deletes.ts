import type { DuckDBConnection } from '@duckdb/node-api';
import { LakeveilError } from '../../../errors.js';
import type { FileIO } from '../../file-io/file-io.js';
import { shownLocation } from '../../file-io/shown-location.js';
import type { DataFile } from '../data-file.js';
import type { FileScan, Projection } from '../file-scan.js';
import { openEqualityDeletes } from './equality-deletes.js';
import type { ParquetSource } from './parquet-source.js';
import { openPositionDeletes } from './position-deletes.js';

/** The delete files of some scans, loaded into temporary tables; gives the conditions that keep live rows. */
export interface DeleteFilters {
  /** Equal for scans that one reading with the same conditions can serve. */
  key(scanIndex: number): string;
  /** Conditions for `count` scans from `first` on, read by one `source`. Empty when nothing is deleted. */
  conditions(first: number, count: number, source: ParquetSource): string[];
  close(): Promise<void>;
}

/** What position and equality deletes have in common. */
export interface DeleteKind extends DeleteFilters {}

/**
 * Loads all delete files of the scans. A deletion vector stands in for position delete files of the same data file
 * (spec: scan planning). Errors: FILE_NOT_FOUND, CORRUPT_FILE, UNSUPPORTED_FEATURE (Avro and ORC delete files, by name).
 */
export async function openDeletes(
  connection: DuckDBConnection,
  io: FileIO,
  scans: readonly FileScan[],
  projection: Projection,
): Promise<DeleteFilters> {
  const kinds: DeleteKind[] = [];
  try {
    for (const { deletes } of scans) for (const file of deletes) refuseUnknown(file);
    kinds.push(await openPositionDeletes(connection, io, scans));
    kinds.push(await openEqualityDeletes(connection, io, scans, projection));
  } catch (error) {
    for (const kind of kinds) await kind.close();
    throw error;
  }
  return {
    key: (scanIndex) => kinds.map((kind) => kind.key(scanIndex)).join('|'),
    conditions: (first, count, source) => kinds.flatMap((kind) => kind.conditions(first, count, source)),
    async close() {
      for (const kind of kinds) await kind.close();
    },
  };
}

function refuseUnknown(file: DataFile): void {
  const isVector = file.content === 1 && file.fileFormat === 'PUFFIN';
  if ((file.content !== 0 && file.fileFormat === 'PARQUET') || isVector) return;
  throw new LakeveilError(
    'UNSUPPORTED_FEATURE',
    `Not implemented: delete files of format ${file.fileFormat} (${shownLocation(file.filePath)}); skipping them would bring deleted rows back, so nothing was read. Compact the table first.`,
    { details: { feature: `delete file format ${file.fileFormat}` } },
  );
}

let tables = 0;
/** A name for a temporary table that no other scan of the process has. */
export function temporaryTable(what: string): string {
  tables += 1;
  return `lakeveil_${what}_${tables}`;
}
