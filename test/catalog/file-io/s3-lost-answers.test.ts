import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import fc from 'fast-check';
import t from 'tap';
import { s3FileIO } from '../../../catalog/file-io/s3/s3-file-io.js';
import { type Fault, type ProxiedCall, startFaultProxy } from '../../aws/fault-proxy.js';
import { missingAws, startMoto } from '../../aws/moto.js';

const PART = 5 * 1024 * 1024;

const isPut = ({ method, path }: ProxiedCall): boolean => method === 'PUT' && !path.includes('partNumber=');
const isHead = ({ method }: ProxiedCall): boolean => method === 'HEAD';
const isComplete = ({ method, path }: ProxiedCall): boolean =>
  method === 'POST' && path.includes('uploadId=');
const isBegin = ({ method, path }: ProxiedCall): boolean => method === 'POST' && /[?&]uploads\b/.test(path);
const isPart = ({ method, path }: ProxiedCall): boolean => method === 'PUT' && path.includes('partNumber=');
const refusal = (status: number, code: string): Fault => ({
  answer: {
    status,
    body: `<?xml version="1.0"?><Error><Code>${code}</Code><Message>private text</Message></Error>`,
    headers: { 'content-type': 'application/xml' },
  },
});
const FAULTS: readonly Fault[] = [
  'drop-call',
  'drop-answer',
  'error-after',
  'duplicate',
  { late: 200 },
  { delay: 50 },
  refusal(409, 'ConditionalRequestConflict'),
  refusal(503, 'SlowDown'),
  refusal(400, 'RequestTimeout'),
];
const shown = (fault: Fault): string =>
  JSON.stringify(fault)
    .replace(/"body".*<Code>(\w+)<.*/, '$1')
    .slice(0, 60);

