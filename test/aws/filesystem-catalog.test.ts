import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import t, { type Test } from 'tap';
import type { Catalog, TableIdentifier } from '../../catalog/catalog.js';
import { openFilesystemCatalog } from '../../catalog/filesystem/filesystem-catalog.js';
import { loadFromMetadata } from '../../catalog/filesystem/load-from-metadata.js';
import { commitSnapshot } from '../../catalog/iceberg/commit-snapshot.js';
import { LakeveilError } from '../../errors.js';
import { catalogBehaviour, livePaths } from '../catalog/catalog-behaviour.js';
import { dataFile, SCHEMA, UNPARTITIONED } from '../catalog/tables.js';
import { type Fault, type FaultRule, startFaultProxy } from './fault-proxy.js';
import { missingAws, startMoto } from './moto.js';

const ID: TableIdentifier = { namespace: ['ns'], name: 't' };
const CREATE = [{ type: 'assert-create' }] as const;
const creation = (location: string) =>
  [
    { action: 'assign-uuid', uuid: '6f2b0a3e-6f5c-4c58-9b1c-8c1a56a0d7a1' },
    { action: 'set-location', location },
    { action: 'add-schema', schema: SCHEMA },
    { action: 'set-current-schema', 'schema-id': -1 },
  ] as const;
const setting = (key: string, value = '1') =>
  [{ action: 'set-properties', updates: { [key]: value } }] as const;

