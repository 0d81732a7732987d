import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Test } from 'tap';
import type { Catalog, TableIdentifier } from '../../catalog/catalog.js';
import { loadFromMetadata } from '../../catalog/filesystem/load-from-metadata.js';
import { type CommittedSnapshot, commitSnapshot } from '../../catalog/iceberg/commit-snapshot.js';
import type { DataFile } from '../../catalog/iceberg/data-file.js';
import { dataFileFromCopyStats, readSplitOffsets } from '../../catalog/iceberg/scan/data-file-stats.js';
import { fieldIdsSql } from '../../catalog/iceberg/scan/field-ids-sql.js';
import { openTableScan } from '../../catalog/iceberg/scan/open-table-scan.js';
import type { Schema, Type } from '../../catalog/iceberg/schema.js';
import { selectSnapshot } from '../../catalog/iceberg/select-snapshot.js';
import type { PartitionSpec } from '../../catalog/iceberg/table-metadata.js';
import { icebergToDuckDB } from '../../catalog/iceberg/values/duckdb-type.js';
import { parseDecimal, type Value, valueToJson } from '../../catalog/iceberg/values/single-value.js';
import {
  parseTransform,
  transformResultType,
  transformSql,
} from '../../catalog/iceberg/values/transforms.js';
import { LakeveilError } from '../../errors.js';
import { type DuckDB, openDuckDB, sqlName, sqlString } from '../../sql/duckdb.js';
import { type Canonical, fromDuckDB, type Row, rowsSql, rowText, toSql } from './canonical.js';
import { sweep } from './engine.js';
import { primitiveValues } from './values.js';

export interface ReadOptions {
  readonly scratch: string;
  readonly selector?: string;
  /** DuckDB predicate */
  readonly where?: string;
}

/** A table as our reader sees it: canonical rows, sorted. */
export async function readRows(metadataLocation: string, options: ReadOptions): Promise<string[]> {
  return withDuckDB(options.scratch, async (connection, scratch) => {
    const table = await loadFromMetadata(metadataLocation);
    const { selector, where } = options;
    const scan = await openTableScan(connection, table, {
      scratch,
      ...(selector !== undefined && { selector }),
      ...(where !== undefined && { where }),
    });
    const { schema } = selectSnapshot(table.metadata, selector);
    try {
      const result = await connection.stream(scan.sql);
      const names = result.columnNames();
      const fields = scan.columns.map((column) => {
        const field = schema.fields.find((candidate) => candidate.id === column.fieldId)!;
        return { name: column.name, type: field.type, index: names.indexOf(column.name) };
      });
      const rows: string[] = [];
      for await (const chunk of result.yieldRows()) {
        for (const row of chunk) {
          rows.push(
            rowText(Object.fromEntries(fields.map((f) => [f.name, fromDuckDB(row[f.index]!, f.type)]))),
          );
        }
      }
      return rows.sort();
    } finally {
      await scan.close();
    }
  });
}

/** `CODE: message` of the error with which the table is refused; fails if it is read. */
export async function refusal(metadataLocation: string, options: ReadOptions): Promise<string> {
  try {
    const rows = await readRows(metadataLocation, options);
    return `read ${rows.length} rows`;
  } catch (error) {
    if (error instanceof LakeveilError) return `${error.code}: ${error.message}`;
    throw error;
  }
}

/** Like `t.same`, but says only what differs. */
export function sameRows(
  t: Pick<Test, 'pass' | 'fail'>,
  actual: readonly string[],
  wanted: readonly string[],
  name: string,
) {
  const [a, b] = [[...actual].sort(), [...wanted].sort()];
  if (a.length === b.length && a.every((row, i) => row === b[i])) return t.pass(name);
  const missing = b.filter((row) => !a.includes(row));
  const extra = a.filter((row) => !b.includes(row));
  return t.fail(`${name}: ${a.length} rows instead of ${b.length}`, {
    missing: missing.slice(0, 3),
    unexpected: extra.slice(0, 3),
  });
}

