import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import t from 'tap';
import { valueSql } from '../../../catalog/iceberg/scan/project-field.js';
import { icebergToDuckDB } from '../../../catalog/iceberg/values/duckdb-type.js';
import { murmur3 } from '../../../catalog/iceberg/values/murmur3.js';
import { type Value, valueFromJson } from '../../../catalog/iceberg/values/single-value.js';
import {
  applyTransform,
  parseTransform,
  transformApplies,
  transformResultType,
  transformSql,
} from '../../../catalog/iceberg/values/transforms.js';
import { openDuckDB } from '../../../sql/duckdb.js';

const of = (text: string) => parseTransform(text)!;

t.test('the spec’s hash values (appendix B)', async (t) => {
  const long = (value: bigint): Uint8Array => {
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setBigInt64(0, value, true);
    return bytes;
  };
  t.equal(murmur3(long(34n)), 2_017_239_379);
  t.equal(murmur3(Buffer.from('iceberg')), 1_210_000_089);
  t.equal(murmur3(Buffer.from('00010203', 'hex')), -188_683_207);
  // Through the transform: hash & MAX, modulo.
  const cases: [string, unknown, number][] = [
    ['int', 34, 2_017_239_379],
    ['long', 34, 2_017_239_379],
    ['decimal(9, 2)', '14.20', -500_754_589],
    ['date', '2017-11-16', -653_330_422],
    ['time', '22:31:08', -662_762_989],
    ['timestamp', '2017-11-16T22:31:08', -2_047_944_441],
    ['timestamp', '2017-11-16T22:31:08.000001', -1_207_196_810],
    ['timestamptz', '2017-11-16T14:31:08-08:00', -2_047_944_441],
    ['timestamp_ns', '2017-11-16T22:31:08', -2_047_944_441],
    ['timestamp_ns', '2017-11-16T22:31:08.000001001', -1_207_196_810],
    ['string', 'iceberg', 1_210_000_089],
    ['uuid', 'f79c3e09-677c-4bbd-a479-3f349cb785e7', 1_488_055_340],
    ['fixed[4]', '00010203', -188_683_207],
    ['binary', '00010203', -188_683_207],
  ];
  for (const [type, json, hash] of cases) {
    const value = valueFromJson(type, json);
    t.equal(applyTransform(of('bucket[1000000007]'), type, value), (hash & 0x7fffffff) % 1_000_000_007, type);
  }
});

t.test('truncate and dates, also below zero', async (t) => {
  t.equal(applyTransform(of('truncate[10]'), 'int', 1), 0);
  t.equal(applyTransform(of('truncate[10]'), 'int', -1), -10);
  t.equal(applyTransform(of('truncate[10]'), 'long', -10n), -10n);
  t.equal(applyTransform(of('truncate[50]'), 'decimal(9, 2)', 1065n), 1050n);
  t.equal(applyTransform(of('truncate[50]'), 'decimal(9, 2)', -5n), -50n);
  t.equal(applyTransform(of('truncate[3]'), 'string', 'ice😀berg'), 'ice');
  t.equal(applyTransform(of('truncate[4]'), 'string', 'ice😀berg'), 'ice😀');
  t.equal(applyTransform(of('year'), 'date', -1), -1);
  t.equal(applyTransform(of('month'), 'date', -1), -1);
  t.equal(applyTransform(of('day'), 'timestamp', -1n), -1);
  t.equal(applyTransform(of('hour'), 'timestamp', -1n), -1);
  t.equal(applyTransform(of('month'), 'date', 17_501), 575);
  t.equal(applyTransform(of('day'), 'date', null), null);
  t.equal(applyTransform(of('void'), 'string', 'x'), null);
});

t.test('what is no transform, or not of that type', async (t) => {
  for (const text of ['bucket', 'bucket[0]', 'truncate[-1]', 'zorder', 'bucket[99999999999]']) {
    t.equal(parseTransform(text), undefined, text);
  }
  t.equal(applyTransform(of('hour'), 'date', 1), undefined);
  t.equal(applyTransform(of('bucket[4]'), 'double', 1), undefined);
  t.throws(() => transformSql(of('bucket[4]'), 'x', 'int'), { code: 'UNSUPPORTED_FEATURE' });
  t.throws(() => transformSql(of('year'), 'x', 'string'), { code: 'UNSUPPORTED_FEATURE' });
});

t.test('DuckDB computes the same', async (t) => {
  const scratch = await mkdtemp(join(tmpdir(), 'transforms-'));
  const duckdb = await openDuckDB({ threads: 1, memoryMb: 256, scratch });
  t.teardown(async () => {
    duckdb.close();
    await rm(scratch, { recursive: true });
  });
  const limits: Record<string, fc.Arbitrary<Value>> = {
    int: fc.oneof(fc.integer(), fc.integer({ min: -50, max: 50 }), fc.constant(-(2 ** 31))),
    long: fc.oneof(
      fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
      fc.bigInt({ min: -50n, max: 50n }),
      fc.constant(-(2n ** 63n)),
    ),
    'decimal(9, 2)': fc.bigInt({ min: -99_999_900n, max: 99_999_900n }),
    'decimal(38, 0)': fc.bigInt({ min: -(10n ** 37n), max: 10n ** 37n }),
    string: fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\0')),
    binary: fc.uint8Array(),
    date: fc.integer({ min: -2_000_000, max: 2_000_000 }),
    timestamp: fc.bigInt({ min: -(2n ** 60n), max: 2n ** 60n }),
    timestamptz: fc.bigInt({ min: -(2n ** 60n), max: 2n ** 60n }),
    timestamp_ns: fc.bigInt({ min: -(2n ** 62n), max: 2n ** 62n }),
    timestamptz_ns: fc.bigInt({ min: -(2n ** 62n), max: 2n ** 62n }),
  };
  const transforms = [
    'identity',
    'void',
    'truncate[1]',
    'truncate[7]',
    'truncate[1000]',
    'year',
    'month',
    'day',
    'hour',
  ];
  for (const zone of ['UTC', 'America/New_York']) {
    await duckdb.connection.run(`SET TimeZone = '${zone}'`);
    for (const [type, arbitrary] of Object.entries(limits)) {
      const values: (Value | null)[] = [null, ...fc.sample(arbitrary, 80)];
      for (const text of transforms) {
        const transform = of(text);
        if (!transformApplies(transform, type)) continue;
        const resultType = transformResultType(transform, type);
        const pairs = values.map((value) => {
          const input = value === null ? `CAST(NULL AS ${icebergToDuckDB(type)})` : valueSql(type, value);
          const result = applyTransform(transform, type, value) ?? null;
          const expected =
            result === null ? `CAST(NULL AS ${icebergToDuckDB(resultType)})` : valueSql(resultType, result);
          return `(${input}, ${expected})`;
        });
        const rows = await duckdb.connection.runAndReadAll(
          `SELECT count(*) FILTER (WHERE ${transformSql(transform, 'x', type)} IS DISTINCT FROM y), any_value(typeof(${transformSql(transform, 'x', type)})) FROM (VALUES ${pairs.join(', ')}) v(x, y)`,
        );
        t.strictSame(rows.getRows()[0], [0n, icebergToDuckDB(resultType)], `${text} of ${type} in ${zone}`);
      }
    }
  }
});