const skip = missingAws();
t.test('the filesystem catalog on S3', { skip: skip ?? false, timeout: 300_000 }, async (t) => {
  const moto = await startMoto();
  t.teardown(() => moto.stop());
  const proxy = await startFaultProxy(moto.endpoint);
  t.teardown(() => proxy.stop());
  const s3 = new S3Client({ forcePathStyle: true });
  let made = 0;
  const bucket = async (): Promise<string> => {
    const Bucket = `bucket-${++made}`;
    await s3.send(new CreateBucketCommand({ Bucket }));
    return Bucket;
  };
  const keys = async (location: string): Promise<string[]> => {
    const [, Bucket, Prefix] = /^s3:\/\/([^/]+)\/?(.*)$/.exec(location)!;
    const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: Prefix! }));
    return (Contents ?? []).map(({ Key }) => Key!.slice(Prefix!.length)).sort();
  };
  const text = async (location: string): Promise<string | undefined> => {
    const [, Bucket, Key] = /^s3:\/\/([^/]+)\/(.*)$/.exec(location)!;
    const answer = await s3.send(new GetObjectCommand({ Bucket, Key: Key! }));
    return answer.Body?.transformToString();
  };
  const put = (location: string, Body: string) => {
    const [, Bucket, Key] = /^s3:\/\/([^/]+)\/(.*)$/.exec(location)!;
    return s3.send(new PutObjectCommand({ Bucket, Key: Key!, Body, ContentLength: Body.length }));
  };
  const withTable = async () => {
    const warehouse = `s3://${await bucket()}/lake`;
    const catalog = openFilesystemCatalog({ warehouse });
    await catalog.commit(ID, CREATE, creation(`${warehouse}/ns/t`));
    return { warehouse, catalog, metadata: `${warehouse}/ns/t/metadata/` };
  };
  /** The same warehouse, over calls that break; the rules that were used up, when the test ends. */
  const broken = (t: Test, warehouse: string, ...rules: FaultRule[]): Catalog => {
    proxy.rules.push(...rules);
    t.teardown(() => proxy.rules.splice(0));
    return openFilesystemCatalog({ warehouse, storage: { s3: { endpoint: proxy.endpoint } } });
  };

  for (const prefix of ['', '/a b+c%20#é?&=/lake/']) {
    await t.test(`in "${prefix}"`, (t) =>
      catalogBehaviour(t, async () =>
        openFilesystemCatalog({ warehouse: `s3://${await bucket()}${prefix}` }),
      ),
    );
  }

  await t.test("files lie as Spark's hadoop catalog has them", async (t) => {
    const { catalog, warehouse, metadata } = await withTable();
    await catalog.commit(ID, [], setting('a'));
    t.same(await keys(metadata), ['v1.metadata.json', 'v2.metadata.json', 'version-hint.text']);
    t.equal(await text(`${metadata}version-hint.text`), '2');
    t.equal(catalog.journalRoot, `${warehouse}/.lakeveil`);
    t.equal(await catalog.defaultLocation(ID), `${warehouse}/ns/t`);
    t.equal((await catalog.load(ID)).metadataLocation, `${metadata}v2.metadata.json`);
    t.match(catalog.description, warehouse);
    t.same(await keys(`${warehouse}/ns/`), [
      '',
      't/metadata/v1.metadata.json',
      't/metadata/v2.metadata.json',
      't/metadata/version-hint.text',
    ]);
  });

  await t.test('the hint is only a hint', async (t) => {
    const { catalog, metadata } = await withTable();
    await catalog.commit(ID, [], setting('a'));
    for (const hint of ['1', '99', '', 'garbage']) {
      await put(`${metadata}version-hint.text`, hint);
      t.match((await catalog.load(ID)).metadataLocation, /v2\.metadata\.json$/, `hint ${hint}`);
    }
    await catalog.commit(ID, [], setting('b'));
    t.equal(await text(`${metadata}version-hint.text`), '3');
  });

  await t.test('a hint that cannot be written fails no commit', async (t) => {
    const { warehouse, metadata } = await withTable();
    const isHint = (call: { method: string; path: string }) =>
      call.method === 'PUT' && call.path.includes('version-hint');
    const catalog = broken(t, warehouse, { when: isHint, fault: { answer: { status: 403 } } });
    await catalog.commit(ID, [], setting('a'));
    t.equal(await text(`${metadata}version-hint.text`), '1');
    t.equal((await catalog.load(ID)).metadata.properties['a'], '1');
  });

  await t.test('after many commits at once the hint names the newest', async (t) => {
    const { catalog, metadata } = await withTable();
    await Promise.allSettled(Array.from({ length: 12 }, (_, i) => catalog.commit(ID, [], setting(`k${i}`))));
    const { metadataLocation } = await catalog.load(ID);
    t.equal(metadataLocation, `${metadata}v${await text(`${metadata}version-hint.text`)}.metadata.json`);
  });

  await t.test('to load a table its manifests are not listed', async (t) => {
    const { catalog, warehouse, metadata } = await withTable();
    for (let i = 0; i < 12; i++) await catalog.commit(ID, [], setting(`k${i}`));
    await put(`${metadata}snap-1.avro`, '');
    const before = proxy.calls.length;
    const { metadataLocation } = await broken(t, warehouse).load(ID);
    t.match(metadataLocation, /v13\.metadata\.json$/, 'versions are numbers, not text');
    t.same(
      proxy.calls.slice(before).map(({ path }) => /prefix=([^&]*)/.exec(path)?.[1] ?? path.split('?')[0]),
      [`lake%2Fns%2Ft%2Fmetadata%2Fv`, `/${warehouse.slice(5)}/ns/t/metadata/v13.metadata.json`],
    );
  });

  await t.test('folders: namespaces, tables, and what is neither', async (t) => {
    const { catalog, warehouse } = await withTable();
    await catalog.commit({ namespace: ['a', 'b'], name: 't' }, CREATE, creation(`${warehouse}/a/b/t`));
    await catalog.createNamespace(['ns', 'empty']);
    await put(`${warehouse}/.lakeveil/runs/1/run.json`, '{}');
    await put(`${warehouse}/ns/unborn/data/f.parquet`, '');
    await put(`${warehouse}/ns/unborn2/metadata/1-m0.avro`, '');
    await put(`${warehouse}/README`, '');
    t.same(await catalog.listNamespaces(), [['a'], ['a', 'b'], ['ns'], ['ns', 'empty']]);
    t.same(await catalog.listTables(), [{ namespace: ['a', 'b'], name: 't' }, ID]);
    t.same(await catalog.listTables(['a']), []);
    await t.rejects(catalog.createNamespace(['ns', 'empty']), { code: 'NAMESPACE_EXISTS' });
    await t.rejects(catalog.createNamespace(['ns', 't', 'x']), { code: 'TABLE_EXISTS' });
    await t.rejects(catalog.commit({ namespace: ['a'], name: 'b' }, CREATE, creation('s3://x/y')), {
      code: 'NAMESPACE_EXISTS',
    });
    await catalog.drop(ID, { purge: true });
    t.same((await catalog.listNamespaces()).at(-2), ['ns'], 'it outlives its last table');
  });

  await t.test('more files than one page or one call takes', async (t) => {
    const { catalog, warehouse } = await withTable();
    const numbers = Array.from({ length: 1010 }, (_, i) => i);
    for (let start = 0; start < numbers.length; start += 50) {
      await Promise.all(
        numbers.slice(start, start + 50).map((i) => put(`${warehouse}/ns/t/data/${i}.parquet`, '')),
      );
    }
    await put(`${warehouse}/ns/t2/data/kept.parquet`, '');
    await catalog.drop(ID, { purge: true });
    t.same(await keys(`${warehouse}/ns/`), ['', 't2/data/kept.parquet']);
  });

  await t.test('a dropped table keeps its files under other names, and is as free as before', async (t) => {
    const { catalog, metadata } = await withTable();
    await catalog.commit(ID, [], setting('write.metadata.compression-codec', 'gzip'));
    await catalog.drop(ID);
    const left = await keys(metadata);
    t.equal(left.length, 2);
    t.ok(
      left.every((name) => /^dropped-[0-9a-f-]{36}-v[12]\.(gz\.)?metadata\.json$/.test(name)),
      left.join(),
    );
    await t.rejects(catalog.load(ID), { code: 'NO_SUCH_TABLE' });
    await t.rejects(loadFromMetadata(metadata.slice(0, -'/metadata/'.length)), { code: 'NO_SUCH_TABLE' });
  });

  await t.test('readers of a table that is dropped see its newest version, or no table', async (t) => {
    for (const purge of [false, true]) {
      const { catalog, warehouse, metadata } = await withTable();
      for (let i = 0; i < 3; i++) await catalog.commit(ID, [], setting(`k${i}`));
      const path = `${warehouse}/ns/t/data/a.parquet`;
      await put(path, 'x');
      const seen: string[] = [];
      const look = async (): Promise<void> => {
        const [found, data] = await Promise.all([
          catalog.load(ID).then(
            ({ metadataLocation }) => metadataLocation.slice(metadata.length),
            (error) => String(error.code),
          ),
          catalog.fileIO(path).size(path),
        ]);
        seen.push(`${found}, ${data === undefined ? 'without' : 'with'} its data`);
      };
      const always = { when: ({ method }: { method: string }) => method !== 'GET', fault: { delay: look } };
      await broken(t, warehouse, always).drop(ID, { purge });
      proxy.rules.splice(0);
      t.ok(seen.length >= 3, seen.join('; '));
      t.same(
        [...new Set(seen)],
        purge
          ? ['v4.metadata.json, with its data', 'NO_SUCH_TABLE, with its data']
          : ['v4.metadata.json, with its data'],
      );
    }
  });

  await t.test('a drop that breaks off anywhere leaves the table whole or gone', async (t) => {
    for (const purge of [false, true]) {
      let calls = Number.POSITIVE_INFINITY;
      let gone = 0;
      for (let at = 0; at < calls; at++) {
        const { warehouse, catalog } = await withTable();
        const path = `${warehouse}/ns/t/data/a.parquet`;
        await put(path, 'x');
        const append = { identifier: ID, mode: 'append', schema: SCHEMA, spec: UNPARTITIONED } as const;
        await commitSnapshot(catalog, { ...append, dataFiles: [dataFile(path)], summary: {} });
        const first = proxy.calls.length;
        const when = () => proxy.calls.length - first > at;
        const dropping = broken(t, warehouse, { when, fault: { answer: { status: 403 } } });
        const outcome = await dropping.drop(ID, { purge }).catch((error) => error.code);
        proxy.rules.splice(0);
        const exists = (await catalog.listTables()).length === 1;
        if (exists) {
          t.same(await livePaths(catalog, ID), [path]);
          t.equal(await catalog.fileIO(path).size(path), 1, `${purge} ${at}: with its data`);
        } else gone++;
        if (outcome === undefined) {
          calls = 0;
          t.notOk(exists);
          t.ok(at > 4, `${at} calls`);
        } else {
          t.equal(outcome, 'ACCESS_DENIED');
          if (exists) await catalog.drop(ID, { purge });
          t.same(await catalog.listTables(), [], 'and can be dropped again');
        }
      }
      t.ok(gone >= 1);
    }
  });

  const isVersion = (call: { method: string; path: string }) =>
    call.method === 'PUT' && /\/v2\.metadata\.json/.test(call.path);

  await t.test('a commit whose answer was lost is a success, once', async (t) => {
    for (const fault of ['drop-answer', 'error-after', 'duplicate', 'drop-call', { late: 0 }] as Fault[]) {
      const { warehouse, catalog, metadata } = await withTable();
      const committing = broken(t, warehouse, { when: isVersion, fault, times: 1 });
      const first = proxy.calls.length;
      await committing.commit(ID, [], setting('a'));
      await proxy.arrived();
      const sent = proxy.calls.slice(first).filter(isVersion).length;
      if (fault === 'drop-answer' || fault === 'error-after') t.equal(sent, 1, 'looked for, not sent again');
      t.equal((await catalog.load(ID)).metadata.properties['a'], '1', JSON.stringify(fault));
      t.same(await keys(metadata), ['v1.metadata.json', 'v2.metadata.json', 'version-hint.text']);
    }
  });

  await t.test('a commit of which nothing is heard, then or later, is in an unknown state', async (t) => {
    const { warehouse } = await withTable();
    const outage = {
      when: (call: { path: string }) => call.path.includes('/v2.'),
      fault: 'drop-call',
    } as const;
    await t.rejects(broken(t, warehouse, outage).commit(ID, [], setting('a')), {
      code: 'COMMIT_STATE_UNKNOWN',
    });
  });

  await t.test('the fence is asked before each try, so also after an outage', async (t) => {
    for (const [fault, code] of [
      [{ answer: { status: 503 } }, 'LEASE_LOST'],
      // It may land yet.
      ['drop-call', 'COMMIT_STATE_UNKNOWN'],
    ] as const) {
      const { warehouse, catalog } = await withTable();
      const isCommit = ({ method, path }: { method: string; path: string }) =>
        method === 'PUT' && path.includes('v2.metadata.json');
      const first = proxy.calls.length;
      let asked = 0;
      const fence = async (): Promise<void> => {
        if (++asked === 2) throw new LakeveilError('LEASE_LOST', 'Nothing was committed.');
      };
      const commit = broken(t, warehouse, { when: isCommit, fault, times: 1 }).commit(ID, [], setting('a'), {
        fence,
      });
      await t.rejects(commit, { code });
      proxy.rules.splice(0);
      t.equal(proxy.calls.slice(first).filter(isCommit).length, 1, 'it is not sent again');
      t.same((await catalog.load(ID)).metadata.properties, {});
      await catalog.commit(ID, [], setting('b'), { fence: async () => {} });
    }
  });

  await t.test('a commit that is refused did not happen', async (t) => {
    const { warehouse, catalog } = await withTable();
    const refusal = { when: isVersion, fault: { answer: { status: 403 } } } as const;
    await t.rejects(broken(t, warehouse, refusal).commit(ID, [], setting('a')), { code: 'ACCESS_DENIED' });
    t.match((await catalog.load(ID)).metadataLocation, /v1\.metadata/);
  });

  await t.test('another commit between reading and writing is a conflict, not an overwrite', async (t) => {
    const { warehouse, catalog, metadata } = await withTable();
    const theirs = () => catalog.commit(ID, [], setting('theirs'));
    const rule: FaultRule = { when: isVersion, fault: { delay: theirs }, times: 1 };
    await t.rejects(broken(t, warehouse, rule).commit(ID, [], setting('ours')), {
      code: 'COMMIT_CONFLICT',
      retryable: true,
    });
    t.same((await catalog.load(ID)).metadata.properties, { theirs: '1' });
    t.same(await keys(metadata), ['v1.metadata.json', 'v2.metadata.json', 'version-hint.text']);
  });

  await t.test('tables are loaded by the location of their folder or of a metadata file', async (t) => {
    const { catalog, warehouse, metadata } = await withTable();
    await catalog.commit(ID, [], setting('a'));
    for (const location of [`${warehouse}/ns/t`, `${warehouse}/ns/t/`, `${metadata}v2.metadata.json`]) {
      const table = await loadFromMetadata(location);
      t.equal(table.metadata.properties['a'], '1');
      t.same(table.identifier, { namespace: [], name: 't' });
    }
    t.same((await loadFromMetadata(`${metadata}v1.metadata.json`)).metadata.properties, {});
    await t.rejects(loadFromMetadata(`${warehouse}/none`), { code: 'NO_SUCH_TABLE' });
    await t.rejects(loadFromMetadata(`${warehouse}/none.metadata.json`), { code: 'NO_SUCH_TABLE' });
  });

  await t.test('every catalog reaches files on disk and on S3', async (t) => {
    const local = await mkdtemp(join(tmpdir(), 'lakeveil-wh-'));
    t.teardown(() => rm(local, { recursive: true, force: true }));
    const remote = `s3://${await bucket()}/lake`;
    for (const warehouse of [local, remote]) {
      const catalog = openFilesystemCatalog({ warehouse });
      for (const folder of [local, remote]) {
        const location = `${folder}/${warehouse === local ? 'a' : 'b'}`;
        await catalog.fileIO(location).create(location, Buffer.from('x'));
        t.equal(await catalog.fileIO(location).size(location), 1);
      }
      t.throws(() => catalog.fileIO('gs://bucket/x'), { code: 'UNSUPPORTED_FEATURE' });
    }
    // A table on S3 that a catalog on disk knows, and the other way round.
    const elsewhere = { [local]: `${remote}/far`, [remote]: `${local}/far` };
    for (const [warehouse, location] of Object.entries(elsewhere)) {
      const catalog = openFilesystemCatalog({ warehouse });
      await catalog.commit(ID, CREATE, creation(location));
      const append = { identifier: ID, mode: 'append', schema: SCHEMA, spec: UNPARTITIONED } as const;
      await commitSnapshot(catalog, { ...append, dataFiles: [dataFile(`${location}/data/a`)], summary: {} });
      t.same(await livePaths(catalog, ID), [`${location}/data/a`]);
    }
  });

  await t.test('a bucket that does not exist, and a location that is none', async (t) => {
    const catalog = openFilesystemCatalog({ warehouse: 's3://no-such-bucket/lake' });
    await t.rejects(catalog.load(ID), { code: 'NO_SUCH_BUCKET' });
    await t.rejects(catalog.listTables(), { code: 'NO_SUCH_BUCKET' });
    await t.rejects(catalog.createNamespace(['a']), { code: 'NO_SUCH_BUCKET' });
    await t.rejects(openFilesystemCatalog({ warehouse: 's3://' }).listTables(), { code: 'BAD_LOCATION' });
    const missing = openFilesystemCatalog({ warehouse: `s3://${await bucket()}/typo` });
    await t.rejects(missing.load(ID), { code: 'NO_SUCH_TABLE', message: /typo does not exist/ });
  });
});
