import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import t, { type Test } from 'tap';
import { s3FileIO } from '../../../catalog/file-io/s3/s3-file-io.js';
import { openScratch } from '../../../catalog/file-io/scratch.js';
import { scratchBudget } from '../../../catalog/file-io/scratch-budget.js';
import { openScratchCopies } from '../../../catalog/file-io/scratch-copies.js';
import { missingAws, startMoto } from '../../aws/moto.js';

const url = (path: string): string => JSON.stringify(new URL(`../../../${path}`, import.meta.url).href);

async function folder(t: Test): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'lakeveil-scratch-test-'));
  t.teardown(() => rm(path, { recursive: true, force: true }));
  return path;
}

/** A process that makes scratch in `parent`, with a file in it, then does `end`. */
const making = (end: string): string => `
  const { openScratch } = await import(${url('catalog/file-io/scratch.js')});
  const { writeFileSync } = await import('node:fs');
  const { path } = await openScratch(process.argv[1]);
  writeFileSync(path + '/raw', 'raw text');
  console.log('made');
  ${end}`;
const run = (parent: string, end: string) =>
  spawnSync(process.execPath, ['--input-type=module', '-e', making(end), parent], { encoding: 'utf8' });

await t.test('scratch is gone however the process ends, after a kill with the next one', async (t) => {
  const parent = await folder(t);
  for (const end of ['', 'process.exit(3)', "throw new Error('uncaught')", 'Promise.reject(1)']) {
    const { stdout } = run(parent, end);
    t.equal(stdout, 'made\n');
    t.same(await readdir(parent), [], `after: ${end}`);
  }
  run(parent, "process.kill(process.pid, 'SIGKILL'); await new Promise(() => {})");
  t.equal((await readdir(parent)).length, 1);
  const living = spawn(
    process.execPath,
    ['--input-type=module', '-e', making('process.stdin.resume()'), parent],
    { stdio: ['pipe', 'pipe', 'ignore'] },
  );
  await once(living.stdout, 'data');
  const names = await readdir(parent);
  t.equal(names.length, 1, "the dead one's is removed");
  const own = await openScratch(parent);
  t.equal((await readdir(parent)).length, 2, 'that of a living process stays');
  t.equal((await stat(own.path)).mode & 0o777, 0o700);
  await own.remove();
  living.stdin.end();
  await once(living, 'exit');
  t.same(await readdir(parent), []);
});

await t.test('a folder for scratch that is not there, or is none', async (t) => {
  const parent = await folder(t);
  await writeFile(join(parent, 'file'), '');
  for (const name of ['none', 'file']) {
    await t.rejects(openScratch(join(parent, name)), {
      code: 'NO_SCRATCH',
      message: /Nothing was done: .*(?:none|file): there is no such folder.* Set LAKEVEIL_SCRATCH/,
    });
  }
});

await t.test('copies: private, with the ending of their name, gone when they are released', async (t) => {
  const parent = await folder(t);
  const copies = openScratchCopies({ scratch: parent });
  const [a, b] = [await copies.newFile('s3://b/x.csv.gz'), await copies.newFile('s3://b/../..')];
  t.match(a.path, /\.csv\.gz$/);
  t.ok(a.path.startsWith(parent) && b.path.startsWith(parent));
  t.equal((await stat(a.path)).mode & 0o777, 0o600);
  await a.setLength(10);
  t.equal((await readFile(a.path)).length, 10);
  await a.remove();
  await a.remove();
  t.equal((await readdir(parent)).length, 1);
  await b.remove();
  t.same(await readdir(parent), []);
  const missing = openScratchCopies({ scratch: join(parent, 'none') });
  for (let again = 0; again < 2; again++) {
    await t.rejects(missing.newFile('s3://b/k'), { code: 'FILE_IO', message: /LAKEVEIL_SCRATCH/ });
  }
});

await t.test('a budget: waits for room, lets one above the limit go alone', async (t) => {
  const budget = scratchBudget(100);
  await budget.reserve(60);
  let second = false;
  const waiting = budget.reserve(60).then(() => {
    second = true;
  });
  await sleep(100);
  t.notOk(second, 'it does not fit yet');
  await budget.reserve(40);
  budget.release(60);
  await waiting;
  budget.release(40);
  let large = false;
  const alone = budget.reserve(500).then(() => {
    large = true;
  });
  await sleep(100);
  t.notOk(large);
  budget.release(60);
  await alone;
  budget.reserveAtOnce(1000);
  const stop = new AbortController();
  const aborted = t.rejects(budget.reserve(1, stop.signal));
  stop.abort();
  await aborted;
  budget.release(1500);
});

