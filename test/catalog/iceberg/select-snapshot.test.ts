import t from 'tap';
import type { Schema } from '../../../catalog/iceberg/schema.js';
import { selectSnapshot } from '../../../catalog/iceberg/select-snapshot.js';
import type { Snapshot, TableMetadata } from '../../../catalog/iceberg/table-metadata.js';

const schema = (id: number): Schema => ({ type: 'struct', 'schema-id': id, fields: [] });
const at = (iso: string): number => Date.parse(iso);
const snapshot = (id: bigint, time: string, schemaId?: number): Snapshot => ({
  'snapshot-id': id,
  'sequence-number': Number(id),
  'timestamp-ms': at(time),
  summary: { operation: 'append' },
  ...(schemaId === undefined ? {} : { 'schema-id': schemaId }),
});
const table: TableMetadata = {
  'format-version': 2,
  'table-uuid': 'u',
  location: '/t',
  'last-sequence-number': 3,
  'last-updated-ms': 0,
  'last-column-id': 0,
  schemas: [schema(0), schema(1), schema(2)],
  'current-schema-id': 2,
  'partition-specs': [],
  'default-spec-id': 0,
  'last-partition-id': 999,
  properties: {},
  'current-snapshot-id': 3n,
  snapshots: [
    snapshot(1n, '2026-01-01T00:00:00Z', 0),
    snapshot(2n, '2026-01-02T00:00:00Z', 1),
    snapshot(3n, '2026-01-04T00:00:00Z', 2),
    snapshot(7000000000000000001n, '2026-01-03T00:00:00Z'),
  ],
  // 2 was rolled back to 1 on the 3rd; 9 has expired.
  'snapshot-log': [
    { 'timestamp-ms': at('2025-12-31T00:00:00Z'), 'snapshot-id': 9n },
    { 'timestamp-ms': at('2026-01-01T00:00:00Z'), 'snapshot-id': 1n },
    { 'timestamp-ms': at('2026-01-02T00:00:00Z'), 'snapshot-id': 2n },
    { 'timestamp-ms': at('2026-01-03T00:00:00Z'), 'snapshot-id': 1n },
    { 'timestamp-ms': at('2026-01-04T00:00:00Z'), 'snapshot-id': 3n },
  ],
  'metadata-log': [],
  'sort-orders': [],
  'default-sort-order-id': 0,
  refs: {
    main: { 'snapshot-id': 3n, type: 'branch' },
    dev: { 'snapshot-id': 2n, type: 'branch' },
    'v1.0': { 'snapshot-id': 1n, type: 'tag' },
    '2': { 'snapshot-id': 1n, type: 'tag' },
  },
};
const pick = (selector?: string) => {
  const { snapshot, schema } = selectSnapshot(table, selector);
  return [snapshot?.['snapshot-id'], schema['schema-id']];
};

await t.test('what each selector means, and whose schema goes with it', async (t) => {
  t.same(pick(), [3n, 2]);
  t.same(pick('main'), [3n, 2]);
  t.same(pick('dev'), [2n, 2], 'a branch has the current schema');
  t.same(pick('v1.0'), [1n, 0], 'a tag has its own');
  t.same(pick('1'), [1n, 0]);
  t.same(pick('2'), [1n, 0], 'a ref goes before an id');
  t.same(
    pick('7000000000000000001'),
    [7000000000000000001n, 2],
    'a snapshot without a schema id has the current one',
  );
  t.same(pick('2026-01-02T00:00:00Z'), [2n, 1], 'at its very millisecond');
  t.same(pick('2026-01-01T23:59:59.999Z'), [1n, 0]);
  t.same(pick('2026-01-02'), [2n, 1]);
  t.same(pick('2026-01-03T12:00:00Z'), [1n, 0], 'what was current then, after a rollback');
  t.same(pick('2026-01-02T01:00:00+02:00'), [1n, 0]);
  t.same(pick('2030-01-01T00:00Z'), [3n, 2]);
});

await t.test('what does not select anything', async (t) => {
  for (const selector of [
    '4',
    '-5',
    'nosuch',
    '2025-01-01T00:00:00Z',
    '2026-01-02T00:00:00',
    'constructor',
    '2026-13-01',
    '',
  ]) {
    t.throws(() => selectSnapshot(table, selector), { code: 'NO_SUCH_SNAPSHOT' }, selector);
  }
  t.throws(() => selectSnapshot(table, 'nosuch'), { message: /main, dev, v1\.0/ });
  t.throws(() => selectSnapshot(table, '2025-12-31T12:00:00Z'), {
    code: 'NO_SUCH_SNAPSHOT',
    message: /expired/,
  });
});

await t.test('an empty table', async (t) => {
  const { 'current-snapshot-id': _, ...rest } = table;
  const empty: TableMetadata = { ...rest, snapshots: [], 'snapshot-log': [], refs: {} };
  t.same(selectSnapshot(empty), { schema: schema(2) });
  t.same(selectSnapshot(empty, 'main'), { schema: schema(2) });
  t.throws(() => selectSnapshot(empty, '2026-01-01'), { code: 'NO_SUCH_SNAPSHOT' });
});
