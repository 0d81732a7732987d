import type { DataFile } from './data-file.js';
import type { Schema } from './schema.js';

/** One data file, or a range of its row groups, with all that is needed to read the live rows of it. JSON-safe plain data. */
export interface FileScan {
  readonly file: DataFile;
  /** Row numbers `[start, end)` of the file; absent: all. A range that ends at `file.recordCount` takes all that follows too. */
  readonly rows?: { readonly start: number; readonly end: number };
  /** Row groups `[start, end)` of the file by index, to the last one without `end`; absent: all. Never together with `rows`. */
  readonly rowGroups?: { readonly start: number; readonly end?: number };
  /** Delete files that apply to this file, already matched by partition and sequence number. */
  readonly deletes: readonly DataFile[];
  /** Values for identity-partitioned columns that the file itself may not hold (migrated Hive files): field id → JSON single value. */
  readonly constants: Readonly<Record<number, string | number | boolean | null>>;
}

/** What a reader projects: the schema of the snapshot read, and the ids of the top-level columns wanted, in order. */
export interface Projection {
  readonly schema: Schema;
  readonly fieldIds: readonly number[];
  /** `schema.name-mapping.default` of the table, parsed; files without field ids are refused without it. */
  readonly nameMapping?: readonly NameMapping[];
}
export interface NameMapping {
  readonly 'field-id'?: number;
  readonly names: readonly string[];
  readonly fields?: readonly NameMapping[];
}
