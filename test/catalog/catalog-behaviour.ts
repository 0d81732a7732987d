import { randomUUID } from 'node:crypto';
import type { Test } from 'tap';
import type { Catalog, TableIdentifier } from '../../catalog/catalog.js';
import { commitSnapshot, type SnapshotToCommit } from '../../catalog/iceberg/commit-snapshot.js';
import { readManifest, readManifestList } from '../../catalog/iceberg/manifest-reader.js';
import { selectSnapshot } from '../../catalog/iceberg/select-snapshot.js';
import type { TableUpdate } from '../../catalog/iceberg/table-update.js';
import { BY_CITY, dataFile, SCHEMA, UNPARTITIONED } from './tables.js';

const ID: TableIdentifier = { namespace: ['ns'], name: 't' };

function creation(location: string): TableUpdate[] {
  return [
    { action: 'assign-uuid', uuid: randomUUID() },
    { action: 'set-location', location },
    { action: 'add-schema', schema: SCHEMA },
    { action: 'set-current-schema', 'schema-id': -1 },
  ];
}

async function create(catalog: Catalog, identifier: TableIdentifier = ID) {
  const location = await catalog.defaultLocation(identifier);
  return catalog.commit(identifier, [{ type: 'assert-create' }], creation(location));
}

/** Paths of the live data files of the table's current snapshot. */
export async function livePaths(
  catalog: Catalog,
  identifier: TableIdentifier,
  selector?: string,
): Promise<string[]> {
  const { metadata, io } = await catalog.load(identifier);
  const { snapshot } = selectSnapshot(metadata, selector);
  const paths: string[] = [];
  if (snapshot === undefined) return paths;
  for (const manifest of await readManifestList(io, snapshot, metadata)) {
    for await (const entry of readManifest(io, manifest, metadata)) {
      if (entry.status !== 2) paths.push(entry.dataFile.filePath);
    }
  }
  return paths.sort();
}

