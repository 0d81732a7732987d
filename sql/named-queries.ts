import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from './load-query.js';

/** What a parameter of a named query may be, and so how it is written into it. */
export const PARAMETER_KINDS = ['table', 'column', 'count'] as const;

export interface QueryParameter {
  readonly name: string;
  readonly kind: (typeof PARAMETER_KINDS)[number];
  readonly description: string;
  /** It may be left out, and is this then. */
  readonly default?: string;
}

/** A query of `sql/athena/`, as its header describes it. */
export interface NamedQuery {
  readonly name: string;
  /** What it answers: one sentence. */
  readonly summary: string;
  /** What else there is to know; '' if nothing. */
  readonly details: string;
  readonly parameters: readonly QueryParameter[];
  /** SQL that Athena (engine version 3) and Trino run; `{{name}}` stands for a parameter. */
  readonly athena: string;
  /** The same for DuckDB. */
  readonly duckdb: string;
}

/**
 * The queries of `sql/athena/*.sql`, by name. One whose SQL DuckDB does not run as it stands has a twin in `sql/local/`.
 *
 * A file begins with comments: what the query answers, then one line a parameter,
 * `-- @param NAME KIND DESCRIPTION (default VALUE)`.
 */
export function namedQueries(): NamedQuery[] {
  const folder = join(packageRoot, 'sql/athena');
  return readdirSync(folder)
    .filter((file) => file.endsWith('.sql'))
    .sort()
    .map((file) => {
      const athena = readFileSync(join(folder, file), 'utf8');
      const twin = join(packageRoot, 'sql/local', file);
      const duckdb = existsSync(twin) ? readFileSync(twin, 'utf8') : athena;
      return { name: file.slice(0, -'.sql'.length), ...parseHeader(athena), athena, duckdb };
    });
}

function parseHeader(sql: string): Pick<NamedQuery, 'summary' | 'details' | 'parameters'> {
  const prose: string[] = [];
  const parameters: QueryParameter[] = [];
  for (const line of sql.split('\n')) {
    if (!line.startsWith('-- ')) break;
    const match = /^-- @param (\w+) (\w+) (.+?)(?: \(default (\w+)\))?$/.exec(line);
    if (match === null) {
      prose.push(line.slice(3));
      continue;
    }
    const [, name = '', kind = '', description = '', value] = match;
    parameters.push({
      name,
      kind: kind as QueryParameter['kind'],
      description,
      ...(value === undefined ? {} : { default: value }),
    });
  }
  const [summary = '', ...rest] = prose;
  return { summary, details: rest.join(' '), parameters };
}
