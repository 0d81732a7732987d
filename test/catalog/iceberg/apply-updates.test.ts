import t from 'tap';
import { applyUpdates, checkRequirements } from '../../../catalog/iceberg/apply-updates.js';
import { parseTableMetadata, serializeTableMetadata } from '../../../catalog/iceberg/metadata-json.js';
import type { Schema } from '../../../catalog/iceberg/schema.js';
import type { Snapshot, TableMetadata } from '../../../catalog/iceberg/table-metadata.js';
import type { TableRequirement, TableUpdate } from '../../../catalog/iceberg/table-update.js';

const UUID = '5f0b8b9e-0000-4000-8000-000000000001';
const column = (id: number, name: string, type = 'long') => ({ id, name, required: false, type });
const schemaOf = (...fields: ReturnType<typeof column>[]): Schema => ({
  type: 'struct',
  'schema-id': 0,
  fields,
});
const dayField = { 'source-id': 2, 'field-id': 1000, name: 'at_day', transform: 'day' };

const CREATE: TableUpdate[] = [
  { action: 'assign-uuid', uuid: UUID },
  { action: 'set-location', location: '/w/ns/t/' },
  { action: 'add-schema', schema: schemaOf(column(1, 'id'), column(2, 'at', 'timestamp')) },
  { action: 'set-current-schema', 'schema-id': -1 },
  { action: 'add-spec', spec: { 'spec-id': 0, fields: [dayField] } },
  { action: 'set-default-spec', 'spec-id': -1 },
];
const snapshot = (id: bigint, sequence: number, more: Partial<Snapshot> = {}): Snapshot => ({
  'snapshot-id': id,
  'sequence-number': sequence,
  'timestamp-ms': 1000 + sequence,
  'manifest-list': `/w/ns/t/metadata/snap-${id}.avro`,
  summary: { operation: 'append' },
  'schema-id': 0,
  ...more,
});
const commit = (one: Snapshot): TableUpdate[] => [
  { action: 'add-snapshot', snapshot: one },
  { action: 'set-snapshot-ref', 'ref-name': 'main', type: 'branch', 'snapshot-id': one['snapshot-id'] },
];

const created = applyUpdates(undefined, CREATE, { now: 500 });
const withOne = applyUpdates(created, commit(snapshot(1n, 1)), { now: 900, metadataLocation: '/w/v1' });
const withTwo = applyUpdates(withOne, commit(snapshot(2n, 2, { 'parent-snapshot-id': 1n })), { now: 900 });

await t.test('a new table', async (t) => {
  t.equal(created['format-version'], 2);
  t.equal(created.location, '/w/ns/t');
  t.equal(created['last-column-id'], 2);
  t.equal(created['last-partition-id'], 1000);
  t.equal(created['last-updated-ms'], 500);
  t.same(created['sort-orders'], [{ 'order-id': 0, fields: [] }]);
  t.same(created['metadata-log'], []);
  t.same(parseTableMetadata(serializeTableMetadata(created), '/x'), created, 'what is made can be read');
  for (const missing of ['assign-uuid', 'set-location', 'set-current-schema']) {
    const updates = CREATE.filter((update) => update.action !== missing);
    t.throws(() => applyUpdates(undefined, updates, { now: 1 }), { code: 'INVALID_UPDATE' }, missing);
  }
  const bare = applyUpdates(undefined, CREATE.slice(0, 4), { now: 1 });
  t.same(bare['partition-specs'], [{ 'spec-id': 0, fields: [] }], 'unpartitioned unless told');
  t.equal(bare['last-partition-id'], 999);
});

await t.test('the base is not touched', async (t) => {
  const before = serializeTableMetadata(withOne);
  applyUpdates(
    withOne,
    [
      ...commit(snapshot(7n, 7)),
      { action: 'set-properties', updates: { a: 'b' } },
      { action: 'add-schema', schema: schemaOf(column(5, 'x')) },
      { action: 'remove-snapshots', 'snapshot-ids': [1n] },
    ],
    { now: 5, metadataLocation: '/w/v2' },
  );
  t.equal(serializeTableMetadata(withOne), before);
});

