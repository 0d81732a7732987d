import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { LakeveilError } from '../errors.js';

/** One private DuckDB instance: no extension is ever downloaded, and spill goes only to `scratch`. */
export interface DuckDBOptions {
  /** Native threads of this instance; 1 inside a worker. */
  readonly threads: number;
  readonly memoryMb: number;
  /** An existing private (0700) folder. */
  readonly scratch: string;
}

export interface DuckDB {
  readonly connection: DuckDBConnection;
  /** Another connection to the same instance. */
  connect(): Promise<DuckDBConnection>;
  close(): void;
}

export async function openDuckDB(options: DuckDBOptions): Promise<DuckDB> {
  const instance = await DuckDBInstance.create(':memory:', {
    threads: String(options.threads),
    memory_limit: `${options.memoryMb}MB`,
    temp_directory: options.scratch,
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    allow_community_extensions: 'false',
    preserve_insertion_order: 'true',
    enable_object_cache: 'false',
    // Of a remote file only parts lie here, and more of them come: what was read before is not what is there now.
    enable_external_file_cache: 'false',
  });
  const connection = await instance.connect();
  // Zoned timestamps mean the same on every machine: in predicates, in casts and in what is printed.
  await connection.run("SET GLOBAL TimeZone = 'UTC'");
  return {
    connection,
    connect: () => instance.connect(),
    close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

/** How DuckDB's messages begin, if they are its own (`ExceptionTypeToString`); any other first words may be data. */
const KINDS =
  /^(Invalid Input|Invalid type|Invalid Configuration|Invalid|Out of Range|Conversion|Unknown Type|Decimal|Mismatch Type|Divide by Zero|Object Size|Serialization|TransactionContext|Not implemented|Expression|Catalog|Parser|Binder|Planner|Scheduler|Executor|Constraint|Index|Stat|Connection|Syntax|Settings|Optimizer|NullPointer|IO|Fatal|Internal|Permission|Parameter Not Resolved|Parameter Not Allowed|Dependency|Missing Extension|HTTP|Extension Autoloading|Sequence) Error\b/i;

/**
 * A DuckDB failure without its message, which quotes the data (a CSV error holds the whole line, a conversion error the
 * value). `what` says what was not done. Codes: DISK_FULL, OUT_OF_MEMORY, INTERRUPTED, FILE_NOT_FOUND, CORRUPT_FILE, INVALID_TEXT, SQL_FAILED.
 */
export function duckdbError(error: unknown, what: string): LakeveilError {
  if (error instanceof LakeveilError) return error;
  const text = error instanceof Error ? error.message : '';
  const kind = KINDS.exec(text)?.[1] ?? 'Unknown';
  if (/no space left on device|ENOSPC|temporary directory.*(?:full|exceed)/i.test(text)) {
    return new LakeveilError(
      'DISK_FULL',
      `${what}: the disk is full. Free space, then start the same run again.`,
    );
  }
  if (/^out of memory/i.test(text)) {
    return new LakeveilError(
      'OUT_OF_MEMORY',
      `${what}: DuckDB's memory limit was reached. Raise limits.memoryMb or lower limits.batchBytes.`,
    );
  }
  if (/^interrupt/i.test(text)) return new LakeveilError('INTERRUPTED', `${what}: it was interrupted.`);
  if (/no files found|no such file|cannot open file/i.test(text)) {
    return new LakeveilError('FILE_NOT_FOUND', `${what}: a file that it reads does not exist.`);
  }
  if (
    /not valid utf-?8|invalid unicode|invalid utf-?8|byte sequence mismatch|not utf-8 encoded/i.test(text)
  ) {
    return new LakeveilError(
      'INVALID_TEXT',
      `${what}: a text value is not valid UTF-8. Re-encode the source.`,
    );
  }
  if (
    /parquet|thrift|TProtocol|magic bytes|footer|snappy|zstd|gzip|corrupt|decompress|out of buffer/i.test(
      text,
    )
  ) {
    return new LakeveilError(
      'CORRUPT_FILE',
      `${what}: a data file is corrupt or truncated. Restore it, or remove it from the source table.`,
    );
  }
  return new LakeveilError(
    'SQL_FAILED',
    `${what}: DuckDB reported a ${kind} error; its message is withheld because it may quote data.`,
    { details: { kind } },
  );
}

/** `'it''s'` */
export const sqlString = (value: string): string => `'${value.replaceAll("'", "''")}'`;
/** `"a""b"` */
export const sqlName = (name: string): string => `"${name.replaceAll('"', '""')}"`;
/** A path for `read_parquet` and its like, which would otherwise read `*`, `?` and `[…]` in it as a pattern, and so maybe another file. */
export const sqlPath = (path: string): string => sqlString(path.replace(/[*?[]/g, '[$&]'));
