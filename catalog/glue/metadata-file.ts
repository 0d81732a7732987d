import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { FileIO } from '../file-io/file-io.js';
import { serializeTableMetadata } from '../iceberg/metadata-json.js';
import type { TableMetadata } from '../iceberg/table-metadata.js';

/**
 * Writes metadata under a new name, `<location>/metadata/NNNNN-<uuid>.metadata.json`, NNNNN being one more than that of
 * `previous`. Create-only, and no pointer names it yet. Returns its location.
 */
export async function writeMetadataFile(
  ioOf: (location: string) => FileIO,
  metadata: TableMetadata,
  previous: string | undefined,
): Promise<string> {
  const folder = (metadata.properties['write.metadata.path'] ?? `${metadata.location}/metadata`).replace(
    /\/+$/,
    '',
  );
  const gzip = metadata.properties['write.metadata.compression-codec']?.toLowerCase() === 'gzip';
  const version = String(versionAfter(previous)).padStart(5, '0');
  const location = `${folder}/${version}-${randomUUID()}${gzip ? '.gz' : ''}.metadata.json`;
  const text = serializeTableMetadata(metadata);
  const io = ioOf(location);
  try {
    await io.create(location, gzip ? gzipSync(text) : Buffer.from(text, 'utf8'));
  } catch (error) {
    // Half a write, or one whose answer was lost: nothing refers to it.
    await io.remove(location).catch(() => {});
    throw error;
  }
  return location;
}

/** 0 for a new table, and after a file that is named otherwise. */
function versionAfter(previous: string | undefined): number {
  const digits = previous === undefined ? undefined : /\/(\d{1,9})-[^/]*$/.exec(previous)?.[1];
  return digits === undefined ? 0 : Number(digits) + 1;
}
