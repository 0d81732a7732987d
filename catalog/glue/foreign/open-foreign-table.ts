import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Table as GlueTable, Partition } from '@aws-sdk/client-glue';
import { LakeveilError } from '../../../errors.js';
import { openDuckDB } from '../../../sql/duckdb.js';
import type { FileTable } from '../../catalog.js';
import type { FileIO } from '../../file-io/file-io.js';
import { openFilesystemCatalog } from '../../filesystem/filesystem-catalog.js';
import { commitSnapshot } from '../../iceberg/commit-snapshot.js';
import type { GlueTableName } from '../glue-table.js';
import { foreignSchema } from './foreign-schema.js';
import { nameMapping } from './name-mapping.js';
import { parquetDataFiles } from './parquet-files.js';
import { type ForeignFile, foreignFiles } from './table-files.js';
import { foreignFormat } from './table-format.js';
import { textDataFiles } from './text-files.js';

export interface ForeignTableSource {
  readonly target: GlueTableName;
  readonly glue: GlueTable;
  /** GetPartitions, over all pages. */
  readonly partitions: () => AsyncIterable<Partition>;
  /** For a location of the table. */
  readonly io: (location: string) => FileIO;
  /** For all files of the view: those of the table, and those on scratch. */
  readonly files: FileIO;
}

/**
 * A private Iceberg view of a Hive table in Glue: real Iceberg metadata on scratch, whose data files are the table's own
 * Parquet files (columns by name mapping, partition keys as identity partitions), so that it is planned, split and read as
 * any Iceberg table. Files of other formats are copied to scratch as Parquet first.
 *
 * Errors: UNSUPPORTED_FEATURE by name, CORRUPT_METADATA, CORRUPT_FILE, BAD_CSV, BAD_JSONL, FileIO's.
 */
export async function openForeignTable(source: ForeignTableSource, scratch: string): Promise<FileTable> {
  const { glue, target } = source;
  const storage = glue.StorageDescriptor ?? {};
  const format = foreignFormat(glue, storage);
  const schema = foreignSchema(glue);
  const list = () => foreignFiles(glue, source.partitions(), { schema, format }, source.io);
  const files = await list();
  const folder = join(scratch, 'foreign');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const db = await openDuckDB({ threads: availableParallelism(), memoryMb: 1024, scratch: folder });
  try {
    const { dataFiles, physical } =
      format.kind === 'parquet'
        ? await parquetDataFiles(files, schema, source.io, db, folder)
        : { dataFiles: await textDataFiles(files, format, schema, source.io, db, folder), physical: [] };
    const view = openFilesystemCatalog({ warehouse: join(folder, 'view') });
    const { table } = await commitSnapshot(view, {
      identifier: target.identifier,
      mode: 'create',
      schema: schema.schema,
      spec: schema.spec,
      properties: {
        'schema.name-mapping.default': JSON.stringify(nameMapping(schema.fileFields, physical)),
      },
      dataFiles,
      summary: {},
    });
    const digest = digestOf(files, { schema, format });
    return {
      table: { ...table, identifier: target.identifier, io: source.files },
      digest,
      async assertUnchanged() {
        if (digestOf(await list(), { schema, format }) === digest) return;
        throw new LakeveilError(
          'SOURCE_CHANGED',
          `Nothing was committed: files of ${target.database}.${target.name} were added, removed or replaced while they were read, so the rows are of no one moment. Start the run again when nobody writes to the table.`,
          { retryable: true },
        );
      },
    };
  } finally {
    db.close();
  }
}

/** Of what decides the rows: which files, as they were, and how they are read. */
function digestOf(files: readonly ForeignFile[], how: object): string {
  const facts = files.map(({ location, size, modified, partition }) => [location, size, modified, partition]);
  return createHash('sha256')
    .update(JSON.stringify([facts, how]))
    .digest('hex');
}
