import { LakeveilError } from '../errors.js';

/** `details.feature` of the UNSUPPORTED_FEATURE for a table of a catalog that is there, and is not Iceberg. */
export const NOT_ICEBERG = 'a table that is not Iceberg';

/** Whether a load failed because the table is of another kind; see `Catalog.openFileTable`. */
export const isNotIceberg = (error: unknown): boolean =>
  error instanceof LakeveilError && error.details['feature'] === NOT_ICEBERG;
