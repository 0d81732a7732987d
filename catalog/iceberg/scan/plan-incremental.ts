import { LakeveilError } from '../../../errors.js';
import type { Table } from '../../catalog.js';
import { shownLocation } from '../../file-io/shown-location.js';
import { formatIdentifier } from '../../identifier.js';
import type { FileScan } from '../file-scan.js';
import type { ManifestFile } from '../manifest.js';
import { readManifest, readManifestList } from '../manifest-reader.js';
import type { Snapshot } from '../table-metadata.js';
import { comparablePath } from './file-path.js';
import { type PlanFilesOptions, predicateOf, scanOf, specsOf } from './plan-files.js';
import { filesGone, type IncrementalInterval, sourceChanged } from './plan-incremental-interval.js';
import type { Predicate } from './predicate.js';
import { fileMayMatch, manifestMayMatch } from './prune.js';

/**
 * The data files that the interval's appends added, oldest first, as each of them listed its own: a file that was
 * compacted since is read as it was added, because what it was compacted into may hold older rows too. Of a manifest,
 * which may be merged of several snapshots', only the entries count that this very snapshot added. No delete file
 * applies to any of them: those before the base are older than the data, and those after it refuse the interval.
 *
 * Errors: SOURCE_CHANGED (an append that also deletes), BASE_EXPIRED (a compacted file is gone), and those of `planFiles`.
 */
export async function* planIncremental(
  table: Table,
  interval: IncrementalInterval,
  options: Omit<PlanFilesOptions, 'snapshot'>,
): AsyncGenerator<FileScan> {
  const predicate = await predicateOf(options);
  const compacted = await compactedPaths(table, interval.replaces);
  const wanted = options.fieldIds ?? options.schema.fields.map((field) => field.id);
  let some: FileScan[] = [];
  for (const snapshot of interval.appends) {
    for await (const scan of addedFiles(table, snapshot, predicate, wanted)) {
      some.push(scan);
      if (some.length < LOOKED_AT_ONCE) continue;
      await assertThere(table, interval, compacted, some);
      yield* some;
      some = [];
    }
  }
  await assertThere(table, interval, compacted, some);
  yield* some;
}

const LOOKED_AT_ONCE = 32;

async function* addedFiles(
  table: Table,
  snapshot: Snapshot,
  predicate: Predicate,
  wanted: readonly number[],
): AsyncGenerator<FileScan> {
  const { io, metadata } = table;
  const id = snapshot['snapshot-id'];
  const specOf = specsOf(metadata);
  const manifests = await readManifestList(io, snapshot, metadata);
  const hasDeletes = manifests.some(({ content }) => content === 1);
  let added = 0;
  for (const manifest of manifests.filter((one) => one.addedSnapshotId === id)) {
    const spec = specOf(manifest);
    if (
      manifest.content === 0 &&
      onlyAdds(manifest) &&
      !manifestMayMatch(predicate, manifest.partitions, spec)
    ) {
      added += manifest.addedFilesCount;
      continue;
    }
    for await (const entry of readManifest(io, manifest, metadata)) {
      if (entry.snapshotId !== id || entry.status === 0) continue;
      if (entry.status === 2 || manifest.content === 1)
        throw sourceChanged(formatIdentifier(table.identifier), snapshot, { also: 'deletes' });
      // Older deletes would apply to it.
      if (hasDeletes && entry.dataSequenceNumber < snapshot['sequence-number'])
        throw datedBack(entry.dataFile.filePath);
      added += 1;
      if (fileMayMatch(predicate, entry.dataFile, spec)) yield scanOf(entry.dataFile, [], spec, wanted);
    }
  }
  assertComplete(snapshot, added);
}

/** Whether its counts alone say all that matters of it. Counts are −1 where a v1 writer left them out. */
const onlyAdds = (manifest: ManifestFile): boolean =>
  manifest.addedFilesCount >= 0 && manifest.deletedFilesCount === 0;

/** A row that is overlooked once is never seen again: what was found is held against what the writer says. */
function assertComplete(snapshot: Snapshot, added: number): void {
  const told = Number(snapshot.summary['added-data-files'] ?? Number.NaN);
  if (!Number.isSafeInteger(told) || told === added) return;
  throw new LakeveilError(
    'CORRUPT_METADATA',
    `Snapshot ${snapshot['snapshot-id']} says that it added ${told} data files, and its manifests list ${added}; nothing was read.`,
  );
}

/** Data files that the interval's replace snapshots took out, by comparable path. */
async function compactedPaths(
  { io, metadata }: Table,
  replaces: readonly Snapshot[],
): Promise<ReadonlySet<string>> {
  const paths = new Set<string>();
  for (const snapshot of replaces) {
    const id = snapshot['snapshot-id'];
    for (const manifest of await readManifestList(io, snapshot, metadata)) {
      if (manifest.content !== 0 || manifest.addedSnapshotId !== id || manifest.deletedFilesCount === 0)
        continue;
      for await (const { status, snapshotId, dataFile } of readManifest(io, manifest, metadata))
        if (status === 2 && snapshotId === id) paths.add(comparablePath(dataFile.filePath));
    }
  }
  return paths;
}

/** No snapshot needs a compacted file but the one that added it, so it may have been removed since. */
async function assertThere(
  { io, identifier }: Table,
  { baseSnapshotId }: IncrementalInterval,
  compacted: ReadonlySet<string>,
  scans: readonly FileScan[],
): Promise<void> {
  const paths = scans.map(({ file }) => file.filePath).filter((path) => compacted.has(comparablePath(path)));
  await Promise.all(
    paths.map(async (path) => {
      if ((await io.size(path)) === undefined)
        throw filesGone(formatIdentifier(identifier), baseSnapshotId, shownLocation(path));
    }),
  );
}

function datedBack(path: string): LakeveilError {
  const location = shownLocation(path);
  return new LakeveilError(
    'UNSUPPORTED_FEATURE',
    `Not implemented: reading incrementally a data file that was added with an older sequence number than its snapshot has (${location}); nothing was run.`,
    { details: { feature: 'added files with older sequence numbers', location } },
  );
}
