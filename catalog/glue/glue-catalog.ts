import { LakeveilError } from '../../errors.js';
import type { Catalog } from '../catalog.js';
import type { StorageOptions } from '../file-io/storage-options.js';

export interface GlueCatalogOptions {
  /** `s3://bucket/prefix`: where databases without a location keep their tables, and where the journal is. */
  readonly warehouse: string;
  readonly region?: string;
  /** Else AWS_ENDPOINT_URL_GLUE or AWS_ENDPOINT_URL, else AWS. */
  readonly endpoint?: string;
  /** The account whose catalog it is; the caller's if absent. */
  readonly catalogId?: string;
  readonly storage?: StorageOptions;
}

/** AWS Glue's Data Catalog. The client is made, and the SDK loaded, when it is first used. */
export function openGlueCatalog(_options: GlueCatalogOptions): Catalog {
  throw new LakeveilError('NOT_AVAILABLE', 'Nothing was done: the Glue catalog is not available yet.');
}
