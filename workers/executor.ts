import type { SecretResolver } from '../udfs/keys/secret-reference.js';
import type { SharedCounters } from './shared-services.js';
import type { RunSpec, Task, TaskResult } from './task.js';

/**
 * Runs tasks somewhere: local threads now, a cluster later. Tasks are taken lazily, so that what is in flight is
 * bounded by the executor; `onResult` is awaited before that task counts as done (the journal writes there).
 *
 * `run` settles only when nothing of it is running any more. It rejects with the first task's error (LakeveilError,
 * its `code` intact) after cancelling the others, or with INTERRUPTED when `signal` fired. Either way no thread and no
 * scratch file is left, and files of tasks whose result was not handed to `onResult` are removed where possible. A result
 * that was handed to it is the caller's, also if `onResult` then throws: a journal may already name its files.
 *
 * What UDFs share over the workers (`Udf.shared`) is opened once, on the host, before the first worker, and closed after
 * the last one; each worker has a line to it. An error of its `open` is the run's.
 */
export interface Executor {
  run(
    spec: RunSpec,
    tasks: Iterable<Task> | AsyncIterable<Task>,
    onResult: (result: TaskResult) => Promise<void>,
    options?: RunOptions,
  ): Promise<void>;
  /** Live rows of each task after deletes and `where`; for `--limit`, `--plan` and checks. Nothing is written. */
  count(
    spec: CountSpec,
    tasks: Iterable<Task>,
    signal?: AbortSignal,
  ): AsyncIterable<{ taskId: string; rows: number }>;
  /** Idempotent; after it no thread is left. */
  close(): Promise<void>;
}

export interface RunOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: TaskProgress) => void;
  /** Reads secrets for what UDFs share, on the host; none is configured if absent. */
  readonly secrets?: SecretResolver;
  /** Once, when the last worker has ended, also of a run that failed: what the shared parts counted. */
  readonly onShared?: (counters: SharedCounters) => void;
}

export type CountSpec = Pick<RunSpec, 'projection' | 'where' | 'scratch' | 'limits' | 'storage'>;

/** Rows are counted without any column but those of `where` and of the deletes. */
export const countSpec = (spec: CountSpec): CountSpec => ({
  ...spec,
  projection: { ...spec.projection, fieldIds: [] },
});

/** Deltas since the last report of this worker; a few times a second at most. */
export interface TaskProgress {
  readonly workerId: string;
  readonly taskId: string;
  readonly rows: number;
  readonly characters: number;
}
