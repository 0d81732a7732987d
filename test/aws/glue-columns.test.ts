import { type Column, Glue } from '@aws-sdk/client-glue';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import fc from 'fast-check';
import t, { type Test } from 'tap';
import { openGlueCatalog } from '../../catalog/glue/glue-catalog.js';
import { glueColumns, glueComment, glueType } from '../../catalog/glue/glue-columns.js';
import type { NestedField, Schema, Type } from '../../catalog/iceberg/schema.js';
import type { TableMetadata } from '../../catalog/iceberg/table-metadata.js';
import { missingEngines } from '../interop/engine.js';
import { missingAws, startMoto } from './moto.js';
import { startPyIcebergGlue } from './pyiceberg-glue.js';

const PRIMITIVES = [
  'boolean',
  'int',
  'long',
  'float',
  'double',
  'date',
  'time',
  'timestamp',
  'timestamptz',
  'string',
  'uuid',
  'binary',
  'fixed[16]',
  'decimal(9, 2)',
  'decimal(38, 38)',
  'decimal(1, 0)',
];

/** Field ids from 1, in the order of the walk. */
function numbered(
  fields: readonly (readonly [name: string, type: Type, doc?: string | undefined, required?: boolean])[],
): Schema {
  let id = 0;
  const walk = (type: Type): Type => {
    if (typeof type === 'string') return type;
    if (type.type === 'struct')
      return {
        ...type,
        fields: type.fields.map((field) => ({ ...field, id: ++id, type: walk(field.type) })),
      };
    if (type.type === 'list') return { ...type, 'element-id': ++id, element: walk(type.element) };
    return { ...type, 'key-id': ++id, 'value-id': ++id, key: walk(type.key), value: walk(type.value) };
  };
  return {
    type: 'struct',
    'schema-id': 0,
    fields: fields.map(
      ([name, type, doc, required]): NestedField => ({
        id: ++id,
        name,
        required: required ?? false,
        type: walk(type),
        ...(doc === undefined ? {} : { doc }),
      }),
    ),
  };
}
const list = (element: Type): Type => ({ type: 'list', 'element-id': 0, element, 'element-required': false });
const map = (key: Type, value: Type): Type => ({
  type: 'map',
  'key-id': 0,
  key,
  'value-id': 0,
  value,
  'value-required': false,
});
const struct = (fields: Readonly<Record<string, Type>>): Type => ({
  type: 'struct',
  fields: Object.entries(fields).map(([name, type]) => ({ id: 0, name, required: false, type })),
});

t.test('types', async (t) => {
  const types: Readonly<Record<string, string>> = {
    boolean: 'boolean',
    int: 'int',
    long: 'bigint',
    float: 'float',
    double: 'double',
    date: 'date',
    time: 'string',
    timestamp: 'timestamp',
    timestamptz: 'timestamp',
    string: 'string',
    uuid: 'string',
    binary: 'binary',
    'fixed[3]': 'binary',
    'decimal(9, 2)': 'decimal(9,2)',
  };
  for (const [iceberg, glue] of Object.entries(types)) t.equal(glueType(iceberg), glue);
  t.equal(
    glueType(struct({ a: list('long'), b: map('string', struct({ c: 'timestamptz' })) })),
    'struct<a:array<bigint>,b:map<string,struct<c:timestamp>>>',
  );
});

t.test('comments are one line of at most 255 characters', async (t) => {
  t.equal(glueComment('a\r\nb\tc\u2028d'), 'a b c d');
  t.equal(glueComment('x'.repeat(300)).length, 255);
  t.equal(glueComment(`${'x'.repeat(254)}😀`).length, 254, 'no half of a pair');
  t.equal(glueComment('\ud800'), '?');
});

t.test('of two columns of one name the current one counts', async (t) => {
  const field = (id: number, name: string, type: Type): NestedField => ({ id, name, type, required: false });
  const metadata = {
    'current-schema-id': 1,
    schemas: [
      { type: 'struct', 'schema-id': 0, fields: [field(1, 'a', 'int'), field(2, 'old', 'string')] },
      { type: 'struct', 'schema-id': 1, fields: [field(3, 'a', 'string')] },
    ],
  } as unknown as TableMetadata;
  t.match(glueColumns(metadata), [
    { Name: 'a', Type: 'string', Parameters: { 'iceberg.field.id': '3', 'iceberg.field.current': 'true' } },
    { Name: 'old', Parameters: { 'iceberg.field.id': '2', 'iceberg.field.current': 'false' } },
  ]);
});

t.test('comments that somebody set in Glue stay, those of former schemas and columns do not', async (t) => {
  const field = (id: number, name: string, doc?: string): NestedField => ({
    id,
    name,
    type: 'int',
    required: false,
    ...(doc === undefined ? {} : { doc }),
  });
  const metadata = {
    'current-schema-id': 1,
    schemas: [
      { type: 'struct', 'schema-id': 0, fields: [field(1, 'a', 'ours'), field(2, 'b'), field(3, 'c')] },
      {
        type: 'struct',
        'schema-id': 1,
        fields: [field(1, 'a'), field(2, 'b'), field(4, 'c'), field(5, 'd', 'doc')],
      },
    ],
  } as unknown as TableMetadata;
  const column = (Name: string, id: number, Comment: string): Column => ({
    Name,
    Comment,
    Parameters: { 'iceberg.field.id': String(id) },
  });
  const existing = [
    column('a', 1, 'ours'),
    column('b', 2, 'theirs'),
    column('c', 3, 'of the former c'),
    column('d', 5, 'theirs too'),
  ];
  t.same(
    glueColumns(metadata, existing).map(({ Comment }) => Comment),
    [undefined, 'theirs', undefined, 'doc'],
  );
});

