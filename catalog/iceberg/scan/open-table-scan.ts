import type { DuckDBConnection } from '@duckdb/node-api';
import type { Table } from '../../catalog.js';
import type { FileScan } from '../file-scan.js';
import { selectSnapshot } from '../select-snapshot.js';
import { parseNameMapping } from './name-mapping.js';
import { type OpenedScan, openScan } from './open-scan.js';
import { planFiles } from './plan-files.js';
import { parseWhere } from './where.js';

export interface OpenTableScanOptions {
  /** Snapshot id, branch, tag or ISO time; default: the current snapshot. */
  readonly selector?: string | undefined;
  readonly where?: string | undefined;
  readonly scratch: string;
}

/** The whole table at a snapshot, all columns of the schema it has there; see `openScan`. Errors: NO_SUCH_SNAPSHOT and those of planning and opening. */
export async function openTableScan(
  connection: DuckDBConnection,
  table: Table,
  options: OpenTableScanOptions,
): Promise<OpenedScan> {
  const { snapshot, schema } = selectSnapshot(table.metadata, options.selector);
  const where = options.where === undefined ? undefined : await parseWhere(connection, options.where, schema);
  const scans: FileScan[] = [];
  for await (const scan of planFiles(table, { snapshot, schema, where })) scans.push(scan);
  const nameMapping = parseNameMapping(table.metadata);
  return openScan(
    connection,
    table.io,
    scans,
    { schema, fieldIds: schema.fields.map((field) => field.id), ...(nameMapping ? { nameMapping } : {}) },
    { scratch: options.scratch, ...(options.where === undefined ? {} : { where: options.where }) },
  );
}
