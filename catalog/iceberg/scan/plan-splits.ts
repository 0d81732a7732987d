import { BIGINT, DuckDBDataChunk, DuckDBListValue, LIST, VARCHAR } from '@duckdb/node-api';
import { LakeveilError } from '../../../errors.js';
import { duckdbError, openDuckDB } from '../../../sql/duckdb.js';
import { loadQuery } from '../../../sql/load-query.js';
import type { FileScan } from '../file-scan.js';

export interface PlanSplitsOptions {
  /** Aim for the bytes of a split, > 0; a small table gets smaller ones (`FAN_OUT`). */
  readonly splitBytes: number;
  /** An existing private folder; a plan too large for memory spills there. */
  readonly scratch: string;
  readonly memoryMb?: number;
}

export interface SplitPlan {
  /** In file order; may be iterated more than once, until `close`. */
  readonly splits: AsyncIterable<FileScan[]>;
  readonly totals: PlanTotals;
  close(): void;
}

/** From the manifests, before deletes and `where`. */
export interface PlanTotals {
  readonly splits: number;
  readonly files: number;
  readonly bytes: number;
  readonly rows: number;
  readonly deleteFiles: number;
}

/**
 * So many splits a table gets at least, if each still has so many rows: text compresses well, and the few bytes of a table
 * may be hours of work. Fixed, not taken from the number of threads: the same table gives the same splits everywhere.
 */
const FAN_OUT = { splits: 32, rows: 8192 };

const chunkRows = 2048;

/**
 * Packs data files into splits of about `splitBytes`: large files cut between row groups, small ones together (at most
 * 1,000 a split), in the given order. The same files give the same splits. The plan lies in a private DuckDB that
 * spills to `scratch`, so its size is not bound by memory. Call `close` after use.
 * Throws INVALID_OPTION, DISK_FULL, OUT_OF_MEMORY.
 */
export async function planSplits(
  files: AsyncIterable<FileScan> | Iterable<FileScan>,
  options: PlanSplitsOptions,
): Promise<SplitPlan> {
  const { splitBytes } = options;
  if (!Number.isSafeInteger(splitBytes) || splitBytes < 1) {
    throw new LakeveilError(
      'INVALID_OPTION',
      'splitBytes must be a positive whole number; nothing was planned.',
    );
  }
  const duckdb = await openDuckDB({
    threads: 1,
    memoryMb: options.memoryMb ?? 256,
    scratch: options.scratch,
  });
  try {
    const { connection } = duckdb;
    await connection.run(
      'CREATE TABLE files (ordinal BIGINT, bytes BIGINT, records BIGINT, offsets BIGINT[], scan VARCHAR)',
    );
    const totals = { splits: 0, files: 0, bytes: 0, rows: 0, deleteFiles: 0 };
    const deletePaths = new Set<string>();
    const appender = await connection.createAppender('files');
    const types = [BIGINT, BIGINT, BIGINT, LIST(BIGINT), VARCHAR];
    let rows: [bigint, bigint, bigint, DuckDBListValue, string][] = [];
    const flush = (): void => {
      const chunk = DuckDBDataChunk.create(types, rows.length);
      chunk.setRows(rows);
      appender.appendDataChunk(chunk);
      rows = [];
    };
    for await (const scan of files) {
      const { file } = scan;
      const { splitOffsets = [], ...kept } = file;
      rows.push([
        BigInt(totals.files),
        BigInt(file.fileSizeInBytes),
        BigInt(file.recordCount),
        new DuckDBListValue(splitOffsets.map(BigInt)),
        JSON.stringify({ ...scan, file: kept }),
      ]);
      totals.files += 1;
      totals.bytes += file.fileSizeInBytes;
      totals.rows += file.recordCount;
      for (const { filePath } of scan.deletes) deletePaths.add(filePath);
      if (rows.length === chunkRows) flush();
    }
    if (rows.length > 0) flush();
    appender.closeSync();
    totals.deleteFiles = deletePaths.size;
    const fanOut = Math.max(1, Math.min(FAN_OUT.splits, Math.floor(totals.rows / FAN_OUT.rows)));
    const weight = Math.max(1, Math.min(splitBytes, Math.ceil(totals.bytes / fanOut)));
    await connection.run(loadQuery('plan-splits').replaceAll('$split_bytes', String(weight)));
    const counted = await connection.runAndReadAll('SELECT coalesce(max(split) + 1, 0) FROM pieces');
    totals.splits = Number(counted.getRows()[0]![0]);
    return {
      totals,
      splits: { [Symbol.asyncIterator]: () => iterateSplits(duckdb.connect) },
      close: () => duckdb.close(),
    };
  } catch (error) {
    duckdb.close();
    throw duckdbError(error, 'The plan was not made');
  }
}

async function* iterateSplits(
  connect: () => ReturnType<Awaited<ReturnType<typeof openDuckDB>>['connect']>,
): AsyncGenerator<FileScan[]> {
  const connection = await connect();
  try {
    const result = await connection.stream(loadQuery('read-splits'));
    let split: FileScan[] = [];
    let current = -1;
    for (;;) {
      const chunk = await result.fetchChunk();
      if (!chunk || chunk.rowCount === 0) break;
      for (const row of chunk.getRows()) {
        const [number, groupStart, groupEnd, rowStart, rowEnd, json] = row as [
          number,
          bigint | null,
          bigint | null,
          bigint | null,
          bigint | null,
          string,
        ];
        if (number !== current) {
          if (split.length > 0) yield split;
          split = [];
          current = number;
        }
        const scan = JSON.parse(json) as FileScan;
        split.push({
          ...scan,
          ...(rowStart === null ? {} : { rows: { start: Number(rowStart), end: Number(rowEnd) } }),
          ...(groupStart === null
            ? {}
            : {
                rowGroups: {
                  start: Number(groupStart),
                  ...(groupEnd === null ? {} : { end: Number(groupEnd) }),
                },
              }),
        });
      }
    }
    if (split.length > 0) yield split;
  } catch (error) {
    throw duckdbError(error, 'The plan was not read');
  } finally {
    connection.closeSync();
  }
}
