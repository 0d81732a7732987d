import type { DuckDBConnection } from '@duckdb/node-api';
import { LakeveilError } from '../../../errors.js';
import { duckdbError, sqlName, sqlPath, sqlString } from '../../../sql/duckdb.js';
import { loadQuery } from '../../../sql/load-query.js';
import type { FileIO } from '../../file-io/file-io.js';
import { shownLocation } from '../../file-io/shown-location.js';
import type { FileScan, Projection } from '../file-scan.js';
import type { NestedField, Schema } from '../schema.js';
import { icebergToDuckDB } from '../values/duckdb-type.js';
import { type CopiedFile, copyFiles, fillColumns } from './fill-columns.js';
import { type DeleteFilters, openDeletes } from './open-deletes.js';
import { type LocatedFile, type PhysicalSchema, readParquetSchemas } from './parquet-schema.js';
import { parquetSource } from './parquet-source.js';
import { absentField, literalSql, projectField } from './project-field.js';
import { parseWhere } from './where.js';

export interface OpenedScan {
  /**
   * A SELECT for the same connection: the projected columns under their Iceberg names, then `__file` VARCHAR (the
   * Iceberg path of the data file) and `__row` BIGINT (row number in it, from 0). Live rows only, in file order.
   */
  readonly sql: string;
  readonly columns: readonly {
    readonly fieldId: number;
    readonly name: string;
    readonly duckdbType: string;
  }[];
  /** A failure while `sql` ran, as a coded error without row text that names the data file where DuckDB told it. */
  failure(error: unknown): LakeveilError;
  /** Drops its temporary tables and releases local copies; idempotent. */
  close(): Promise<void>;
}

export interface OpenScanOptions {
  /** DuckDB predicate over the table's columns, also those that are not projected; applied after the deletes. */
  readonly where?: string;
  /** Private folder for whatever must lie on disk. */
  readonly scratch: string;
  /** Bytes; of remote files, ranges that are no further apart are fetched as one. */
  readonly mergeGap?: number;
}

interface LocatedScan extends CopiedFile {
  readonly scan: FileScan;
  readonly schema: PhysicalSchema;
  readonly constants: ReadonlyMap<number, string>;
}

/**
 * Opens data files, or ranges of them, for reading by DuckDB: columns by field id with all evolution applied, rows
 * without the deleted ones. Of local files, nothing but footers and delete files is read before `sql` runs; of remote ones
 * (`FileIO.localCopy`), the column chunks that `sql` reads are brought here, and no others. `sql` is valid until `close`; temporary tables of the connection hold the deletes.
 *
 * Errors: FILE_NOT_FOUND, CORRUPT_FILE, NO_FIELD_IDS, UNSUPPORTED_FEATURE, NO_SUCH_COLUMN, BAD_WHERE.
 */
export async function openScan(
  connection: DuckDBConnection,
  io: FileIO,
  scans: readonly FileScan[],
  projection: Projection,
  options: OpenScanOptions,
): Promise<OpenedScan> {
  const projected = projection.fieldIds.map((id) => topLevelField(projection.schema, id));
  const where =
    options.where === undefined ? undefined : await parseWhere(connection, options.where, projection.schema);
  const filtered = (where?.fieldIds ?? [])
    .filter((id) => !projection.fieldIds.includes(id))
    .map((id) => topLevelField(projection.schema, id));
  const fields = [...projected, ...filtered];
  refuseAmbiguousNames(fields);

  const releases: (() => Promise<void>)[] = [];
  let deletes: DeleteFilters | undefined;
  const close = async (): Promise<void> => {
    await deletes?.close();
    for (const release of releases.splice(0)) await release();
  };
  try {
    for (const { file } of scans) {
      if (file.fileFormat !== 'PARQUET') throw unsupportedFormat(file.fileFormat, file.filePath);
    }
    const locations = scans.map(({ file }) => file.filePath);
    const located = await copyFiles(io, locations, (copy) => releases.push(() => copy.release()));
    const schemas = await readParquetSchemas(connection, located);
    deletes = await openDeletes(connection, io, scans, projection);
    const readers = scans.map((scan, i) => ({
      ...located[i]!,
      scan,
      schema: schemas[i]!,
      constants: absentConstants(scan, fields, schemas[i]!),
    }));
    const branches: string[] = [];
    for (const run of runsOf(readers, deletes)) {
      branches.push(
        await branchSql(connection, run.readers, run.first, fields, projection, deletes, options.mergeGap),
      );
    }
    const columns = projected.map((field) => ({
      fieldId: field.id,
      name: field.name,
      duckdbType: icebergToDuckDB(field.type),
    }));
    const rows = branches.length === 0 ? emptySql(fields) : branches.join('\nUNION ALL\n');
    const names = [...projected.map((field) => sqlName(field.name)), '__file', '__row'];
    const sql =
      where === undefined ? rows : `SELECT ${names.join(', ')} FROM (\n${rows}\n) WHERE ${where.sql}`;
    return {
      sql,
      columns,
      failure: (error) => streamFailure(error, located),
      close,
    };
  } catch (error) {
    await close();
    throw duckdbError(error, 'The data files were not read');
  }
}

