import { availableParallelism, totalmem } from 'node:os';
import type { DuckDBConnection } from '@duckdb/node-api';
import { openScratch } from '../../../catalog/file-io/scratch.js';
import { openDuckDB, sqlName } from '../../../sql/duckdb.js';
import type { Config } from '../../config.js';
import { validJson } from '../../query/json-rows.js';
import { openTables } from '../../query/open-tables.js';
import { referencedTables } from '../../query/referenced-tables.js';
import type { QueryFlags } from '../commands/query.js';
import { EXIT } from '../exit-codes.js';
import { interruptible } from '../interrupt.js';
import { openCatalog } from '../open-catalog.js';
import { printRows } from '../print-rows.js';
import type { Output, Terminal } from '../terminal.js';

/** Runs one SELECT in DuckDB, on this machine. */
export async function queryLocally(
  sql: string,
  flags: QueryFlags,
  config: Config,
  terminal: Terminal,
): Promise<number> {
  const { stdout, folder } = terminal;
  const catalog = await openCatalog(config, folder, flags);
  // What the query spills or fetches is raw text.
  const scratch = await openScratch();
  const duckdb = await openDuckDB({
    threads: availableParallelism(),
    memoryMb: Math.round(Math.min(8192, totalmem() / 2 / 1024 / 1024)),
    scratch: scratch.path,
  });
  const { connection } = duckdb;
  try {
    return await interruptible(terminal, 'It changed nothing; run it again.', async (signal) => {
      signal.addEventListener('abort', () => connection.interrupt());
      const tables = await openTables(
        connection,
        catalog,
        await referencedTables(connection, sql),
        scratch.path,
      );
      try {
        if (flags.json) await printJson(connection, sql, stdout);
        else await printTable(connection, sql, stdout, flags);
      } catch (error) {
        throw tables.failure(error);
      } finally {
        await tables.close();
      }
      return EXIT.done;
    });
  } finally {
    duckdb.close();
    await scratch.remove();
  }
}

async function printJson(connection: DuckDBConnection, sql: string, stdout: Output): Promise<void> {
  const result = await connection.stream(`SELECT CAST(to_json(q) AS VARCHAR) FROM (${sql}\n) AS q`);
  for (;;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) return;
    const lines = chunk.getColumnValues(0).map((line) => `${validJson(String(line))}\n`);
    if (!(await stdout.write(lines.join('')))) return;
  }
}

const NUMBERS = /^(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT|U\w*INT|UINTEGER|FLOAT|DOUBLE|DECIMAL.*)$/;

async function printTable(
  connection: DuckDBConnection,
  sql: string,
  stdout: Output,
  { rows: rowLimit, wide }: QueryFlags,
): Promise<void> {
  const described = await connection.runAndReadAll(`DESCRIBE SELECT * FROM (${sql}\n) AS q`);
  const columns = described.getRows().map(([name, type]) => ({ name: String(name), type: String(type) }));
  // One more than is shown tells whether there are more; the query need not be finished for that.
  const casts = columns.map(({ name }, index) => `CAST(${sqlName(name)} AS VARCHAR) AS c${index}`).join(', ');
  const reader = await connection.streamAndReadUntil(`SELECT ${casts} FROM (${sql}\n) AS q`, rowLimit + 1);
  const table = {
    names: columns.map(({ name }) => name),
    numbers: columns.flatMap(({ type }, index) => (NUMBERS.test(type) ? [index] : [])),
    rows: reader.getRows().slice(0, rowLimit + 1) as (string | null)[][],
  };
  await printRows(table, stdout, rowLimit, wide);
}
