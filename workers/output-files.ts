import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { FileIO } from '../catalog/file-io/file-io.js';
import { UNFINISHED } from '../catalog/file-io/unfinished.js';
import type { DataFile } from '../catalog/iceberg/data-file.js';
import {
  type CopyStats,
  dataFileFromCopyStats,
  readSplitOffsets,
} from '../catalog/iceberg/scan/data-file-stats.js';
import { fieldIdsSql } from '../catalog/iceberg/scan/field-ids-sql.js';
import type { Schema } from '../catalog/iceberg/schema.js';
import type { PartitionSpec } from '../catalog/iceberg/table-metadata.js';
import { LakeveilError } from '../errors.js';
import { sqlName, sqlString } from '../sql/duckdb.js';
import { dropStatistics } from './parquet/drop-statistics.js';
import { type PartitionColumn, partitionColumns, partitionJson, portableSql } from './partition.js';
import { unfinishedRoot } from './unfinished-root.js';

/** Where and how the Parquet files of one table are written by one task. */
export interface OutputOptions {
  readonly dataLocation: string;
  readonly schema: Schema;
  readonly spec: PartitionSpec;
  readonly compression: string;
  readonly withoutBounds: readonly number[];
  /** Start of every file's name. */
  readonly prefix: string;
  readonly scratch: string;
}

/** Bytes of values that a row group aims at: what a reader must hold to decode one. */
const ROW_GROUP_BYTES = 64e6;
const MAX_ROW_GROUP_ROWS = 122_880;
const VECTOR_ROWS = 2048;

/**
 * The files that one task writes into one table. They are written under a name that starts with a dot, in the data
 * folder itself if that is on local disk (no second copy of the bytes is made), and become visible by `publish` alone.
 */
export class OutputFiles {
  readonly #connection: DuckDBConnection;
  readonly #io: FileIO;
  readonly #options: OutputOptions;
  readonly #partitions: readonly PartitionColumn[];
  readonly #folder: string;
  readonly #written: { readonly path: string; readonly file: DataFile }[] = [];
  #isFolderMade = false;

  constructor(connection: DuckDBConnection, io: FileIO, options: OutputOptions) {
    this.#connection = connection;
    this.#io = io;
    this.#options = options;
    this.#partitions = partitionColumns(options.spec, options.schema);
    this.#folder = join(unfinishedRoot(options.dataLocation, options.scratch), UNFINISHED + options.prefix);
  }

  get isPartitioned(): boolean {
    return this.#partitions.length > 0;
  }

  /** Bytes written, for the estimate of the next file. */
  get bytes(): number {
    return this.#written.reduce((sum, { file }) => sum + file.fileSizeInBytes, 0);
  }

  /** Rows written, as the files' footers have them. */
  get rows(): number {
    return this.#written.reduce((sum, { file }) => sum + file.recordCount, 0);
  }

  get locations(): string[] {
    return this.#written.map(({ file }) => file.filePath);
  }

