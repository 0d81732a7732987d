import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import type { Catalog } from '../../../catalog/catalog.js';
import type { LakeveilError } from '../../../errors.js';
import { listRuns, planJob } from '../../../jobs/run/index.js';
import type { RunContext } from '../../../jobs/run/types.js';
import { hookedCatalog } from './hooked-catalog.js';
import {
  addCalls,
  assertEqualToFull,
  catalogOf,
  foreignAppend,
  home,
  ids,
  JOB,
  KEY,
  OVERWRITE,
  SOURCE,
  TARGET,
  update,
  upTo,
} from './incremental-job.js';
import { contextHere, jobModuleHere, runHere } from './run-here.js';
import { RUN_JOB, rowsOf, runBin } from './support-warehouse.js';

t.setTimeout(600_000);

t.test('an interrupted run is resumed, and a killed one', async (t) => {
  const at = await home(t);
  const split = { ...JOB, threads: 1, limits: { splitBytes: 2048 } };
  await runHere(at, split);
  for (let i = 0; i < 4; i++) await addCalls(at, 6);
  const abort = new AbortController();
  const onEvent: RunContext['onEvent'] = (event) => {
    if (event.type === 'progress' && event.doneBytes > 0) abort.abort();
  };
  await t.rejects(runHere(at, split, { signal: abort.signal, onEvent }), { code: 'INTERRUPTED' });
  t.equal((await planJob(contextHere(at, split))).state, 'resumable');
  const report = await runHere(at, split);
  t.ok(report.resumedSplits > 0, `${report.resumedSplits} splits were resumed`);
  t.equal(report.rowsWritten, 24);
  await assertEqualToFull(t, at);

  for (let i = 0; i < 4; i++) await addCalls(at, 6);
  const args = ['redact-transcripts', '--warehouse', at.warehouse, '--source', SOURCE, '--target', TARGET];
  const incremental = [
    ...args,
    '--mode',
    'incremental',
    '--quiet',
    '--set',
    'limits.splitBytes=2048',
    '--json',
  ];
  const options = { cwd: at.folder, env: { [KEY]: process.env[KEY]! } };
  const asJob = [
    ...incremental,
    ...['--set', `pseudonymKey.env=${KEY}`, '--set', 'policy={"generator_default":"Synthesis"}'],
    ...['--set', `key=["id"]`],
  ];
  const undisturbed = await runBin(RUN_JOB, [...asJob, '--plan'], options);
  if (undisturbed.code !== 0) return t.fail(undisturbed.stdout + undisturbed.stderr);
  for (const share of [0.9, 1.3, 1.8]) {
    await runBin(RUN_JOB, asJob, {
      ...options,
      kill: { signal: 'SIGKILL', after: undisturbed.milliseconds * share },
    });
  }
  const last = await runBin(RUN_JOB, asJob, options);
  t.equal(last.code, 0, last.stderr + last.stdout);
  await assertEqualToFull(t, at);
});

t.test(
  'two overlapping schedules: the later commit fails definitely, and nothing is there twice',
  async (t) => {
    const at = await home(t);
    await jobModuleHere(
      at,
      'nightly',
      `const { existsSync } = await import('node:fs');
     while (process.env.LV_GATE !== undefined && !existsSync(process.env.LV_GATE)) await new Promise((go) => setTimeout(go, 20));
     return { batch: answer(texts.map((text) => text === null ? null : 'x')), failed: [] };`,
      { target: JOB.target, pseudonymKey: JOB.pseudonymKey },
    );
    const run = (gate?: string) =>
      runBin(RUN_JOB, ['nightly', '--warehouse', at.warehouse, '--json', '--quiet'], {
        cwd: at.folder,
        env: { [KEY]: process.env[KEY]!, ...(gate === undefined ? {} : { LV_GATE: join(at.folder, gate) }) },
      });
    const working = async (count: number): Promise<void> => {
      // Long enough for any machine; ends the test, not the wait, if a process never gets there.
      for (let i = 0; i < 3000; i++) {
        const runs = (await listRuns(catalogOf(at))).filter(({ state }) => state === 'running');
        if (runs.length === count) return;
        await new Promise((go) => setTimeout(go, 20));
      }
      t.fail(`never were ${count} runs at work`);
    };
    const pair = async (gate: string): Promise<void> => {
      const first = run(gate);
      await working(1);
      await addCalls(at, 2);
      const second = run(gate);
      await working(2);
      await writeFile(join(at.folder, gate), '');
      const codes = (await Promise.all([first, second])).map(({ code, stdout }) =>
        code === 0 ? 'done' : (JSON.parse(stdout).error as LakeveilError).code,
      );
      t.strictSame(codes.sort(), ['COMMIT_CONFLICT', 'done'], gate);
      t.equal((await run()).code, 0);
      t.strictSame(await ids(at), upTo(at.next), `${gate}: each row once`);
    };
    await pair('both make the target');
    await addCalls(at, 3);
    await pair('both append to it');

    // The very same interval twice: one run.
    await addCalls(at, 3);
    const [a, b] = await Promise.all([run(), run()]);
    t.ok([a, b].some(({ code }) => code === 0));
    for (const { code, stdout } of [a, b]) if (code !== 0) t.match(stdout, /RUN_ACTIVE|COMMIT_CONFLICT/);
    t.strictSame(await ids(at), upTo(at.next));
  },
);

