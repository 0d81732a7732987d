import { readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Glue } from '@aws-sdk/client-glue';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import t from 'tap';
import { openDuckDB } from '../../sql/duckdb.js';
import { child } from '../jobs/cli/child.js';
import { supportCall } from '../jobs/run/support-warehouse.js';
import { privateFolder } from '../private-folder.js';
import { startFaultProxy } from './fault-proxy.js';
import { missingAws, startMoto } from './moto.js';

const ROWS = 40;
const KEY = 'a key for tests that is long enough';
t.setTimeout(300_000);

const skip = missingAws();
t.test('the command line, with the Glue catalog', { skip: skip ?? false }, async (t) => {
  const moto = await startMoto();
  const proxy = await startFaultProxy(moto.endpoint);
  t.teardown(async () => {
    await proxy.stop();
    await moto.stop();
  });
  const glue = new Glue({});
  const s3 = new S3Client({ forcePathStyle: true });
  t.teardown(() => {
    glue.destroy();
    s3.destroy();
  });
  await s3.send(new CreateBucketCommand({ Bucket: 'lake' }));
  const folder = await privateFolder(tmpdir(), 'lv-test-');
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  const env = {
    ...moto.env,
    AWS_ENDPOINT_URL: proxy.endpoint,
    LAKEVEIL_TEST_KEY: KEY,
    LAKEVEIL_SCRATCH: folder,
  };
  const run = async (name: 'lakeveil' | 'run-job', ...args: string[]) => {
    const ended = await child(name, [...args, '--catalog', 'glue', '--warehouse', 's3://lake/wh'], {
      cwd: folder,
      env,
    });
    t.notMatch(ended.stderr, /NodeVersionSupportWarning/, 'what the SDK says stays with it');
    return ended;
  };
  const job = (source: string, target: string) =>
    run(
      'run-job',
      'redact-transcripts',
      ...['--source', source, '--target', target, '--threads', '1'],
      ...['--set', 'pseudonymKey.env=LAKEVEIL_TEST_KEY'],
    );
  const calls = Array.from({ length: ROWS }, (_, i) => supportCall(i));
  const counts = async (table: string) => {
    const counted = await run(
      'lakeveil',
      'query',
      `select count(*)::int as n, sum(id)::int as ids, (count(*) filter (transcript_redacted like '%@mail.test%'))::int as raw from ${table}`,
      '--json',
    );
    t.equal(counted.code, 0, counted.stderr);
    return JSON.parse(counted.stdout) as unknown;
  };
  const all = { n: ROWS, ids: (ROWS * (ROWS - 1)) / 2, raw: 0 };

  await t.test('ingest, run-job, tables, show, query', async (t) => {
    const path = join(folder, 'calls.jsonl');
    await writeFile(path, calls.map((row) => JSON.stringify(row)).join('\n'));
    const ingested = await run('lakeveil', 'ingest', path, '--table', 'Support.Calls');
    t.equal(ingested.code, 0, ingested.stderr);
    const first = await job('support.calls', 'support.calls_safe');
    t.equal(first.code, 0, first.stderr);
    t.same(await counts('support.calls_safe'), all);
    const version = async () =>
      (await glue.getTable({ DatabaseName: 'support', Name: 'calls_safe' })).Table!.VersionId;
    const before = await version();
    const second = await job('support.calls', 'support.calls_safe');
    t.equal(second.code, 0, second.stderr);
    t.match(second.stderr + second.stdout, /up to date/i);
    t.equal(await version(), before, 'nothing was committed');
    const tables = await run('lakeveil', 'tables');
    t.match(tables.stdout, /support\.calls\b[\s\S]*support\.calls_safe/);
    const shown = await run('lakeveil', 'show', 'SUPPORT.CALLS_SAFE');
    t.equal(shown.code, 0, shown.stderr);
    t.match(shown.stdout, /transcript_redacted/);
    t.match(shown.stdout, /s3:\/\/lake\/wh\/support\.db\/calls_safe/);
  });

  await t.test('a target that is the source by another spelling', async (t) => {
    const ended = await job('support.calls', 'Support.CALLS');
    t.equal(ended.code, 2, ended.stderr);
    t.match(ended.stderr, /TARGET_IS_SOURCE/);
  });

  await t.test('a table of Parquet files as a source', async (t) => {
    const db = await openDuckDB({ threads: 1, memoryMb: 256, scratch: folder });
    t.teardown(() => db.close());
    const jsonl = join(folder, 'calls.jsonl');
    const columns = (
      await db.connection.runAndReadAll(`DESCRIBE SELECT * FROM read_json('${jsonl}')`)
    ).getRows();
    const half = async (day: string, where: string) => {
      const file = join(folder, `${day}.parquet`);
      await db.connection.run(
        `COPY (SELECT * FROM read_json('${jsonl}') WHERE ${where}) TO '${file}' (FORMAT parquet)`,
      );
      const Key = `hive/calls/dt=${day}/part-0.parquet`;
      await s3.send(new PutObjectCommand({ Bucket: 'lake', Key, Body: await readFile(file) }));
    };
    await half('2026-01-01', 'id % 2 = 0');
    await half('2026-01-02', 'id % 2 = 1');
    const storage = {
      InputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat',
      SerdeInfo: { SerializationLibrary: 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe' },
      Columns: columns.map(([Name, type]) => ({
        Name: String(Name),
        Type: type === 'BIGINT' ? 'bigint' : type === 'TIMESTAMP' ? 'timestamp' : 'string',
      })),
    };
    const at = (more = '') => ({ ...storage, Location: `s3://lake/hive/calls/${more}` });
    await glue.createTable({
      DatabaseName: 'support',
      TableInput: {
        Name: 'calls_hive',
        TableType: 'EXTERNAL_TABLE',
        StorageDescriptor: at(),
        PartitionKeys: [{ Name: 'dt', Type: 'date' }],
      },
    });
    for (const day of ['2026-01-01', '2026-01-02']) {
      await glue.createPartition({
        DatabaseName: 'support',
        TableName: 'calls_hive',
        PartitionInput: { Values: [day], StorageDescriptor: at(`dt=${day}/`) },
      });
    }
    const first = await job('support.calls_hive', 'support.calls_hive_safe');
    t.equal(first.code, 0, first.stderr);
    t.same(await counts('support.calls_hive_safe'), all);
    const again = await job('support.calls_hive', 'support.calls_hive_safe');
    t.match(again.stderr + again.stdout, /up to date/i);
    const incremental = await run(
      'run-job',
      'redact-transcripts',
      ...['--source', 'support.calls_hive', '--target', 'support.x', '--mode', 'incremental'],
      ...['--set', 'pseudonymKey.env=LAKEVEIL_TEST_KEY'],
    );
    t.equal(incremental.code, 2, incremental.stderr);
    t.match(incremental.stderr, /is no Iceberg table/);
    const shown = await run('lakeveil', 'show', 'support.calls_hive');
    t.equal(shown.code, 1);
    t.match(shown.stderr, /UNSUPPORTED_FEATURE[\s\S]*run-job --source|run-job --source/);
  });

  await t.test('what is missing is named', async (t) => {
    const noWarehouse = await child('lakeveil', ['tables', '--catalog', 'glue'], { cwd: folder, env });
    t.equal(noWarehouse.code, 2);
    t.match(noWarehouse.stderr, /--warehouse s3:\/\/bucket\/prefix/);
    const noDatabase = await job('nowhere.calls', 'support.x');
    t.equal(noDatabase.code, 1);
    t.match(noDatabase.stderr, /there is no table nowhere\.calls/);
    const near = await job('support.cals', 'support.x');
    t.match(near.stderr, /support\.calls/, 'a near name is suggested');
    const noTables = await run('lakeveil', 'tables', 'nowhere');
    t.equal(noTables.code, 1);
    t.match(noTables.stderr, /NO_SUCH_NAMESPACE|no tables in a namespace nowhere/);
  });

  await t.test('what may not be done is named', async (t) => {
    proxy.rules.push({
      when: ({ target }) => target === 'AWSGlue.CreateTable',
      fault: {
        answer: {
          status: 400,
          headers: { 'content-type': 'application/x-amz-json-1.1' },
          body: JSON.stringify({
            __type: 'AccessDeniedException',
            Message: 'User: arn:aws:iam::1:user/quoted is not authorized',
          }),
        },
      },
    });
    const ended = await job('support.calls', 'support.other');
    t.equal(ended.code, 1, ended.stderr);
    t.match(ended.stderr, /The table support\.other was not created/);
    t.match(ended.stderr, /glue:CreateTable/);
    t.notMatch(ended.stderr, /quoted/);
    proxy.rules.length = 0;
    const resumed = await job('support.calls', 'support.other');
    t.equal(resumed.code, 0, resumed.stderr);
    t.same(await counts('support.other'), all);
  });
});
