import type { Type as AvroType } from 'avsc';
import { LakeveilError } from '../../errors.js';
import type { AvroSchema } from '../avro/avro-schema.js';
import { AvroError, type AvroHeader, readAvroBlocks } from '../avro/container-reader.js';
import { fieldIdType } from '../avro/field-id-type.js';
import { readChunks } from '../avro/read-chunks.js';
import type { FileIO } from '../file-io/file-io.js';
import { corruptMetadata, unsupportedFeature } from './corrupt-metadata.js';
import type { DataFile } from './data-file.js';
import type { FieldSummary, ManifestEntry, ManifestFile } from './manifest.js';
import { partitionTypes, type TypedPartitionField } from './partition-type.js';
import { partitionValueFromAvro } from './partition-value.js';
import type { Snapshot, TableMetadata } from './table-metadata.js';

/**
 * The manifests of a snapshot. Where a v1 writer left counts out, they are −1 (as for v1 snapshots that list their
 * manifests themselves, whose sizes are looked up).
 *
 * Errors: CORRUPT_METADATA with the location (missing, truncated or damaged), UNSUPPORTED_FEATURE.
 */
export async function readManifestList(
  io: FileIO,
  snapshot: Snapshot,
  metadata: TableMetadata,
): Promise<ManifestFile[]> {
  const location = snapshot['manifest-list'];
  if (location === undefined) return listEmbedded(io, snapshot, metadata);
  const manifests: ManifestFile[] = [];
  const size = await sizeOf(io, location);
  for await (const records of readRecords(io, location, size, () => {})) {
    for (const record of records) {
      try {
        manifests.push(manifestOf(record, snapshot, location));
      } catch (error) {
        throw asMalformed(error, location);
      }
    }
  }
  return manifests;
}

/**
 * The entries of a manifest, deleted ones too, with snapshot id and sequence numbers inherited. One Avro block is in
 * memory at a time. When read to its end, the number of entries is compared with the manifest list's.
 *
 * Errors: CORRUPT_METADATA with the location, UNSUPPORTED_FEATURE.
 */
export async function* readManifest(
  io: FileIO,
  manifest: ManifestFile,
  metadata: TableMetadata,
): AsyncIterable<ManifestEntry> {
  const location = manifest.manifestPath;
  const spec = metadata['partition-specs'].find((item) => item['spec-id'] === manifest.partitionSpecId);
  if (spec === undefined) throw corruptMetadata(location, 'its partition spec is not in the table metadata');
  const partition = partitionTypes(spec, metadata.schemas, metadata['current-schema-id'], location);
  const found = [0, 0, 0];
  let keys: readonly string[] = [];
  const onHeader = (header: AvroHeader) => {
    keys = partitionKeys(header.schema as AvroSchema, partition);
  };
  for await (const records of readRecords(io, location, manifest.manifestLength, onHeader)) {
    for (const record of records) {
      let entry: ManifestEntry;
      try {
        entry = entryOf(record, manifest, partition, keys, location);
      } catch (error) {
        throw asMalformed(error, location);
      }
      found[entry.status]!++;
      yield entry;
    }
  }
  // A file cut off between two blocks is sound Avro. Lost entries would be lost rows, or rows whose deletion is lost.
  const listed = [manifest.existingFilesCount, manifest.addedFilesCount, manifest.deletedFilesCount];
  if (listed.some((count, status) => count >= 0 && count !== found[status])) {
    throw corruptMetadata(location, 'it has not as many entries as the manifest list says (truncated?)');
  }
}

type Fields = Readonly<Record<string, unknown>>;

/** v1's fields without ids, by the names that the spec gives them; only what old writers left without ids. */
const INT64_FIELDS = new Set([1, 503]);
const PARTITION = 102;

/** Compiling takes about a millisecond, and a table's manifests share a few schemas. */
const compiled = new Map<string, AvroType>();
const COMPILED_AT_MOST = 200;

