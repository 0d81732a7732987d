import { randomUUID } from 'node:crypto';
import type { DuckDBResult } from '@duckdb/node-api';
import type { FileIO } from '../catalog/file-io/file-io.js';
import { type OpenedScan, openScan } from '../catalog/iceberg/scan/open-scan.js';
import { LakeveilError } from '../errors.js';
import { type DuckDB, duckdbError } from '../sql/duckdb.js';
import { applyBatches } from './apply-batches.js';
import { attemptName } from './attempt-name.js';
import { type Batch, Batcher } from './batcher.js';
import { interrupted } from './interrupted.js';
import type { OpenedUdf } from './opened-udf.js';
import { OutputFiles } from './output-files.js';
import { quarantineSelect } from './quarantine.js';
import { ScannedChunk } from './scanned-chunk.js';
import { Stage } from './stage.js';
import type { RunSpec, Task, TaskResult } from './task.js';
import { type TaskQuery, targetSelect, taskQuery } from './task-query.js';

/** What a host gives to a task. Everything in it may serve many tasks, one after the other. */
export interface TaskContext {
  /** Not used by anything else while the task runs. */
  readonly db: DuckDB;
  readonly io: FileIO;
  /** Of the run's UDF columns, in the order of `spec.columns`. */
  readonly udfs: readonly OpenedUdf[];
  /** Cancels: a running query is interrupted, and the task fails with INTERRUPTED once it has stopped. */
  readonly signal: AbortSignal;
  /** Distinct for every attempt at a task, `[a-z0-9]`; part of the names of its files. */
  readonly attempt: string;
  /** Deltas. */
  onProgress?(rows: number, characters: number): void;
  /** Awaited before the first file becomes visible: what is to be removed if the result is lost. */
  onPublish?(locations: readonly string[]): void;
  /** True while DuckDB works on another thread. UDF code never runs meanwhile, so the thread must not be ended. */
  onQuery?(isRunning: boolean): void;
}

/** Raw bytes that a memory limit lets a task stage before it writes them to a file. */
const STAGED_SHARE = 0.35;
/** zstd on text, until the first file shows. */
const EXPECTED_RATIO = { zstd: 0.35, gzip: 0.35, snappy: 0.5, uncompressed: 1 } as const;

/**
 * Reads a task's rows, runs them through the UDFs and writes them: data files to the target, one quarantine file for
 * rows that failed. Files become visible at the end, all of them or, after an error, none that is left.
 *
 * Memory: one batch for each UDF call held open, one chunk of DuckDB's, and DuckDB's own limit; staged rows beyond it
 * lie in `spec.scratch`.
 *
 * Errors (LakeveilError): those of the UDF checks (`applyUdf`), of `openScan` and of DuckDB (`duckdbError`), INTERRUPTED.
 */
export async function runTask(spec: RunSpec, task: Task, context: TaskContext): Promise<TaskResult> {
  const run = new TaskRun(spec, task, context);
  try {
    return await run.run();
  } catch (error) {
    if (context.signal.aborted) throw interrupted();
    throw run.coded(error);
  }
}

class TaskRun {
  readonly #spec: RunSpec;
  readonly #task: Task;
  readonly #context: TaskContext;
  readonly #started = performance.now();
  #scan: OpenedScan | undefined;
  #rowsRead = 0;
  #rowsQuarantined = 0;
  #characters = 0;
  readonly #entities: Record<string, number> = {};
  readonly #failures: Record<string, number> = {};

  constructor(spec: RunSpec, task: Task, context: TaskContext) {
    this.#spec = spec;
    this.#task = task;
    this.#context = context;
  }