/** Consecutive scans that one `read_parquet` can serve: whole files of the same schema, constants and deletes. */
function runsOf(
  readers: readonly LocatedScan[],
  deletes: DeleteFilters,
): { readers: LocatedScan[]; first: number }[] {
  const runs: { readers: LocatedScan[]; first: number; key: string }[] = [];
  readers.forEach((reader, index) => {
    const { scan } = reader;
    const isWhole = scan.rows === undefined && scan.rowGroups === undefined;
    const key = isWhole
      ? JSON.stringify([reader.schema.signature, [...reader.constants], deletes.key(index)])
      : '';
    const last = runs.at(-1);
    if (isWhole && last?.key === key) last.readers.push(reader);
    else runs.push({ readers: [reader], first: index, key });
  });
  return runs;
}

async function branchSql(
  connection: DuckDBConnection,
  readers: readonly LocatedScan[],
  first: number,
  fields: readonly NestedField[],
  projection: Projection,
  deletes: DeleteFilters,
  mergeGap: number | undefined,
): Promise<string> {
  const { schema, constants } = readers[0]!;
  const source = parquetSource(readers, schema, projection.nameMapping);
  const columns = fields.map((field) => {
    const physical = source.fields.find((candidate) => candidate.id === field.id);
    const expression = physical
      ? projectField(source.column(physical), physical.type, field.type, field.name)
      : (constants.get(field.id) ?? absentField(field));
    return `${expression} AS ${sqlName(field.name)}`;
  });
  const rows = readers.length === 1 ? await rowRange(connection, readers[0]!) : ALL_ROWS;
  const conditions = rangeConditions(rows);
  conditions.push(...deletes.conditions(first, readers.length, source));
  // From here on no column is named that was not before.
  await fillColumns(connection, readers, source.fields, source.used, { mergeGap, rows });
  const paths = readers.map((reader) => sqlString(reader.scan.file.filePath));
  const file = paths.length === 1 ? paths[0]! : `([${paths.join(', ')}])[CAST(file_index + 1 AS BIGINT)]`;
  return [
    `SELECT ${[...columns, `${file} AS __file`, 'file_row_number AS __row'].join(', ')}`,
    `FROM ${source.from()}`,
    ...(conditions.length === 0 ? [] : [`WHERE ${conditions.join(' AND ')}`]),
  ].join('\n');
}

/** Rows `[start, end)` of a file, to the last one without `end`. */
interface RowRange {
  readonly start: number;
  readonly end: number | undefined;
}
const ALL_ROWS: RowRange = { start: 0, end: undefined };
const NO_ROWS: RowRange = { start: 0, end: 0 };

