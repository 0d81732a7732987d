/**
 * The files of tables and journals. Locations are absolute: `file:///…` URIs or plain paths for local disk, `s3://…`
 * for S3. Nothing is ever rewritten in place, so every write is create-only.
 *
 * Errors: FILE_NOT_FOUND, FILE_EXISTS, DISK_FULL, READ_ONLY, FILE_IO (all LakeveilError); of S3 also ACCESS_DENIED,
 * NO_CREDENTIALS, NO_SUCH_BUCKET, SERVICE_UNREACHABLE.
 */
export interface FileIO {
  /** Bytes `[start, end)`, or the whole file. Throws FILE_NOT_FOUND; FILE_TRUNCATED if the range is not there. */
  read(location: string, range?: { readonly start: number; readonly end: number }): Promise<Uint8Array>;
  /** Size in bytes, or undefined if there is no such file. */
  size(location: string): Promise<number | undefined>;
  /**
   * Durable and whole or absent, also after a crash. Throws FILE_EXISTS and leaves the existing file as it is.
   * `secret`: readable by its owner alone, where the storage knows owners. `fence`: awaited before each request that makes
   * the file, those that are sent again too; what it throws is thrown, or WRITE_STATE_UNKNOWN if an earlier one may still
   * land. On local disk there are no such requests.
   */
  create(
    location: string,
    bytes: Uint8Array,
    options?: { readonly secret?: boolean; readonly fence?: (() => Promise<void>) | undefined },
  ): Promise<void>;
  /** Every file under the prefix (a folder), recursively; nothing if it does not exist. Unfinished writes are not listed. */
  list(prefix: string): AsyncIterable<FileInfo>;
  /** No error if it is already gone. */
  remove(location: string): Promise<void>;
  /**
   * Removes what unfinished writes left anywhere under the prefix and `list` leaves out: those whose writer is certainly
   * gone (a dead process of this machine), and those named for `owner`, whom the caller knows to be gone.
   */
  removeUnfinished(prefix: string, owner?: string): Promise<void>;
  /**
   * A local path that DuckDB can read. Local disk: the file itself; S3: a copy on private scratch, gone when it is released.
   * With `sparse`, for Parquet: the footer is there, every other byte only after `fill`; until then it reads as zero.
   */
  localCopy(location: string, options?: { readonly sparse?: boolean }): Promise<LocalCopy>;
  /** Publishes a finished local file under a location: create-only and durable like `create`. The local file is consumed. */
  publish(localPath: string, location: string): Promise<void>;
}

export interface FileInfo {
  readonly location: string;
  /** bytes */
  readonly size: number;
  /** milliseconds since the epoch */
  readonly modified: number;
}

export interface LocalCopy {
  readonly path: string;
  /** Brings the bytes of these ranges, `[start, end)`; nothing to do where the copy is whole. */
  fill?(ranges: readonly { readonly start: number; readonly end: number }[]): Promise<void>;
  /** Idempotent. */
  release(): Promise<void>;
}
