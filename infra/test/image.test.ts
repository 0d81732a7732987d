import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { USER_ID } from '../stack/job-task.js';

// What the Dockerfile does, without Docker: the same build, then the run as the same user on a read-only file system.
const root = fileURLToPath(new URL('../../../', import.meta.url));
const at = (path: string): string => join(root, path);
const folder = mkdtempSync(join(tmpdir(), 'lakeveil-image-'));
const app = join(folder, 'app');

/** Another file system view needs root and Linux; a build that is not there yet is made by `npm ci` in the root. */
const skip = !existsSync(at('dist/jobs/cli/bin/run-job.cjs'))
  ? 'Lakeveil is not built: npm ci in the root of the sources'
  : process.getuid?.() !== 0 || spawnSync('unshare', ['--mount', 'true']).status !== 0
    ? 'a read-only file system needs root, or CAP_SYS_ADMIN'
    : false;

before(() => {
  if (skip !== false) return;
  chmodSync(folder, 0o755);
  execFileSync('sh', [at('infra/image/build.sh'), root, app], {
    env: { ...process.env, LAKEVEIL_BUILT: '1' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  cpSync(at('infra/project'), join(folder, 'project'), { recursive: true });
  for (const name of ['scratch', 'warehouse']) {
    mkdirSync(join(folder, name), { mode: 0o700 });
    chownSync(join(folder, name), USER_ID, USER_ID);
  }
});
after(() => rmSync(folder, { recursive: true, force: true }));

/** Runs as the container does; only scratch and the warehouse, which S3 stands for there, can be written. */
function run(...command: string[]): { status: number | null; stdout: string; stderr: string } {
  const [scratch, warehouse] = [join(folder, 'scratch'), join(folder, 'warehouse')];
  return spawnSync(
    'sh',
    [at('infra/image/run-read-only.sh'), `${USER_ID}`, `${scratch} ${warehouse}`, ...command],
    {
      cwd: join(folder, 'project'),
      encoding: 'utf8',
      timeout: 300_000,
      // Nothing of this process's environment, as in the image: no HOME, no USER.
      env: {
        PATH: process.env['PATH'],
        NODE_ENV: 'production',
        LAKEVEIL_WAREHOUSE: warehouse,
        LAKEVEIL_SCRATCH: scratch,
        LAKEVEIL_STATE: join(scratch, 'state'),
        TMPDIR: scratch,
      },
    },
  );
}
const runJob = (...words: string[]) =>
  run(process.execPath, join(app, 'dist/jobs/cli/bin/run-job.cjs'), ...words);

test('the image has what runs, and neither tests nor what builds', { skip }, () => {
  for (const path of ['dist/jobs/cli/bin/run-job.cjs', 'sql', 'node_modules/@aws-sdk/client-s3'])
    assert.ok(existsSync(join(app, path)), path);
  for (const path of [
    'dist/test',
    'test',
    'infra',
    'node_modules/typescript',
    'node_modules/tap',
    'package-lock.json',
  ])
    assert.ok(!existsSync(join(app, path)), path);
});

test('the shipped sample runs as a nameless user with nothing writable but scratch and the warehouse', {
  skip,
}, () => {
  for (const path of [folder, '/tmp', '/dev/shm', '/'])
    assert.notEqual(run('touch', join(path, 'lakeveil-written')).status, 0, `${path} is read-only`);
  assert.equal(run('touch', join(folder, 'scratch', 'written')).status, 0);
  rmSync(join(folder, 'scratch', 'written'));
  const { status, stdout, stderr } = runJob('redact-transcripts', '--json');
  assert.equal(status, 0, stderr);
  const result = JSON.parse(stdout);
  // What the alarm on silence counts.
  assert.deepEqual([result.outcome, result.target.table], ['done', 'support.call_transcripts_synthetic']);
  assert.equal(stdout.trim().split('\n').length, 1, 'one line, as metric filters need it');
  assert.equal(result.rowsWritten, 5);
  // Compiled configuration alone: no row text and no folder of the run.
  assert.deepEqual(
    readdirSync(join(folder, 'scratch')).filter((name) => !/^(?:lakeveil-cache-|state$)/.test(name)),
    [],
  );
});

test('the configuration in the image takes warehouse and key from the environment', { skip }, () => {
  assert.match(readFileSync(at('infra/project/lakeveil.config.mjs'), 'utf8'), /LAKEVEIL_KMS_KEY/);
  assert.ok(existsSync(join(folder, 'warehouse', 'support')), 'the run wrote to LAKEVEIL_WAREHOUSE');
});
