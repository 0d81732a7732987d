import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import t from 'tap';
import { openFilesystemCatalog } from '../../../catalog/filesystem/filesystem-catalog.js';
import { commitSnapshot } from '../../../catalog/iceberg/commit-snapshot.js';
import type { DataFile } from '../../../catalog/iceberg/data-file.js';
import type { FileScan } from '../../../catalog/iceberg/file-scan.js';
import type { ManifestEntry } from '../../../catalog/iceberg/manifest.js';
import { type CopyStats, dataFileFromCopyStats } from '../../../catalog/iceberg/scan/data-file-stats.js';
import { DeleteIndex } from '../../../catalog/iceberg/scan/delete-index.js';
import { fieldIdsSql } from '../../../catalog/iceberg/scan/field-ids-sql.js';
import { openTableScan } from '../../../catalog/iceberg/scan/open-table-scan.js';
import { planFiles } from '../../../catalog/iceberg/scan/plan-files.js';
import type { PartitionSpec } from '../../../catalog/iceberg/table-metadata.js';
import { dataFile, field, scanFixture, schemaOf } from './scan-fixture.js';

const fixture = await scanFixture();
t.teardown(() => fixture.close());
const schema = schemaOf(field(1, 'id', 'long'), field(2, 'region', 'string'));
const spec: PartitionSpec = {
  'spec-id': 0,
  fields: [{ 'source-id': 2, 'field-id': 1000, name: 'region', transform: 'identity' }],
};
const catalog = openFilesystemCatalog({ warehouse: join(fixture.folder, 'warehouse') });
const identifier = { namespace: ['ns'], name: 'people' };

async function commit(mode: 'create' | 'append', regions: Record<string, [number, number]>, properties = {}) {
  const dataFiles: DataFile[] = [];
  for (const [region, [from, to]] of Object.entries(regions)) {
    const path = join(fixture.folder, `${randomUUID()}.parquet`);
    const reader = await fixture.duckdb.connection.runAndReadAll(
      `COPY (SELECT i AS id, '${region}' AS region FROM range(${from}, ${to}) r(i)) TO '${path}' (FORMAT parquet, FIELD_IDS ${fieldIdsSql(schema)}, RETURN_STATS)`,
    );
    dataFiles.push(
      dataFileFromCopyStats(reader.getRowObjectsJson()[0] as unknown as CopyStats, {
        schema,
        spec,
        partition: [region],
        filePath: path,
      }),
    );
  }
  return commitSnapshot(catalog, { identifier, mode, schema, spec, dataFiles, summary: {}, properties });
}

t.test('a table’s files, pruned by partition and metrics', async (t) => {
  const first = await commit('create', { north: [0, 10], south: [10, 20] });
  const { table } = await commit('append', { north: [20, 30], east: [30, 40] });
  const snapshot = table.metadata.snapshots.find(
    (one) => one['snapshot-id'] === table.metadata['current-snapshot-id'],
  );
  const plan = async (where?: string): Promise<FileScan[]> => {
    const scans: FileScan[] = [];
    for await (const scan of planFiles(table, { snapshot, schema, where })) scans.push(scan);
    return scans;
  };
  const all = await plan();
  t.equal(all.length, 4);
  t.equal(
    all.reduce((rows, scan) => rows + scan.file.recordCount, 0),
    40,
  );
  t.strictSame(
    all.map((scan) => scan.constants).sort((a, b) => String(a[2]).localeCompare(String(b[2]))),
    [{ 2: 'east' }, { 2: 'north' }, { 2: 'north' }, { 2: 'south' }],
  );
  // Bounds hold values: they stay behind.
  t.notOk(
    all.some(
      (scan) => 'lowerBounds' in scan.file || 'upperBounds' in scan.file || 'valueCounts' in scan.file,
    ),
  );
  t.equal((await plan("region = 'north'")).length, 2);
  t.equal((await plan("region = 'north' AND id >= 20")).length, 1);
  t.equal((await plan('id < 0')).length, 0);
  t.equal((await plan("region = 'west' OR id = 15")).length, 1);
  t.equal((await plan('region IS NULL')).length, 0);
  await t.rejects(plan('nope = 1'), { code: 'NO_SUCH_COLUMN' });
  const older: FileScan[] = [];
  for await (const scan of planFiles(table, { snapshot: first.snapshot, schema })) older.push(scan);
  t.equal(older.length, 2);
  const none: FileScan[] = [];
  for await (const scan of planFiles(table, { schema })) none.push(scan);
  t.strictSame(none, []);
});

t.test('the whole table as a relation, at any snapshot', async (t) => {
  const table = await catalog.load(identifier);
  const sums = async (options: { selector?: string; where?: string } = {}): Promise<unknown> => {
    const scan = await openTableScan(fixture.duckdb.connection, table, {
      scratch: fixture.folder,
      ...options,
    });
    try {
      return (await fixture.run(`SELECT count(*), sum(id)::BIGINT FROM (${scan.sql})`))[0];
    } finally {
      await scan.close();
    }
  };
  t.strictSame(await sums(), [40n, 780n]);
  t.strictSame(await sums({ where: "region = 'east'" }), [10n, 345n]);
  t.strictSame(await sums({ selector: String(table.metadata.snapshots[0]!['snapshot-id']) }), [20n, 190n]);
  await t.rejects(sums({ selector: 'nope' }), { code: 'NO_SUCH_SNAPSHOT' });
});

