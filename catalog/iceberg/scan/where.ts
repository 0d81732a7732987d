import type { DuckDBConnection } from '@duckdb/node-api';
import { LakeveilError } from '../../../errors.js';
import type { Schema } from '../schema.js';

export interface ParsedWhere {
  readonly sql: string;
  /** Top-level columns that it needs. */
  readonly fieldIds: readonly number[];
}

export async function parseWhere(_c: DuckDBConnection, where: string, schema: Schema): Promise<ParsedWhere> {
  if (where.trim() === '') throw new LakeveilError('BAD_WHERE', 'The predicate is empty; nothing was read.');
  return { sql: `(${where})`, fieldIds: schema.fields.map((f) => f.id) };
}
