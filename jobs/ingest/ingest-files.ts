import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, totalmem } from 'node:os';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Catalog, Table } from '../../catalog/catalog.js';
import { openScratch } from '../../catalog/file-io/scratch.js';
import type { StorageOptions } from '../../catalog/file-io/storage-options.js';
import { commitSnapshot } from '../../catalog/iceberg/commit-snapshot.js';
import type { DataFile } from '../../catalog/iceberg/data-file.js';
import {
  type CopyStats,
  dataFileFromCopyStats,
  readSplitOffsets,
} from '../../catalog/iceberg/scan/data-file-stats.js';
import { fieldIdsSql } from '../../catalog/iceberg/scan/field-ids-sql.js';
import { icebergToDuckDB } from '../../catalog/iceberg/values/duckdb-type.js';
import { parseTableReference } from '../../catalog/identifier.js';
import { loadIfExists } from '../../catalog/load-if-exists.js';
import { LakeveilError, toPlainError } from '../../errors.js';
import { type DuckDB, openDuckDB, sqlString } from '../../sql/duckdb.js';
import type { FileFormat } from '../job-schema.js';
import { textFieldIds } from '../text-columns.js';
import { refuseBadJsonLine } from './bad-json-line.js';
import { declaredColumns } from './declared-columns.js';
import { ingestError } from './ingest-error.js';
import { type IngestedSchema, matchedSchema, newSchema } from './ingested-schema.js';
import { formatOf, type InputFile, inputFiles } from './input-files.js';
import { openReader, type ReaderColumn } from './reader-sql.js';
import { releaseInputs } from './remote-inputs.js';

export interface IngestOptions {
  /** `ns.t` */
  readonly table: string;
  /** Paths and globs, relative to `folder` or of S3; or files that are on this machine already. */
  readonly files: readonly string[] | readonly InputFile[];
  /** The working folder if absent. */
  readonly folder?: string;
  /** An existing folder in which a private one is made, and removed; the system's temporary folder if absent. */
  readonly scratch?: string;
  readonly format?: FileFormat;
  /** Types of the columns that it names: `id bigint, tags varchar[]`. */
  readonly schema?: string;
  readonly delimiter?: string;
  readonly mode: 'create' | 'append' | 'replace';
  readonly properties?: Readonly<Record<string, string>>;
  /** Bytes of a data file, about. */
  readonly targetFileBytes?: number;
  readonly signal?: AbortSignal;
}

export interface IngestReport {
  readonly table: string;
  readonly snapshotId: string;
  readonly rows: number;
  readonly files: number;
  readonly bytes: number;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly notices: readonly string[];
  readonly seconds: number;
}

/**
 * Makes an Iceberg table of Parquet, CSV or JSONL files, or adds their rows to one: DuckDB reads and writes, no row
 * enters JavaScript; one snapshot, or nothing.
 *
 * Errors: FILE_NOT_FOUND, BAD_CSV, BAD_JSONL, INVALID_TEXT, LINE_TOO_LONG, CORRUPT_FILE, NO_SUCH_COLUMN,
 * SCHEMA_MISMATCH, UNSUPPORTED_FEATURE, TABLE_EXISTS, BAD_USAGE, INTERRUPTED, DISK_FULL and those of the catalog and
 * of its file I/O.
 */
export async function ingestFiles(catalog: Catalog, options: IngestOptions): Promise<IngestReport> {
  const started = Date.now();
  const { identifier, selector } = parseTableReference(options.table);
  if (selector !== undefined) {
    throw new LakeveilError(
      'BAD_USAGE',
      'Nothing was ingested: rows are added to the main branch of a table. Leave the @ out.',
    );
  }
  const existing = await loadIfExists(catalog, identifier);
  checkMode(options, existing);

  const own = options.scratch === undefined ? await openScratch() : undefined;
  const scratch = await mkdtemp(join(own?.path ?? options.scratch!, 'ingest-'));
  let duckdb: DuckDB | undefined;
  const published: string[] = [];
  const location = existing?.metadata.location ?? (await catalog.defaultLocation(identifier));
  const io = catalog.fileIO(location);
  try {
    duckdb = await openDuckDB({
      threads: availableParallelism(),
      memoryMb: Math.round(Math.min(4096, totalmem() / 2 / 1024 / 1024)),
      scratch,
    });
    const interrupt = (): void => duckdb?.connection.interrupt();
    options.signal?.addEventListener('abort', interrupt);
    try {
      options.signal?.throwIfAborted();
      const { ingested, stats } = await copyToParquet(duckdb, options, existing, scratch, catalog.storage);
      const spec = existing?.metadata['partition-specs'].find((one) => one.fields.length === 0) ?? {
        'spec-id': 0,
        fields: [],
      };
      const dataFiles: DataFile[] = [];
      for (const [index, file] of stats.entries()) {
        if (Number(file.count) === 0) continue;
        options.signal?.throwIfAborted();
        const filePath = `${location}/data/${randomUUID()}-${String(index).padStart(5, '0')}.parquet`;
        const splitOffsets = await readSplitOffsets(duckdb.connection, file.filename);
        // Also one of which it is not known whether it was published: nothing refers to it yet.
        published.push(filePath);
        await io.publish(file.filename, filePath);
        dataFiles.push(
          dataFileFromCopyStats(file, {
            schema: ingested.schema,
            spec,
            partition: [],
            filePath,
            // Min and max of raw text would stand in the table's metadata.
            withoutBounds: textFieldIds(ingested.schema.fields),
            splitOffsets,
          }),
        );
      }
      options.signal?.throwIfAborted();
      const { snapshot } = await commitSnapshot(catalog, {
        identifier,
        mode: options.mode === 'replace' && existing === undefined ? 'create' : options.mode,
        schema: ingested.schema,
        spec,
        ...(options.properties === undefined ? {} : { properties: options.properties }),
        dataFiles,
        summary: { 'lakeveil.operation': 'ingest' },
        expectedBaseSnapshotId: existing?.metadata['current-snapshot-id'] ?? null,
      });
      published.length = 0;
      return {
        table: options.table,
        snapshotId: String(snapshot['snapshot-id']),
        rows: dataFiles.reduce((sum, file) => sum + file.recordCount, 0),
        files: dataFiles.length,
        bytes: dataFiles.reduce((sum, file) => sum + file.fileSizeInBytes, 0),
        columns: ingested.schema.fields.map(({ name, type }) => ({ name, type: icebergToDuckDB(type) })),
        notices: ingested.notices,
        seconds: (Date.now() - started) / 1000,
      };
    } finally {
      options.signal?.removeEventListener('abort', interrupt);
    }
  } catch (error) {
    // Files of a commit whose outcome is not known may be in the table.
    if (toPlainError(error).code !== 'COMMIT_STATE_UNKNOWN') {
      for (const file of published) await io.remove(file).catch(() => undefined);
    }
    if (options.signal?.aborted) {
      throw new LakeveilError(
        'INTERRUPTED',
        'Nothing was ingested: it was interrupted. Start the same command again.',
      );
    }
    throw error;
  } finally {
    duckdb?.close();
    await rm(scratch, { recursive: true, force: true });
    await own?.remove();
  }
}

