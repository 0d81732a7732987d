import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Test } from 'tap';
import type { FileInfo, FileIO } from '../../catalog/file-io/file-io.js';

export interface FileIOUnderTest {
  readonly io: FileIO;
  /** An empty folder, without a trailing slash. */
  readonly root: string;
}

const bytes = (text: string): Buffer => Buffer.from(text, 'utf8');

/** What every FileIO does, whatever lies under it. `make` gives a fresh root. */
export async function fileIOBehaviour(t: Test, make: (t: Test) => Promise<FileIOUnderTest>): Promise<void> {
  await t.test('what is created can be read whole and in ranges', async (t) => {
    const { io, root } = await make(t);
    await io.create(`${root}/a/b/file.bin`, bytes('0123456789'));
    const read = async (start: number, end: number) =>
      Buffer.from(await io.read(`${root}/a/b/file.bin`, { start, end })).toString();
    t.equal(Buffer.from(await io.read(`${root}/a/b/file.bin`)).toString(), '0123456789');
    t.equal(await io.size(`${root}/a/b/file.bin`), 10);
    t.equal(await read(0, 10), '0123456789');
    t.equal(await read(3, 5), '34');
    t.equal(await read(9, 10), '9');
    t.equal(await read(4, 4), '');
  });

  await t.test('a range beyond the end is FILE_TRUNCATED, not fewer bytes', async (t) => {
    const { io, root } = await make(t);
    await io.create(`${root}/file`, bytes('0123'));
    await t.rejects(io.read(`${root}/file`, { start: 2, end: 5 }), { code: 'FILE_TRUNCATED' });
    await t.rejects(io.read(`${root}/file`, { start: 9, end: 12 }), { code: 'FILE_TRUNCATED' });
  });

  await t.test('an empty file is a file', async (t) => {
    const { io, root } = await make(t);
    await io.create(`${root}/empty`, bytes(''));
    t.equal(await io.size(`${root}/empty`), 0);
    t.equal((await io.read(`${root}/empty`)).length, 0);
  });

  await t.test('a file of some megabytes comes back as it was', async (t) => {
    const { io, root } = await make(t);
    const large = Buffer.alloc(5_000_001, 'lakeveil');
    await io.create(`${root}/large`, large);
    t.ok(large.equals(await io.read(`${root}/large`)));
  });

  await t.test('create never replaces: FILE_EXISTS, and the file stays as it was', async (t) => {
    const { io, root } = await make(t);
    await io.create(`${root}/file`, bytes('first'));
    await t.rejects(io.create(`${root}/file`, bytes('second')), { code: 'FILE_EXISTS' });
    t.equal(Buffer.from(await io.read(`${root}/file`)).toString(), 'first');
    t.equal((await listed(io, root)).length, 1, 'and nothing else is left');
  });

  await t.test(
    'of many creators of one file at once exactly one succeeds, and its bytes are there',
    async (t) => {
      const { io, root } = await make(t);
      const outcomes = await Promise.allSettled(
        Array.from({ length: 24 }, (_, i) => io.create(`${root}/raced/file`, bytes(`writer ${i}`))),
      );
      const won = outcomes.flatMap((outcome, i) => (outcome.status === 'fulfilled' ? [i] : []));
      t.equal(won.length, 1);
      t.equal(Buffer.from(await io.read(`${root}/raced/file`)).toString(), `writer ${won[0]}`);
      for (const outcome of outcomes) {
        if (outcome.status === 'rejected') t.equal(outcome.reason.code, 'FILE_EXISTS');
      }
    },
  );

  await t.test('what does not exist', async (t) => {
    const { io, root } = await make(t);
    await t.rejects(io.read(`${root}/none`), { code: 'FILE_NOT_FOUND' });
    await t.rejects(io.read(`${root}/none`, { start: 0, end: 1 }), { code: 'FILE_NOT_FOUND' });
    t.equal(await io.size(`${root}/none`), undefined);
    t.equal(await io.size(`${root}/no/such/folder`), undefined);
    await io.remove(`${root}/none`);
    await io.remove(`${root}/no/such/folder`);
    t.same(await listed(io, `${root}/none`), []);
  });

  await t.test('a folder is not a file', async (t) => {
    const { io, root } = await make(t);
    await io.create(`${root}/folder/file`, bytes('x'));
    t.equal(await io.size(`${root}/folder`), undefined);
    await t.rejects(io.read(`${root}/folder`));
  });

  await t.test('list goes through all folders under a prefix, and not through its namesakes', async (t) => {
    const { io, root } = await make(t);
    for (const name of ['t/1', 't/a/2', 't/a/b/3', 't2/4', '.hidden/5', 't/.dot']) {
      await io.create(`${root}/${name}`, bytes(name));
    }
    const found = await listed(io, `${root}/t`);
    t.same(found.map((file) => file.location).sort(), [
      `${root}/t/.dot`,
      `${root}/t/1`,
      `${root}/t/a/2`,
      `${root}/t/a/b/3`,
    ]);
    for (const file of found) {
      t.equal(Buffer.from(await io.read(file.location)).length, file.size);
      t.ok(Math.abs(Date.now() - file.modified) < 600_000, 'modified is about now');
    }
    t.same(
      (await listed(io, `${root}/t/`)).map((file) => file.location).sort(),
      found.map((file) => file.location).sort(),
      'with a slash at its end too',
    );
  });

  await t.test('remove', async (t) => {
    const { io, root } = await make(t);
    await io.create(`${root}/file`, bytes('x'));
    await io.remove(`${root}/file`);
    t.equal(await io.size(`${root}/file`), undefined);
    await io.create(`${root}/file`, bytes('y'));
    t.equal(Buffer.from(await io.read(`${root}/file`)).toString(), 'y', 'the name is free again');
  });

  await t.test('names are taken as they stand', async (t) => {
    const { io, root } = await make(t);
    const names = [
      'a b',
      'a%20b',
      '100%',
      'a+b',
      'a#b',
      'a?b',
      'k=v',
      'naïve–名前-😀',
      'quo\'te"d',
      'a:b',
      '%2F',
      '~',
      ' space ',
      'a&b<c>',
      'a\\b',
      'a;b,c@d!$*(e)[f]',
      '..x',
      '...',
      'tab\treturn\rend',
      'bell\u0007escape\u001bdelete\u007f',
      'e\u0301 \u00e9',
      '\u202e\ufeff\u2028',
    ];
    for (const name of names) await io.create(`${root}/odd/${name}/f ${name}`, bytes(name));
    for (const name of names) {
      t.equal(Buffer.from(await io.read(`${root}/odd/${name}/f ${name}`)).toString(), name);
    }
    t.same(
      (await listed(io, `${root}/odd`)).map((file) => file.location).sort(),
      names.map((name) => `${root}/odd/${name}/f ${name}`).sort(),
    );
  });

  await t.test('publish moves a local file to its place, create-only', async (t) => {
    const { io, root } = await make(t);
    const scratch = await mkdtemp(join(tmpdir(), 'lakeveil-publish-'));
    t.teardown(() => rm(scratch, { recursive: true, force: true }));
    await writeFile(join(scratch, 'one'), 'one');
    await writeFile(join(scratch, 'two'), 'two');
    await io.publish(join(scratch, 'one'), `${root}/data/file`);
    t.equal(Buffer.from(await io.read(`${root}/data/file`)).toString(), 'one');
    await t.rejects(
      io.publish(join(scratch, 'one'), `${root}/data/other`),
      { code: 'FILE_NOT_FOUND' },
      'consumed',
    );
    await t.rejects(io.publish(join(scratch, 'two'), `${root}/data/file`), { code: 'FILE_EXISTS' });
    t.equal(Buffer.from(await io.read(`${root}/data/file`)).toString(), 'one');
    await io.publish(join(scratch, 'two'), `${root}/data/second`);
    t.equal(
      Buffer.from(await io.read(`${root}/data/second`)).toString(),
      'two',
      'a refused file can go elsewhere',
    );
  });

  await t.test('a large file is published as it is', async (t) => {
    const { io, root } = await make(t);
    const scratch = await mkdtemp(join(tmpdir(), 'lakeveil-publish-'));
    t.teardown(() => rm(scratch, { recursive: true, force: true }));
    const large = randomBytes(11 * 1024 * 1024 + 17);
    await writeFile(join(scratch, 'large'), large);
    await io.publish(join(scratch, 'large'), `${root}/large`);
    t.equal(await io.size(`${root}/large`), large.length);
    t.ok(large.equals(await io.read(`${root}/large`)));
    const [start, end] = [4_000_000, 11_000_000];
    t.ok(large.subarray(start, end).equals(await io.read(`${root}/large`, { start, end })));
    const copy = await io.localCopy(`${root}/large`);
    t.ok(large.equals(await readFile(copy.path)));
    await copy.release();
    await writeFile(join(scratch, 'other'), large);
    await t.rejects(io.publish(join(scratch, 'other'), `${root}/large`), { code: 'FILE_EXISTS' });
  });

  await t.test('of many publishers of one file at once exactly one succeeds', async (t) => {
    const { io, root } = await make(t);
    const scratch = await mkdtemp(join(tmpdir(), 'lakeveil-publish-'));
    t.teardown(() => rm(scratch, { recursive: true, force: true }));
    for (const size of [10, 6 * 1024 * 1024]) {
      const location = `${root}/raced/${size}`;
      const names = Array.from({ length: 6 }, (_, i) => join(scratch, `${size}-${i}`));
      for (const [i, name] of names.entries()) await writeFile(name, Buffer.alloc(size, i));
      const outcomes = await Promise.allSettled(names.map((name) => io.publish(name, location)));
      const won = outcomes.flatMap((outcome, i) => (outcome.status === 'fulfilled' ? [i] : []));
      t.equal(won.length, 1);
      t.ok(Buffer.alloc(size, won[0]).equals(await io.read(location)));
      for (const outcome of outcomes) {
        if (outcome.status === 'rejected') t.equal(outcome.reason.code, 'FILE_EXISTS');
      }
    }
  });

  await t.test('what is no range', async (t) => {
    const { io, root } = await make(t);
    await io.create(`${root}/file`, bytes('0123'));
    for (const [start, end] of [
      [-1, 2],
      [3, 2],
      [0.5, 2],
      [0, Number.NaN],
    ] as const) {
      await t.rejects(io.read(`${root}/file`, { start, end }), { code: 'FILE_IO' });
    }
  });

  await t.test('localCopy gives a path with the same bytes', async (t) => {
    const { io, root } = await make(t);
    await io.create(`${root}/file`, bytes('content'));
    const copy = await io.localCopy(`${root}/file`);
    t.equal(await readFile(copy.path, 'utf8'), 'content');
    await copy.release();
    t.equal(await io.size(`${root}/file`), 7, 'releasing it leaves the file');
  });
}

async function listed(io: FileIO, prefix: string): Promise<FileInfo[]> {
  const files: FileInfo[] = [];
  for await (const file of io.list(prefix)) files.push(file);
  return files;
}
