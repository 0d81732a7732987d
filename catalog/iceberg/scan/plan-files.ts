import { tmpdir } from 'node:os';
import { LakeveilError } from '../../../errors.js';
import { openDuckDB } from '../../../sql/duckdb.js';
import type { Table } from '../../catalog.js';
import { shownLocation } from '../../file-io/shown-location.js';
import type { DataFile } from '../data-file.js';
import type { FileScan } from '../file-scan.js';
import type { ManifestFile } from '../manifest.js';
import { readManifest, readManifestList } from '../manifest-reader.js';
import type { Schema } from '../schema.js';
import type { PartitionSpec, Snapshot, TableMetadata } from '../table-metadata.js';
import { DeleteIndex } from './delete-index.js';
import type { Predicate } from './predicate.js';
import { fileMayMatch, manifestMayMatch } from './prune.js';
import { type ParsedWhere, parseWhere } from './where.js';
import { withoutMetrics } from './without-metrics.js';

export interface PlanFilesOptions {
  /** As `selectSnapshot` gives it; a table without snapshots has no files. */
  readonly snapshot?: Snapshot | undefined;
  readonly schema: Schema;
  /** A DuckDB predicate, or one parsed already. Files that can't hold a matching row are left out, no rows are filtered. */
  readonly where?: string | ParsedWhere | undefined;
  /** Columns wanted; partition constants are given for these only. Default: all. */
  readonly fieldIds?: readonly number[] | undefined;
}

/**
 * The data files of a snapshot, each with the delete files that apply to it, in the manifests' order, from the
 * manifests alone. Deletes are indexed in memory first; data manifests are streamed.
 *
 * Errors: CORRUPT_METADATA, UNSUPPORTED_FEATURE (Avro and ORC data files, by name), BAD_WHERE, NO_SUCH_COLUMN.
 */
export async function* planFiles(table: Table, options: PlanFilesOptions): AsyncGenerator<FileScan> {
  const { snapshot, schema } = options;
  const predicate = await predicateOf(options);
  if (!snapshot) return;
  const { io, metadata } = table;
  const specOf = specsOf(metadata);
  const manifests = (await readManifestList(io, snapshot, metadata)).filter(
    // Counts are −1 where a v1 writer left them out.
    (manifest) => manifest.addedFilesCount !== 0 || manifest.existingFilesCount !== 0,
  );
  const deletes = new DeleteIndex();
  for (const manifest of manifests) {
    if (manifest.content !== 1) continue;
    const spec = specOf(manifest);
    for await (const entry of readManifest(io, manifest, metadata)) {
      if (entry.status !== 2) deletes.add(entry, spec);
    }
  }
  const wanted = options.fieldIds ?? schema.fields.map((field) => field.id);
  for (const manifest of manifests) {
    if (manifest.content !== 0) continue;
    const spec = specOf(manifest);
    if (!manifestMayMatch(predicate, manifest.partitions, spec)) continue;
    for await (const entry of readManifest(io, manifest, metadata)) {
      if (entry.status === 2) continue;
      const file = entry.dataFile;
      if (!fileMayMatch(predicate, file, spec)) continue;
      yield scanOf(file, deletes.for(entry), spec, wanted);
    }
  }
}

/** The spec of a manifest. */
export function specsOf(metadata: TableMetadata): (manifest: ManifestFile) => PartitionSpec {
  const specs = new Map(metadata['partition-specs'].map((spec) => [spec['spec-id'], spec]));
  return (manifest) => {
    const spec = specs.get(manifest.partitionSpecId);
    if (spec) return spec;
    throw new LakeveilError(
      'CORRUPT_METADATA',
      `The manifest ${shownLocation(manifest.manifestPath)} has a partition spec that is not in the table metadata; nothing was read.`,
    );
  };
}

/** A whole data file with the deletes that apply to it. Errors: UNSUPPORTED_FEATURE (a file that is not Parquet). */
export function scanOf(
  file: DataFile,
  deletes: readonly DataFile[],
  spec: PartitionSpec,
  wanted: readonly number[],
): FileScan {
  if (file.fileFormat !== 'PARQUET') throw unsupportedFormat(file);
  return { file: withoutMetrics(file), deletes, constants: constantsOf(file, spec, wanted) };
}

/** Of `where`, to prune by. */
export async function predicateOf({
  where,
  schema,
}: Pick<PlanFilesOptions, 'where' | 'schema'>): Promise<Predicate> {
  if (where === undefined) return { kind: 'unknown' };
  if (typeof where !== 'string') return where.predicate;
  // Only parses: nothing spills.
  const duckdb = await openDuckDB({ threads: 1, memoryMb: 64, scratch: tmpdir() });
  try {
    return (await parseWhere(duckdb.connection, where, schema)).predicate;
  } finally {
    duckdb.close();
  }
}

/** Values of identity-partitioned columns, for files that do not hold the column (spec: column projection). */
function constantsOf(file: DataFile, spec: PartitionSpec, wanted: readonly number[]): FileScan['constants'] {
  const constants: Record<number, DataFile['partition'][number]> = {};
  spec.fields.forEach((field, i) => {
    const value = file.partition[i];
    if (field.transform !== 'identity' || value === undefined || !wanted.includes(field['source-id'])) return;
    constants[field['source-id']] = value;
  });
  return constants;
}

function unsupportedFormat(file: DataFile): LakeveilError {
  const location = shownLocation(file.filePath);
  return new LakeveilError(
    'UNSUPPORTED_FEATURE',
    `Not implemented: data files of format ${file.fileFormat} (${location}); the table was not read. Rewrite it as Parquet first.`,
    { details: { feature: `data file format ${file.fileFormat}`, location } },
  );
}