async function copyToParquet(
  { connection }: DuckDB,
  options: IngestOptions,
  existing: Table | undefined,
  scratch: string,
  storage: StorageOptions,
): Promise<{ ingested: IngestedSchema; stats: CopyStats[] }> {
  const files = areBrought(options.files)
    ? options.files
    : await inputFiles(connection, options.files, {
        folder: options.folder ?? process.cwd(),
        scratch,
        storage,
        signal: options.signal,
      });
  try {
    return await copyInputs(connection, files, options, existing, scratch);
  } finally {
    if (files !== options.files) await releaseInputs(files);
  }
}

const areBrought = (files: IngestOptions['files']): files is readonly InputFile[] =>
  typeof files[0] === 'object';

async function copyInputs(
  connection: DuckDBConnection,
  files: readonly InputFile[],
  options: IngestOptions,
  existing: Table | undefined,
  scratch: string,
): Promise<{ ingested: IngestedSchema; stats: CopyStats[] }> {
  const format = options.format ?? formatOf(files);
  const declared =
    options.schema === undefined ? undefined : await declaredColumns(connection, options.schema);
  let columns: ReaderColumn[] = [];
  try {
    const reader = await openReader(connection, {
      files,
      format,
      ...(declared === undefined ? {} : { types: declared }),
      ...(options.delimiter === undefined ? {} : { delimiter: options.delimiter }),
    });
    // A declared type of a Parquet column is a cast; the other formats are read as it.
    columns = reader.columns.map(({ name, type }) => ({ name, type: declared?.get(name) ?? type }));
    const ingested =
      existing !== undefined && options.mode === 'append'
        ? matchedSchema(columns, currentSchema(existing), options.table)
        : newSchema(columns);
    const copied = await connection.runAndReadAll(
      `COPY (SELECT ${ingested.select} FROM ${reader.from}) TO ${sqlString(join(scratch, 'out'))} (${[
        'FORMAT parquet',
        'COMPRESSION zstd',
        `FIELD_IDS ${fieldIdsSql(ingested.schema)}`,
        `FILE_SIZE_BYTES ${options.targetFileBytes ?? 512 * 1024 * 1024}`,
        'RETURN_STATS',
      ].join(', ')})`,
    );
    const stats = copied.getRowObjectsJson() as unknown as CopyStats[];
    return { ingested, stats };
  } catch (error) {
    const coded = ingestError(error, format, files, columns);
    // DuckDB's line numbers of JSON are approximate.
    if (coded.code === 'BAD_JSONL' || (format === 'jsonl' && coded.code === 'INVALID_TEXT')) {
      for (const file of files) await refuseBadJsonLine(file, options.signal);
    }
    throw coded;
  }
}

function currentSchema(table: Table) {
  const { metadata } = table;
  return metadata.schemas.find((schema) => schema['schema-id'] === metadata['current-schema-id'])!;
}

function checkMode(options: IngestOptions, existing: Table | undefined): void {
  if (options.mode === 'create' && existing !== undefined) {
    throw new LakeveilError(
      'TABLE_EXISTS',
      `Nothing was ingested: the table ${options.table} exists. Give --mode append or --mode replace.`,
    );
  }
  if (options.mode !== 'append') return;
  if (existing === undefined) {
    throw new LakeveilError(
      'NO_SUCH_TABLE',
      `Nothing was ingested: there is no table ${options.table} to append to. Leave --mode out to create it.`,
    );
  }
  const spec = existing.metadata['partition-specs'].find(
    (one) => one['spec-id'] === existing.metadata['default-spec-id'],
  );
  if ((spec?.fields.length ?? 0) > 0) {
    throw new LakeveilError(
      'NOT_AVAILABLE',
      `Nothing was ingested: ${options.table} is partitioned, and ingest does not partition. Ingest into another table and run a job from there.`,
    );
  }
}
