import { LakeveilError } from '../../errors.js';
import { sqlName } from '../../sql/duckdb.js';
import { type NamedQuery, namedQueries, type QueryParameter } from '../../sql/named-queries.js';
import { didYouMean } from '../suggest.js';

/** What runs a query: this machine, or Athena (and Trino, whose SQL it is). */
export type QueryDialect = 'duckdb' | 'athena';

/** Whether the text names a query; SQL has more than one word. */
export const isQueryName = (text: string): boolean => /^[A-Za-z][\w-]*$/.test(text);

/**
 * The SQL of a named query. Parameters become quoted identifiers and whole numbers, and nothing else: none can add SQL.
 *
 * @param assignments `name=value` each
 * @throws LakeveilError NO_SUCH_QUERY; BAD_USAGE (a parameter that is missing, unknown, given twice or not what it must be)
 */
export function namedQuerySql(name: string, assignments: readonly string[], dialect: QueryDialect): string {
  const queries = namedQueries();
  const query = queries.find((one) => one.name === name);
  if (query === undefined) {
    const names = queries.map((one) => one.name);
    throw new LakeveilError(
      'NO_SUCH_QUERY',
      `The query was not run: there is none of that name.${didYouMean(name, names)} \`lakeveil query --list\` shows them; SQL has more than one word.`,
    );
  }
  const values = valuesOf(query, assignments);
  return query[dialect].replace(/\{\{(\w+)(\$\w+)?\}\}/g, (_placeholder, parameter: string, suffix = '') =>
    written(query.parameters.find((one) => one.name === parameter)!, values.get(parameter)!, suffix),
  );
}

function valuesOf(query: NamedQuery, assignments: readonly string[]): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  const names = query.parameters.map((one) => one.name);
  for (const assignment of assignments) {
    const at = assignment.indexOf('=');
    const [name, value] = [assignment.slice(0, Math.max(0, at)), assignment.slice(at + 1)];
    if (at < 1) throw badUsage('--param takes name=value, e.g. --param table=support.calls_safe.');
    const parameter = query.parameters.find((one) => one.name === name);
    if (parameter === undefined)
      throw badUsage(
        `${query.name} has no such parameter.${didYouMean(name, names)} It takes ${names.join(', ')}.`,
      );
    if (values.has(name)) throw badUsage(`--param ${name} was given twice. Give it once.`);
    check(parameter, value);
    values.set(name, value);
  }
  for (const { name, default: value } of query.parameters)
    if (!values.has(name) && value !== undefined) values.set(name, value);
  const missing = query.parameters.filter((one) => !values.has(one.name));
  if (missing.length > 0)
    throw badUsage(
      `${query.name} needs ${missing.map(({ name }) => `--param ${name}=…`).join(' ')}: ` +
        `${missing.map(({ name, description }) => `${name} is ${description}`).join('; ')}.`,
    );
  return values;
}

/** Quotes do the rest; what is refused here could be meant for nothing but mischief, or is a slip. */
const PART = /^[\p{L}_][\p{L}\p{N}_ -]{0,127}$/u;

function check({ name, kind }: QueryParameter, value: string): void {
  if (kind === 'count') {
    if (!/^[1-9]\d{0,6}$/.test(value)) throw badUsage(`--param ${name} must be a whole number from 1.`);
    return;
  }
  const parts = kind === 'table' ? value.split('.') : [value];
  if (parts.length > 3 || !parts.every((part) => PART.test(part)))
    throw badUsage(
      kind === 'table'
        ? `--param ${name} must name a table, as in support.calls_safe.`
        : `--param ${name} must name a column: letters, digits, underscores.`,
    );
}

function written({ kind }: QueryParameter, value: string, suffix: string): string {
  if (kind === 'count') return value;
  const parts = kind === 'table' ? value.split('.') : [value];
  return parts.map((part, i) => sqlName(i === parts.length - 1 ? part + suffix : part)).join('.');
}

const badUsage = (why: string): LakeveilError =>
  new LakeveilError('BAD_USAGE', `The query was not run: ${why}`);
