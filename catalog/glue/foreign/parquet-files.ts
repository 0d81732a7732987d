import { join } from 'node:path';
import { LakeveilError } from '../../../errors.js';
import { type DuckDB, duckdbError, sqlName, sqlPath, sqlString } from '../../../sql/duckdb.js';
import { loadQuery } from '../../../sql/load-query.js';
import { bounded } from '../../file-io/bounded.js';
import type { FileIO } from '../../file-io/file-io.js';
import { shownLocation } from '../../file-io/shown-location.js';
import type { DataFile } from '../../iceberg/data-file.js';
import { readSplitOffsets } from '../../iceberg/scan/data-file-stats.js';
import { fieldIdsSql } from '../../iceberg/scan/field-ids-sql.js';
import {
  applyNameMapping,
  type PhysicalField,
  type PhysicalSchema,
  readParquetSchemas,
} from '../../iceberg/scan/parquet-schema.js';
import { absentField, projectField } from '../../iceberg/scan/project-field.js';
import type { ForeignSchema } from './foreign-schema.js';
import { isNamed, nameMapping } from './name-mapping.js';
import type { ForeignFile } from './table-files.js';

export interface ForeignDataFiles {
  /** In the order of the files. */
  readonly dataFiles: readonly DataFile[];
  /** Physical schemas of the files, each once: what a name mapping is made of. */
  readonly physical: readonly (readonly PhysicalField[])[];
}

/** Footers at a time. */
const CONCURRENCY = 8;

/**
 * Entries for Parquet files that lie elsewhere, from their footers alone. A file that has field ids of its own is the
 * exception: they mean nothing to the table and would be taken for its column ids, so it is copied to scratch with the
 * table's.
 *
 * Errors: CORRUPT_FILE, FILE_NOT_FOUND, SCHEMA_MISMATCH (a file that has none of the columns), FileIO's.
 */
export async function parquetDataFiles(
  files: readonly ForeignFile[],
  schema: ForeignSchema,
  io: (location: string) => FileIO,
  db: DuckDB,
  scratch: string,
): Promise<ForeignDataFiles> {
  const dataFiles: DataFile[] = new Array(files.length);
  const physical = new Map<string, readonly PhysicalField[]>();
  await bounded(files.entries(), CONCURRENCY, async ([i, file]) => {
    const copy = await io(file.location).localCopy(file.location, { sparse: true });
    const connection = await db.connect();
    try {
      const [found] = await readParquetSchemas(connection, [{ location: file.location, path: copy.path }]);
      checkColumns(file, found!, schema);
      if (found!.hasIds) {
        dataFiles[i] = await withTableIds(file, found!, schema, io, db, join(scratch, `ids-${i}.parquet`));
        return;
      }
      physical.set(found!.signature, found!.fields);
      const splitOffsets = await readSplitOffsets(connection, copy.path);
      dataFiles[i] = {
        content: 0,
        filePath: file.location,
        fileFormat: 'PARQUET',
        specId: 0,
        partition: file.partition,
        recordCount: await recordCount(db, copy.path, file.location),
        fileSizeInBytes: file.size,
        splitOffsets,
      };
    } finally {
      connection.closeSync();
      await copy.release();
    }
  });
  return { dataFiles, physical: [...physical.values()] };
}

/** A file of another table, or of one whose columns were renamed, would read as nothing but nulls. */
function checkColumns(file: ForeignFile, found: PhysicalSchema, { fileFields }: ForeignSchema): void {
  if (fileFields.some(({ name }) => found.fields.some((column) => isNamed(column, name)))) return;
  throw new LakeveilError(
    'SCHEMA_MISMATCH',
    `Nothing was read: ${shownLocation(file.location)} has none of the columns that Glue has for the table. Move it away, or mend the table's columns.`,
    { details: { location: shownLocation(file.location) } },
  );
}

async function withTableIds(
  file: ForeignFile,
  found: PhysicalSchema,
  schema: ForeignSchema,
  io: (location: string) => FileIO,
  db: DuckDB,
  target: string,
): Promise<DataFile> {
  const copy = await io(file.location).localCopy(file.location);
  const what = `The data file ${shownLocation(file.location)} was not read`;
  try {
    const withoutIds = found.fields.map(withoutId);
    const mapped = applyNameMapping(withoutIds, nameMapping(schema.fileFields, [withoutIds]));
    const columns = schema.fileFields.map((field) => {
      const column = mapped.find(({ id }) => id === field.id);
      const value =
        column === undefined
          ? absentField(field)
          : projectField(sqlName(column.name), column.type, field.type, field.name);
      return `${value} AS ${sqlName(field.name)}`;
    });
    return await copyToParquet(
      db,
      `SELECT ${columns.join(', ')} FROM read_parquet(${sqlPath(copy.path)}, hive_partitioning = false)`,
      { file, schema, target },
    );
  } catch (error) {
    throw duckdbError(error, what);
  } finally {
    await copy.release();
  }
}

/** Writes a SELECT of the file's columns as a Parquet file with the table's field ids. Throws DuckDB's own errors. */
export async function copyToParquet(
  db: DuckDB,
  select: string,
  {
    file,
    schema,
    target,
  }: { readonly file: ForeignFile; readonly schema: ForeignSchema; readonly target: string },
): Promise<DataFile> {
  const connection = await db.connect();
  try {
    const copied = await connection.runAndReadAll(
      `COPY (${select}) TO ${sqlString(target)} (FORMAT parquet, COMPRESSION zstd, FIELD_IDS ${fieldIdsSql({ fields: schema.fileFields })}, RETURN_STATS)`,
    );
    const [stats] = copied.getRowObjectsJson() as { count: string; file_size_bytes: string }[];
    return {
      content: 0,
      filePath: target,
      fileFormat: 'PARQUET',
      specId: 0,
      partition: file.partition,
      recordCount: Number(stats!.count),
      fileSizeInBytes: Number(stats!.file_size_bytes),
      splitOffsets: await readSplitOffsets(connection, target),
    };
  } finally {
    connection.closeSync();
  }
}

function withoutId({ name, type }: PhysicalField): PhysicalField {
  switch (type.kind) {
    case 'scalar':
      return { name, type };
    case 'struct':
      return { name, type: { kind: 'struct', fields: type.fields.map(withoutId) } };
    case 'list':
      return { name, type: { kind: 'list', element: withoutId(type.element) } };
    case 'map':
      return { name, type: { kind: 'map', key: withoutId(type.key), value: withoutId(type.value) } };
  }
}

async function recordCount(db: DuckDB, path: string, location: string): Promise<number> {
  const connection = await db.connect();
  try {
    const sql = loadQuery('row-groups').replace('$file', () => sqlPath(path));
    const counts = (await connection.runAndReadAll(sql)).getRows();
    return counts.reduce((sum, [count]) => sum + Number(count), 0);
  } catch (error) {
    throw duckdbError(error, `The data file ${shownLocation(location)} was not read`);
  } finally {
    connection.closeSync();
  }
}