/** Predicates over a column of a primitive type: comparisons with up to `limit` of its values, and null tests. */
export function predicates(column: string, type: string, limit: number): string[] {
  const all = primitiveValues[type]!;
  const step = Math.max(1, Math.floor(all.length / limit));
  const name = sqlName(column);
  const compared = all
    .filter((_, i) => i % step === 0)
    .flatMap((value) =>
      (sweep ? ['=', '<', '<=', '>', '>=', '<>'] : ['=', '<', '>=']).map(
        (op) => `${name} ${op} ${toSql(value, type, icebergToDuckDB)}`,
      ),
    );
  const some = all.slice(0, 2).map((value) => toSql(value, type, icebergToDuckDB));
  return [
    ...compared,
    `${name} IS NULL`,
    `${name} IS NOT NULL`,
    `${name} IN (${some.join(', ')})`,
    `NOT (${name} = ${some[0]})`,
  ];
}

/** For each predicate, those of these rows for which DuckDB finds it true. */
export async function matching(
  rows: readonly Row[],
  schema: Schema,
  wheres: readonly string[],
  scratch: string,
): Promise<Row[][]> {
  return withDuckDB(scratch, async (connection) => {
    const source = rowsSql(rows, schema.fields, icebergToDuckDB);
    const found = await connection.runAndReadAll(
      `SELECT id, ${wheres.map((where) => `coalesce(${where}, false)`).join(', ')} FROM (${source})`,
    );
    const answers = new Map(found.getRows().map(([id, ...truths]) => [String(id), truths]));
    return wheres.map((_, i) => rows.filter((row) => answers.get(String(row['id']))![i] === true));
  });
}

let shared: Promise<DuckDB> | undefined;

/** One DuckDB instance for all of a test file: `work` may not overlap with itself. */
async function withDuckDB<T>(
  scratch: string,
  work: (connection: DuckDBConnection, scratch: string) => Promise<T>,
): Promise<T> {
  mkdirSync(scratch, { recursive: true });
  const own = mkdtempSync(join(scratch, 'duckdb-'));
  shared ??= openDuckDB({ threads: 2, memoryMb: 1024, scratch: own });
  const connection = await (await shared).connect();
  try {
    return await work(connection, own);
  } finally {
    connection.closeSync();
    rmSync(own, { recursive: true, force: true });
  }
}

/** At the end of a test file. */
export async function closeDuckDB(): Promise<void> {
  (await shared)?.close();
  shared = undefined;
}

export interface TableToWrite {
  readonly catalog: Catalog;
  readonly identifier: TableIdentifier;
  readonly mode: 'create' | 'append' | 'overwrite' | 'replace';
  readonly schema: Schema;
  readonly spec: PartitionSpec;
  readonly rows: readonly Row[];
  readonly scratch: string;
  readonly expectedBaseSnapshotId?: bigint | null;
  /** Rows of a row group; few, to have several. */
  readonly rowGroupSize?: number;
}

/** The catalog, but new tables get `file:///…` locations, because Trino does not read plain paths. */
export function withFileUris(catalog: Catalog): Catalog {
  return {
    description: catalog.description,
    journalRoot: catalog.journalRoot,
    storage: catalog.storage,
    listNamespaces: () => catalog.listNamespaces(),
    createNamespace: (namespace) => catalog.createNamespace(namespace),
    listTables: (namespace) => catalog.listTables(namespace),
    load: (identifier) => catalog.load(identifier),
    defaultLocation: async (identifier) => `file://${await catalog.defaultLocation(identifier)}`,
    fileIO: (location) => catalog.fileIO(location),
    commit: (identifier, requirements, updates) => catalog.commit(identifier, requirements, updates),
    drop: (identifier, options) => catalog.drop(identifier, options),
  };
}

let written = 0;

