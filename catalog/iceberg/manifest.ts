import type { DataFile } from './data-file.js';

/** One line of a manifest list (https://iceberg.apache.org/spec/#manifest-lists). */
export interface ManifestFile {
  readonly manifestPath: string;
  readonly manifestLength: number;
  readonly partitionSpecId: number;
  /** 0 data, 1 deletes */
  readonly content: 0 | 1;
  readonly sequenceNumber: number;
  readonly minSequenceNumber: number;
  readonly addedSnapshotId: bigint;
  readonly addedFilesCount: number;
  readonly existingFilesCount: number;
  readonly deletedFilesCount: number;
  readonly addedRowsCount: number;
  readonly existingRowsCount: number;
  readonly deletedRowsCount: number;
  /** One per partition field; bounds are single-value binary, base64. */
  readonly partitions: readonly FieldSummary[];
  readonly keyMetadata?: string;
  readonly firstRowId?: number;
}

export interface FieldSummary {
  readonly containsNull: boolean;
  readonly containsNan?: boolean;
  readonly lowerBound?: string;
  readonly upperBound?: string;
}

/** An entry after inheritance of snapshot id and sequence numbers from its manifest. */
export interface ManifestEntry {
  /** 0 existing, 1 added, 2 deleted */
  readonly status: 0 | 1 | 2;
  readonly snapshotId: bigint;
  readonly dataSequenceNumber: number;
  readonly fileSequenceNumber: number;
  readonly dataFile: DataFile;
}
