import type { FileIO } from './file-io/file-io.js';
import type { StorageOptions } from './file-io/storage-options.js';
import type { TableMetadata } from './iceberg/table-metadata.js';
import type { TableRequirement, TableUpdate } from './iceberg/table-update.js';

/** `namespace` has one or more levels; written `a.b.table`. */
export interface TableIdentifier {
  readonly namespace: readonly string[];
  readonly name: string;
}

/** A table as it was when loaded; immutable. */
export interface Table {
  readonly identifier: TableIdentifier;
  /** Where `metadata` was read from. */
  readonly metadataLocation: string;
  readonly metadata: TableMetadata;
  readonly io: FileIO;
}

/** A table of files (Hive's), as a private Iceberg table that can be read, not committed to. */
export interface FileTable {
  readonly table: Table;
  /** SHA-256, hex, of what decides its rows: the files as they are listed, and how they are read. */
  readonly digest: string;
  /** Throws SOURCE_CHANGED if the files are others now. */
  assertUnchanged(): Promise<void>;
}

export interface CommitOptions {
  /** Whether this process may still commit: throws if not. */
  readonly fence?: (() => Promise<void>) | undefined;
}

/**
 * Holds namespaces and the pointer to each table's current metadata. `commit` takes the requirement and update
 * vocabulary of the Iceberg REST spec; what the updates do to the metadata is the pure function `applyUpdates`.
 *
 * Errors (LakeveilError codes): NO_SUCH_NAMESPACE, NO_SUCH_TABLE, TABLE_EXISTS, NAMESPACE_EXISTS,
 * COMMIT_CONFLICT (definite: nothing was committed; reload and re-plan), COMMIT_STATE_UNKNOWN (look before retrying),
 * CORRUPT_METADATA, UNSUPPORTED_FEATURE (named), READ_ONLY.
 */
export interface Catalog {
  /** For messages: `filesystem ./lakehouse`. */
  readonly description: string;
  listNamespaces(): Promise<string[][]>;
  createNamespace(namespace: readonly string[]): Promise<void>;
  listTables(namespace?: readonly string[]): Promise<TableIdentifier[]>;
  load(identifier: TableIdentifier): Promise<Table>;
  /** Where a table of this name would be put if it were created now, without a trailing slash. */
  defaultLocation(identifier: TableIdentifier): Promise<string>;
  /** File I/O for a location of this catalog; used before the table exists and for journals. */
  fileIO(location: string): FileIO;
  /** How its files are reached; for whoever opens a FileIO of its own, as worker threads do. */
  readonly storage: StorageOptions;
  /** A root folder for Lakeveil's own journals, e.g. `<warehouse>/.lakeveil`. */
  readonly journalRoot: string;
  /**
   * Applies `updates` to the current metadata iff every requirement holds, atomically. With `assert-create` the table
   * is made (its namespace too, if absent) and must not exist. One attempt, no rebase: see `commitSnapshot` for the loop.
   *
   * `fence` is awaited before each remote request that may take effect, so also before one is sent again after an outage;
   * what it throws, the commit throws, or COMMIT_STATE_UNKNOWN if an earlier request may still take effect.
   */
  commit(
    identifier: TableIdentifier,
    requirements: readonly TableRequirement[],
    updates: readonly TableUpdate[],
    options?: CommitOptions,
  ): Promise<Table>;
  /**
   * A table of this catalog that is no Iceberg table but files of one format, as a source: undefined if there is none of
   * that name, or it is Iceberg. Only of catalogs that hold such tables. `scratch`: an existing private folder that lasts
   * as long as the table is read.
   */
  openFileTable?(identifier: TableIdentifier, scratch: string): Promise<FileTable | undefined>;
  /** `purge` also removes the files; otherwise only the name goes. */
  drop(identifier: TableIdentifier, options?: { purge?: boolean }): Promise<void>;
}
