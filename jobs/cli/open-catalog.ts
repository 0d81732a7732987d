import { resolve } from 'node:path';
import type { Catalog } from '../../catalog/catalog.js';
import { openFilesystemCatalog } from '../../catalog/filesystem/filesystem-catalog.js';
import type { Config } from '../config.js';

/** The catalog that the configuration names; `warehouse` is the flag that lies over it. */
export function openCatalog(config: Config, folder: string, warehouse: string | undefined): Catalog {
  return openFilesystemCatalog({ warehouse: resolve(folder, warehouse ?? config.warehouse) });
}