  coded(error: unknown): LakeveilError {
    if (error instanceof LakeveilError) return error;
    if (this.#scan !== undefined) return this.#scan.failure(error);
    return duckdbError(error, 'The split was not read');
  }

  async run(): Promise<TaskResult> {
    const { db, io, signal, udfs } = this.#context;
    const spec = this.#spec;
    if (signal.aborted) throw interrupted();
    const writer = await db.connect();
    const interrupt = (): void => {
      db.connection.interrupt();
      writer.interrupt();
    };
    signal.addEventListener('abort', interrupt);
    const prefix = attemptName(spec.runId, this.#task.id, this.#context.attempt);
    let stage: Stage | undefined;
    let data: OutputFiles | undefined;
    let quarantine: OutputFiles | undefined;
    try {
      const options = { scratch: spec.scratch, ...(spec.where === undefined ? {} : { where: spec.where }) };
      this.#scan = await this.#query(() =>
        openScan(db.connection, io, this.#task.scans, spec.projection, options),
      );
      const query = taskQuery(this.#scan, spec, udfs, this.#task.maxRows);
      const select = targetSelect(spec, udfs);
      const common = { prefix, scratch: spec.scratch, compression: spec.target.compression };
      data = new OutputFiles(writer, io, { ...spec.target, ...common });
      quarantine = new OutputFiles(writer, io, {
        ...spec.quarantine,
        ...common,
        spec: UNPARTITIONED,
      });
      stage = new Stage(writer, `stage_${randomUUID().replaceAll('-', '')}`, query);
      await this.#write(() => stage!.open());
      await this.#stream(query, stage, async () => {
        await this.#write(() => this.#flush(stage!, data!, quarantine!, select));
      });
      this.#checkCounts(stage, data, quarantine);
      this.#context.onPublish?.([...data.locations, ...quarantine.locations]);
      const [dataFiles, quarantineFiles] = await this.#published(data, quarantine);
      return {
        taskId: this.#task.id,
        dataFiles,
        quarantineFiles,
        counters: {
          rowsRead: this.#rowsRead,
          rowsWritten: this.#rowsRead - this.#rowsQuarantined,
          rowsQuarantined: this.#rowsQuarantined,
          characters: this.#characters,
          entities: this.#entities,
          failures: this.#failures,
          milliseconds: Math.round(performance.now() - this.#started),
        },
      };
    } finally {
      signal.removeEventListener('abort', interrupt);
      await stage?.close().catch(() => {});
      await this.#scan?.close().catch(() => {});
      writer.closeSync();
      await data?.close();
      await quarantine?.close();
    }
  }

  async #stream(query: TaskQuery, stage: Stage, flush: () => Promise<void>): Promise<void> {
    const { signal, db } = this.#context;
    const { limits } = this.#spec;
    const result = await this.#query(() => db.connection.stream(query.sql));
    const batcher = new Batcher(limits);
    const waiting: ScannedChunk[] = [];
    const width = Math.max(1, ...query.outputs.map(({ udf }) => Math.floor(udf.instance.concurrency) || 1));
    // Batches are read ahead, for calls that wait on a network, and then run with no query open.
    const wanted = width === 1 ? 1 : width * 4;
    const wantedBytes = Math.max(width * limits.batchBytes, 32e6);
    for (let isEnd = false; !isEnd; ) {
      const batches: Batch[] = [];
      let bytes = 0;
      while (!isEnd && batches.length < wanted && (batches.length < width || bytes < wantedBytes)) {
        const chunk = await this.#fetch(result, query);
        if (chunk !== undefined) waiting.push(chunk);
        const complete = chunk === undefined ? batcher.rest() : batcher.add(chunk);
        isEnd = chunk === undefined;
        batches.push(...complete);
        for (const batch of complete) bytes += batch.bytes;
      }
      const applied = await applyBatches(batches, query, {
        timeoutMs: limits.udfTimeoutMs,
        signal,
        onBatch: (rows, characters) => this.#context.onProgress?.(rows, characters),
      });
      this.#characters += applied.characters;
      for (const [label, count] of Object.entries(applied.entities)) {
        this.#entities[label] = (this.#entities[label] ?? 0) + count;
      }
      while (waiting[0]?.isAnswered) {
        const chunk = waiting.shift()!;
        for (const code of chunk.codes.values()) this.#failures[code] = (this.#failures[code] ?? 0) + 1;
        this.#rowsQuarantined += chunk.codes.size;
        stage.append(chunk);
      }
      if (isEnd || (stage.isWorthALook && (await this.#isFull(stage)))) await flush();
    }
  }

  readonly #files = { staged: 0, written: 0 };

  /** A partitioned table gets one file a partition and task, so its rows stay staged, spilled if need be. */
  async #isFull(stage: Stage): Promise<boolean> {
    const { target, limits } = this.#spec;
    if (target.spec.fields.length > 0) return false;
    const ratio =
      this.#files.staged === 0
        ? EXPECTED_RATIO[target.compression]
        : Math.max(0.01, this.#files.written / this.#files.staged);
    const bytes = await this.#write(() => stage.bytes());
    return bytes >= Math.min(target.targetFileBytes / ratio, limits.memoryMb * 1e6 * STAGED_SHARE);
  }

  async #flush(stage: Stage, data: OutputFiles, quarantine: OutputFiles, select: string): Promise<void> {
    stage.flush();
    const staged = await stage.bytes();
    const rowBytes = staged / Math.max(1, stage.rows);
    if (stage.rows > stage.quarantined) {
      await data.write(`SELECT ${select} FROM ${stage.name} WHERE code IS NULL`, rowBytes);
    }
    if (stage.quarantined > 0) {
      await quarantine.write(quarantineSelect(stage.name, this.#spec, this.#task), rowBytes);
    }
    this.#files.staged += staged;
    this.#files.written = data.bytes;
    await stage.restart();
  }

  async #fetch(result: DuckDBResult, query: TaskQuery): Promise<ScannedChunk | undefined> {
    const handle = await this.#query(() => result.fetchChunk());
    if (handle === null || handle.rowCount === 0) return undefined;
    this.#rowsRead += handle.rowCount;
    return new ScannedChunk(handle, query);
  }

  async #published(
    data: OutputFiles,
    quarantine: OutputFiles,
  ): Promise<[TaskResult['dataFiles'], TaskResult['quarantineFiles']]> {
    const { io, signal } = this.#context;
    try {
      if (signal.aborted) throw interrupted();
      return [await data.publish(), await quarantine.publish()];
    } catch (error) {
      for (const location of [...data.locations, ...quarantine.locations])
        await io.remove(location).catch(() => {});
      throw error;
    }
  }

  /** Rows that were read and are in no file would be lost in silence. */
  #checkCounts(stage: Stage, data: OutputFiles, quarantine: OutputFiles): void {
    const isWhole =
      stage.rows === 0 &&
      data.rows === this.#rowsRead - this.#rowsQuarantined &&
      quarantine.rows === this.#rowsQuarantined;
    if (isWhole) return;
    throw new LakeveilError(
      'INTERNAL',
      `Nothing of this split was written: ${this.#rowsRead} rows were read, and its files hold ${data.rows + quarantine.rows}. This is a mistake in Lakeveil; please report it.`,
    );
  }

  async #query<T>(call: () => Promise<T>): Promise<T> {
    const { onQuery, signal } = this.#context;
    if (signal.aborted) throw interrupted();
    onQuery?.(true);
    try {
      return await call();
    } finally {
      onQuery?.(false);
    }
  }

  async #write<T>(call: () => Promise<T>): Promise<T> {
    try {
      return await this.#query(call);
    } catch (error) {
      throw duckdbError(error, 'The split was not written');
    }
  }
}

const UNPARTITIONED = { 'spec-id': 0, fields: [] };
