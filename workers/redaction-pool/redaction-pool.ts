import { fileURLToPath } from 'node:url';
import type { ResourceLimits } from 'node:worker_threads';
import { Piscina } from 'piscina';
import { fromPlainError, LakeveilError, type PlainError } from '../../errors.js';
import { splitTexts } from './chunks.js';
import type { Chunk, ChunkAnswer, ChunkOutcome, ThreadKeys, ThreadTask, Work } from './messages.js';

export interface RedactionPoolOptions {
  readonly threads: number;
  readonly keys: ThreadKeys;
  readonly resourceLimits?: ResourceLimits;
}

export interface RedactionPool {
  /** Resolves once every thread has loaded and run the engine; rejects with WORKER_DIED if one could not start. */
  readonly ready: Promise<void>;
  readonly isReady: boolean;
  /** Characters of requests that wait or are worked on. */
  readonly characters: number;
  /**
   * Does all texts of one request, in the threads. Requests take turns, chunk by chunk.
   *
   * @param signal drops what has not begun at once, and ends a thread that is still at work on it a second later
   * @throws the signal's reason; LakeveilError of the first text that can't be done, with `details.item`; WORKER_DIED;
   * STOPPING
   */
  run(work: Work, texts: readonly string[], signal: AbortSignal): Promise<ChunkAnswer>;
  /** Drops what waits, ends the threads. */
  close(): Promise<void>;
}

/** A chunk of more characters may not take the last free thread: however many there are, short texts get through. */
const LONG_CHUNK = 131_072;
/** What began before an abort may end by itself for so long: a thread costs more to start than most chunks. */
const ABORT_GRACE_MS = 1000;

/** One request in the pool. */
interface Turn {
  readonly chunks: readonly Chunk[];
  readonly answers: (ChunkAnswer | undefined)[];
  next: number;
  done: number;
  readonly running: Set<AbortController>;
  /** The first call counts. */
  readonly settle: (error?: unknown) => void;
}

export function redactionPool(options: RedactionPoolOptions): RedactionPool {
  return new ThreadedPool(options);
}

class ThreadedPool implements RedactionPool {
  readonly ready: Promise<void>;
  isReady = false;
  characters = 0;
  readonly #threads: number;
  readonly #pool: Piscina<ThreadTask, ChunkOutcome>;
  /** Requests with chunks that have not begun; the first is next. */
  #waiting: Turn[] = [];
  readonly #turns = new Set<Turn>();
  /** Threads that are warm and have no task. */
  #free = 0;
  #long = 0;
  #isClosed = false;
  /** Threads that were ended and have not exited yet. */
  readonly #exits = new Set<Promise<void>>();

