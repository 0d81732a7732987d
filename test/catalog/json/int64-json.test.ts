import fc from 'fast-check';
import t from 'tap';
import { parseInt64Json, stringifyInt64Json } from '../../../catalog/json/int64-json.js';

await t.test('int64 survives both ways', async (t) => {
  const text = '{"a":9223372036854775807,"b":[-9223372036854775808,9007199254740993],"c":9007199254740991}';
  const parsed = parseInt64Json(text);
  t.same(parsed, {
    a: 9223372036854775807n,
    b: [-9223372036854775808n, 9007199254740993n],
    c: 9007199254740991,
  });
  t.equal(stringifyInt64Json(parsed), text);
});

await t.test('digits inside strings, keys, fractions and exponents are left alone', async (t) => {
  for (const text of [
    '"12345678901234567890"',
    '{"12345678901234567890":"\\"12345678901234567890"}',
    '["a\\\\",1234567890123456.5,1.2345678901234567e20,1e3,0.12345678901234567890,-0,1e-20]',
    '["\\\\\\"",{"x":"[12345678901234567890]"}]',
  ]) {
    t.same(parseInt64Json(text), JSON.parse(text), text);
  }
});

await t.test('what is no JSON is a SyntaxError', async (t) => {
  for (const text of [
    '',
    '{',
    '{"a":',
    '"abc',
    '[1,]',
    '01234567890123456789',
    '"\\',
    '{"a":12345678901234567890',
    'nul',
  ]) {
    t.throws(() => parseInt64Json(text), SyntaxError, text);
  }
});

await t.test('any JSON reads as JSON.parse reads it, but for int64', async () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), fc.nat(3), (value, indent) => {
      const text = JSON.stringify(value, null, indent);
      const expected = JSON.parse(text, (_, member) =>
        typeof member === 'number' && Number.isInteger(member) && !Number.isSafeInteger(member)
          ? 'large'
          : member,
      );
      const got = JSON.stringify(parseInt64Json(text), (_, member) =>
        typeof member === 'bigint' ||
        (typeof member === 'number' && Number.isInteger(member) && !Number.isSafeInteger(member))
          ? 'large'
          : member,
      );
      return got === JSON.stringify(expected);
    }),
    { numRuns: 500 },
  );
});

await t.test('any tree with bigints comes back', async () => {
  const leaf = fc.oneof(
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    fc.string({ unit: 'binary' }),
    fc.boolean(),
    fc.constant(null),
    fc
      .double({ noNaN: true, noDefaultInfinity: true })
      .filter((n) => !Object.is(n, -0) && !Number.isInteger(n)),
  );
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4 },
      leaf,
      fc.array(tie('tree'), { maxLength: 4 }),
      fc.dictionary(fc.string({ unit: 'binary' }), tie('tree'), { maxKeys: 4, noNullPrototype: true }),
    ),
  }));
  fc.assert(
    fc.property(tree, (value) => {
      const back = stringifyInt64Json(parseInt64Json(stringifyInt64Json(value)));
      return back === stringifyInt64Json(value);
    }),
    { numRuns: 500 },
  );
});

await t.test('what JSON has no form for is refused', async (t) => {
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY, undefined, () => 1, { a: Symbol('x') }]) {
    t.throws(() => stringifyInt64Json(value), TypeError);
  }
  t.equal(stringifyInt64Json({ a: undefined, b: 1 }), '{"b":1}');
});
