import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import t from 'tap';
import type { DataFile } from '../../../catalog/iceberg/data-file.js';
import { openScan } from '../../../catalog/iceberg/scan/open-scan.js';
import { dataFile, field, project, scanFixture, scanOf, schemaOf } from './scan-fixture.js';

const fixture = await scanFixture();
t.teardown(() => fixture.close());
const people = schemaOf(field(1, 'id', 'long'), field(2, 'text', 'string'));
let files = 0;

async function data(rows: string, ids = '{id: 1, text: 2}', more = ''): Promise<DataFile> {
  files += 1;
  return fixture.write(`data-${files}.parquet`, rows, ids, more);
}
const numbers = (count: number): string => `SELECT i AS id, 'x' || i AS text FROM range(${count}) r(i)`;

async function positions(rows: readonly (readonly [string, number])[], withIds = true): Promise<DataFile> {
  files += 1;
  const values = rows.map(([path, pos]) => `('${path}', ${pos}::BIGINT)`).join(', ');
  const file = await fixture.write(
    `positions-${files}.parquet`,
    `SELECT * FROM (VALUES ${values}) v(file_path, pos)`,
    withIds ? '{file_path: 2147483546, pos: 2147483545}' : '',
  );
  return { ...file, content: 1 };
}

async function equality(query: string, ids: string, equalityIds: number[]): Promise<DataFile> {
  files += 1;
  return { ...(await fixture.write(`equality-${files}.parquet`, query, ids)), content: 2, equalityIds };
}

async function ids(...args: Parameters<typeof fixture.read>): Promise<number[]> {
  return (await fixture.read(...args)).map((row) => Number(row['id']));
}

t.test('position deletes, however the path is spelled', async (t) => {
  const file = await data(numbers(6));
  const path = file.filePath;
  const deletes = [
    await positions([
      [path, 0],
      [`file:${path}`, 2],
      [`file://${path}`, 4],
      ['/elsewhere/data.parquet', 1],
    ]),
    await positions([[`file://localhost${path}`, 5]], false),
  ];
  t.strictSame(await ids([scanOf(file, { deletes })], project(people)), [1, 3]);
  const spelled = { ...file, filePath: `file:${path}` };
  t.strictSame(await ids([scanOf(spelled, { deletes })], project(people, 1)), [1, 3]);
});

t.test('position deletes in row ranges and over many files, in order', async (t) => {
  const [a, b, c] = [
    await data('SELECT i AS id FROM range(10000) r(i)', '{id: 1}', ', ROW_GROUP_SIZE 2048'),
    await data('SELECT 10000 + i AS id FROM range(3) r(i)', '{id: 1}'),
    await data('SELECT 20000 + i AS id FROM range(3) r(i)', '{id: 1}'),
  ];
  const one = await positions([
    [a.filePath, 2],
    [a.filePath, 3000],
    [a.filePath, 9999],
    [b.filePath, 1],
    [c.filePath, 0],
  ]);
  const deletes = [one];
  const expected = Array.from({ length: 9999 }, (_, i) => i).filter((i) => i !== 2 && i !== 3000);
  t.strictSame(
    await ids(
      [
        scanOf(a, { deletes, rows: { start: 0, end: 3000 } }),
        scanOf(a, { deletes, rows: { start: 3000, end: 10_000 } }),
        scanOf(b, { deletes }),
        // Does not apply to this one, though it names it.
        scanOf(c),
      ],
      project(people, 1),
    ),
    [...expected, 10_000, 10_002, 20_000, 20_001, 20_002],
  );
  // One delete file of each scan names the other scan's file as well.
  const [ofB, ofC] = [
    await positions([
      [b.filePath, 0],
      [c.filePath, 1],
    ]),
    await positions([
      [b.filePath, 2],
      [c.filePath, 2],
    ]),
  ];
  t.strictSame(
    await ids([scanOf(b, { deletes: [ofB] }), scanOf(c, { deletes: [ofC] })], project(people, 1)),
    [10_001, 10_002, 20_000, 20_001],
  );
  // Far more deletes than rows: rows still come in order.
  const many = await fixture.write(
    'many-deletes.parquet',
    `SELECT '${a.filePath}' AS file_path, i AS pos FROM range(500000) r(i) WHERE i % 2 = 0`,
    '{file_path: 2147483546, pos: 2147483545}',
  );
  t.strictSame(
    await ids([scanOf(a, { deletes: [{ ...many, content: 1 }] })], project(people, 1)),
    Array.from({ length: 5000 }, (_, i) => i * 2 + 1),
  );
});

