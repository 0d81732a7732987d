import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Column, Glue, type TableInput } from '@aws-sdk/client-glue';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import t, { type Test } from 'tap';
import type { Catalog, TableIdentifier } from '../../catalog/catalog.js';
import { openGlueCatalog } from '../../catalog/glue/glue-catalog.js';
import { commitSnapshot } from '../../catalog/iceberg/commit-snapshot.js';
import type { TableUpdate } from '../../catalog/iceberg/table-update.js';
import { LakeveilError } from '../../errors.js';
import { catalogBehaviour, livePaths } from '../catalog/catalog-behaviour.js';
import { dataFile, SCHEMA, UNPARTITIONED } from '../catalog/tables.js';
import { type FaultRule, type ProxiedCall, startFaultProxy } from './fault-proxy.js';
import { missingAws, startMoto } from './moto.js';
import { s3OnDisk } from './s3-on-disk.js';

const ID: TableIdentifier = { namespace: ['ns'], name: 't' };
const CREATE = [{ type: 'assert-create' }] as const;
const WAREHOUSE = 's3://bucket/wh';

const creation = (location: string): TableUpdate[] => [
  { action: 'assign-uuid', uuid: randomUUID() },
  { action: 'set-location', location },
  { action: 'add-schema', schema: SCHEMA },
  { action: 'set-current-schema', 'schema-id': -1 },
];
const setting = (key: string, value = '1'): TableUpdate[] => [
  { action: 'set-properties', updates: { [key]: value } },
];

