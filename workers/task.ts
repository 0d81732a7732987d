import type { StorageOptions } from '../catalog/file-io/storage-options.js';
import type { DataFile } from '../catalog/iceberg/data-file.js';
import type { FileScan, Projection } from '../catalog/iceberg/file-scan.js';
import type { Schema } from '../catalog/iceberg/schema.js';
import type { PartitionSpec } from '../catalog/iceberg/table-metadata.js';
import type { PlainError } from '../errors.js';

/** What every task of a run shares; sent to each worker once. Structured-cloneable plain data. */
export interface RunSpec {
  readonly runId: string;
  readonly projection: Projection;
  /** DuckDB SQL predicate over the source's columns; rows for which it is not true are skipped. */
  readonly where?: string;
  readonly columns: readonly OutputColumn[];
  readonly target: OutputTarget;
  readonly quarantine: QuarantineTarget;
  readonly limits: TaskLimits;
  /** Private folder (0700) of this run on local disk; each worker makes its own inside. */
  readonly scratch: string;
  /** How the files that the run reads and writes are reached; local disk alone if absent. */
  readonly storage?: StorageOptions;
  /** Bytes of the pseudonym key; never logged or journalled. */
  readonly key: Uint8Array;
  /**
   * Private folder on this machine for what UDFs share over the workers, one folder a part in it; it outlives a killed
   * process, and whoever removes the run's journal removes it. In `scratch`, and gone with the run, if absent.
   */
  readonly sharedFolder?: string;
  /** Where the plan says that text goes besides this machine: a UDF that names another place is not opened. */
  readonly destinations?: readonly string[];
  /** Epoch of the key; 0 if absent. */
  readonly keyEpoch?: number;
}

export interface OutputColumn {
  /** Field id in the target schema. */
  readonly fieldId: number;
  readonly name: string;
  /** Copied, in DuckDB, from one source column; or the output of a UDF over source columns. */
  readonly from:
    | { readonly kind: 'keep'; readonly sourceFieldId: number }
    | {
        readonly kind: 'udf';
        readonly udf: UdfRef;
        readonly sourceFieldIds: readonly number[];
        /** Column of the row's conversation or subject; it comes after the inputs, as text. */
        readonly scopeFieldId?: number;
      };
}

/** How a worker finds a UDF: by name among the built-in ones, or as a column of a job module (compiled JavaScript). */
export type UdfRef =
  | { readonly builtin: string; readonly options: unknown }
  | { readonly module: string; readonly column: string; readonly options: unknown };

export interface OutputTarget {
  /** Folder for data files, `<table location>/data`. */
  readonly dataLocation: string;
  readonly schema: Schema;
  readonly spec: PartitionSpec;
  /** Aim for the size of a data file, bytes. */
  readonly targetFileBytes: number;
  readonly compression: 'zstd' | 'snappy' | 'gzip' | 'uncompressed';
  /** Field ids whose min/max are not written, neither in Parquet nor in Iceberg: columns that hold raw text. */
  readonly withoutBounds: readonly number[];
}

export interface QuarantineTarget {
  readonly dataLocation: string;
  /** Key columns (same ids and types as `keys` in order), then error_code string, run_id string, source_file string, source_row long. */
  readonly schema: Schema;
  /** Source field ids of the key columns, in order. */
  readonly keySourceFieldIds: readonly number[];
  /** As for the target: key columns that can hold text. */
  readonly withoutBounds: readonly number[];
}

export interface TaskLimits {
  readonly batchRows: number;
  readonly batchBytes: number;
  /** A cell above this is quarantined (CELL_TOO_LARGE) without entering the UDF. Bytes of UTF-8. */
  readonly maxCellBytes: number;
  /** A single `apply` that takes longer fails its task (UDF_TIMEOUT), but for a UDF that keeps time itself. */
  readonly udfTimeoutMs: number;
  readonly memoryMb: number;
}

/** One split: enough to read, transform and write its rows anywhere. */
export interface Task {
  /** Stable within a run id: the same plan gives the same ids. */
  readonly id: string;
  readonly scans: readonly FileScan[];
  /** At most this many rows (of those `where` lets through); set by `--limit`. */
  readonly maxRows?: number;
}

export interface TaskResult {
  readonly taskId: string;
  readonly dataFiles: readonly DataFile[];
  readonly quarantineFiles: readonly DataFile[];
  readonly counters: TaskCounters;
}

export interface TaskCounters {
  readonly rowsRead: number;
  readonly rowsWritten: number;
  readonly rowsQuarantined: number;
  /** UTF-16 code units that entered UDFs. */
  readonly characters: number;
  /** By label. */
  readonly entities: Readonly<Record<string, number>>;
  /** By error code. */
  readonly failures: Readonly<Record<string, number>>;
  readonly milliseconds: number;
}

export type TaskOutcome =
  | { readonly ok: true; readonly result: TaskResult }
  | { readonly ok: false; readonly taskId: string; readonly error: PlainError };
