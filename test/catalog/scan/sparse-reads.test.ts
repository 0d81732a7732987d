import { readdirSync } from 'node:fs';
import { copyFile, mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import t, { type Test } from 'tap';
import type { FileIO } from '../../../catalog/file-io/file-io.js';
import { localFileIO } from '../../../catalog/file-io/local.js';
import type { DataFile } from '../../../catalog/iceberg/data-file.js';
import type { FileScan, Projection } from '../../../catalog/iceberg/file-scan.js';
import { fieldIdsSql } from '../../../catalog/iceberg/scan/field-ids-sql.js';
import { openScan } from '../../../catalog/iceberg/scan/open-scan.js';
import type { NestedField, Type } from '../../../catalog/iceberg/schema.js';
import { type RemoteFileIO, remoteFileIO } from '../remote-file-io.js';
import { dataFile, field, project, type ScanFixture, scanFixture, scanOf, schemaOf } from './scan-fixture.js';

t.setTimeout(300_000);

const at: ScanFixture = await scanFixture();
const scratch = join(at.folder, 'copies');
await mkdir(scratch);
t.teardown(() => at.close());

const PREFIX = 's3://bucket/table';
const remote = (hole: number): RemoteFileIO =>
  remoteFileIO({ folder: at.folder, prefix: PREFIX, scratch, hole });
const moved = (file: DataFile): DataFile => ({
  ...file,
  filePath: `${PREFIX}${file.filePath.slice(at.folder.length)}`,
  ...(file.referencedDataFile === undefined
    ? {}
    : { referencedDataFile: `${PREFIX}${file.referencedDataFile.slice(at.folder.length)}` }),
});
const movedScan = (scan: FileScan): FileScan => ({
  ...scan,
  file: moved(scan.file),
  deletes: scan.deletes.map(moved),
});

interface Read {
  readonly where?: string | undefined;
  readonly mergeGap?: number;
}

async function rowsOf(
  io: FileIO,
  scans: readonly FileScan[],
  projection: Projection,
  { where, mergeGap = 0 }: Read = {},
): Promise<unknown[]> {
  const scan = await openScan(at.duckdb.connection, io, scans, projection, {
    scratch: at.folder,
    mergeGap,
    ...(where === undefined ? {} : { where }),
  });
  try {
    const rows = (await at.duckdb.connection.runAndReadAll(scan.sql)).getRowObjectsJson();
    // The one column that has to differ.
    return rows.map(({ __file, ...row }) => row);
  } finally {
    await scan.close();
  }
}

/** Whole files' rows, which those of sparse copies have to equal, whatever stands in their holes. */
async function same(
  test: Test,
  scans: readonly FileScan[],
  projection: Projection,
  read: Read = {},
): Promise<RemoteFileIO> {
  const whole = await rowsOf(localFileIO(), scans, projection, read);
  let io!: RemoteFileIO;
  for (const hole of [0xff, 0x00]) {
    io = remote(hole);
    const rows = await rowsOf(io, scans.map(movedScan), projection, read);
    if (JSON.stringify(rows) !== JSON.stringify(whole)) {
      test.strictSame(
        rows.slice(0, 5),
        whole.slice(0, 5),
        `holes of ${hole}: ${rows.length} and ${whole.length} rows`,
      );
      throw new Error(`other rows with holes of ${hole}`);
    }
    if (io.counted.open !== 0) throw new Error('a copy was not given back');
  }
  return io;
}

/** What a column can be: its Iceberg type and the DuckDB expression of its value in row `i`. */
const COLUMNS: readonly { readonly type: Type; readonly sql: string; readonly wheres: readonly string[] }[] =
  [
    {
      type: 'long',
      sql: 'i::BIGINT',
      wheres: ['@ = 2500', '@ BETWEEN 10 AND 2100', '@ > 4000', '@ IN (1, 4000)'],
    },
    { type: 'int', sql: '(i % 17)::INTEGER', wheres: ['@ = 3', '@ IN (1, 16)', '@ = 99', '@ < 2'] },
    { type: 'string', sql: "'text ' || hash(i)", wheres: ["@ = 'text 1'", "@ > 'text 5'", '@ IS NOT NULL'] },
    {
      type: 'string',
      sql: "CASE WHEN i % 5 = 0 THEN NULL ELSE 'kind ' || (i // 1000) END",
      wheres: ["@ = 'kind 1'", "@ = 'kind 77'", "@ IN ('kind 0', 'kind 3')", '@ IS NULL'],
    },
    { type: 'double', sql: '(i / 7.0)::DOUBLE', wheres: ['@ < 100', '@ = 1.0'] },
    { type: 'boolean', sql: 'i % 3 = 0', wheres: ['@', 'NOT @'] },
    { type: 'date', sql: "DATE '2020-01-01' + (i // 100)::INTEGER", wheres: ["@ = DATE '2020-01-09'"] },
    {
      type: 'timestamp',
      sql: "TIMESTAMP '2020-01-01' + to_seconds(i)",
      wheres: ["@ < TIMESTAMP '2020-01-01 00:40:00'"],
    },
    { type: 'decimal(12, 3)', sql: '(i / 8.0)::DECIMAL(12, 3)', wheres: ['@ = 12.5'] },
    { type: 'binary', sql: "encode('b' || (i % 300))", wheres: [] },
    { type: 'uuid', sql: "md5('' || i)::UUID", wheres: [] },
    {
      type: { type: 'list', 'element-id': 0, element: 'string', 'element-required': false },
      sql: "CASE WHEN i % 4 = 0 THEN [] ELSE ['a' || (i % 9), NULL, 'z'] END",
      wheres: [],
    },
    {
      type: {
        type: 'struct',
        fields: [field(0, 'x', 'long'), field(0, 'y', 'string')],
      },
      sql: "{x: i::BIGINT, y: 'y' || (i % 50)}",
      wheres: [],
    },
    {
      type: {
        type: 'map',
        'key-id': 0,
        key: 'string',
        'value-id': 0,
        value: 'long',
        'value-required': false,
      },
      sql: "MAP {'k' || (i % 3): i::BIGINT}",
      wheres: [],
    },
  ];

let nextId = 100;
/** The same type with ids of its own at every level. */
function withIds(type: Type): Type {
  if (typeof type === 'string') return type;
  if (type.type === 'struct')
    return {
      ...type,
      fields: type.fields.map((inner) => ({ ...inner, id: nextId++, type: withIds(inner.type) })),
    };
  if (type.type === 'list') return { ...type, 'element-id': nextId++, element: withIds(type.element) };
  return {
    ...type,
    'key-id': nextId++,
    'value-id': nextId++,
    value: withIds(type.value),
    key: withIds(type.key),
  };
}

interface Written {
  readonly file: DataFile;
  readonly fields: NestedField[];
  readonly wheres: readonly (readonly string[])[];
}

let files = 0;
async function written(
  kinds: readonly number[],
  rows: number,
  { rowGroup, more }: { rowGroup: number; more: string },
): Promise<Written> {
  const name = `data-${files++}.parquet`;
  const path = join(at.folder, name);
  const fields = kinds.map((kind, i) => field(i + 1, `c${i}`, withIds(COLUMNS[kind]!.type)));
  const columns = kinds.map((kind, i) => `${COLUMNS[kind]!.sql} AS c${i}`).join(', ');
  await at.run(
    `COPY (SELECT ${columns} FROM range(${rows}) r(i)) TO '${path}' (FORMAT parquet, ROW_GROUP_SIZE ${rowGroup}, FIELD_IDS ${fieldIdsSql({ fields })}${more})`,
  );
  return {
    file: dataFile(path, rows, (await stat(path)).size),
    fields,
    wheres: kinds.map((kind, i) => COLUMNS[kind]!.wheres.map((where) => where.replaceAll('@', `c${i}`))),
  };
}

const layout = fc
  .record({
    kinds: fc.array(fc.nat(COLUMNS.length - 1), { minLength: 1, maxLength: 6 }),
    rows: fc.integer({ min: 1, max: 9000 }),
    rowGroup: fc.constantFrom(2048, 4096, 122_880),
    compression: fc.constantFrom('zstd', 'snappy', 'gzip', 'uncompressed', 'lz4_raw', 'brotli'),
    version: fc.constantFrom('V1', 'V2'),
    dictionary: fc.constantFrom(0, 10, 100_000),
    bloom: fc.boolean(),
    page: fc.boolean(),
  })
  .map(({ compression, version, dictionary, bloom, ...rest }) => ({
    ...rest,
    more: `, COMPRESSION ${compression}, PARQUET_VERSION ${version}, DICTIONARY_SIZE_LIMIT ${dictionary}, WRITE_BLOOM_FILTER ${bloom}`,
  }));

t.test('sparse copies read as whole files do, whatever the file and the query', async (t) => {
  let fetched = 0;
  let bytes = 0;
  await fc.assert(
    fc.asyncProperty(
      layout,
      fc.array(fc.nat(), { maxLength: 3 }),
      fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 2 }),
      fc.option(fc.tuple(fc.nat(9000), fc.nat(9000))),
      fc.option(fc.tuple(fc.nat(5), fc.option(fc.nat(5), { nil: undefined }))),
      fc.constantFrom(0, 0, 3000),
      async ({ kinds, rows, rowGroup, more }, columns, wheres, range, groups, mergeGap) => {
        const { file, fields, wheres: known } = await written(kinds, rows, { rowGroup, more });
        const schema = schemaOf(...fields);
        const ids = [...new Set(columns.map((column) => (column % fields.length) + 1))];
        const where = wheres
          .flatMap(([column, which]) => {
            const some = known[column % known.length]!;
            return some.length === 0 ? [] : [some[which % some.length]!];
          })
          .join(' AND ');
        const part: Partial<FileScan> =
          range !== null
            ? { rows: { start: Math.min(...range), end: Math.max(...range) } }
            : groups !== null
              ? { rowGroups: { start: groups[0], ...(groups[1] === undefined ? {} : { end: groups[1] }) } }
              : {};
        const { counted } = await same(
          t,
          [scanOf(file, part)],
          { schema, fieldIds: ids },
          { where: where === '' ? undefined : where, mergeGap },
        );
        fetched += counted.fetched;
        bytes += file.fileSizeInBytes;
      },
    ),
    { numRuns: Number(process.env['LAKEVEIL_FUZZ_RUNS'] ?? 100) },
  );
  t.ok(fetched < bytes * 0.8, `much was left out: ${fetched} of ${bytes} bytes`);
});

