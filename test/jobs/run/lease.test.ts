import { spawn, spawnSync } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import t, { type Test } from 'tap';
import type { FileIO } from '../../../catalog/file-io/file-io.js';
import { localFileIO } from '../../../catalog/file-io/local.js';
import { LakeveilError } from '../../../errors.js';
import { type AttemptRecord, attemptName, lastAttempt, readAttempts } from '../../../jobs/run/attempts.js';
import { type Lease, type LeaseOptions, takeLease } from '../../../jobs/run/lease.js';
import { thisProcess, whereIs } from '../../../jobs/run/process-identity.js';
import { elsewhere, firstAttemptSilent } from './elsewhere.js';

const local = localFileIO();
const LONG = 60_000;
const ACTIVE = { code: 'RUN_ACTIVE', retryable: true };
const LOST = { code: 'LEASE_LOST', retryable: true };

const folderOf = (t: Test): string => join(t.testdir(), 'attempts');

async function take(
  t: Test,
  io: FileIO,
  folder: string,
  options: Partial<LeaseOptions> = {},
): Promise<Lease> {
  const { lease } = await takeLease(io, folder, { leaseMs: LONG, waitMs: 0, ...options });
  t.teardown(() => lease.stop());
  return lease;
}

/** A process that was killed: no beats any more, and no word. */
async function killed(t: Test, io: FileIO, folder: string, leaseMs = LONG): Promise<Lease> {
  const lease = await take(t, io, folder, { leaseMs });
  await lease.stop();
  return lease;
}

t.test('of many that want it at once one gets it', async (t) => {
  const folder = folderOf(t);
  for (let round = 0; round < 3; round++) {
    const outcomes = await Promise.allSettled(Array.from({ length: 12 }, () => take(t, local, folder)));
    const won = outcomes.filter((one) => one.status === 'fulfilled');
    t.equal(won.length, 1);
    for (const one of outcomes) if (one.status === 'rejected') t.match(one.reason, ACTIVE);
    await won[0]!.value.leave();
    t.strictSame(await readdir(folder), [], 'one that ends well leaves nothing');
  }
});

t.test('a process of this machine that is gone is replaced at once', async (t) => {
  const folder = folderOf(t);
  const pid = spawnSync(process.execPath, ['--version']).pid;
  const record: AttemptRecord = {
    ...thisProcess(),
    pid,
    token: 'other',
    started: new Date().toISOString(),
    leaseMs: LONG,
  };
  await local.create(`${folder}/${attemptName(1)}`, Buffer.from(JSON.stringify(record)));
  t.equal((await take(t, local, folder)).number, 2);
});

t.test('a process id that came to another process', { skip: process.platform !== 'linux' }, async (t) => {
  const own = thisProcess();
  t.equal(whereIs(own), 'here');
  t.equal(whereIs({ ...own, processStart: '1' }), 'gone', 'our own id, of an earlier start');
  t.equal(whereIs({ ...own, machine: 'another' }), 'unknown', 'the same host name and id on another machine');
});

t.test('containers of one machine do not take each other for dead', async (t) => {
  const script = `import(${JSON.stringify(new URL('../../../jobs/run/process-identity.js', import.meta.url).href)})
    .then((identity) => console.log(JSON.stringify(identity.thisProcess())))`;
  const inside = spawnSync('unshare', ['--pid', '--fork', '--mount-proc', process.execPath, '-e', script], {
    encoding: 'utf8',
  });
  if (inside.status !== 0) {
    t.pass('no right to make a namespace of process ids here');
    return;
  }
  const identity = JSON.parse(inside.stdout) as AttemptRecord;
  t.equal(identity.host, thisProcess().host);
  t.equal(identity.pid, 1);
  t.equal(whereIs(identity), 'unknown', 'process 1 runs here too, and is another one');
});

t.test('one that failed is replaced at once, and what it said stays', async (t) => {
  const folder = folderOf(t);
  const failed = { code: 'UDF_THREW', message: 'm', retryable: false, details: {} };
  await (await take(t, elsewhere(local), folder)).leave(failed);
  t.equal((await take(t, local, folder)).number, 2);
  t.match(await readAttempts(local, folder), [{ number: 1, pid: process.pid, failed }, { number: 2 }]);
});

t.test('one of another machine that shows life keeps it', async (t) => {
  const folder = folderOf(t);
  const holder = await take(t, elsewhere(local), folder, { leaseMs: 3000 });
  await t.rejects(take(t, local, folder), ACTIVE);
  t.ok((await lastAttempt(local, folder))!.beat > 0, 'which was seen');
  await holder.assertHeld();
  await sleep(1200);
  const beats = (await readdir(folder)).filter((name) => name.includes('beat'));
  t.ok(beats.length <= 2, 'earlier signs of life go');
  await holder.stop();
  t.strictSame(await readdir(folder), ['000001.json'], 'no probe and no beat is left');
});

t.test('one of another machine that went silent is watched for its own time, then replaced', async (t) => {
  const folder = folderOf(t);
  const silent = await killed(t, elsewhere(local), folder, 1500);
  await t.rejects(take(t, local, folder, { watches: false }), ACTIVE, 'not before that');
  const started = performance.now();
  const next = await take(t, local, folder);
  t.ok(performance.now() - started > 1000, 'it had its time');
  t.equal(next.number, 2);
  await t.rejects(silent.assertHeld(), LOST);
  t.ok(silent.lost.aborted);
  await silent.leave({ code: 'X', message: '', retryable: false, details: {} });
  t.notOk((await readAttempts(local, folder))[0]!.failed, 'it has no say any more');
});

