import type { Catalog } from '../../../catalog/catalog.js';
import { openFilesystemCatalog } from '../../../catalog/filesystem/filesystem-catalog.js';
import { formatIdentifier } from '../../../catalog/identifier.js';
import type { Warehouse } from './support-warehouse.js';

/** The warehouse's catalog, with something done before each commit; what it throws, the commit throws. */
export function hookedCatalog(at: Warehouse, beforeCommit: (table: string) => Promise<void> | void): Catalog {
  const catalog = openFilesystemCatalog({ warehouse: at.warehouse });
  return new Proxy(catalog, {
    get(inner, name) {
      if (name === 'commit') {
        return async (...args: Parameters<Catalog['commit']>) => {
          await beforeCommit(formatIdentifier(args[0]));
          return inner.commit(...args);
        };
      }
      // A class with private members does not stand a proxy as `this`.
      const value: unknown = Reflect.get(inner, name, inner);
      return typeof value === 'function' ? value.bind(inner) : value;
    },
  });
}
