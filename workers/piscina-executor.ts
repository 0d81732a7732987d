import { randomBytes, randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MessageChannel, type MessagePort, type ResourceLimits, type Worker } from 'node:worker_threads';
import { Piscina } from 'piscina';
import type { FileIO } from '../catalog/file-io/file-io.js';
import { openFileIO } from '../catalog/file-io/open-file-io.js';
import type { StorageOptions } from '../catalog/file-io/storage-options.js';
import { UNFINISHED } from '../catalog/file-io/unfinished.js';
import { fromPlainError, LakeveilError, toPlainError } from '../errors.js';
import { attemptName } from './attempt-name.js';
import { type CountSpec, countSpec, type Executor, type RunOptions } from './executor.js';
import { interrupted } from './interrupted.js';
import { type OutgoingFile, publishOutgoing } from './outgoing-files.js';
import { Pulse } from './pulse.js';
import { SharedServices } from './shared-services.js';
import type { RunSpec, Task, TaskResult } from './task.js';
import { started, taskSource } from './task-source.js';
import { type StagedSource, type StagedTask, stageTasks } from './task-staging.js';
import type { FromThread, SessionEnd, ThreadSession, ToThread } from './thread-messages.js';
import { unfinishedRoot } from './unfinished-root.js';

export interface LocalExecutorOptions {
  /** Worker threads; each has a DuckDB instance of its own. */
  readonly threads: number;
  /** Heap limits of a worker thread; Node's defaults if absent. */
  readonly resourceLimits?: ResourceLimits;
  /** File I/O of the main thread, which brings remote files here before their tasks' turn; `openFileIO` if absent. */
  readonly io?: (storage: StorageOptions) => FileIO;
  /** Tasks whose remote files are brought here before a thread is free for them; as many as threads if absent. */
  readonly stageAhead?: number;
}

/** How long after `udfTimeoutMs` a thread whose JavaScript does not run at all is ended. */
const STUCK_GRACE_MS = 2000;
/** The same after a cancellation: by then nobody waits for the answer. */
const CANCEL_GRACE_MS = 3000;
const WATCH_MS = 100;

/**
 * Runs tasks in a Piscina pool, one long session a thread (`thread.ts`). A thread is given its next task when the
 * result of the last one is handed over, so at most `threads` tasks are in flight, results that wait included. With remote
 * storage, the main thread fetches the next tasks' files and publishes the last ones' meanwhile: then a thread goes on
 * while its last result waits for its files, and `stageAhead` tasks more are taken.
 *
 * A thread is ended from outside only when its JavaScript is stuck and no DuckDB query of it runs (`Pulse`). Errors of
 * its own: UDF_TIMEOUT (stuck), WORKER_DIED (a UDF ended the thread or exhausted its heap).
 */
