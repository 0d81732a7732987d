import type { DuckDBConnection } from '@duckdb/node-api';
import type { Catalog } from '../../catalog/catalog.js';
import type { FileScan } from '../../catalog/iceberg/file-scan.js';
import { openScan } from '../../catalog/iceberg/scan/open-scan.js';
import { planFiles } from '../../catalog/iceberg/scan/plan-files.js';
import { selectSnapshot } from '../../catalog/iceberg/select-snapshot.js';
import { sqlName } from '../../sql/duckdb.js';
import { loadTable } from '../load-table.js';
import type { ReferencedTable } from './referenced-tables.js';

export interface OpenedTables {
  close(): Promise<void>;
}

/** Puts a view in DuckDB for each table that a query names, under the very name. */
export async function openTables(
  connection: DuckDBConnection,
  catalog: Catalog,
  tables: readonly ReferencedTable[],
  scratch: string,
): Promise<OpenedTables> {
  const opened: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const one of opened.splice(0)) await one();
  };
  try {
    const databases = new Set<string>();
    for (const reference of tables) {
      const { table, selector } = await loadTable(catalog, reference.reference, 'The query was not run');
      const { snapshot, schema } = selectSnapshot(table.metadata, selector);
      const scans: FileScan[] = [];
      if (snapshot !== undefined) {
        for await (const scan of planFiles(table, { snapshot, schema })) scans.push(scan);
      }
      const scan = await openScan(
        connection,
        table.io,
        scans,
        { schema, fieldIds: schema.fields.map(({ id }) => id), ...nameMapping(table.metadata.properties) },
        { scratch },
      );
      opened.push(() => scan.close());
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
      const columns = schema.fields.map((field) => sqlName(field.name)).join(', ');
      await connection.run(`CREATE VIEW ${viewName} AS SELECT ${columns} FROM (${scan.sql})`);
    }
    return { close };
  } catch (error) {
    await close();
    throw error;
  }
}

function nameMapping(properties: Readonly<Record<string, string>>) {
  const text = properties['schema.name-mapping.default'];
  return text === undefined ? {} : { nameMapping: JSON.parse(text) as never };
}