const skip = missingAws();
t.test('Glue catalog', { skip: skip ?? false }, async (t) => {
  const moto = await startMoto();
  const proxy = await startFaultProxy(moto.endpoint);
  const glue = new Glue({ endpoint: moto.endpoint });
  t.teardown(async () => {
    glue.destroy();
    await proxy.stop();
    await moto.stop();
  });

  /** An empty Glue, the catalog on it, and the folder that plays S3. */
  async function fresh(t: Test, more: { catalogId?: string } = {}) {
    const folder = await mkdtemp(join(tmpdir(), 'lakeveil-glue-'));
    t.teardown(() => rm(folder, { recursive: true, force: true }));
    await moto.reset();
    proxy.rules.length = 0;
    proxy.calls.length = 0;
    const io = s3OnDisk(folder);
    const options = { warehouse: WAREHOUSE, endpoint: proxy.endpoint, ...more };
    return { folder, io, catalog: openGlueCatalog(options, { io, backoffMs: 2 }) };
  }
  async function withTable(t: Test) {
    const made = await fresh(t);
    const table = await made.catalog.commit(ID, CREATE, creation(await made.catalog.defaultLocation(ID)));
    proxy.calls.length = 0;
    return {
      ...made,
      table,
      /** Another client of the same table, that nothing goes wrong for. */
      other: openGlueCatalog({ warehouse: WAREHOUSE, endpoint: moto.endpoint }, { io: made.io }),
      metadataFiles: async () =>
        (await readdir(join(made.folder, 'bucket/wh/ns.db/t/metadata'))).filter((name) =>
          name.endsWith('.metadata.json'),
        ),
    };
  }
  const glueTable = async (name = 't') => (await glue.getTable({ DatabaseName: 'ns', Name: name })).Table!;
  const sent = (target: string) =>
    proxy.calls
      .filter((call) => call.target === `AWSGlue.${target}`)
      .map((call) => JSON.parse(call.body.toString('utf8')) as Record<string, unknown>);
  const rule = (target: string, fault: FaultRule['fault'], times = 1): void =>
    void proxy.rules.push({ when: (call) => call.target === `AWSGlue.${target}`, fault, times });
  const answer = (type: string, message = 'quoted secret', status = 400): FaultRule['fault'] => ({
    answer: {
      status,
      headers: { 'content-type': 'application/x-amz-json-1.1' },
      body: JSON.stringify({ __type: type, Message: message, message }),
    },
  });
  /** Runs once, when the first call of that kind arrives, before it goes on. */
  const before = (target: string, act: (call: ProxiedCall) => void): void => {
    let done = false;
    proxy.rules.unshift({
      when: (call) => {
        if (!done && call.target === `AWSGlue.${target}`) {
          done = true;
          act(call);
        }
        return false;
      },
      fault: 'drop-call',
    });
  };

  await t.test('behaves as a catalog', (t) => catalogBehaviour(t, async (t) => (await fresh(t)).catalog));

  await t.test('behaves as a catalog with its files on S3', async (t) => {
    const s3 = new S3Client({ forcePathStyle: true });
    t.teardown(() => s3.destroy());
    await catalogBehaviour(t, async () => {
      await moto.reset();
      await s3.send(new CreateBucketCommand({ Bucket: 'bucket' }));
      return openGlueCatalog({ warehouse: WAREHOUSE });
    });
  });

  await t.test('the entry is as Iceberg writes it', async (t) => {
    const { catalog, table } = await withTable(t);
    const { Parameters, StorageDescriptor, TableType, PartitionKeys } = await glueTable();
    t.equal(TableType, 'EXTERNAL_TABLE');
    t.same(Parameters, { table_type: 'ICEBERG', metadata_location: table.metadataLocation });
    t.match(
      table.metadataLocation,
      /^s3:\/\/bucket\/wh\/ns\.db\/t\/metadata\/00000-[0-9a-f-]{36}\.metadata\.json$/,
    );
    t.equal(StorageDescriptor!.Location, `${WAREHOUSE}/ns.db/t`);
    t.same(Object.keys(StorageDescriptor!).sort(), ['Columns', 'Location']);
    t.same(PartitionKeys ?? [], []);
    const next = await catalog.commit(ID, [], setting('a'));
    t.match(next.metadataLocation, /\/metadata\/00001-/);
    t.same((await glueTable()).Parameters, {
      table_type: 'ICEBERG',
      metadata_location: next.metadataLocation,
      previous_metadata_location: table.metadataLocation,
    });
  });

  await t.test('an update is sent once, conditional on the version, and archives nothing', async (t) => {
    const { catalog } = await withTable(t);
    const version = (await glueTable()).VersionId;
    await catalog.commit(ID, [], setting('a'));
    t.match(sent('UpdateTable'), [{ VersionId: version, SkipArchive: true }]);
  });

  await t.test('what others set in Glue stays', async (t) => {
    const { catalog } = await withTable(t);
    const now = await glueTable();
    const columns = now.StorageDescriptor!.Columns!;
    await glue.updateTable({
      DatabaseName: 'ns',
      TableInput: {
        Name: 't',
        TableType: now.TableType!,
        Description: 'Calls, one a row',
        Owner: 'anna',
        Parameters: { ...now.Parameters, classification: 'parquet', 'lf.tag': 'x' },
        StorageDescriptor: {
          ...now.StorageDescriptor!,
          Columns: columns.map((column) =>
            column.Name === 'city' ? { ...column, Comment: 'where they called from' } : column,
          ),
        },
      },
    });
    await catalog.commit(ID, [], setting('a'));
    const after = await glueTable();
    t.match(after, {
      Description: 'Calls, one a row',
      Owner: 'anna',
      Parameters: { classification: 'parquet', 'lf.tag': 'x', table_type: 'ICEBERG' },
    });
    const city = (found: Column[]) => found.find(({ Name }) => Name === 'city')!.Comment;
    t.equal(city(after.StorageDescriptor!.Columns!), 'where they called from');
  });

  await t.test(
    'a change in Glue between our look and our update is kept, and the commit goes on',
    async (t) => {
      const { catalog } = await withTable(t);
      const now = await glueTable();
      let edited: Promise<unknown> | undefined;
      proxy.rules.push({
        when: ({ target }) => target === 'AWSGlue.UpdateTable',
        fault: { delay: 300 },
        times: 1,
      });
      before('UpdateTable', () => {
        const { Name, TableType, Parameters, StorageDescriptor } = now;
        edited = glue.updateTable({
          DatabaseName: 'ns',
          TableInput: { Name, TableType, Parameters, StorageDescriptor, Description: 'new' } as TableInput,
        });
      });
      const { metadata } = await catalog.commit(ID, [], setting('ours'));
      await edited;
      t.equal(metadata.properties['ours'], '1');
      t.match(await glueTable(), { Description: 'new' });
      t.equal((await catalog.load(ID)).metadata.properties['ours'], '1');
      t.equal(sent('UpdateTable').length, 2);
    },
  );

  await t.test('a commit of somebody else between our load and our update survives', async (t) => {
    const { catalog, other, metadataFiles } = await withTable(t);
    let theirs: Promise<unknown> | undefined;
    proxy.rules.push({
      when: ({ target }) => target === 'AWSGlue.UpdateTable',
      fault: { delay: 500 },
      times: 1,
    });
    before('UpdateTable', () => {
      theirs = other.commit(ID, [], setting('theirs'));
    });
    await t.rejects(catalog.commit(ID, [], setting('ours')), { code: 'COMMIT_CONFLICT', retryable: true });
    await theirs;
    t.same((await catalog.load(ID)).metadata.properties, { theirs: '1' });
    t.equal((await metadataFiles()).length, 2, 'and our metadata file is removed');
  });

  await t.test('an append goes on top of what others committed', async (t) => {
    const { catalog, other } = await withTable(t);
    const append = (to: Catalog, name: string) =>
      commitSnapshot(to, {
        identifier: ID,
        mode: 'append',
        schema: SCHEMA,
        spec: UNPARTITIONED,
        dataFiles: [dataFile(`${WAREHOUSE}/ns.db/t/data/${name}.parquet`)],
        summary: {},
      });
    await Promise.all([append(catalog, 'a'), append(other, 'b'), append(other, 'c')]);
    t.same(
      (await livePaths(catalog, ID)).map((path) => path.at(-9)),
      ['a', 'b', 'c'],
    );
  });

  for (const fault of ['drop-answer', 'error-after', 'duplicate', { cut: 1 }] as const) {
    const named = JSON.stringify(fault);
    await t.test(`an update of which the answer is lost (${named}) is one commit`, async (t) => {
      const { catalog, metadataFiles } = await withTable(t);
      rule('UpdateTable', fault);
      const { metadataLocation } = await catalog.commit(ID, [], setting('a'));
      const { table, history } = { table: await catalog.load(ID), history: await metadataFiles() };
      t.equal(table.metadataLocation, metadataLocation);
      t.equal(table.metadata['metadata-log'].length, 1);
      t.equal(history.length, 2);
    });
    await t.test(`a creation of which the answer is lost (${named}) is one table`, async (t) => {
      const { catalog } = await fresh(t);
      await catalog.createNamespace(['ns']);
      rule('CreateTable', fault);
      const { metadataLocation } = await catalog.commit(ID, CREATE, creation(`${WAREHOUSE}/ns.db/t`));
      t.equal((await catalog.load(ID)).metadataLocation, metadataLocation);
    });
    await t.test(`a drop of which the answer is lost (${named})`, async (t) => {
      const { catalog } = await withTable(t);
      rule('DeleteTable', fault);
      await catalog.drop(ID);
      t.same(await catalog.listTables(), []);
    });
  }

  await t.test('an update that was lost on the way is sent again', async (t) => {
    const { catalog } = await withTable(t);
    rule('UpdateTable', 'drop-call', 2);
    const { metadata } = await catalog.commit(ID, [], setting('a'));
    t.equal(metadata.properties['a'], '1');
    t.equal((await catalog.load(ID)).metadata['metadata-log'].length, 1);
  });

  await t.test('an update that arrives late takes no effect twice', async (t) => {
    const { catalog } = await withTable(t);
    rule('UpdateTable', { late: 300 });
    const { metadataLocation } = await catalog.commit(ID, [], setting('a'));
    await new Promise((resolve) => setTimeout(resolve, 600));
    const table = await catalog.load(ID);
    t.equal(table.metadataLocation, metadataLocation);
    t.equal(table.metadata['metadata-log'].length, 1);
  });

  await t.test(
    'with the answers lost and others committing on top, our commit is found in the history',
    async (t) => {
      const { catalog, other } = await withTable(t);
      for (const others of [1, 3]) {
        rule('UpdateTable', 'drop-answer');
        const theirs: Promise<unknown>[] = [];
        // The look after the lost answer comes when others have committed.
        let updates = 0;
        proxy.rules.unshift({
          when: ({ target }) => {
            if (target === 'AWSGlue.UpdateTable') updates++;
            return target === 'AWSGlue.GetTable' && updates === 1;
          },
          fault: { delay: 1500 },
          times: 1,
        });
        before('GetTable', () => {});
        const ours = catalog.commit(ID, [], setting(`ours${others}`));
        theirs.push(
          (async () => {
            for (;;) {
              const { metadata } = await other.load(ID);
              if (metadata.properties[`ours${others}`] === '1') break;
            }
            for (let i = 0; i < others; i++) await other.commit(ID, [], setting(`theirs${others}-${i}`));
          })(),
        );
        const { metadata } = await ours;
        await Promise.all(theirs);
        t.equal(metadata.properties[`ours${others}`], '1');
        t.equal((await catalog.load(ID)).metadata.properties[`ours${others}`], '1');
        proxy.rules.length = 0;
      }
    },
  );

  await t.test('neither done nor seen: the state is unknown, and the metadata file is kept', async (t) => {
    const { catalog, metadataFiles } = await withTable(t);
    let cut = false;
    proxy.rules.push({
      when: ({ target }) => {
        cut ||= target === 'AWSGlue.UpdateTable';
        return cut;
      },
      fault: 'drop-answer',
    });
    await t.rejects(catalog.commit(ID, [], setting('a')), { code: 'COMMIT_STATE_UNKNOWN' });
    proxy.rules.length = 0;
    t.equal((await metadataFiles()).length, 2);
    t.equal((await catalog.load(ID)).metadata.properties['a'], '1', 'here it had happened');
  });

  await t.test(
    'an update of which nothing is known, and that never landed, is not called a failure',
    async (t) => {
      const { catalog, metadataFiles } = await withTable(t);
      rule('UpdateTable', 'drop-call', 100);
      await t.rejects(catalog.commit(ID, [], setting('a')), { code: 'COMMIT_STATE_UNKNOWN' });
      t.equal((await metadataFiles()).length, 2, 'a late one would point to it');
    },
  );

  await t.test('throttling is borne, and its end is told', async (t) => {
    const { catalog, metadataFiles } = await withTable(t);
    for (const target of ['GetTable', 'UpdateTable']) rule(target, answer('ThrottlingException'), 3);
    await catalog.commit(ID, [], setting('a'));
    t.equal(sent('UpdateTable').length, 4);
    rule('UpdateTable', answer('ThrottlingException'), 100);
    await t.rejects(catalog.commit(ID, [], setting('b')), { code: 'THROTTLED', retryable: true });
    t.equal((await metadataFiles()).length, 2, 'nothing of it is left');
    t.ok(sent('UpdateTable').length < 20, 'bounded');
    proxy.rules.length = 0;
    rule('GetTable', answer('ThrottlingException'), 100);
    await t.rejects(catalog.load(ID), { code: 'THROTTLED', retryable: true });
    t.ok(sent('GetTable').length < 60, 'bounded');
  });

  await t.test('the fence is asked before each try, so also after an outage', async (t) => {
    const fenceAt = (at: number) => {
      let asked = 0;
      return async (): Promise<void> => {
        if (++asked === at) throw new LakeveilError('LEASE_LOST', 'Nothing was committed.');
      };
    };
    const { catalog, metadataFiles } = await withTable(t);
    rule('UpdateTable', answer('ThrottlingException'), 1);
    await t.rejects(catalog.commit(ID, [], setting('a'), { fence: fenceAt(2) }), { code: 'LEASE_LOST' });
    t.equal(sent('UpdateTable').length, 1, 'it is not sent again');
    t.equal((await metadataFiles()).length, 1, 'nothing of it is left');
    rule('UpdateTable', 'drop-call', 1);
    await t.rejects(catalog.commit(ID, [], setting('a'), { fence: fenceAt(2) }), {
      code: 'COMMIT_STATE_UNKNOWN',
    });
    t.equal(sent('UpdateTable').length, 2);
    t.equal((await metadataFiles()).length, 2, 'a late one would point to it');
    const made = { namespace: ['ns'], name: 'made' };
    const create = () =>
      catalog.commit(made, CREATE, creation(`${WAREHOUSE}/ns.db/made`), { fence: fenceAt(2) });
    const before = sent('CreateTable').length;
    rule('CreateTable', answer('ThrottlingException'), 1);
    await t.rejects(create(), { code: 'LEASE_LOST' });
    t.equal(sent('CreateTable').length, before + 1);
    await t.rejects(catalog.load(made), { code: 'NO_SUCH_TABLE' });
  });

  await t.test('refusals say what is to be allowed, and leave nothing', async (t) => {
    const { catalog, metadataFiles } = await withTable(t);
    rule(
      'UpdateTable',
      answer('AccessDeniedException', 'User: arn:aws:iam::1:user/secret is not authorized'),
    );
    await t.rejects(catalog.commit(ID, [], setting('a')), {
      code: 'ACCESS_DENIED',
      message: /Nothing was committed to ns\.t: .*glue:UpdateTable on ns\.t/,
    });
    rule('GetTable', answer('AccessDeniedException', 'Insufficient Lake Formation permission(s) on secret'));
    const denied = await catalog.load(ID).catch((error: Error) => error);
    t.match(denied, { code: 'ACCESS_DENIED', message: /Lake Formation.*SELECT/ });
    t.notMatch((denied as Error).message, /secret/);
    rule('UpdateTable', answer('ResourceNumberLimitExceededException'));
    await t.rejects(catalog.commit(ID, [], setting('a')), { code: 'GLUE_LIMIT' });
    rule('UpdateTable', answer('InvalidInputException'));
    await t.rejects(catalog.commit(ID, [], setting('a')), {
      code: 'AWS_ERROR',
      message: /InvalidInputException/,
    });
    rule('CreateTable', answer('AccessDeniedException'));
    await t.rejects(catalog.commit({ ...ID, name: 'u' }, CREATE, creation(`${WAREHOUSE}/ns.db/u`)), {
      code: 'ACCESS_DENIED',
      message: /The table ns\.u was not created/,
    });
    rule('CreateDatabase', answer('AccessDeniedException'));
    await t.rejects(
      catalog.commit({ namespace: ['new'], name: 'u' }, CREATE, creation(`${WAREHOUSE}/new.db/u`)),
      { code: 'ACCESS_DENIED', message: /database new was not created/ },
    );
    rule('DeleteTable', answer('AccessDeniedException'));
    await t.rejects(catalog.drop(ID, { purge: true }), { code: 'ACCESS_DENIED', message: /not dropped/ });
    t.equal((await metadataFiles()).length, 1);
    t.same((await catalog.load(ID)).metadata.properties, {});
  });

  await t.test('a database that may not be looked into does not hide the others', async (t) => {
    const { catalog } = await withTable(t);
    await catalog.createNamespace(['closed']);
    proxy.rules.push({
      when: ({ target, body }) => target === 'AWSGlue.GetTables' && body.includes('closed'),
      fault: answer('AccessDeniedException'),
    });
    t.same(await catalog.listTables(), [ID]);
    await t.rejects(catalog.listTables(['closed']), { code: 'ACCESS_DENIED' });
  });

  await t.test("another account's catalog is named in every call", async (t) => {
    const { catalog } = await fresh(t, { catalogId: '210987654321' });
    await catalog.createNamespace(['other']);
    await catalog.commit(ID, CREATE, creation(await catalog.defaultLocation(ID)));
    await catalog.commit(ID, [], setting('a'));
    await catalog.load(ID);
    await catalog.listTables();
    await catalog.listTables(['ns']);
    await catalog.listNamespaces();
    await catalog.load({ ...ID, name: 'none' }).catch(() => {});
    await catalog.drop(ID, { purge: true });
    const targets = new Set<string>();
    for (const { target, body } of proxy.calls) {
      targets.add(target!);
      t.equal(
        (JSON.parse(body.toString('utf8')) as { CatalogId?: string }).CatalogId,
        '210987654321',
        target ?? '',
      );
    }
    t.ok(targets.size >= 8, [...targets].join(' '));
    t.match(catalog.description, '210987654321');
  });

  await t.test('lists go over all pages', async (t) => {
    const { catalog } = await fresh(t);
    const page = (members: object, token?: string): FaultRule['fault'] => ({
      answer: {
        status: 200,
        headers: { 'content-type': 'application/x-amz-json-1.1' },
        body: JSON.stringify({ ...members, ...(token === undefined ? {} : { NextToken: token }) }),
      },
    });
    const iceberg = (name: string) => ({ Name: name, Parameters: { table_type: 'iceberg' } });
    const pages: [string, string | undefined, FaultRule['fault']][] = [
      ['GetDatabases', undefined, page({ DatabaseList: [{ Name: 'a' }] }, 'two')],
      ['GetDatabases', 'two', page({ DatabaseList: [{ Name: 'b' }] })],
      ['GetTables', undefined, page({ TableList: [iceberg('x'), { Name: 'hive' }] }, 'two')],
      ['GetTables', 'two', page({ TableList: [] }, 'three')],
      ['GetTables', 'three', page({ TableList: [iceberg('y')] })],
    ];
    for (const [target, token, fault] of pages) {
      proxy.rules.push({
        when: (call) =>
          call.target === `AWSGlue.${target}` &&
          (JSON.parse(call.body.toString('utf8')) as { NextToken?: string }).NextToken === token,
        fault,
      });
    }
    t.same(await catalog.listNamespaces(), [['a'], ['b']]);
    t.same(await catalog.listTables(['a']), [
      { namespace: ['a'], name: 'x' },
      { namespace: ['a'], name: 'y' },
    ]);
    t.equal((await catalog.listTables()).length, 4);
  });

  await t.test('names are folded; new ones are what Athena reads', async (t) => {
    const { catalog, table } = await withTable(t);
    const mixed = { namespace: ['NS'], name: 'T' };
    t.match(await catalog.load(mixed), { identifier: ID, metadataLocation: table.metadataLocation });
    await t.rejects(catalog.commit(mixed, CREATE, creation('s3://bucket/x')), { code: 'TABLE_EXISTS' });
    const created = await catalog.commit(
      { namespace: ['New'], name: 'Calls_2' },
      CREATE,
      creation(await catalog.defaultLocation({ namespace: ['New'], name: 'Calls_2' })),
    );
    t.same(created.identifier, { namespace: ['new'], name: 'calls_2' });
    t.equal(created.metadata.location, `${WAREHOUSE}/new.db/calls_2`);
    for (const name of ['with-hyphen', 'été', 'a b', 'a"b']) {
      const bad = { namespace: ['ns'], name };
      await t.rejects(
        catalog.commit(bad, CREATE, creation('s3://bucket/x')),
        { code: 'BAD_TABLE_NAME' },
        name,
      );
      await t.rejects(catalog.createNamespace([name]), { code: 'BAD_TABLE_NAME' }, name);
      await t.rejects(catalog.load(bad), { code: 'NO_SUCH_TABLE' }, `${name} could have been made by others`);
    }
    const deep = { namespace: ['a', 'b'], name: 't' };
    await t.rejects(catalog.load(deep), { code: 'BAD_TABLE_NAME' });
    await t.rejects(catalog.createNamespace(['a', 'b']), { code: 'BAD_TABLE_NAME' });
  });

  await t.test("a database's own location, if it has one", async (t) => {
    const { catalog } = await fresh(t);
    await glue.createDatabase({ DatabaseInput: { Name: 'own', LocationUri: 's3://elsewhere/own/' } });
    await glue.createDatabase({ DatabaseInput: { Name: 'hdfs', LocationUri: 'hdfs://namenode/hive' } });
    await glue.createDatabase({ DatabaseInput: { Name: 'none' } });
    const at = (database: string) => catalog.defaultLocation({ namespace: [database], name: 't' });
    t.equal(await at('own'), 's3://elsewhere/own/t');
    t.equal(await at('none'), `${WAREHOUSE}/none.db/t`);
    t.equal(await at('absent'), `${WAREHOUSE}/absent.db/t`);
    await t.rejects(at('hdfs'), { code: 'BAD_LOCATION', message: /hdfs:/ });
  });

  await t.test('what is not Iceberg is named, and left alone', async (t) => {
    const { catalog } = await withTable(t);
    const make = (Name: string, more: Partial<TableInput>) =>
      glue.createTable({ DatabaseName: 'ns', TableInput: { Name, ...more } });
    await make('hive', { TableType: 'EXTERNAL_TABLE', Parameters: { classification: 'csv' } });
    await make('view', { TableType: 'VIRTUAL_VIEW' });
    await make('delta', { Parameters: { table_type: 'DELTA' } });
    await make('lost', { Parameters: { table_type: 'ICEBERG' } });
    await make('away', {
      Parameters: { table_type: 'ICEBERG', metadata_location: 's3://bucket/gone.metadata.json' },
    });
    await make('here', { Parameters: { table_type: 'ICEBERG', metadata_location: '/etc/hostname' } });
    const load = (name: string) => catalog.load({ ...ID, name });
    await t.rejects(load('hive'), { code: 'UNSUPPORTED_FEATURE', message: /a csv table/ });
    await t.rejects(load('view'), { code: 'UNSUPPORTED_FEATURE', message: /a view/ });
    await t.rejects(load('delta'), { code: 'UNSUPPORTED_FEATURE', message: /DELTA/ });
    await t.rejects(load('lost'), { code: 'CORRUPT_METADATA', message: /metadata_location/ });
    await t.rejects(load('away'), { code: 'CORRUPT_METADATA', message: /gone\.metadata\.json/ });
    await t.rejects(load('here'), { code: 'BAD_LOCATION' });
    await t.rejects(catalog.drop({ ...ID, name: 'hive' }), { code: 'UNSUPPORTED_FEATURE' });
    await t.rejects(catalog.commit({ ...ID, name: 'hive' }, CREATE, creation('s3://bucket/x')), {
      code: 'TABLE_EXISTS',
    });
    await t.rejects(catalog.commit({ ...ID, name: 'hive' }, [], setting('a')), {
      code: 'UNSUPPORTED_FEATURE',
    });
    t.same((await catalog.listTables()).map(({ name }) => name).sort(), ['away', 'here', 'lost', 't']);
    await t.rejects(load('none'), { code: 'NO_SUCH_TABLE', message: /there is no table ns\.none/ });
    await t.rejects(catalog.load({ namespace: ['none'], name: 't' }), {
      code: 'NO_SUCH_TABLE',
      message: /there is no database none/,
    });
  });

  await t.test('a purge removes the files of the table, and nothing else', async (t) => {
    const { catalog, io, folder, table } = await withTable(t);
    const at = table.metadata.location;
    for (const name of [
      'data/a.parquet',
      'data/city=Rome/b.parquet',
      'metadata/old.avro',
      'readme',
      'datax/c',
    ])
      await io.create(`${at}/${name}`, Buffer.from('x'));
    await io.create(`${at}_safe/data/a.parquet`, Buffer.from('x'));
    await catalog.drop(ID, { purge: true });
    const left = (await readdir(join(folder, 'bucket/wh/ns.db'), { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(join(folder, 'bucket/wh/ns.db/').length));
    t.same(left.sort(), ['t/datax/c', 't/readme', 't_safe/data/a.parquet']);
  });

  await t.test('a purge is refused where files cannot be told apart', async (t) => {
    for (const location of [
      's3://bucket',
      's3://bucket/wh',
      's3://bucket/wh/ns.db',
      's3://bucket/wh/ns.db/u/data/inner',
      's3://bucket/wh/ns.db/u',
      's3://bucket/wh/../x',
      's3://bucket//x',
    ]) {
      const { catalog, io } = await fresh(t);
      await catalog.commit({ ...ID, name: 'u' }, CREATE, creation(`${WAREHOUSE}/ns.db/u`));
      const { metadataLocation, metadata } = await catalog.commit(ID, CREATE, [
        ...creation(location),
        { action: 'set-properties', updates: { 'write.metadata.path': 's3://bucket/meta' } },
      ]);
      t.equal(metadata.location, location);
      await t.rejects(catalog.drop(ID, { purge: true }), { code: 'BAD_LOCATION' }, location);
      t.ok(await io.size(metadataLocation));
      t.ok(await catalog.load(ID), 'and it is still there');
      await catalog.drop(ID);
    }
  });

  await t.test("a purge is refused where Lakeveil's journal lies", async (t) => {
    for (const location of ['s3://bucket/wh', 's3a://bucket/wh/.lakeveil']) {
      const { catalog } = await fresh(t);
      await catalog.commit(ID, CREATE, creation(location));
      await t.rejects(catalog.drop(ID, { purge: true }), { code: 'BAD_LOCATION', message: /journal/ });
    }
  });

  await t.test('a drop that arrives late does not take a new table with it', async (t) => {
    const { catalog, other } = await withTable(t);
    rule('DeleteTable', 'drop-answer');
    proxy.rules.push({
      when: ({ target }) => target === 'AWSGlue.GetTable' && sent('DeleteTable').length === 1,
      fault: { delay: 1200 },
      times: 1,
    });
    const dropping = catalog.drop(ID);
    for (;;) {
      // Glue's times have seconds.
      if ((await other.listTables()).length === 0) break;
    }
    await new Promise((resolve) => setTimeout(resolve, 1000));
    await other.commit(ID, CREATE, creation(`${WAREHOUSE}/ns.db/t`));
    await dropping;
    t.same(await catalog.listTables(), [ID]);
  });

  await t.test('gzipped metadata, and metadata kept elsewhere', async (t) => {
    const { catalog } = await withTable(t);
    const zipped = await catalog.commit(ID, [], setting('write.metadata.compression-codec', 'gzip'));
    t.match(zipped.metadataLocation, /00001-[0-9a-f-]+\.gz\.metadata\.json$/);
    const moved = await catalog.commit(ID, [], setting('write.metadata.path', 's3://bucket/elsewhere/'));
    t.match(moved.metadataLocation, /^s3:\/\/bucket\/elsewhere\/00002-/);
    t.equal((await catalog.load(ID)).metadata.properties['write.metadata.path'], 's3://bucket/elsewhere/');
    await t.rejects(catalog.commit(ID, [], setting('write.metadata.path', '/tmp/here')), {
      code: 'BAD_LOCATION',
    });
  });

  await t.test('a warehouse that is none', async (t) => {
    for (const warehouse of ['', '/tmp/x', 's3://', 'file:///x', 'hdfs://a/b'])
      t.throws(() => openGlueCatalog({ warehouse }), { code: 'INVALID_OPTION' }, warehouse);
    t.equal(openGlueCatalog({ warehouse: 's3://b/p/' }).journalRoot, 's3://b/p/.lakeveil');
  });

  await t.test('no service, no region', async (t) => {
    const { folder, io } = await fresh(t);
    await writeFile(join(folder, 'x'), '');
    const gone = openGlueCatalog(
      { warehouse: WAREHOUSE, endpoint: 'http://127.0.0.1:1' },
      { io, backoffMs: 1 },
    );
    await t.rejects(gone.load(ID), {
      code: 'SERVICE_UNREACHABLE',
      message: /The table ns\.t was not loaded/,
    });
  });
});
