import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { MessagePort } from 'node:worker_threads';
import type { FileIO } from '../catalog/file-io/file-io.js';
import { openFileIO } from '../catalog/file-io/open-file-io.js';
import { openScan } from '../catalog/iceberg/scan/open-scan.js';
import { LakeveilError, toPlainError } from '../errors.js';
import { type DuckDB, duckdbError, openDuckDB } from '../sql/duckdb.js';
import { interrupted } from './interrupted.js';
import { closeUdfs, openUdfs } from './open-udfs.js';
import type { OpenedUdf } from './opened-udf.js';
import { outgoingFileIO } from './outgoing-files.js';
import { Pulse } from './pulse.js';
import { runTask } from './run-task.js';
import { SharedLines } from './shared-lines.js';
import { type StagedFiles, stagedFileIO } from './staged-files.js';
import type { Task } from './task.js';
import type { FromThread, SessionEnd, ThreadSession, ToThread } from './thread-messages.js';
import { withholdOutput } from './udf-output.js';

const PROGRESS_MS = 250;
const BEAT_MS = 200;

/**
 * What a worker thread runs: one session a run, with one DuckDB instance and one instance of each UDF, taking tasks
 * from its port until it is told to close. It never throws: errors leave as plain data, because a thread boundary
 * strips them of their codes.
 */
export default async function thread(session: ThreadSession): Promise<SessionEnd> {
  const { port, workerId, work } = session;
  const pulse = new Pulse(session.pulse);
  const scratch = join(work.spec.scratch, workerId);
  const cancelled = new AbortController();
  const stray = strayFailures(() => cancelled.abort(interrupted()));
  const output = withholdOutput();
  const lines = new SharedLines(port);
  const inbox = new Inbox(port, lines, () => cancelled.abort(interrupted()));
  const beat = setInterval(() => pulse.beat(), BEAT_MS);
  let db: DuckDB | undefined;
  let udfs: OpenedUdf[] = [];
  let failure: SessionEnd = {};
  try {
    pulse.query(true);
    await mkdir(scratch, { recursive: true });
    await chmod(scratch, 0o700);
    db = await openDuckDB({ threads: 1, memoryMb: work.spec.limits.memoryMb, scratch });
    pulse.query(false);
    if (work.kind === 'run') {
      const { runId, key, keyEpoch = 0, columns, destinations = [] } = work.spec;
      const context = { runId, workerId, key, keyEpoch, signal: cancelled.signal };
      udfs = await openUdfs(columns, context, { lineOf: (fieldId) => lines.of(fieldId), destinations });
    }
    send(port, { type: 'ready' });
    for (let message = await inbox.next(); message.type === 'task'; message = await inbox.next()) {
      pulse.beat();
      if (work.kind === 'run') await doTask(session, message, { db, udfs, scratch, pulse, cancelled, stray });
      else await countTask(session, message, { db, scratch, pulse, cancelled });
    }
  } catch (error) {
    failure = { error: toPlainError(error) };
  } finally {
    if (!cancelled.signal.aborted) cancelled.abort(interrupted());
    await closeUdfs(udfs);
    db?.close();
    clearInterval(beat);
    stray.stop();
    output.restore();
    lines.close();
    inbox.close();
  }
  return failure;
}

interface Host {
  readonly db: DuckDB;
  readonly udfs: readonly OpenedUdf[];
  readonly scratch: string;
  readonly pulse: Pulse;
  readonly cancelled: AbortController;
  readonly stray: StrayFailures;
}

async function doTask(
  session: ThreadSession,
  message: { task: Task; attempt: string; staged?: StagedFiles },
  host: Host,
): Promise<void> {
  const { port, work } = session;
  const { task, attempt } = message;
  if (work.kind !== 'run') return;
  const progress = new Progress(port, task.id);
  const { io, outgoing } = outgoingFileIO(
    fileIO(session, host.scratch, message.staged),
    join(host.scratch, 'outgoing'),
  );
  try {
    const running = runTask({ ...work.spec, scratch: host.scratch }, task, {
      db: host.db,
      io,
      udfs: host.udfs,
      signal: host.cancelled.signal,
      attempt,
      onProgress: (rows, characters) => {
        host.pulse.beat();
        progress.add(rows, characters);
      },
      onPublish: (locations) => send(port, { type: 'publishing', locations }),
      onQuery: (isRunning) => host.pulse.query(isRunning),
    });
    const result = await running;
    if (host.stray.error !== undefined) throw host.stray.error;
    progress.send();
    send(port, { type: 'outcome', outcome: { ok: true, result }, outgoing });
  } catch (error) {
    // A stray failure cancels the task, and is the reason then.
    const reason = host.stray.error ?? error;
    send(port, { type: 'outcome', outcome: { ok: false, taskId: task.id, error: toPlainError(reason) } });
  }
}

