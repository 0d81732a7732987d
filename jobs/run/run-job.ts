import { openScratch } from '../../catalog/file-io/scratch.js';
import type { Snapshot } from '../../catalog/iceberg/table-metadata.js';
import { formatIdentifier } from '../../catalog/identifier.js';
import { fromPlainError, LakeveilError, toPlainError } from '../../errors.js';
import { localExecutor } from '../../workers/piscina-executor.js';
import type { SharedCounters } from '../../workers/shared-services.js';
import type { TaskResult } from '../../workers/task.js';
import { commitRun } from './commit-run.js';
import { ingestSample } from './ingest-sample.js';
import type { RunHeader } from './journal.js';
import { assertOnlyAttempt, runActive } from './only-attempt.js';
import { orphansOfRun, removeUnfinished } from './orphans.js';
import { noticesOf, reportPlan } from './plan-report.js';
import { type PreparedRun, prepareRun, runSpec } from './prepare-run.js';
import { shortRunId } from './run-id.js';
import { runTasks, standingResults } from './run-tasks.js';
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
    await assertOnlyAttempt(journal, attempt.id, now);
    notify(context, run);
    const key = run.key.kind === 'given' ? run.key.key : await journal.ephemeralKey();
    const done = await standingResults(context, journal);
    context.onEvent?.({ type: 'planned', plan: reportPlan(context, run, done.size > 0) });
    const spec = runSpec(context, run, key, scratch);
    // A thread costs a third of a second to start: none without a split for it.
    const threads = Math.max(1, Math.min(context.job.threads, run.splits.totals.splits));
    const executor = localExecutor({ threads });
    let results: TaskResult[];
    let resumed: number;
    let engine: SharedCounters;
    try {
      ({ results, resumed, engine } = await runTasks(context, run, spec, executor, done));
    } finally {
      await executor.close();
    }
    context.signal?.throwIfAborted();
    const totals = addUp(results);
    context.onEvent?.({ type: 'committing' });
    const report = await commit(context, run, results, totals, { resumed, started, engine });
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

async function commit(
  context: RunContext,
  run: PreparedRun,
  results: readonly TaskResult[],
  totals: Totals,
  { resumed, started, engine }: { resumed: number; started: number; engine: SharedCounters },
): Promise<RunReport> {
  const snapshot = await commitRun(context, run, results);
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
    ...(Object.keys(engine).length === 0 ? {} : { engine }),
    ...(totals.rowsQuarantined > 0 ? { quarantineTable: formatIdentifier(run.quarantine.identifier) } : {}),
  };
}

const WITHOUT_FRESH = 'Leave --fresh out then: it forgets what is done and paid for.';

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
        `finished splits are kept and it resumes. ${context.fresh === true ? `${WITHOUT_FRESH} ` : ''}To give it up: lakeveil runs clean`,
      { retryable: true },
    );
  }
  const goesOn = plain.retryable || plain.code === 'SPENDING_CAP_REACHED';
  if (context.fresh === true && goesOn && plain.code !== 'COMMIT_STATE_UNKNOWN')
    return fromPlainError({ ...plain, message: `${plain.message} ${WITHOUT_FRESH}` });
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
    source: reportPlan(context, run, false).source,
    target: { table: target, mode: context.job.target.mode },
    seconds: (performance.now() - started) / 1000,
    notices: noticesOf(context, run)
      .filter((one) => one.code !== 'TOKEN_ODDS')
      .map((one) => one.message),
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
  for (const { code, message } of noticesOf(context, run)) {
    // Of the odds `--plan` and the documentation speak: nothing went wrong.
    if (code !== 'TOKEN_ODDS') context.onEvent?.({ type: 'notice', code, message });
  }
}

/** The rows' own files come and go with the run; never those that a snapshot uses. */
async function removeOrphans(context: RunContext, run: PreparedRun): Promise<void> {
  for await (const orphan of orphansOfRun(context.catalog, headerOf(context, run, new Date()))) {
    await context.catalog.fileIO(orphan.location).remove(orphan.location);
  }
  await removeUnfinished(context.catalog, headerOf(context, run, new Date()));
}