await t.test('schemas: ids count on, the same one is reused, −1 is the last added', async (t) => {
  const wider = schemaOf(column(1, 'id'), column(2, 'at', 'timestamp'), column(9, 'extra'));
  const next = applyUpdates(
    created,
    [
      { action: 'add-schema', schema: { ...wider, 'schema-id': 77 } },
      { action: 'set-current-schema', 'schema-id': -1 },
    ],
    { now: 1 },
  );
  t.equal(next['current-schema-id'], 1);
  t.equal(next['last-column-id'], 9);
  const back = applyUpdates(
    next,
    [
      { action: 'add-schema', schema: { ...created.schemas[0]!, 'schema-id': 5 } },
      { action: 'set-current-schema', 'schema-id': -1 },
    ],
    { now: 1 },
  );
  t.equal(back.schemas.length, 2);
  t.equal(back['current-schema-id'], 0);
  t.equal(back['last-column-id'], 9, 'which never goes down');
  const nested: Schema = {
    type: 'struct',
    'schema-id': 0,
    fields: [
      { id: 1, name: 'id', required: true, type: 'long' },
      { id: 2, name: 'at', required: false, type: 'timestamp' },
      {
        id: 3,
        name: 'm',
        required: false,
        type: {
          type: 'map',
          'key-id': 40,
          key: 'string',
          'value-id': 41,
          'value-required': false,
          value: { type: 'list', 'element-id': 42, 'element-required': false, element: 'int' },
        },
      },
    ],
  };
  t.equal(
    applyUpdates(created, [{ action: 'add-schema', schema: nested }], { now: 1 })['last-column-id'],
    42,
  );
  const invalid: TableUpdate[] = [
    { action: 'set-current-schema', 'schema-id': -1 },
    { action: 'set-current-schema', 'schema-id': 8 },
    { action: 'add-schema', schema: schemaOf(column(1, 'a'), column(1, 'b')) },
    { action: 'add-schema', schema: schemaOf(column(1, 'a'), column(2, 'a')) },
  ];
  for (const update of invalid) {
    t.throws(() => applyUpdates(created, [update], { now: 1 }), { code: 'INVALID_UPDATE' });
  }
  t.throws(
    () =>
      applyUpdates(
        created,
        [
          { action: 'add-schema', schema: schemaOf(column(1, 'id')) },
          { action: 'set-current-schema', 'schema-id': -1 },
        ],
        { now: 1 },
      ),
    { code: 'INVALID_UPDATE' },
    'a column that the default spec partitions by cannot go',
  );
});

await t.test(
  'specs: reused when the same, field ids kept for the same field and never for another',
  async (t) => {
    const again = applyUpdates(
      created,
      [
        { action: 'add-spec', spec: { 'spec-id': 9, fields: [{ ...dayField, 'field-id': 1050 }] } },
        { action: 'set-default-spec', 'spec-id': -1 },
      ],
      { now: 1 },
    );
    t.equal(again['partition-specs'].length, 1);
    t.equal(again['default-spec-id'], 0);
    const bucket = { 'source-id': 1, 'field-id': 1000, name: 'id_bucket', transform: 'bucket[4]' };
    const evolved = applyUpdates(
      created,
      [
        { action: 'add-spec', spec: { 'spec-id': 0, fields: [bucket, dayField] } },
        { action: 'set-default-spec', 'spec-id': -1 },
      ],
      { now: 1 },
    );
    t.same(evolved['partition-specs'][1], {
      'spec-id': 1,
      fields: [{ ...bucket, 'field-id': 1001 }, dayField],
    });
    t.equal(evolved['last-partition-id'], 1001);
    t.throws(
      () =>
        applyUpdates(
          created,
          [{ action: 'add-spec', spec: { 'spec-id': 1, fields: [bucket, { ...bucket, 'source-id': 2 }] } }],
          { now: 1 },
        ),
      { code: 'INVALID_UPDATE' },
    );
  },
);

await t.test('sort orders', async (t) => {
  const order = {
    'order-id': 1,
    fields: [{ transform: 'identity', 'source-id': 1, direction: 'asc', 'null-order': 'nulls-first' }],
  } as const;
  const sorted = applyUpdates(
    created,
    [
      { action: 'add-sort-order', 'sort-order': { ...order, 'order-id': 0 } },
      { action: 'set-default-sort-order', 'sort-order-id': -1 },
    ],
    { now: 1 },
  );
  t.equal(sorted['default-sort-order-id'], 1, '0 is the unsorted order');
  const unsorted = applyUpdates(
    sorted,
    [
      { action: 'add-sort-order', 'sort-order': { 'order-id': 5, fields: [] } },
      { action: 'set-default-sort-order', 'sort-order-id': -1 },
    ],
    { now: 1 },
  );
  t.equal(unsorted['default-sort-order-id'], 0);
  t.equal(unsorted['sort-orders'].length, 2);
});