t.test('one that was silent for long already is replaced at once', async (t) => {
  const folder = folderOf(t);
  await killed(t, elsewhere(local), folder);
  const started = performance.now();
  await take(t, firstAttemptSilent(local), folder);
  t.ok(performance.now() - started < LONG / 4);
});

t.test("the storage's clock may be wrong by a day", async (t) => {
  for (const day of [-86_400_000, 86_400_000]) {
    const folder = t.testdir();
    const shifted: FileIO = {
      ...local,
      async *list(prefix) {
        for await (const file of local.list(prefix)) yield { ...file, modified: file.modified + day };
      },
    };
    const holder = await take(t, elsewhere(shifted), folder);
    await t.rejects(take(t, shifted, folder, { watches: false }), ACTIVE);
    await holder.leave();
  }
});

t.test('a process of this machine that is suspended is replaced too', async (t) => {
  const folder = folderOf(t);
  const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60_000)']);
  t.teardown(() => child.kill('SIGKILL'));
  const record = {
    ...thisProcess(),
    pid: child.pid!,
    processStart: null,
    token: 'x',
    started: '',
    leaseMs: LONG,
  };
  await local.create(`${folder}/${attemptName(1)}`, Buffer.from(JSON.stringify(record)));
  await t.rejects(take(t, local, folder), ACTIVE, 'it runs');
  t.equal((await take(t, firstAttemptSilent(local), folder)).number, 2, 'and gives no sign of life');
});

t.test('the holder hears of its loss by itself', async (t) => {
  const folder = folderOf(t);
  const holder = await take(t, elsewhere(local), folder, { leaseMs: 3000 });
  await take(t, firstAttemptSilent(local), folder);
  for (let looks = 0; looks < 200 && !holder.lost.aborted; looks++) await sleep(50);
  t.ok(holder.lost.aborted);
  await t.rejects(holder.assertHeld(60_000), LOST, 'a check that is old does not do then');
});

t.test('a journal that was forgotten, and begun again, fences off who had it before', async (t) => {
  const folder = folderOf(t);
  const holder = await take(t, elsewhere(local), folder);
  await holder.assertHeld();
  await local.remove(`${folder}/${attemptName(1)}`);
  const next = await take(t, local, folder);
  t.equal(next.number, 1, 'of the same number');
  await next.assertHeld();
  await t.rejects(holder.assertHeld(), LOST);
});

t.test('whoever decided on a journal that was emptied meanwhile decides again', async (t) => {
  const folder = folderOf(t);
  await killed(t, elsewhere(local), folder);
  let emptied = false;
  const slow: FileIO = {
    ...local,
    list: (prefix) => (emptied ? local : firstAttemptSilent(local)).list(prefix),
    async create(location, bytes, options) {
      if (location.endsWith(attemptName(2)) && !emptied) {
        emptied = true;
        await local.remove(`${folder}/${attemptName(1)}`);
        await take(t, local, folder);
      }
      return local.create(location, bytes, options);
    },
  };
  const outcome = await take(t, slow, folder, { watches: false }).then(
    (lease) => lease.number,
    (error: LakeveilError) => error.code,
  );
  t.ok(emptied);
  t.equal(outcome, 'RUN_ACTIVE');
  t.strictSame((await readdir(folder)).sort(), ['000001.json']);
});

t.test('it waits for as long as it is told', async (t) => {
  const folder = folderOf(t);
  const holder = await take(t, elsewhere(local), folder, { leaseMs: 3000 });
  await t.rejects(take(t, local, folder, { waitMs: 700 }), ACTIVE, 'and no longer');
  const waiting = takeLease(local, folder, { leaseMs: LONG, waitMs: LONG });
  await sleep(300);
  await holder.leave();
  const { lease, waited } = await waiting;
  t.teardown(() => lease.stop());
  t.ok(waited, 'and says that it did');
  const abort = new AbortController();
  const interrupted = takeLease(elsewhere(local), folder, {
    leaseMs: LONG,
    waitMs: LONG,
    signal: abort.signal,
  });
  setTimeout(() => abort.abort(), 200);
  await t.rejects(interrupted, { name: 'AbortError' }, 'and can be interrupted');
});

t.test('a lease whose answer was lost is held', async (t) => {
  const folder = folderOf(t);
  const lossy: FileIO = {
    ...local,
    async create(location, bytes, options) {
      await local.create(location, bytes, options);
      throw new LakeveilError('SERVICE_UNREACHABLE', 'as if the answer was lost', { retryable: true });
    },
  };
  const { lease } = await takeLease(lossy, folder, { leaseMs: LONG, waitMs: 0 });
  await lease.assertHeld();
  await lease.leave();
});

t.test('storage out of reach is no loss, and no permission either', async (t) => {
  const folder = folderOf(t);
  let reachable = true;
  const guard = (): void => {
    if (!reachable) throw new LakeveilError('SERVICE_UNREACHABLE', 'Nothing was read.', { retryable: true });
  };
  const io: FileIO = {
    ...local,
    async read(location, range) {
      guard();
      return local.read(location, range);
    },
    async size(location) {
      guard();
      return local.size(location);
    },
  };
  const lease = await take(t, io, folder, { leaseMs: 600 });
  reachable = false;
  await t.rejects(lease.assertHeld(), { code: 'SERVICE_UNREACHABLE' });
  await sleep(300);
  t.notOk(lease.lost.aborted);
  reachable = true;
  await lease.assertHeld();
  await lease.stop();
});
