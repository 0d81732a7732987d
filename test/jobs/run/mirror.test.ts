import { appendFile, mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import t from 'tap';
import type { FileIO } from '../../../catalog/file-io/file-io.js';
import { localFileIO } from '../../../catalog/file-io/local.js';
import { LakeveilError } from '../../../errors.js';
import { bringMirrored, freeNames } from '../../../jobs/run/mirror-download.js';
import { MirrorUpload } from '../../../jobs/run/mirror-upload.js';
import { covering, listMirrored } from '../../../jobs/run/mirrored-files.js';

const io = localFileIO();
const free = async (): Promise<void> => {};

const range = (start: number, end: number): number[] =>
  Array.from({ length: end - start }, (_, i) => start + i);

t.test('segments of any overlap give the bytes up to the first gap', async () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(40), fc.integer({ min: 1, max: 20 })), { maxLength: 20 }),
      (pairs) => {
        const segments = pairs.map(([start, length]) => ({ location: '', start, end: start + length }));
        const there = new Set(segments.flatMap(({ start, end }) => range(start, end)));
        let gap = 0;
        while (there.has(gap)) gap++;
        const { segments: chosen, bytes } = covering(segments);
        let at = 0;
        for (const { start, end } of chosen) {
          if (start > at || end <= at) return false;
          at = end;
        }
        return bytes === gap && at === gap;
      },
    ),
  );
});

t.test('files that grow come back byte by byte, from a bounded number of segments', async (t) => {
  const at = t.testdir({ here: {}, there: {} });
  const [folder, shared] = [join(at, 'here'), join(at, 'journal/shared')];
  await mkdir(join(folder, 'part'));
  const upload = new MirrorUpload(io, folder, shared, 1, new Set(), free);
  let whole = '';
  for (let i = 0; i < 300; i++) {
    const more = `${i};`;
    whole += more;
    await appendFile(join(folder, 'part/00000001.ledger'), more);
    if (i % 60 === 0) await appendFile(join(folder, 'part/00000001.charges'), `${i},`);
    await upload.flush();
  }
  const files = await readdir(join(shared, '000001/part/00000001.ledger'));
  t.ok(files.length < 50, `${files.length} segments for 300 additions`);
  t.strictSame(await bringMirrored(io, shared, join(at, 'there')), [
    'part/00000001.charges',
    'part/00000001.ledger',
  ]);
  t.equal(await readFile(join(at, 'there/part/00000001.ledger'), 'utf8'), whole);
  t.equal(await readFile(join(at, 'there/part/00000001.charges'), 'utf8'), '0,60,120,180,240,');
});

t.test('what one process brought, another goes on with', async (t) => {
  const at = t.testdir({ here: { a: 'abc' } });
  const [folder, shared] = [join(at, 'here'), join(at, 'journal/shared')];
  await new MirrorUpload(io, folder, shared, 3, new Set(), free).flush();
  await appendFile(join(folder, 'a'), 'def');
  const second = new MirrorUpload(io, folder, shared, 3, new Set(), free);
  const [file] = await listMirrored(io, shared);
  t.match(file, { attempt: 3, name: 'a', bytes: 3 });
  second.has('a', file!.bytes);
  await second.flush();
  await second.flush();
  t.strictSame((await readdir(join(shared, '000003/a'))).sort(), [
    '000000000000000-000000000000003',
    '000000000000003-000000000000006',
  ]);
  await bringMirrored(io, shared, join(at, 'there'));
  t.equal(await readFile(join(at, 'there/a'), 'utf8'), 'abcdef');
});

t.test('files that were brought here are not brought back', async (t) => {
  const at = t.testdir({ here: { old: 'a', own: 'b' } });
  const shared = join(at, 'journal/shared');
  await new MirrorUpload(io, join(at, 'here'), shared, 2, new Set(['old']), free).flush();
  t.match(await listMirrored(io, shared), [{ attempt: 2, name: 'own' }]);
});

t.test('nothing is brought once the lease is gone', async (t) => {
  const at = t.testdir({ here: { a: 'abc' } });
  const shared = join(at, 'journal/shared');
  const lost = async (): Promise<void> => {
    throw new LakeveilError('LEASE_LOST', 'Nothing was written.');
  };
  const upload = new MirrorUpload(io, join(at, 'here'), shared, 1, new Set(), lost);
  await t.rejects(upload.flush(), { code: 'LEASE_LOST' });
  t.strictSame(await listMirrored(io, shared), []);
});

t.test('files of one name from two attempts both come', async (t) => {
  t.strictSame(
    freeNames([
      { attempt: 1, name: 'p/00000001.ledger' },
      { attempt: 1, name: 'p/00000002.ledger' },
      { attempt: 1, name: 'p/state' },
      { attempt: 2, name: 'p/00000002.ledger' },
      { attempt: 2, name: 'p/00000003.ledger' },
      { attempt: 2, name: 'p/00000001.charges' },
      { attempt: 2, name: 'p/state' },
    ]),
    [
      'p/00000001.ledger',
      'p/00000002.ledger',
      'p/state',
      'p/00000004.ledger',
      'p/00000003.ledger',
      'p/00000001.charges',
      'p/state.2',
    ],
  );
});

t.test('segments that are merged while they are read are read again', async (t) => {
  const at = t.testdir({ here: { a: '' } });
  const [folder, shared] = [join(at, 'here'), join(at, 'journal/shared')];
  const upload = new MirrorUpload(io, folder, shared, 1, new Set(), free);
  for (let i = 0; i < 15; i++) {
    await appendFile(join(folder, 'a'), `${i};`);
    await upload.flush();
  }
  let merged = false;
  const slow: FileIO = {
    ...io,
    async read(location, part) {
      if (!merged) {
        merged = true;
        await appendFile(join(folder, 'a'), '15;');
        await upload.flush();
      }
      return io.read(location, part);
    },
  };
  await bringMirrored(slow, shared, join(at, 'there'));
  t.equal(
    await readFile(join(at, 'there/a'), 'utf8'),
    range(0, 16)
      .map((i) => `${i};`)
      .join(''),
  );
  await upload.stop();
});
