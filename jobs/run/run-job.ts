import { commitSnapshot } from '../../catalog/iceberg/commit-snapshot.js';
import type { DataFile } from '../../catalog/iceberg/data-file.js';
import type { Snapshot } from '../../catalog/iceberg/table-metadata.js';
import { formatIdentifier } from '../../catalog/identifier.js';
import { fromPlainError, LakeveilError, toPlainError } from '../../errors.js';
import type { Executor } from '../../workers/executor.js';
import { localExecutor } from '../../workers/piscina-executor.js';
import type { RunSpec, Task, TaskResult } from '../../workers/task.js';
import { openScratch } from '../scratch.js';
import { ingestSample } from './ingest-sample.js';
import { isLive, type Journal, type RunAttempt, type RunHeader } from './journal.js';
import { limitTasks } from './limit-tasks.js';
import { orphansOfRun, removeUnfinished } from './orphans.js';
import { EPHEMERAL_KEY, RAW_TEXT_KEPT, reportPlan } from './plan-report.js';
import { type PreparedRun, prepareRun, runSpec } from './prepare-run.js';
import { shortRunId } from './run-id.js';
import { toTask } from './task-id.js';
import { addUp, type Totals } from './totals.js';
import type { RunContext, RunReport } from './types.js';
import { PACKAGE_VERSION } from './version.js';

/**
 * Plans, runs and commits a job: whole or not at all, and once, however often it is killed and started again.
 *
 * The order is what makes it so. Finished tasks are journalled one by one; quarantine is committed first, keyed by the
 * run id; then the target, whose snapshot carries the run id; then the journal is closed and orphans are removed. A
 * process killed between any two of these finds, on its next start, what was done, and does the rest.
 *
 * Errors: those of `prepareRun`; RUN_ACTIVE; TOO_MANY_FAILED_ROWS; what a task failed with; INTERRUPTED; COMMIT_CONFLICT;
 * COMMIT_STATE_UNKNOWN. After each of them nothing is committed, but for COMMIT_STATE_UNKNOWN, which says so.
 */
export async function runJob(context: RunContext): Promise<RunReport> {
  const started = performance.now();
  const scratch = await openScratch();
  try {
    await ingestSample(context, scratch.path);
    const run = await prepareRun(context, scratch.path);
    try {
      if (run.committed !== undefined) return await upToDate(context, run, started);
      return await runPrepared(context, run, scratch.path, started);
    } finally {
      run.splits.close();
    }
  } finally {
    await scratch.remove();
  }
}

async function runPrepared(
  context: RunContext,
  run: PreparedRun,
  scratch: string,
  started: number,
): Promise<RunReport> {
  const { journal } = run;
  const now = new Date();
  if (context.fresh === true) await discard(context, run, now);
  // In this order: a journal without an attempt is a dead run's, which `lakeveil runs clean` may forget.
  const attempt = await journal.enter(now);
  await journal.begin(headerOf(context, run, now));
  try {
    await assertAlone(journal, attempt.id, now);
    notify(context, run);
    const key = run.key.kind === 'given' ? run.key.key : await journal.ephemeralKey();
    const done = await standingResults(context, journal);
    context.onEvent?.({ type: 'planned', plan: reportPlan(context, run, done.size) });
    const spec = runSpec(context, run, key, scratch);
    // A thread costs a third of a second to start: none without a split for it.
    const threads = Math.max(1, Math.min(context.job.threads, run.splits.totals.splits));
    const executor = localExecutor({ threads });
    let results: TaskResult[];
    let resumed: number;
    try {
      ({ results, resumed } = await work(context, run, spec, executor, done));
    } finally {
      await executor.close();
    }
    context.signal?.throwIfAborted();
    const totals = addUp(results);
    context.onEvent?.({ type: 'committing' });
    const report = await commit(context, run, results, totals, { resumed, started });
    // `close` removed it already, or has said that it could not.
    await attempt.leave().catch(() => {});
    return report;
  } catch (error) {
    const failed = asRunError(error, context, run);
    // A full disk must not hide why the run failed.
    await attempt.leave(toPlainError(failed)).catch(() => {});
    throw failed;
  }
}

