import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { LakeveilError } from '../../../errors.js';
import { openDuckDB, sqlName } from '../../../sql/duckdb.js';
import { loadConfig } from '../../load-config.js';
import { validJson } from '../../query/json-rows.js';
import { openTables } from '../../query/open-tables.js';
import { referencedTables } from '../../query/referenced-tables.js';
import { formatCount, formatQuantity } from '../../report/format.js';
import { textTable } from '../../report/text-table.js';
import { action } from '../command.js';
import { queryFlags } from '../commands/query.js';
import { EXIT } from '../exit-codes.js';
import { interruptible } from '../interrupt.js';
import { openCatalog } from '../open-catalog.js';
import type { Output, Terminal } from '../terminal.js';

/** `lakeveil query SQL` */
export const queryAction = action(queryFlags, async ({ arguments: [given = ''], flags, terminal }) => {
  const { stdout, folder } = terminal;
  const { config } = await loadConfig(folder);
  const catalog = await openCatalog(config, folder, flags);
  const text = (given === '-' ? await readAll(terminal) : given).trim().replace(/;\s*$/, '');
  if (text === '')
    throw new LakeveilError('BAD_USAGE', 'The query was not run: it is empty. Give one SELECT.');
  const scratch = await mkdtemp(join(tmpdir(), 'lakeveil-query-'));
  const duckdb = await openDuckDB({
    threads: availableParallelism(),
    memoryMb: Math.round(Math.min(8192, totalmem() / 2 / 1024 / 1024)),
    scratch,
  });
  const { connection } = duckdb;
  try {
    return await interruptible(terminal, 'It changed nothing; run it again.', async (signal) => {
      signal.addEventListener('abort', () => connection.interrupt());
      const tables = await openTables(connection, catalog, await referencedTables(connection, text), scratch);
      try {
        if (flags.json) await printJson(connection, text, stdout);
        else await printTable(connection, text, stdout, flags.rows, flags.wide);
      } catch (error) {
        throw tables.failure(error);
      } finally {
        await tables.close();
      }
      return EXIT.done;
    });
  } finally {
    duckdb.close();
    await rm(scratch, { recursive: true, force: true });
  }
});

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
  rowLimit: number,
  wide: boolean,
): Promise<void> {
  const described = await connection.runAndReadAll(`DESCRIBE SELECT * FROM (${sql}\n) AS q`);
  const columns = described.getRows().map(([name, type]) => ({ name: String(name), type: String(type) }));
  // One more than is shown tells whether there are more; the query need not be finished for that.
  const casts = columns.map(({ name }, index) => `CAST(${sqlName(name)} AS VARCHAR) AS c${index}`).join(', ');
  const reader = await connection.streamAndReadUntil(`SELECT ${casts} FROM (${sql}\n) AS q`, rowLimit + 1);
  const rows = reader.getRows().slice(0, rowLimit + 1) as (string | null)[][];
  const shown = rows.slice(0, rowLimit);
  const maxCellWidth = wide
    ? undefined
    : Math.max(24, Math.floor((stdout.isTerminal ? stdout.columns() : 120) / 1.5));
  await stdout.write(
    textTable(
      columns.map(({ name }) => name),
      shown,
      {
        alignRight: columns.flatMap(({ type }, index) => (NUMBERS.test(type) ? [index] : [])),
        heading: stdout.bold,
        ...(maxCellWidth === undefined ? {} : { maxCellWidth }),
      },
    ),
  );
  await stdout.write(
    rows.length > rowLimit
      ? `(the first ${formatCount(rowLimit)} rows; --rows shows more, --json all)\n`
      : `(${formatQuantity(rows.length, 'row')})\n`,
  );
}

async function readAll({ stdin }: Terminal): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stdin) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks).toString('utf8');
}
