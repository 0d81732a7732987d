import type { FileIO } from '../../catalog/file-io/file-io.js';
import { localFileIO } from '../../catalog/file-io/local.js';

/** Local file I/O that finds what was written under `from` in the folder `to`: fixtures keep the paths of their birth. */
export function relocatedFileIO(from: string, to: string): FileIO {
  const io = localFileIO();
  const move = (location: string) =>
    location.startsWith(from) ? to + location.slice(from.length) : location;
  return {
    ...io,
    read: (location, range) => io.read(move(location), range),
    size: (location) => io.size(move(location)),
    localCopy: (location) => io.localCopy(move(location)),
  };
}