t.test('equality deletes: NULL equals NULL, columns need not be projected', async (t) => {
  const file = await data(
    "SELECT * FROM (VALUES (1, 'a'), (2, NULL), (3, 'c'), (NULL, 'd'), (NULL, NULL)) v(id, text)",
  );
  const byText = await equality("SELECT * FROM (VALUES ('a'), (NULL)) v(text)", '{text: 2}', [2]);
  const read = (deletes: DataFile[]): Promise<unknown[]> =>
    fixture
      .read([scanOf(file, { deletes })], project(people, 1))
      .then((rows) => rows.map((row) => row['id']));
  t.strictSame(await read([byText]), ['3', null]);
  const byBoth = await equality(
    "SELECT * FROM (VALUES (NULL::BIGINT, 'd'), (3, NULL)) v(id, text)",
    '{id: 1, text: 2}',
    [2, 1],
  );
  t.strictSame(await read([byBoth]), ['1', '2', '3', null]);
  t.strictSame(await read([byText, byBoth]), ['3']);
  const more = await equality("SELECT 'c' AS text", '{text: 2}', [2]);
  t.strictSame(await read([byText, more]), [null]);
});

t.test('equality deletes apply to the scans that have them only', async (t) => {
  const [older, younger] = [await data(numbers(3)), await data(numbers(3))];
  const deletes = [await equality('SELECT 1::BIGINT AS id', '{id: 1}', [1])];
  t.strictSame(await ids([scanOf(older, { deletes }), scanOf(younger)], project(people)), [0, 2, 0, 1, 2]);
});

t.test('equality deletes under schema evolution', async (t) => {
  const file = await data(
    "SELECT 1::INTEGER AS old_id, 'keep' AS dropped, {'k': 7} AS s UNION ALL SELECT 2, 'go', {'k': 8}",
    '{old_id: 1, dropped: 9, s: {__duckdb_field_id: 3, k: 4}}',
  );
  const schema = schemaOf(
    field(1, 'id', 'long'),
    field(3, 's', { type: 'struct', fields: [field(4, 'kk', 'long')] }),
    field(5, 'added', 'int', { 'initial-default': 5 }),
    field(6, 'region', 'string'),
  );
  const read = (deletes: DataFile[], constants = {}): Promise<number[]> =>
    ids([scanOf(file, { deletes, constants })], project(schema, 1));
  t.strictSame(await read([await equality('SELECT 1::INTEGER AS i', '{i: 1}', [1])]), [2]);
  t.strictSame(await read([await equality('SELECT 2::BIGINT AS i', '{i: 1}', [1])]), [1]);
  t.strictSame(await read([await equality("SELECT 'go' AS d", '{d: 9}', [9])]), [1], 'a dropped column');
  t.strictSame(
    await read([await equality("SELECT {'k': 8} AS s", '{s: {__duckdb_field_id: 3, k: 4}}', [4])]),
    [1],
    'a member of a struct',
  );
  const byDefault = await equality('SELECT 5 AS a', '{a: 5}', [5]);
  t.strictSame(await read([byDefault]), [], 'an added column with a default');
  const byConstant = await equality("SELECT 'north' AS r", '{r: 6}', [6]);
  t.strictSame(await read([byConstant], { 6: 'south' }), [1, 2], 'a partition constant');
  t.strictSame(await read([byConstant], { 6: 'north' }), []);
});

/** From pyroaring (CRoaring): BitMap64, run-optimised. */
const foreign = {
  // 0–299 (a run), 70000, 131077, 196608–196657 (a run), 262144: five containers, so offsets as well.
  runs: 'AQAAAAAAAAAAAAAAOzAEAAkAACsBAQAAAAIAAAADADEABAAAAC0AAAAzAAAANQAAADcAAAA9AAAAAQAAACsBcBEFAAEAAAAxAAAA',
  // 0, 1·2^16 … 4·2^16, 6·2^16 … 6·2^16 + 2: six arrays, no runs.
  arrays:
    'AQAAAAAAAAAAAAAAOjAAAAYAAAAAAAAAAQAAAAIAAAADAAAABAAAAAYAAgA4AAAAOgAAADwAAAA+AAAAQAAAAEIAAAAAAAAAAAAAAAAAAAABAAIA',
  // 1, 2, 3, 70000, 200000–209999 and, in a second 32-bit bitmap, 5000000000 (beyond the file's rows).
  twoBitmaps: 'AgAAAAAAAAAAAAAAOzACAAQAAAIAAQAAAAMADycBAAIAAwBwEQEAQA0PJwEAAAA6MAAAAQAAAAUqAAAQAAAAAPI=',
  one: 'AQAAAAAAAAAAAAAAOjAAAAEAAAAAAAAAEAAAAAUA',
};