function compile(header: AvroHeader): AvroType {
  const key = header.metadata['avro.schema']!;
  let type = compiled.get(key);
  if (type === undefined) {
    try {
      type = fieldIdType(
        header.schema as AvroSchema,
        (id) => id !== undefined && (INT64_FIELDS.has(id) || id === PARTITION),
      );
    } catch {
      throw new AvroError('its Avro schema is not usable');
    }
    if (compiled.size >= COMPILED_AT_MOST) compiled.clear();
    compiled.set(key, type);
  }
  return type;
}

async function* readRecords(
  io: FileIO,
  location: string,
  size: number,
  onHeader: (header: AvroHeader) => void,
): AsyncGenerator<Fields[]> {
  try {
    yield* readAvroBlocks(readChunks(io, location, size), (header) => {
      const type = compile(header);
      try {
        onHeader(header);
      } catch {
        throw new AvroError('its Avro schema is not usable');
      }
      return type;
    }) as AsyncGenerator<Fields[]>;
  } catch (error) {
    throw asCorrupt(error, location);
  }
}

function asCorrupt(error: unknown, location: string): unknown {
  if (error instanceof AvroError) {
    return error.feature === undefined
      ? corruptMetadata(location, error.why)
      : unsupportedFeature(location, error.feature);
  }
  if (error instanceof LakeveilError) {
    if (error.code === 'FILE_NOT_FOUND') return corruptMetadata(location, 'it is missing');
    if (error.code === 'FILE_TRUNCATED') return corruptMetadata(location, 'it is truncated');
    return error;
  }
  return error;
}

/** Damage may leave sound Avro of another shape, so whatever goes wrong with a record is the file's fault. */
function asMalformed(error: unknown, location: string): LakeveilError {
  return error instanceof LakeveilError ? error : corruptMetadata(location, 'a record of it is malformed');
}

async function sizeOf(io: FileIO, location: string): Promise<number> {
  const size = await io.size(location);
  if (size === undefined) throw corruptMetadata(location, 'it is missing');
  return size;
}

/** v1 snapshots may list their manifests in the metadata; only the path is known of each. */
async function listEmbedded(
  io: FileIO,
  snapshot: Snapshot,
  metadata: TableMetadata,
): Promise<ManifestFile[]> {
  const manifests: ManifestFile[] = [];
  for (const manifestPath of snapshot.manifests ?? []) {
    const size = await sizeOf(io, manifestPath);
    manifests.push({
      manifestPath,
      manifestLength: size,
      partitionSpecId: await specIdInHeader(io, manifestPath, size, metadata),
      content: 0,
      sequenceNumber: 0,
      minSequenceNumber: 0,
      addedSnapshotId: snapshot['snapshot-id'],
      addedFilesCount: -1,
      existingFilesCount: -1,
      deletedFilesCount: -1,
      addedRowsCount: -1,
      existingRowsCount: -1,
      deletedRowsCount: -1,
      partitions: [],
    });
  }
  return manifests;
}

async function specIdInHeader(
  io: FileIO,
  location: string,
  size: number,
  metadata: TableMetadata,
): Promise<number> {
  let specId: string | undefined;
  const onHeader = (header: AvroHeader) => {
    specId = header.metadata['partition-spec-id'];
  };
  for await (const _ of readRecords(io, location, size, onHeader)) break;
  return specId === undefined || !/^\d+$/.test(specId) ? metadata['default-spec-id'] : Number(specId);
}

