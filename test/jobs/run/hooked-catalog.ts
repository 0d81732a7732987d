import type { Catalog } from '../../../catalog/catalog.js';
import type { FileIO } from '../../../catalog/file-io/file-io.js';
import { openFilesystemCatalog } from '../../../catalog/filesystem/filesystem-catalog.js';
import { formatIdentifier } from '../../../catalog/identifier.js';
import type { Warehouse } from './support-warehouse.js';

/**
 * The warehouse's catalog, with something done before each commit; what it throws, the commit throws. `files` may put
 * other file I/O in place of the catalog's.
 */
export function hookedCatalog(
  at: Warehouse,
  beforeCommit: (table: string) => Promise<void> | void,
  files: (io: FileIO) => FileIO = (io) => io,
): Catalog {
  const catalog = openFilesystemCatalog({ warehouse: at.warehouse });
  return new Proxy(catalog, {
    get(inner, name) {
      if (name === 'commit') {
        return async (...args: Parameters<Catalog['commit']>) => {
          await beforeCommit(formatIdentifier(args[0]));
          return inner.commit(...args);
        };
      }
      if (name === 'fileIO') return (location: string) => files(inner.fileIO(location));
      // A class with private members does not stand a proxy as `this`.
      const value: unknown = Reflect.get(inner, name, inner);
      return typeof value === 'function' ? value.bind(inner) : value;
    },
  });
}
