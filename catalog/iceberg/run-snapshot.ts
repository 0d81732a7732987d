import type { Snapshot, TableMetadata } from './table-metadata.js';

/** Snapshot summary member that names the run which made the snapshot. */
export const RUN_ID = 'lakeveil.run-id';

/**
 * The newest snapshot that a run committed, or undefined. All snapshots that the table still knows count, also ones
 * that were rolled back since: what a run has committed once it never commits again.
 */
export function findRunSnapshot(metadata: TableMetadata, runId: string): Snapshot | undefined {
  return metadata.snapshots.findLast((snapshot) => snapshot.summary[RUN_ID] === runId);
}
