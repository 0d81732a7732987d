import { randomUUID } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readdir, readFile, rename, rm, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import t, { type Test } from 'tap';
import type { TableIdentifier } from '../../../catalog/catalog.js';
import { localFileIO } from '../../../catalog/file-io/local.js';
import { openFilesystemCatalog } from '../../../catalog/filesystem/filesystem-catalog.js';
import { loadFromMetadata } from '../../../catalog/filesystem/load-from-metadata.js';
import { updateVersionHint } from '../../../catalog/filesystem/version-hint.js';
import { LakeveilError } from '../../../errors.js';
import { catalogBehaviour } from '../catalog-behaviour.js';
import { faultyFileIO } from '../faulty-file-io.js';
import { SCHEMA } from '../tables.js';

async function folder(t: Test): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'lakeveil-wh-'));
  t.teardown(() => rm(root, { recursive: true, force: true }));
  return root;
}

const ID: TableIdentifier = { namespace: ['ns'], name: 't' };
const CREATE = [{ type: 'assert-create' }] as const;

function creation(location: string) {
  return [
    { action: 'assign-uuid', uuid: randomUUID() },
    { action: 'set-location', location },
    { action: 'add-schema', schema: SCHEMA },
    { action: 'set-current-schema', 'schema-id': -1 },
  ] as const;
}
const setting = (key: string, value = '1') =>
  [{ action: 'set-properties', updates: { [key]: value } }] as const;

async function withTable(t: Test) {
  const warehouse = await folder(t);
  const catalog = openFilesystemCatalog({ warehouse });
  await catalog.commit(ID, CREATE, creation(`${warehouse}/ns/t`));
  return { warehouse, catalog, metadataFolder: join(warehouse, 'ns', 't', 'metadata') };
}

for (const name of ['plain', 'a b+c%20#é?']) {
  await t.test(`filesystem catalog in "${name}"`, (t) =>
    catalogBehaviour(t, async (t) => openFilesystemCatalog({ warehouse: join(await folder(t), name) })),
  );
}
await t.test('filesystem catalog at a file: location', (t) =>
  catalogBehaviour(t, async (t) => openFilesystemCatalog({ warehouse: `file://${await folder(t)}` })),
);

await t.test("files lie as Spark's hadoop catalog has them", async (t) => {
  const { catalog, metadataFolder, warehouse } = await withTable(t);
  await catalog.commit(ID, [], setting('a'));
  t.same((await readdir(metadataFolder)).sort(), [
    'v1.metadata.json',
    'v2.metadata.json',
    'version-hint.text',
  ]);
  t.equal(await readFile(join(metadataFolder, 'version-hint.text'), 'utf8'), '2');
  t.equal(catalog.journalRoot, join(warehouse, '.lakeveil'));
  t.match(catalog.description, warehouse);
});

await t.test('the hint is only a hint', async (t) => {
  const { catalog, metadataFolder } = await withTable(t);
  await catalog.commit(ID, [], setting('a'));
  await catalog.commit(ID, [], setting('b'));
  const hint = join(metadataFolder, 'version-hint.text');
  for (const text of ['1', '99', '', 'garbage', undefined]) {
    await rm(hint, { force: true });
    if (text !== undefined) await writeFile(hint, text);
    t.match((await catalog.load(ID)).metadataLocation, /v3\.metadata\.json$/, `hint ${text}`);
  }
  await writeFile(hint, '1');
  const { metadata } = await catalog.commit(ID, [], setting('c'));
  t.same(Object.keys(metadata.properties), ['a', 'b', 'c']);
  t.equal(await readFile(hint, 'utf8'), '4');
  await rm(hint);
  await mkdir(hint);
  await catalog.commit(ID, [], setting('d'));
  t.match(
    (await catalog.load(ID)).metadataLocation,
    /v5/,
    'a hint that cannot be written does not fail the commit',
  );
});

await t.test('after many commits at once the hint names the newest', async (t) => {
  const { catalog, metadataFolder } = await withTable(t);
  await Promise.allSettled(Array.from({ length: 30 }, (_, i) => catalog.commit(ID, [], setting(`k${i}`))));
  const { metadataLocation } = await catalog.load(ID);
  const hint = await readFile(join(metadataFolder, 'version-hint.text'), 'utf8');
  t.match(metadataLocation, new RegExp(`/v${hint}\\.metadata\\.json$`));
  t.notOk((await readdir(metadataFolder)).some((name) => name.startsWith('.lakeveil')));
});

await t.test('a hint that was overtaken while it was written is written again', async (t) => {
  const { metadataFolder } = await withTable(t);
  const seen = [1, 2, 2, 2];
  await updateVersionHint(metadataFolder, async () => {
    const version = seen.shift() ?? 2;
    return { fileName: `v${version}.metadata.json`, version, naming: 'hadoop' };
  });
  t.equal(await readFile(join(metadataFolder, 'version-hint.text'), 'utf8'), '2');
});

