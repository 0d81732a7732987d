import { LakeveilError } from '../errors.js';
import type { Catalog, Table, TableIdentifier } from './catalog.js';

/** The table, or undefined if it, or its namespace, is not there. Every other failure is thrown. */
export async function loadIfExists(
  catalog: Catalog,
  identifier: TableIdentifier,
): Promise<Table | undefined> {
  try {
    return await catalog.load(identifier);
  } catch (error) {
    if (error instanceof LakeveilError && /^NO_SUCH_(?:TABLE|NAMESPACE)$/.test(error.code)) return undefined;
    throw error;
  }
}
