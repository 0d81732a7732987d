import type { DuckDBAppender, DuckDBConnection } from '@duckdb/node-api';
import { sqlString } from '../sql/duckdb.js';
import type { ScannedChunk } from './scanned-chunk.js';
import type { TaskQuery } from './task-query.js';

/** Chunks between two flushes of the appender, whose own buffer does not spill. */
const CHUNKS_PER_FLUSH = 8;
/** Bytes of texts, or chunks, after which it is worth asking DuckDB how much is staged. */
const LOOK_BYTES = 16e6;
const LOOK_CHUNKS = 16;
/** A row's estimated size besides its text inputs, until DuckDB is asked. */
const ROW_OVERHEAD = 64;

/** The chunks of a task that are not in a file yet, in a DuckDB table that spills to scratch when memory is short. */
export class Stage {
  readonly name: string;
  readonly #connection: DuckDBConnection;
  readonly #query: TaskQuery;
  #appender: DuckDBAppender | undefined;
  #sinceFlush = 0;
  #estimate = 0;
  #chunks = 0;
  #looked = { estimate: 0, chunks: 0 };
  rows = 0;
  quarantined = 0;

  constructor(connection: DuckDBConnection, name: string, query: TaskQuery) {
    this.#connection = connection;
    this.name = name;
    this.#query = query;
  }

  async open(): Promise<void> {
    const columns = this.#query.columns.map((column) => `${column.name} ${column.duckdbType}`);
    await this.#connection.run(`CREATE OR REPLACE TABLE ${this.name} (${columns.join(', ')})`);
    this.#appender = await this.#connection.createAppender(this.name);
    this.#sinceFlush = 0;
    this.#estimate = 0;
    this.#chunks = 0;
    this.#looked = { estimate: 0, chunks: 0 };
    this.rows = 0;
    this.quarantined = 0;
  }

  append(chunk: ScannedChunk): void {
    let bytes = chunk.rows * ROW_OVERHEAD;
    for (let row = 0; row < chunk.rows; row++) bytes += chunk.inputBytes(row);
    this.#estimate += bytes;
    this.rows += chunk.rows;
    this.quarantined += chunk.codes.size;
    this.#appender!.appendDataChunk(chunk.finish());
    chunk.release();
    this.#chunks += 1;
    this.#sinceFlush += 1;
    if (this.#sinceFlush >= CHUNKS_PER_FLUSH) this.flush();
  }

  /** Everything appended so far is in the table afterwards. */
  flush(): void {
    this.#appender?.flushSync();
    this.#sinceFlush = 0;
  }

  /** Whether enough came since the last `bytes` for it to be asked again. */
  get isWorthALook(): boolean {
    return (
      this.#estimate - this.#looked.estimate >= LOOK_BYTES ||
      this.#chunks - this.#looked.chunks >= LOOK_CHUNKS
    );
  }

  /** Bytes that are staged: what DuckDB says, or the texts' bytes if that is more. */
  async bytes(): Promise<number> {
    const sql = `SELECT coalesce(sum(memory_usage_bytes + temporary_storage_bytes), 0)::DOUBLE FROM duckdb_memory() WHERE tag = ${sqlString('IN_MEMORY_TABLE')}`;
    const result = await this.#connection.runAndReadAll(sql);
    this.#looked = { estimate: this.#estimate, chunks: this.#chunks };
    return Math.max(this.#estimate, Number(result.getRows()[0]?.[0] ?? 0));
  }

  /** Starts again with an empty table. */
  async restart(): Promise<void> {
    this.#closeAppender();
    await this.open();
  }

  async close(): Promise<void> {
    this.#closeAppender();
    await this.#connection.run(`DROP TABLE IF EXISTS ${this.name}`);
  }

  #closeAppender(): void {
    this.#appender?.closeSync();
    this.#appender = undefined;
  }
}
