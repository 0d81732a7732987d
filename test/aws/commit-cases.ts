import { createHash } from 'node:crypto';
import type { Catalog, TableIdentifier } from '../../catalog/catalog.js';
import { openFilesystemCatalog } from '../../catalog/filesystem/filesystem-catalog.js';
import { openGlueCatalog } from '../../catalog/glue/glue-catalog.js';
import { commitSnapshot, type SnapshotToCommit } from '../../catalog/iceberg/commit-snapshot.js';
import { loadIfExists } from '../../catalog/load-if-exists.js';
import { Journal, type RunHeader } from '../../jobs/run/journal.js';
import { shortRunId } from '../../jobs/run/run-id.js';
import { dataFile, SCHEMA, UNPARTITIONED } from '../catalog/tables.js';

export const KINDS = ['s3', 'glue'] as const;
export const MODES = ['create', 'append', 'overwrite', 'replace'] as const;
export type Mode = (typeof MODES)[number];

/** A catalog of either kind whose every call goes to `endpoint`. */
export function openAt(kind: (typeof KINDS)[number], warehouse: string, endpoint: string): Catalog {
  const storage = { s3: { endpoint } };
  return kind === 's3'
    ? openFilesystemCatalog({ warehouse, storage })
    : openGlueCatalog({ warehouse, endpoint, storage }, { backoffMs: 5 });
}

/** Run ids of the writers of a table: `before`, `ours`, `theirs`. */
export const runIdOf = (writer: string): string =>
  createHash('sha256').update(writer).digest('hex').slice(0, 32);

/** Where a writer's one data file lies; named as runs name theirs. */
export const fileOf = (location: string, writer: string): string =>
  `${location}/data/${shortRunId(runIdOf(writer))}-0.parquet`;

/** Commits a writer's data file as its run does. `base`: what an overwrite or a replace was planned on. */
export async function commitAs(
  catalog: Catalog,
  identifier: TableIdentifier,
  writer: string,
  mode: Mode,
  base?: bigint | null,
) {
  const location = await catalog.defaultLocation(identifier);
  const wanted: SnapshotToCommit = {
    identifier,
    mode,
    schema: SCHEMA,
    spec: UNPARTITIONED,
    dataFiles: [dataFile(fileOf(location, writer))],
    summary: { mode },
    runId: runIdOf(writer),
    ...(base === undefined ? {} : { expectedBaseSnapshotId: base }),
  };
  return commitSnapshot(catalog, wanted);
}

/** Unless it is there. */
export async function makeFile(catalog: Catalog, identifier: TableIdentifier, writer: string): Promise<void> {
  const path = fileOf(await catalog.defaultLocation(identifier), writer);
  const io = catalog.fileIO(path);
  if ((await io.size(path)) === undefined) await io.create(path, Buffer.from('rows'));
}

/** A journal of the run as it stands before the commit. */
export async function beginJournal(
  catalog: Catalog,
  identifier: TableIdentifier,
  writer: string,
  mode: Mode,
) {
  const location = await catalog.defaultLocation(identifier);
  const name = [...identifier.namespace, identifier.name].join('.');
  const header: RunHeader = {
    runId: runIdOf(writer),
    job: 'sweep',
    created: new Date().toISOString(),
    source: 'none',
    sourceSnapshotId: null,
    target: name,
    mode,
    locations: [location, `${location}_quarantine`],
    quarantine: `${name}_quarantine`,
    version: '0',
  };
  const journal = Journal.at(catalog.fileIO(catalog.journalRoot), catalog.journalRoot, header.runId);
  await journal.begin(header);
  return { journal, header };
}

export interface Seen {
  readonly metadataLocation: string;
  readonly snapshot: bigint | null;
  /** How many snapshots each writer has. */
  readonly commits: (writer: string) => number;
  /** What the history says should be there. */
  readonly expected: readonly string[];
}

/** The table as it is, read over calls that work; undefined if there is none. */
export async function seenBy(
  catalog: Catalog,
  identifier: TableIdentifier,
  writers: readonly string[],
): Promise<Seen | undefined> {
  const table = await loadIfExists(catalog, identifier);
  if (table === undefined) return undefined;
  const { metadata } = table;
  const writerOf = new Map(writers.map((writer) => [runIdOf(writer), writer]));
  const byId = new Map(metadata.snapshots.map((one) => [one['snapshot-id'], one]));
  const line = [];
  for (let at = metadata['current-snapshot-id']; at !== undefined; ) {
    const snapshot = byId.get(at)!;
    line.unshift(snapshot);
    at = snapshot['parent-snapshot-id'];
  }
  let live: string[] = [];
  for (const { summary } of line) {
    const path = fileOf(metadata.location, writerOf.get(summary['lakeveil.run-id']!)!);
    live = summary['mode'] === 'append' ? [...live, path] : [path];
  }
  return {
    metadataLocation: table.metadataLocation,
    snapshot: metadata['current-snapshot-id'] ?? null,
    commits: (writer) =>
      metadata.snapshots.filter(({ summary }) => summary['lakeveil.run-id'] === runIdOf(writer)).length,
    expected: live.sort(),
  };
}
