import { openScratch } from '../../catalog/file-io/scratch.js';
import { findRunSnapshot } from '../../catalog/iceberg/run-snapshot.js';
import type { Snapshot } from '../../catalog/iceberg/table-metadata.js';
import { formatIdentifier } from '../../catalog/identifier.js';
import { loadIfExists } from '../../catalog/load-if-exists.js';
import { fromPlainError, LakeveilError, toPlainError } from '../../errors.js';
import { localExecutor } from '../../workers/piscina-executor.js';
import type { SharedCounters } from '../../workers/shared-services.js';
import type { RunSpec, TaskResult } from '../../workers/task.js';
import { commitRun } from './commit-run.js';
import { fencedCatalog } from './fenced-catalog.js';
import { ingestSample } from './ingest-sample.js';
import type { RunHeader } from './journal.js';
import { LEASE_MS, type Lease, takeLease } from './lease.js';
import { orphansOfRun, removeUnfinished } from './orphans.js';
import { noticesOf, reportPlan } from './plan-report.js';
import { type PreparedRun, prepareRun, runSpec } from './prepare-run.js';
import { shortRunId } from './run-id.js';
import { runTasks, standingResults } from './run-tasks.js';
import { openSharedFolder, type SharedFolder } from './shared-folder.js';
import { removeStateFolder } from './state-folder.js';
import { addUp, type Totals } from './totals.js';
import type { RunContext, RunReport } from './types.js';
import { assertSettled } from './unsettled-commit.js';
import { PACKAGE_VERSION } from './version.js';

/**
 * Plans, runs and commits a job: whole or not at all, and once, however often it is killed and started again, and however
 * many processes start it.
 *
 * The order is what makes it so. One process at a time holds the run's lease. Finished tasks are journalled one by one;
 * quarantine is committed first, keyed by the run id; then the target, whose snapshot carries the run id; then the journal
 * is closed and orphans are removed. A process killed between any two of these finds, on its next start, what was done,
 * and does the rest. One that slept through its lease is fenced off before each record and each commit; and if it woke
 * between the fence and its effect, a record that is there already, or a run id that the table shows already, refuses it.
 *
 * Errors: those of `prepareRun`; RUN_ACTIVE; LEASE_LOST; TOO_MANY_FAILED_ROWS; what a task failed with; INTERRUPTED;
 * COMMIT_CONFLICT; COMMIT_STATE_UNKNOWN. After each of them this process has committed nothing, but for
 * COMMIT_STATE_UNKNOWN, which says so.
 */
export async function runJob(context: RunContext): Promise<RunReport> {
  const started = performance.now();
  const scratch = await openScratch();
  try {
    await ingestSample(context, scratch.path);
    for (;;) {
      const run = await prepareRun(context, scratch.path);
      try {
        if (run.committed !== undefined) return await upToDate(context, run, started);
        const report = await runAlone(context, run, scratch.path, started);
        if (report !== undefined) return report;
      } finally {
        run.splits.close();
      }
    }
  } finally {
    await scratch.remove();
  }
}

/** Undefined if the plan is out of date by the time that the lease is there: plan again. */
async function runAlone(
  context: RunContext,
  run: PreparedRun,
  scratch: string,
  started: number,
): Promise<RunReport | undefined> {
  const lease = await leaseFor(context, run, started);
  if (lease === undefined) return undefined;
  try {
    const fenced = { ...context, catalog: fencedCatalog(context.catalog, lease) };
    const report = await runHeld(fenced, run, lease, scratch, started);
    // `close` removed it already, or has said that it could not.
    await lease.leave().catch(() => {});
    return report;
  } catch (error) {
    const failed = await asRunError(error, context, run, lease);
    // A full disk must not hide why the run failed.
    await lease.leave(toPlainError(failed)).catch(() => {});
    throw failed;
  }
}

async function leaseFor(context: RunContext, run: PreparedRun, started: number): Promise<Lease | undefined> {
  const { journal } = run;
  const io = context.catalog.fileIO(journal.location);
  const { signal } = context;
  const waitMs = (context.waitMs ?? 0) - (performance.now() - started);
  const { lease, waited } = await takeLease(io, journal.attemptsFolder, {
    leaseMs: context.leaseMs ?? LEASE_MS,
    waitMs,
    ...(context.fresh === true ? { fresh: true } : {}),
    ...(signal === undefined ? {} : { signal }),
  }).catch((error: unknown) => {
    throw signal?.aborted === true ? interrupted(context, run) : error;
  });
  // Whoever held it before may have committed the run after it was planned here.
  if (!waited && !(await isCommitted(context, run))) return lease;
  await lease.leave();
  return undefined;
}

async function isCommitted(context: RunContext, run: PreparedRun): Promise<boolean> {
  const target = await loadIfExists(context.catalog, run.target.identifier);
  return target !== undefined && findRunSnapshot(target.metadata, run.runId) !== undefined;
}

