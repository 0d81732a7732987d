import { resolve } from 'node:path';
import type { Catalog } from '../../catalog/catalog.js';
import { isS3Location } from '../../catalog/file-io/open-file-io.js';
import type { StorageOptions } from '../../catalog/file-io/storage-options.js';
import { LakeveilError } from '../../errors.js';
import type { CATALOG_TYPES } from '../catalog-config.js';
import type { Config } from '../config.js';

/** Flags that lie over the configuration. */
export interface CatalogFlags {
  readonly warehouse?: string | undefined;
  readonly catalog?: (typeof CATALOG_TYPES)[number] | undefined;
}

/** The catalog that the configuration and the flags name. Errors: INVALID_OPTION. */
export async function openCatalog(config: Config, folder: string, flags: CatalogFlags): Promise<Catalog> {
  const given = flags.warehouse ?? config.warehouse;
  const warehouse = isS3Location(given) ? given : resolve(folder, given);
  const storage = config.storage as StorageOptions;
  const chosen =
    flags.catalog === undefined || flags.catalog === config.catalog.type
      ? config.catalog
      : { type: flags.catalog };
  if (chosen.type === 'filesystem') {
    const { openFilesystemCatalog } = await import('../../catalog/filesystem/filesystem-catalog.js');
    return openFilesystemCatalog({ warehouse, storage });
  }
  if (!isS3Location(warehouse)) {
    throw new LakeveilError(
      'INVALID_OPTION',
      'Nothing was done: the Glue catalog needs a warehouse on S3. Give --warehouse s3://bucket/prefix, or `warehouse` in lakeveil.config.*.',
    );
  }
  const { openGlueCatalog } = await import('../../catalog/glue/glue-catalog.js');
  const { type: _type, ...glue } = chosen;
  return openGlueCatalog({ warehouse, storage, ...glue } as Parameters<typeof openGlueCatalog>[0]);
}
