import { type DuckDBConnection, DuckDBStructType } from '@duckdb/node-api';
import { LakeveilError } from '../../errors.js';

/** Column types as the user wrote them (`id bigint, tags varchar[]`), by name; read by DuckDB's own parser. Errors: BAD_USAGE. */
export async function declaredColumns(
  connection: DuckDBConnection,
  declaration: string,
): Promise<ReadonlyMap<string, string>> {
  const refused = new LakeveilError(
    'BAD_USAGE',
    "Nothing was ingested: the schema is not a list of columns with DuckDB types. Write it like 'id bigint, tags varchar[]'.",
  );
  const sql = `SELECT CAST(NULL AS STRUCT(${declaration})) AS declared`;
  try {
    const statements = await connection.extractStatements(sql);
    if (statements.count !== 1) throw refused;
    const type = (await connection.runAndReadAll(sql)).columnType(0);
    if (!(type instanceof DuckDBStructType)) throw refused;
    return new Map(type.entryNames.map((name, index) => [name, type.entryTypes[index]!.toString()]));
  } catch {
    throw refused;
  }
}