await t.test('a version that another writer has taken, but compressed, is a conflict', async (t) => {
  const { warehouse, metadataFolder, catalog } = await withTable(t);
  const io = faultyFileIO(localFileIO(), {
    async after(operation, location) {
      if (operation !== 'read' || !location.endsWith('v1.metadata.json')) return;
      await writeFile(join(metadataFolder, 'v2.gz.metadata.json'), gzipSync(await readFile(location)));
    },
  });
  await t.rejects(openFilesystemCatalog({ warehouse, io }).commit(ID, [], setting('ours')), {
    code: 'COMMIT_CONFLICT',
  });
  t.match((await catalog.load(ID)).metadataLocation, /v2\.gz\.metadata\.json$/);
});

await t.test('versions are numbers, not text', async (t) => {
  const { catalog } = await withTable(t);
  for (let i = 0; i < 11; i++) await catalog.commit(ID, [], setting(`k${i}`));
  t.match((await catalog.load(ID)).metadataLocation, /v12\.metadata\.json$/);
});

await t.test('gzipped metadata', async (t) => {
  const { catalog, metadataFolder } = await withTable(t);
  await catalog.commit(ID, [], setting('write.metadata.compression-codec', 'gzip'));
  t.match((await catalog.load(ID)).metadataLocation, /v2\.gz\.metadata\.json$/);
  t.ok(gunzipSync(await readFile(join(metadataFolder, 'v2.gz.metadata.json'))).includes('compression-codec'));
  const { metadata } = await catalog.commit(ID, [], setting('b'));
  t.equal(metadata.properties['b'], '1');
  // Another writer that does not compress has the version already: its name does not collide with ours.
  await writeFile(
    join(metadataFolder, 'v4.metadata.json'),
    gunzipSync(await readFile(join(metadataFolder, 'v3.gz.metadata.json'))),
  );
  t.match((await catalog.load(ID)).metadataLocation, /v4\.metadata\.json$/);
  await writeFile(join(metadataFolder, 'v4.gz.metadata.json'), gzipSync('{}'));
  await t.rejects(catalog.load(ID), { code: 'CORRUPT_METADATA', message: /two metadata files of version 4/ });
});

await t.test("tables with PyIceberg's names can be read where they lie, not committed to", async (t) => {
  const { catalog, metadataFolder, warehouse } = await withTable(t);
  await catalog.commit(ID, [], setting('a'));
  await rename(join(metadataFolder, 'v1.metadata.json'), join(metadataFolder, '00000-0a0a-ff.metadata.json'));
  await rename(join(metadataFolder, 'v2.metadata.json'), join(metadataFolder, '00010-0b0b-ff.metadata.json'));
  await unlink(join(metadataFolder, 'version-hint.text'));
  t.equal((await catalog.load(ID)).metadata.properties['a'], '1');
  t.same(await catalog.listTables(), [ID]);
  await t.rejects(catalog.commit(ID, [], setting('b')), {
    code: 'UNSUPPORTED_FEATURE',
    message: /another catalog/,
  });
  await t.rejects(catalog.commit(ID, CREATE, creation('/x')), { code: 'TABLE_EXISTS' });
  t.equal((await loadFromMetadata(join(warehouse, 'ns', 't'))).metadata.properties['a'], '1');
  t.equal(
    (await loadFromMetadata(`file:${metadataFolder}/00000-0a0a-ff.metadata.json`)).metadata.properties['a'],
    undefined,
  );
  await writeFile(join(metadataFolder, '00010-0c0c-ff.metadata.json'), '{}');
  await t.rejects(catalog.load(ID), { code: 'CORRUPT_METADATA', message: /two metadata files/ });
  await t.rejects(loadFromMetadata(join(warehouse, 'none')), { code: 'NO_SUCH_TABLE' });
  await t.rejects(loadFromMetadata(join(warehouse, 'none.metadata.json')), { code: 'NO_SUCH_TABLE' });
});

await t.test('folders: namespaces, tables, and what is neither', async (t) => {
  const { catalog, warehouse } = await withTable(t);
  await catalog.commit({ namespace: ['a', 'b'], name: 't' }, CREATE, creation(`${warehouse}/a/b/t`));
  await mkdir(join(warehouse, '.lakeveil', 'runs'), { recursive: true });
  await mkdir(join(warehouse, 'ns', 'unborn', 'metadata'), { recursive: true });
  await mkdir(join(warehouse, 'ns', 'unborn2', 'data'), { recursive: true });
  await writeFile(join(warehouse, 'ns', 'unborn2', 'data', 'f.parquet'), '');
  await mkdir(join(warehouse, 'ns', 'empty'));
  await writeFile(join(warehouse, 'README'), 'not a namespace');
  t.same(await catalog.listNamespaces(), [['a'], ['a', 'b'], ['ns'], ['ns', 'empty']]);
  t.same(await catalog.listTables(), [{ namespace: ['a', 'b'], name: 't' }, ID]);
  t.same(await catalog.listTables(['a']), [], 'a namespace, not what lies deeper');
  await t.rejects(catalog.commit({ namespace: ['ns', 't'], name: 'x' }, CREATE, creation('/x')), {
    code: 'TABLE_EXISTS',
    message: /ns\.t is a table/,
  });
  await t.rejects(catalog.createNamespace(['ns', 't', 'x']), { code: 'TABLE_EXISTS' });
  await t.rejects(catalog.createNamespace(['ns', 't']), { code: 'TABLE_EXISTS' });
  await t.rejects(catalog.commit({ namespace: ['a'], name: 'b' }, CREATE, creation('/x')), {
    code: 'NAMESPACE_EXISTS',
  });
  await t.rejects(catalog.load({ namespace: ['ns'], name: 'metadata' }), { code: 'BAD_TABLE_NAME' });
  await t.rejects(catalog.listTables(['ns', 't']), { code: 'NO_SUCH_NAMESPACE' });
});

