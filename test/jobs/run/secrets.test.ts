import { spawnSync } from 'node:child_process';
import { chmod, mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { HOST } from '../../../catalog/file-io/unfinished.js';
import { resolveJob } from '../../../jobs/resolve-job.js';
import { pseudonymKey } from '../../../jobs/run/pseudonym-key.js';
import { openScratch } from '../../../jobs/scratch.js';
import { CALLS_JOB } from './run-here.js';

const SECRET = 'a key for tests that is long enough';
const keyOf = (pseudonymKey_: Record<string, string>) =>
  pseudonymKey(resolveJob({ ...CALLS_JOB, pseudonymKey: pseudonymKey_ }, { name: 'test-job' }));

/** A process id that no process has any more. */
const deadPid = (): number => spawnSync(process.execPath, ['--version']).pid;

t.test('a key file that others can read refuses the run', async (t) => {
  const file = join(t.testdir(), 'key');
  await writeFile(file, `${SECRET}\n`);
  for (const mode of [0o640, 0o604, 0o620, 0o644]) {
    await chmod(file, mode);
    await t.rejects(keyOf({ file }), { code: 'KEY_NOT_PRIVATE', message: /chmod 600/ }, mode.toString(8));
  }
  for (const mode of [0o600, 0o400]) {
    await chmod(file, mode);
    t.match(await keyOf({ file }), { kind: 'given' });
  }
});

t.test('a key that is short or missing refuses the run', async (t) => {
  const file = join(t.testdir(), 'key');
  await t.rejects(keyOf({ file }), { code: 'NO_KEY' });
  await t.rejects(keyOf({ env: 'LAKEVEIL_TEST_UNSET' }), { code: 'NO_KEY' });
  process.env['LAKEVEIL_TEST_SHORT'] = ' 15 characters.   \n';
  const short = keyOf({ env: 'LAKEVEIL_TEST_SHORT' });
  await t.rejects(short, { code: 'KEY_TOO_SHORT' });
  await short.catch((error: Error) => t.notMatch(error.stack, '15 characters.'));
});

t.test(
  'the fingerprint tells keys apart and nothing of them; the secret itself is not the key',
  async (t) => {
    process.env['LAKEVEIL_TEST_A'] = SECRET;
    process.env['LAKEVEIL_TEST_B'] = `${SECRET}!`;
    const a = await keyOf({ env: 'LAKEVEIL_TEST_A' });
    const b = await keyOf({ env: 'LAKEVEIL_TEST_B' });
    if (a.kind !== 'given' || b.kind !== 'given') throw new Error('not given');
    t.not(a.fingerprint, b.fingerprint);
    t.match(a.fingerprint, /^[0-9a-f]{16}$/);
    t.equal(a.key.length, 32);
    const hex = Buffer.from(a.key).toString('hex');
    t.notOk(hex.includes(a.fingerprint));
    t.notOk(Buffer.from(a.key).includes(SECRET.slice(0, 8)));
    const file = join(t.testdir(), 'key');
    await writeFile(file, `  ${SECRET}\n`, { mode: 0o600 });
    t.same(await keyOf({ file }), a, 'the same secret, from a file or from the environment, is the same key');
  },
);

t.test('scratch is private, and gone after', async (t) => {
  const parent = t.testdir();
  const scratch = await openScratch(parent);
  t.equal((await stat(scratch.path)).mode & 0o777, 0o700);
  await writeFile(join(scratch.path, 'spilled'), 'x');
  await scratch.remove();
  t.strictSame(await readdir(parent), []);
});

t.test('what dead processes left in scratch is removed, and nothing else', async (t) => {
  const parent = t.testdir();
  const dead = `lakeveil-${HOST}-${deadPid()}-abcdef`;
  const stays = [
    `lakeveil-${HOST}-${process.ppid}-abcdef`,
    `lakeveil-${HOST}-${process.pid}-abcdef`,
    // Of another machine that shares the disk: its process may well be alive.
    `lakeveil-00000000-${deadPid()}-abcdef`,
    `lakeveil-${HOST}-${deadPid()}-abcdef-mine`,
    `my-lakeveil-${HOST}-${deadPid()}-abcdef`,
  ];
  for (const name of [dead, ...stays]) {
    await mkdir(join(parent, name));
    await writeFile(join(parent, name, 'spilled'), 'x');
  }
  const scratch = await openScratch(parent);
  await scratch.remove();
  t.strictSame((await readdir(parent)).sort(), stays.sort());
});