t.test('only the chunks of the columns and row groups that are read are fetched', async (t) => {
  const { file, fields } = await written([0, 2, 3], 20_480, {
    rowGroup: 2048,
    more: ', COMPRESSION uncompressed',
  });
  const schema = schemaOf(...fields);
  const sizes = await at.run(
    `SELECT row_group_id, column_id, total_compressed_size FROM parquet_metadata('${file.filePath}')`,
  );
  const size = (group: (id: number) => boolean, ...columns: number[]): number =>
    sizes
      .filter(([id, column]) => group(Number(id)) && columns.includes(Number(column)))
      .reduce((sum, [, , bytes]) => sum + Number(bytes), 0);
  const all = size(() => true, 0, 1, 2);
  /** Footer, and the few filters of other columns. */
  const rest = file.fileSizeInBytes - all;
  const fetched = async (part: Partial<FileScan>, ids: number[], where?: string): Promise<number> =>
    (await same(t, [scanOf(file, part)], { schema, fieldIds: ids }, { where })).counted.fetched;
  const between = (bytes: number, wanted: number, what: string): void =>
    void t.ok(bytes >= wanted && bytes <= wanted + rest, `${what}: ${bytes}, ${wanted} of them data`);

  between(
    await fetched({}, [1]),
    size(() => true, 0),
    'one column',
  );
  between(
    await fetched({}, [1], "c2 = 'kind 3'"),
    size(() => true, 0, 2),
    'and one of the predicate',
  );
  between(
    await fetched({ rowGroups: { start: 2, end: 4 } }, [2]),
    size((id) => id === 2 || id === 3, 1),
    'two row groups',
  );
  between(
    await fetched({ rows: { start: 2047, end: 2049 } }, [1, 2]),
    size((id) => id < 2, 0, 1),
    'two rows on both sides of a border',
  );
  between(
    await fetched({ rows: { start: 20_479, end: 20_480 } }, [3]),
    size((id) => id === 9, 2),
    'the last row',
  );
  between(await fetched({}, []), 0, 'no column');
  between(await fetched({ rowGroups: { start: 12 } }, [1]), 0, 'row groups that are not there');
});