t.test('others may append between plan and commit, and Lakeveil may not', async (t) => {
  const at = await home(t);
  await runHere(at, JOB);
  await addCalls(at, 2);
  let hooks = 0;
  const foreign = hookedCatalog(at, async (table) => {
    if (table === TARGET && hooks++ === 0) await foreignAppend(at);
  });
  t.match(await runHere(at, JOB, { catalog: foreign }), { outcome: 'done', rowsWritten: 2 });
  t.ok(hooks > 1, 'its first attempt was forestalled');
  t.equal((await runHere(at, JOB)).outcome, 'up-to-date', 'a foreign commit on top hides no base');

  await addCalls(at, 2);
  await foreignAppend(at);
  hooks = 0;
  const quarantined = async () => (await rowsOf(at.warehouse, `${TARGET}_quarantine`, 'id')).length;
  const failing = { ...JOB, limits: { maxCellBytes: 10, maxFailedRows: 9 } };
  const both = hookedCatalog(at, async (table) => {
    if (table !== `${TARGET}_quarantine` || hooks++ > 0) return;
    await addCalls(at, 1);
    await runHere(at, JOB);
    await foreignAppend(at);
  });
  await t.rejects(runHere(at, failing, { catalog: both }), { code: 'COMMIT_CONFLICT', retryable: true });
  t.strictSame(await ids(at), upTo(at.next), 'the rows of the one that was quicker');
  t.equal((await runHere(at, JOB)).outcome, 'up-to-date');

  // A run that is too late when it has done its work puts nothing into quarantine.
  const before = await quarantined();
  await addCalls(at, 2);
  const onEvent: RunContext['onEvent'] = (event) => {
    if (event.type === 'committing') late = true;
  };
  let late = false;
  const catalog = new Proxy(catalogOf(at), {
    get(inner, name) {
      const value: unknown = Reflect.get(inner, name, inner);
      if (name !== 'load') return typeof value === 'function' ? value.bind(inner) : value;
      return async (...args: Parameters<Catalog['load']>) => {
        if (late) {
          late = false;
          await addCalls(at, 1);
          await runHere(at, JOB);
        }
        return inner.load(...args);
      };
    },
  });
  await t.rejects(runHere(at, failing, { catalog, onEvent }), { code: 'COMMIT_CONFLICT' });
  t.equal(await quarantined(), before);
});

t.test('a run that is forestalled at its very commit', async (t) => {
  for (const exists of [false, true]) {
    const at = await home(t);
    if (exists) await runHere(at, JOB);
    await addCalls(at, 2);
    let forestalled = false;
    const catalog = hookedCatalog(at, async (table) => {
      if (table !== TARGET || forestalled) return;
      forestalled = true;
      await addCalls(at, 1);
      await runHere(at, JOB);
    });
    await t.rejects(runHere(at, JOB, { catalog }), { code: 'COMMIT_CONFLICT', retryable: true });
    t.ok(forestalled);
    t.strictSame(await ids(at), upTo(at.next), exists ? 'an append' : 'the making of the target');
    t.equal((await runHere(at, JOB)).outcome, 'up-to-date');
  }
});

t.test('a target that was taken back gets the rows again, and nothing is taken for done', async (t) => {
  const at = await home(t);
  const first = await runHere(at, JOB);
  await addCalls(at, 2);
  const second = await runHere(at, JOB);
  await update(at, TARGET, {
    action: 'set-snapshot-ref',
    'ref-name': 'main',
    type: 'branch',
    'snapshot-id': BigInt(first.snapshotId),
  });
  const again = await runHere(at, JOB);
  t.match(again, { outcome: 'done', rowsWritten: 2 });
  t.not(again.runId, second.runId);
  await assertEqualToFull(t, at);

  // A full run over an older snapshot makes the base what it was: the interval that was once done is new again.
  await runHere(at, { ...OVERWRITE, source: `${SOURCE}@${first.source.snapshotId}` });
  t.strictSame(await ids(at), upTo(6));
  t.match(await runHere(at, JOB), { outcome: 'done', rowsWritten: 2 });
  await assertEqualToFull(t, at);
});
