import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { dropStatistics } from '../../workers/parquet/drop-statistics.js';
import { readStruct, writeStruct } from '../../workers/parquet/thrift-compact.js';
import { query } from './fixture.js';

const footer = (path: string): Buffer => {
  const bytes = readFileSync(path);
  const length = bytes.readUInt32LE(bytes.length - 8);
  return bytes.subarray(bytes.length - 8 - length, bytes.length - 8);
};

async function write(path: string, options = ''): Promise<void> {
  await query(
    `COPY (SELECT i AS id, 'PUBLIC' || i AS open, 'SECRET' || i AS text, {a: i, b: ['SECRET' || i], c: 'PUBLIC'} AS nested, MAP {'SECRET' || i: 'PUBLIC'} AS map FROM range(20000) r(i))
     TO '${path}' (FORMAT parquet, ROW_GROUP_SIZE 2048, WRITE_BLOOM_FILTER false ${options}, FIELD_IDS {id: 1, open: 2, text: 3, nested: {__duckdb_field_id: 4, a: 5, b: {__duckdb_field_id: 6, element: 7}, c: 8}, map: {__duckdb_field_id: 9, key: 10, value: 11}})`,
  );
}

t.setTimeout(120_000);

t.test('statistics of columns and of nested fields go, the rest stays byte for byte', async (t) => {
  const path = join(t.testdir(), 'file.parquet');
  await write(path);
  const rows = await query(`SELECT bit_xor(hash(COLUMNS(*)))::VARCHAR FROM '${path}'`);
  const before = await query(`SELECT * EXCLUDE (file_name) FROM parquet_metadata('${path}')`);
  t.ok(footer(path).includes('SECRET'));
  const size = await dropStatistics(path, [3, 6, 10]);
  t.equal(size, readFileSync(path).length);
  t.notOk(footer(path).includes('SECRET'));
  t.ok(footer(path).includes('PUBLIC19'));
  t.strictSame(await query(`SELECT bit_xor(hash(COLUMNS(*)))::VARCHAR FROM '${path}'`), rows);
  const after = await query(`SELECT * EXCLUDE (file_name) FROM parquet_metadata('${path}')`);
  t.equal(after.length, before.length);
  const dropped = new Set(['text', 'nested, b, list, element', 'map, key_value, key']);
  for (const [i, row] of before.entries()) {
    const path = String(row['path_in_schema']);
    const expected = dropped.has(path)
      ? Object.fromEntries(
          Object.entries(row).map(([key, value]) => [key, /^stats_|_is_exact$/.test(key) ? null : value]),
        )
      : row;
    t.strictSame(after[i], expected, path);
  }
});

t.test('a footer is written back as it was read', async (t) => {
  const path = join(t.testdir(), 'file.parquet');
  await write(path, ", KV_METADATA {a: 'b', long: repeat('x', 300)}");
  t.ok(Buffer.from(writeStruct(readStruct(footer(path)))).equals(footer(path)));
});

t.test('what can not be stripped is refused, and stays as it is', async (t) => {
  const root = t.testdir();
  const good = join(root, 'good.parquet');
  await write(good);
  const bytes = readFileSync(good);
  const spoiled = (name: string, change: (copy: Buffer) => Buffer): string => {
    const path = join(root, name);
    writeFileSync(path, change(Buffer.from(bytes)));
    return path;
  };
  const cut = spoiled('cut', (copy) => copy.subarray(0, copy.length - 10));
  const tiny = spoiled('tiny', () => Buffer.from('PAR1'));
  const length = spoiled('length', (copy) => {
    copy.writeUInt32LE(0xffff_fff0, copy.length - 8);
    return copy;
  });
  const garbage = spoiled('garbage', (copy) => copy.fill(0xff, copy.length - 200, copy.length - 8));
  for (const path of [cut, tiny, length, garbage]) {
    const before = readFileSync(path);
    await t.rejects(dropStatistics(path, [3]), { code: 'CORRUPT_FILE' }, path.slice(root.length));
    t.ok(readFileSync(path).equals(before));
  }
  await t.rejects(dropStatistics(good, [99]), { code: 'CORRUPT_FILE' }, 'no such field');
  const bloom = join(root, 'bloom.parquet');
  await query(
    `COPY (SELECT 'SECRET' || (i % 10) AS text FROM range(20000) r(i)) TO '${bloom}' (FORMAT parquet, WRITE_BLOOM_FILTER true, FIELD_IDS {text: 3})`,
  );
  t.ok(
    (await query(`SELECT bloom_filter_offset AS o FROM parquet_metadata('${bloom}')`))[0]!['o'],
    'there is a bloom filter',
  );
  await t.rejects(dropStatistics(bloom, [3]), { code: 'CORRUPT_FILE' }, 'a bloom filter');
});