function manifestOf(record: Fields, snapshot: Snapshot, location: string): ManifestFile {
  if (present(record['f519'] ?? record['key_metadata']))
    throw unsupportedFeature(location, 'encrypted manifests');
  const firstRowId = optionalNumber(record['f520']);
  const content = optionalNumber(record['f517']) ?? 0;
  if (content !== 0 && content !== 1) throw unsupportedFeature(location, `manifest content ${content}`);
  return {
    manifestPath: required(record['f500'] ?? record['manifest_path'], 'string'),
    manifestLength: required(record['f501'] ?? record['manifest_length'], 'number'),
    partitionSpecId: required(record['f502'] ?? record['partition_spec_id'], 'number'),
    content,
    // Absent in v1's lists: those files are older than every sequence number.
    sequenceNumber: optionalNumber(record['f515']) ?? 0,
    minSequenceNumber: optionalNumber(record['f516']) ?? 0,
    addedSnapshotId: int64(record['f503'] ?? record['added_snapshot_id']) ?? snapshot['snapshot-id'],
    addedFilesCount: optionalNumber(record['f504']) ?? -1,
    existingFilesCount: optionalNumber(record['f505']) ?? -1,
    deletedFilesCount: optionalNumber(record['f506']) ?? -1,
    addedRowsCount: optionalNumber(record['f512']) ?? -1,
    existingRowsCount: optionalNumber(record['f513']) ?? -1,
    deletedRowsCount: optionalNumber(record['f514']) ?? -1,
    partitions: ((record['f507'] ?? []) as Fields[]).map(summaryOf),
    ...(firstRowId === undefined ? {} : { firstRowId }),
  };
}

function summaryOf(summary: Fields): FieldSummary {
  const containsNan = summary['f518'];
  const lowerBound = base64(summary['f510']);
  const upperBound = base64(summary['f511']);
  return {
    containsNull: required(summary['f509'], 'boolean'),
    ...(typeof containsNan === 'boolean' ? { containsNan } : {}),
    ...(lowerBound === undefined ? {} : { lowerBound }),
    ...(upperBound === undefined ? {} : { upperBound }),
  };
}

function entryOf(
  record: Fields,
  manifest: ManifestFile,
  partition: readonly TypedPartitionField[],
  keys: readonly string[],
  location: string,
): ManifestEntry {
  const status = required(record['f0'] ?? record['status'], 'number');
  if (status !== 0 && status !== 1 && status !== 2) throw new RangeError('status');
  const file = required(record['f2'] ?? record['data_file'], 'object') as Fields;
  const content = optionalNumber(file['f134']) ?? 0;
  if (content !== 0 && content !== 1 && content !== 2)
    throw unsupportedFeature(location, `file content ${content}`);
  // A delete file that passes for data (or the other way round) would bring deleted rows back.
  if ((content === 0) !== (manifest.content === 0)) {
    throw corruptMetadata(location, 'data and delete files are mixed in it');
  }
  if (present(file['f131'] ?? file['key_metadata']))
    throw unsupportedFeature(location, 'encrypted data files');
  // Inheritance (spec: sequence number inheritance): null in added entries, and in all entries of v1 manifests.
  const inherits = status === 1 || manifest.sequenceNumber === 0;
  const sequence = (id: string): number => {
    const own = optionalNumber(record[id]);
    if (own !== undefined) return own;
    if (!inherits && status === 0)
      throw corruptMetadata(location, 'an existing file of it has no sequence number');
    return manifest.sequenceNumber;
  };
  return {
    status,
    snapshotId: int64(record['f1'] ?? record['snapshot_id']) ?? manifest.addedSnapshotId,
    dataSequenceNumber: sequence('f3'),
    fileSequenceNumber: sequence('f4'),
    dataFile: dataFileOf(file, content, manifest.partitionSpecId, partition, keys, location),
  };
}

