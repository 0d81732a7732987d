import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import t from 'tap';
import { bounded } from '../../../catalog/file-io/bounded.js';
import type { FileIO } from '../../../catalog/file-io/file-io.js';
import { partBytesFor } from '../../../catalog/file-io/s3/publish.js';
import { s3FileIO } from '../../../catalog/file-io/s3/s3-file-io.js';
import { startFaultProxy } from '../../aws/fault-proxy.js';
import { missingAws, startMoto } from '../../aws/moto.js';
import { fileIOBehaviour } from '../file-io-behaviour.js';

const skip = missingAws();
t.test('S3', { skip: skip ?? false }, async (t) => {
  const moto = await startMoto();
  t.teardown(() => moto.stop());
  const direct = new S3Client({ forcePathStyle: true });
  await direct.send(new CreateBucketCommand({ Bucket: 'bucket' }));

  await fileIOBehaviour(t, async () => ({
    io: s3FileIO({ s3: { partBytes: 5 * 1024 * 1024 } }),
    root: `s3://bucket/${randomUUID()}`,
  }));

  await t.test("Hadoop's names of S3 are names of the same files", async (t) => {
    const io = s3FileIO({});
    for (const scheme of ['s3a', 's3n', 'S3']) {
      const key = `${randomUUID()}/f`;
      await io.create(`${scheme}://bucket/${key}`, Buffer.from(scheme));
      t.equal(Buffer.from(await io.read(`s3://bucket/${key}`)).toString(), scheme);
      const folder = `${scheme}://bucket/${key.slice(0, -2)}`;
      t.same(await listed(io, folder), [`${folder}/f`], 'as they are asked for, so they are given');
    }
  });

  await t.test('no memory is taken for a range that is not there', async (t) => {
    const location = `s3://bucket/${randomUUID()}`;
    await s3FileIO({}).create(location, Buffer.from('0123'));
    await t.rejects(s3FileIO({}).read(location, { start: 2, end: 2 ** 45 }), { code: 'FILE_TRUNCATED' });
  });

  await t.test('keys are taken as they stand, where a path would be tidied up', async (t) => {
    const io = s3FileIO({});
    const root = `s3://bucket/${randomUUID()}`;
    const names = ['a/../b', 'a//b', '//a', './a', '../../../../x', 'a/.', 'a/..', '...', 'a/b/../../c'];
    for (const name of names) await io.create(`${root}/${name}`, Buffer.from(name));
    for (const name of names) {
      t.equal(Buffer.from(await io.read(`${root}/${name}`)).toString(), name);
      t.equal(await io.size(`${root}/${name}`), name.length);
      await t.rejects(io.create(`${root}/${name}`, Buffer.from('x')), { code: 'FILE_EXISTS' });
    }
    t.same((await listed(io, root)).sort(), names.map((name) => `${root}/${name}`).sort());
    t.same(await listed(io, `${root}/a//`), [`${root}/a//b`], 'an empty folder name is one');
    for (const name of names) await io.remove(`${root}/${name}`);
    t.same(await listed(io, root), []);
    await io.create('s3://bucket//begins-with-a-slash', Buffer.from('x'));
    t.ok((await listed(io, 's3://bucket')).includes('s3://bucket//begins-with-a-slash'));
    t.ok((await listed(io, 's3://bucket//')).includes('s3://bucket//begins-with-a-slash'));
  });

  await t.test('more keys than one page holds', async (t) => {
    const root = `s3://bucket/${randomUUID()}`;
    const names = Array.from({ length: 1003 }, (_, i) => `n ${i}+%2F/é`);
    await bounded(names, 16, async (name) => {
      await direct.send(
        new PutObjectCommand({
          Bucket: 'bucket',
          Body: 'x',
          Key: `${root.slice('s3://bucket/'.length)}/${name}`,
        }),
      );
    });
    t.same((await listed(s3FileIO({}), root)).sort(), names.map((name) => `${root}/${name}`).sort());
  });

  await t.test('AWS writes a space as a plus in a listing', async (t) => {
    const proxy = await startFaultProxy(moto.endpoint);
    t.teardown(() => proxy.stop());
    const body =
      '<?xml version="1.0"?><ListBucketResult><EncodingType>url</EncodingType><IsTruncated>false</IsTruncated>' +
      '<Contents><Key>p/a+b%2Bc%20d%0A</Key><Size>1</Size></Contents></ListBucketResult>';
    proxy.rules.push({ when: () => true, fault: { answer: { status: 200, body } } });
    const io = s3FileIO({ s3: { endpoint: proxy.endpoint } });
    t.same(await listed(io, 's3://bucket/p'), ['s3://bucket/p/a b+c d\n']);
  });

  await t.test("folders' markers are no files", async (t) => {
    const prefix = randomUUID();
    for (const Key of [`${prefix}/`, `${prefix}/sub/`, `${prefix}/sub/file`]) {
      await direct.send(new PutObjectCommand({ Bucket: 'bucket', Key, Body: Buffer.alloc(0) }));
    }
    t.same(await listed(s3FileIO({}), `s3://bucket/${prefix}`), [`s3://bucket/${prefix}/sub/file`]);
  });

  await t.test('every write is encrypted and checked as the options say', async (t) => {
    const proxy = await startFaultProxy(moto.endpoint);
    t.teardown(() => proxy.stop());
    const folder = await mkdtemp(join(tmpdir(), 'lakeveil-s3-'));
    t.teardown(() => rm(folder, { recursive: true, force: true }));
    for (const encryption of [
      { type: 'aws:kms', keyId: 'alias/lake', bucketKey: true },
      { type: 'aws:kms:dsse' },
      { type: 'AES256' },
    ] as const) {
      const io = s3FileIO({ s3: { endpoint: proxy.endpoint, encryption, partBytes: 5 * 1024 * 1024 } });
      proxy.calls.length = 0;
      const root = `s3://bucket/${randomUUID()}`;
      await io.create(`${root}/small`, Buffer.from('x'));
      for (const size of [10, 6 * 1024 * 1024]) {
        await writeFile(join(folder, 'file'), Buffer.alloc(size));
        await io.publish(join(folder, 'file'), `${root}/${size}`);
      }
      const writes = proxy.calls.filter(
        ({ method, path }) => (method === 'PUT' && !path.includes('partNumber')) || path.includes('uploads'),
      );
      t.equal(writes.length, 3);
      for (const { headers } of writes) {
        t.equal(headers['x-amz-server-side-encryption'], encryption.type);
        if (encryption.type !== 'aws:kms') continue;
        t.equal(headers['x-amz-server-side-encryption-aws-kms-key-id'], 'alias/lake');
        t.equal(headers['x-amz-server-side-encryption-bucket-key-enabled'], 'true');
      }
      const bodies = proxy.calls.filter(({ method }) => method === 'PUT');
      t.equal(bodies.length, 4);
      t.ok(
        bodies.every(({ headers }) => headers['x-amz-checksum-crc32'] !== undefined),
        'with a checksum',
      );
      const conditional = proxy.calls.filter(({ headers }) => headers['if-none-match'] === '*');
      t.equal(conditional.length, 3, 'every file is made, never replaced');
      const complete = conditional.find(({ method }) => method === 'POST');
      t.match(complete?.body.toString(), /<ChecksumCRC32>/);
    }
    // Without the option the bucket says how.
    proxy.calls.length = 0;
    const io = s3FileIO({ s3: { endpoint: proxy.endpoint } });
    await io.create(`s3://bucket/${randomUUID()}`, Buffer.from('x'));
    t.equal(proxy.calls[0]?.headers['x-amz-server-side-encryption'], undefined);
  });

  await t.test('a part is at most so large that ten thousand of them are enough', (t) => {
    t.equal(partBytesFor(100, 8), 8);
    t.equal(partBytesFor(80_000, 8), 8);
    t.equal(partBytesFor(80_001, 8), 9);
    t.end();
  });

  await t.test('a body that does not fit its checksum is read again', async (t) => {
    const proxy = await startFaultProxy(moto.endpoint);
    t.teardown(() => proxy.stop());
    const io = s3FileIO({ s3: { endpoint: proxy.endpoint } });
    const location = `s3://bucket/${randomUUID()}`;
    await io.create(location, Buffer.from('right'));
    const answer = {
      status: 200,
      body: 'wrong',
      headers: { 'content-length': '5', 'x-amz-checksum-crc32': crc32('right') },
    };
    proxy.rules.push({ when: ({ method }) => method === 'GET', fault: { answer }, times: 1 });
    t.equal(Buffer.from(await io.read(location)).toString(), 'right');
    t.equal(proxy.calls.filter(({ method }) => method === 'GET').length, 2);
    proxy.rules.splice(0, 1, { when: ({ method }) => method === 'GET', fault: { answer } });
    await t.rejects(io.read(location), { code: 'SERVICE_UNREACHABLE', retryable: true });
  });
});

async function listed(io: FileIO, prefix: string): Promise<string[]> {
  const locations: string[] = [];
  for await (const { location } of io.list(prefix)) locations.push(location);
  return locations;
}

/** As S3 writes it: base64 of the big-endian number. */
function crc32(text: string): string {
  let crc = ~0;
  for (const byte of Buffer.from(text)) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(~crc >>> 0);
  return bytes.toString('base64');
}
