import {
  type IncrementalInterval,
  planIncrementalInterval,
} from '../../catalog/iceberg/scan/plan-incremental-interval.js';
import type { Snapshot } from '../../catalog/iceberg/table-metadata.js';
import { type BaseWanted, type IncrementalBase, incrementalBase } from './incremental-base.js';
import type { RunSource } from './source.js';

/** What an incremental run reads. */
export interface IncrementalPlan {
  /** Undefined: a first run. */
  readonly base: IncrementalBase | undefined;
  /** Undefined: all that the source holds, because nothing of it is in the target. */
  readonly interval: IncrementalInterval | undefined;
  /** The target holds the wanted snapshot. */
  readonly upToDate: boolean;
}

/** Errors: those of `incrementalBase` and `planIncrementalInterval`. */
export function planIncrement(
  wanted: BaseWanted & { readonly source: RunSource; readonly snapshot: Snapshot | undefined },
): IncrementalPlan {
  const base = incrementalBase(wanted);
  if (base === undefined) return { base, interval: undefined, upToDate: false };
  const { snapshot, source } = wanted;
  const { sourceSnapshotId } = base;
  if (sourceSnapshotId === snapshot?.['snapshot-id']) return { base, interval: undefined, upToDate: true };
  // The source was empty then: whatever it holds now is new.
  if (sourceSnapshotId === undefined) return { base, interval: undefined, upToDate: false };
  const interval = planIncrementalInterval(source.table.metadata, {
    baseSnapshotId: sourceSnapshotId,
    snapshot,
    name: source.name,
  });
  return { base, interval, upToDate: false };
}
