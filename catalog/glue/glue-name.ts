import { LakeveilError } from '../../errors.js';
import type { TableIdentifier } from '../catalog.js';
import { checkIdentifier, checkNamespace } from '../identifier.js';

/** What Athena and Iceberg's own catalogs take: https://docs.aws.amazon.com/athena/latest/ug/tables-databases-columns-names.html */
const MADE_NAME = /^[a-z0-9_]+$/;

/** A database as Glue keeps it: one level, lower case. Throws BAD_TABLE_NAME. */
export function databaseName(namespace: readonly string[]): string {
  checkNamespace(namespace);
  if (namespace.length > 1) {
    throw badName('databases of the Glue catalog have no levels. Write it as "support.call_transcripts".');
  }
  return folded(namespace[0]!);
}

/** An identifier as Glue keeps it. Throws BAD_TABLE_NAME for what Glue cannot hold. */
export function glueIdentifier(identifier: TableIdentifier): {
  readonly database: string;
  readonly name: string;
  readonly identifier: TableIdentifier;
} {
  checkIdentifier(identifier);
  const database = databaseName(identifier.namespace);
  const name = folded(identifier.name);
  return { database, name, identifier: { namespace: [database], name } };
}

/** Throws BAD_TABLE_NAME for a name that Glue would hold, and Athena then not read without quotes or not at all. */
export function checkMadeName(name: string): void {
  if (!MADE_NAME.test(name)) {
    throw badName(
      'new databases and tables in Glue have letters a-z, digits and underscores in their names, nothing else.',
    );
  }
}

/** Glue folds names itself when it stores them. */
function folded(name: string): string {
  // Only ASCII: what other letters become is the service's business, and such names are never made.
  return name.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

function badName(why: string): LakeveilError {
  return new LakeveilError('BAD_TABLE_NAME', `Nothing was done: the table name is not usable: ${why}`);
}
