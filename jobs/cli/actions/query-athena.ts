import { LakeveilError } from '../../../errors.js';
import { type AthenaConfig, athenaSchema } from '../../athena/athena-config.js';
import { athenaCost, costText } from '../../athena/athena-cost.js';
import { type AthenaColumn, AthenaQuery } from '../../athena/athena-query.js';
import { distinctNames, isNumber, jsonRow } from '../../athena/athena-value.js';
import { assertReadOnly } from '../../athena/read-only-sql.js';
import type { Config } from '../../config.js';
import { formatSeconds } from '../../report/format.js';
import type { QueryFlags } from '../commands/query.js';
import { EXIT } from '../exit-codes.js';
import { interruptible } from '../interrupt.js';
import { printRows } from '../print-rows.js';
import type { Output, Terminal } from '../terminal.js';
import { athenaProgressLine } from './athena-progress.js';

/** Runs one statement that reads at Athena. Rows go to stdout; progress, bytes scanned and cost to stderr. */
export async function queryAthena(
  sql: string,
  flags: QueryFlags,
  config: Config,
  terminal: Terminal,
): Promise<number> {
  assertReadOnly(sql);
  const settings = athenaSettings(flags, config);
  const { stdout, stderr } = terminal;
  return interruptible(terminal, 'It changed nothing; run it again.', async (signal) => {
    const began = performance.now();
    const query = await AthenaQuery.start(sql, settings);
    stderr.print(`Athena  query ${query.id}\n`);
    const line = athenaProgressLine(stderr, began);
    const cost = (): string => {
      const { bytesScanned, statementType } = query.progress;
      return costText(bytesScanned, athenaCost(bytesScanned, statementType, settings.dollarsPerTerabyte));
    };
    try {
      await query.wait((progress) => line.show(progress), signal);
    } catch (error) {
      line.clear();
      // Its own message is not printed when Ctrl-C ends a command: what became of the query would not be known.
      if (error instanceof LakeveilError && error.code === 'INTERRUPTED')
        stderr.print(`Athena  ${error.message}; ${cost()}, at most\n`);
      throw error;
    }
    line.clear();
    stderr.print(`Athena  ${cost()}, ${formatSeconds((performance.now() - began) / 1000)}\n`);
    await (flags.json ? printJson(query, stdout, signal) : printTable(query, stdout, flags, signal));
    return EXIT.done;
  });
}

/** @throws LakeveilError BAD_USAGE */
function athenaSettings({ workgroup, output, database }: QueryFlags, { athena }: Config): AthenaConfig {
  const parsed = athenaSchema.safeParse({
    ...athena,
    ...(workgroup === undefined ? {} : { workgroup }),
    ...(output === undefined ? {} : { output }),
    ...(database === undefined ? {} : { database }),
  });
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new LakeveilError(
    'BAD_USAGE',
    `The query was not run: --${String(issue?.path[0])} ${issue?.message ?? 'is not valid'}.`,
  );
}

async function printJson(query: AthenaQuery, stdout: Output, signal: AbortSignal): Promise<void> {
  for await (const { columns, rows } of query.pages(signal)) {
    const names = distinctNames(columns);
    const lines = rows.map((row) => `${jsonRow(columns, names, row)}\n`);
    if (lines.length > 0 && !(await stdout.write(lines.join('')))) return;
  }
}

async function printTable(
  query: AthenaQuery,
  stdout: Output,
  { rows: rowLimit, wide }: QueryFlags,
  signal: AbortSignal,
): Promise<void> {
  let columns: readonly AthenaColumn[] = [];
  const rows: (readonly (string | null)[])[] = [];
  for await (const page of query.pages(signal)) {
    columns = page.columns;
    rows.push(...page.rows);
    if (rows.length > rowLimit) break;
  }
  const table = {
    names: columns.map(({ name }) => name),
    numbers: columns.flatMap(({ type }, index) => (isNumber(type) ? [index] : [])),
    rows: rows.slice(0, rowLimit + 1),
  };
  await printRows(table, stdout, rowLimit, wide);
}
