import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import t from 'tap';
import { openFilesystemCatalog } from '../../../catalog/filesystem/filesystem-catalog.js';
import { planJob } from '../../../jobs/run/index.js';
import { startFaultProxy } from '../../aws/fault-proxy.js';
import { missingAws, startMoto } from '../../aws/moto.js';
import { filesBelow, tempFolder } from '../temp-folder.js';
import { CALLS_JOB, contextHere, runHere } from './run-here.js';
import { filesWithRawText, makeWarehouse, rowsOf, supportCall } from './support-warehouse.js';

t.setTimeout(300_000);

const skip = missingAws();
t.test(
  'a job reads files of S3: each once, and nothing of them stays',
  { skip: skip ?? false },
  async (t) => {
    const moto = await startMoto();
    t.teardown(() => moto.stop());
    const proxy = await startFaultProxy(moto.endpoint);
    t.teardown(() => proxy.stop());
    const scratch = await tempFolder(t);
    process.env['LAKEVEIL_SCRATCH'] = scratch;
    t.teardown(() => delete process.env['LAKEVEIL_SCRATCH']);
    const at = await makeWarehouse(1, 1);
    t.teardown(() => at.remove());
    const s3 = new S3Client({ forcePathStyle: true });
    await s3.send(new CreateBucketCommand({ Bucket: 'bucket' }));
    const lines = (ids: number[]): string => ids.map((id) => JSON.stringify(supportCall(id))).join('\n');
    const put = (Key: string, Body: string) =>
      s3.send(new PutObjectCommand({ Bucket: 'bucket', Key: `calls/${Key}`, Body }));
    await put('a.jsonl', lines([1, 2, 3]));
    await put('b.jsonl', lines([4, 5]));

    const catalog = () =>
      openFilesystemCatalog({ warehouse: at.warehouse, storage: { s3: { endpoint: proxy.endpoint } } });
    const job = {
      ...CALLS_JOB,
      source: { files: 's3://bucket/calls/*.jsonl' },
      target: { table: 'support.from_files', mode: 'replace' },
    };
    t.equal((await planJob(contextHere(at, job, { catalog: catalog() }))).rows, 5);
    proxy.calls.length = 0;
    const report = await runHere(at, job, { catalog: catalog() });
    t.equal(report.rowsWritten, 5);
    t.equal(proxy.calls.filter(({ method, path }) => method === 'GET' && path.includes('.jsonl')).length, 2);
    t.equal((await rowsOf(at.warehouse, 'support.from_files', 'id')).length, 5);
    t.strictSame(await filesWithRawText(join(at.warehouse, 'support', 'from_files')), []);
    t.strictSame(await filesBelow(scratch), []);

    t.equal((await runHere(at, job, { catalog: catalog() })).outcome, 'up-to-date');
    const [a, b] = [join(at.folder, 'a.jsonl'), join(at.folder, 'b.jsonl')];
    await writeFile(a, lines([1, 2, 3]));
    await writeFile(b, lines([4, 5]));
    const local = { ...job, source: { files: [a, b] } };
    t.equal((await runHere(at, local)).outcome, 'up-to-date', 'the same content on local disk');
    await put('c.jsonl', lines([6]));
    t.equal((await runHere(at, job, { catalog: catalog() })).rowsWritten, 6);

    proxy.rules.push({ when: () => true, fault: { answer: { status: 403 } } });
    await t.rejects(runHere(at, job, { catalog: catalog() }), { code: 'ACCESS_DENIED' });
    t.strictSame(await filesBelow(scratch), [], 'nor after a failure');
  },
);
