import { resolve } from 'node:path';
import type { Catalog } from '../../catalog/catalog.js';
import type { Config } from '../config.js';

/** The catalog that the configuration names; `warehouse` is the flag that lies over it. */
export async function openCatalog(
  config: Config,
  folder: string,
  warehouse: string | undefined,
): Promise<Catalog> {
  const module = new URL('../../catalog/filesystem/filesystem-catalog.js', import.meta.url).href;
  const { openFilesystemCatalog } = (await import(module)) as {
    openFilesystemCatalog(options: { warehouse: string }): Catalog;
  };
  return openFilesystemCatalog({ warehouse: resolve(folder, warehouse ?? config.warehouse) });
}