t.test('near ranges come with one request, far ones do not', async (t) => {
  const { file, fields } = await written([0, 3, 0], 20_480, {
    rowGroup: 2048,
    more: ', COMPRESSION uncompressed',
  });
  const projection = { schema: schemaOf(...fields), fieldIds: [1, 3] };
  const fills = async (mergeGap: number): Promise<number> =>
    (await same(t, [scanOf(file)], projection, { mergeGap })).counted.fills;
  t.ok((await fills(0)) > 10);
  t.equal(await fills(1e6), 1);
});

t.test('the copies of a split of many files', async (t) => {
  const made: Written[] = [];
  for (let i = 0; i < 40; i += 1) made.push(await written([0, 3, 2], 100 + i, { rowGroup: 2048, more: '' }));
  const scans = made.map(({ file }, i) => scanOf(file, i % 7 === 0 ? { rows: { start: 10, end: 90 } } : {}));
  const { counted } = await same(t, scans, { schema: schemaOf(...made[0]!.fields), fieldIds: [1, 2] });
  t.equal(counted.mostOpen, 40);
  t.equal(counted.sparse, 40);
});

t.test('deletes: their columns are fetched too, of the delete files and of the data file', async (t) => {
  const { file, fields } = await written([0, 3, 2], 9000, { rowGroup: 2048, more: '' });
  const schema = schemaOf(...fields);
  const equality = await at.write(
    'eq.parquet',
    `SELECT 'kind ' || k AS c1, repeat('unread ', 1000) AS more FROM range(3, 5) r(k) UNION ALL SELECT NULL, 'x'`,
    '{c1: 2, more: 77}',
  );
  const position = await at.write(
    'pos.parquet',
    `SELECT '${PREFIX}/${file.filePath.slice(at.folder.length + 1)}' AS file_path, (k * 3)::BIGINT AS pos, {c0: k} AS row FROM range(2000) r(k)
     UNION ALL SELECT '${file.filePath}', (k * 3)::BIGINT, {c0: k} FROM range(2000) r(k)`,
    '{file_path: 2147483546, pos: 2147483545, row: {__duckdb_field_id: 2147483544, c0: 1}}',
  );
  const deletes: DataFile[] = [
    { ...equality, content: 2, equalityIds: [2] },
    { ...position, content: 1 },
  ];
  for (const ids of [[1], [3], []]) {
    const io = await same(t, [scanOf(file, { deletes })], project(schema, ...ids));
    t.equal(io.counted.sparse, 3);
  }
});