const skip = missingAws();
t.test('S3: answers that are lost', { skip: skip ?? false }, async (t) => {
  const moto = await startMoto();
  t.teardown(() => moto.stop());
  const direct = new S3Client({ forcePathStyle: true });
  await direct.send(new CreateBucketCommand({ Bucket: 'bucket' }));
  const proxy = await startFaultProxy(moto.endpoint);
  t.teardown(() => proxy.stop());
  const broken = s3FileIO({ s3: { endpoint: proxy.endpoint, partBytes: PART } });
  const whole = s3FileIO({});
  const folder = await mkdtemp(join(tmpdir(), 'lakeveil-lost-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  t.beforeEach(() => {
    proxy.rules.length = 0;
    proxy.calls.length = 0;
  });
  const fresh = (): string => `s3://bucket/lost/${randomUUID()}/file`;
  const textAt = async (location: string): Promise<string | undefined> =>
    (await whole.size(location)) === undefined
      ? undefined
      : Buffer.from(await whole.read(location)).toString();
  const unfinished = async (): Promise<number> =>
    (await direct.send(new ListMultipartUploadsCommand({ Bucket: 'bucket' }))).Uploads?.length ?? 0;

  await t.test('a create succeeds whatever becomes of its answer, and its bytes are there', async (t) => {
    for (const fault of FAULTS) {
      for (const times of [1, 2]) {
        proxy.rules.splice(0, Infinity, { when: isPut, fault, times });
        const location = fresh();
        await broken.create(location, Buffer.from(`ours ${times}`));
        t.equal(await textAt(location), `ours ${times}`, `${shown(fault)} ${times}×`);
        await t.rejects(whole.create(location, Buffer.from('late comer')), { code: 'FILE_EXISTS' });
      }
    }
  });

  await t.test("another's file is FILE_EXISTS under every fault, and stays as it was", async (t) => {
    for (const fault of FAULTS) {
      proxy.rules.splice(0, Infinity, { when: isPut, fault, times: 1 });
      const location = fresh();
      await whole.create(location, Buffer.from('theirs'));
      await t.rejects(broken.create(location, Buffer.from('ours')), { code: 'FILE_EXISTS' }, shown(fault));
      t.equal(await textAt(location), 'theirs');
    }
  });

  await t.test('whatever is lost in which order: success means that the bytes are there', async () => {
    const fault = fc.constantFrom<Fault>('drop-call', 'drop-answer', 'error-after', 'duplicate', {
      late: 30,
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fault, { maxLength: 3 }),
        fc.array(fault, { maxLength: 2 }),
        async (onPut, onHead) => {
          proxy.rules.splice(
            0,
            Infinity,
            ...onPut.map((one) => ({ when: isPut, fault: one, times: 1 })),
            ...onHead.map((one) => ({ when: isHead, fault: one, times: 1 })),
          );
          const location = fresh();
          await broken.create(location, Buffer.from('ours'));
          if ((await textAt(location)) !== 'ours') throw new Error('success, and the bytes are not there');
        },
      ),
      { numRuns: 15, seed: 7 },
    );
  });

  await t.test('no answer ever, but the object is there: success', async (t) => {
    proxy.rules.push({ when: isPut, fault: 'drop-answer' });
    const location = fresh();
    await broken.create(location, Buffer.from('ours'));
    t.equal(await textAt(location), 'ours');
    t.equal(proxy.calls.filter(isPut).length, 1, 'it is looked before it is tried again');
  });

  await t.test('what can not be known is WRITE_STATE_UNKNOWN, not a failure', async (t) => {
    const location = fresh();
    proxy.rules.push({ when: isPut, fault: 'drop-answer' });
    proxy.rules.push({ when: ({ method }) => method !== 'PUT', fault: refusal(403, 'AccessDenied') });
    const error = await t.rejects(broken.create(location, Buffer.from('ours')), {
      code: 'WRITE_STATE_UNKNOWN',
      retryable: false,
    });
    t.notMatch(String((error as unknown as Error).stack), 'private text');
    t.equal(await textAt(location), 'ours');
    // A refused precondition may be the answer to the second arrival of our own write.
    proxy.rules.splice(0, 1, { when: isPut, fault: 'duplicate' });
    await t.rejects(broken.create(fresh(), Buffer.from('ours')), { code: 'WRITE_STATE_UNKNOWN' });
  });

  await t.test('calls that never arrive: unknown, since one may still be on its way', async (t) => {
    proxy.rules.push({ when: isPut, fault: 'drop-call' });
    const location = fresh();
    await t.rejects(broken.create(location, Buffer.from('ours')), { code: 'WRITE_STATE_UNKNOWN' });
    t.equal(proxy.calls.filter(isPut).length, 6, 'after a bounded number of tries');
  });

  await t.test('a refusal is definite, and not tried again', async (t) => {
    proxy.rules.push({ when: isPut, fault: refusal(403, 'AccessDenied') });
    await t.rejects(broken.create(fresh(), Buffer.from('ours')), { code: 'ACCESS_DENIED' });
    t.equal(proxy.calls.length, 1);
    proxy.rules.splice(0, 1, { when: isPut, fault: refusal(503, 'SlowDown') });
    await t.rejects(broken.create(fresh(), Buffer.from('ours')), { code: 'THROTTLED', retryable: true });
    proxy.rules.splice(0, 1, { when: isPut, fault: refusal(409, 'ConditionalRequestConflict') });
    await t.rejects(broken.create(fresh(), Buffer.from('ours')), { code: 'SERVICE_UNREACHABLE' });
    // The service is not there at all.
    const nowhere = s3FileIO({ s3: { endpoint: 'http://127.0.0.1:9' } });
    await t.rejects(nowhere.create(fresh(), Buffer.from('ours')), {
      code: 'SERVICE_UNREACHABLE',
      retryable: true,
    });
  });

  const large = Buffer.alloc(2 * PART + 1000, 'lakeveil');
  const publish = async (location: string): Promise<string> => {
    const path = join(folder, randomUUID());
    await writeFile(path, large);
    await broken.publish(path, location);
    return path;
  };

  await t.test('a large file is published whatever becomes of an answer', async (t) => {
    for (const [name, when] of Object.entries({ isBegin, isPart, isComplete })) {
      for (const fault of FAULTS) {
        // What may be tried again, the SDK tries again; the completion is ours.
        if (when !== isComplete && !['drop-answer', 'error-after', 'duplicate'].includes(String(fault)))
          continue;
        proxy.rules.splice(0, Infinity, { when, fault, times: 1 });
        proxy.calls.length = 0;
        const location = fresh();
        const path = await publish(location);
        if (shown(fault).includes('409')) {
          t.equal(proxy.calls.filter(isBegin).length, 2, 'after a conflict the upload is begun anew');
        }
        t.ok(large.equals(await whole.read(location)), `${name} ${shown(fault)}`);
        await t.rejects(stat(path), { code: 'ENOENT' }, 'the local file is consumed');
        await whole.removeUnfinished('s3://bucket/lost', 'file');
        t.equal(await unfinished(), 0);
      }
    }
  });

  await t.test("a large file over another's: FILE_EXISTS, and no parts are left", async (t) => {
    const location = fresh();
    for (const fault of ['drop-answer', 'error-after', 'duplicate'] as const) {
      await whole.remove(location);
      await whole.create(location, Buffer.from('theirs'));
      proxy.rules.splice(
        0,
        Infinity,
        // It was not there when the upload began.
        { when: isHead, fault: { answer: { status: 404 } }, times: 1 },
        { when: isComplete, fault, times: 1 },
      );
      await t.rejects(publish(location), { code: 'FILE_EXISTS' });
      t.equal(await textAt(location), 'theirs');
      t.equal(await unfinished(), 0, 'its parts are aborted');
    }
  });

  await t.test('a large file that is refused leaves no parts and its local file', async (t) => {
    for (const when of [isBegin, isPart, isComplete]) {
      proxy.rules.splice(0, Infinity, { when, fault: refusal(403, 'AccessDenied') });
      const location = fresh();
      const path = join(folder, randomUUID());
      await writeFile(path, large);
      await t.rejects(broken.publish(path, location), { code: 'ACCESS_DENIED' });
      t.equal((await stat(path)).size, large.length);
      t.equal(await whole.size(location), undefined);
      t.equal(await unfinished(), 0);
    }
  });

  await t.test('removeUnfinished aborts the uploads of an owner, and of nobody else', async (t) => {
    for (const key of ['p/data/run1-a b', 'p/data/x/run1-ü', 'p/data/run2-a', 'p/data-run1', 'p/run1/file']) {
      await direct.send(new CreateMultipartUploadCommand({ Bucket: 'bucket', Key: key }));
    }
    await whole.removeUnfinished('s3://bucket/p');
    t.equal(await unfinished(), 5, 'without an owner none');
    await whole.removeUnfinished('s3://bucket/p/data', 'run1');
    const left = await direct.send(new ListMultipartUploadsCommand({ Bucket: 'bucket' }));
    t.same(left.Uploads?.map(({ Key }) => Key).sort(), ['p/data-run1', 'p/data/run2-a', 'p/run1/file']);
    await whole.removeUnfinished('s3://bucket/none', 'run1');
  });

  await t.test('a read goes on where its answer broke off', async (t) => {
    const location = fresh();
    await writeFile(join(folder, 'large'), large);
    await whole.publish(join(folder, 'large'), location);
    const isGet = ({ method }: ProxiedCall): boolean => method === 'GET';
    for (const fault of [{ cut: 1000 }, { cut: 0 }, 'drop-answer', 'error-after', 'drop-call'] as const) {
      proxy.rules.splice(0, Infinity, { when: isGet, fault, times: 2 });
      t.ok(large.equals(await broken.read(location)), shown(fault));
      proxy.rules.splice(0, Infinity, { when: isGet, fault, times: 2 });
      t.ok(large.subarray(7, PART * 2).equals(await broken.read(location, { start: 7, end: PART * 2 })));
    }
    proxy.rules.splice(0, Infinity, { when: isGet, fault: { cut: 0 } });
    await t.rejects(broken.read(location, { start: 0, end: 10 }), {
      code: 'SERVICE_UNREACHABLE',
      retryable: true,
    });
  });
});
