import { type DuckDB, openDuckDB } from '../../sql/duckdb.js';
import { type AthenaBackend, BackendFailure, type BackendResult } from './athena-shim.js';

/** Athena's names of types, where DuckDB's differ. */
const TYPES: Readonly<Record<string, string>> = {
  INTEGER: 'integer',
  FLOAT: 'float',
  'TIMESTAMP WITH TIME ZONE': 'timestamp with time zone',
};

export interface DuckDBBackend extends AthenaBackend {
  /** For `CREATE VIEW` and the like. */
  readonly duckdb: DuckDB;
  /** What each query is said to have scanned. */
  bytesScanned: number;
  close(): void;
}

/** Runs the SQL in DuckDB, which understands what Trino's and its own have in common. */
export async function duckdbBackend(scratch: string): Promise<DuckDBBackend> {
  const duckdb = await openDuckDB({ threads: 1, memoryMb: 512, scratch });
  const backend: DuckDBBackend = {
    duckdb,
    bytesScanned: 0,
    async run(sql, signal, { database }): Promise<BackendResult> {
      const connection = await duckdb.connect();
      const interrupt = (): void => connection.interrupt();
      signal.addEventListener('abort', interrupt, { once: true });
      try {
        if (database !== undefined) await connection.run(`USE memory."${database}"`);
        const described = await connection.runAndReadAll(`DESCRIBE ${sql}`);
        const columns = described.getRows().map(([name, type]) => ({
          name: String(name),
          type:
            TYPES[String(type)] ??
            String(type)
              .replace(/\(.*|\[\]$/s, '')
              .toLowerCase(),
        }));
        const casts = columns.map((_, i) => `CAST(c${i} AS VARCHAR)`).join(', ');
        const names = columns.map((_, i) => `c${i}`).join(', ');
        const read = await connection.runAndReadAll(`SELECT ${casts} FROM (${sql}\n) AS q(${names})`);
        return { columns, rows: read.getRows() as (string | null)[][], bytesScanned: backend.bytesScanned };
      } catch (error) {
        throw new BackendFailure(`GENERIC_USER_ERROR: ${(error as Error).message}`);
      } finally {
        signal.removeEventListener('abort', interrupt);
        connection.closeSync();
      }
    },
    close: () => duckdb.close(),
  };
  return backend;
}