await t.test('a budget: those that wait for each other go on in the end, one after the other', async (t) => {
  const budget = scratchBudget(100, 200);
  await budget.reserve(100);
  const order: number[] = [];
  await Promise.all([1, 2, 3].map((each) => budget.reserve(100).then(() => order.push(each))));
  t.equal(order.length, 3);
  budget.release(400);
  await budget.reserve(100);
  budget.release(100);
});

await t.test('a budget is one for all threads of the process', async (t) => {
  const budget = scratchBudget(100);
  await budget.reserve(100);
  const worker = new Worker(
    `const { parentPort } = require('node:worker_threads');
     import(${url('catalog/file-io/scratch-budget.js')}).then(async ({ scratchBudget }) => {
       const budget = scratchBudget(100);
       parentPort.postMessage('waits');
       await budget.reserve(50);
       parentPort.postMessage('goes on');
       budget.release(50);
     });`,
    { eval: true },
  );
  const said: unknown[] = [];
  worker.on('message', (message) => said.push(message));
  await once(worker, 'message');
  await sleep(200);
  t.same(said, ['waits']);
  budget.release(100);
  await once(worker, 'exit');
  t.same(said, ['waits', 'goes on']);
});

const skip = missingAws();
await t.test('copies of objects', { skip: skip ?? false }, async (t) => {
  const moto = await startMoto();
  t.teardown(() => moto.stop());
  const direct = new S3Client({ forcePathStyle: true });
  await direct.send(new CreateBucketCommand({ Bucket: 'bucket' }));
  const Body = Buffer.alloc(3 * 1024 * 1024, 'raw text ');
  await direct.send(new PutObjectCommand({ Bucket: 'bucket', Key: 'k.csv', Body }));

  await t.test('without a folder given they go to LAKEVEIL_SCRATCH, and leave nothing', async (t) => {
    const parent = await folder(t);
    process.env['LAKEVEIL_SCRATCH'] = parent;
    t.teardown(() => delete process.env['LAKEVEIL_SCRATCH']);
    const copy = await s3FileIO({}).localCopy('s3://bucket/k.csv');
    t.ok(copy.path.startsWith(parent));
    const [name] = await readdir(parent);
    t.equal((await stat(join(parent, name!))).mode & 0o777, 0o700);
    t.ok(Body.equals(await readFile(copy.path)));
    await copy.release();
    t.same(await readdir(parent), []);

    const script = `
      const { s3FileIO } = await import(${url('catalog/file-io/s3/s3-file-io.js')});
      const copy = await s3FileIO({}).localCopy('s3://bucket/k.csv');
      console.log(copy.path);
      if (process.argv[1] === 'kill') process.kill(process.pid, 'SIGKILL');
      process.exit(0);`;
    const child = (how: string) =>
      spawnSync(process.execPath, ['--input-type=module', '-e', script, how], {
        encoding: 'utf8',
        env: { ...process.env, ...moto.env },
      });
    t.ok(child('exit').stdout.startsWith(parent));
    t.same(await readdir(parent), [], 'gone on exit');
    t.ok(child('kill').stdout.startsWith(parent));
    t.equal((await readdir(parent)).length, 1);
    const next = await s3FileIO({}).localCopy('s3://bucket/k.csv');
    t.equal((await readdir(parent)).length, 1, 'what a killed process left is gone with the next copy');
    await next.release();
    t.same(await readdir(parent), []);
  });

  await t.test('a copy waits until others are released', async (t) => {
    const io = s3FileIO({ scratch: await folder(t), scratchBytes: 4 * 1024 * 1024 });
    const first = await io.localCopy('s3://bucket/k.csv');
    let there = false;
    const second = io.localCopy('s3://bucket/k.csv').then((copy) => {
      there = true;
      return copy;
    });
    await sleep(300);
    t.notOk(there);
    await first.release();
    await (await second).release();
    const small = s3FileIO({ scratch: await folder(t), scratchBytes: 1024 });
    await (await small.localCopy('s3://bucket/k.csv')).release();
  });

  await t.test('a full scratch is DISK_FULL, and says where else it can be', async (t) => {
    const parent = await folder(t);
    if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', parent]).status !== 0) {
      t.comment('not run: this user may not mount a tmpfs');
      return;
    }
    t.teardown(() => spawnSync('umount', ['-l', parent]));
    const error = await t.rejects(s3FileIO({ scratch: parent }).localCopy('s3://bucket/k.csv'), {
      code: 'DISK_FULL',
      message: /LAKEVEIL_SCRATCH.*\/dev\/shm.*encrypted/,
    });
    t.notMatch(String((error as unknown as Error).stack), 'raw text');
    t.same(await readdir(parent), []);
    await writeFile(join(parent, 'room'), 'again');
  });
});
