import { LakeveilError } from '../../errors.js';
import type { Executor } from '../../workers/executor.js';
import type { SharedCounters } from '../../workers/shared-services.js';
import type { RunSpec, Task, TaskResult } from '../../workers/task.js';
import type { Journal } from './journal.js';
import type { Lease } from './lease.js';
import { limitTasks } from './limit-tasks.js';
import type { PreparedRun } from './prepare-run.js';
import { toTask } from './task-id.js';
import { addUp, type Totals } from './totals.js';
import type { RunContext } from './types.js';

const SAME_TASK_TWICE =
  'Nothing was committed: the plan has two tasks that cover the same rows. This is a mistake in Lakeveil; please report it.';

/**
 * Runs what the journal does not have yet. Results come in plan order, so that a resumed run lists its files alike.
 *
 * Errors: TOO_MANY_FAILED_ROWS, LEASE_LOST, and those of `Executor.run`.
 */
export async function runTasks(
  context: RunContext,
  run: PreparedRun,
  spec: RunSpec,
  executor: Executor,
  done: ReadonlyMap<string, TaskResult>,
  lease: Lease,
): Promise<{ results: TaskResult[]; resumed: number; engine: SharedCounters }> {
  const { signal } = context;
  const { limit, limits } = context.job;
  const { totals } = run.splits;
  const stop = new AbortController();
  const stopOrSignal = signal === undefined ? stop.signal : AbortSignal.any([signal, stop.signal]);
  const limited =
    limit === undefined ? undefined : await limitTasks(executor, spec, run.splits.splits, limit, signal);
  const totalRows = limited?.rows ?? totals.rows;
  const splits = limited?.tasks.length ?? totals.splits;
  // Splits are of about equal weight: each counts for its share.
  const splitBytes = totals.splits === 0 ? 0 : Math.round(totals.bytes / totals.splits);
  const totalBytes = splits * splitBytes;

  /** In plan order. */
  const seen = new Set<string>();
  const results = new Map<string, TaskResult>();
  let [failedRows, rows, characters, doneBytes, resumed] = [0, 0, 0, 0, 0];
  const progress = (): void =>
    context.onEvent?.({ type: 'progress', rows, characters, totalRows, totalBytes, doneBytes });
  const keep = (result: TaskResult): void => {
    results.set(result.taskId, result);
    doneBytes += splitBytes;
    failedRows += result.counters.rowsQuarantined;
    progress();
    // Stopped, not thrown: the executor removes the files of a task whose result it could not hand over, and this one
    // is in the journal already.
    if (failedRows > limits.maxFailedRows) stop.abort();
  };
  const assertWithinLimits = (): void => {
    if (failedRows > limits.maxFailedRows) throw tooManyFailed(context, addUp(results.values()));
  };

  async function* unfinished(): AsyncIterable<Task> {
    for await (const task of limited?.tasks ?? tasksOf(run)) {
      if (seen.has(task.id)) throw new LakeveilError('INTERNAL', SAME_TASK_TWICE);
      seen.add(task.id);
      const result = done.get(task.id);
      if (result === undefined) {
        yield task;
        continue;
      }
      resumed += 1;
      rows += result.counters.rowsRead;
      characters += result.counters.characters;
      keep(result);
    }
  }
  progress();
  let engine: SharedCounters = {};
  const finished = executor.run(
    spec,
    unfinished(),
    async (result) => {
      await lease.assertHeld().catch(async (lost: unknown) => {
        // No record names them, and whoever has taken the run over writes its own.
        await removeFiles(context, result);
        throw lost;
      });
      const kept = await run.journal.record(result);
      // Another process finished the task first: its files count, and ours go.
      if (kept !== result) await removeFiles(context, result);
      keep(kept);
    },
    {
      signal: stopOrSignal,
      ...(context.secrets === undefined ? {} : { secrets: context.secrets }),
      onProgress: (delta) => {
        rows += delta.rows;
        characters += delta.characters;
        progress();
      },
      onShared: (counters) => {
        engine = counters;
        if (Object.keys(counters).length > 0) context.onEvent?.({ type: 'engine', engine });
      },
    },
  );
  await finished.catch((error: unknown) => {
    assertWithinLimits();
    throw error;
  });
  assertWithinLimits();
  return { results: [...seen].map((id) => results.get(id)!), resumed, engine };
}

/** Finished tasks whose files are all there still; the others are forgotten, and done again. */
export async function standingResults(
  context: RunContext,
  journal: Journal,
): Promise<Map<string, TaskResult>> {
  const results = await journal.results();
  for (const result of results.values()) {
    for (const { filePath, fileSizeInBytes } of [...result.dataFiles, ...result.quarantineFiles]) {
      if ((await context.catalog.fileIO(filePath).size(filePath)) === fileSizeInBytes) continue;
      await journal.retract(result.taskId);
      results.delete(result.taskId);
      break;
    }
  }
  return results;
}

async function* tasksOf(run: PreparedRun): AsyncIterable<Task> {
  for await (const scans of run.splits.splits) yield toTask(scans);
}

function tooManyFailed(context: RunContext, totals: Totals): LakeveilError {
  const { maxFailedRows } = context.job.limits;
  const codes = Object.entries(totals.failures)
    .map(([code, rows]) => `${code} ${rows}`)
    .join(', ');
  return new LakeveilError(
    'TOO_MANY_FAILED_ROWS',
    `Nothing was committed: ${totals.rowsQuarantined} row(s) failed (${codes}), and limits.maxFailedRows allows ${maxFailedRows}. ` +
      'Mend the source, or allow more with --set limits.maxFailedRows=N: the rows are then left out and listed in the quarantine table.',
    { details: { rowsFailed: totals.rowsQuarantined, maxFailedRows } },
  );
}

async function removeFiles(context: RunContext, result: TaskResult): Promise<void> {
  for (const file of [...result.dataFiles, ...result.quarantineFiles]) {
    await context.catalog.fileIO(file.filePath).remove(file.filePath);
  }
}
