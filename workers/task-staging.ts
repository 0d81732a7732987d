import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileIO } from '../catalog/file-io/file-io.js';
import type { StorageOptions } from '../catalog/file-io/storage-options.js';
import { openScan } from '../catalog/iceberg/scan/open-scan.js';
import { type DuckDB, openDuckDB } from '../sql/duckdb.js';
import type { CountSpec } from './executor.js';
import { interrupted } from './interrupted.js';
import { KeptFiles, SharedCopies } from './kept-files.js';
import { isRemoteLocation } from './remote-location.js';
import type { StagedFiles } from './staged-files.js';
import type { Task } from './task.js';
import type { StartedSource, TaskSource } from './task-source.js';

/** A task for a thread, with its files if they were brought here. */
export interface StagedTask {
  readonly task: Task;
  readonly staged?: StagedFiles;
  /** Gives its files back; idempotent, never rejects. */
  release(): Promise<void>;
}

export interface StagedSource {
  /** In the tasks' order. An error of staging is that of its task: thrown when its turn comes. */
  next(): Promise<StagedTask | undefined>;
  /** Breaks off what is under way; `next` then throws INTERRUPTED. */
  stop(): void;
  /** Settles when no file is left; closes the tasks' source too. */
  close(): Promise<void>;
}

export interface StagingOptions {
  /** Tasks that are staged, or on their way, and that no thread has yet. */
  readonly ahead: number;
  readonly io: (storage: StorageOptions) => FileIO;
}

const MEMORY_MB = 256;

/** Tasks as they come, if the first ones read local files alone: nothing is to be brought here, and none is taken early. */
export function stageTasks(source: StartedSource, spec: CountSpec, options: StagingOptions): StagedSource {
  return source.first.some(isRemote) ? new TaskStaging(source, spec, options) : unstaged(source);
}

function unstaged(source: TaskSource): StagedSource {
  return {
    async next() {
      const task = await source.next();
      return task === undefined ? undefined : { task, release: async () => {} };
    },
    stop() {},
    close: () => source.close(),
  };
}

const isRemote = ({ scans }: Task): boolean =>
  scans.some(({ file, deletes }) => [file, ...deletes].some(({ filePath }) => isRemoteLocation(filePath)));

/**
 * Brings the files of the next tasks to this machine while threads compute: the threads are busy with UDFs, the main
 * thread's event loop is not. One task after the other, in their order: so a task never waits for scratch that a later one
 * holds, and the bytes on scratch stay within `StorageOptions.scratchBytes`, for which file I/O waits.
 *
 * What a task reads is found out by opening its scan as its thread will, without running it.
 */
class TaskStaging implements StagedSource {
  readonly #source: TaskSource;
  readonly #spec: CountSpec;
  readonly #ahead: number;
  readonly #io: FileIO;
  readonly #deletes: SharedCopies;
  readonly #scratch: string;
  readonly #upcoming: Promise<{ task: Task; ready: Promise<StagedTask> } | undefined>[] = [];
  readonly #kept = new Set<KeptFiles>();
  /** On its way. */
  #current: KeptFiles | undefined;
  #db: DuckDB | undefined;
  #last: Promise<unknown> = Promise.resolve();
  #isDone = false;
  #isStopped = false;

  constructor(source: TaskSource, spec: CountSpec, { ahead, io }: StagingOptions) {
    this.#source = source;
    this.#spec = spec;
    this.#ahead = ahead;
    this.#scratch = join(spec.scratch, `staging-${randomUUID().slice(0, 8)}`);
    this.#io = io({ ...spec.storage, scratch: this.#scratch });
    this.#deletes = new SharedCopies(this.#io);
    this.#fillUp();
  }

  async next(): Promise<StagedTask | undefined> {
    if (this.#isStopped) throw interrupted();
    if (this.#upcoming.length === 0) this.#take();
    const upcoming = this.#upcoming.shift()!;
    this.#fillUp();
    return (await upcoming)?.ready;
  }

  stop(): void {
    if (this.#isStopped) return;
    this.#isStopped = true;
    this.#db?.connection.interrupt();
    // What threads read stays until they have stopped.
    void this.#current?.release();
  }

  async close(): Promise<void> {
    this.stop();
    await this.#source.close();
    await Promise.allSettled(this.#upcoming);
    await this.#last;
    await Promise.all([...this.#kept].map((kept) => kept.release()));
    this.#db?.close();
    await rm(this.#scratch, { recursive: true, force: true }).catch(() => {});
  }

  #fillUp(): void {
    while (!this.#isDone && !this.#isStopped && this.#upcoming.length < this.#ahead) this.#take();
  }

  #take(): void {
    const upcoming = this.#source.next().then((task) => {
      if (task !== undefined) return { task, ready: this.#inTurn(task) };
      this.#isDone = true;
      return undefined;
    });
    upcoming.catch(() => {});
    this.#upcoming.push(upcoming);
  }

  #inTurn(task: Task): Promise<StagedTask> {
    const ready = this.#last.then(() => this.#stage(task));
    this.#last = ready.catch(() => {});
    return ready;
  }

  async #stage(task: Task): Promise<StagedTask> {
    if (this.#isStopped) throw interrupted();
    if (!isRemote(task)) return { task, release: async () => {} };
    const deletes = new Set(task.scans.flatMap((scan) => scan.deletes.map(({ filePath }) => filePath)));
    const kept = new KeptFiles(this.#io, (location) =>
      deletes.has(location) ? this.#deletes.take(location) : this.#io.localCopy(location, { sparse: true }),
    );
    this.#kept.add(kept);
    this.#current = kept;
    const release = async (): Promise<void> => {
      await kept.release();
      this.#kept.delete(kept);
    };
    try {
      const { projection, where } = this.#spec;
      const { connection } = await this.#open();
      const scan = await openScan(connection, kept.io, task.scans, projection, {
        scratch: this.#scratch,
        ...(where === undefined ? {} : { where }),
      });
      await scan.close();
      if (this.#isStopped) throw interrupted();
      return { task, staged: await kept.staged(), release };
    } catch (error) {
      await release();
      throw this.#isStopped ? interrupted() : error;
    } finally {
      this.#current = undefined;
    }
  }

  async #open(): Promise<DuckDB> {
    if (this.#db === undefined) {
      await mkdir(this.#scratch, { recursive: true, mode: 0o700 });
      this.#db = await openDuckDB({ threads: 1, memoryMb: MEMORY_MB, scratch: this.#scratch });
    }
    return this.#db;
  }
}
