import { LakeveilError } from '../../../errors.js';
import type { Snapshot, TableMetadata } from '../table-metadata.js';

/** What happened to a table after a snapshot that was read before, up to one that is to be read. */
export interface IncrementalInterval {
  /** Read before; need not be in the metadata any more. */
  readonly baseSnapshotId: bigint;
  /** Those that added rows, oldest first. */
  readonly appends: readonly Snapshot[];
  /** Those that only put the same rows into other files, oldest first. */
  readonly replaces: readonly Snapshot[];
}

export interface IntervalOptions {
  readonly baseSnapshotId: bigint;
  /** As `selectSnapshot` gives it; none if the table has none. */
  readonly snapshot: Snapshot | undefined;
  /** Of the table, for messages. */
  readonly name: string;
}

/**
 * The snapshots after the base, found by their parents from the wanted one back, from the metadata alone.
 *
 * What an operation means: https://iceberg.apache.org/spec/#snapshots. `append` only adds data files, `replace` changes
 * no row; `overwrite` and `delete` take rows away, which adding rows to a target cannot follow. The operation counts,
 * also where it took nothing away; a snapshot of a v1 table that tells none counts as `overwrite`.
 *
 * Errors: BASE_NOT_ANCESTOR (rolled back, another branch), BASE_EXPIRED, SOURCE_CHANGED (an overwrite or delete).
 */
export function planIncrementalInterval(
  metadata: TableMetadata,
  { baseSnapshotId, snapshot: wanted, name }: IntervalOptions,
): IncrementalInterval {
  const path = pathFrom(metadata, baseSnapshotId, wanted, name);
  const changing = path.filter(({ summary }) => !KEEPING.has(summary.operation));
  if (changing.length > 0) throw sourceChanged(name, changing[0]!, { more: changing.length - 1 });
  return {
    baseSnapshotId,
    appends: path.filter(({ summary }) => summary.operation === 'append'),
    replaces: path.filter(({ summary }) => summary.operation === 'replace'),
  };
}

const KEEPING: ReadonlySet<string> = new Set(['append', 'replace']);

/** After the base, oldest first. */
function pathFrom(
  metadata: TableMetadata,
  base: bigint,
  wanted: Snapshot | undefined,
  name: string,
): Snapshot[] {
  const byId = new Map(metadata.snapshots.map((one) => [one['snapshot-id'], one]));
  const path: Snapshot[] = [];
  let at = wanted;
  for (;;) {
    if (at === undefined) throw notAncestor(name, base);
    if (at['snapshot-id'] === base) return path.reverse();
    path.push(at);
    const parent = at['parent-snapshot-id'];
    // The base may have expired: that everything after it is still known is enough.
    if (parent === base) return path.reverse();
    at = parent === undefined ? undefined : byId.get(parent);
    if (parent !== undefined && at === undefined) {
      // A base that is younger than the end of what is known can't lie before it.
      const known = byId.get(base)?.['timestamp-ms'] ?? Number.NEGATIVE_INFINITY;
      throw known > path.at(-1)!['timestamp-ms'] ? notAncestor(name, base) : expired(name, base);
    }
    if (path.length > byId.size) {
      throw new LakeveilError(
        'CORRUPT_METADATA',
        `The snapshots of ${name} are their own ancestors; nothing was read.`,
      );
    }
  }
}

/** What brings a target back in line with its source, whatever happened to that. */
const READ_ALL =
  'Run the job once with --mode overwrite: it reads everything, puts it in place of what the target holds, and the next ' +
  'incremental run goes on from there.';

/** `first`: the oldest snapshot after the base that took rows away; there are `more` of them; one is an append that `also` did so. */
export function sourceChanged(
  name: string,
  first: Snapshot,
  { more = 0, also }: { more?: number; also?: 'deletes' } = {},
): LakeveilError {
  const { operation } = first.summary;
  const what = also === undefined ? operation : `${operation} with deletes`;
  const when = new Date(first['timestamp-ms']).toISOString();
  return new LakeveilError(
    'SOURCE_CHANGED',
    `Nothing was run: since the target's last run ${name} was not only added to: there is the ${what} of ${when} ` +
      `(snapshot ${first['snapshot-id']})${more === 0 ? '' : ` and ${more} more such`}, and the target would keep rows that ` +
      `the source no longer has. ${READ_ALL}`,
    { details: { snapshotId: String(first['snapshot-id']), operation, snapshots: more + 1 } },
  );
}

function notAncestor(name: string, base: bigint): LakeveilError {
  return new LakeveilError(
    'BASE_NOT_ANCESTOR',
    `Nothing was run: the target holds ${name} up to snapshot ${base}, which the snapshot that is to be read does not ` +
      `descend from: the source was rolled back, or another branch, tag or time of it is read now. Read the branch that was read before, or: ${READ_ALL}`,
    { details: { baseSnapshotId: String(base) } },
  );
}

function expired(name: string, base: bigint): LakeveilError {
  return new LakeveilError(
    'BASE_EXPIRED',
    `Nothing was run: the target holds ${name} up to snapshot ${base}, and the source's history does not reach back to it ` +
      `any more: snapshots have expired. ${READ_ALL} Keep snapshots for longer than the time between two runs.`,
    { details: { baseSnapshotId: String(base) } },
  );
}

/** Files that were added after the base, and have gone since. */
export function filesGone(name: string, base: bigint, location: string): LakeveilError {
  return new LakeveilError(
    'BASE_EXPIRED',
    `Nothing was run: of the rows that were added to ${name} after snapshot ${base}, some are only in files with older rows ` +
      `now: the file in which they were added (${location}) was compacted and then removed. ${READ_ALL} ` +
      'Keep files for longer than the time between two runs.',
    { details: { baseSnapshotId: String(base), location } },
  );
}
