import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Test } from 'tap';
import type { Catalog } from '../../../catalog/catalog.js';
import { openFilesystemCatalog } from '../../../catalog/filesystem/filesystem-catalog.js';
import { commitSnapshot } from '../../../catalog/iceberg/commit-snapshot.js';
import type { Snapshot } from '../../../catalog/iceberg/table-metadata.js';
import type { TableUpdate } from '../../../catalog/iceberg/table-update.js';
import { parseTableReference } from '../../../catalog/identifier.js';
import { ingestFiles } from '../../../jobs/ingest/ingest-files.js';
import { CALLS_JOB, runHere } from './run-here.js';
import { makeWarehouse, rowsOf, supportCall, type Warehouse } from './support-warehouse.js';

export const SOURCE = 'support.calls';
export const TARGET = 'support.calls_safe';
/** Of the job below; a process that runs it needs it too. */
export const KEY = 'LAKEVEIL_INCREMENTAL_TEST_KEY';
process.env[KEY] = 'a key for tests that is long enough';

export const JOB = {
  ...CALLS_JOB,
  policy: { generator_default: 'Synthesis' },
  pseudonymKey: { env: KEY },
  target: { table: TARGET, mode: 'incremental' },
} as const;
export const FULL = { ...JOB, target: { table: 'support.full', mode: 'replace' } };
export const OVERWRITE = { ...JOB, target: { table: TARGET, mode: 'overwrite' } };

export async function home(t: Test, files = 1, rowsPerFile = 6): Promise<Warehouse & { next: number }> {
  const made = await makeWarehouse(files, rowsPerFile);
  t.teardown(() => made.remove());
  return { ...made, next: files * rowsPerFile };
}
export type Home = Awaited<ReturnType<typeof home>>;

export const catalogOf = (at: Warehouse): Catalog => openFilesystemCatalog({ warehouse: at.warehouse });
export const load = (at: Warehouse, table: string) =>
  catalogOf(at).load(parseTableReference(table).identifier);
export const ids = async (at: Warehouse, table = TARGET): Promise<number[]> =>
  (await rowsOf(at.warehouse, table, 'id')).map((row) => JSON.parse(row).id as number);
export const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

/** Adds that many calls to the source; the new snapshot. */
export async function addCalls(
  at: Home,
  count: number,
  mode: 'append' | 'replace' = 'append',
): Promise<string> {
  const path = join(at.folder, `more-${at.next}.jsonl`);
  const rows = Array.from({ length: count }, (_, i) => supportCall(at.next + i));
  at.next += count;
  await writeFile(path, rows.map((row) => JSON.stringify(row)).join('\n'));
  const { snapshotId } = await ingestFiles(catalogOf(at), {
    files: [path],
    table: SOURCE,
    mode,
    scratch: at.scratch,
  });
  await rm(path);
  return snapshotId;
}

export async function update(at: Warehouse, table: string, ...updates: TableUpdate[]): Promise<void> {
  await catalogOf(at).commit(parseTableReference(table).identifier, [], updates);
}

/** A snapshot of the source, or another table, that has the files of the current one, by another operation. */
export async function sameFiles(
  at: Warehouse,
  operation: Snapshot['summary']['operation'],
  table = SOURCE,
): Promise<bigint> {
  const { metadata } = await load(at, table);
  const current = metadata.snapshots.at(-1)!;
  const id = current['snapshot-id'] ^ 1n;
  const snapshot: Snapshot = {
    ...current,
    'snapshot-id': id,
    'parent-snapshot-id': current['snapshot-id'],
    'sequence-number': metadata['last-sequence-number'] + 1,
    'timestamp-ms': metadata['last-updated-ms'] + 1,
    summary: { operation },
  };
  await update(
    at,
    table,
    { action: 'add-snapshot', snapshot },
    { action: 'set-snapshot-ref', 'ref-name': 'main', type: 'branch', 'snapshot-id': id },
  );
  return id;
}

export async function assertEqualToFull(t: Test, at: Warehouse): Promise<void> {
  await runHere(at, FULL);
  t.strictSame(
    await rowsOf(at.warehouse, TARGET, 'id'),
    await rowsOf(at.warehouse, 'support.full', 'id'),
    'the rows of one full run, surrogates too',
  );
}

/** Adds a row to the target as another engine would: without a run id. */
export async function foreignAppend(at: Warehouse): Promise<void> {
  const { metadata } = await load(at, TARGET);
  await commitSnapshot(catalogOf(at), {
    identifier: parseTableReference(TARGET).identifier,
    mode: 'append',
    schema: metadata.schemas.at(-1)!,
    spec: metadata['partition-specs'][0]!,
    dataFiles: [],
    summary: { 'engine-name': 'spark' },
  });
}
