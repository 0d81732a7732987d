import type { Catalog } from '../../catalog/catalog.js';
import type { Lease } from './lease.js';

/** The same catalog, which commits only while the lease is held. Errors of `commit`: also LEASE_LOST. */
export function fencedCatalog(catalog: Catalog, lease: Lease): Catalog {
  return {
    description: catalog.description,
    storage: catalog.storage,
    journalRoot: catalog.journalRoot,
    listNamespaces: () => catalog.listNamespaces(),
    createNamespace: (namespace) => catalog.createNamespace(namespace),
    listTables: (namespace) => catalog.listTables(namespace),
    load: (identifier) => catalog.load(identifier),
    defaultLocation: (identifier) => catalog.defaultLocation(identifier),
    fileIO: (location) => catalog.fileIO(location),
    async commit(identifier, requirements, updates) {
      // Here too, for storage without remote requests.
      await lease.assertHeld();
      return catalog.commit(identifier, requirements, updates, { fence: () => lease.assertHeld() });
    },
    drop: (identifier, options) => catalog.drop(identifier, options),
  };
}