await t.test('snapshots', async (t) => {
  t.equal(withTwo['current-snapshot-id'], 2n);
  t.equal(withTwo['last-sequence-number'], 2);
  t.equal(withTwo['last-updated-ms'], 1002);
  t.same(withTwo['snapshot-log'], [
    { 'timestamp-ms': 1001, 'snapshot-id': 1n },
    { 'timestamp-ms': 1002, 'snapshot-id': 2n },
  ]);
  t.throws(
    () => applyUpdates(withTwo, commit(snapshot(3n, 2, { 'parent-snapshot-id': 2n })), { now: 1 }),
    { code: 'COMMIT_CONFLICT', retryable: true },
    'a sequence number that is taken',
  );
  t.throws(() => applyUpdates(withTwo, commit(snapshot(2n, 3)), { now: 1 }), { code: 'INVALID_UPDATE' });
  t.throws(
    () =>
      applyUpdates(
        withTwo,
        [{ action: 'set-snapshot-ref', 'ref-name': 'main', type: 'branch', 'snapshot-id': 9n }],
        {
          now: 1,
        },
      ),
    { code: 'INVALID_UPDATE' },
  );
  const transient = applyUpdates(
    withOne,
    [
      ...commit(snapshot(5n, 5, { 'parent-snapshot-id': 1n })),
      ...commit(snapshot(6n, 6, { 'parent-snapshot-id': 5n })),
    ],
    { now: 1 },
  );
  t.same(
    transient['snapshot-log'].map((entry) => entry['snapshot-id']),
    [1n, 6n],
    'what was current only within one commit is no history',
  );
});

await t.test('time does not run backwards with a clock that is behind', async (t) => {
  const late = applyUpdates(
    withTwo,
    commit(snapshot(3n, 3, { 'parent-snapshot-id': 2n, 'timestamp-ms': 10 })),
    { now: 10 },
  );
  t.equal(late['last-updated-ms'], 1002);
  t.equal(late['snapshot-log'].at(-1)!['timestamp-ms'], 1002);
});

await t.test('refs', async (t) => {
  const tagged = applyUpdates(
    withTwo,
    [
      { action: 'set-snapshot-ref', 'ref-name': 'v1', type: 'tag', 'snapshot-id': 1n, 'max-ref-age-ms': 5 },
      { action: 'set-snapshot-ref', 'ref-name': 'dev', type: 'branch', 'snapshot-id': 1n },
    ],
    { now: 2000 },
  );
  t.same(tagged.refs['v1'], { type: 'tag', 'snapshot-id': 1n, 'max-ref-age-ms': 5 });
  t.equal(tagged['snapshot-log'].length, 2, 'only main makes history');
  const rolledBack = applyUpdates(
    tagged,
    [{ action: 'set-snapshot-ref', 'ref-name': 'main', type: 'branch', 'snapshot-id': 1n }],
    { now: 2000 },
  );
  t.equal(rolledBack['current-snapshot-id'], 1n);
  t.same(rolledBack['snapshot-log'].at(-1), { 'timestamp-ms': 2000, 'snapshot-id': 1n });
  const removed = applyUpdates(tagged, [{ action: 'remove-snapshot-ref', 'ref-name': 'main' }], {
    now: 2000,
  });
  t.notOk('current-snapshot-id' in removed);
  t.same(Object.keys(removed.refs).sort(), ['dev', 'v1']);
  const expired = applyUpdates(tagged, [{ action: 'remove-snapshots', 'snapshot-ids': [1n] }], { now: 2000 });
  t.same(Object.keys(expired.refs), ['main']);
  t.same(expired['snapshot-log'], [{ 'timestamp-ms': 1002, 'snapshot-id': 2n }]);
});

await t.test('the metadata log', async (t) => {
  t.same(withOne['metadata-log'], [{ 'timestamp-ms': 500, 'metadata-file': '/w/v1' }]);
  let table: TableMetadata = withOne;
  for (let i = 0; i < 120; i++) {
    table = applyUpdates(table, [{ action: 'set-properties', updates: { n: `${i}` } }], {
      now: 2000 + i,
      metadataLocation: `/w/v${i + 2}`,
    });
  }
  t.equal(table['metadata-log'].length, 100);
  t.equal(table['metadata-log'].at(-1)!['metadata-file'], '/w/v121');
  const bounded = applyUpdates(
    table,
    [{ action: 'set-properties', updates: { 'write.metadata.previous-versions-max': '3' } }],
    { now: 9000, metadataLocation: '/w/v122' },
  );
  t.same(
    bounded['metadata-log'].map((entry) => entry['metadata-file']),
    ['/w/v120', '/w/v121', '/w/v122'],
  );
});

