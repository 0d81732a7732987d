import { LakeveilError } from '../../errors.js';

/**
 * The local path of a location: an absolute path, or `file:/p`, `file:///p`, `file://localhost/p`.
 *
 * Nothing is percent-decoded, in the URI forms neither: Hadoop's Path, PyArrow and Trino write and read what follows
 * the scheme as it stands, so `%3A` in a Hive-style folder (`ts=10%3A00`) is three characters of the name on disk.
 * For the same reason `#`, `?` and `+` mean nothing special.
 *
 * Errors: UNSUPPORTED_FEATURE for another scheme or host, BAD_LOCATION for a relative path.
 */
export function localPath(location: string): string {
  let path = location;
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):(?=\/)/.exec(location)?.[1];
  if (scheme !== undefined) {
    if (scheme.toLowerCase() !== 'file') {
      throw new LakeveilError(
        'UNSUPPORTED_FEATURE',
        `Nothing was read or written: "${scheme}:" locations are not on local disk, and this file I/O reads local disk only.`,
        { details: { scheme } },
      );
    }
    path = location.slice(scheme.length + 1);
    if (path.startsWith('//')) {
      const slash = path.indexOf('/', 2);
      const host = slash < 0 ? path.slice(2) : path.slice(2, slash);
      if (host !== '' && host !== 'localhost') {
        throw new LakeveilError(
          'UNSUPPORTED_FEATURE',
          'Nothing was read or written: a file: location with a host name is not on local disk. Write it file:///path.',
        );
      }
      path = slash < 0 ? '' : path.slice(slash);
    }
  }
  if (!path.startsWith('/') || path.includes('\0')) {
    throw new LakeveilError(
      'BAD_LOCATION',
      'Nothing was read or written: the location is not absolute. Give an absolute path or file:///path.',
    );
  }
  return path;
}
