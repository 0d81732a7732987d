import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import t, { type Test } from 'tap';
import type { FileIO } from '../../../catalog/file-io/file-io.js';
import { openFilesystemCatalog } from '../../../catalog/filesystem/filesystem-catalog.js';
import { parseTableReference } from '../../../catalog/identifier.js';
import { cleanRuns } from '../../../jobs/run/index.js';
import type { RunContext, RunReport } from '../../../jobs/run/types.js';
import { SETTLE_MS } from '../../../jobs/run/unsettled-commit.js';
import { elsewhere, firstAttemptSilent } from './elsewhere.js';
import { hookedCatalog } from './hooked-catalog.js';
import { CALLS_JOB, jobModuleHere, runHere } from './run-here.js';
import { filesUnder, makeWarehouse, RUN_JOB, rowsOf, runBin, type Warehouse } from './support-warehouse.js';

/** A process that was suspended, and whose run another one took over, wakes up at the worst of moments. */

t.setTimeout(600_000);

const TARGET = 'support.calls_safe';
const SPLIT = { ...CALLS_JOB, limits: { splitBytes: 2048 } };
const LOST = { code: 'LEASE_LOST', retryable: true };

async function home(t: Test): Promise<Warehouse> {
  const made = await makeWarehouse(2, 10);
  t.teardown(() => made.remove());
  return made;
}

/** What takes over a run that the first attempt, on another machine, has been silent about. */
const takeOver = (at: Warehouse, job: Record<string, unknown>): Promise<RunReport> =>
  runHere(at, job, { catalog: hookedCatalog(at, () => {}, firstAttemptSilent) });

async function everyRowOnce(t: Test, at: Warehouse, rows = 20): Promise<void> {
  const ids = (await rowsOf(at.warehouse, TARGET, 'id')).map((row) => JSON.parse(row).id as number);
  t.strictSame(
    ids,
    Array.from({ length: rows }, (_, id) => id),
    'every row once',
  );
}

/** Nothing but what the table uses is in its data folder, and the journal is closed. */
async function nothingLeft(t: Test, at: Warehouse, files: number): Promise<void> {
  await cleanRuns(openFilesystemCatalog({ warehouse: at.warehouse }));
  const left = await filesUnder(at.warehouse);
  t.equal(left.filter((file) => file.includes('calls_safe/data/')).length, files, 'no data file too many');
  t.strictSame(
    left.filter((file) => file.includes('.lakeveil/') && !/\/(?:run|committed)\.json$/.test(file)),
    [],
    'nothing is left in the journal',
  );
}

/** The first attempt's files; `wake` runs when it looks at its lease first after `armed` said so. */
function suspended(armed: () => boolean, wake: () => Promise<void>): (io: FileIO) => FileIO {
  let woken = false;
  return (io) => ({
    ...elsewhere(io),
    async read(location, range) {
      if (!woken && location.endsWith('/attempts/000001.json') && armed()) {
        woken = true;
        await wake();
      }
      return io.read(location, range);
    },
  });
}

t.test('between a split and its record: it records nothing and takes its files away', async (t) => {
  const at = await home(t);
  let report: RunReport | undefined;
  let done: string[] = [];
  const catalog = hookedCatalog(
    at,
    () => {},
    suspended(
      () => true,
      async () => {
        report = await takeOver(at, SPLIT);
        done = await filesUnder(at.warehouse);
      },
    ),
  );
  await t.rejects(runHere(at, SPLIT, { catalog }), LOST);
  t.equal(report?.outcome, 'done');
  await everyRowOnce(t, at);
  const ofFirst = (await filesUnder(at.warehouse)).filter(
    (file) => /\/done\/|calls_safe\/data\//.test(file) && !done.includes(file),
  );
  t.strictSame(ofFirst, []);
  await nothingLeft(t, at, report!.files);
});

t.test("between its last split and its commit: it sends none, and finds the other's", async (t) => {
  const at = await home(t);
  let committing = false;
  let report: RunReport | undefined;
  const tables: string[] = [];
  const catalog = hookedCatalog(
    at,
    (table) => void tables.push(table),
    suspended(
      () => committing,
      async () => {
        report = await takeOver(at, CALLS_JOB);
      },
    ),
  );
  const onEvent: RunContext['onEvent'] = (event) => {
    committing ||= event.type === 'committing';
  };
  t.equal((await runHere(at, CALLS_JOB, { catalog, onEvent })).snapshotId, report!.snapshotId);
  t.strictSame(tables, [], 'nothing was sent to the catalog');
  await everyRowOnce(t, at);
  await nothingLeft(t, at, report!.files);
});

