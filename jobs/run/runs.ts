import type { Catalog } from '../../catalog/catalog.js';
import { findRunSnapshot } from '../../catalog/iceberg/commit-snapshot.js';
import type { Snapshot } from '../../catalog/iceberg/table-metadata.js';
import { parseTableReference } from '../../catalog/identifier.js';
import { loadIfExists } from '../../catalog/load-if-exists.js';
import { LakeveilError } from '../../errors.js';
import { Journal, type RunHeader } from './journal.js';
import { LEASE_MS, type Lease, takeLease } from './lease.js';
import { orphansOfRun, removeUnfinished } from './orphans.js';
import { shortRunId } from './run-id.js';
import { journalsWithState, removeStateFolder } from './state-folder.js';
import { addUp } from './totals.js';
import type { CleanReport, RunInfo } from './types.js';
import { mayStillLand } from './unsettled-commit.js';

/** Every run that the journal knows, newest first. */
export async function listRuns(catalog: Catalog): Promise<RunInfo[]> {
  const runs: RunInfo[] = [];
  for (const journal of await journals(catalog)) {
    const header = await journal.header();
    if (header !== undefined) runs.push(await describe(journal, header));
  }
  return runs.sort((a, b) => b.startedAt - a.startedAt);
}

/** Errors: NO_SUCH_RUN (also where the beginning of an id fits several runs). */
export async function explainRun(
  catalog: Catalog,
  runId: string,
): Promise<{ run: RunInfo; lines: readonly string[] }> {
  const journal = await findJournal(catalog, runId);
  const header = (await journal.header())!;
  const run = await describe(journal, header);
  const attempts = await journal.attempts();
  const lines = [
    `${run.job}: ${header.source} → ${header.target} (${header.mode}), Lakeveil ${header.version}`,
    `source snapshot ${header.sourceSnapshotId ?? 'none'}${sinceText(header)}, first started ${header.created}`,
  ];
  const end = await journal.end();
  if (end !== undefined) {
    lines.push(
      `committed ${end.committed} as snapshot ${end.snapshotId}: ${end.rowsWritten} rows, ${end.rowsQuarantined} quarantined`,
    );
    return { run, lines };
  }
  for (const attempt of attempts) {
    const ended =
      attempt.failed === undefined
        ? run.state === 'running' && attempt === attempts.at(-1)
          ? 'at work'
          : 'ended without a word (killed, or suspended and taken over from)'
        : `${attempt.failed.code}: ${attempt.failed.message}`;
    lines.push(`${attempt.started} process ${attempt.pid} on ${attempt.host}: ${ended}`);
  }
  const totals = addUp((await journal.results()).values());
  lines.push(
    `${run.splitsDone} finished split(s) are kept: ${totals.rowsWritten} rows written, none committed`,
  );
  for (const [code, rows] of Object.entries(totals.failures))
    lines.push(`${rows} row(s) failed with ${code}`);
  lines.push(
    run.state === 'running'
      ? 'Nothing to do: it is running.'
      : `To resume it, start the same job again (run-job ${header.job} …). To give it up: lakeveil runs clean`,
  );
  return { run, lines };
}

/**
 * Removes what dead runs left: files that no snapshot uses, finished tasks' records, keys. A run whose commit landed is
 * closed instead. Runs that are at work, and finished ones' records, stay; so does, for a while, a run whose commit may
 * still land.
 *
 * @param now milliseconds since the epoch
 */
export async function cleanRuns(catalog: Catalog, now = Date.now()): Promise<CleanReport> {
  const cleaned: string[] = [];
  const unsettled: string[] = [];
  let [files, bytes] = [0, 0];
  for (const journal of await journals(catalog)) {
    const header = await journal.header();
    if (header === undefined) continue;
    if ((await journal.end()) !== undefined) {
      await journal.removeRemains();
      continue;
    }
    if ((await committedBy(catalog, header)) === undefined && (await mayStillLand(journal, now))) {
      unsettled.push(header.runId);
      continue;
    }
    const lease = await leaseOfDead(catalog, journal);
    if (lease === undefined) continue;
    try {
      for await (const orphan of orphansOfRun(catalog, header)) {
        await lease.assertHeld(FENCE_MS);
        await catalog.fileIO(orphan.location).remove(orphan.location);
        files += 1;
        bytes += orphan.size;
      }
      await removeUnfinished(catalog, header);
      await lease.assertHeld();
    } finally {
      await lease.stop();
    }
    const snapshot = await committedBy(catalog, header);
    if (snapshot === undefined) await journal.forget();
    else {
      const results = await journal.results();
      const totals = addUp(results.values());
      await journal.finish({
        committed: new Date(snapshot['timestamp-ms']).toISOString(),
        snapshotId: snapshot['snapshot-id'].toString(),
        rowsWritten: totals.rowsWritten,
        rowsQuarantined: totals.rowsQuarantined,
        splits: results.size,
      });
    }
    await removeStateFolder(journal.location);
    cleaned.push(header.runId);
  }
  await removeStaleState(catalog);
  return { runs: cleaned, files, bytes, ...(unsettled.length === 0 ? {} : { unsettled }) };
}

