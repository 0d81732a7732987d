import type { Table as GlueTable } from '@aws-sdk/client-glue';
import { LakeveilError } from '../../errors.js';
import type { FileIO } from '../file-io/file-io.js';
import { formatIdentifier } from '../identifier.js';
import type { GlueTableName } from './glue-table.js';

/** Where an Iceberg table's own files are; what else lies under its location is somebody else's. */
const OWN_FOLDERS = ['data', 'metadata'] as const;

/**
 * The folders whose files go with a purged table: `data` and `metadata` under its location, so that what failed runs left
 * there goes too. Throws BAD_LOCATION, before anything is dropped, if the location is a bucket's root, holds the journal,
 * or holds or lies in that of another table: their files can't be told apart.
 */
export function purgedFolders(
  target: GlueTableName,
  location: string,
  journalRoot: string,
  others: readonly GlueTable[],
): string[] {
  const name = formatIdentifier(target.identifier);
  if (!/^s3[an]?:\/\/[^/]+\/[^/]/i.test(location) || /\/\.{0,2}(?:\/|$)/.test(location.slice(5))) {
    throw notDropped(name, 'its location is not a folder of its own');
  }
  const own = folder(location);
  if (folder(journalRoot).startsWith(own)) throw notDropped(name, "Lakeveil's journal lies in its folder");
  for (const other of others) {
    if (other.Name === target.name && other.DatabaseName === target.database) continue;
    const place = other.StorageDescriptor?.Location;
    if (place === undefined || place === '') continue;
    const theirs = folder(place);
    if (theirs.startsWith(own) || own.startsWith(theirs)) {
      throw notDropped(name, `its folder and that of ${other.DatabaseName}.${other.Name} are not apart`);
    }
  }
  return OWN_FOLDERS.map((part) => `${location}/${part}`);
}

/** The table is gone already, so what cannot be removed now is left over, not wrong. */
export async function removeFolders(io: FileIO, folders: readonly string[]): Promise<void> {
  for (const prefix of folders) {
    for await (const { location } of io.list(prefix)) await io.remove(location);
  }
}

/** With a slash at the end, so that `…/calls` is not in front of `…/calls_safe`; `s3`, `s3a` and `s3n` are one. */
const folder = (location: string): string => `${location.replace(/^s3[an]?:/i, 's3:').replace(/\/+$/, '')}/`;

const notDropped = (name: string, why: string): LakeveilError =>
  new LakeveilError(
    'BAD_LOCATION',
    `The table ${name} was not dropped, and no file was removed: ${why}. Drop it without purge, and remove its files by hand.`,
    { details: { table: name } },
  );