function blobOf(bitmap: Uint8Array, magic = 'd1d33964'): Buffer {
  const body = Buffer.concat([Buffer.from(magic, 'hex'), bitmap]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, checksum]);
}

async function vector(data: DataFile, blob: Buffer, cardinality: number): Promise<DataFile> {
  files += 1;
  const path = join(fixture.folder, `vector-${files}.puffin`);
  await writeFile(path, Buffer.concat([Buffer.from('PFA1'), blob, Buffer.from('rest')]));
  return {
    ...dataFile(path, cardinality, blob.length + 8),
    content: 1,
    fileFormat: 'PUFFIN',
    referencedDataFile: `file://${data.filePath}`,
    contentOffset: 4,
    contentSizeInBytes: blob.length,
  };
}

/** A bitmap with one container of the given kind, by the format's specification. */
function bitmapOf(key: number, container: Buffer, cardinality: number, isRun = false): Buffer {
  const head = Buffer.alloc(8);
  head.writeBigUInt64LE(1n);
  const high = Buffer.alloc(4);
  const cookie = isRun ? Buffer.from([0x3b, 0x30, 0, 0, 1]) : Buffer.from([0x3a, 0x30, 0, 0, 1, 0, 0, 0]);
  const header = Buffer.alloc(4);
  header.writeUInt16LE(key);
  header.writeUInt16LE(cardinality - 1, 2);
  return Buffer.concat([head, high, cookie, header, isRun ? Buffer.alloc(0) : Buffer.alloc(4), container]);
}

t.test('deletion vectors', async (t) => {
  const file = await data('SELECT i AS id FROM range(400000) r(i)', '{id: 1}');
  const deleted = async (deletes: DataFile[]): Promise<number[]> => {
    const scan = await openScan(
      fixture.duckdb.connection,
      fixture.io,
      [scanOf(file, { deletes })],
      project(people, 1),
      {
        scratch: fixture.folder,
      },
    );
    const gone = await fixture.run(
      `SELECT i FROM range(400000) r(i) WHERE i NOT IN (SELECT id FROM (${scan.sql})) ORDER BY i`,
    );
    await scan.close();
    return gone.map(([i]) => Number(i));
  };
  t.strictSame(await deleted([await vector(file, blobOf(Buffer.from(foreign.one, 'base64')), 1)]), [5]);
  const range = (start: number, count: number): number[] =>
    Array.from({ length: count }, (_, i) => start + i);
  const expectations: [string, number[]][] = [
    [foreign.runs, [...range(0, 300), 70_000, 131_077, ...range(196_608, 50), 262_144]],
    [foreign.arrays, [0, 65_536, 131_072, 196_608, 262_144, ...range(393_216, 3)]],
    [foreign.twoBitmaps, [1, 2, 3, 70_000, ...range(200_000, 10_000)]],
  ];
  for (const [bitmap, expected] of expectations) {
    const count = expected.length + (bitmap === foreign.twoBitmaps ? 1 : 0);
    t.strictSame(await deleted([await vector(file, blobOf(Buffer.from(bitmap, 'base64')), count)]), expected);
  }
  const words = Buffer.alloc(8192);
  const inBitmap = Array.from({ length: 65_536 }, (_, i) => i).filter((i) => i % 3 === 0);
  for (const low of inBitmap) words[low >> 3]! |= 1 << (low & 7);
  const dense = bitmapOf(1, words, inBitmap.length);
  t.strictSame(
    await deleted([await vector(file, blobOf(dense), inBitmap.length)]),
    inBitmap.map((i) => i + 65_536),
  );
  const run = Buffer.from(Uint16Array.of(2, 10, 4, 1000, 0).buffer);
  const ranged = bitmapOf(0, run, 6, true);
  const own = await vector(file, blobOf(ranged), 6);
  t.strictSame(await deleted([own]), [10, 11, 12, 13, 14, 1000]);
  // A vector stands in for position deletes of the same file.
  t.strictSame(await deleted([await positions([[file.filePath, 77]]), own]), [10, 11, 12, 13, 14, 1000]);
});

