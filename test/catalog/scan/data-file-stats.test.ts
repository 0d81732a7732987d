import { join } from 'node:path';
import t from 'tap';
import {
  type CopyStats,
  dataFileFromCopyStats,
  readSplitOffsets,
} from '../../../catalog/iceberg/scan/data-file-stats.js';
import { fieldIdsSql } from '../../../catalog/iceberg/scan/field-ids-sql.js';
import { upperTextBound } from '../../../catalog/iceberg/scan/truncate-bound.js';
import type { Schema, Type } from '../../../catalog/iceberg/schema.js';
import { decodeSingleValue, valueToJson } from '../../../catalog/iceberg/values/single-value.js';
import { field, scanFixture, schemaOf } from './scan-fixture.js';

const fixture = await scanFixture();
t.teardown(() => fixture.close());
let files = 0;

async function copy(query: string, schema: Schema, withoutBounds: number[] = [], more = '') {
  files += 1;
  const path = join(fixture.folder, `stats-${files}.parquet`);
  const reader = await fixture.duckdb.connection.runAndReadAll(
    `COPY (${query}) TO '${path}' (FORMAT parquet, FIELD_IDS ${fieldIdsSql(schema)}, RETURN_STATS${more})`,
  );
  const [row] = reader.getRowObjectsJson();
  return dataFileFromCopyStats(row as unknown as CopyStats, {
    schema,
    spec: { 'spec-id': 3, fields: [] },
    partition: [],
    filePath: `file://${path}`,
    withoutBounds,
    splitOffsets: await readSplitOffsets(fixture.duckdb.connection, path),
  });
}

const decoded = (type: Type, base64: string | undefined): unknown =>
  base64 === undefined
    ? undefined
    : valueToJson(type, decodeSingleValue(type, Buffer.from(base64, 'base64')));

t.test('bounds of every type', async (t) => {
  const cases: [Type, string, unknown, unknown][] = [
    ['boolean', '(false), (true)', false, true],
    ['int', '(-5), (7)', -5, 7],
    ['long', '(-9223372036854775808), (7)', '-9223372036854775808', 7],
    ['float', "('-1.5'), ('0.1'), ('nan')", -1.5, Math.fround(0.1)],
    ['double', "('-inf'), ('1e300')", '-Infinity', 1e300],
    [
      'decimal(38, 2)',
      '(-123456789012345678901234567890.12), (0.05)',
      '-123456789012345678901234567890.12',
      '0.05',
    ],
    ['decimal(9, 2)', '(-14.20), (14.20)', '-14.20', '14.20'],
    ['date', "('1969-12-31'), ('2024-02-29')", '1969-12-31', '2024-02-29'],
    ['time', "('00:00:00'), ('23:59:59.999999')", '00:00:00.000000', '23:59:59.999999'],
    [
      'timestamp',
      "('1900-01-01 00:00:00.000001'), ('2024-01-01')",
      '1900-01-01T00:00:00.000001',
      '2024-01-01T00:00:00.000000',
    ],
    [
      'timestamptz',
      "('1900-01-01 00:00:00+00'), ('2024-01-01 12:00:00.5+00')",
      '1900-01-01T00:00:00.000000+00:00',
      '2024-01-01T12:00:00.500000+00:00',
    ],
    [
      'timestamp_ns',
      "('2024-01-01 00:00:00.000000001'), ('2024-01-01 00:00:00.123456789')",
      '2024-01-01T00:00:00.000000001',
      '2024-01-01T00:00:00.123456789',
    ],
    ['string', "('b'), ('a')", 'a', 'b'],
    ['string', "('aaaaaaaaaaaaaaaaaaaa'), ('zzzzzzzzzzzzzzzzzzzz')", 'a'.repeat(16), `${'z'.repeat(15)}{`],
    [
      'uuid',
      "('00000000-0000-4000-8000-000000000001'), ('ffffffff-0000-4000-8000-000000000000')",
      '00000000-0000-4000-8000-000000000001',
      'ffffffff-0000-4000-8000-000000000000',
    ],
    ['binary', "(unhex('00ff')), (unhex('ff'))", '00ff', 'ff'],
  ];
  for (const [type, rows, lower, upper] of cases) {
    const schema = schemaOf(field(7, 'v', type));
    const { icebergToDuckDB } = await import('../../../catalog/iceberg/values/duckdb-type.js');
    const query = `SELECT CAST(v AS ${icebergToDuckDB(type)}) AS v FROM (VALUES ${rows}, (NULL)) t(v)`;
    const file = await copy(query, schema);
    const count = rows.split('), (').length + 1;
    t.equal(file.recordCount, count);
    t.equal(file.valueCounts?.[7], count, `${type} values`);
    t.equal(file.nullValueCounts?.[7], 1, `${type} nulls`);
    t.strictSame(decoded(type, file.lowerBounds?.[7]), lower, `${type} lower`);
    t.strictSame(decoded(type, file.upperBounds?.[7]), upper, `${type} upper`);
    t.ok(file.columnSizes![7]! > 0);
  }
});