export function localExecutor(options: LocalExecutorOptions): Executor {
  const running = new Set<{ readonly cancel: () => void; readonly done: Promise<unknown> }>();
  let isClosed = false;

  const tracked = async <T>(
    signal: AbortSignal | undefined,
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> => {
    if (isClosed) throw new LakeveilError('EXECUTOR_CLOSED', 'Nothing was run: the executor is closed.');
    const controller = new AbortController();
    const cancel = (): void => controller.abort(interrupted());
    if (signal?.aborted) cancel();
    signal?.addEventListener('abort', cancel, { once: true });
    const done = work(controller.signal);
    const entry = { cancel, done: done.catch(() => {}) };
    running.add(entry);
    try {
      return await done;
    } finally {
      running.delete(entry);
      signal?.removeEventListener('abort', cancel);
    }
  };

  return {
    run: (spec, tasks, onResult, { signal, ...told } = {}) =>
      tracked(signal, (inner) => runTasks(options, spec, tasks, onResult, inner, told)),

    async *count(spec, tasks, signal) {
      const counted: { taskId: string; rows: number }[] = [];
      let wake = (): void => {};
      const add = (one: { taskId: string; rows: number }): void => {
        counted.push(one);
        wake();
      };
      const stop = new AbortController();
      const both = signal === undefined ? stop.signal : AbortSignal.any([signal, stop.signal]);
      let state: { readonly error?: unknown } | undefined;
      const done = tracked(both, (inner) => countTasks(options, spec, tasks, add, inner)).then(
        () => {
          state = {};
          wake();
        },
        (error: unknown) => {
          state = { error };
          wake();
        },
      );
      try {
        for (;;) {
          const next = counted.shift();
          if (next !== undefined) yield next;
          else if (state !== undefined) break;
          else {
            await new Promise<void>((resolve) => {
              wake = resolve;
            });
          }
        }
        if (state.error !== undefined) throw state.error;
      } finally {
        stop.abort();
        await done;
      }
    },

    async close() {
      isClosed = true;
      for (const { cancel } of running) cancel();
      await Promise.all([...running].map(({ done }) => done));
    },
  };
}

async function runTasks(
  options: LocalExecutorOptions,
  spec: RunSpec,
  tasks: Iterable<Task> | AsyncIterable<Task>,
  onResult: (result: TaskResult) => Promise<void>,
  signal: AbortSignal,
  { onProgress, onShared, secrets }: Pick<RunOptions, 'onProgress' | 'onShared' | 'secrets'>,
): Promise<void> {
  /** Visible, or about to be, and in no result that `onResult` was given. */
  const unreported = new Set<string>();
  const attempts: string[] = [];
  let io: FileIO | undefined;
  const opened = (): FileIO => (io ??= (options.io ?? openFileIO)(spec.storage ?? {}));
  try {
    await withThreads(options, { kind: 'run', spec }, tasks, signal, {
      publish: (files) => publishOutgoing(opened(), files),
      attempt: (task) => {
        const attempt = randomBytes(6).toString('hex');
        attempts.push(attemptName(spec.runId, task.id, attempt));
        return attempt;
      },
      onMessage: async (message, workerId) => {
        if (message.type === 'publishing') for (const location of message.locations) unreported.add(location);
        if (message.type === 'progress') {
          const { taskId, rows, characters } = message;
          onProgress?.({ workerId, taskId, rows, characters });
        }
        if (message.type !== 'outcome') return false;
        if (!message.outcome.ok) throw fromPlainError(message.outcome.error);
        const { result } = message.outcome;
        // From here on the files are the caller's, also if it throws: its journal may already name them.
        for (const { filePath } of [...result.dataFiles, ...result.quarantineFiles])
          unreported.delete(filePath);
        await onResult(result);
        return true;
      },
      ...(onShared === undefined ? {} : { onShared }),
      ...(secrets === undefined ? {} : { secrets }),
    });
  } catch (error) {
    await removeLeftovers(opened(), spec, unreported, attempts);
    throw error;
  }
}

async function countTasks(
  options: LocalExecutorOptions,
  spec: CountSpec,
  tasks: Iterable<Task>,
  add: (counted: { taskId: string; rows: number }) => void,
  signal: AbortSignal,
): Promise<void> {
  await withThreads(options, { kind: 'count', spec: countSpec(spec) }, tasks, signal, {
    attempt: () => '',
    onMessage: async (message) => {
      if (message.type === 'outcome' && !message.outcome.ok) throw fromPlainError(message.outcome.error);
      if (message.type !== 'counted') return false;
      add({ taskId: message.taskId, rows: message.rows });
      return true;
    },
  });
}

/** Files that threads could not remove themselves, because they died. */
async function removeLeftovers(
  io: FileIO,
  spec: RunSpec,
  unreported: Iterable<string>,
  attempts: readonly string[],
): Promise<void> {
  for (const location of unreported) await io.remove(location).catch(() => {});
  for (const { dataLocation } of [spec.target, spec.quarantine]) {
    for (const attempt of attempts) {
      const folder = join(unfinishedRoot(dataLocation, spec.scratch), UNFINISHED + attempt);
      await rm(folder, { recursive: true, force: true }).catch(() => {});
    }
  }
}

interface Handlers {
  attempt(task: Task): string;
  /** Makes files of a result durable, before `onMessage` is given it. Throwing ends the run. */
  publish?(files: readonly OutgoingFile[]): Promise<void>;
  /** True if the message ends the thread's task. Throwing ends the run. */
  onMessage(message: FromThread, workerId: string): Promise<boolean>;
  onShared?: RunOptions['onShared'];
  readonly secrets?: RunOptions['secrets'];
}

/** Settles when no thread is left. */
async function withThreads(
  options: LocalExecutorOptions,
  work: ThreadSession['work'],
  tasks: Iterable<Task> | AsyncIterable<Task>,
  signal: AbortSignal,
  handlers: Handlers,
): Promise<void> {
  if (signal.aborted) throw interrupted();
  const begun = await started(taskSource(tasks), Math.max(1, Math.floor(options.threads)));
  const threads = begun.first.length;
  if (signal.aborted) {
    await begun.close();
    throw interrupted();
  }
  if (threads === 0) return;
  const source = stageTasks(begun, work.spec, {
    ahead: options.stageAhead ?? threads,
    io: options.io ?? openFileIO,
  });
  const ended = new AbortController();
  const end = (): void => ended.abort(interrupted());
  signal.addEventListener('abort', end, { once: true });
  let shared: SharedServices | undefined;
  try {
    if (work.kind === 'run') shared = await SharedServices.open(work.spec, ended.signal, handlers.secrets);
    if (signal.aborted) throw interrupted();
  } catch (error) {
    await shared?.close();
    await source.close();
    signal.removeEventListener('abort', end);
    throw signal.aborted ? interrupted() : error;
  }
  const scratches: string[] = [];
  const pool = new Piscina({
    filename: fileURLToPath(new URL('./thread.js', import.meta.url)),
    minThreads: threads,
    maxThreads: threads,
    concurrentTasksPerWorker: 1,
    ...(options.resourceLimits === undefined ? {} : { resourceLimits: options.resourceLimits }),
  });
  const exits = new Map<Worker, Promise<unknown>>();
  for (const worker of pool.threads) {
    exits.set(worker, new Promise((resolve) => worker.once('exit', resolve)));
  }
  pool.on('error', () => {});
  let failure: { readonly error: unknown } | undefined;
  const sessions: Session[] = [];
  const fail = (error: unknown): void => {
    failure ??= { error };
    end();
    source.stop();
    for (const session of sessions) session.cancel();
  };
  const onAbort = (): void => fail(interrupted());
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    for (let i = 0; i < threads; i++) {
      const workerId = `worker-${i}-${randomUUID().slice(0, 8)}`;
      scratches.push(join(work.spec.scratch, workerId));
      sessions.push(new Session(pool, { workerId, work }, { source, handlers, shared, fail }));
    }
    await Promise.all(sessions.map((session) => session.ended));
  } finally {
    signal.removeEventListener('abort', onAbort);
    signal.removeEventListener('abort', end);
    await source.close();
    if (shared !== undefined) {
      handlers.onShared?.(shared.counters());
      end();
      await shared.close();
    }
    // Piscina does not wait for threads that it dropped (ended by us, or dead), and starts others in their place if one
    // of them exits after `destroy`.
    const kept = new Set(pool.threads);
    await Promise.all([...exits].filter(([worker]) => !kept.has(worker)).map(([, exit]) => exit));
    await pool.destroy();
    for (const scratch of scratches) await rm(scratch, { recursive: true, force: true }).catch(() => {});
  }
  if (failure !== undefined) throw codedFailure(failure.error);
}

