import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand, HeadObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import t from 'tap';
import type { Table } from '../../catalog/catalog.js';
import { openFileIO } from '../../catalog/file-io/open-file-io.js';
import { openFilesystemCatalog } from '../../catalog/filesystem/filesystem-catalog.js';
import { commitSnapshot } from '../../catalog/iceberg/commit-snapshot.js';
import type { DataFile } from '../../catalog/iceberg/data-file.js';
import { dataFileFromCopyStats, readSplitOffsets } from '../../catalog/iceberg/scan/data-file-stats.js';
import { openTableScan } from '../../catalog/iceberg/scan/open-table-scan.js';
import { planFiles } from '../../catalog/iceberg/scan/plan-files.js';
import { selectSnapshot } from '../../catalog/iceberg/select-snapshot.js';
import { resolveJob } from '../../jobs/resolve-job.js';
import { runJob } from '../../jobs/run/index.js';
import type { RunContext } from '../../jobs/run/types.js';
import { openDuckDB } from '../../sql/duckdb.js';
import { missingAws, startMoto } from './moto.js';

const skip = missingAws();
const SOURCE = { namespace: ['support'], name: 'calls' };
const ROWS = 3000;

t.test('a job over a warehouse on S3', { skip: skip ?? false, timeout: 300_000 }, async (t) => {
  const moto = await startMoto();
  t.teardown(() => moto.stop());
  const s3 = new S3Client({ forcePathStyle: true });
  t.teardown(() => s3.destroy());
  await s3.send(new CreateBucketCommand({ Bucket: 'lake' }));
  const folder = await mkdtemp(join(tmpdir(), 'lakeveil-s3-run-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  // Whatever is downloaded lies here, and here alone.
  const before = process.env['LAKEVEIL_SCRATCH'];
  process.env['LAKEVEIL_SCRATCH'] = folder;
  t.teardown(() => {
    if (before === undefined) delete process.env['LAKEVEIL_SCRATCH'];
    else process.env['LAKEVEIL_SCRATCH'] = before;
  });
  const db = await openDuckDB({ threads: 1, memoryMb: 400, scratch: folder });
  t.teardown(() => db.close());
  const catalog = openFilesystemCatalog({ warehouse: 's3://lake/warehouse' });
  await seed();

  /** Two files of six row groups each, with a column that no job reads. */
  async function seed(): Promise<void> {
    const field = (id: number, name: string, type: string) => ({ id, name, required: false, type });
    const schema = {
      type: 'struct' as const,
      'schema-id': 0,
      fields: [
        field(1, 'id', 'long'),
        field(2, 'transcript', 'string'),
        field(3, 'audio', 'string'),
        field(4, 'day', 'int'),
      ],
    };
    const spec = { 'spec-id': 0, fields: [] };
    const io = openFileIO();
    const dataFiles: DataFile[] = [];
    for (const part of [0, 1]) {
      const path = join(folder, `part-${part}.parquet`);
      const result = await db.connection.runAndReadAll(
        `COPY (SELECT i::BIGINT AS id, 'Hello, this is Maria Keller from Springfield, number ' || i || '. My e-mail is maria' || i || '@example.com.' AS transcript,
           repeat(sha256(i::VARCHAR), 40) AS audio, (i % 7)::INT AS day FROM range(${part * (ROWS / 2)}, ${(part + 1) * (ROWS / 2)}) r(i))
         TO '${path}' (FORMAT parquet, COMPRESSION uncompressed, ROW_GROUP_SIZE 2048, FIELD_IDS {id: 1, transcript: 2, audio: 3, day: 4}, RETURN_STATS)`,
      );
      const splitOffsets = await readSplitOffsets(db.connection, path);
      const filePath = `s3://lake/warehouse/elsewhere/part ${part}=%3A.parquet`;
      await io.publish(path, filePath);
      dataFiles.push(
        dataFileFromCopyStats(result.getRowObjectsJson()[0] as never, {
          schema,
          spec,
          partition: [],
          filePath,
          splitOffsets,
        }),
      );
    }
    await commitSnapshot(catalog, {
      identifier: SOURCE,
      mode: 'create',
      schema,
      spec,
      dataFiles,
      summary: {},
    });
  }

  const context = (
    more: Readonly<Record<string, unknown>>,
    options: Partial<RunContext> = {},
  ): RunContext => ({
    catalog,
    job: resolveJob(
      {
        source: 'support.calls',
        columns: { id: 'keep', transcript: { udf: 'redact', from: 'transcript' } },
        drop: ['audio'],
        policy: { generator_default: 'Redaction' },
        threads: 2,
        ...more,
      },
      { name: 'safe' },
    ),
    jobName: 'safe',
    ...options,
  });
  const rows = async (table: Table, sql: string): Promise<unknown[]> => {
    const scan = await openTableScan(db.connection, table, { scratch: folder });
    try {
      return (await db.connection.runAndReadAll(sql.replace('$t', `(${scan.sql})`))).getRowObjectsJson();
    } finally {
      await scan.close();
    }
  };
  const load = (name: string): Promise<Table> => catalog.load({ namespace: ['support'], name });
  const keys = async (prefix: string): Promise<string[]> => {
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: 'lake', Prefix: prefix }));
    return Contents.map(({ Key }) => Key!);
  };
  const scratchIsEmpty = async (): Promise<void> => {
    t.strictSame(await readdir(folder), [], 'nothing is left on scratch');
  };

  await t.test('every row once, with its statistics and sizes', async (t) => {
    const report = await runJob(context({ target: 'support.safe', limits: { splitBytes: 900_000 } }));
    t.match(report, { outcome: 'done', rowsRead: ROWS, rowsWritten: ROWS });
    const table = await load('safe');
    t.strictSame(
      await rows(
        table,
        `SELECT count(*)::INT AS n, count(DISTINCT id)::INT AS ids, count_if(transcript LIKE '%Keller%' OR transcript LIKE '%@example%')::INT AS leaks FROM $t`,
      ),
      [{ n: ROWS, ids: ROWS, leaks: 0 }],
    );
    const { snapshot, schema } = selectSnapshot(table.metadata, undefined);
    let records = 0;
    for await (const { file } of planFiles(table, { snapshot, schema })) {
      const [, Bucket, Key] = /^s3:\/\/([^/]+)\/(.*)$/.exec(file.filePath)!;
      const { ContentLength } = await s3.send(new HeadObjectCommand({ Bucket, Key: Key! }));
      t.equal(file.fileSizeInBytes, ContentLength);
      records += file.recordCount;
    }
    t.equal(records, ROWS);
    t.match(await runJob(context({ target: 'support.safe', limits: { splitBytes: 900_000 } })), {
      outcome: 'up-to-date',
    });
    await scratchIsEmpty();
  });

  await t.test('a limit, a predicate and a plan', async (t) => {
    const where = 'day = 3';
    const limited = await runJob(context({ target: 'support.few', where, limit: 100 }));
    t.match(limited, { rowsRead: 100, rowsWritten: 100 });
    t.strictSame(await rows(await load('few'), 'SELECT count_if(id % 7 <> 3)::INT AS others FROM $t'), [
      { others: 0 },
    ]);
    await scratchIsEmpty();
  });

  await t.test('a partitioned target', async (t) => {
    const report = await runJob(
      context({
        target: { table: 'support.days', partitionBy: ['day'] },
        columns: { id: 'keep', day: 'keep', transcript: { udf: 'redact', from: 'transcript' } },
      }),
    );
    t.match(report, { rowsWritten: ROWS });
    t.strictSame(
      await rows(
        await load('days'),
        'SELECT day, count(*)::INT AS n FROM $t GROUP BY day ORDER BY day LIMIT 2',
      ),
      [
        { day: 0, n: 429 },
        { day: 1, n: 429 },
      ],
    );
    await scratchIsEmpty();
  });

  await t.test('cancelled: nothing is visible, and the next run ends it', async (t) => {
    const stop = new AbortController();
    const job = { target: 'support.stopped', limits: { splitBytes: 900_000 } };
    await t.rejects(
      runJob(
        context(job, {
          signal: stop.signal,
          onEvent: (event) => {
            if (event.type === 'progress' && event.rows > 0) stop.abort();
          },
        }),
      ),
      { code: 'INTERRUPTED' },
    );
    await t.rejects(load('stopped'), { code: 'NO_SUCH_TABLE' });
    await scratchIsEmpty();
    t.match(await runJob(context(job)), { outcome: 'done', rowsWritten: ROWS });
    const table = await load('stopped');
    t.strictSame(await rows(table, 'SELECT count(DISTINCT id)::INT AS ids, count(*)::INT AS n FROM $t'), [
      { ids: ROWS, n: ROWS },
    ]);
    const { snapshot, schema } = selectSnapshot(table.metadata, undefined);
    const live: string[] = [];
    for await (const { file } of planFiles(table, { snapshot, schema }))
      live.push(file.filePath.slice('s3://lake/'.length));
    t.strictSame(
      (await keys('warehouse/support/stopped/data/')).sort(),
      live.sort(),
      'no file but those of the table',
    );
  });
});