for (const mode of ['create', 'append', 'replace', 'overwrite'] as const) {
  t.test(`between the fence and the commit itself: its commit finds the other's (${mode})`, async (t) => {
    const at = await home(t);
    const exists = mode === 'append' || mode === 'overwrite';
    if (exists) await runHere(at, { ...CALLS_JOB, where: 'id >= 1000' });
    const job = { ...CALLS_JOB, target: { table: TARGET, mode } };
    let report: RunReport | undefined;
    const catalog = hookedCatalog(
      at,
      async () => {
        report ??= await takeOver(at, job);
      },
      elsewhere,
    );
    const first = await runHere(at, job, { catalog });
    t.equal(first.outcome, 'done', 'the run is committed, by whomever');
    t.equal(first.snapshotId, report!.snapshotId);
    await everyRowOnce(t, at);
    const { metadata } = await openFilesystemCatalog({ warehouse: at.warehouse }).load(
      parseTableReference(TARGET).identifier,
    );
    t.equal(metadata.snapshots.length, exists ? 2 : 1);
    await nothingLeft(t, at, report!.files);
  });
}

t.test('between the fence and a record: of two results of a split one counts, for both', async (t) => {
  const at = await home(t);
  let report: RunReport | undefined;
  const catalog = hookedCatalog(
    at,
    () => {},
    (io) => ({
      ...elsewhere(io),
      async create(location, bytes, options) {
        if (location.includes('/done/')) report ??= await takeOver(at, SPLIT);
        return elsewhere(io).create(location, bytes, options);
      },
    }),
  );
  await t.rejects(runHere(at, SPLIT, { catalog }), LOST);
  await everyRowOnce(t, at);
  await nothingLeft(t, at, report!.files);
});

t.test('while it forgets what an earlier start did (--fresh): it removes nothing of the other', async (t) => {
  const at = await home(t);
  const abort = new AbortController();
  await t.rejects(
    runHere(at, SPLIT, {
      signal: abort.signal,
      onEvent: (event) => {
        if (event.type === 'progress' && event.doneBytes > 0) abort.abort();
      },
    }),
    { code: 'INTERRUPTED' },
  );
  let report: RunReport | undefined;
  const catalog = hookedCatalog(
    at,
    () => {},
    (io) => ({
      ...elsewhere(io),
      async read(location, range) {
        if (location.endsWith('/attempts/000002.json') && report === undefined) {
          const silent = (inner: FileIO): FileIO => ({
            ...inner,
            async *list(prefix) {
              for await (const file of inner.list(prefix))
                yield {
                  ...file,
                  modified: file.modified - (file.location.includes('/000002.') ? 3_600_000 : 0),
                };
            },
          });
          report = await runHere(at, SPLIT, { catalog: hookedCatalog(at, () => {}, silent) });
        }
        return io.read(location, range);
      },
    }),
  );
  await t.rejects(runHere(at, SPLIT, { catalog, fresh: true }), LOST);
  t.equal(report?.outcome, 'done');
  await everyRowOnce(t, at);
  await nothingLeft(t, at, report!.files);
});

t.test('a run that starts while it is cleaned is refused, and loses nothing', async (t) => {
  const at = await home(t);
  await t.rejects(
    runHere(at, SPLIT, {
      catalog: hookedCatalog(at, () => {
        throw new Error('as if killed');
      }),
    }),
  );
  let started: unknown;
  const catalog = hookedCatalog(
    at,
    () => {},
    (io) => ({
      ...io,
      async remove(location) {
        started ??= await runHere(at, SPLIT).catch((error: unknown) => error);
        return io.remove(location);
      },
    }),
  );
  // The first one's commit failed without a word: for a while it might still land.
  t.match(await cleanRuns(catalog, Date.now() + SETTLE_MS), { runs: [/^[0-9a-f]{32}$/] });
  t.match(started, { code: 'RUN_ACTIVE' });
  t.equal((await runHere(at, SPLIT)).outcome, 'done');
  await everyRowOnce(t, at);
});

t.test('a process that was stopped and goes on', { skip: process.platform === 'win32' }, async (t) => {
  const at = await home(t);
  // Five seconds a batch: long enough to be stopped in the middle.
  await jobModuleHere(
    at,
    'slow',
    'await new Promise((end) => setTimeout(end, 5000)); return { batch: answer(texts.map(() => "x")), failed: [] };',
  );
  const args = ['slow', '--warehouse', at.warehouse, '--threads', '1', '--set', 'limits.splitBytes=2048'];
  const env = { LAKEVEIL_LEASE_SECONDS: '5' };
  const first = spawn(process.execPath, [RUN_JOB, ...args], {
    cwd: at.folder,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  t.teardown(() => first.kill('SIGKILL'));
  let stderr = '';
  first.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const ended = new Promise<number | null>((resolve) => first.on('close', resolve));
  for (let looks = 0; looks < 600 && !stderr.includes('split'); looks++) await sleep(50);
  const refused = await runBin(RUN_JOB, args, { cwd: at.folder, env });
  t.equal(refused.code, 6, refused.stderr);
  t.match(refused.stderr, /^RUN_ACTIVE {2}Nothing was done.*--wait[^\n]*\n$/);
  first.kill('SIGSTOP');
  const second = await runBin(RUN_JOB, [...args, '--wait', '2m'], { cwd: at.folder, env });
  t.equal(second.code, 0, second.stderr);
  first.kill('SIGCONT');
  t.equal(await ended, 6, stderr);
  t.match(stderr, /LEASE_LOST {2}This process committed nothing/);
  await everyRowOnce(t, at);
});