async function rowRange(connection: DuckDBConnection, reader: LocatedScan): Promise<RowRange> {
  const { rows, rowGroups, file } = reader.scan;
  if (rows) return { start: rows.start, end: rows.end >= file.recordCount ? undefined : rows.end };
  if (!rowGroups) return ALL_ROWS;
  const counts = await rowGroupRows(connection, reader);
  if (rowGroups.start >= counts.length && rowGroups.start > 0) return NO_ROWS;
  const rowsBefore = (group: number): number => counts.slice(0, group).reduce((sum, count) => sum + count, 0);
  const isOpen = rowGroups.end === undefined || rowGroups.end >= counts.length;
  return { start: rowsBefore(rowGroups.start), end: isOpen ? undefined : rowsBefore(rowGroups.end!) };
}

function rangeConditions({ start, end }: RowRange): string[] {
  if (end !== undefined && end <= start) return ['false'];
  if (end !== undefined) return [`file_row_number BETWEEN ${start} AND ${end - 1}`];
  return start > 0 ? [`file_row_number >= ${start}`] : [];
}

async function rowGroupRows(connection: DuckDBConnection, file: LocatedFile): Promise<number[]> {
  try {
    const sql = loadQuery('row-groups').replace('$file', () => sqlPath(file.path));
    return (await connection.runAndReadAll(sql)).getRows().map(([count]) => Number(count));
  } catch (error) {
    throw duckdbError(error, `The data file ${shownLocation(file.location)} was not read`);
  }
}

/** As SQL, the partition's values of wanted columns that the file does not hold itself. */
function absentConstants(
  scan: FileScan,
  fields: readonly NestedField[],
  schema: PhysicalSchema,
): ReadonlyMap<number, string> {
  const constants = new Map<number, string>();
  for (const field of fields) {
    const constant = scan.constants[field.id];
    if (constant === undefined || schema.fields.some((physical) => physical.id === field.id)) continue;
    constants.set(field.id, literalSql(field.type, constant));
  }
  return constants;
}

function topLevelField(schema: Schema, id: number): NestedField {
  const field = schema.fields.find((candidate) => candidate.id === id);
  if (field) return field;
  throw new LakeveilError(
    'NO_SUCH_COLUMN',
    `The schema has no top-level column with field id ${id}; nothing was read.`,
    {
      details: { fieldId: id },
    },
  );
}

/** DuckDB's names ignore case. */
function refuseAmbiguousNames(fields: readonly NestedField[]): void {
  const seen = new Set(['__file', '__row']);
  for (const { name } of fields) {
    const folded = name.toLowerCase();
    if (seen.has(folded)) {
      throw new LakeveilError(
        'UNSUPPORTED_FEATURE',
        `The column '${name}' is named like another one but for case, or like the reserved __file or __row; nothing was read. Leave one of them out or rename it.`,
        { details: { feature: 'column names that differ only in case', column: name } },
      );
    }
    seen.add(folded);
  }
}

function emptySql(fields: readonly NestedField[]): string {
  const columns = fields.map(
    (field) => `CAST(NULL AS ${icebergToDuckDB(field.type)}) AS ${sqlName(field.name)}`,
  );
  return `SELECT ${[...columns, 'CAST(NULL AS VARCHAR) AS __file', 'CAST(NULL AS BIGINT) AS __row'].join(', ')} WHERE false`;
}

function unsupportedFormat(format: string, location: string): LakeveilError {
  return new LakeveilError(
    'UNSUPPORTED_FEATURE',
    `Not implemented: data files of format ${format} (${shownLocation(location)}); the table was not read. Rewrite it as Parquet first.`,
    { details: { feature: `data file format ${format}`, location: shownLocation(location) } },
  );
}

function streamFailure(error: unknown, files: readonly LocatedFile[]): LakeveilError {
  const message = error instanceof Error ? error.message : '';
  const named = files.length === 1 ? files[0] : files.find((file) => message.includes(file.path));
  // DuckDB does not always say which: then the candidates, the first few of them.
  const shown = (named ? [named] : files.slice(0, 3)).map((file) => shownLocation(file.location)).join(', ');
  const what =
    named || files.length <= 3
      ? `Data was not read to its end from ${shown}`
      : `Data was not read to its end from one of ${files.length} files (${shown}, …)`;
  return duckdbError(error, what);
}
