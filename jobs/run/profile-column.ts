import { availableParallelism } from 'node:os';
import type { FileScan } from '../../catalog/iceberg/file-scan.js';
import { openScan } from '../../catalog/iceberg/scan/open-scan.js';
import { type DuckDB, duckdbError, openDuckDB, sqlName } from '../../sql/duckdb.js';
import { loadQuery } from '../../sql/load-query.js';
import type { TextProfile } from '../../udfs/shared-part.js';
import type { PreparedRun } from './prepare-run.js';
import type { RunContext } from './types.js';

/**
 * Counts the texts of a source column that a run would read: after deletes, `where` and `limit`. DuckDB reads that
 * column alone (and those of `where`) and keeps a 64-bit hash and two lengths of each different text, in memory or in
 * `scratch`; no text comes out.
 *
 * Errors: those of `openScan` and of DuckDB, INTERRUPTED.
 */
export async function profileColumn(
  { job, signal }: Pick<RunContext, 'job' | 'signal'>,
  run: Pick<PreparedRun, 'projection' | 'splits' | 'source'>,
  fieldId: number,
  scratch: string,
): Promise<TextProfile> {
  const db = await openDuckDB({
    threads: Math.min(job.threads, availableParallelism()),
    memoryMb: job.limits.memoryMb,
    scratch,
  });
  const interrupt = (): void => db.connection.interrupt();
  signal?.addEventListener('abort', interrupt, { once: true });
  try {
    await db.connection.run('CREATE TABLE texts (id UBIGINT, characters BIGINT, bytes BIGINT, times BIGINT)');
    let left = job.limit ?? Number.POSITIVE_INFINITY;
    for await (const scans of run.splits.splits) {
      signal?.throwIfAborted();
      if (left <= 0) break;
      left -= await addSplit(db, scans, fieldId, left, { job, run, scratch });
    }
    const [row] = (await db.connection.runAndReadAll(loadQuery('text-profile'))).getRowObjectsJson();
    const number = (name: string): number => Number(row![name]);
    return {
      rows: number('rows'),
      distinct: number('distinct_texts'),
      characters: number('characters'),
      distinctCharacters: number('distinct_characters'),
      distinctBytes: number('distinct_bytes'),
      unitsOneByOne: number('units_one_by_one'),
      unitsRowByRow: number('units_row_by_row'),
    };
  } catch (error) {
    throw duckdbError(error, 'The texts were not counted, and nothing was changed');
  } finally {
    signal?.removeEventListener('abort', interrupt);
    db.close();
  }
}

/** Rows that it read, null cells included: `limit` counts them too. */
async function addSplit(
  { connection }: DuckDB,
  scans: readonly FileScan[],
  fieldId: number,
  rows: number,
  {
    job,
    run,
    scratch,
  }: Pick<RunContext, 'job'> & {
    run: Pick<PreparedRun, 'projection' | 'source'>;
    scratch: string;
  },
): Promise<number> {
  const projection = { ...run.projection, fieldIds: [fieldId] };
  const scan = await openScan(connection, run.source.table.io, scans, projection, {
    scratch,
    ...(job.where === undefined ? {} : { where: job.where }),
  });
  try {
    const column = scan.columns.find((one) => one.fieldId === fieldId)!;
    const sql = loadQuery('distinct-texts')
      .replace('$max_cell_bytes', () => String(Math.floor(job.limits.maxCellBytes)))
      .replace('LIMIT $rows', () => (Number.isFinite(rows) ? `LIMIT ${Math.floor(rows)}` : ''))
      .replace('SELECT $column', () => `SELECT ${sqlName(column.name)}`)
      .replace('($scan)', () => `(${scan.sql})`);
    const before = await read(connection);
    await connection.run(sql);
    return (await read(connection)) - before;
  } catch (error) {
    throw scan.failure(error);
  } finally {
    await scan.close();
  }

  async function read(on: DuckDB['connection']): Promise<number> {
    if (job.limit === undefined) return 0;
    const result = await on.runAndReadAll('SELECT coalesce(sum(times), 0)::DOUBLE FROM texts');
    return Number(result.getRows()[0]![0]);
  }
}
