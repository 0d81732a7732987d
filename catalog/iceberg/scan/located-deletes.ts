import type { DuckDBConnection } from '@duckdb/node-api';
import { duckdbError } from '../../../sql/duckdb.js';
import type { FileIO } from '../../file-io/file-io.js';
import { shownLocation } from '../../file-io/shown-location.js';
import type { DataFile } from '../data-file.js';
import { type CopiedFile, copyFiles } from './fill-columns.js';
import { type PhysicalSchema, readParquetSchemas } from './parquet-schema.js';

/** Parquet delete files with local copies and schemas. */
export interface LocatedDelete extends CopiedFile {
  readonly file: DataFile;
  readonly schema: PhysicalSchema;
}

/**
 * Runs `use` with local copies of the files, and names the files in its errors. Of remote files only the footer is there
 * then: `use` fetches the columns that it reads (`fillColumns`).
 */
export async function withLocatedDeletes(
  connection: DuckDBConnection,
  io: FileIO,
  files: readonly DataFile[],
  use: (located: readonly LocatedDelete[]) => Promise<void>,
): Promise<void> {
  const releases: (() => Promise<void>)[] = [];
  try {
    const locations = files.map(({ filePath }) => filePath);
    const copies = await copyFiles(io, locations, (copy) => releases.push(() => copy.release()));
    const schemas = await readParquetSchemas(connection, copies);
    await use(copies.map((copy, i) => ({ ...copy, file: files[i]!, schema: schemas[i]! })));
  } catch (error) {
    const first = shownLocation(files[0]?.filePath ?? '');
    throw duckdbError(
      error,
      files.length === 1
        ? `The delete file ${first} was not read`
        : `The ${files.length} delete files from ${first} on were not read`,
    );
  } finally {
    for (const release of releases) await release();
  }
}

/** Files of the same physical schema together, in order. */
export function bySchema(files: readonly LocatedDelete[]): LocatedDelete[][] {
  const groups = new Map<string, LocatedDelete[]>();
  for (const file of files) {
    const group = groups.get(file.schema.signature);
    if (group) group.push(file);
    else groups.set(file.schema.signature, [file]);
  }
  return [...groups.values()];
}