/** An error of the caller's (`onResult`, the task source) passes as it is; anything else is ours and has a code. */
const codedFailure = (error: unknown): unknown =>
  error instanceof Error ? error : fromPlainError(toPlainError(error));

interface SessionHost {
  readonly source: StagedSource;
  readonly handlers: Handlers;
  readonly shared: SharedServices | undefined;
  fail(error: unknown): void;
}

/** One thread's part of a run, seen from the main thread. */
class Session {
  /** Never rejects; the run's `fail` is told what went wrong. */
  readonly ended: Promise<void>;
  readonly #port: MessagePort;
  readonly #pulse = new Pulse();
  readonly #kill = new AbortController();
  readonly #work: ThreadSession['work'];
  readonly #workerId: string;
  readonly #source: StagedSource;
  readonly #handlers: Handlers;
  readonly #shared: SharedServices | undefined;
  readonly #fail: (error: unknown) => void;
  /** The task that the thread has. */
  #task: StagedTask | undefined;
  #cancelledAt: number | undefined;
  #handled: Promise<void> = Promise.resolve();
  /** Of the task before: it is published and reported while the thread works on the next one. */
  #published: Promise<void> = Promise.resolve();

  constructor(
    pool: Piscina,
    { workerId, work }: Pick<ThreadSession, 'workerId' | 'work'>,
    { source, handlers, shared, fail }: SessionHost,
  ) {
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    this.#work = work;
    this.#workerId = workerId;
    this.#source = source;
    this.#handlers = handlers;
    this.#shared = shared;
    this.#fail = fail;

    port1.on('message', (message: FromThread) => {
      // Not in turn: it may take as long as a call to a service does, and a task's result must not wait for it.
      if (message.type === 'shared-request') {
        void this.#share(message);
        return;
      }
      // The thread reads nothing of it any more.
      if (message.type === 'outcome' || message.type === 'counted') void this.#task?.release();
      // One after the other: `onResult` of a task is done before the thread gets its next.
      this.#handled = this.#handled.then(() => this.#receive(message)).catch(fail);
    });
    const session: ThreadSession = { port: port2, workerId, pulse: this.#pulse.buffer, work };
    const run: Promise<SessionEnd> = pool.run(session, { transferList: [port2], signal: this.#kill.signal });
    const watch = setInterval(() => this.#watch(), WATCH_MS);
    this.ended = run
      .then(
        ({ error }) => {
          if (error !== undefined) fail(fromPlainError(error));
        },
        (error: unknown) => fail(this.#deathOf(error)),
      )
      .then(async () => {
        clearInterval(watch);
        await this.#drain();
        await this.#task?.release();
        port1.close();
        shared?.workerEnded(workerId);
      });
  }

  cancel(): void {
    if (this.#cancelledAt !== undefined) return;
    this.#cancelledAt = Date.now();
    this.#send({ type: 'cancel' });
    this.#send({ type: 'close' });
  }

  async #receive(message: FromThread): Promise<void> {
    if (message.type === 'outcome' && message.outgoing !== undefined && message.outgoing.length > 0) {
      // One result waits at a time, so that what lies on scratch is bounded, and they are reported in order.
      await this.#published;
      this.#published = this.#publish(message, message.outgoing).catch(this.#fail);
    } else {
      if (message.type === 'outcome') await this.#published;
      const isFree = await this.#handlers.onMessage(message, this.#workerId);
      if (!isFree && message.type !== 'ready') return;
    }
    if (this.#cancelledAt !== undefined) return;
    const next = await this.#source.next();
    this.#task = next;
    if (this.#cancelledAt !== undefined) return;
    if (next === undefined) {
      this.#send({ type: 'close' });
      return;
    }
    const { task, staged } = next;
    const attempt = this.#handlers.attempt(task);
    this.#send({ type: 'task', task, attempt, ...(staged === undefined ? {} : { staged }) });
  }

  async #publish(message: FromThread, outgoing: readonly OutgoingFile[]): Promise<void> {
    if (this.#cancelledAt !== undefined) return;
    await this.#handlers.publish?.(outgoing);
    // Nobody was told of them: they are removed with what else the run leaves.
    if (this.#cancelledAt !== undefined) return;
    await this.#handlers.onMessage(message, this.#workerId);
  }

  /** Never rejects. */
  async #share({ id, fieldId, request }: Extract<FromThread, { type: 'shared-request' }>): Promise<void> {
    try {
      const value = await this.#shared?.handle(fieldId, request, this.#workerId);
      // What can't be cloned is a mistake of the service, which the worker is to know.
      this.#send({ type: 'shared-answer', id, value });
    } catch (error) {
      this.#send({ type: 'shared-answer', id, error: toPlainError(error) });
    }
  }

  #send(message: ToThread): void {
    this.#port.postMessage(message);
  }

  /** Messages that were sent before the thread ended arrive after the pool's own; then what they started settles. */
  async #drain(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    await this.#handled;
    await this.#published;
  }

  #watch(): void {
    const { limits } = this.#work.spec;
    const { silence, isQuerying } = this.#pulse;
    if (isQuerying || this.#kill.signal.aborted) return;
    const patience = this.#cancelledAt === undefined ? limits.udfTimeoutMs + STUCK_GRACE_MS : CANCEL_GRACE_MS;
    if (silence > patience) this.#kill.abort();
  }

  #deathOf(error: unknown): LakeveilError {
    if (this.#kill.signal.aborted) {
      if (this.#cancelledAt !== undefined) return interrupted();
      const timeoutMs = this.#work.spec.limits.udfTimeoutMs;
      return new LakeveilError(
        'UDF_TIMEOUT',
        `Nothing of this split was written: a UDF kept its thread busy for more than ${timeoutMs} ms without an answer, so the thread was ended. Make it faster, lower limits.batchRows, or raise limits.udfTimeoutMs.`,
        { details: { timeoutMs } },
      );
    }
    const isHeap = (error as { code?: unknown } | null)?.code === 'ERR_WORKER_OUT_OF_MEMORY';
    return new LakeveilError(
      'WORKER_DIED',
      isHeap
        ? 'Nothing of this split was written: a worker thread ran out of heap memory. Lower limits.batchBytes, or use less memory in the UDF.'
        : 'Nothing of this split was written: a worker thread died, most likely by a UDF. Run with one thread to see which.',
      { details: { reason: isHeap ? 'out of memory' : 'exit' } },
    );
  }
}