t.test('zero has both signs in bounds, NaN none', async (t) => {
  const schema = schemaOf(field(1, 'z', 'double'), field(2, 'n', 'double'));
  const file = await copy("SELECT 0.0::DOUBLE AS z, 'nan'::DOUBLE AS n", schema);
  const lower = decodeSingleValue('double', Buffer.from(file.lowerBounds![1]!, 'base64'));
  const upper = decodeSingleValue('double', Buffer.from(file.upperBounds![1]!, 'base64'));
  t.ok(Object.is(lower, -0) && Object.is(upper, 0));
  t.strictSame(file.nanValueCounts, { 1: 0 });
  t.strictSame([file.lowerBounds![2], file.upperBounds![2]], [undefined, undefined]);
});

t.test('nested leaves, odd names, and columns without bounds', async (t) => {
  const schema = schemaOf(
    field(1, 'Id "quoted"', 'int'),
    field(2, 's', { type: 'struct', fields: [field(3, 'a.b', 'string'), field(4, 'c', 'long')] }),
    field(5, 'l', { type: 'list', 'element-id': 6, 'element-required': false, element: 'string' }),
    field(7, 'm', {
      type: 'map',
      'key-id': 8,
      key: 'string',
      'value-id': 9,
      'value-required': false,
      value: 'int',
    }),
  );
  const query = `SELECT 1::INTEGER AS "Id ""quoted""", {'a.b': 'secret', 'c': 5::BIGINT} AS s, ['hidden'] AS l, MAP {'k': 1::INTEGER} AS m`;
  const open = await copy(query, schema);
  t.strictSame(Object.keys(open.lowerBounds!), ['1', '3', '4', '6', '8', '9']);
  t.equal(decoded('string', open.lowerBounds?.[3]), 'secret');
  const closed = await copy(query, schema, [2, 6]);
  t.strictSame(Object.keys(closed.lowerBounds!), ['1', '8', '9']);
  t.strictSame(Object.keys(closed.upperBounds!), ['1', '8', '9']);
  t.strictSame(Object.keys(closed.valueCounts!), ['1', '3', '4', '6', '8', '9']);
  t.notMatch(JSON.stringify(closed), new RegExp(Buffer.from('secret').toString('base64')));
  const ids = await fixture.run(
    `SELECT name, field_id FROM parquet_schema('${open.filePath.slice(7)}') WHERE field_id IS NOT NULL ORDER BY field_id`,
  );
  t.strictSame(
    ids.map(([, id]) => Number(id)),
    [1, 2, 3, 4, 5, 6, 7, 8, 9],
  );
});

t.test('the entry itself', async (t) => {
  const schema = schemaOf(field(1, 'id', 'long'));
  const file = await copy('SELECT i AS id FROM range(10000) r(i)', schema, [], ', ROW_GROUP_SIZE 2048');
  t.match(file, { content: 0, fileFormat: 'PARQUET', specId: 3, partition: [], recordCount: 10_000 });
  t.equal(file.splitOffsets?.length, 5);
  t.equal(file.splitOffsets?.[0], 4);
  t.strictSame(
    file.splitOffsets,
    [...file.splitOffsets!].sort((a, b) => a - b),
  );
  const [[size]] = (await fixture.run(
    `SELECT file_size_bytes FROM parquet_file_metadata('${file.filePath.slice(7)}')`,
  )) as [[bigint]];
  t.equal(file.fileSizeInBytes, Number(size));
  t.throws(
    () =>
      dataFileFromCopyStats(
        { filename: 'x', count: 1, file_size_bytes: 1, column_statistics: [{ key: '"other"', value: [] }] },
        { schema, spec: { 'spec-id': 0, fields: [] }, partition: [], filePath: '/x' },
      ),
    { code: 'INTERNAL' },
  );
});

t.test('an upper bound of text is not below it, whatever the characters', async (t) => {
  t.equal(upperTextBound('short', 16), 'short');
  t.equal(upperTextBound('abc', 2), 'ac');
  t.equal(upperTextBound('a\u{10ffff}x', 2), 'b');
  t.equal(upperTextBound('\u{10ffff}\u{10ffff}x', 2), undefined);
  t.equal(upperTextBound('\ud7ffx', 1), '\ue000');
  t.equal(upperTextBound('😀😀x', 2), '😀😁');
});
