import type { Type as AvroType } from 'avsc';
import { LakeveilError } from '../../errors.js';
import type { AvroComplex } from '../avro/avro-schema.js';
import { AvroContainerWriter } from '../avro/container-writer.js';
import { fieldIdType } from '../avro/field-id-type.js';
import type { FileIO } from '../file-io/file-io.js';
import type { DataFile } from './data-file.js';
import type { ManifestEntry, ManifestFile } from './manifest.js';
import { manifestEntrySchema } from './manifest-avro.js';
import { PartitionSummary } from './partition-summary.js';
import type { TypedPartitionField } from './partition-type.js';
import { type AvroValue, partitionValueToAvro } from './partition-value.js';
import type { Schema } from './schema.js';

/** A manifest is closed when it gets larger (Iceberg's `commit.manifest.target-size-bytes`). */
const TARGET_BYTES = 8 * 1024 * 1024;

/** An entry to write; an added one inherits its sequence numbers from the commit. */
export type EntryToWrite =
  | { readonly status: 1; readonly dataFile: DataFile }
  | (Pick<ManifestEntry, 'dataFile' | 'dataSequenceNumber' | 'fileSequenceNumber'> & { readonly status: 2 });

export interface ManifestTarget {
  readonly io: FileIO;
  /** Location of the n-th manifest. */
  readonly locationOf: (n: number) => string;
  readonly snapshotId: bigint;
  readonly content: 0 | 1;
  readonly schema: Schema;
  readonly specId: number;
  readonly partition: readonly TypedPartitionField[];
}

/** A manifest without what the commit that lists it gives it. */
export type UnlistedManifest = Omit<ManifestFile, 'sequenceNumber' | 'minSequenceNumber'>;

/** Writes v2 manifests of one partition spec and one kind of content; rolls over at 8 MB. */
export class ManifestWriter {
  readonly #type: AvroType;
  readonly #schema: AvroComplex;
  readonly #written: UnlistedManifest[] = [];
  #open: OpenManifest | undefined;

  constructor(readonly target: ManifestTarget) {
    this.#schema = manifestEntrySchema(target.partition);
    this.#type = fieldIdType(this.#schema, (id) => id === 1 || id === 102);
  }

  /** Throws INVALID_DATA_FILE for a file whose partition values do not fit the spec. */
  async append(entry: EntryToWrite): Promise<void> {
    this.#open ??= this.#start();
    this.#open.append(entry);
    if (this.#open.bytes >= TARGET_BYTES) await this.#close();
  }

  async finish(): Promise<UnlistedManifest[]> {
    await this.#close();
    return this.#written;
  }

  #start(): OpenManifest {
    const { schema, specId, partition, content } = this.target;
    const header = {
      schema: JSON.stringify(schema),
      'schema-id': String(schema['schema-id']),
      'partition-spec': JSON.stringify(partition.map(({ field }) => field)),
      'partition-spec-id': String(specId),
      'format-version': '2',
      content: content === 0 ? 'data' : 'deletes',
    };
    return new OpenManifest(new AvroContainerWriter(this.#schema, this.#type, header), this.target);
  }

  async #close(): Promise<void> {
    const open = this.#open;
    if (open === undefined) return;
    this.#open = undefined;
    const manifestPath = this.target.locationOf(this.#written.length);
    const bytes = open.finish();
    await this.target.io.create(manifestPath, bytes);
    this.#written.push({
      manifestPath,
      manifestLength: bytes.length,
      partitionSpecId: this.target.specId,
      content: this.target.content,
      addedSnapshotId: this.target.snapshotId,
      addedFilesCount: open.files[1]!,
      existingFilesCount: open.files[0]!,
      deletedFilesCount: open.files[2]!,
      addedRowsCount: open.rows[1]!,
      existingRowsCount: open.rows[0]!,
      deletedRowsCount: open.rows[2]!,
      partitions: open.summary.finish(),
    });
  }
}

class OpenManifest {
  /** By status. */
  readonly files = [0, 0, 0];
  readonly rows = [0, 0, 0];
  readonly summary: PartitionSummary;

  constructor(
    readonly container: AvroContainerWriter,
    readonly target: ManifestTarget,
  ) {
    this.summary = new PartitionSummary(target.partition);
  }

  get bytes(): number {
    return this.container.bytes;
  }

  append(entry: EntryToWrite): void {
    const { dataFile, status } = entry;
    const values = partitionValues(dataFile, this.target.partition);
    try {
      this.container.append(recordOf(entry, values, this.target));
    } catch {
      // avsc's messages quote values.
      throw invalidDataFile('a field of it is missing or out of range');
    }
    this.summary.add(values);
    this.files[status]!++;
    this.rows[status]! += dataFile.recordCount;
  }

  finish(): Buffer {
    return this.container.finish();
  }
}

function partitionValues(file: DataFile, partition: readonly TypedPartitionField[]): AvroValue[] {
  if (file.partition.length !== partition.length) {
    throw invalidDataFile('it has not as many partition values as its partition spec has fields');
  }
  try {
    return partition.map(({ type }, index) => partitionValueToAvro(type, file.partition[index]!));
  } catch {
    throw invalidDataFile('a partition value of it is not of the type that the partition spec gives');
  }
}

/** Keyed by field id, as fieldIdType wants it. */
function recordOf(entry: EntryToWrite, values: readonly AvroValue[], target: ManifestTarget): unknown {
  const file = entry.dataFile;
  return {
    f0: entry.status,
    // An entry's snapshot is the one that added it, or for a deleted one the one that deleted it.
    f1: target.snapshotId,
    f3: entry.status === 1 ? null : entry.dataSequenceNumber,
    f4: entry.status === 1 ? null : entry.fileSequenceNumber,
    f2: {
      f134: file.content,
      f100: file.filePath,
      f101: file.fileFormat,
      f102: Object.fromEntries(
        target.partition.map(({ field }, index) => [`f${field['field-id']}`, values[index]]),
      ),
      f103: file.recordCount,
      f104: file.fileSizeInBytes,
      f108: entries(file.columnSizes),
      f109: entries(file.valueCounts),
      f110: entries(file.nullValueCounts),
      f137: entries(file.nanValueCounts),
      f125: entries(file.lowerBounds, fromBase64),
      f128: entries(file.upperBounds, fromBase64),
      f131: null,
      f132: file.splitOffsets === undefined ? null : [...file.splitOffsets],
      f135: file.equalityIds === undefined ? null : [...file.equalityIds],
      f140: file.sortOrderId ?? null,
      f143: file.referencedDataFile ?? null,
    },
  };
}

function entries<V>(
  map: Readonly<Record<number, V>> | undefined,
  convert: (value: V) => unknown = (value) => value,
) {
  if (map === undefined) return null;
  return Object.entries(map).map(([key, value]) => ({ key: Number(key), value: convert(value) }));
}

const fromBase64 = (text: string): Buffer => Buffer.from(text, 'base64');

function invalidDataFile(why: string): LakeveilError {
  return new LakeveilError(
    'INVALID_DATA_FILE',
    `Nothing was committed: a data file cannot be listed: ${why}.`,
  );
}
