import type { DuckDBConnection } from '@duckdb/node-api';
import { LakeveilError } from '../../errors.js';
import { duckdbError } from '../../sql/duckdb.js';

/** A table as a query writes it, with the parts that DuckDB's parser saw. */
export interface ReferencedTable {
  /** `ns.t` or `ns.t@ref`, for the catalog. */
  readonly reference: string;
  /** As DuckDB will look for it: database, schema and table, the outer ones empty if not given. */
  readonly database: string;
  readonly schema: string;
  readonly table: string;
}

/**
 * The catalog's tables that one SELECT reads, found by DuckDB's own parser. Names without a namespace are left to DuckDB
 * (common table expressions, table functions).
 *
 * Errors: QUERY_SYNTAX, READ_ONLY_QUERY.
 */
export async function referencedTables(
  connection: DuckDBConnection,
  sql: string,
): Promise<ReferencedTable[]> {
  const parsed = await parse(connection, sql);
  if (parsed.error === true) {
    if (parsed.error_type === 'not implemented') {
      throw new LakeveilError(
        'READ_ONLY_QUERY',
        'The query was not run: only SELECT is allowed, and nothing is written. For a description of a table, use `lakeveil show`.',
      );
    }
    throw syntaxError(parsed.error_message ?? '', parsed.position);
  }
  const statements = parsed.statements ?? [];
  if (statements.length !== 1) {
    throw new LakeveilError(
      'QUERY_SYNTAX',
      `The query was not run: it holds ${statements.length} statements. Give one SELECT.`,
    );
  }
  const found = new Map<string, ReferencedTable>();
  collect(statements[0], found);
  return [...found.values()];
}

interface Parsed {
  readonly error?: boolean;
  readonly error_type?: string;
  readonly error_message?: string;
  readonly position?: string;
  readonly statements?: readonly unknown[];
}

async function parse(connection: DuckDBConnection, sql: string): Promise<Parsed> {
  try {
    const reader = await connection.runAndReadAll('SELECT json_serialize_sql(CAST($sql AS VARCHAR))', {
      sql,
    });
    return JSON.parse(String(reader.getRows()[0]?.[0])) as Parsed;
  } catch (error) {
    throw duckdbError(error, 'The query was not run');
  }
}

function syntaxError(message: string, position: string | undefined): LakeveilError {
  // Only a plain word of the user's own SQL is repeated: literals may be values of somebody's row.
  const near = /at or near "(\w{1,40})"/.exec(message)?.[1];
  const at = position === undefined ? '' : ` at character ${Number(position) + 1}`;
  const where =
    near === undefined ? (/end of input/.test(message) ? ' at its end' : at) : ` near "${near}"${at}`;
  return new LakeveilError(
    'QUERY_SYNTAX',
    `The query was not run: there is a syntax error${where}. Mend it there.`,
  );
}

const OWN_SCHEMAS = new Set(['information_schema', 'pg_catalog', 'main', 'temp']);

function collect(node: unknown, found: Map<string, ReferencedTable>): void {
  if (Array.isArray(node)) {
    for (const inner of node) collect(inner, found);
    return;
  }
  if (typeof node !== 'object' || node === null) return;
  const { type, table_name, schema_name, catalog_name } = node as Record<string, unknown>;
  if (type === 'BASE_TABLE' && typeof table_name === 'string') {
    const schema = String(schema_name ?? '');
    const database = String(catalog_name ?? '');
    const reference = [database, schema, table_name].filter((part) => part !== '').join('.');
    if (reference.split('@')[0]!.includes('.') && !OWN_SCHEMAS.has(schema.toLowerCase())) {
      found.set(JSON.stringify([database, schema, table_name]), {
        reference,
        database,
        schema,
        table: table_name,
      });
    }
  }
  for (const inner of Object.values(node)) collect(inner, found);
}