function dataFileOf(
  file: Fields,
  content: 0 | 1 | 2,
  specId: number,
  partition: readonly TypedPartitionField[],
  keys: readonly string[],
  location: string,
): DataFile {
  const values = (file['f102'] ?? file['partition'] ?? {}) as Fields;
  return {
    content,
    filePath: required(file['f100'] ?? file['file_path'], 'string'),
    fileFormat: formatOf(required(file['f101'] ?? file['file_format'], 'string'), location),
    specId,
    partition: partition.map(({ type }, index) => partitionValueFromAvro(type, values[keys[index]!])),
    recordCount: required(file['f103'] ?? file['record_count'], 'number'),
    fileSizeInBytes: required(file['f104'] ?? file['file_size_in_bytes'], 'number'),
    ...optional('columnSizes', numberMap(file['f108'])),
    ...optional('valueCounts', numberMap(file['f109'])),
    ...optional('nullValueCounts', numberMap(file['f110'])),
    ...optional('nanValueCounts', numberMap(file['f137'])),
    ...optional('lowerBounds', bytesMap(file['f125'])),
    ...optional('upperBounds', bytesMap(file['f128'])),
    ...optional('splitOffsets', numberList(file['f132'])),
    ...optional('equalityIds', numberList(file['f135'])),
    ...optional('sortOrderId', optionalNumber(file['f140'])),
    ...optional('referencedDataFile', optionalString(file['f143'])),
    ...optional('contentOffset', optionalNumber(file['f144'])),
    ...optional('contentSizeInBytes', optionalNumber(file['f145'])),
  };
}

function formatOf(text: string, location: string): DataFile['fileFormat'] {
  const format = text.toUpperCase();
  if (format === 'PARQUET' || format === 'AVRO' || format === 'ORC' || format === 'PUFFIN') return format;
  throw unsupportedFeature(location, 'a file format other than Parquet, Avro, ORC and Puffin');
}

/**
 * Where the decoded partition record has the value of each field of the spec: by field id; by name for v1 writers that
 * left the ids out. A field that the record lacks reads as null.
 */
function partitionKeys(schema: AvroSchema, partition: readonly TypedPartitionField[]): string[] {
  const names = new Set<string>();
  collectFieldsWithoutId(schema, names);
  return partition.map(({ field }) => (names.has(field.name) ? field.name : `f${field['field-id']}`));
}

function collectFieldsWithoutId(schema: AvroSchema, names: Set<string>): void {
  if (typeof schema === 'string') return;
  if (Array.isArray(schema)) {
    for (const branch of schema) collectFieldsWithoutId(branch, names);
    return;
  }
  for (const field of schema.fields ?? []) {
    if (field['field-id'] === undefined) names.add(field.name);
    collectFieldsWithoutId(field.type, names);
  }
  if (typeof schema.type === 'object') collectFieldsWithoutId(schema.type, names);
}

interface Kinds {
  string: string;
  number: number;
  boolean: boolean;
  object: object;
}

function required<K extends keyof Kinds>(value: unknown, kind: K): Kinds[K] {
  if (typeof value !== kind || value === null) throw new RangeError('missing');
  return value as Kinds[K];
}

function present(value: unknown): boolean {
  return value !== null && value !== undefined;
}

function optional<K extends string, V>(key: K, value: V | undefined): Partial<Record<K, V>> {
  return (value === undefined ? {} : { [key]: value }) as Partial<Record<K, V>>;
}

function optionalNumber(value: unknown): number | undefined {
  return present(value) ? required(value, 'number') : undefined;
}

function optionalString(value: unknown): string | undefined {
  return present(value) ? required(value, 'string') : undefined;
}

function int64(value: unknown): bigint | undefined {
  return typeof value === 'bigint' || typeof value === 'number' ? BigInt(value) : undefined;
}

function base64(value: unknown): string | undefined {
  return Buffer.isBuffer(value) ? value.toString('base64') : undefined;
}

interface KeyValue {
  readonly key: number;
  readonly value: unknown;
}

function numberMap(value: unknown): Record<number, number> | undefined {
  if (!present(value)) return undefined;
  const map: Record<number, number> = {};
  for (const item of value as KeyValue[]) map[item.key] = item.value as number;
  return map;
}

function bytesMap(value: unknown): Record<number, string> | undefined {
  if (!present(value)) return undefined;
  const map: Record<number, string> = {};
  for (const item of value as KeyValue[]) map[item.key] = (item.value as Buffer).toString('base64');
  return map;
}

function numberList(value: unknown): number[] | undefined {
  return present(value) ? [...(value as number[])] : undefined;
}