/** The run's snapshot in its target, if its commit landed. */
async function committedBy(catalog: Catalog, { target, runId }: RunHeader): Promise<Snapshot | undefined> {
  const table = await loadIfExists(catalog, parseTableReference(target).identifier);
  return table === undefined ? undefined : findRunSnapshot(table.metadata, runId);
}

/** What this machine keeps of runs that ended, or were cleaned, on another one. */
async function removeStaleState(catalog: Catalog): Promise<void> {
  for (const location of await journalsWithState()) {
    if (!location.startsWith(`${catalog.journalRoot}/runs/`)) continue;
    const journal = new Journal(catalog.fileIO(location), location);
    if (!(await journal.isUnfinished())) await removeStateFolder(location);
  }
}

/** A run that starts while it is cleaned finds it taken. Undefined if a process is, or may be, at work on it. */
async function leaseOfDead(catalog: Catalog, journal: Journal): Promise<Lease | undefined> {
  try {
    const io = catalog.fileIO(journal.location);
    const options = { leaseMs: LEASE_MS, waitMs: 0, watches: false };
    return (await takeLease(io, journal.attemptsFolder, options)).lease;
  } catch (error) {
    if (error instanceof LakeveilError && error.code === 'RUN_ACTIVE') return undefined;
    throw error;
  }
}

/** Before the next of many removals the lease may have been looked at so long ago. */
const FENCE_MS = 1000;

const journals = (catalog: Catalog): Promise<Journal[]> =>
  Journal.list(catalog.fileIO(catalog.journalRoot), catalog.journalRoot);

async function findJournal(catalog: Catalog, runId: string): Promise<Journal> {
  const all = await journals(catalog);
  const fitting = all.filter((journal) => journal.runId.startsWith(runId));
  if (fitting.length === 1 && runId !== '') return fitting[0]!;
  throw new LakeveilError(
    'NO_SUCH_RUN',
    `Nothing was shown: ${fitting.length === 0 ? 'no run has' : `${fitting.length} runs have`} an id that begins with ` +
      `${JSON.stringify(shortRunId(runId))}. List them with: lakeveil runs`,
  );
}

/** What a user mends, not the run: what was done of it is kept, answers that were paid for included. */
const RESUMABLE = new Set([
  'SPENDING_CAP_REACHED',
  'REMOTE_REFUSED_ACCESS',
  'REMOTE_UNREACHABLE',
  'REMOTE_REDIRECTED',
  'REMOTE_UNTRUSTED',
  'REMOTE_REFUSED',
]);

async function describe(journal: Journal, header: RunHeader): Promise<RunInfo> {
  const end = await journal.end();
  const results = end === undefined ? await journal.results() : new Map();
  const attempts = await journal.attempts();
  const live = end === undefined ? await journal.liveAttempt(new Date()) : undefined;
  const failed = attempts.at(-1)?.failed;
  const state =
    end !== undefined
      ? 'done'
      : live !== undefined
        ? 'running'
        : failed === undefined || failed.retryable || RESUMABLE.has(failed.code)
          ? 'resumable'
          : 'failed';
  return {
    runId: header.runId,
    job: header.job,
    source: header.source,
    target: header.target,
    state,
    startedAt: Date.parse(header.created),
    splitsDone: end?.splits ?? results.size,
    rowsWritten: end?.rowsWritten ?? addUp(results.values()).rowsWritten,
    mode: header.mode,
    sourceSnapshotId: header.sourceSnapshotId,
    ...(header.baseSnapshotId === undefined ? {} : { baseSnapshotId: header.baseSnapshotId }),
  };
}

function sinceText({ baseSnapshotId }: RunHeader): string {
  if (baseSnapshotId === undefined) return '';
  return baseSnapshotId === null ? ', whole' : `, what was added after snapshot ${baseSnapshotId}`;
}