/** What every catalog does. `make` gives an empty one; called twice with the same `t` it gives another. */
export async function catalogBehaviour(t: Test, make: (t: Test) => Promise<Catalog>): Promise<void> {
  await t.test('an empty catalog', async (t) => {
    const catalog = await make(t);
    t.same(await catalog.listNamespaces(), []);
    t.same(await catalog.listTables(), []);
    await t.rejects(catalog.load(ID), { code: 'NO_SUCH_TABLE' });
    await t.rejects(catalog.drop(ID), { code: 'NO_SUCH_TABLE' });
    await t.rejects(catalog.commit(ID, [], []), { code: 'NO_SUCH_TABLE' });
    await t.rejects(catalog.listTables(['none']), { code: 'NO_SUCH_NAMESPACE' });
  });

  await t.test('namespaces', async (t) => {
    const catalog = await make(t);
    await catalog.createNamespace(['one']);
    await catalog.createNamespace(['two']);
    t.same((await catalog.listNamespaces()).sort(), [['one'], ['two']]);
    await t.rejects(catalog.createNamespace(['one']), { code: 'NAMESPACE_EXISTS' });
    t.same(await catalog.listTables(['one']), []);
  });

  await t.test('create, load, list, drop', async (t) => {
    const catalog = await make(t);
    const created = await create(catalog);
    const loaded = await catalog.load(ID);
    t.same(loaded.metadata, created.metadata);
    t.equal(loaded.metadataLocation, created.metadataLocation);
    t.same(loaded.metadata.schemas[0]!.fields, SCHEMA.fields);
    t.equal(loaded.metadata.location, await catalog.defaultLocation(ID));
    t.same(await catalog.listNamespaces(), [['ns']], 'the namespace was made too');
    await create(catalog, { namespace: ['ns'], name: 'u' });
    await create(catalog, { namespace: ['other'], name: 't' });
    const names = async (namespace?: string[]) =>
      (await catalog.listTables(namespace)).map((id) => `${id.namespace.join('.')}.${id.name}`).sort();
    t.same(await names(), ['ns.t', 'ns.u', 'other.t']);
    t.same(await names(['ns']), ['ns.t', 'ns.u']);
    await catalog.drop(ID);
    t.same(await names(), ['ns.u', 'other.t']);
    await t.rejects(catalog.load(ID), { code: 'NO_SUCH_TABLE' });
    t.ok(await create(catalog), 'the name is free again');
  });

  await t.test('drop keeps the files, purge does not', async (t) => {
    const catalog = await make(t);
    for (const purge of [false, true]) {
      const { metadata } = await create(catalog);
      const io = catalog.fileIO(metadata.location);
      await io.create(`${metadata.location}/data/kept-${purge}.parquet`, Buffer.from('x'));
      await catalog.drop(ID, { purge });
      const size = await io.size(`${metadata.location}/data/kept-${purge}.parquet`);
      t.equal(size, purge ? undefined : 1);
      t.same(await catalog.listTables(), []);
    }
  });

  await t.test('a table is created once', async (t) => {
    const catalog = await make(t);
    const { metadata } = await create(catalog);
    await t.rejects(create(catalog), { code: 'TABLE_EXISTS' });
    t.same((await catalog.load(ID)).metadata, metadata);
    const other = { namespace: ['ns'], name: 'raced' };
    const outcomes = await Promise.allSettled(Array.from({ length: 10 }, () => create(catalog, other)));
    t.equal(outcomes.filter((outcome) => outcome.status === 'fulfilled').length, 1);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') t.equal(outcome.reason.code, 'TABLE_EXISTS');
    }
  });

  await t.test('commit applies updates and logs the metadata before', async (t) => {
    const catalog = await make(t);
    const created = await create(catalog);
    const changed = await catalog.commit(
      ID,
      [{ type: 'assert-table-uuid', uuid: created.metadata['table-uuid'] }],
      [{ action: 'set-properties', updates: { owner: 'Zoë', long: 'x'.repeat(10_000) } }],
    );
    t.equal(changed.metadata.properties['owner'], 'Zoë');
    t.same((await catalog.load(ID)).metadata, changed.metadata);
    t.not(changed.metadataLocation, created.metadataLocation, 'nothing is rewritten in place');
    t.same(
      changed.metadata['metadata-log'].map((entry) => entry['metadata-file']),
      [created.metadataLocation],
    );
    t.same((await created.io.read(created.metadataLocation)).length > 0, true, 'the old file is still there');
  });

  await t.test('a requirement that does not hold commits nothing', async (t) => {
    const catalog = await make(t);
    const { metadata, metadataLocation } = await create(catalog);
    await t.rejects(
      catalog.commit(
        ID,
        [{ type: 'assert-current-schema-id', 'current-schema-id': 4 }],
        [{ action: 'set-properties', updates: { a: 'b' } }],
      ),
      { code: 'COMMIT_CONFLICT', message: /assert-current-schema-id/ },
    );
    await t.rejects(catalog.commit(ID, [], [{ action: 'set-current-schema', 'schema-id': 9 }]), {
      code: 'INVALID_UPDATE',
    });
    const after = await catalog.load(ID);
    t.same(after.metadata, metadata);
    t.equal(after.metadataLocation, metadataLocation);
  });

  await t.test('of commits at once each that reported success is in the result', async (t) => {
    const catalog = await make(t);
    await create(catalog);
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, (_, i) =>
        catalog.commit(ID, [], [{ action: 'set-properties', updates: { [`k${i}`]: `${i}` } }]),
      ),
    );
    const { metadata } = await catalog.load(ID);
    let won = 0;
    outcomes.forEach((outcome, i) => {
      if (outcome.status === 'fulfilled') won++;
      else t.match(outcome.reason, { code: 'COMMIT_CONFLICT', retryable: true });
      t.equal(metadata.properties[`k${i}`], outcome.status === 'fulfilled' ? `${i}` : undefined);
    });
    t.ok(won >= 1);
    t.equal(metadata['metadata-log'].length, won);
  });

  await t.test('names', async (t) => {
    const catalog = await make(t);
    for (const name of ['', '.', '..', '.hidden', 'a/b', 'a\\b', 'a\u0000b', ' a', 'x'.repeat(300)]) {
      const bad = { namespace: ['ns'], name };
      await t.rejects(catalog.load(bad), { code: 'BAD_TABLE_NAME' }, JSON.stringify(name));
      await t.rejects(catalog.commit(bad, [{ type: 'assert-create' }], creation('/x')), {
        code: 'BAD_TABLE_NAME',
      });
      await t.rejects(catalog.defaultLocation(bad), { code: 'BAD_TABLE_NAME' });
      await t.rejects(catalog.drop({ namespace: [name], name: 't' }, { purge: true }), {
        code: 'BAD_TABLE_NAME',
      });
      await t.rejects(catalog.createNamespace([name]), { code: 'BAD_TABLE_NAME' });
    }
    await t.rejects(catalog.load({ namespace: [], name: 't' }), { code: 'BAD_TABLE_NAME' });
    t.same(await catalog.listNamespaces(), []);
  });

  await t.test('commitSnapshot: create, append, overwrite, replace', async (t) => {
    const catalog = await make(t);
    const location = await catalog.defaultLocation(ID);
    const path = (name: string) => `${location}/data/${name}.parquet`;
    const wanted = (mode: SnapshotToCommit['mode'], ...names: string[]): SnapshotToCommit => ({
      identifier: ID,
      mode,
      schema: SCHEMA,
      spec: BY_CITY,
      properties: { 'write.format.default': 'parquet' },
      dataFiles: names.map((name) => dataFile(path(name), { partition: [`city ${name}`] })),
      summary: { 'lakeveil.source-snapshot-id': '42' },
    });
    await t.rejects(commitSnapshot(catalog, wanted('append', 'x')), { code: 'NO_SUCH_TABLE' });
    const first = await commitSnapshot(catalog, wanted('create', 'a', 'b'));
    t.match(first, {
      alreadyCommitted: false,
      snapshot: { summary: { operation: 'append', 'total-records': '20' } },
    });
    t.equal(first.table.metadata.properties['write.format.default'], 'parquet');
    await t.rejects(commitSnapshot(catalog, wanted('create', 'x')), { code: 'TABLE_EXISTS' });
    const second = await commitSnapshot(catalog, wanted('append', 'c'));
    t.match(second.snapshot.summary, {
      operation: 'append',
      'added-data-files': '1',
      'added-records': '10',
      'total-data-files': '3',
      'total-records': '30',
      'changed-partition-count': '1',
      'lakeveil.source-snapshot-id': '42',
    });
    t.equal(second.snapshot['parent-snapshot-id'], first.snapshot['snapshot-id']);
    t.same(await livePaths(catalog, ID), ['a', 'b', 'c'].map(path));
    const third = await commitSnapshot(catalog, wanted('overwrite', 'd'));
    t.match(third.snapshot.summary, {
      operation: 'overwrite',
      'deleted-data-files': '3',
      'deleted-records': '30',
      'total-data-files': '1',
      'total-records': '10',
    });
    t.same(await livePaths(catalog, ID), [path('d')]);
    const other: SnapshotToCommit = {
      ...wanted('replace'),
      schema: { ...SCHEMA, fields: [{ id: 3, name: 'only', required: true, type: 'int' }] },
      spec: UNPARTITIONED,
      dataFiles: [dataFile(path('e'))],
    };
    const fourth = await commitSnapshot(catalog, other);
    t.same(await livePaths(catalog, ID), [path('e')]);
    t.same(
      fourth.table.metadata.schemas.map((schema) => schema['schema-id']),
      [0, 1],
    );
    t.equal(fourth.table.metadata['current-schema-id'], 1);
    t.equal(fourth.table.metadata['default-spec-id'], 1);
    t.equal(fourth.table.metadata['table-uuid'], first.table.metadata['table-uuid']);
    t.same(
      await livePaths(catalog, ID, String(second.snapshot['snapshot-id'])),
      ['a', 'b', 'c'].map(path),
      'history is kept',
    );
  });
}
