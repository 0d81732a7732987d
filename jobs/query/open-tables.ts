import type { DuckDBConnection } from '@duckdb/node-api';
import type { Catalog } from '../../catalog/catalog.js';
import type { OpenedScan } from '../../catalog/iceberg/scan/open-scan.js';
import { openTableScan } from '../../catalog/iceberg/scan/open-table-scan.js';
import type { LakeveilError } from '../../errors.js';
import { sqlName } from '../../sql/duckdb.js';
import { loadTable } from '../load-table.js';
import { metadataTable } from './metadata-tables.js';
import { queryError } from './query-error.js';
import type { ReferencedTable } from './referenced-tables.js';

export interface OpenedTables {
  /** A failure while the query ran, as a coded error; with the data file's name where it is known. */
  failure(error: unknown): LakeveilError;
  close(): Promise<void>;
}

/** Puts a view in DuckDB for each table, or metadata table, that a query names, under the very name. */
export async function openTables(
  connection: DuckDBConnection,
  catalog: Catalog,
  tables: readonly ReferencedTable[],
  scratch: string,
): Promise<OpenedTables> {
  const opened: OpenedScan[] = [];
  const close = async (): Promise<void> => {
    for (const scan of opened.splice(0)) await scan.close();
  };
  const openTable = async (reference: string): Promise<string> => {
    const metadata = metadataTable(reference);
    if (metadata !== undefined) {
      const { table } = await loadTable(catalog, metadata.reference, 'The query was not run');
      return metadata.sql(table.metadata);
    }
    const { table, selector } = await loadTable(catalog, reference, 'The query was not run');
    const scan = await openTableScan(connection, table, { selector, scratch });
    opened.push(scan);
    const columns = scan.columns.map((column) => sqlName(column.name)).join(', ');
    return `SELECT ${columns} FROM (${scan.sql})`;
  };
  try {
    const databases = new Set<string>();
    for (const reference of tables) {
      const sql = await openTable(reference.reference);
      const { database, schema: outer, table: name } = reference;
      if (database !== '' && !databases.has(database)) {
        await connection.run(`ATTACH ':memory:' AS ${sqlName(database)}`);
        databases.add(database);
      }
      const schemaName = [database, outer]
        .filter((part) => part !== '')
        .map(sqlName)
        .join('.');
      if (outer !== '') await connection.run(`CREATE SCHEMA IF NOT EXISTS ${schemaName}`);
      const viewName = schemaName === '' ? sqlName(name) : `${schemaName}.${sqlName(name)}`;
      await connection.run(`CREATE VIEW ${viewName} AS ${sql}`);
    }
    return { failure: (error) => queryError(error, opened.length === 1 ? opened[0] : undefined), close };
  } catch (error) {
    await close();
    throw error;
  }
}
