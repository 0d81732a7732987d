import * as fc from 'fast-check';
import t from 'tap';
import {
  decodeSingleValue,
  encodeSingleValue,
  type Value,
  valueFromJson,
  valueToJson,
} from '../../../catalog/iceberg/values/single-value.js';

const bytes = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, 'hex'));
const micros = (iso: string): bigint => BigInt(Date.parse(iso)) * 1000n;

/** Spec appendix D: type, value, binary, JSON. */
const examples: [string, Value, string, unknown][] = [
  ['boolean', true, '01', true],
  ['boolean', false, '00', false],
  ['int', 34, '22000000', 34],
  ['int', -1, 'ffffffff', -1],
  ['long', 34n, '2200000000000000', 34],
  ['long', -(2n ** 63n), '0000000000000080', '-9223372036854775808'],
  ['float', 1, '0000803f', 1],
  ['double', 1, '000000000000f03f', 1],
  ['double', Number.NaN, '000000000000f87f', 'NaN'],
  ['double', Number.NEGATIVE_INFINITY, '000000000000f0ff', '-Infinity'],
  ['decimal(9, 2)', 1420n, '058c', '14.20'],
  ['decimal(9, 2)', -1n, 'ff', '-0.01'],
  ['decimal(9,0)', 128n, '0080', '128'],
  ['date', 17_486, '4e440000', '2017-11-16'],
  ['date', -1, 'ffffffff', '1969-12-31'],
  ['time', 81_068_123_456n, '8024d4df12000000', '22:31:08.123456'],
  ['timestamp', micros('2017-11-16T22:31:08Z') + 123_456n, '', '2017-11-16T22:31:08.123456'],
  ['timestamptz', micros('2017-11-16T22:31:08Z') + 123_456n, '', '2017-11-16T22:31:08.123456+00:00'],
  [
    'timestamp_ns',
    micros('2017-11-16T22:31:08Z') * 1000n + 123_456_789n,
    '',
    '2017-11-16T22:31:08.123456789',
  ],
  ['timestamp', -1n, 'ffffffffffffffff', '1969-12-31T23:59:59.999999'],
  ['string', 'iceberg', '69636562657267', 'iceberg'],
  [
    'uuid',
    'f79c3e09-677c-4bbd-a479-3f349cb785e7',
    'f79c3e09677c4bbda4793f349cb785e7',
    'f79c3e09-677c-4bbd-a479-3f349cb785e7',
  ],
  ['fixed[4]', bytes('00010aff'), '00010aff', '00010aff'],
  ['binary', bytes('00010aff'), '00010aff', '00010aff'],
];

t.test('the spec’s forms, both ways', async (t) => {
  for (const [type, value, hex, json] of examples) {
    if (hex !== '' && type !== 'time') {
      t.equal(Buffer.from(encodeSingleValue(type, value)).toString('hex'), hex, type);
      t.strictSame(decodeSingleValue(type, bytes(hex)), value, type);
    }
    t.strictSame(decodeSingleValue(type, encodeSingleValue(type, value)), value, type);
    t.strictSame(valueToJson(type, value), json, type);
    t.strictSame(valueFromJson(type, json), value, type);
  }
});

t.test('forms left by promoted types', async (t) => {
  t.equal(decodeSingleValue('long', bytes('feffffff')), -2n);
  t.equal(decodeSingleValue('double', bytes('0000c03f')), 1.5);
  t.equal(decodeSingleValue('timestamp', bytes('ffffffff')), -86_400_000_000n);
  t.equal(valueFromJson('date', 17_486), 17_486);
  t.equal(valueFromJson('timestamptz', '2020-01-01T01:00:00+01:00'), micros('2020-01-01T00:00:00Z'));
});

const arbitraries: Record<string, fc.Arbitrary<Value>> = {
  boolean: fc.boolean(),
  int: fc.integer(),
  long: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  float: fc.float(),
  double: fc.double(),
  'decimal(38, 10)': fc.bigInt({ min: -(10n ** 38n) + 1n, max: 10n ** 38n - 1n }),
  date: fc.integer({ min: -10_000_000, max: 10_000_000 }),
  time: fc.bigInt({ min: 0n, max: 86_399_999_999n }),
  timestamp: fc.bigInt({ min: -(2n ** 62n), max: 2n ** 62n }),
  timestamptz_ns: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  string: fc.string({ unit: 'binary' }),
  uuid: fc.uuid(),
  binary: fc.uint8Array(),
};

t.test('every value survives both forms', async (t) => {
  for (const [type, arbitrary] of Object.entries(arbitraries)) {
    fc.assert(
      fc.property(arbitrary, (value) => {
        const same = (other: Value): boolean =>
          value instanceof Uint8Array
            ? Buffer.compare(value, other as Uint8Array) === 0
            : Object.is(value, other);
        return (
          same(decodeSingleValue(type, encodeSingleValue(type, value))) &&
          same(valueFromJson(type, JSON.parse(JSON.stringify(valueToJson(type, value)))))
        );
      }),
    );
    t.pass(type);
  }
});

t.test('what does not fit is refused', async (t) => {
  for (const [type, hex] of [
    ['int', '00'],
    ['long', '000000'],
    ['double', '0000'],
    ['boolean', ''],
    ['uuid', '00'],
    ['fixed[4]', '000000'],
    ['decimal(9, 2)', ''],
    ['string', 'ff'],
  ] as const) {
    t.throws(() => decodeSingleValue(type, bytes(hex)), { code: 'CORRUPT_METADATA' }, type);
  }
  for (const [type, json] of [
    ['int', 1.5],
    ['int', '1'],
    ['long', 'x'],
    ['date', '2020-02-30'],
    ['timestamp', '2020-01-01T00:00:00+00:00'],
    ['timestamptz', '2020-01-01T00:00:00'],
    ['time', '25:00:00'],
    ['uuid', 'nope'],
    ['fixed[2]', '00'],
    ['decimal(9, 2)', '1.234'],
    ['boolean', 'true'],
  ] as const) {
    t.throws(() => valueFromJson(type, json), { code: 'CORRUPT_METADATA' }, type);
  }
  t.throws(() => encodeSingleValue('int', 2 ** 31), { code: 'CORRUPT_METADATA' });
  t.throws(() => encodeSingleValue('long', 2n ** 63n), { code: 'CORRUPT_METADATA' });
  for (const type of ['variant', 'geometry', 'unknown', 'decimal(9)']) {
    t.throws(() => decodeSingleValue(type, bytes('00')), { code: 'UNSUPPORTED_FEATURE' }, type);
  }
});