async function runHeld(
  context: RunContext,
  run: PreparedRun,
  lease: Lease,
  scratch: string,
  started: number,
): Promise<RunReport> {
  const { journal } = run;
  if (context.fresh === true) await discard(context, run, lease);
  await journal.reopen();
  // After the lease: a journal without an attempt is a dead run's, which `lakeveil runs clean` may forget.
  await journal.begin(headerOf(context, run, new Date()));
  notify(context, run);
  const key = run.key.kind === 'given' ? run.key.key : await journal.ephemeralKey();
  const done = await standingResults(context, journal);
  context.onEvent?.({ type: 'planned', plan: reportPlan(context, run, done.size > 0) });
  const io = context.catalog.fileIO(journal.location);
  const shared = await openSharedFolder(io, journal, lease, scratch);
  try {
    const spec = runSpec(context, run, key, { scratch, shared: shared.path });
    const { results, resumed, engine } = await runSplits(context, run, spec, done, lease);
    context.signal?.throwIfAborted();
    const totals = addUp(results);
    context.onEvent?.({ type: 'committing' });
    return await commit(context, run, { lease, shared }, results, totals, { resumed, started, engine });
  } catch (error) {
    await shared.close().catch((failure: unknown) => notKept(context, failure));
    throw error;
  }
}

async function runSplits(
  context: RunContext,
  run: PreparedRun,
  spec: RunSpec,
  done: ReadonlyMap<string, TaskResult>,
  lease: Lease,
): ReturnType<typeof runTasks> {
  // A thread costs a third of a second to start: none without a split for it.
  const threads = Math.max(1, Math.min(context.job.threads, run.splits.totals.splits));
  const executor = localExecutor({ threads });
  const signals = [lease.lost, ...(context.signal === undefined ? [] : [context.signal])];
  const stoppable = { ...context, signal: AbortSignal.any(signals) };
  try {
    return await runTasks(stoppable, run, spec, executor, done, lease);
  } finally {
    await executor.close();
  }
}

function notKept(context: RunContext, failure: unknown): void {
  const { code } = toPlainError(failure);
  // Whoever took the run over goes on without the last second of this process.
  if (code === 'LEASE_LOST') return;
  context.onEvent?.({
    type: 'notice',
    code: 'ANSWERS_NOT_KEPT',
    message:
      `What services answered last could not be brought to the journal (${code}). It stays on this machine: ` +
      'start the same command here to pay for nothing twice.',
  });
}

/** What a run holds until its journal is closed. */
interface Holdings {
  readonly lease: Lease;
  readonly shared: SharedFolder;
}

async function commit(
  context: RunContext,
  run: PreparedRun,
  held: Holdings,
  results: readonly TaskResult[],
  totals: Totals,
  { resumed, started, engine }: { resumed: number; started: number; engine: SharedCounters },
): Promise<RunReport> {
  await run.source.assertUnchanged?.();
  const snapshot = await commitRun(context, run, results);
  await close(context, run, snapshot, totals, results.length, held);
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

/** Before the next of many removals the lease may have been looked at so long ago. */
const FENCE_MS = 1000;
const WITHOUT_FRESH = 'Leave --fresh out then: it forgets what is done and paid for.';

/**
 * `--fresh`: forgets what an unfinished run of this id left. Records first, so that whoever takes the run over half-way
 * counts on no file that is about to go.
 */
async function discard(context: RunContext, run: PreparedRun, lease: Lease): Promise<void> {
  await assertSettled(run.journal, Date.now());
  await run.journal.forgetTasks();
  await removeOrphans(context, run, lease);
  await lease.assertHeld();
  await run.journal.forgetKeyAndAnswers();
}

async function asRunError(
  error: unknown,
  context: RunContext,
  run: PreparedRun,
  lease: Lease,
): Promise<LakeveilError> {
  const plain = toPlainError(error);
  if (plain.code === 'COMMIT_STATE_UNKNOWN') return fromPlainError(plain);
  if (lease.lost.aborted && plain.code !== 'LEASE_LOST') {
    // The work was stopped for it: that is what to say.
    return lease.assertHeld().then(
      () => fromPlainError(plain),
      (lost: LakeveilError) => lost,
    );
  }
  if (context.signal?.aborted === true || plain.code === 'INTERRUPTED') return interrupted(context, run);
  const goesOn = plain.retryable || plain.code === 'SPENDING_CAP_REACHED';
  if (context.fresh === true && goesOn && plain.code !== 'LEASE_LOST')
    return fromPlainError({ ...plain, message: `${plain.message} ${WITHOUT_FRESH}` });
  return error instanceof LakeveilError ? error : fromPlainError(plain);
}

function interrupted(context: RunContext, run: PreparedRun): LakeveilError {
  return new LakeveilError(
    'INTERRUPTED',
    `The run ${shortRunId(run.runId)} was interrupted and nothing was committed. Start it again with the same command: ` +
      `finished splits are kept and it resumes. ${context.fresh === true ? `${WITHOUT_FRESH} ` : ''}To give it up: lakeveil runs clean`,
    { retryable: true },
  );
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
  held?: Holdings,
): Promise<void> {
  try {
    await removeOrphans(context, run);
    // Nothing is written any more to what is about to go.
    await held?.lease.stop();
    await (held === undefined ? removeStateFolder(run.journal.location) : held.shared.remove());
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
  if ((await run.journal.end()) !== undefined) {
    await run.journal.removeRemains();
    await removeStateFolder(run.journal.location);
  } else if ((await run.journal.header()) !== undefined) {
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
    ...(run.increment === undefined
      ? {}
      : { baseSnapshotId: run.increment.base?.sourceSnapshotId?.toString() ?? null }),
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
async function removeOrphans(context: RunContext, run: PreparedRun, lease?: Lease): Promise<void> {
  for await (const orphan of orphansOfRun(context.catalog, headerOf(context, run, new Date()))) {
    await lease?.assertHeld(FENCE_MS);
    await context.catalog.fileIO(orphan.location).remove(orphan.location);
  }
  await removeUnfinished(context.catalog, headerOf(context, run, new Date()));
}
