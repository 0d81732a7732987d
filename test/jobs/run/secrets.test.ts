import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { openScratch } from '../../../catalog/file-io/scratch.js';
import { HOST } from '../../../catalog/file-io/unfinished.js';
import { resolveJob } from '../../../jobs/resolve-job.js';
import { keySourceSchema } from '../../../jobs/run/key-source.js';
import { assertHardToGuess } from '../../../jobs/run/key-strength.js';
import { pseudonymKey } from '../../../jobs/run/pseudonym-key.js';
import { CALLS_JOB } from './run-here.js';

const SECRET = 'a key for tests that is long enough';
const keyOf = (pseudonymKey_: Record<string, string | number>) =>
  pseudonymKey(resolveJob({ ...CALLS_JOB, pseudonymKey: pseudonymKey_ }, { name: 'test-job' }).pseudonymKey, {
    refusal: 'The job "test-job" was not run',
  });

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

t.test('keys that can be guessed refuse the run, and are not told', async (t) => {
  for (const weak of [
    'a'.repeat(40),
    'password'.repeat(3),
    'abcabcabcabcabcabcab',
    '1111111111111112',
    '0123456789abcdef',
    '1234567890123456',
    'abcdefghijklmnopqrstuvwxyz',
    'zyxwvutsrqponmlk',
    'changeme-changeme',
  ]) {
    process.env['LAKEVEIL_TEST_WEAK'] = weak;
    const error = await keyOf({ env: 'LAKEVEIL_TEST_WEAK' }).then(
      () => undefined,
      (thrown: Error & { code: string }) => thrown,
    );
    t.equal(error?.code, 'KEY_TOO_WEAK', weak);
    t.notOk(`${error?.message}${error?.stack}`.includes(weak));
  }
  // Always the same keys: by chance one of very many random ones looks weak.
  for (let times = 0; times < 2000; times++) {
    const digits = createHash('sha256').update(String(times)).digest('hex').slice(0, 16);
    assertHardToGuess(Buffer.from(digits), '');
  }
  t.pass('16 random hexadecimal digits pass');
});

t.test('a key of any bytes is taken as it is', async (t) => {
  const folder = t.testdir();
  const made = [0x80, 0x81].map(async (byte) => {
    const bytes = Buffer.from(Array.from({ length: 32 }, (_, i) => (i === 5 ? byte : (i * 37 + 129) % 256)));
    await writeFile(join(folder, `key${byte}`), bytes, { mode: 0o600 });
    const found = await keyOf({ file: join(folder, `key${byte}`) });
    return found.kind === 'given' ? found.fingerprint : '';
  });
  const [one, other] = await Promise.all(made);
  t.not(one, other, 'bytes that are no text are told apart');
});

t.test('an epoch has a key of its own', async (t) => {
  process.env['LAKEVEIL_TEST_A'] = SECRET;
  const [zero, one, again] = await Promise.all(
    [0, 1, 1].map((epoch) => keyOf({ env: 'LAKEVEIL_TEST_A', epoch })),
  );
  if (zero?.kind !== 'given' || one?.kind !== 'given') throw new Error('not given');
  t.same(one, again);
  t.not(Buffer.from(zero.key).toString('hex'), Buffer.from(one.key).toString('hex'));
  t.not(zero.fingerprint, one.fingerprint);
  t.equal(one.epoch, 1);
});

t.test('a key itself in the place of its name is refused, and not repeated', async (t) => {
  const hex = 'deadbeefdeadbeefdeadbeefdeadbeef';
  for (const source of [{ env: hex }, { env: 'my secret key, in words' }, { key: hex }, hex]) {
    try {
      resolveJob({ ...CALLS_JOB, pseudonymKey: source }, { name: 'test-job' });
      t.fail('not refused');
    } catch (error) {
      t.match((error as { code: string }).code, /^(?:INVALID|UNKNOWN)_OPTION$/);
      t.notOk(String((error as Error).stack).includes(hex));
      t.notMatch((error as Error).message, /in words/);
    }
  }
});

t.test('a secret store: refused without one, asked by name and field with one', async (t) => {
  const from = keySourceSchema.parse({ secret: 'secret://prod/lakeveil#pseudonym-key' });
  const refusal = 'The job "test-job" was not run';
  await t.rejects(pseudonymKey(from, { refusal }), {
    code: 'NO_SECRET_STORE',
    message: /^The job "test-job" was not run.*env or file/,
  });
  const asked: unknown[] = [];
  const secrets = {
    resolve: async (reference: unknown) => {
      asked.push(reference);
      return Buffer.from(`${SECRET}\n`);
    },
  };
  process.env['LAKEVEIL_TEST_A'] = SECRET;
  t.same(await pseudonymKey(from, { refusal, secrets }), await keyOf({ env: 'LAKEVEIL_TEST_A' }));
  t.strictSame(asked, [{ name: 'prod/lakeveil', field: 'pseudonym-key' }]);
  for (const bad of ['secret://', 'prod', 'secret://a b', 'secret://a#', 'vault://a'])
    t.equal(keySourceSchema.safeParse({ secret: bad }).success, false, bad);
});

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
