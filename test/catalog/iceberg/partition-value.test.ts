import fc from 'fast-check';
import t from 'tap';
import {
  decimalBytes,
  type PartitionValue,
  partitionValueFromAvro,
  partitionValueToAvro,
} from '../../../catalog/iceberg/partition-value.js';

const hex = (text: string): Buffer => Buffer.from(text, 'hex');

await t.test('known values, both ways', async (t) => {
  const cases: [string, PartitionValue, unknown][] = [
    ['boolean', false, false],
    ['int', -2147483648, -2147483648],
    ['long', 34, 34n],
    ['long', '9223372036854775807', 9223372036854775807n],
    ['long', 9007199254740991, 9007199254740991n],
    ['float', 0.5, 0.5],
    ['double', 'NaN', Number.NaN],
    ['double', '-Infinity', Number.NEGATIVE_INFINITY],
    ['double', '-0', -0],
    ['date', '2017-11-16', 17486],
    ['date', '1969-12-31', -1],
    ['date', '0001-01-01', -719162],
    ['date', '9999-12-31', 2932896],
    ['date', '+010000-01-01', 2932897],
    ['time', '22:31:08.123456', 81068123456n],
    ['timestamp', '2017-11-16T22:31:08.123456', 1510871468123456n],
    ['timestamp', '1969-12-31T23:59:59.999999', -1n],
    ['timestamptz', '2017-11-16T22:31:08.123456+00:00', 1510871468123456n],
    ['timestamp_ns', '1969-12-31T23:59:59.999999999', -1n],
    ['timestamptz_ns', '2017-11-16T22:31:08.123456789+00:00', 1510871468123456789n],
    ['string', 'Zürich\u0000😀', 'Zürich\u0000😀'],
    ['uuid', 'f79c3e09-677c-4bbd-a479-3f349cb785e7', hex('f79c3e09677c4bbda4793f349cb785e7')],
    ['fixed[4]', '00ff7f80', hex('00ff7f80')],
    ['binary', '', hex('')],
    ['decimal(4,2)', '14.20', hex('058c')],
    ['decimal(4, 2)', '-0.01', hex('ffff')],
    ['decimal(9,0)', '999999999', hex('3b9ac9ff')],
    ['decimal(38,38)', `-0.${'9'.repeat(38)}`, hex('b4c4b357a5793b85f675ddc000000001')],
  ];
  for (const [type, json, avro] of cases) {
    t.same(partitionValueToAvro(type, json), avro, `${type} ${json}`);
    t.ok(Object.is(partitionValueFromAvro(type, avro), json), `${type} ${json} back`);
  }
  t.equal(partitionValueToAvro('string', null), null);
  t.equal(partitionValueFromAvro('string', undefined), null);
});

await t.test('other forms that are taken', async (t) => {
  t.equal(partitionValueToAvro('date', 17486), 17486);
  t.equal(partitionValueToAvro('timestamptz', '2017-11-16T22:31:08Z'), 1510871468000000n);
  t.equal(partitionValueToAvro('timestamptz', '2017-11-16T14:31:08-08:00'), 1510871468000000n);
  t.same(partitionValueToAvro('decimal(4,2)', '14.2'), hex('058c'));
  t.same(partitionValueFromAvro('decimal(4,2)', hex('0000058c')), '14.20', 'wider bytes');
});

await t.test('what does not fit is refused, without being quoted', async (t) => {
  const cases: [string, PartitionValue][] = [
    ['int', 2147483648],
    ['int', 1.5],
    ['int', 'Ann'],
    ['long', '9223372036854775808'],
    ['boolean', 'true'],
    ['float', 'Ann'],
    ['date', '2017-02-29'],
    ['date', '16.11.2017'],
    ['time', '24:00:00'],
    ['time', '22:31:08.1234567'],
    ['timestamp', '2017-11-16T22:31:08+00:00'],
    ['timestamptz', '2017-11-16T22:31:08'],
    ['timestamp', '2017-11-16 22:31:08'],
    ['uuid', 'f79c3e09'],
    ['fixed[2]', 'xyz'],
    ['decimal(4,2)', '1.234'],
    ['decimal(4,2)', '99999.99'],
    ['string', 5],
  ];
  for (const [type, value] of cases) {
    const error = t.throws(() => partitionValueToAvro(type, value), RangeError, `${type} ${value}`);
    t.notMatch(String(error), 'Ann');
  }
  t.throws(() => partitionValueFromAvro('uuid', hex('00')), RangeError);
  t.throws(() => partitionValueFromAvro('time', 86_400_000_000n), RangeError);
  t.throws(() => partitionValueFromAvro('date', 2147483647), RangeError);
});

await t.test('every value comes back', async () => {
  const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
  const timestamp = fc.bigInt({ min: -62_135_596_800_000_000n, max: 8_000_000_000_000_000_000n });
  const samples: [string, fc.Arbitrary<unknown>][] = [
    ['int', fc.integer()],
    ['long', int64],
    ['double', fc.double()],
    ['date', fc.integer({ min: -90_000_000, max: 90_000_000 })],
    ['time', fc.bigInt({ min: 0n, max: 86_399_999_999n })],
    ['timestamp', timestamp],
    ['timestamptz', timestamp],
    ['timestamp_ns', int64],
    ['timestamptz_ns', int64],
    ['string', fc.string({ unit: 'binary' })],
    ['fixed[5]', fc.uint8Array({ minLength: 5, maxLength: 5 }).map((bytes) => Buffer.from(bytes))],
    ['uuid', fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => Buffer.from(bytes))],
  ];
  for (const [type, values] of samples) {
    fc.assert(
      fc.property(values, (value) => {
        const json = partitionValueFromAvro(type, value);
        const back = partitionValueToAvro(type, JSON.parse(JSON.stringify(json)));
        return Buffer.isBuffer(value) ? value.equals(back as Buffer) : Object.is(value, back);
      }),
    );
  }
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 38 }),
      fc.nat(38),
      fc.bigInt({ min: 0n, max: 10n ** 38n }),
      fc.boolean(),
      (precision, scale, digits, negative) => {
        const type = `decimal(${precision},${Math.min(scale, precision)})`;
        const value = (digits % 10n ** BigInt(precision)) * (negative ? -1n : 1n);
        const size = decimalBytes(precision);
        const bytes = hex(
          BigInt.asUintN(size * 8, value)
            .toString(16)
            .padStart(size * 2, '0'),
        );
        return bytes.equals(partitionValueToAvro(type, partitionValueFromAvro(type, bytes)) as Buffer);
      },
    ),
  );
});

await t.test('bytes of decimals', async (t) => {
  t.same([1, 2, 3, 4, 5, 9, 10, 18, 19, 38].map(decimalBytes), [1, 1, 2, 2, 3, 4, 5, 8, 9, 16]);
});