t.test('a file without field ids, by name', async (t) => {
  const file = await at.write(
    'names.parquet',
    "SELECT i AS a, 'text ' || hash(i) AS b, i % 3 AS c FROM range(9000) r(i)",
    '',
    ', ROW_GROUP_SIZE 2048',
  );
  const schema = schemaOf(field(1, 'a', 'long'), field(2, 'b', 'string'), field(3, 'c', 'long'));
  const nameMapping = schema.fields.map(({ id, name }) => ({ 'field-id': id, names: [name] }));
  const io = await same(t, [scanOf(file, { rows: { start: 3000, end: 3010 } })], {
    ...project(schema, 1),
    nameMapping,
  });
  t.ok(io.counted.fetched < file.fileSizeInBytes / 2);
});

t.test('a chunk that is not there is an error, never rows', async (t) => {
  const { file, fields } = await written([0, 2], 5000, { rowGroup: 2048, more: ', DICTIONARY_SIZE_LIMIT 1' });
  const io = remote(0);
  const copy = await io.localCopy(moved(file).filePath, { sparse: true });
  t.teardown(() => copy.release());
  for (const column of fields) {
    await t.rejects(at.run(`SELECT sum(hash(${column.name})) FROM read_parquet('${copy.path}')`));
  }
});

t.test('local files are asked nothing more', async (t) => {
  const { file, fields } = await written([0, 2], 5000, { rowGroup: 2048, more: '' });
  const queries: string[] = [];
  const { connection } = at.duckdb;
  const spied = new Proxy(connection, {
    get(target, name) {
      const value = Reflect.get(target, name) as unknown;
      if (typeof value !== 'function') return value;
      return (...values: unknown[]) => {
        if (typeof values[0] === 'string') queries.push(values[0]);
        return (value as (...given: unknown[]) => unknown).apply(target, values);
      };
    },
  });
  const scan = await openScan(spied, localFileIO(), [scanOf(file)], project(schemaOf(...fields)), {
    scratch: at.folder,
  });
  await scan.close();
  t.notOk(queries.some((sql) => sql.includes('parquet_metadata')));
});

