import type { Catalog, Table } from '../catalog/catalog.js';
import { formatIdentifier, parseTableReference } from '../catalog/identifier.js';
import { LakeveilError } from '../errors.js';
import { suggest } from './suggest.js';

/** The table of a reference, and what follows its `@`. NO_SUCH_TABLE comes with a suggestion. */
export async function loadTable(
  catalog: Catalog,
  reference: string,
  notDone: string,
): Promise<{ table: Table; selector?: string }> {
  const { identifier, selector } = parseTableReference(reference);
  try {
    const table = await catalog.load(identifier);
    return selector === undefined ? { table } : { table, selector };
  } catch (error) {
    if (!(error instanceof LakeveilError) || !['NO_SUCH_TABLE', 'NO_SUCH_NAMESPACE'].includes(error.code))
      throw error;
    const names = (await catalog.listTables().catch(() => [])).map(formatIdentifier);
    const nearest = suggest(formatIdentifier(identifier), names);
    throw new LakeveilError(
      'NO_SUCH_TABLE',
      `${notDone}: there is no table ${formatIdentifier(identifier)} in ${catalog.description}. ${
        nearest === undefined ? '' : `Did you mean "${nearest}"? `
      }\`lakeveil tables\` lists them.`,
    );
  }
}
