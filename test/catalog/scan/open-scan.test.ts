import { mkdir, open, truncate, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { openScan } from '../../../catalog/iceberg/scan/open-scan.js';
import { field, project, scanFixture, scanOf, schemaOf } from './scan-fixture.js';

const fixture = await scanFixture();
t.teardown(() => fixture.close());
const people = schemaOf(field(1, 'id', 'long'), field(2, 'text', 'string'));

t.test('columns in the projection’s order, then __file and __row', async (t) => {
  const file = await fixture.write(
    'plain.parquet',
    "SELECT i AS id, 'x' || i AS text FROM range(3) r(i)",
    '{id: 1, text: 2}',
  );
  t.strictSame(await fixture.read([scanOf(file)], project(people, 2, 1)), [
    { text: 'x0', id: '0', __file: file.filePath, __row: '0' },
    { text: 'x1', id: '1', __file: file.filePath, __row: '1' },
    { text: 'x2', id: '2', __file: file.filePath, __row: '2' },
  ]);
  const opened = await openScan(fixture.duckdb.connection, fixture.io, [scanOf(file)], project(people, 2), {
    scratch: fixture.folder,
  });
  t.strictSame(opened.columns, [{ fieldId: 2, name: 'text', duckdbType: 'VARCHAR' }]);
  t.equal(fixture.openCopies(), 1);
  await opened.close();
  await opened.close();
  t.equal(fixture.openCopies(), 0);
});

t.test('renamed, promoted, added, dropped and re-added columns', async (t) => {
  const file = await fixture.write(
    'evolved.parquet',
    "SELECT 1::INTEGER AS old_id, 'gone' AS text, 1.5::FLOAT AS f, 1.25::DECIMAL(4,2) AS d",
    '{old_id: 1, text: 9, f: 3, d: 4}',
  );
  const schema = schemaOf(
    field(1, 'id', 'long'),
    field(2, 'text', 'string'),
    field(3, 'f', 'double'),
    field(4, 'd', 'decimal(10, 2)'),
    field(5, 'new', 'int', { 'initial-default': 7 }),
  );
  t.strictSame(await fixture.read([scanOf(file)], project(schema)), [
    { id: '1', text: null, f: 1.5, d: '1.25', new: 7, __file: file.filePath, __row: '0' },
  ]);
});

t.test('inside structs, lists and maps members go by field id', async (t) => {
  const file = await fixture.write(
    'nested.parquet',
    `SELECT {'a': 1::INTEGER, 'b': 'bee', 'gone': 3} AS s, [{'p': 1::INTEGER, 'q': 'x'}, NULL] AS l, MAP {'k': {'z': 1::INTEGER}} AS m
     UNION ALL SELECT NULL, NULL, NULL`,
    '{s: {__duckdb_field_id: 1, a: 2, b: 3, gone: 4}, l: {__duckdb_field_id: 5, element: {__duckdb_field_id: 6, p: 7, q: 8}}, m: {__duckdb_field_id: 9, key: 10, value: {__duckdb_field_id: 11, z: 12}}}',
  );
  const schema = schemaOf(
    // `a` and `b` swapped names; `gone` was dropped and another `gone` added.
    field(1, 's', {
      type: 'struct',
      fields: [field(3, 'a', 'string'), field(2, 'b', 'long'), field(40, 'gone', 'string')],
    }),
    field(5, 'l', {
      type: 'list',
      'element-id': 6,
      'element-required': false,
      element: { type: 'struct', fields: [field(8, 'p', 'string'), field(7, 'q', 'long')] },
    }),
    field(9, 'm', {
      type: 'map',
      'key-id': 10,
      key: 'string',
      'value-id': 11,
      'value-required': false,
      value: {
        type: 'struct',
        fields: [field(13, 'y', 'int', { 'initial-default': 5 }), field(12, 'zed', 'long')],
      },
    }),
  );
  const rows = await fixture.read([scanOf(file)], project(schema));
  t.strictSame(rows[0], {
    s: { a: 'bee', b: '1', gone: null },
    l: [{ p: 'x', q: '1' }, null],
    m: [{ key: 'k', value: { y: 5, zed: '1' } }],
    __file: file.filePath,
    __row: '0',
  });
  t.strictSame(rows[1], { s: null, l: null, m: null, __file: file.filePath, __row: '1' });
});

t.test('ranges of rows and of row groups take each row once', async (t) => {
  const file = await fixture.write(
    'ranges.parquet',
    'SELECT i AS id FROM range(10000) r(i)',
    '{id: 1}',
    ', ROW_GROUP_SIZE 2048',
  );
  const ids = async (...more: object[]): Promise<number[]> =>
    (
      await fixture.read(
        more.map((one) => scanOf(file, one)),
        project(people, 1),
      )
    ).map((row) => Number(row['id']));
  const expected = Array.from({ length: 10_000 }, (_, i) => i);
  t.strictSame(
    await ids({ rows: { start: 0, end: 3000 } }, { rows: { start: 3000, end: 10_000 } }),
    expected,
  );
  t.strictSame(
    await ids(
      { rowGroups: { start: 0, end: 2 } },
      { rowGroups: { start: 2, end: 3 } },
      { rowGroups: { start: 3 } },
    ),
    expected,
  );
  // A manifest that believes in more row groups, or in fewer rows, than there are.
  t.strictSame(await ids({ rowGroups: { start: 0, end: 50 } }, { rowGroups: { start: 50 } }), expected);
  const short = { ...file, recordCount: 5000 };
  const rows = await fixture.read(
    [scanOf(short, { rows: { start: 0, end: 2500 } }), scanOf(short, { rows: { start: 2500, end: 5000 } })],
    project(people, 1),
  );
  t.equal(rows.length, 10_000);
});

t.test(
  'many files in order, mixed schemas, paths with pattern characters and partition folders',
  async (t) => {
    await mkdir(join(fixture.folder, 'id=7', '[ab]*'), { recursive: true });
    await mkdir(join(fixture.folder, 'id=7', 'abX'), { recursive: true });
    const first = await fixture.write('id=7/[ab]*/f?.parquet', 'SELECT 1 AS id', '{id: 1}');
    const decoy = await fixture.write('id=7/abX/fZ.parquet', 'SELECT 2 AS id', '{id: 1}');
    const third = await fixture.write(
      "it's.parquet",
      "SELECT 3::BIGINT AS ident, 't' AS text",
      '{ident: 1, text: 2}',
    );
    const rows = await fixture.read(
      [first, decoy, third, first, first].map((file) => scanOf(file)),
      project(people),
    );
    t.strictSame(
      rows.map((row) => [row['id'], row['text'], row['__file'], row['__row']]),
      [first, decoy, third, first, first].map((file) =>
        file === third
          ? ['3', 't', file.filePath, '0']
          : [file === first ? '1' : '2', null, file.filePath, '0'],
      ),
    );
  },
);

t.test('columns of the file that are named like DuckDB’s own', async (t) => {
  const file = await fixture.write(
    'reserved.parquet',
    "SELECT i + 100 AS file_row_number, 'f' AS filename, i + 200 AS file_index FROM range(2) r(i)",
    '{file_row_number: 1, filename: 2, file_index: 3}',
  );
  const schema = schemaOf(
    field(1, 'file_row_number', 'long'),
    field(2, 'filename', 'string'),
    field(3, 'file_index', 'long'),
  );
  t.strictSame(
    await fixture.read([scanOf(file), scanOf(file)], project(schema)),
    [0, 1, 0, 1].map((i) => ({
      file_row_number: String(i + 100),
      filename: 'f',
      file_index: String(i + 200),
      __file: file.filePath,
      __row: String(i),
    })),
  );
});

t.test('partition constants stand in for columns that the file lacks, and only for those', async (t) => {
  const without = await fixture.write('hive.parquet', 'SELECT 1::BIGINT AS id', '{id: 1}');
  const holding = await fixture.write(
    'holds.parquet',
    "SELECT 1::BIGINT AS id, 'own' AS text",
    '{id: 1, text: 2}',
  );
  const constants = { 2: 'partition' };
  const rows = await fixture.read(
    [scanOf(without, { constants }), scanOf(holding, { constants })],
    project(people),
  );
  t.strictSame(
    rows.map((row) => row['text']),
    ['partition', 'own'],
  );
});

t.test('files without field ids need a name mapping', async (t) => {
  const file = await fixture.write('no-ids.parquet', "SELECT 5 AS ident, {'in': 'x'} AS s", '');
  const schema = schemaOf(
    field(1, 'id', 'long'),
    field(2, 's', { type: 'struct', fields: [field(3, 'inner', 'string')] }),
  );
  await t.rejects(fixture.read([scanOf(file)], project(schema)), { code: 'NO_FIELD_IDS' });
  t.equal(fixture.openCopies(), 0);
  const nameMapping = [
    { 'field-id': 1, names: ['id', 'ident'] },
    { 'field-id': 2, names: ['s'], fields: [{ 'field-id': 3, names: ['in'] }] },
  ];
  t.match(await fixture.read([scanOf(file)], { ...project(schema), nameMapping }), [
    { id: '5', s: { inner: 'x' } },
  ]);
});

t.test('text and bytes that a writer did not annotate, zoned and plain timestamps', async (t) => {
  const file = await fixture.write(
    'loose.parquet',
    "SELECT 'ab'::BLOB AS s, 'text' AS b, unhex('000102030405060708090a0b0c0d0e0f') AS u, TIMESTAMP '2020-01-01 12:00:00' AS tz, TIMESTAMPTZ '2020-01-01 12:00:00+00' AS ts",
    '{s: 1, b: 2, u: 3, tz: 4, ts: 5}',
  );
  const schema = schemaOf(
    field(1, 's', 'string'),
    field(2, 'b', 'binary'),
    field(3, 'u', 'uuid'),
    field(4, 'tz', 'timestamptz'),
    field(5, 'ts', 'timestamp'),
  );
  await fixture.run("SET TimeZone = 'America/New_York'");
  t.teardown(() => fixture.run("SET TimeZone = 'UTC'"));
  t.match(await fixture.read([scanOf(file)], project(schema)), [
    {
      s: 'ab',
      b: 'text',
      u: '00010203-0405-0607-0809-0a0b0c0d0e0f',
      tz: '2020-01-01 12:00:00+00',
      ts: '2020-01-01 12:00:00',
    },
  ]);
});

t.test('missing and truncated files are named, without text of rows', async (t) => {
  const good = await fixture.write('good.parquet', 'SELECT 1::BIGINT AS id', '{id: 1}');
  const gone = await fixture.write('gone.parquet', 'SELECT 1::BIGINT AS id', '{id: 1}');
  await unlink(gone.filePath);
  await t.rejects(fixture.read([scanOf(good), scanOf(gone)], project(people)), {
    code: 'FILE_NOT_FOUND',
    message: new RegExp(`${gone.filePath}`),
  });
  const cut = await fixture.write('cut.parquet', 'SELECT i AS id FROM range(100) r(i)', '{id: 1}');
  await truncate(cut.filePath, cut.fileSizeInBytes - 10);
  await t.rejects(fixture.read([scanOf(good), scanOf(cut)], project(people)), {
    code: 'CORRUPT_FILE',
    message: new RegExp(`${cut.filePath}`),
  });
  t.equal(fixture.openCopies(), 0);
});

t.test('a file that is damaged inside fails while it is read, by its name', async (t) => {
  const good = await fixture.write('sound.parquet', 'SELECT i AS id FROM range(10) r(i)', '{id: 1}');
  const bad = await fixture.write(
    'damaged.parquet',
    'SELECT i AS id, md5(i::VARCHAR) AS text FROM range(20000) r(i)',
    '{id: 1, text: 2}',
    ', COMPRESSION zstd',
  );
  const file = await open(bad.filePath, 'r+');
  await file.write(Buffer.alloc(20_000, 0x5a), 0, 20_000, 2000);
  await file.close();
  const scan = await openScan(
    fixture.duckdb.connection,
    fixture.io,
    [good, bad].map((one) => scanOf(one)),
    project(people),
    { scratch: fixture.folder },
  );
  const error = await fixture.run(`SELECT count(text), sum(id) FROM (${scan.sql})`).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  t.ok(error);
  const failure = scan.failure(error);
  t.equal(failure.code, 'CORRUPT_FILE');
  t.match(failure.message, bad.filePath);
  t.notMatch(failure.message, /ZZZ/);
  await scan.close();
});

t.test('what can’t be read is refused by name', async (t) => {
  const file = await fixture.write('some.parquet', 'SELECT 1::BIGINT AS id', '{id: 1}');
  for (const fileFormat of ['AVRO', 'ORC'] as const) {
    await t.rejects(fixture.read([scanOf({ ...file, fileFormat })], project(people)), {
      code: 'UNSUPPORTED_FEATURE',
      message: new RegExp(fileFormat),
    });
  }
  await t.rejects(fixture.read([scanOf(file)], project(people, 77)), { code: 'NO_SUCH_COLUMN' });
  await t.rejects(
    fixture.read([scanOf(file)], project(schemaOf(field(1, 'a', 'long'), field(2, 'A', 'long')))),
    {
      code: 'UNSUPPORTED_FEATURE',
    },
  );
  await t.rejects(fixture.read([scanOf(file)], project(schemaOf(field(1, '__row', 'long')))), {
    code: 'UNSUPPORTED_FEATURE',
  });
  await t.rejects(fixture.read([scanOf(file)], project(schemaOf(field(1, 'v', 'variant')))), {
    code: 'UNSUPPORTED_FEATURE',
    message: /variant/,
  });
});

t.test('no scans give no rows, with the right columns', async (t) => {
  t.strictSame(await fixture.read([], project(people)), []);
});