const SAME_TASK_TWICE =
  'Nothing was committed: the plan has two tasks that cover the same rows. This is a mistake in Lakeveil; please report it.';

/** Runs what the journal does not have yet. Results come in plan order, so that a resumed run lists its files alike. */
async function work(
  context: RunContext,
  run: PreparedRun,
  spec: RunSpec,
  executor: Executor,
  done: ReadonlyMap<string, TaskResult>,
): Promise<{ results: TaskResult[]; resumed: number }> {
  const { signal } = context;
  const { limit, limits } = context.job;
  const { totals } = run.splits;
  const stop = new AbortController();
  const stopOrSignal = signal === undefined ? stop.signal : AbortSignal.any([signal, stop.signal]);
  const limited =
    limit === undefined ? undefined : await limitTasks(executor, spec, run.splits.splits, limit, signal);
  const totalRows = limited?.rows ?? totals.rows;
  const totalBytes = limited?.tasks.reduce((sum, task) => sum + bytesIn(task), 0) ?? totals.bytes;

  /** In plan order. */
  const seen = new Set<string>();
  const results = new Map<string, TaskResult>();
  const bytesOf = new Map<string, number>();
  let [failedRows, rows, characters, doneBytes, resumed] = [0, 0, 0, 0, 0];
  const progress = (): void =>
    context.onEvent?.({ type: 'progress', rows, characters, totalRows, totalBytes, doneBytes });
  const keep = (result: TaskResult, bytes: number): void => {
    results.set(result.taskId, result);
    doneBytes += bytes;
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
        bytesOf.set(task.id, bytesIn(task));
        yield task;
        continue;
      }
      resumed += 1;
      rows += result.counters.rowsRead;
      characters += result.counters.characters;
      keep(result, bytesIn(task));
    }
  }
  progress();
  const finished = executor.run(
    spec,
    unfinished(),
    async (result) => {
      const kept = await run.journal.record(result);
      // Another process finished the task first: its files count, and ours go.
      if (kept !== result) await removeFiles(context, result);
      keep(kept, bytesOf.get(result.taskId) ?? 0);
      bytesOf.delete(result.taskId);
    },
    {
      signal: stopOrSignal,
      onProgress: (delta) => {
        rows += delta.rows;
        characters += delta.characters;
        progress();
      },
    },
  );
  await finished.catch((error: unknown) => {
    assertWithinLimits();
    throw error;
  });
  assertWithinLimits();
  return { results: [...seen].map((id) => results.get(id)!), resumed };
}

