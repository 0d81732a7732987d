import { LakeveilError } from '../../errors.js';
import type { Table } from '../catalog.js';
import type { FileIO } from '../file-io/file-io.js';
import { inFolder } from '../file-io/folder-store.js';
import { localPath } from '../file-io/local-path.js';
import { isS3Location, openFileIO } from '../file-io/open-file-io.js';
import { parseTableMetadata } from '../iceberg/metadata-json.js';
import { newestOf } from './metadata-versions.js';

/**
 * A table by the location of one of its metadata files, or of its folder (then the newest metadata). It belongs to no
 * catalog: it can be read, not committed to. Its identifier is the folder's name in no namespace.
 *
 * Errors: NO_SUCH_TABLE, CORRUPT_METADATA, UNSUPPORTED_FEATURE.
 */
export async function loadFromMetadata(location: string, io: FileIO = openFileIO()): Promise<Table> {
  const path = (isS3Location(location) ? location : localPath(location)).replace(/(?<=[^/])\/+$/, '');
  let metadataLocation = path;
  if (!/\.metadata\.json(\.gz)?$/.test(path)) {
    const folder = inFolder(path, 'metadata');
    const names: string[] = [];
    for await (const file of io.list(folder)) names.push(file.location.slice(folder.length + 1));
    const current = newestOf(names, folder);
    if (current === undefined) throw noTable(path);
    metadataLocation = inFolder(folder, current.fileName);
  }
  if ((await io.size(metadataLocation)) === undefined) throw noTable(metadataLocation);
  const metadata = parseTableMetadata(await io.read(metadataLocation), metadataLocation);
  return {
    identifier: { namespace: [], name: metadataLocation.split('/').at(-3) ?? '' },
    metadataLocation,
    metadata,
    io,
  };
}

function noTable(path: string): LakeveilError {
  return new LakeveilError('NO_SUCH_TABLE', `Nothing was read: there is no Iceberg metadata at ${path}.`);
}
