import { randomUUID } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import t, { type Test } from 'tap';
import { openFilesystemCatalog } from '../../../catalog/filesystem/filesystem-catalog.js';
import { parseTableReference } from '../../../catalog/identifier.js';
import { type IngestOptions, ingestFiles } from '../../../jobs/ingest/ingest-files.js';
import { openDuckDB, sqlString } from '../../../sql/duckdb.js';
import { missingAws, startMoto } from '../../aws/moto.js';
import { filesBelow, tempFolder } from '../temp-folder.js';

const skip = missingAws();
t.test('files on S3', { skip: skip ?? false }, async (t) => {
  const moto = await startMoto();
  t.teardown(() => moto.stop());
  const s3 = new S3Client({ forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: 'bucket' }));
  const folder = await tempFolder(t);
  const scratch = await tempFolder(t);
  process.env['LAKEVEIL_SCRATCH'] = scratch;
  t.teardown(() => delete process.env['LAKEVEIL_SCRATCH']);
  const db = await openDuckDB({ threads: 1, memoryMb: 256, scratch: folder });
  t.teardown(() => db.close());
  const catalog = openFilesystemCatalog({ warehouse: join(folder, 'lakehouse') });

  const put = async (files: Readonly<Record<string, string | Uint8Array>>): Promise<string> => {
    const prefix = randomUUID();
    for (const [name, Body] of Object.entries(files)) {
      await s3.send(new PutObjectCommand({ Bucket: 'bucket', Key: `${prefix}/${name}`, Body }));
    }
    return `s3://bucket/${prefix}`;
  };
  const parquet = async (sql: string): Promise<Buffer> => {
    const path = join(folder, `${randomUUID()}.parquet`);
    await db.connection.run(`COPY (${sql}) TO ${sqlString(path)} (FORMAT parquet)`);
    return readFile(path);
  };
  const ingest = async (files: string | string[], options: Partial<IngestOptions> = {}) => {
    const table = `a.t${randomUUID().slice(0, 8)}`;
    const report = await ingestFiles(catalog, {
      table,
      files: [files].flat(),
      folder,
      mode: 'create',
      ...options,
    });
    const { metadata } = await catalog.load(parseTableReference(table).identifier);
    const read = await db.connection.runAndReadAll(
      `SELECT * FROM read_parquet(${sqlString(`${metadata.location}/data/*.parquet`)}) ORDER BY ALL`,
    );
    return { report, rows: read.getRowObjectsJson() };
  };

  const clean = async (t: Test): Promise<void> => {
    t.same(await filesBelow(scratch), [], 'nothing is left on scratch');
  };

  await t.test('Parquet, CSV and JSONL, one file', async (t) => {
    const root = await put({
      'a.parquet': await parquet("SELECT 1 AS id, 'x' AS text"),
      'a.csv': 'id,text\n1,x\n',
      'a.csv.gz': gzipSync('id,text\n1,x\n'),
      'a.jsonl': '{"id":1,"text":"x"}\n',
      'a.jsonl.gz': gzipSync('{"id":1,"text":"x"}\n'),
    });
    for (const name of ['a.parquet', 'a.csv', 'a.csv.gz', 'a.jsonl', 'a.jsonl.gz']) {
      const { rows } = await ingest(`${root}/${name}`);
      t.match(rows, [{ text: 'x' }], name);
      t.equal(Number(rows[0]!['id']), 1);
    }
    t.same((await ingest(`${root.replace('s3:', 's3a:')}/a.csv`)).rows, (await ingest(`${root}/a.csv`)).rows);
    await clean(t);
  });

  await t.test('globs, several names, and local files beside them', async (t) => {
    const root = await put({
      'p/1.csv': 'id\n1\n',
      'p/2.csv': 'id\n2\n',
      'p/sub/3.csv': 'id\n3\n',
      'p/note.txt': 'no table',
      'p/[x]*.csv': 'id\n9\n',
    });
    const ids = async (files: string | string[]) => (await ingest(files)).rows.map(({ id }) => Number(id));
    t.same(await ids(`${root}/p/?.csv`), [1, 2]);
    t.same(await ids(`${root}/**/*.csv`), [1, 2, 3, 9]);
    t.same(await ids(`${root}/p/[x]*.csv`), [9], 'a name with the characters of a glob is that file');
    const local = await tempFolder(t, { 'l.csv': 'id\n7\n' });
    t.same(await ids([`${root}/p/2.csv`, join(local, 'l.csv'), `${root}/p/sub/*.csv`]), [2, 3, 7]);
    await clean(t);
  });

  await t.test('folders that are columns', async (t) => {
    const root = await put({
      'region=eu/a.parquet': await parquet('SELECT 1 AS id'),
      'region=us west/a.parquet': await parquet('SELECT 2 AS id'),
    });
    t.same(
      (await ingest(`${root}/*/a.parquet`)).rows.map(({ id, region }) => [Number(id), region]),
      [
        [1, 'eu'],
        [2, 'us west'],
      ],
    );
    await clean(t);
  });

  await t.test('what is no file, is damaged, or of other formats', async (t) => {
    const root = await put({
      'a.csv': 'id,text\n1,x\n',
      'b.jsonl': '{"id":1}\n',
      'bad.csv': 'id,text\n1,Zyxgrendel,Zyxgrendel\n',
      'bad.jsonl': '{"id":1}\n{"id": Zyxgrendel}\n',
      'bad.parquet': 'Zyxgrendel',
    });
    const refused = async (files: string | string[], code: string, message: RegExp): Promise<void> => {
      const error = await t.rejects(ingest(files), { code, message }, String(files));
      t.notMatch(String((error as unknown as Error).stack), /Zyxgrendel|lakeveil-test/);
    };
    await refused(`${root}/none.csv`, 'FILE_NOT_FOUND', /there is no file s3:.*none\.csv/);
    await refused(`${root}/*.tsv`, 'FILE_NOT_FOUND', /there is no file/);
    await refused(root, 'FILE_NOT_FOUND', /is a folder.*\/\*\.parquet/);
    await refused(`${root}/`, 'FILE_NOT_FOUND', /is a folder/);
    await refused('s3://nowhere-at-all/a.csv', 'NO_SUCH_BUCKET', /bucket/);
    await refused('s3://x:y@bucket/a.csv', 'BAD_LOCATION', /bucket/);
    await refused([`${root}/a.csv`, `${root}/b.jsonl`], 'BAD_USAGE', /different formats/);
    await refused([`${root}/a.csv`, `${root}/none.csv`], 'FILE_NOT_FOUND', /none/);
    await refused(`${root}/bad.csv`, 'BAD_CSV', /line 2 of s3:.*bad\.csv/);
    await refused(`${root}/bad.jsonl`, 'BAD_JSONL', /line 2 of s3:.*bad\.jsonl/);
    await refused(`${root}/bad.parquet`, 'CORRUPT_FILE', /bad\.parquet is corrupt/);
    await clean(t);
  });

  await t.test('files that scratch has no room for are refused before any is fetched', async (t) => {
    const root = await put({ 'a.csv': 'id\n1\n' });
    const { statfs } = await import('node:fs/promises');
    const { refuseTooLarge } = await import('../../../jobs/ingest/remote-inputs.js');
    const { bavail, bsize } = await statfs(scratch);
    await t.rejects(refuseTooLarge(`${root}/a.csv`, [{ size: bavail * bsize * 2 }], scratch), {
      code: 'DISK_FULL',
      message: /LAKEVEIL_SCRATCH/,
    });
    await refuseTooLarge(`${root}/a.csv`, [{ size: 1 }], scratch);
    await clean(t);
  });

  await t.test('an interrupted ingest leaves nothing', async (t) => {
    const root = await put({ 'a.csv': 'id\n1\n' });
    await t.rejects(ingest(`${root}/a.csv`, { signal: AbortSignal.abort() }), { code: 'INTERRUPTED' });
    t.ok((await stat(scratch)).isDirectory());
    await clean(t);
  });
});
