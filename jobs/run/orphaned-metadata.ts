import type { Catalog, Table } from '../../catalog/catalog.js';
import type { FileInfo } from '../../catalog/file-io/file-io.js';
import { parseTableMetadata } from '../../catalog/iceberg/metadata-json.js';
import type { RunHeader } from './journal.js';

/** How far the clocks of this machine and of the storage may lie apart. */
const SKEW_MS = 15 * 60 * 1000;

/**
 * Whether a file may be metadata that a run wrote for a catalog that keeps its pointers elsewhere, by its name and its
 * time. Where versions are file names (`v3.metadata.json`), what is there is committed.
 */
export function mayBeMetadataOf(header: RunHeader, file: FileInfo): boolean {
  return (
    /\/\d+-[0-9A-Za-z-]+(?:\.gz)?\.metadata\.json(?:\.gz)?$/.test(file.location) &&
    file.modified >= Date.parse(header.created) - SKEW_MS
  );
}

/** Locations of the metadata that the table has, and of that which it remembers. */
export function metadataInUse(table: Table): string[] {
  return [table.metadataLocation, ...table.metadata['metadata-log'].map((entry) => entry['metadata-file'])];
}

/**
 * Whether what a metadata file would have committed is this run's snapshot, and not something else on top of it, such as a
 * property, by somebody who is about to point the catalog to it: a snapshot is as old as the metadata that brings it.
 * False where that can't be read.
 */
export async function isMetadataOf(catalog: Catalog, header: RunHeader, file: FileInfo): Promise<boolean> {
  try {
    const bytes = await catalog.fileIO(file.location).read(file.location);
    const metadata = parseTableMetadata(bytes, file.location);
    const id = metadata['current-snapshot-id'];
    const snapshot = metadata.snapshots.find((one) => one['snapshot-id'] === id);
    return (
      snapshot?.summary['lakeveil.run-id'] === header.runId &&
      snapshot['timestamp-ms'] === metadata['last-updated-ms']
    );
  } catch {
    return false;
  }
}
