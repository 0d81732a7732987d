import fc from 'fast-check';
import t from 'tap';
import { optionAt, parseAssignment, parseOptionPath, withOption } from '../../jobs/option-path.js';
import { formatPath } from '../../jobs/schema-error.js';

t.test('paths', async (t) => {
  t.same(parseOptionPath('limits.maxFailedRows'), ['limits', 'maxFailedRows']);
  t.same(parseOptionPath('columns["a.b = \\"c\\""].options'), ['columns', 'a.b = "c"', 'options']);
  t.same(parseOptionPath('key[0]'), ['key', '0']);
  for (const bad of ['', '.', 'a..b', 'a b', 'a[', 'a["b', '__proto__.x', 'a.constructor.b', 'prototype']) {
    t.throws(() => parseOptionPath(bad), { code: 'BAD_USAGE' }, bad);
  }
});

t.test('what is printed as a path is read as the same path', async () => {
  const part = fc.string({ minLength: 1, maxLength: 6 }).filter((text) => !/^\d+$/.test(text));
  const path = fc
    .array(part, { minLength: 1, maxLength: 4 })
    .filter((parts) => !parts.some((text) => ['__proto__', 'prototype', 'constructor'].includes(text)));
  fc.assert(
    fc.property(
      path,
      (parts) => JSON.stringify(parseOptionPath(formatPath(parts))) === JSON.stringify(parts),
    ),
  );
});

t.test('assignments', async (t) => {
  t.same(parseAssignment('limits.maxFailedRows=10'), { path: ['limits', 'maxFailedRows'], value: 10 });
  t.same(parseAssignment('where=a = 1'), { path: ['where'], value: 'a = 1' });
  t.same(parseAssignment('key=["a","b"]'), { path: ['key'], value: ['a', 'b'] });
  t.same(parseAssignment('columns["x=y"]="keep"'), { path: ['columns', 'x=y'], value: 'keep' });
  t.same(parseAssignment('where='), { path: ['where'], value: '' });
  t.same(parseAssignment('drop=null'), { path: ['drop'], value: null });
  t.throws(() => parseAssignment('limits.maxFailedRows'), { code: 'BAD_USAGE' });
  t.throws(() => parseAssignment('=1'), { code: 'BAD_USAGE' });
});

t.test('setting an option leaves the rest, and the original, as they were', async (t) => {
  const job = { limits: { batchRows: 5 }, key: ['a', 'b'] };
  t.same(withOption(job, ['limits', 'maxFailedRows'], 3), {
    limits: { batchRows: 5, maxFailedRows: 3 },
    key: ['a', 'b'],
  });
  t.same(withOption(job, ['key', '1'], 'c'), { limits: { batchRows: 5 }, key: ['a', 'c'] });
  t.same(withOption(job, ['limits'], null), { key: ['a', 'b'] });
  t.same(withOption(job, ['a', 'b'], 1), { limits: { batchRows: 5 }, key: ['a', 'b'], a: { b: 1 } });
  t.same(job, { limits: { batchRows: 5 }, key: ['a', 'b'] });
  t.equal(optionAt(job, ['limits', 'batchRows']), 5);
  t.equal(optionAt(job, ['limits', 'toString']), undefined);
});
