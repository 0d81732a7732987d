import { LakeveilError } from '../../errors.js';

/** What begins a statement of Trino's grammar that reads and never writes. */
const READS = /^(?:\(|(?:select|with|values|table|show|describe|desc)\b)/i;

/**
 * Refuses what could write: `lakeveil query` reads, on Athena as on this machine. EXPLAIN ANALYZE runs its statement, so
 * that has to be one that reads. What these credentials may do is for IAM to say.
 *
 * @throws LakeveilError READ_ONLY_QUERY
 */
export function assertReadOnly(sql: string): void {
  const statement = withoutComments(sql).replace(
    /^explain\s+(?:analyze\s+(?:verbose\s+)?)?(?:\([^)]*\)\s*)?/i,
    '',
  );
  if (READS.test(statement)) return;
  throw new LakeveilError(
    'READ_ONLY_QUERY',
    'The query was not run: only statements that read are run (SELECT, WITH, VALUES, SHOW, DESCRIBE, EXPLAIN), and nothing is written. Use the console of Athena for others.',
  );
}

function withoutComments(sql: string): string {
  return sql.replace(/^(?:\s+|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)+/, '');
}