t.test('a damaged deletion vector is refused, never read in part', async (t) => {
  const file = await data(numbers(10));
  const good = blobOf(Buffer.from(foreign.one, 'base64'));
  const read = (deletes: DataFile[]): Promise<unknown> =>
    fixture.read([scanOf(file, { deletes })], project(people));
  await read([await vector(file, good, 1)]);
  const flip = (at: number): Buffer => {
    const bytes = Buffer.from(good);
    bytes[at] = bytes[at]! ^ 1;
    return bytes;
  };
  for (let at = 0; at < good.length; at += 1) {
    await t.rejects(read([await vector(file, flip(at), 1)]), { code: 'CORRUPT_FILE' }, `byte ${at}`);
  }
  const whole = await vector(file, good, 1);
  for (const broken of [
    await vector(file, good, 2),
    { ...whole, contentSizeInBytes: good.length + 100 },
    { ...whole, contentSizeInBytes: 4 },
    { ...whole, contentOffset: 5 },
    { ...whole, referencedDataFile: '/another.parquet' },
    {
      ...dataFile(whole.filePath, 1, 10),
      content: 1 as const,
      fileFormat: 'PUFFIN' as const,
      referencedDataFile: file.filePath,
    },
    // Right checksum, wrong magic; wrong bitmap.
    await vector(file, blobOf(Buffer.from(foreign.one, 'base64'), '6439d3d1'), 1),
    await vector(file, blobOf(Buffer.from(foreign.one, 'base64').subarray(0, -1)), 1),
    await vector(file, blobOf(Buffer.concat([Buffer.from(foreign.one, 'base64'), Buffer.alloc(1)])), 1),
  ]) {
    await t.rejects(read([broken]), { code: 'CORRUPT_FILE' });
  }
  await t.rejects(read([{ ...whole, filePath: '/no/such.puffin' }]));
  t.equal(fixture.openCopies(), 0);
});

t.test('delete files that are missing, corrupt or of another format are refused', async (t) => {
  const file = await data(numbers(3));
  const read = (deletes: DataFile[]): Promise<unknown> =>
    fixture.read([scanOf(file, { deletes })], project(people));
  const some = await positions([[file.filePath, 0]]);
  for (const fileFormat of ['AVRO', 'ORC'] as const) {
    await t.rejects(read([{ ...some, fileFormat }]), {
      code: 'UNSUPPORTED_FEATURE',
      message: new RegExp(fileFormat),
    });
  }
  await t.rejects(read([{ ...some, filePath: '/no/such.parquet' }]), {
    code: 'FILE_NOT_FOUND',
    message: /no\/such\.parquet/,
  });
  const garbage = join(fixture.folder, 'garbage.parquet');
  await writeFile(garbage, 'PAR1 this is no Parquet file PAR1');
  await t.rejects(read([{ ...some, filePath: garbage }]), {
    code: 'CORRUPT_FILE',
    message: /garbage\.parquet/,
  });
  const nulls = await fixture.write(
    'nulls.parquet',
    `SELECT '${file.filePath}' AS file_path, NULL::BIGINT AS pos`,
    '{file_path: 2147483546, pos: 2147483545}',
  );
  await t.rejects(read([{ ...nulls, content: 1 }]), { code: /CORRUPT_FILE|SQL_FAILED/ });
  await t.rejects(read([{ ...file, content: 1 }]), { code: 'CORRUPT_FILE' }, 'no file_path in it');
  await t.rejects(read([{ ...file, content: 2 }]), { code: 'CORRUPT_METADATA' }, 'no equality ids');
  await t.rejects(
    read([{ ...file, content: 2, equalityIds: [77] }]),
    { code: 'CORRUPT_FILE' },
    'column not in it',
  );
  t.equal(fixture.openCopies(), 0);
});

t.test('nothing is left after close', async (t) => {
  const file = await data(numbers(3));
  const deletes = [
    await positions([[file.filePath, 0]]),
    await equality('SELECT 1::BIGINT AS id', '{id: 1}', [1]),
  ];
  const scan = await openScan(
    fixture.duckdb.connection,
    fixture.io,
    [scanOf(file, { deletes })],
    project(people),
    {
      scratch: fixture.folder,
    },
  );
  t.ok((await fixture.run('SELECT 1 FROM duckdb_tables()')).length > 0);
  await scan.close();
  t.strictSame(await fixture.run('SELECT table_name FROM duckdb_tables()'), []);
  t.equal(fixture.openCopies(), 0);
});
