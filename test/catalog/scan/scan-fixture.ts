import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FileIO } from '../../../catalog/file-io/file-io.js';
import type { DataFile } from '../../../catalog/iceberg/data-file.js';
import type { FileScan, Projection } from '../../../catalog/iceberg/file-scan.js';
import { openScan } from '../../../catalog/iceberg/scan/open-scan.js';
import type { NestedField, Schema, Type } from '../../../catalog/iceberg/schema.js';
import { type DuckDB, openDuckDB } from '../../../sql/duckdb.js';

/** A private folder with a DuckDB in it, and short ways to write files and read scans. */
export interface ScanFixture {
  readonly folder: string;
  readonly duckdb: DuckDB;
  readonly io: FileIO;
  /** Local copies taken and not given back. */
  openCopies(): number;
  run(sql: string): Promise<unknown[][]>;
  /** COPY of a query into a Parquet file with FIELD_IDS. */
  write(name: string, query: string, fieldIds: string, more?: string): Promise<DataFile>;
  read(
    scans: readonly FileScan[],
    projection: Projection,
    where?: string,
  ): Promise<Record<string, unknown>[]>;
  close(): Promise<void>;
}

export async function scanFixture(threads = 1): Promise<ScanFixture> {
  const folder = await mkdtemp(join(tmpdir(), 'lakeveil-scan-'));
  const duckdb = await openDuckDB({ threads, memoryMb: 1024, scratch: folder });
  let copies = 0;
  const localPath = (location: string): string => location.replace(/^file:\/*/, '/');
  const refuse = (): never => {
    throw new Error('not needed here');
  };
  const io: FileIO = {
    async read(location, range) {
      const bytes = await readFile(localPath(location));
      return range ? bytes.subarray(range.start, range.end) : bytes;
    },
    async size(location) {
      return (await stat(localPath(location))).size;
    },
    async localCopy(location) {
      copies += 1;
      let released = false;
      return {
        path: localPath(location),
        async release() {
          if (!released) copies -= 1;
          released = true;
        },
      };
    },
    create: refuse,
    list: refuse,
    remove: refuse,
    removeUnfinished: refuse,
    publish: refuse,
  };
  const run = async (sql: string): Promise<unknown[][]> =>
    (await duckdb.connection.runAndReadAll(sql)).getRows();
  return {
    folder,
    duckdb,
    io,
    openCopies: () => copies,
    run,
    async write(name, query, fieldIds, more = '') {
      const path = join(folder, name);
      const ids = fieldIds === '' ? '' : `, FIELD_IDS ${fieldIds}`;
      await run(`COPY (${query}) TO '${path.replaceAll("'", "''")}' (FORMAT parquet${ids}${more})`);
      const [[count]] = (await run(`SELECT count(*) FROM (${query})`)) as [[bigint]];
      return dataFile(path, Number(count), (await stat(path)).size);
    },
    async read(scans, projection, where) {
      const scan = await openScan(duckdb.connection, io, scans, projection, {
        scratch: folder,
        ...(where === undefined ? {} : { where }),
      });
      try {
        return (await duckdb.connection.runAndReadAll(scan.sql)).getRowObjectsJson();
      } finally {
        await scan.close();
      }
    },
    async close() {
      duckdb.close();
      await rm(folder, { recursive: true });
    },
  };
}

export function dataFile(filePath: string, recordCount: number, fileSizeInBytes: number): DataFile {
  return {
    content: 0,
    filePath,
    fileFormat: 'PARQUET',
    specId: 0,
    partition: [],
    recordCount,
    fileSizeInBytes,
  };
}

export const scanOf = (file: DataFile, more: Partial<FileScan> = {}): FileScan => ({
  file,
  deletes: [],
  constants: {},
  ...more,
});

export const field = (
  id: number,
  name: string,
  type: Type,
  more: Partial<NestedField> = {},
): NestedField => ({
  id,
  name,
  type,
  required: false,
  ...more,
});

export const schemaOf = (...fields: NestedField[]): Schema => ({ type: 'struct', 'schema-id': 0, fields });

export const project = (schema: Schema, ...fieldIds: number[]): Projection => ({
  schema,
  fieldIds: fieldIds.length === 0 ? schema.fields.map(({ id }) => id) : fieldIds,
});
