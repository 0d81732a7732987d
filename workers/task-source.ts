import type { Task } from './task.js';

export interface TaskSource {
  /** One at a time, whoever asks. */
  next(): Promise<Task | undefined>;
  close(): Promise<void>;
}

export function taskSource(tasks: Iterable<Task> | AsyncIterable<Task>): TaskSource {
  const iterator = Symbol.asyncIterator in tasks ? tasks[Symbol.asyncIterator]() : tasks[Symbol.iterator]();
  let isDone = false;
  let last: Promise<unknown> = Promise.resolve();
  return {
    next() {
      const next = last.then(async () => {
        if (isDone) return undefined;
        const { done, value } = await iterator.next();
        if (done) isDone = true;
        return done ? undefined : (value as Task);
      });
      last = next.catch(() => {});
      return next;
    },
    async close() {
      await last;
      if (isDone) return;
      isDone = true;
      await Promise.resolve(iterator.return?.()).catch(() => {});
    },
  };
}

export interface StartedSource extends TaskSource {
  /** The first tasks, as many as there may be threads. */
  readonly first: readonly Task[];
}

/** Takes as many tasks as there may be threads, so that no thread starts for nothing. */
export async function started(source: TaskSource, threads: number): Promise<StartedSource> {
  const first: Task[] = [];
  try {
    while (first.length < threads) {
      const task = await source.next();
      if (task === undefined) break;
      first.push(task);
    }
  } catch (error) {
    await source.close();
    throw error;
  }
  const waiting = [...first];
  return {
    first,
    next: async () => waiting.shift() ?? (await source.next()),
    close: () => source.close(),
  };
}
