import { LakeveilError } from '../../../errors.js';
import { namedQueries } from '../../../sql/named-queries.js';
import { loadConfig } from '../../load-config.js';
import { isQueryName, namedQuerySql } from '../../query/named-query.js';
import { action } from '../command.js';
import { queryFlags } from '../commands/query.js';
import { EXIT } from '../exit-codes.js';
import { queryList } from '../query-list.js';
import type { Terminal } from '../terminal.js';

/** `lakeveil query SQL`, `lakeveil query NAME --param …`, `lakeveil query --list`; here or, with `--athena`, there. */
export const queryAction = action(queryFlags, async ({ arguments: [given = ''], flags, terminal }) => {
  if (flags.list) {
    const queries = namedQueries();
    const { stdout } = terminal;
    await stdout.write(
      flags.json
        ? queries.map(({ athena: _, duckdb: __, ...query }) => `${JSON.stringify(query)}\n`).join('')
        : queryList(queries, stdout.bold),
    );
    return EXIT.done;
  }
  const { config } = await loadConfig(terminal.folder);
  const text = (given === '-' ? await readAll(terminal) : given).trim().replace(/;\s*$/, '');
  if (text === '')
    throw badUsage('it is empty. Give one SELECT, or a name; `lakeveil query --list` shows the names.');
  const isName = isQueryName(text);
  if (!isName && flags.param.length > 0)
    throw badUsage('--param is for named queries, and this is SQL. Write the values into it.');
  const misplaced = (['workgroup', 'output', 'database'] as const).find((flag) => flags[flag] !== undefined);
  if (!flags.athena && misplaced !== undefined)
    throw badUsage(`--${misplaced} is Athena's, and the query runs on this machine. Add --athena.`);
  const sql = isName ? namedQuerySql(text, flags.param, flags.athena ? 'athena' : 'duckdb') : text;
  if (flags.athena) {
    const { queryAthena } = await import('./query-athena.js');
    return queryAthena(sql, flags, config, terminal);
  }
  const { queryLocally } = await import('./query-locally.js');
  return queryLocally(sql, flags, config, terminal);
});

async function readAll({ stdin }: Terminal): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stdin) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks).toString('utf8');
}

const badUsage = (why: string): LakeveilError =>
  new LakeveilError('BAD_USAGE', `The query was not run: ${why}`);
