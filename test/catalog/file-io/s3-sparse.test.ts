import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import fc from 'fast-check';
import t from 'tap';
import { type ByteRange, mergeRanges, totalBytes } from '../../../catalog/file-io/byte-ranges.js';
import { s3FileIO } from '../../../catalog/file-io/s3/s3-file-io.js';
import { openDuckDB, sqlString } from '../../../sql/duckdb.js';
import { startFaultProxy } from '../../aws/fault-proxy.js';
import { missingAws, startMoto } from '../../aws/moto.js';

/** Random bytes that end as a Parquet file does, with a footer of that length. */
function parquetLike(size: number, footer: number): Buffer {
  const bytes = randomBytes(size);
  // No byte of it is zero, so that a hole is told from what was brought.
  for (const [index, byte] of bytes.entries()) if (byte === 0) bytes[index] = 1;
  bytes.writeUInt32LE(footer, size - 8);
  bytes.write('PAR1', size - 4, 'latin1');
  return bytes;
}

const skip = missingAws();
t.test('S3: sparse copies', { skip: skip ?? false }, async (t) => {
  const moto = await startMoto();
  t.teardown(() => moto.stop());
  const direct = new S3Client({ forcePathStyle: true });
  await direct.send(new CreateBucketCommand({ Bucket: 'bucket' }));
  const proxy = await startFaultProxy(moto.endpoint);
  t.teardown(() => proxy.stop());
  const scratch = await mkdtemp(join(tmpdir(), 'lakeveil-sparse-'));
  t.teardown(() => rm(scratch, { recursive: true, force: true }));
  const io = s3FileIO({ scratch, s3: { endpoint: proxy.endpoint, partBytes: 20_000, concurrency: 4 } });
  t.beforeEach(() => {
    proxy.rules.length = 0;
    proxy.calls.length = 0;
  });
  const put = async (bytes: Uint8Array, name: string = randomUUID()): Promise<string> => {
    await direct.send(new PutObjectCommand({ Bucket: 'bucket', Key: name, Body: bytes }));
    return `s3://bucket/${name}`;
  };
  /** What was fetched, as the service answered it. */
  const fetched = (): ByteRange[] =>
    proxy.calls.flatMap(({ method, answer }) => {
      const range = /^bytes (\d+)-(\d+)\//.exec(String(answer?.headers['content-range'] ?? ''));
      return method === 'GET' && range !== null
        ? [{ start: Number(range[1]), end: Number(range[2]) + 1 }]
        : [];
    });

  await t.test('what is filled is there, all else is zero, and no byte is fetched twice', async (t) => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 12, max: 200_000 }).chain((size) => {
          const point = fc.integer({ min: 0, max: size });
          const range = fc
            .tuple(point, point)
            .map(([a, b]) => ({ start: Math.min(a, b), end: Math.max(a, b) }));
          return fc.record({
            size: fc.constant(size),
            footer: fc.integer({ min: 0, max: size - 12 }),
            fills: fc.array(fc.array(range, { maxLength: 5 }), { maxLength: 4 }),
            atOnce: fc.boolean(),
          });
        }),
        async ({ size, footer, fills, atOnce }) => {
          const bytes = parquetLike(size, footer);
          const location = await put(bytes);
          proxy.calls.length = 0;
          const copy = await io.localCopy(location, { sparse: true });
          const asked = [{ start: size - 8 - footer, end: size }];
          const check = async (): Promise<void> => {
            const expected = Buffer.alloc(size);
            for (const { start, end } of asked) bytes.copy(expected, start, start, end);
            if (!expected.equals(await readFile(copy.path))) throw new Error('other bytes on disk');
          };
          await check();
          if (atOnce) {
            await Promise.all(fills.map((ranges) => copy.fill!(ranges)));
            asked.push(...fills.flat());
          }
          for (const ranges of atOnce ? [] : fills) {
            await copy.fill!(ranges);
            asked.push(...ranges);
            await check();
          }
          await check();
          const seen = fetched();
          if (totalBytes(seen) !== totalBytes(mergeRanges(seen))) throw new Error('bytes were fetched twice');
          // Ahead of the footer at most 64 KiB.
          const needed = mergeRanges([...asked, { start: Math.max(0, size - 65_536), end: size }]);
          if (totalBytes(seen) !== totalBytes(needed)) throw new Error('more was fetched than was asked for');
          await copy.release();
        },
      ),
      { numRuns: 40, seed: 11 },
    );
    t.same(await readdir(scratch), [], 'and nothing is left');
  });

  await t.test('DuckDB reads one column of it, and the other never lies on this machine', async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'lakeveil-parquet-'));
    t.teardown(() => rm(folder, { recursive: true, force: true }));
    const db = await openDuckDB({ threads: 1, memoryMb: 256, scratch: folder });
    t.teardown(() => db.close());
    const rows = async (sql: string) => (await db.connection.runAndReadAll(sql)).getRowObjectsJson();
    const file = join(folder, 'f.parquet');
    await rows(`COPY (SELECT i AS id, 'SECRET' || hash(i) AS text, 'kept ' || i AS kept FROM range(100000) r(i))
      TO ${sqlString(file)} (FORMAT parquet, COMPRESSION uncompressed, ROW_GROUP_SIZE 10000, DICTIONARY_SIZE_LIMIT 0)`);
    const location = await put(await readFile(file));
    const copy = await io.localCopy(location, { sparse: true });
    const chunks =
      await rows(`SELECT path_in_schema AS name, row_group_id AS g, total_compressed_size AS length,
      least(coalesce(dictionary_page_offset, data_page_offset), data_page_offset) AS start
      FROM parquet_metadata(${sqlString(copy.path)}) ORDER BY g`);
    t.equal(chunks.length, 30);
    const ranges = chunks
      .filter(({ name }) => name === 'kept')
      .map(({ start, length }) => ({ start: Number(start), end: Number(start) + Number(length) }));
    await copy.fill!(ranges.slice(0, 5));
    await copy.fill!(ranges);
    t.same(
      await rows(`SELECT count(*) AS n, hash(list(kept)) AS h FROM read_parquet(${sqlString(copy.path)})`),
      await rows(`SELECT count(*) AS n, hash(list(kept)) AS h FROM read_parquet(${sqlString(file)})`),
    );
    // The footer itself holds the least and the greatest value of each column.
    const withoutFooter = async (path: string): Promise<Buffer> => {
      const bytes = await readFile(path);
      return bytes.subarray(0, -8 - bytes.readUInt32LE(bytes.length - 8));
    };
    t.notOk((await withoutFooter(copy.path)).includes('SECRET'));
    t.ok((await withoutFooter(file)).includes('SECRET'));
    t.ok(
      (await stat(copy.path)).blocks * 512 < (await stat(copy.path)).size * 0.7,
      'holes take no room on disk',
    );
    t.equal((await stat(copy.path)).mode & 0o777, 0o600);
    await copy.release();
    await copy.release();
    await t.rejects(copy.fill!([{ start: 0, end: 1 }]), { code: 'FILE_IO', message: /released/ });
  });

  await t.test('it is of one object: FILE_CHANGED if that was replaced', async (t) => {
    const first = parquetLike(300_000, 100);
    const location = await put(first, 'replaced');
    const copy = await io.localCopy(location, { sparse: true });
    await copy.fill!([{ start: 0, end: 1000 }]);
    await put(parquetLike(300_000, 100), 'replaced');
    await t.rejects(copy.fill!([{ start: 500, end: 2000 }]), { code: 'FILE_CHANGED', retryable: true });
    await copy.fill!([{ start: 0, end: 1000 }]);
    t.ok(first.subarray(0, 1000).equals((await readFile(copy.path)).subarray(0, 1000)));
    await copy.release();
    // A service that takes no notice of If-Match.
    const other = parquetLike(300_000, 100);
    proxy.rules.push({
      when: ({ headers }) => headers['if-match'] !== undefined,
      fault: {
        answer: {
          status: 206,
          headers: { etag: '"other"', 'content-range': 'bytes 0-999/300000', 'content-length': '1000' },
          body: other.subarray(0, 1000).toString('latin1'),
        },
      },
    });
    const second = await io.localCopy(location, { sparse: true });
    await t.rejects(second.fill!([{ start: 0, end: 1000 }]), { code: 'FILE_CHANGED' });
    await second.release();
  });

  await t.test('a whole copy and a long read are of one object too', async (t) => {
    const location = await put(randomBytes(100_000), 'long');
    for (const read of [
      () => io.read(location),
      () => io.read(location, { start: 10, end: 90_000 }),
      () => io.localCopy(location),
    ] as (() => Promise<unknown>)[]) {
      proxy.rules.splice(0, Infinity, {
        when: ({ headers }) => headers['if-match'] !== undefined,
        fault: { answer: { status: 412 } },
      });
      await t.rejects(read(), { code: 'FILE_CHANGED' });
    }
    t.same(await readdir(scratch), [], 'a copy that failed leaves nothing');
  });

  await t.test('a service that answers with other bytes than were asked for', async (t) => {
    const location = await put(randomBytes(100_000), 'ignored');
    proxy.rules.push({
      when: ({ method }) => method === 'GET',
      fault: {
        answer: {
          status: 206,
          headers: { 'content-range': 'bytes 0-9/100000', 'content-length': '10' },
          body: '0123456789',
        },
      },
    });
    await t.rejects(io.read(location, { start: 5, end: 15 }), { code: 'AWS_ERROR' });
    proxy.rules.splice(0, 1, {
      when: ({ method }) => method === 'GET',
      fault: { answer: { status: 200, body: '0123456789' } },
    });
    await t.rejects(io.read(location, { start: 5, end: 15 }), { code: 'AWS_ERROR' });
  });

  await t.test('what is no Parquet file', async (t) => {
    const sparse = async (bytes: Uint8Array): Promise<unknown> =>
      io.localCopy(await put(bytes), { sparse: true });
    await t.rejects(sparse(Buffer.alloc(0)), { code: 'FILE_TRUNCATED' });
    await t.rejects(sparse(Buffer.from('PAR1PAR1')), { code: 'FILE_TRUNCATED' });
    await t.rejects(sparse(randomBytes(5000)), { code: 'CORRUPT_FILE' });
    await t.rejects(sparse(parquetLike(100_000, 1000).subarray(0, 99_000)), { code: 'CORRUPT_FILE' });
    await t.rejects(
      sparse(parquetLike(5000, 4990)),
      { code: 'CORRUPT_FILE' },
      'a footer longer than the file',
    );
    const encrypted = parquetLike(5000, 100);
    encrypted.write('PARE', 4996, 'latin1');
    await t.rejects(sparse(encrypted), { code: 'UNSUPPORTED_FEATURE' });
    await t.rejects(io.localCopy('s3://bucket/none', { sparse: true }), { code: 'FILE_NOT_FOUND' });
    await t.rejects(io.localCopy('s3://bucket/none'), { code: 'FILE_NOT_FOUND' });
    t.same(await readdir(scratch), [], 'nothing is left of them');
  });

  await t.test('ranges that are none, and beyond the end', async (t) => {
    const copy = await io.localCopy(await put(parquetLike(5000, 100)), { sparse: true });
    await t.rejects(copy.fill!([{ start: 0, end: 5001 }]), { code: 'FILE_TRUNCATED' });
    await t.rejects(copy.fill!([{ start: -1, end: 1 }]), { code: 'FILE_IO' });
    await t.rejects(copy.fill!([{ start: 2, end: 1 }]), { code: 'FILE_IO' });
    await copy.fill!([{ start: 5000, end: 5000 }]);
    await copy.release();
  });

  await t.test('a release while bytes are on their way', async (t) => {
    const copy = await io.localCopy(await put(parquetLike(200_000, 100)), { sparse: true });
    let arrive = (): void => {};
    const arrived = new Promise<void>((resolve) => {
      arrive = resolve;
    });
    proxy.rules.push({ when: () => true, fault: { delay: () => arrived } });
    const filling = t.rejects(copy.fill!([{ start: 0, end: 100_000 }]), {
      code: 'FILE_IO',
      message: /released/,
    });
    while (!proxy.calls.some(({ fault }) => fault !== undefined)) await new Promise(setImmediate);
    await copy.release();
    await filling;
    arrive();
    t.same(await readdir(scratch), []);
  });
});