  constructor({ threads, keys, resourceLimits }: RedactionPoolOptions) {
    this.#threads = threads;
    this.#pool = new Piscina<ThreadTask, ChunkOutcome>({
      filename: fileURLToPath(new URL('./thread.js', import.meta.url)),
      minThreads: threads,
      maxThreads: threads,
      concurrentTasksPerWorker: 1,
      recordTiming: false,
      workerData: keys,
      ...(resourceLimits === undefined ? {} : { resourceLimits }),
    });
    // A thread that dies without a task is replaced; its error may quote text.
    this.#pool.on('error', () => {});
    this.ready = Promise.all(Array.from({ length: threads }, () => this.#warm())).then(() => {
      this.isReady = true;
    });
    this.ready.catch(() => {});
  }

  run(work: Work, texts: readonly string[], signal: AbortSignal): Promise<ChunkAnswer> {
    if (this.#isClosed) return Promise.reject(stopping());
    if (signal.aborted) return Promise.reject(signal.reason);
    const chunks = splitTexts(texts, this.#threads).map(
      ([from, to]): Chunk => ({ work, texts: texts.slice(from, to), first: from }),
    );
    if (chunks.length === 0) return Promise.resolve(joined([]));
    const size = texts.reduce((sum, text) => sum + text.length, 0);
    return new Promise((resolve, reject) => {
      const onAbort = (): void => turn.settle(signal.reason);
      const turn: Turn = {
        chunks,
        answers: new Array<ChunkAnswer | undefined>(chunks.length),
        next: 0,
        done: 0,
        running: new Set(),
        settle: (error) => {
          if (!this.#turns.delete(turn)) return;
          signal.removeEventListener('abort', onAbort);
          this.characters -= size;
          this.#waiting = this.#waiting.filter((other) => other !== turn);
          if (error === undefined) resolve(joined(turn.answers as ChunkAnswer[]));
          else {
            this.#endSoon(turn);
            reject(error as Error);
          }
        },
      };
      signal.addEventListener('abort', onAbort, { once: true });
      this.characters += size;
      this.#turns.add(turn);
      this.#waiting.push(turn);
      this.#pump();
    });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    for (const turn of this.#turns) turn.settle(stopping());
    await this.#pool.destroy();
    // Piscina does not wait for threads that it dropped before, and may start others in their place.
    await Promise.all(this.#exits);
    await this.#pool.destroy();
  }

  /** Free threads take the next chunks of the requests whose turn it is. */
  #pump(): void {
    while (this.#free > 0 && !this.#isClosed) {
      const at = this.#waiting.findIndex((turn) => this.#mayStart(turn.chunks[turn.next]!));
      if (at < 0) return;
      const turn = this.#waiting.splice(at, 1)[0]!;
      const index = turn.next++;
      if (turn.next < turn.chunks.length) this.#waiting.push(turn);
      void this.#start(turn, index);
    }
  }

  #mayStart(chunk: Chunk): boolean {
    return !isLong(chunk) || this.#long < Math.max(1, this.#threads - 1);
  }

  async #start(turn: Turn, index: number): Promise<void> {
    const chunk = turn.chunks[index]!;
    const long = isLong(chunk) ? 1 : 0;
    const controller = new AbortController();
    this.#free--;
    this.#long += long;
    turn.running.add(controller);
    let isWarm = true;
    try {
      const outcome = await this.#inThread(chunk, controller.signal);
      if (outcome.ok) {
        turn.answers[index] = outcome.answer;
        if (++turn.done === turn.chunks.length) turn.settle();
      } else turn.settle(failure(outcome));
    } catch (error) {
      isWarm = false;
      turn.settle(died(error));
    }
    turn.running.delete(controller);
    this.#long -= long;
    if (!isWarm) this.#warm().catch(() => {});
    else {
      this.#free++;
      this.#pump();
    }
  }

  /** Runs a task in a thread; the thread is ended when the signal fires. */
  async #inThread(task: ThreadTask, signal?: AbortSignal): Promise<ChunkOutcome> {
    const before = this.#pool.threads;
    try {
      return await this.#pool.run(task, { signal: signal ?? null });
    } catch (error) {
      const now = new Set(this.#pool.threads);
      for (const thread of before) {
        if (now.has(thread) || thread.threadId === -1) continue;
        const exit = new Promise<void>((resolve) => {
          thread.once('exit', () => resolve());
        });
        this.#exits.add(exit);
        void exit.then(() => this.#exits.delete(exit));
      }
      throw error;
    }
  }

  /** A new thread takes texts only once it has loaded all that it needs. */
  async #warm(): Promise<void> {
    if (this.#isClosed) throw stopping();
    try {
      const outcome = await this.#inThread('warm');
      if (!outcome.ok) throw fromPlainError(outcome.error);
    } catch (error) {
      throw error instanceof LakeveilError ? error : died(error);
    }
    this.#free++;
    this.#pump();
  }

  /** Ends the threads that are at work for a request that nobody waits for. */
  #endSoon(turn: Turn): void {
    if (turn.running.size === 0) return;
    setTimeout(() => {
      for (const controller of turn.running) controller.abort();
    }, ABORT_GRACE_MS).unref();
  }
}

const isLong = ({ texts }: Chunk): boolean => texts.length === 1 && texts[0]!.length > LONG_CHUNK;

function joined(answers: readonly ChunkAnswer[]): ChunkAnswer {
  const all = (part: 'originals' | 'outputs' | 'results'): string =>
    answers
      .map((answer) => answer[part])
      .filter((text) => text !== '')
      .join(',');
  return {
    originals: all('originals'),
    outputs: all('outputs'),
    results: all('results'),
    words: answers.reduce((sum, { words }) => sum + words, 0),
  };
}

function failure({ error, item }: { readonly error: PlainError; readonly item?: number }): LakeveilError {
  return fromPlainError(item === undefined ? error : { ...error, details: { ...error.details, item } });
}

function died(error: unknown): LakeveilError {
  const isHeap = (error as { code?: unknown } | null)?.code === 'ERR_WORKER_OUT_OF_MEMORY';
  return new LakeveilError(
    'WORKER_DIED',
    isHeap
      ? 'Nothing was redacted: a worker thread ran out of heap memory. Send shorter texts.'
      : 'Nothing was redacted: a worker thread ended.',
  );
}

const stopping = (): LakeveilError =>
  new LakeveilError('STOPPING', 'Nothing was done: the server is stopping. Ask again when it is back.', {
    retryable: true,
  });
