import { LakeveilError } from '../../errors.js';
import { duckdbError } from '../../sql/duckdb.js';

/**
 * What is wrong with a query. Names that the user's SQL holds and names of columns are repeated where DuckDB's message
 * has a known form; the rest of it may quote data and is withheld.
 *
 * Codes: NO_SUCH_COLUMN, NO_SUCH_TABLE, QUERY_INVALID, and those of `duckdbError`.
 */
export function queryError(error: unknown, scan?: { failure(error: unknown): LakeveilError }): LakeveilError {
  if (error instanceof LakeveilError) return error;
  const text = error instanceof Error ? error.message : '';
  const column = /^Binder Error: Referenced column "([^"]{1,80})" not found/.exec(text)?.[1];
  if (column !== undefined) {
    const candidates = /Candidate bindings: (.{1,300})/.exec(text)?.[1];
    const hint =
      candidates === undefined ? '' : ` Columns near it: ${candidates.replaceAll('"', '').trim()}.`;
    return new LakeveilError(
      'NO_SUCH_COLUMN',
      `The query was not run: there is no column "${column}".${hint}`,
    );
  }
  const [, of, missing] =
    /^Binder Error: (?:Table|Values list) "([^"]{1,80})" does not have a column named "([^"]{1,80})"/.exec(
      text,
    ) ?? [];
  if (missing !== undefined) {
    return new LakeveilError(
      'NO_SUCH_COLUMN',
      `The query was not run: what it calls ${of} has no column "${missing}". See its columns with: lakeveil show TABLE`,
    );
  }
  const table = /^Catalog Error: Table with name "?([\w.$]{1,80})"? does not exist/.exec(text)?.[1];
  if (table !== undefined) {
    return new LakeveilError(
      'NO_SUCH_TABLE',
      `The query was not run: there is no table ${table}. Tables are written with their namespace, as in support.calls. \`lakeveil tables\` lists them.`,
    );
  }
  const callable =
    /^Catalog Error: (?:Scalar|Table|Aggregate|Macro)?[ \w]*Function with name "?(\w{1,80})"? does not exist/i.exec(
      text,
    )?.[1];
  if (callable !== undefined) {
    return new LakeveilError('QUERY_INVALID', `The query was not run: DuckDB has no function ${callable}.`);
  }
  const kind = /^(Binder|Parser|Catalog) Error/.exec(text)?.[1];
  if (kind !== undefined) {
    const reason = /must appear in the GROUP BY clause/.test(text)
      ? 'a column must appear in GROUP BY or be aggregated.'
      : /^Binder Error: No function matches/.test(text)
        ? 'a function or operator does not take values of these types. Cast them.'
        : /ambiguous/i.test(text)
          ? 'a column name is ambiguous. Write its table before it.'
          : `DuckDB found a ${kind.toLowerCase()} error in it; its message is withheld because it may quote data.`;
    return new LakeveilError('QUERY_INVALID', `The query was not run: ${reason}`);
  }
  // Values of the query's own casts and values of the data look the same: neither is repeated.
  const coded = duckdbError(error, 'The query was not finished');
  return scan !== undefined && ['CORRUPT_FILE', 'FILE_NOT_FOUND'].includes(coded.code)
    ? scan.failure(error)
    : coded;
}
