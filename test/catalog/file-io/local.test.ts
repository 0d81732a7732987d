import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import t, { type Test } from 'tap';
import { fileError } from '../../../catalog/file-io/file-error.js';
import { localFileIO } from '../../../catalog/file-io/local.js';
import { localPath } from '../../../catalog/file-io/local-path.js';
import { shownLocation } from '../../../catalog/file-io/shown-location.js';
import { unfinishedPath } from '../../../catalog/file-io/unfinished.js';
import { fileIOBehaviour } from '../file-io-behaviour.js';

async function folder(t: Test): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'lakeveil-io-'));
  t.teardown(() => rm(root, { recursive: true, force: true }));
  return root;
}

/** A small file system of its own; undefined where this user may not mount one. */
async function otherFileSystem(t: Test, size: string): Promise<string | undefined> {
  const root = await folder(t);
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', root]).status !== 0) {
    t.comment('not run: this user may not mount a tmpfs');
    return undefined;
  }
  t.teardown(() => spawnSync('umount', ['-l', root]));
  return root;
}

for (const prefix of ['', 'file:', 'file://', 'file://localhost']) {
  await t.test(`local disk, locations as "${prefix}/…"`, (t) =>
    fileIOBehaviour(t, async (t) => ({ io: localFileIO(), root: prefix + (await folder(t)) })),
  );
}

await t.test('locations', async (t) => {
  t.equal(localPath('/a b/c'), '/a b/c');
  t.equal(localPath('file:/a%20b'), '/a%20b');
  t.equal(
    localPath('file:///a%3Ab/k=v%2Fw'),
    '/a%3Ab/k=v%2Fw',
    'as Hadoop and PyArrow do, nothing is decoded',
  );
  t.equal(localPath('FILE:///a#b?c+d'), '/a#b?c+d');
  t.equal(localPath('file://localhost/a'), '/a');
  for (const location of ['', 'a/b', './a', 'C:\\a', 'file:a', 'file://', '/a\0b']) {
    t.throws(() => localPath(location), { code: 'BAD_LOCATION' }, JSON.stringify(location));
  }
  for (const location of ['s3://bucket/a', 'hdfs://host/a', 'file://host/a', 'http://h/a']) {
    t.throws(() => localPath(location), { code: 'UNSUPPORTED_FEATURE' }, location);
  }
});

await t.test('partition values in folders stay out of messages', async (t) => {
  t.equal(
    shownLocation('/w/t/data/city=Paris/name=Ann%20B/f=1.parquet'),
    '/w/t/data/city=…/name=…/f=1.parquet',
  );
  const error = await t.rejects(localFileIO().read('/nowhere/name=Ann/f.parquet'), {
    code: 'FILE_NOT_FOUND',
  });
  t.notMatch(JSON.stringify(error) + String((error as unknown as Error).stack), 'Ann');
});

await t.test('system errors by code', async (t) => {
  const codeOf = (code: string) =>
    fileError(Object.assign(new Error('secret'), { code }), 'not written', '/x').code;
  t.same(['ENOSPC', 'EDQUOT'].map(codeOf), ['DISK_FULL', 'DISK_FULL']);
  t.same(['EACCES', 'EROFS', 'EPERM'].map(codeOf), ['READ_ONLY', 'READ_ONLY', 'READ_ONLY']);
  t.same(['EEXIST', 'ENOENT', 'EIO'].map(codeOf), ['FILE_EXISTS', 'FILE_NOT_FOUND', 'FILE_IO']);
  t.notMatch(fileError(new Error('secret'), 'not written', '/x').message, 'secret');
});

await t.test('a full disk', async (t) => {
  const root = await otherFileSystem(t, '64k');
  if (root === undefined) return;
  const io = localFileIO();
  await t.rejects(io.create(`${root}/big`, Buffer.alloc(1_000_000, 1)), { code: 'DISK_FULL' });
  t.same(await readdir(root), [], 'and half a file is not left');
  await io.create(`${root}/small`, Buffer.from('fits'));
});

