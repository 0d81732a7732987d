import { execFile } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { CreateBucketCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import t from 'tap';
import { missingEngines } from '../interop/engine.js';
import { child } from '../jobs/cli/child.js';
import { supportCall } from '../jobs/run/support-warehouse.js';
import { privateFolder } from '../private-folder.js';
import { missingAws, startMoto } from './moto.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const ROWS = 40;
const WAREHOUSE = 's3://lake/a warehouse';
const KEY = 'a key for tests that is long enough';
t.setTimeout(300_000);

const skip = missingAws();
t.test(
  'the command line, with a warehouse on S3 and no other catalog',
  { skip: skip ?? false },
  async (t) => {
    const moto = await startMoto();
    t.teardown(() => moto.stop());
    const s3 = new S3Client({ forcePathStyle: true });
    await s3.send(new CreateBucketCommand({ Bucket: 'lake' }));
    const folder = await privateFolder(tmpdir(), 'lv-test-');
    t.teardown(() => rm(folder, { recursive: true, force: true }));
    const env = { ...moto.env, LAKEVEIL_TEST_KEY: KEY, LAKEVEIL_SCRATCH: folder };
    const run = async (name: 'lakeveil' | 'run-job', ...args: string[]) => {
      const ended = await child(name, [...args, '--warehouse', WAREHOUSE], { cwd: folder, env });
      t.notMatch(ended.stderr, /NodeVersionSupportWarning|unknown length/, 'what the SDK says stays with it');
      return ended;
    };
    const keys = async (): Promise<string[]> => {
      const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket: 'lake' }));
      return (Contents ?? []).map(({ Key }) => Key!);
    };
    const job = ['redact-transcripts', '--source', 'support.calls', '--target', 'support.calls_safe'];
    const runJob = () =>
      run('run-job', ...job, '--threads', '1', '--set', 'pseudonymKey.env=LAKEVEIL_TEST_KEY');

    await t.test('ingest', async (t) => {
      const path = join(folder, 'calls.jsonl');
      const rows = Array.from({ length: ROWS }, (_, i) => JSON.stringify(supportCall(i)));
      await writeFile(path, rows.join('\n'));
      const ended = await run('lakeveil', 'ingest', path, '--table', 'support.calls');
      t.equal(ended.code, 0, ended.stderr);
      t.ok((await keys()).includes('a warehouse/support/calls/metadata/v1.metadata.json'));
    });

    await t.test('run-job, once', async (t) => {
      const first = await runJob();
      t.equal(first.code, 0, first.stderr);
      const written = await keys();
      t.ok(written.some((key) => /^a warehouse\/support\/calls_safe\/data\/.*\.parquet$/.test(key)));
      const second = await runJob();
      t.equal(second.code, 0, second.stderr);
      t.match(second.stderr + second.stdout, /up to date/i);
      t.same(await keys(), written, 'nothing was written');
    });

    await t.test('tables, show, runs', async (t) => {
      const tables = await run('lakeveil', 'tables');
      t.equal(tables.code, 0, tables.stderr);
      t.match(tables.stdout, /support\.calls\b[\s\S]*support\.calls_safe/);
      const shown = await run('lakeveil', 'show', 'support.calls_safe');
      t.equal(shown.code, 0, shown.stderr);
      t.match(shown.stdout, /transcript_redacted/);
      const runs = await run('lakeveil', 'runs');
      t.equal(runs.code, 0, runs.stderr);
      t.match(runs.stdout, /support\.calls_safe/);
    });

    await t.test('query', async (t) => {
      const counted = await run(
        'lakeveil',
        'query',
        "select count(*)::int as n, sum(id)::int as ids, (count(*) filter (transcript_redacted like '%@mail.test%'))::int as raw from support.calls_safe",
        '--json',
      );
      t.equal(counted.code, 0, counted.stderr);
      t.same(JSON.parse(counted.stdout), { n: ROWS, ids: (ROWS * (ROWS - 1)) / 2, raw: 0 });
    });

    await t.test('nothing is left to clean', async (t) => {
      const before = await keys();
      const ended = await run('lakeveil', 'runs', 'clean');
      t.equal(ended.code, 0, ended.stderr);
      t.same(await keys(), before);
    });

    const skip = missingEngines() ?? false;
    await t.test("PyIceberg's StaticTable finds it by its folder", { skip }, async (t) => {
      const { stdout } = await promisify(execFile)(
        join(ROOT, '.interop/venv/bin/python'),
        [join(ROOT, 'test/aws/static_table.py'), `${WAREHOUSE}/support/calls_safe`],
        { env: { ...process.env, ...moto.env, PYTHONDONTWRITEBYTECODE: '1' } },
      );
      t.equal(stdout.trim(), String(ROWS));
    });

    await t.test('a bucket that is not there', async (t) => {
      const ended = await child('lakeveil', ['tables', '--warehouse', 's3://no-such-bucket/lake'], {
        cwd: folder,
        env,
      });
      t.equal(ended.code, 1);
      t.match(ended.stderr, /NO_SUCH_BUCKET/);
    });
  },
);