async function countTask(
  session: ThreadSession,
  { task, staged }: { task: Task; staged?: StagedFiles },
  { db, scratch, pulse, cancelled }: Pick<Host, 'db' | 'scratch' | 'pulse' | 'cancelled'>,
): Promise<void> {
  const { port, work } = session;
  const { projection, where } = work.spec;
  const onAbort = (): void => db.connection.interrupt();
  cancelled.signal.addEventListener('abort', onAbort, { once: true });
  pulse.query(true);
  try {
    cancelled.signal.throwIfAborted();
    const io = fileIO(session, scratch, staged);
    const scan = await openScan(db.connection, io, task.scans, projection, {
      scratch,
      ...(where === undefined ? {} : { where }),
    });
    try {
      const limit = task.maxRows === undefined ? '' : ` LIMIT ${Math.floor(task.maxRows)}`;
      const result = await db.connection.runAndReadAll(
        `SELECT count(*)::DOUBLE FROM (SELECT 1 FROM (${scan.sql})${limit})`,
      );
      send(port, { type: 'counted', taskId: task.id, rows: Number(result.getRows()[0]![0]) });
    } catch (error) {
      throw cancelled.signal.aborted ? interrupted() : scan.failure(error);
    } finally {
      await scan.close();
    }
  } catch (error) {
    const plain = toPlainError(
      cancelled.signal.aborted ? interrupted() : duckdbError(error, 'The rows were not counted'),
    );
    send(port, { type: 'outcome', outcome: { ok: false, taskId: task.id, error: plain } });
  } finally {
    pulse.query(false);
    cancelled.signal.removeEventListener('abort', onAbort);
  }
}

function fileIO({ work }: ThreadSession, scratch: string, staged: StagedFiles | undefined): FileIO {
  const io = openFileIO({ ...work.spec.storage, scratch });
  return staged === undefined ? io : stagedFileIO(io, staged);
}

const send = (port: MessagePort, message: FromThread): void => port.postMessage(message);

/** Messages in order; `cancel` and answers of shared parts act at once. */
class Inbox {
  readonly #port: MessagePort;
  readonly #messages: Exclude<ToThread, { type: 'shared-answer' }>[] = [];
  #wake: (() => void) | undefined;

  constructor(port: MessagePort, lines: SharedLines, cancel: () => void) {
    this.#port = port;
    port.on('message', (message: ToThread) => {
      if (message.type === 'shared-answer') {
        lines.answered(message);
        return;
      }
      if (message.type === 'cancel') cancel();
      else this.#messages.push(message);
      this.#wake?.();
    });
    port.on('close', () => {
      lines.close();
      this.#messages.push({ type: 'close' });
      this.#wake?.();
    });
  }

  async next(): Promise<Exclude<ToThread, { type: 'shared-answer' }>> {
    while (this.#messages.length === 0) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return this.#messages.shift()!;
  }

  close(): void {
    this.#port.close();
  }
}

/** Reports deltas a few times a second at most. */
class Progress {
  readonly #port: MessagePort;
  readonly #taskId: string;
  #rows = 0;
  #characters = 0;
  #last = performance.now();

  constructor(port: MessagePort, taskId: string) {
    this.#port = port;
    this.#taskId = taskId;
  }

  add(rows: number, characters: number): void {
    this.#rows += rows;
    this.#characters += characters;
    if (performance.now() - this.#last >= PROGRESS_MS) this.send();
  }

  send(): void {
    if (this.#rows > 0 || this.#characters > 0) {
      send(this.#port, {
        type: 'progress',
        taskId: this.#taskId,
        rows: this.#rows,
        characters: this.#characters,
      });
    }
    this.#rows = 0;
    this.#characters = 0;
    this.#last = performance.now();
  }
}

interface StrayFailures {
  readonly error: LakeveilError | undefined;
  stop(): void;
}

/**
 * Failures that reach no `await` of ours: an exception thrown from a UDF's timer, a promise it forgot, `process.exit`.
 * Each would end the thread at once, in the middle of a query perhaps, which aborts the process; here they cancel the
 * task instead.
 */
function strayFailures(cancel: () => void): StrayFailures {
  const state: { error: LakeveilError | undefined } = { error: undefined };
  const fail = (code: string, what: string): void => {
    state.error ??= new LakeveilError(code, `Nothing of this split was written: ${what}`);
    cancel();
  };
  const onException = (): void =>
    fail(
      'UDF_THREW',
      'a UDF threw outside of apply; its message is withheld because it may quote data. Fix the UDF.',
    );
  const exit = process.exit;
  process.exit = (() => {
    fail('WORKER_DIED', 'a UDF ended its worker with process.exit. Take that call out of the UDF.');
    throw new Error('process.exit is not for UDFs');
  }) as typeof process.exit;
  process.on('uncaughtException', onException);
  process.on('unhandledRejection', onException);
  return {
    get error() {
      return state.error;
    },
    stop() {
      process.exit = exit;
      process.off('uncaughtException', onException);
      process.off('unhandledRejection', onException);
    },
  };
}