await t.test('a warehouse that does not exist is said to be missing', async (t) => {
  const catalog = openFilesystemCatalog({ warehouse: join(await folder(t), 'typo') });
  await t.rejects(catalog.load(ID), { code: 'NO_SUCH_TABLE', message: /typo does not exist/ });
  t.same(await catalog.listTables(), []);
});

await t.test('a read-only warehouse', async (t) => {
  const { catalog, warehouse, metadataFolder } = await withTable(t);
  const locked = [warehouse, join(warehouse, 'ns'), join(warehouse, 'ns', 't'), metadataFolder];
  for (const path of locked) await chmod(path, 0o555);
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) process.seteuid?.(65534);
  try {
    t.ok(await catalog.load(ID));
    await t.rejects(catalog.commit(ID, [], setting('a')), { code: 'READ_ONLY' });
    await t.rejects(catalog.commit({ namespace: ['new'], name: 't' }, CREATE, creation('/x')), {
      code: 'READ_ONLY',
    });
    await t.rejects(catalog.createNamespace(['new']), { code: 'READ_ONLY' });
    await t.rejects(catalog.drop(ID), { code: 'READ_ONLY' });
    await t.rejects(catalog.drop(ID, { purge: true }), { code: 'READ_ONLY' });
  } finally {
    if (isRoot) process.seteuid?.(0);
    for (const path of locked) await chmod(path, 0o755);
  }
  t.match((await catalog.load(ID)).metadataLocation, /v1\.metadata/);
});

await t.test('corrupt metadata names its file', async (t) => {
  const { catalog, metadataFolder } = await withTable(t);
  await writeFile(join(metadataFolder, 'v2.metadata.json'), '{"format-version": 2, "loc');
  await t.rejects(catalog.load(ID), { code: 'CORRUPT_METADATA', message: /v2\.metadata\.json/ });
  await t.rejects(catalog.commit(ID, [], setting('a')), { code: 'CORRUPT_METADATA' });
  t.same(await catalog.listTables(), [ID], 'and the table is still listed');
});

await t.test('a commit whose answer was lost is a success', async (t) => {
  for (const code of ['FILE_IO', 'FILE_EXISTS']) {
    const { warehouse } = await withTable(t);
    const io = faultyFileIO(localFileIO(), {
      after(operation, location) {
        if (operation === 'create' && location.endsWith('v2.metadata.json'))
          throw new LakeveilError(code, 'lost');
      },
    });
    const { metadata } = await openFilesystemCatalog({ warehouse, io }).commit(ID, [], setting('a'));
    t.equal(metadata.properties['a'], '1', code);
  }
});

await t.test('a commit that did not happen keeps its error', async (t) => {
  const { warehouse, catalog } = await withTable(t);
  const io = faultyFileIO(localFileIO(), {
    before(operation) {
      if (operation === 'create') throw new LakeveilError('DISK_FULL', 'full');
    },
  });
  await t.rejects(openFilesystemCatalog({ warehouse, io }).commit(ID, [], setting('a')), {
    code: 'DISK_FULL',
  });
  t.match((await catalog.load(ID)).metadataLocation, /v1\.metadata/);
});

await t.test('a commit that can neither be made nor looked for is in an unknown state', async (t) => {
  const { warehouse } = await withTable(t);
  const io = faultyFileIO(localFileIO(), {
    before(operation, location) {
      if (location.endsWith('v2.metadata.json') && operation !== 'size')
        throw new LakeveilError('FILE_IO', 'down');
    },
  });
  await t.rejects(openFilesystemCatalog({ warehouse, io }).commit(ID, [], setting('a')), {
    code: 'COMMIT_STATE_UNKNOWN',
  });
});

await t.test('another commit between reading and writing is a conflict, not an overwrite', async (t) => {
  const { warehouse, catalog, metadataFolder } = await withTable(t);
  let meddled = false;
  const io = faultyFileIO(localFileIO(), {
    async before(operation, location) {
      if (operation !== 'create' || !location.endsWith('v2.metadata.json') || meddled) return;
      meddled = true;
      await catalog.commit(ID, [], setting('theirs'));
    },
  });
  await t.rejects(openFilesystemCatalog({ warehouse, io }).commit(ID, [], setting('ours')), {
    code: 'COMMIT_CONFLICT',
    retryable: true,
  });
  t.same((await catalog.load(ID)).metadata.properties, { theirs: '1' });
  t.same((await readdir(metadataFolder)).filter((name) => name.endsWith('.json')).length, 2);
});
