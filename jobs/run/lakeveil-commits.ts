import { RUN_ID } from '../../catalog/iceberg/run-snapshot.js';
import type { Snapshot, TableMetadata } from '../../catalog/iceberg/table-metadata.js';

/** The commits of Lakeveil's runs that the current snapshot descends from, newest first. */
export function lakeveilCommits(metadata: TableMetadata): Snapshot[] {
  const byId = new Map(metadata.snapshots.map((one) => [one['snapshot-id'], one]));
  const commits: Snapshot[] = [];
  let at = metadata['current-snapshot-id'];
  for (let steps = 0; at !== undefined && steps <= byId.size; steps++) {
    const snapshot = byId.get(at);
    if (snapshot === undefined) break;
    if (snapshot.summary[RUN_ID] !== undefined) commits.push(snapshot);
    at = snapshot['parent-snapshot-id'];
  }
  return commits;
}
