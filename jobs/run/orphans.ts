import type { Catalog, Table } from '../../catalog/catalog.js';
import type { FileInfo } from '../../catalog/file-io/file-io.js';
import { readManifest, readManifestList } from '../../catalog/iceberg/manifest-reader.js';
import { parseTableReference } from '../../catalog/identifier.js';
import { loadIfExists } from '../../catalog/load-if-exists.js';
import type { RunHeader } from './journal.js';
import { isMetadataOf, mayBeMetadataOf, metadataInUse } from './orphaned-metadata.js';
import { shortRunId } from './run-id.js';

/**
 * Files that a run left in its tables' folders and that no snapshot uses: of attempts that were killed, and of tasks
 * that two processes both finished. A run's files are known by their names, which begin with its short id; table metadata,
 * whose names are the catalog's, by the snapshot in it.
 *
 * Whatever the current metadata of the two tables refers to is never listed, whoever committed it.
 */
export async function* orphansOfRun(catalog: Catalog, header: RunHeader): AsyncIterable<FileInfo> {
  const candidates: FileInfo[] = [];
  const metadata: FileInfo[] = [];
  const prefix = shortRunId(header.runId);
  const ofRun = new RegExp(`^(?:snap-\\d+-\\d+-)?${prefix}`);
  for (const location of header.locations) {
    for await (const file of catalog.fileIO(location).list(location)) {
      if (ofRun.test(baseName(file.location))) candidates.push(file);
      else if (mayBeMetadataOf(header, file)) metadata.push(file);
    }
  }
  if (candidates.length + metadata.length === 0) return;
  const used = new Set<string>();
  for (const name of [header.target, header.quarantine]) {
    const table = await loadIfExists(catalog, parseTableReference(name).identifier);
    if (table === undefined) continue;
    for (const location of metadataInUse(table)) used.add(baseName(location));
    if (candidates.length > 0) for await (const file of filesInUse(table, prefix)) used.add(file);
  }
  for (const file of candidates) if (!used.has(baseName(file.location))) yield file;
  for (const file of metadata) {
    if (!used.has(baseName(file.location)) && (await isMetadataOf(catalog, header, file))) yield file;
  }
}

/** What killed writers left half-written in a run's folders. No other process may be at work on the run. */
export async function removeUnfinished(catalog: Catalog, header: RunHeader): Promise<void> {
  for (const location of [...header.locations, catalog.journalRoot]) {
    await catalog.fileIO(location).removeUnfinished(location, shortRunId(header.runId));
  }
}

/**
 * Base names, those with the prefix only, of the files that the table's snapshots use. Names are unique, and comparing
 * them rather than locations leaves no room for `file:///x` against `/x`.
 */
async function* filesInUse(table: Table, prefix: string): AsyncIterable<string> {
  const seen = new Set<string>();
  for (const snapshot of table.metadata.snapshots) {
    if (snapshot['manifest-list'] !== undefined) yield baseName(snapshot['manifest-list']);
    for (const manifest of await readManifestList(table.io, snapshot, table.metadata)) {
      if (seen.has(manifest.manifestPath)) continue;
      seen.add(manifest.manifestPath);
      yield baseName(manifest.manifestPath);
      for await (const entry of readManifest(table.io, manifest, table.metadata)) {
        const name = baseName(entry.dataFile.filePath);
        if (entry.status !== 2 && name.startsWith(prefix)) yield name;
      }
    }
  }
}

const baseName = (location: string): string => location.slice(location.lastIndexOf('/') + 1);
