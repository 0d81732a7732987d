import type { FileIO } from './file-io.js';
import { localFileIO } from './local.js';
import { s3FileIO } from './s3/s3-file-io.js';
import type { StorageOptions } from './storage-options.js';

/** `s3://…`, and Hadoop's names for the same. */
export const isS3Location = (location: string): boolean => /^s3[an]?:\/\//i.test(location);

/** File I/O for locations of every kind that Lakeveil reads and writes: each goes to the storage that its scheme names. */
export function openFileIO(options: StorageOptions = {}): FileIO {
  const local = localFileIO();
  const s3 = s3FileIO(options);
  const of = (location: string): FileIO => (isS3Location(location) ? s3 : local);
  return {
    read: (location, range) => of(location).read(location, range),
    size: (location) => of(location).size(location),
    create: (location, bytes, how) => of(location).create(location, bytes, how),
    list: (prefix) => of(prefix).list(prefix),
    remove: (location) => of(location).remove(location),
    removeUnfinished: (prefix, owner) => of(prefix).removeUnfinished(prefix, owner),
    localCopy: (location, how) => of(location).localCopy(location, how),
    publish: (path, location) => of(location).publish(path, location),
  };
}
