import { AvroContainerWriter } from '../avro/container-writer.js';
import { fieldIdType } from '../avro/field-id-type.js';
import type { ManifestFile } from './manifest.js';
import { MANIFEST_LIST_SCHEMA } from './manifest-avro.js';

const TYPE = fieldIdType(MANIFEST_LIST_SCHEMA, (id) => id === 503);

/** The bytes of a v2 manifest list. */
export function manifestListBytes(
  manifests: readonly ManifestFile[],
  snapshot: { readonly id: bigint; readonly parentId: bigint | undefined; readonly sequenceNumber: number },
): Buffer {
  const container = new AvroContainerWriter(MANIFEST_LIST_SCHEMA, TYPE, {
    'snapshot-id': String(snapshot.id),
    'parent-snapshot-id': snapshot.parentId === undefined ? 'null' : String(snapshot.parentId),
    'sequence-number': String(snapshot.sequenceNumber),
    'format-version': '2',
  });
  for (const manifest of manifests) container.append(recordOf(manifest));
  return container.finish();
}

function recordOf(manifest: ManifestFile): unknown {
  return {
    f500: manifest.manifestPath,
    f501: manifest.manifestLength,
    f502: manifest.partitionSpecId,
    f517: manifest.content,
    f515: manifest.sequenceNumber,
    f516: manifest.minSequenceNumber,
    f503: manifest.addedSnapshotId,
    f504: manifest.addedFilesCount,
    f505: manifest.existingFilesCount,
    f506: manifest.deletedFilesCount,
    f512: manifest.addedRowsCount,
    f513: manifest.existingRowsCount,
    f514: manifest.deletedRowsCount,
    f507: manifest.partitions.map((summary) => ({
      f509: summary.containsNull,
      f518: summary.containsNan ?? null,
      f510: bytesOf(summary.lowerBound),
      f511: bytesOf(summary.upperBound),
    })),
    f519: null,
  };
}

function bytesOf(base64: string | undefined): Buffer | null {
  return base64 === undefined ? null : Buffer.from(base64, 'base64');
}
