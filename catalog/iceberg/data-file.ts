/**
 * One data or delete file as a manifest lists it (https://iceberg.apache.org/spec/#data-file-fields-v2). JSON-safe
 * plain data: it crosses threads and lies in journals as it is. Map-valued fields are keyed by field id.
 */
export interface DataFile {
  /** 0 data, 1 position deletes (deletion vectors too), 2 equality deletes */
  readonly content: 0 | 1 | 2;
  readonly filePath: string;
  readonly fileFormat: 'PARQUET' | 'AVRO' | 'ORC' | 'PUFFIN';
  readonly specId: number;
  /** One entry per field of the spec, in its order; single-value JSON serialisation (spec appendix D), null for null. */
  readonly partition: readonly (string | number | boolean | null)[];
  readonly recordCount: number;
  readonly fileSizeInBytes: number;
  readonly columnSizes?: Readonly<Record<number, number>>;
  readonly valueCounts?: Readonly<Record<number, number>>;
  readonly nullValueCounts?: Readonly<Record<number, number>>;
  readonly nanValueCounts?: Readonly<Record<number, number>>;
  /** Single-value binary serialisation (spec appendix D), base64. */
  readonly lowerBounds?: Readonly<Record<number, string>>;
  readonly upperBounds?: Readonly<Record<number, string>>;
  /** Byte offsets of row groups, ascending. */
  readonly splitOffsets?: readonly number[];
  readonly equalityIds?: readonly number[];
  readonly sortOrderId?: number;
  /** Deletion vectors and file-scoped position deletes. */
  readonly referencedDataFile?: string;
  readonly contentOffset?: number;
  readonly contentSizeInBytes?: number;
}

/** A live file of a snapshot, with the sequence numbers that decide which deletes apply (spec: scan planning). */
export interface LiveFile extends DataFile {
  readonly dataSequenceNumber: number;
  readonly fileSequenceNumber: number;
  readonly addedSnapshotId: bigint;
}