await t.test('publishing across file systems', async (t) => {
  const root = await otherFileSystem(t, '1m');
  if (root === undefined) return;
  const scratch = await folder(t);
  await writeFile(join(scratch, 'f'), 'content');
  await localFileIO().publish(join(scratch, 'f'), `${root}/d/f`);
  t.equal(await readFile(`${root}/d/f`, 'utf8'), 'content');
  t.same(await readdir(scratch), []);
  t.same(await readdir(`${root}/d`), ['f']);
});

await t.test('a folder that may not be written to', async (t) => {
  const root = await folder(t);
  await mkdir(join(root, 'sealed'));
  await chmod(root, 0o755);
  await chmod(join(root, 'sealed'), 0o555);
  const io = localFileIO();
  const attempt = () => io.create(`${root}/sealed/file`, Buffer.from('x'));
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) process.seteuid?.(65534);
  try {
    await t.rejects(attempt(), { code: 'READ_ONLY' });
    await t.rejects(io.create(`${root}/sealed/sub/file`, Buffer.from('x')), { code: 'READ_ONLY' });
  } finally {
    if (isRoot) process.seteuid?.(0);
  }
  t.same(await readdir(join(root, 'sealed')), []);
});

await t.test('a file where a folder is needed', async (t) => {
  const root = await folder(t);
  await writeFile(join(root, 'file'), '');
  await t.rejects(localFileIO().create(`${root}/file/inner`, Buffer.from('x')), { code: 'FILE_IO' });
});

await t.test(
  'unfinished writes are not listed, links to files are, links to folders are not followed',
  async (t) => {
    const root = await folder(t);
    await writeFile(join(root, '.lakeveil-tmp-1'), 'half');
    await writeFile(join(root, 'whole'), 'whole');
    await symlink(join(root, 'whole'), join(root, 'link'));
    await symlink(root, join(root, 'loop'));
    await symlink(join(root, 'gone'), join(root, 'dangling'));
    const found: string[] = [];
    for await (const file of localFileIO().list(root)) found.push(file.location);
    t.same(found.sort(), [join(root, 'link'), join(root, 'whole')]);
  },
);

await t.test('what dead writers left is swept, what live ones write is not', async (t) => {
  const root = await folder(t);
  const dead = spawnSync(process.execPath, ['-e', '']).pid;
  const own = basename(unfinishedPath(root));
  const names = [
    own,
    own.replace(`.${process.pid}.`, `.${dead}.`),
    own.replace(/tmp-[0-9a-f]{8}/, 'tmp-00000000'),
  ];
  await mkdir(join(root, 'sub'));
  for (const name of [...names, '.lakeveil-tmp-run1-x', 'whole'])
    await writeFile(join(root, 'sub', name), '');
  await localFileIO().removeUnfinished(root);
  t.same(
    (await readdir(join(root, 'sub'))).sort(),
    [names[0], names[2], '.lakeveil-tmp-run1-x', 'whole'].sort(),
    'of this machine and process ended',
  );
  await localFileIO().removeUnfinished(root, 'run1');
  t.notOk(
    (await readdir(join(root, 'sub'))).includes('.lakeveil-tmp-run1-x'),
    'or of an owner known to be gone',
  );
  await localFileIO().removeUnfinished(join(root, 'none'));
});

await t.test("secret files are their owner's alone", async (t) => {
  const root = await folder(t);
  await localFileIO().create(`${root}/file`, Buffer.from('x'), { secret: true });
  t.equal((await stat(join(root, 'file'))).mode & 0o777, 0o600);
});

await t.test('created files get the permissions that the umask leaves', async (t) => {
  const root = await folder(t);
  const before = process.umask(0o022);
  t.teardown(() => process.umask(before));
  await localFileIO().create(`${root}/file`, Buffer.from('x'));
  t.equal((await stat(join(root, 'file'))).mode & 0o777, 0o644);
});

await t.test('a writer killed while writing leaves the whole file or none', async (t) => {
  const root = await folder(t);
  const { fork } = await import('node:child_process');
  const script = new URL('./endless-writer.js', import.meta.url);
  const child = fork(script, [root]);
  const closed = once(child, 'close');
  await once(child, 'message');
  await new Promise((resolve) => setTimeout(resolve, 150));
  child.kill('SIGKILL');
  await closed;
  let whole = 0;
  for await (const file of localFileIO().list(root)) {
    t.equal(file.size, 3_000_000, file.location);
    whole++;
  }
  t.ok(whole > 0);
});
