import { isDeepStrictEqual } from 'node:util';
import type { Table as GlueTable, Partition, StorageDescriptor } from '@aws-sdk/client-glue';
import { LakeveilError } from '../../../errors.js';
import { bounded } from '../../file-io/bounded.js';
import type { FileInfo, FileIO } from '../../file-io/file-io.js';
import { shownLocation } from '../../file-io/shown-location.js';
import type { PartitionValue } from '../../iceberg/partition-value.js';
import type { ForeignSchema } from './foreign-schema.js';
import { partitionValues } from './partition-values.js';
import { type ForeignFormat, foreignFormat, unsupportedTable } from './table-format.js';

/** A file of a Hive table: all of its rows have the values of its partition. */
export interface ForeignFile extends FileInfo {
  readonly partition: readonly PartitionValue[];
}

/** Partitions that are listed at a time. */
const CONCURRENCY = 16;

/**
 * The files under a table's location, or under those of its partitions, in a stable order; without those that Hive hides
 * (a name on the way that begins with `_` or `.`) and empty ones.
 *
 * Throws UNSUPPORTED_FEATURE (partitions of another format, another table format's log among the files),
 * CORRUPT_METADATA, BAD_LOCATION, and NO_SUCH_PARTITIONS if there are files and no partition is registered.
 */
export async function foreignFiles(
  glue: GlueTable,
  partitions: AsyncIterable<Partition>,
  { schema, format }: { readonly schema: ForeignSchema; readonly format: ForeignFormat },
  io: (location: string) => FileIO,
): Promise<ForeignFile[]> {
  const name = `${glue.DatabaseName}.${glue.Name}`;
  const list = async (
    storage: StorageDescriptor | undefined,
    partition: readonly PartitionValue[],
  ): Promise<ForeignFile[]> => {
    const location = storage?.Location;
    if (location === undefined || location === '') {
      throw new LakeveilError('CORRUPT_METADATA', `Nothing was read: ${name} has no location in Glue.`);
    }
    const files = await visibleFiles(glue, location, io(location));
    return files.map((file) => ({ ...file, partition }));
  };
  if (schema.partitionFields.length === 0) return list(glue.StorageDescriptor, []);
  const folders: { storage: StorageDescriptor; values: PartitionValue[] }[] = [];
  for await (const partition of partitions) {
    const storage = partition.StorageDescriptor;
    if (storage === undefined || !isDeepStrictEqual(foreignFormat(glue, storage), format))
      throw unsupportedTable(glue, 'partitions of several formats');
    if (format.kind === 'text' || format.kind === 'csv') checkOrder(glue, storage);
    folders.push({ storage, values: partitionValues(schema.partitionFields, partition.Values ?? [], name) });
  }
  const root = glue.StorageDescriptor?.Location;
  if (folders.length === 0 && root !== undefined && (await visibleFiles(glue, root, io(root))).length > 0) {
    throw new LakeveilError(
      'NO_SUCH_PARTITIONS',
      `Nothing was read: ${name} has files and no partition in Glue, so it would be empty. Register them (MSCK REPAIR TABLE in Athena, or a crawler).`,
      { details: { table: name } },
    );
  }
  const files: ForeignFile[][] = [];
  await bounded(folders.entries(), CONCURRENCY, async ([i, { storage, values }]) => {
    files[i] = await list(storage, values);
  });
  const all = files.flat();
  // Folders of two partitions that lie in each other: every engine would count those rows twice, each with other values.
  if (new Set(all.map((file) => file.location)).size < all.length)
    throw unsupportedTable(glue, 'partitions that share files');
  return all;
}

/** Without names, a column is told by its place: a partition of another order would give one column's text as another's. */
function checkOrder(glue: GlueTable, storage: StorageDescriptor): void {
  const names = (of: StorageDescriptor | undefined) => (of?.Columns ?? []).map((column) => column.Name);
  const table = names(glue.StorageDescriptor);
  const partition = names(storage);
  if (partition.some((name, i) => name !== table[i]))
    throw unsupportedTable(glue, 'partitions whose columns are others than the table’s');
}

/** Logs of table formats whose files are not all live. */
const OTHER_FORMATS = /(?:^|\/)(?:_delta_log|\.hoodie|metadata\/[^/]+\.metadata\.json)(?:\/|$)/;

async function visibleFiles(glue: GlueTable, location: string, io: FileIO): Promise<FileInfo[]> {
  const root = `${location.replace(/\/+$/, '')}/`;
  const files: FileInfo[] = [];
  for await (const file of io.list(location)) {
    const path = file.location.replace(/^s3[an]?:/i, 's3:').slice(root.replace(/^s3[an]?:/i, 's3:').length);
    if (OTHER_FORMATS.test(path)) {
      throw unsupportedTable(
        glue,
        `another table format's files (Delta, Hudi or Iceberg) at ${shownLocation(root)}`,
      );
    }
    const hidden = path.split('/').some((part) => /^[_.]/.test(part)) || path.endsWith('_$folder$');
    if (!hidden && file.size > 0) files.push(file);
  }
  return files.sort((a, b) => (a.location < b.location ? -1 : 1));
}