const entry = (file: Partial<DataFile>, sequence: number): ManifestEntry => ({
  status: 1,
  snapshotId: 1n,
  dataSequenceNumber: sequence,
  fileSequenceNumber: sequence,
  dataFile: { ...dataFile('/t/data/a.parquet', 1, 1), ...file },
});
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const none: PartitionSpec = { 'spec-id': 1, fields: [] };
const names = (files: readonly DataFile[]): string[] => files.map((file) => file.filePath);

t.test('which deletes apply to which data file', async (t) => {
  const index = new DeleteIndex();
  const inNorth = { specId: 0, partition: ['north'] };
  index.add(entry({ content: 1, filePath: 'pos', ...inNorth }, 5), spec);
  index.add(entry({ content: 2, filePath: 'eq', equalityIds: [1], ...inNorth }, 5), spec);
  index.add(entry({ content: 2, filePath: 'global', equalityIds: [1], specId: 1, partition: [] }, 5), none);
  index.add(entry({ content: 1, filePath: 'unpartitioned', specId: 1, partition: [] }, 5), none);
  const data = (sequence: number, more: Partial<DataFile> = {}) =>
    names(index.for(entry({ ...inNorth, ...more }, sequence)));
  t.strictSame(data(4), ['pos', 'global', 'eq'], 'older data');
  t.strictSame(data(5), ['pos'], 'equality deletes only reach strictly older data');
  t.strictSame(data(6), [], 'younger data');
  t.strictSame(data(4, { partition: ['south'] }), ['global'], 'another partition');
  t.strictSame(data(4, { specId: 7 }), ['global'], 'another spec');
  t.strictSame(data(4, { specId: 1, partition: [] }), ['unpartitioned', 'global']);
  const stripped = index.for(entry(inNorth, 4))[0]!;
  t.notOk('lowerBounds' in stripped);
});

t.test('deletes of one data file, and deletion vectors', async (t) => {
  const index = new DeleteIndex();
  const pathId = 2_147_483_546;
  const bounded = (filePath: string, lower: string, upper: string) =>
    entry(
      {
        content: 1,
        filePath,
        lowerBounds: { [pathId]: base64(lower) },
        upperBounds: { [pathId]: base64(upper) },
      },
      5,
    );
  index.add(bounded('only-a', '/t/data/a.parquet', '/t/data/a.parquet'), none);
  index.add(bounded('only-a-spelled', 'file:/t/data/a.parquet', 'file:/t/data/a.parquet'), none);
  index.add(bounded('a-to-b', '/t/data/a.parquet', '/t/data/b.parquet'), none);
  index.add(bounded('cut-short', '/t/data/', '/t/data/'), none);
  index.add(bounded('elsewhere', '/t/data/x.parquet', '/t/data/z.parquet'), none);
  index.add(
    entry({ content: 1, filePath: 'referenced', referencedDataFile: 'file:///t/data/b.parquet' }, 5),
    none,
  );
  index.add(
    entry(
      { content: 1, filePath: 'vector', fileFormat: 'PUFFIN', referencedDataFile: '/t/data/c.parquet' },
      5,
    ),
    none,
  );
  const of = (filePath: string, sequence = 4) => names(index.for(entry({ filePath }, sequence)));
  t.strictSame(of('/t/data/a.parquet'), ['a-to-b', 'cut-short', 'only-a', 'only-a-spelled']);
  t.strictSame(of('/t/data/b.parquet'), ['a-to-b', 'cut-short', 'referenced']);
  t.strictSame(of('file:///t/data/c.parquet'), ['vector'], 'in place of position deletes');
  t.strictSame(of('/t/data/c.parquet', 6), [], 'an older vector');
  t.strictSame(
    of('s3://elsewhere/q.parquet'),
    ['a-to-b', 'cut-short', 'elsewhere'],
    'spelled otherwise: kept',
  );
  t.throws(() => index.add(entry({ content: 1, fileFormat: 'PUFFIN' }, 5), none), {
    code: 'CORRUPT_METADATA',
  });
  index.add(
    entry(
      { content: 1, filePath: 'second', fileFormat: 'PUFFIN', referencedDataFile: '/t/data/c.parquet' },
      5,
    ),
    none,
  );
  t.throws(() => of('/t/data/c.parquet'), { code: 'CORRUPT_METADATA' });
});

t.test('data files that are not Parquet are refused by name', async (t) => {
  const other = { namespace: ['ns'], name: 'orc' };
  const file: DataFile = { ...dataFile('/x.orc', 1, 1), fileFormat: 'ORC' };
  const made = await commitSnapshot(catalog, {
    identifier: other,
    mode: 'create',
    schema,
    spec: { 'spec-id': 0, fields: [] },
    dataFiles: [file],
    summary: {},
  });
  await t.rejects(
    (async () => {
      for await (const _ of planFiles(made.table, { snapshot: made.snapshot, schema })) t.fail('planned');
    })(),
    { code: 'UNSUPPORTED_FEATURE', message: /ORC/ },
  );
});
