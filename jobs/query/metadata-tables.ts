import type { TableMetadata } from '../../catalog/iceberg/table-metadata.js';
import { sqlString } from '../../sql/duckdb.js';

/**
 * A table's metadata as tables of their own, with the names, columns and types that Athena and Trino give them
 * (https://trino.io/docs/current/connector/iceberg.html#metadata-tables): `"calls$snapshots"`, `"calls$history"`.
 */
const METADATA_TABLES: Readonly<Record<string, (metadata: TableMetadata) => string>> = {
  snapshots: snapshotsSql,
  history: historySql,
};

/** Which table, and SQL for which of its metadata; undefined for names that are no metadata table's. */
export function metadataTable(
  reference: string,
): { readonly reference: string; sql(metadata: TableMetadata): string } | undefined {
  const [, table, kind] = /^(.+)\$([a-z_]+)$/.exec(reference) ?? [];
  if (table === undefined || kind === undefined || !Object.hasOwn(METADATA_TABLES, kind)) return undefined;
  return { reference: table, sql: METADATA_TABLES[kind]! };
}

function snapshotsSql({ snapshots }: TableMetadata): string {
  const rows = snapshots.map((snapshot) => {
    const { operation, ...summary } = snapshot.summary;
    const keys = Object.keys(summary);
    return row([
      timestamp(snapshot['timestamp-ms']),
      String(snapshot['snapshot-id']),
      snapshot['parent-snapshot-id'] === undefined ? 'NULL' : String(snapshot['parent-snapshot-id']),
      text(operation),
      text(snapshot['manifest-list']),
      `map([${keys.map(text).join(', ')}], [${Object.values(summary).map(text).join(', ')}])`,
    ]);
  });
  return select(
    [
      ['committed_at', 'TIMESTAMPTZ'],
      ['snapshot_id', 'BIGINT'],
      ['parent_id', 'BIGINT'],
      ['operation', 'VARCHAR'],
      ['manifest_list', 'VARCHAR'],
      ['summary', 'MAP(VARCHAR, VARCHAR)'],
    ],
    rows,
  );
}

function historySql(metadata: TableMetadata): string {
  const byId = new Map(metadata.snapshots.map((snapshot) => [snapshot['snapshot-id'], snapshot]));
  const ancestors = new Set<bigint>();
  for (let at = metadata['current-snapshot-id']; at !== undefined && !ancestors.has(at); ) {
    ancestors.add(at);
    at = byId.get(at)?.['parent-snapshot-id'];
  }
  const rows = metadata['snapshot-log'].map((entry) => {
    const id = entry['snapshot-id'];
    const parent = byId.get(id)?.['parent-snapshot-id'];
    return row([
      timestamp(entry['timestamp-ms']),
      String(id),
      parent === undefined ? 'NULL' : String(parent),
      String(ancestors.has(id)),
    ]);
  });
  return select(
    [
      ['made_current_at', 'TIMESTAMPTZ'],
      ['snapshot_id', 'BIGINT'],
      ['parent_id', 'BIGINT'],
      ['is_current_ancestor', 'BOOLEAN'],
    ],
    rows,
  );
}

type Columns = readonly (readonly [name: string, type: string])[];

function select(columns: Columns, rows: readonly string[]): string {
  const casts = columns.map(([name, type]) => `CAST(${name} AS ${type}) AS ${name}`).join(', ');
  const names = columns.map(([name]) => name).join(', ');
  const values = rows.length === 0 ? row(columns.map(() => 'NULL')) : rows.join(', ');
  const nothing = rows.length === 0 ? ' WHERE false' : '';
  return `SELECT ${casts} FROM (VALUES ${values}) AS metadata(${names})${nothing}`;
}

const row = (values: readonly string[]): string => `(${values.join(', ')})`;
const text = (value: string | undefined): string => (value === undefined ? 'NULL' : sqlString(value));
const timestamp = (milliseconds: number): string =>
  `CAST(epoch_ms(CAST(${milliseconds} AS BIGINT)) AS TIMESTAMPTZ)`;
