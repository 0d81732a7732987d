import { BIGINT, type DuckDBConnection, DuckDBDataChunk, INTEGER } from '@duckdb/node-api';
import { LakeveilError } from '../../../errors.js';
import { sqlString } from '../../../sql/duckdb.js';
import type { FileIO } from '../../file-io/file-io.js';
import { shownLocation } from '../../file-io/shown-location.js';
import type { DataFile } from '../data-file.js';
import type { FileScan } from '../file-scan.js';
import { readDeletionVector } from './deletion-vector.js';
import { comparablePath, comparablePathSql } from './file-path.js';
import { fillColumns } from './fill-columns.js';
import { bySchema, type LocatedDelete, withLocatedDeletes } from './located-deletes.js';
import { type DeleteKind, temporaryTable } from './open-deletes.js';
import { type ParquetSource, parquetSource } from './parquet-source.js';

/** Reserved field ids of position delete files (https://iceberg.apache.org/spec/#reserved-field-ids). */
const filePathId = 2_147_483_546;
const posId = 2_147_483_545;
/** Position delete files without ids have these names (spec: position delete files). */
const reservedNames = [
  { 'field-id': filePathId, names: ['file_path'] },
  { 'field-id': posId, names: ['pos'] },
];
/** Row numbers take 40 bits of a key, the file's index the bits above. */
const rowBits = 2 ** 40;

/**
 * Deleted positions of the scans' files, from position delete files and deletion vectors, as a temporary table
 * (scan INTEGER, pos BIGINT). The condition is a `NOT IN`, which DuckDB runs with the deletes on the hash side always,
 * so rows keep their order and only positions are held in memory.
 */
export async function openPositionDeletes(
  connection: DuckDBConnection,
  io: FileIO,
  scans: readonly FileScan[],
): Promise<DeleteKind> {
  const vectors: { scan: number; file: DataFile }[] = [];
  const positional: { scan: number; file: DataFile }[] = [];
  const withDeletes = new Set<number>();
  scans.forEach(({ deletes }, scan) => {
    const positions = deletes.filter((file) => file.content === 1);
    const ownVectors = positions.filter((file) => file.fileFormat === 'PUFFIN');
    if (ownVectors.length > 0) for (const file of ownVectors) vectors.push({ scan, file });
    else for (const file of positions) positional.push({ scan, file });
    if (positions.length > 0) withDeletes.add(scan);
  });
  if (withDeletes.size === 0) return { key: () => '', conditions: () => [], close: async () => {} };

  const table = temporaryTable('positions');
  // NOT NULL, because one NULL in a NOT IN would drop every row.
  await connection.run(`CREATE TEMP TABLE ${table} (scan INTEGER NOT NULL, pos BIGINT NOT NULL)`);
  const close = async (): Promise<void> => {
    await connection.run(`DROP TABLE IF EXISTS ${table}`);
  };
  try {
    for (const { scan, file } of vectors) {
      if (comparablePath(file.referencedDataFile ?? '') !== comparablePath(scans[scan]!.file.filePath)) {
        throw new LakeveilError(
          'CORRUPT_FILE',
          `A deletion vector in ${shownLocation(file.filePath)} belongs to another data file; nothing was read.`,
        );
      }
      await append(connection, table, scan, await readDeletionVector(io, file));
    }
    if (positional.length > 0) await loadFiles(connection, io, scans, positional, table);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    key: () => '',
    conditions(first, count) {
      let any = false;
      for (let scan = first; scan < first + count; scan += 1) any ||= withDeletes.has(scan);
      if (!any) return [];
      if (count === 1) return [`file_row_number NOT IN (SELECT pos FROM ${table} WHERE scan = ${first})`];
      return [
        `CAST(file_index AS BIGINT) * ${rowBits} + file_row_number NOT IN (SELECT (scan - ${first})::BIGINT * ${rowBits} + pos FROM ${table} WHERE scan BETWEEN ${first} AND ${first + count - 1})`,
      ];
    },
    close,
  };
}

async function append(
  connection: DuckDBConnection,
  table: string,
  scan: number,
  positions: readonly number[],
): Promise<void> {
  const appender = await connection.createAppender(table, 'main', 'temp');
  for (let at = 0; at < positions.length; at += 2048) {
    const part = positions.slice(at, at + 2048);
    const chunk = DuckDBDataChunk.create([INTEGER, BIGINT], part.length);
    chunk.setColumns([part.map(() => scan), part.map(BigInt)]);
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
}

async function loadFiles(
  connection: DuckDBConnection,
  io: FileIO,
  scans: readonly FileScan[],
  positional: readonly { readonly scan: number; readonly file: DataFile }[],
  table: string,
): Promise<void> {
  const files = new Map<string, DataFile>();
  for (const { file } of positional) files.set(file.filePath, file);
  const targets = temporaryTable('targets');
  await connection.run(`CREATE TEMP TABLE ${targets} (delete_file VARCHAR, data_file VARCHAR, scan INTEGER)`);
  try {
    const appender = await connection.createAppender(targets, 'main', 'temp');
    for (const { scan, file } of positional) {
      appender.appendVarchar(file.filePath);
      appender.appendVarchar(comparablePath(scans[scan]!.file.filePath));
      appender.appendInteger(scan);
      appender.endRow();
    }
    appender.closeSync();
    await withLocatedDeletes(connection, io, [...files.values()], async (located) => {
      for (const group of bySchema(located)) {
        const source = parquetSource(group, group[0]!.schema, reservedNames);
        const sql = insertSql(group, source, targets, table);
        await fillColumns(connection, group, source.fields, source.used);
        await connection.run(sql);
      }
    });
  } finally {
    await connection.run(`DROP TABLE IF EXISTS ${targets}`);
  }
}

function insertSql(
  files: readonly LocatedDelete[],
  source: ParquetSource,
  targets: string,
  table: string,
): string {
  const column = (id: number): string => {
    const field = source.fields.find((candidate) => candidate.id === id);
    if (field) return source.column(field);
    throw new LakeveilError(
      'CORRUPT_FILE',
      `The position delete file ${shownLocation(files[0]!.location)} lacks the columns file_path and pos; the rows that it deletes can't be told, so nothing was read.`,
    );
  };
  const path = comparablePathSql(column(filePathId));
  const pos = column(posId);
  const names = files.map((file) => sqlString(file.location)).join(', ');
  return `INSERT INTO ${table}
SELECT targets.scan, deleted.pos
FROM (
  SELECT ([${names}])[CAST(file_index + 1 AS BIGINT)] AS delete_file, ${path} AS data_file, CAST(${pos} AS BIGINT) AS pos
  FROM ${source.from()}
) deleted
JOIN ${targets} targets ON targets.delete_file = deleted.delete_file AND targets.data_file = deleted.data_file`;
}