/** Written by PyArrow (`fixtures/make_parquet.py`): page indexes, checksums, encodings and filters that DuckDB does not write. */
const FOREIGN = new URL('../../../../test/catalog/fixtures/parquet/', import.meta.url);
const foreign = schemaOf(
  field(1, 'id', 'long'),
  field(2, 'kind', 'string'),
  field(3, 'text', 'string'),
  field(4, 'value', 'double'),
  field(5, 'tags', { type: 'list', 'element-id': 51, element: 'string', 'element-required': false }),
  field(6, 'point', { type: 'struct', fields: [field(61, 'x', 'int'), field(62, 'label', 'string')] }),
  field(7, 'counts', {
    type: 'map',
    'key-id': 71,
    key: 'string',
    'value-id': 72,
    value: 'long',
    'value-required': false,
  }),
  field(8, 'nothing', 'long'),
);
const WHERES = [
  undefined,
  'id = 700',
  'id = 99999',
  "kind = 'kind 4'",
  "kind = 'kind 99'",
  "kind IN ('kind 1', 'kind 6')",
  "text = 'x'",
  'value BETWEEN 50 AND 60',
  'kind IS NULL AND id > 600',
  'nothing IS NOT NULL',
];

for (const name of readdirSync(FOREIGN)) {
  t.test(`a file of another writer: ${name}`, async (t) => {
    await copyFile(new URL(name, FOREIGN), join(at.folder, name));
    const file = dataFile(join(at.folder, name), 1200, (await stat(join(at.folder, name))).size);
    for (const where of WHERES) {
      for (const ids of [[1, 3], [5, 6, 8], [7]]) {
        for (const part of [{}, { rowGroups: { start: 1, end: 3 } }, { rows: { start: 650, end: 1200 } }]) {
          const { counted } = await same(t, [scanOf(file, part)], project(foreign, ...ids), { where });
          t.ok(counted.fetched < file.fileSizeInBytes);
        }
      }
    }
  });
}

t.test('a Bloom filter is asked about row groups that are then left out', async (t) => {
  const { file, fields } = await written([2, 0], 2, { rowGroup: 2048, more: ', WRITE_BLOOM_FILTER true' });
  await same(
    t,
    [scanOf(file, { rows: { start: 2, end: 2 } })],
    { schema: schemaOf(...fields), fieldIds: [] },
    { where: "c0 = 'text 1'" },
  );
});
