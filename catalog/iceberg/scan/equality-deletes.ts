import type { DuckDBConnection } from '@duckdb/node-api';
import { LakeveilError } from '../../../errors.js';
import type { FileIO } from '../../file-io/file-io.js';
import { shownLocation } from '../../file-io/shown-location.js';
import type { DataFile } from '../data-file.js';
import type { FileScan, Projection } from '../file-scan.js';
import type { NestedField, Schema } from '../schema.js';
import { fillColumns } from './fill-columns.js';
import { bySchema, type LocatedDelete, withLocatedDeletes } from './located-deletes.js';
import { type DeleteKind, temporaryTable } from './open-deletes.js';
import { type ParquetSource, parquetSource } from './parquet-source.js';
import { absentField, findById, literalSql, projectField } from './project-field.js';

/** Values of one set of columns that delete rows, as a temporary table with columns v0, v1, … */
interface DeletedValues {
  readonly table: string;
  readonly fieldIds: readonly number[];
}

/**
 * Equality deletes of the scans: for each set of delete files that applies to a scan, one temporary table per set of
 * equality columns. Values compare as Iceberg has it: NULL equals NULL, NaN equals NaN (a DuckDB struct compares so).
 * Columns are found by field id in both files, projected or not, and also when the table has dropped them since.
 */
export async function openEqualityDeletes(
  connection: DuckDBConnection,
  io: FileIO,
  scans: readonly FileScan[],
  projection: Projection,
): Promise<DeleteKind> {
  const keys: string[] = [];
  const sets = new Map<string, DeletedValues[]>();
  const tables: string[] = [];
  const close = async (): Promise<void> => {
    for (const table of tables.splice(0)) await connection.run(`DROP TABLE IF EXISTS ${table}`);
  };
  try {
    for (const { deletes, constants } of scans) {
      const files = deletes.filter((file) => file.content === 2);
      const filesKey = files.map((file) => file.filePath).join('\n');
      // Constants may stand in for equality columns, so they part readings too.
      keys.push(files.length === 0 ? '' : `${filesKey}\n${JSON.stringify(constants)}`);
      if (files.length === 0 || sets.has(filesKey)) continue;
      const values: DeletedValues[] = [];
      for (const group of byFieldIds(files)) {
        const table = temporaryTable('values');
        tables.push(table);
        await load(connection, io, group.files, group.fieldIds, projection, table);
        values.push({ table, fieldIds: group.fieldIds });
      }
      sets.set(filesKey, values);
    }
  } catch (error) {
    await close();
    throw error;
  }
  return {
    key: (scan) => keys[scan]!,
    conditions(first, _count, source) {
      const { deletes, constants } = scans[first]!;
      const filesKey = deletes
        .filter((file) => file.content === 2)
        .map((file) => file.filePath)
        .join('\n');
      return (sets.get(filesKey) ?? []).map(({ table, fieldIds }) => {
        const members = fieldIds.map(
          (id, i) => `v${i} := ${dataValue(source, id, projection.schema, constants)}`,
        );
        const deleted = fieldIds.map((_, i) => `v${i} := v${i}`);
        return `NOT coalesce(struct_pack(${members.join(', ')}) IN (SELECT struct_pack(${deleted.join(', ')}) FROM ${table}), false)`;
      });
    },
    close,
  };
}

function byFieldIds(files: readonly DataFile[]): { fieldIds: number[]; files: DataFile[] }[] {
  const groups = new Map<string, { fieldIds: number[]; files: DataFile[] }>();
  for (const file of files) {
    const fieldIds = [...(file.equalityIds ?? [])].sort((a, b) => a - b);
    if (fieldIds.length === 0) {
      throw new LakeveilError(
        'CORRUPT_METADATA',
        `The manifest entry of the equality delete file ${shownLocation(file.filePath)} has no equality ids; the rows that it deletes can't be told, so nothing was read.`,
      );
    }
    const group = groups.get(fieldIds.join());
    if (group) group.files.push(file);
    else groups.set(fieldIds.join(), { fieldIds, files: [file] });
  }
  return [...groups.values()];
}

async function load(
  connection: DuckDBConnection,
  io: FileIO,
  files: readonly DataFile[],
  fieldIds: readonly number[],
  projection: Projection,
  table: string,
): Promise<void> {
  await withLocatedDeletes(connection, io, files, async (located) => {
    const selects: string[] = [];
    for (const group of bySchema(located)) {
      const source = parquetSource(group, group[0]!.schema, projection.nameMapping);
      const columns = fieldIds.map(
        (id, i) => `${deleteValue(source, id, projection.schema, group[0]!)} AS v${i}`,
      );
      await fillColumns(connection, group, source.fields, source.used);
      selects.push(`SELECT ${columns.join(', ')} FROM ${source.from()}`);
    }
    await connection.run(
      `CREATE TEMP TABLE ${table} AS SELECT DISTINCT * FROM (${selects.join(' UNION ALL ')})`,
    );
  });
}

function deleteValue(source: ParquetSource, id: number, schema: Schema, file: LocatedDelete): string {
  const found = findById(source.fields, id, (top) => source.column(top));
  if (!found) {
    throw new LakeveilError(
      'CORRUPT_FILE',
      `The equality delete file ${shownLocation(file.location)} lacks its column with field id ${id}; the rows that it deletes can't be told, so nothing was read.`,
    );
  }
  const field = fieldInSchema(schema.fields, id);
  return field ? projectField(found.expression, found.type, field.type, field.name) : found.expression;
}

/** The value in a data file; of a dropped column as the file holds it, or NULL. */
function dataValue(
  source: ParquetSource,
  id: number,
  schema: Schema,
  constants: FileScan['constants'],
): string {
  const found = findById(source.fields, id, (top) => source.column(top));
  const field = fieldInSchema(schema.fields, id);
  if (found)
    return field ? projectField(found.expression, found.type, field.type, field.name) : found.expression;
  if (!field) return 'NULL';
  const constant = constants[id];
  return constant === undefined ? absentField(field) : literalSql(field.type, constant);
}

function fieldInSchema(fields: readonly NestedField[], id: number): NestedField | undefined {
  for (const field of fields) {
    if (field.id === id) return field;
    if (typeof field.type !== 'string' && field.type.type === 'struct') {
      const inner = fieldInSchema(field.type.fields, id);
      if (inner) return inner;
    }
  }
  return undefined;
}