const skip = missingAws() ?? missingEngines();
t.test("columns equal those of PyIceberg's Glue catalog", { skip: skip ?? false }, async (t) => {
  const moto = await startMoto();
  t.teardown(() => moto.stop());
  const glue = new Glue({});
  const s3 = new S3Client({ forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: 'bucket' }));
  s3.destroy();
  const warehouse = 's3://bucket/wh';
  const catalog = openGlueCatalog({ warehouse });
  const pyiceberg = startPyIcebergGlue(warehouse, moto.env);
  t.teardown(() => pyiceberg.stop());
  t.teardown(() => glue.destroy());

  const columnsOf = async (table: string): Promise<Column[]> =>
    (await glue.getTable({ DatabaseName: 'db', Name: table })).Table!.StorageDescriptor!.Columns!;

  let made = 0;
  /** PyIceberg makes and evolves a table; we make one of the same schemas; both entries must say the same. */
  async function compare(t: Test, schema: Schema, steps: readonly object[] = []): Promise<void> {
    const theirs = `theirs_${++made}`;
    const ours = { namespace: ['db'], name: `ours_${made}` };
    await pyiceberg.call('create', { database: 'db', table: theirs, schema });
    const base = await catalog.load({ namespace: ['db'], name: theirs });
    for (const step of steps)
      await pyiceberg.call('evolve', { database: 'db', table: theirs, steps: [step] });
    const { metadata } = await catalog.load({ namespace: ['db'], name: theirs });
    t.equal(metadata.schemas.length >= base.metadata.schemas.length, true);
    await catalog.commit(
      ours,
      [{ type: 'assert-create' }],
      [
        { action: 'assign-uuid', uuid: `00000000-0000-4000-8000-${String(made).padStart(12, '0')}` },
        { action: 'set-location', location: `${warehouse}/db.db/ours_${made}` },
        { action: 'add-schema', schema: metadata.schemas[0]! },
        { action: 'set-current-schema', 'schema-id': -1 },
      ],
    );
    for (const later of metadata.schemas.slice(1)) {
      await catalog.commit(
        ours,
        [],
        [
          { action: 'add-schema', schema: later },
          { action: 'set-current-schema', 'schema-id': later['schema-id'] },
        ],
      );
    }
    await catalog.commit(
      ours,
      [],
      [{ action: 'set-current-schema', 'schema-id': metadata['current-schema-id'] }],
    );
    const found = await columnsOf(ours.name);
    t.same(found, await columnsOf(theirs));
    // And neither changes what the other has written.
    await pyiceberg.call('set', { database: 'db', table: ours.name, properties: { theirs: '1' } });
    t.same(await columnsOf(ours.name), found);
    const { metadata: after } = await catalog.commit(
      ours,
      [],
      [{ action: 'set-properties', updates: { ours: '1' } }],
    );
    t.same(await columnsOf(ours.name), found);
    t.match(after.properties, { theirs: '1', ours: '1' });
    t.match(await pyiceberg.call('load', { database: 'db', table: ours.name }), {
      properties: { theirs: '1', ours: '1' },
    });
  }

  await t.test('every primitive type, required and optional', (t) =>
    compare(
      t,
      numbered(
        PRIMITIVES.map((type, i) => [`c${i}`, type, i % 3 === 0 ? `comment ${i}` : undefined, i % 2 === 0]),
      ),
    ),
  );
  await t.test('nested types', (t) =>
    compare(
      t,
      numbered([
        ['a', list('long')],
        ['b', map('string', 'decimal(10, 3)'), 'a map'],
        ['c', struct({ x: 'timestamptz', Y: list(struct({ z: 'uuid', 'w w': 'fixed[4]' })) })],
        ['d', list(list(map('int', struct({ e: 'binary' }))))],
      ]),
    ),
  );
  await t.test('evolved schemas', (t) =>
    compare(
      t,
      numbered([
        ['id', 'int', undefined, true],
        ['gone', 'string', 'was here'],
        ['renamed', 'float'],
        ['s', struct({ a: 'int' })],
      ]),
      [
        { do: 'add', name: 'new', type: 'timestamptz', doc: 'added' },
        { do: 'drop', name: 'gone' },
        { do: 'rename', name: 'renamed', to: 'other' },
        { do: 'type', name: 'id', type: 'long' },
        { do: 'type', name: 'other', type: 'double' },
        { do: 'add', name: 's.b', type: 'date' },
        { do: 'optional', name: 'id' },
        { do: 'doc', name: 'other', doc: 'documented' },
        { do: 'first', name: 'new' },
        { do: 'add', name: 'gone', type: 'long' },
      ],
    ),
  );
  await t.test('random schemas', async (t) => {
    const name = fc.stringMatching(/^[a-z_][a-z0-9_]{0,8}$/);
    const { type } = fc.letrec<{ type: Type }>((tie) => ({
      type: fc.oneof(
        { maxDepth: 3 },
        fc.constantFrom(...PRIMITIVES),
        tie('type').map(list),
        fc
          .tuple(fc.constantFrom('string', 'int', 'date'), tie('type'))
          .map(([key, value]) => map(key, value)),
        fc.dictionary(name, tie('type'), { minKeys: 1, maxKeys: 3, noNullPrototype: true }).map(struct),
      ),
    }));
    const column = fc.record({
      type,
      doc: fc.option(fc.string({ minLength: 1, maxLength: 20 }), { nil: undefined }),
    });
    const schemas = fc
      .dictionary(name, column, { minKeys: 1, maxKeys: 9, noNullPrototype: true })
      .map((columns) => numbered(Object.entries(columns).map(([key, { type, doc }]) => [key, type, doc])));
    await fc.assert(
      fc.asyncProperty(schemas, (schema) => compare(t, schema)),
      { numRuns: 8, seed: 7 },
    );
  });
});