/** Writes rows as Parquet data files, one a partition, and commits them. */
export async function writeTable(table: TableToWrite): Promise<CommittedSnapshot> {
  const location = await tableLocation(table);
  const dataFiles = await withDuckDB(table.scratch, (connection) =>
    writeFiles(connection, table, `${location}/data`),
  );
  const { catalog, identifier, mode, schema, spec, expectedBaseSnapshotId } = table;
  return commitSnapshot(catalog, {
    identifier,
    mode,
    schema,
    spec,
    dataFiles,
    summary: { 'test.rows': String(table.rows.length) },
    ...(expectedBaseSnapshotId !== undefined && { expectedBaseSnapshotId }),
  });
}

async function tableLocation({ catalog, identifier, mode }: TableToWrite): Promise<string> {
  if (mode === 'append' || mode === 'overwrite') return (await catalog.load(identifier)).metadata.location;
  try {
    return (await catalog.load(identifier)).metadata.location;
  } catch {
    return catalog.defaultLocation(identifier);
  }
}

async function writeFiles(
  connection: DuckDBConnection,
  table: TableToWrite,
  data: string,
): Promise<DataFile[]> {
  const { schema, spec, rows } = table;
  const local = data.replace(/^file:\/*/, '/');
  mkdirSync(local, { recursive: true });
  await connection.run(`CREATE TEMP TABLE source AS ${rowsSql(rows, schema.fields, icebergToDuckDB)}`);
  const partitions = spec.fields.map((field) => {
    const source = schema.fields.find((candidate) => candidate.id === field['source-id'])!;
    const transform = parseTransform(field.transform)!;
    return {
      sql: transformSql(transform, sqlName(source.name), source.type),
      type: transformResultType(transform, source.type),
    };
  });
  const keys = partitions.map(({ sql }, i) => `${sql} AS k${i}`).join(', ');
  const tuples =
    partitions.length === 0
      ? [[]]
      : (await connection.runAndReadAll(`SELECT DISTINCT ${keys} FROM source`)).getRows();
  const files: DataFile[] = [];
  for (const tuple of tuples) {
    const values = tuple.map((value, i) => fromDuckDB(value, partitions[i]!.type));
    const conditions = values.map(
      (value, i) =>
        `${partitions[i]!.sql} IS NOT DISTINCT FROM ${toSql(value, partitions[i]!.type, icebergToDuckDB)}`,
    );
    const path = join(local, `part-${++written}.parquet`);
    const copied = await connection.runAndReadAll(
      `COPY (SELECT * FROM source ${conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`}) TO ${sqlString(path)}
         (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE ${table.rowGroupSize ?? 122_880}, FIELD_IDS ${fieldIdsSql(schema)}, RETURN_STATS)`,
    );
    const file = dataFileFromCopyStats(copied.getRowObjectsJson()[0] as never, {
      schema,
      spec,
      partition: values.map((value, i) => (value === null ? null : singleValue(value, partitions[i]!.type))),
      filePath: data.startsWith('file:') ? `file://${path}` : path,
      splitOffsets: await readSplitOffsets(connection, path),
    });
    if (statSync(path).size !== file.fileSizeInBytes) throw new Error('the file is not as long as COPY said');
    files.push(file);
  }
  return files;
}

/** A canonical value in the spec's JSON single-value form. */
function singleValue(value: Canonical, type: Type): string | number | boolean {
  const name = type as string;
  const text = String(value);
  const convert = (): Value => {
    if (name === 'boolean') return value as boolean;
    if (name === 'int' || name === 'date') return Number(text);
    if (name === 'long' || name.startsWith('time')) return BigInt(text);
    if (name.startsWith('decimal')) return parseDecimal(text, Number(/,\s*(\d+)/.exec(name)![1]))!;
    if (name === 'binary' || name.startsWith('fixed')) return Buffer.from(text, 'hex');
    return text;
  };
  return valueToJson(type, convert());
}