await t.test('properties and location', async (t) => {
  const set = applyUpdates(
    created,
    [
      { action: 'set-properties', updates: { a: '1', b: '2' } },
      { action: 'remove-properties', removals: ['a', 'none'] },
      { action: 'set-location', location: 's3://bucket/t' },
    ],
    { now: 7 },
  );
  t.same(set.properties, { b: '2' });
  t.equal(set.location, 's3://bucket/t');
});

await t.test('versions', async (t) => {
  t.throws(
    () => applyUpdates(created, [{ action: 'upgrade-format-version', 'format-version': 3 }], { now: 1 }),
    {
      code: 'UNSUPPORTED_FEATURE',
    },
  );
  const three: TableMetadata = { ...withOne, 'format-version': 3 };
  t.throws(() => applyUpdates(three, commit(snapshot(9n, 9)), { now: 1 }), { code: 'UNSUPPORTED_FEATURE' });
  t.throws(
    () => applyUpdates(three, [{ action: 'upgrade-format-version', 'format-version': 2 }], { now: 1 }),
    {
      code: 'INVALID_UPDATE',
    },
  );
  t.throws(
    () => applyUpdates(created, [{ action: 'set-statistics' } as unknown as TableUpdate], { now: 1 }),
    { code: 'UNSUPPORTED_FEATURE', message: /set-statistics/ },
  );
  t.throws(() => applyUpdates(created, [{ action: 'assign-uuid', uuid: 'other' }], { now: 1 }), {
    code: 'INVALID_UPDATE',
  });
});

await t.test('requirements', async (t) => {
  const holds: TableRequirement[] = [
    { type: 'assert-table-uuid', uuid: UUID.toUpperCase() },
    { type: 'assert-ref-snapshot-id', ref: 'main', 'snapshot-id': 1n },
    { type: 'assert-ref-snapshot-id', ref: 'dev', 'snapshot-id': null },
    { type: 'assert-last-assigned-field-id', 'last-assigned-field-id': 2 },
    { type: 'assert-current-schema-id', 'current-schema-id': 0 },
    { type: 'assert-last-assigned-partition-id', 'last-assigned-partition-id': 1000 },
    { type: 'assert-default-spec-id', 'default-spec-id': 0 },
    { type: 'assert-default-sort-order-id', 'default-sort-order-id': 0 },
  ];
  checkRequirements(withOne, holds);
  checkRequirements(undefined, [{ type: 'assert-create' }]);
  t.throws(() => checkRequirements(withOne, [{ type: 'assert-create' }]), { code: 'TABLE_EXISTS' });
  const fails: TableRequirement[] = [
    { type: 'assert-table-uuid', uuid: 'other' },
    { type: 'assert-ref-snapshot-id', ref: 'main', 'snapshot-id': 2n },
    { type: 'assert-ref-snapshot-id', ref: 'main', 'snapshot-id': null },
    { type: 'assert-ref-snapshot-id', ref: 'dev', 'snapshot-id': 1n },
    { type: 'assert-ref-snapshot-id', ref: 'constructor', 'snapshot-id': 1n },
    { type: 'assert-last-assigned-field-id', 'last-assigned-field-id': 3 },
    { type: 'assert-current-schema-id', 'current-schema-id': 3 },
    { type: 'assert-last-assigned-partition-id', 'last-assigned-partition-id': 3 },
    { type: 'assert-default-spec-id', 'default-spec-id': 3 },
    { type: 'assert-default-sort-order-id', 'default-sort-order-id': 3 },
    { type: 'assert-something-new' } as unknown as TableRequirement,
  ];
  for (const requirement of fails) {
    t.throws(
      () => checkRequirements(withOne, [...holds, requirement]),
      { code: 'COMMIT_CONFLICT', retryable: true, message: requirement.type },
      JSON.stringify(requirement, (_, value) => (typeof value === 'bigint' ? `${value}` : value)),
    );
  }
  t.throws(() => checkRequirements(undefined, holds), { code: 'COMMIT_CONFLICT' });
});