/** Finished tasks whose files are all there still; the others are forgotten, and done again. */
async function standingResults(context: RunContext, journal: Journal): Promise<Map<string, TaskResult>> {
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

async function commit(
  context: RunContext,
  run: PreparedRun,
  results: readonly TaskResult[],
  totals: Totals,
  { resumed, started }: { resumed: number; started: number },
): Promise<RunReport> {
  const { catalog } = context;
  const summary = {
    'lakeveil.run-id': run.runId,
    'lakeveil.output-id': run.outputId,
    'lakeveil.job': context.job.name,
    'lakeveil.version': PACKAGE_VERSION,
    ...sourceSummary(run),
  };
  // Two tables do not commit atomically. Quarantine first: a target whose failed rows are nowhere would be a loss.
  if (totals.rowsQuarantined > 0) {
    const mode = run.quarantine.table === undefined ? 'create' : 'append';
    await commitQuarantine(context, run, results, summary, mode);
  }
  const { snapshot } = await commitSnapshot(catalog, {
    identifier: run.target.identifier,
    mode: run.target.mode,
    schema: run.target.schema,
    spec: run.target.spec,
    properties: context.job.target.properties,
    dataFiles: results.flatMap((result): readonly DataFile[] => result.dataFiles),
    summary,
    runId: run.runId,
    expectedBaseSnapshotId: run.target.table?.metadata['current-snapshot-id'] ?? null,
  });
  await close(context, run, snapshot, totals, results.length);
  const files = results.flatMap((result) => result.dataFiles);
  return {
    ...reportBase(context, run, started),
    outcome: totals.rowsQuarantined > 0 ? 'done-with-quarantine' : 'done',
    snapshotId: snapshot['snapshot-id'].toString(),
    ...totals,
    files: files.length,
    bytes: files.reduce((sum, file) => sum + file.fileSizeInBytes, 0),
    resumedSplits: resumed,
    ...(totals.rowsQuarantined > 0 ? { quarantineTable: formatIdentifier(run.quarantine.identifier) } : {}),
  };
}

/** Which table, at which snapshot; of files, what they hold: their names may say more than they should. */
function sourceSummary(run: PreparedRun): Record<string, string> {
  const { identity, name } = run.source;
  if (identity['files'] !== undefined) return { 'lakeveil.source-files-sha256': identity['files'] };
  return {
    'lakeveil.source-table': name,
    'lakeveil.source-table-uuid': identity['uuid']!,
    ...(run.snapshot === undefined
      ? {}
      : { 'lakeveil.source-snapshot-id': run.snapshot['snapshot-id'].toString() }),
  };
}

async function commitQuarantine(
  context: RunContext,
  run: PreparedRun,
  results: readonly TaskResult[],
  summary: Record<string, string>,
  mode: 'create' | 'append',
): Promise<void> {
  try {
    await commitSnapshot(context.catalog, {
      identifier: run.quarantine.identifier,
      mode,
      schema: run.quarantine.schema,
      spec: { 'spec-id': 0, fields: [] },
      dataFiles: results.flatMap((result) => result.quarantineFiles),
      summary,
      runId: run.runId,
    });
  } catch (error) {
    // Another run made the quarantine table since planning: ours is appended to it.
    if (mode === 'create' && error instanceof LakeveilError && error.code === 'TABLE_EXISTS') {
      return commitQuarantine(context, run, results, summary, 'append');
    }
    throw error;
  }
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

/** Two processes on one run would pay twice. Of two that start at once, the later gives way. */
async function assertAlone(journal: Journal, ownId: string, now: Date): Promise<void> {
  const attempts = await journal.attempts();
  const own = attempts.findIndex((attempt) => attempt.id === ownId);
  const earlier = attempts.slice(0, own).find((attempt) => isLive(attempt, now));
  if (earlier !== undefined) throw runActive(earlier);
}

function runActive(attempt: RunAttempt): LakeveilError {
  return new LakeveilError(
    'RUN_ACTIVE',
    `Nothing was done: process ${attempt.pid} on ${attempt.host} has been working on this very run since ${attempt.started}. ` +
      'Wait for it, or stop it and start the run again; it will resume.',
    { retryable: true },
  );
}

/** `--fresh`: forgets what an unfinished run of this id left. */
async function discard(context: RunContext, run: PreparedRun, now: Date): Promise<void> {
  const active = await run.journal.liveAttempt(now);
  if (active !== undefined) throw runActive(active);
  await removeOrphans(context, run);
  await run.journal.forget();
}

function asRunError(error: unknown, context: RunContext, run: PreparedRun): LakeveilError {
  const plain = toPlainError(error);
  const interrupted = context.signal?.aborted === true || plain.code === 'INTERRUPTED';
  if (interrupted && plain.code !== 'COMMIT_STATE_UNKNOWN') {
    return new LakeveilError(
      'INTERRUPTED',
      `The run ${shortRunId(run.runId)} was interrupted and nothing was committed. Start it again with the same command: ` +
        'finished splits are kept and it resumes. To give it up: lakeveil runs clean',
      { retryable: true },
    );
  }
  return error instanceof LakeveilError ? error : fromPlainError(plain);
}

/**
 * Orphans first: a journal that is still open says that they may be there. What fails here is no failure of the run,
 * which is committed: an error would say that it is not.
 */
async function close(
  context: RunContext,
  run: PreparedRun,
  snapshot: Snapshot,
  totals: Totals,
  splits: number,
): Promise<void> {
  try {
    await removeOrphans(context, run);
    await run.journal.finish({
      committed: new Date().toISOString(),
      snapshotId: snapshot['snapshot-id'].toString(),
      rowsWritten: totals.rowsWritten,
      rowsQuarantined: totals.rowsQuarantined,
      splits,
    });
  } catch (error) {
    context.onEvent?.({
      type: 'notice',
      code: 'NOT_CLEANED',
      message:
        `The run is committed, but what it left besides could not all be removed (${toPlainError(error).code}). ` +
        'Remove it with: lakeveil runs clean',
    });
  }
}

async function upToDate(context: RunContext, run: PreparedRun, started: number): Promise<RunReport> {
  const committed = run.committed!;
  // A process killed right after its commit left the journal open.
  if ((await run.journal.end()) !== undefined) await run.journal.removeRemains();
  else if ((await run.journal.header()) !== undefined) {
    const results = await run.journal.results();
    await close(context, run, committed, addUp(results.values()), results.size);
  }
  return {
    ...reportBase(context, run, started),
    outcome: 'up-to-date',
    snapshotId: committed['snapshot-id'].toString(),
    ...addUp([]),
    files: 0,
    bytes: 0,
    resumedSplits: 0,
  };
}

function reportBase(context: RunContext, run: PreparedRun, started: number) {
  const target = formatIdentifier(run.target.identifier);
  const column = context.job.columns.find((one) => one.kind === 'udf')?.name ?? '*';
  return {
    runId: run.runId,
    job: context.job.name,
    source: reportPlan(context, run, 0).source,
    target: { table: target, mode: context.job.target.mode },
    seconds: (performance.now() - started) / 1000,
    next: `lakeveil query "select ${column} from ${target} limit 5"`,
  };
}

function headerOf(context: RunContext, run: PreparedRun, now: Date): RunHeader {
  return {
    runId: run.runId,
    job: context.job.name,
    created: now.toISOString(),
    source: run.source.name,
    sourceSnapshotId: run.snapshot === undefined ? null : run.snapshot['snapshot-id'].toString(),
    target: formatIdentifier(run.target.identifier),
    mode: context.job.target.mode,
    locations: [run.target.location, run.quarantine.location],
    quarantine: formatIdentifier(run.quarantine.identifier),
    version: PACKAGE_VERSION,
  };
}

function notify(context: RunContext, run: PreparedRun): void {
  if (run.key.kind === 'ephemeral') {
    context.onEvent?.({ type: 'notice', code: 'EPHEMERAL_KEY', message: EPHEMERAL_KEY });
  }
  if (context.job.keepSource) {
    const message = RAW_TEXT_KEPT(formatIdentifier(run.target.identifier));
    context.onEvent?.({ type: 'notice', code: 'RAW_TEXT_KEPT', message });
  }
}

/** The rows' own files come and go with the run; never those that a snapshot uses. */
async function removeOrphans(context: RunContext, run: PreparedRun): Promise<void> {
  for await (const orphan of orphansOfRun(context.catalog, headerOf(context, run, new Date()))) {
    await context.catalog.fileIO(orphan.location).remove(orphan.location);
  }
  await removeUnfinished(context.catalog, headerOf(context, run, new Date()));
}

async function removeFiles(context: RunContext, result: TaskResult): Promise<void> {
  for (const file of [...result.dataFiles, ...result.quarantineFiles]) {
    await context.catalog.fileIO(file.filePath).remove(file.filePath);
  }
}

/** Of its data files: a range of rows counts for its share. */
function bytesIn(task: Task): number {
  return task.scans.reduce((sum, { file, rows }) => {
    const share =
      rows === undefined || file.recordCount === 0 ? 1 : (rows.end - rows.start) / file.recordCount;
    return sum + file.fileSizeInBytes * share;
  }, 0);
}
