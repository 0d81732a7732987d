import { basename, dirname, join } from 'node:path';
import { LakeveilError } from '../../errors.js';
import type { Table } from '../catalog.js';
import type { FileIO } from '../file-io/file-io.js';
import { localFileIO } from '../file-io/local.js';
import { localPath } from '../file-io/local-path.js';
import { parseTableMetadata } from '../iceberg/metadata-json.js';
import { currentMetadata } from './metadata-versions.js';

/**
 * A table by the location of one of its metadata files, or of its folder (then the newest metadata). It belongs to no
 * catalog: it can be read, not committed to. Its identifier is the folder's name in no namespace.
 *
 * Errors: NO_SUCH_TABLE, CORRUPT_METADATA, UNSUPPORTED_FEATURE.
 */
export async function loadFromMetadata(location: string, io: FileIO = localFileIO()): Promise<Table> {
  const path = localPath(location).replace(/(?<=[^/])\/+$/, '');
  let metadataLocation = path;
  if (!/\.metadata\.json(\.gz)?$/.test(path)) {
    const current = await currentMetadata(join(path, 'metadata'));
    if (current === undefined) throw noTable(path);
    metadataLocation = join(path, 'metadata', current.fileName);
  }
  if ((await io.size(metadataLocation)) === undefined) throw noTable(metadataLocation);
  const metadata = parseTableMetadata(await io.read(metadataLocation), metadataLocation);
  return {
    identifier: { namespace: [], name: basename(dirname(dirname(metadataLocation))) },
    metadataLocation,
    metadata,
    io,
  };
}

function noTable(path: string): LakeveilError {
  return new LakeveilError('NO_SUCH_TABLE', `Nothing was read: there is no Iceberg metadata at ${path}.`);
}
