import { join } from 'node:path';
import type { FileIO } from '../../catalog/file-io/file-io.js';
import { localFileIO } from '../../catalog/file-io/local.js';

/** Local file I/O that keeps `s3://bucket/key` as `<folder>/bucket/key`: for tests of what lies above the storage. */
export function s3OnDisk(folder: string): FileIO {
  const io = localFileIO();
  const to = (location: string): string => join(folder, location.replace(/^s3[an]?:\/\//, ''));
  const back = (path: string): string => `s3://${path.slice(folder.length + 1)}`;
  return {
    read: (location, range) => io.read(to(location), range),
    size: (location) => io.size(to(location)),
    create: (location, bytes, options) => io.create(to(location), bytes, options),
    async *list(prefix) {
      for await (const file of io.list(to(prefix))) yield { ...file, location: back(file.location) };
    },
    remove: (location) => io.remove(to(location)),
    removeUnfinished: (prefix, owner) => io.removeUnfinished(to(prefix), owner),
    localCopy: (location, options) => io.localCopy(to(location), options),
    publish: (path, location) => io.publish(path, to(location)),
  };
}