  /**
   * Writes the rows of `select` (which yields the target's columns under their names) to one file, or to one a
   * partition value; no file if there are no rows. `rowBytes` is a row's average size, by which row groups are sized.
   */
  async write(select: string, rowBytes: number): Promise<void> {
    if (!this.#isFolderMade) {
      await mkdir(this.#folder, { recursive: true });
      this.#isFolderMade = true;
    }
    if (this.isPartitioned) await this.#writePartitions(select, rowBytes);
    else await this.#writeFile(select, rowBytes);
  }

  async #writeFile(select: string, rowBytes: number): Promise<void> {
    const path = join(this.#folder, `${randomUUID()}.parquet`);
    const [stats] = await this.#copy(select, path, rowBytes, '');
    if (stats === undefined || Number(stats.count) === 0) await rm(path, { force: true });
    else await this.#add(stats, path, []);
  }

  /** One pass, DuckDB opening a file for each partition; the partitions go by numbers, so no value is in a file's name. */
  async #writePartitions(select: string, rowBytes: number): Promise<void> {
    // No column of the user's can have these names: one that had would be matched in place of the partition value.
    const table = `partitions_${randomUUID().replaceAll('-', '')}`;
    const number = `${table}_n`;
    const all = this.#partitions.map((_column, i) => `${table}_p${i}`);
    const values = this.#partitions.map(({ sql }, i) => `${sql} AS ${all[i]}`).join(', ');
    await this.#connection.run(
      `CREATE TABLE ${table} AS SELECT row_number() OVER () AS n, * FROM (SELECT DISTINCT ${values} FROM (${select}))`,
    );
    try {
      const portable = this.#partitions.map(({ type }, i) => portableSql(all[i]!, type));
      const read = await this.#connection.runAndReadAll(
        `SELECT n::DOUBLE, ${portable.join(', ')} FROM ${table}`,
      );
      const partitions = new Map(
        read
          .getRows()
          .map(([n, ...rest]) => [
            Number(n),
            rest.map((value, i) => partitionJson(this.#partitions[i]!.type, value)),
          ]),
      );
      const names = this.#options.schema.fields.map((field) => `r.${sqlName(field.name)}`).join(', ');
      const matches = all.map((p) => `r.${p} IS NOT DISTINCT FROM ${table}.${p}`).join(' AND ');
      const numbered = `SELECT ${names}, ${table}.n AS ${number} FROM (SELECT *, ${values} FROM (${select})) r JOIN ${table} ON ${matches}`;
      const folder = join(this.#folder, randomUUID());
      await mkdir(folder);
      const files = await this.#copy(numbered, folder, rowBytes, `, PARTITION_BY (${number})`);
      for (const stats of files) {
        const n = Number(/_n=(\d+)\/[^/]*$/.exec(stats.filename)?.[1]);
        await this.#add(stats, stats.filename, partitions.get(n)!);
      }
    } finally {
      await this.#connection.run(`DROP TABLE IF EXISTS ${table}`);
    }
  }

  async #copy(select: string, path: string, rowBytes: number, more: string): Promise<CopyStats[]> {
    const rows = Math.floor(ROW_GROUP_BYTES / Math.max(1, rowBytes) / VECTOR_ROWS) * VECTOR_ROWS;
    const rowGroup = Math.min(MAX_ROW_GROUP_ROWS, Math.max(VECTOR_ROWS, rows));
    const options = `FORMAT parquet, COMPRESSION ${this.#options.compression}, ROW_GROUP_SIZE ${rowGroup}, WRITE_BLOOM_FILTER false, FIELD_IDS ${fieldIdsSql(this.#options.schema)}, RETURN_STATS${more}`;
    const result = await this.#connection.runAndReadAll(
      `COPY (${select}) TO ${sqlString(path)} (${options})`,
    );
    return result.getRowObjectsJson() as unknown as CopyStats[];
  }

  async #add(stats: CopyStats, path: string, partition: DataFile['partition']): Promise<void> {
    const { schema, spec, withoutBounds, dataLocation, prefix } = this.#options;
    const size =
      withoutBounds.length === 0 ? Number(stats.file_size_bytes) : await dropStatistics(path, withoutBounds);
    const filePath = `${dataLocation.replace(/\/+$/, '')}/${prefix}-${this.#written.length}.parquet`;
    const splitOffsets = await readSplitOffsets(this.#connection, path);
    const facts = { schema, spec, partition, filePath, withoutBounds, splitOffsets };
    const file = dataFileFromCopyStats({ ...stats, file_size_bytes: size }, facts);
    // Readers trust `required`: some crash on a null in such a column, others show something else.
    const broken = schema.fields.find(
      ({ id, required }) => required && (file.nullValueCounts?.[id] ?? 0) > 0,
    );
    if (broken !== undefined) throw nullInRequired(broken.name);
    this.#written.push({ path, file });
  }

  /** Makes the files visible and returns them. A failure leaves those published before it; the caller removes them. */
  async publish(): Promise<DataFile[]> {
    for (const { path, file } of this.#written) await this.#io.publish(path, file.filePath);
    return this.#written.map(({ file }) => file);
  }

  /** Removes whatever is not published. */
  async close(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }
}

const nullInRequired = (column: string): LakeveilError =>
  new LakeveilError(
    'SCHEMA_MISMATCH',
    `Nothing of this split was written: the target requires a value in its column ${JSON.stringify(column)}, and rows of the source have none there. Leave those rows out with --where, make the column optional, or use mode replace.`,
    { details: { column } },
  );
