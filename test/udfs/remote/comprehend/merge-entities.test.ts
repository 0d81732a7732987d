import fc from 'fast-check';
import t from 'tap';
import { mergeSpans } from '../../../../udfs/remote/comprehend/merge-entities.js';

const never = (): boolean => false;
const span = (start: number, end: number, label = 'PERSON', score = 0.9) => ({ start, end, label, score });

t.test('what two pieces saw of one entity becomes one', async (t) => {
  const text = 'x Maria Lopez y';
  t.same(mergeSpans(text, [span(2, 7, 'PERSON', 0.99), span(2, 13, 'PERSON', 0.8)], never), [
    span(2, 13, 'PERSON', 0.99),
  ]);
  t.same(mergeSpans(text, [span(5, 13), span(2, 8)], never), [span(2, 13)]);
  t.same(mergeSpans(text, [span(2, 7), span(8, 13)], never), [span(2, 7), span(8, 13)]);
});

t.test('a label that is left as it is gives way', async (t) => {
  const found = [span(0, 11, 'URL', 0.99), span(4, 7, 'PERSON', 0.5)];
  t.match(
    mergeSpans('abc Joe xyz', found, (label) => label === 'URL'),
    [{ label: 'URL', end: 3 }, { label: 'PERSON' }, { label: 'URL', start: 8 }],
  );
});

t.test('disjoint, in order, and every letter that was covered still is', async () => {
  const text = 'abcdefghij'.repeat(5);
  const any = fc
    .tuple(
      fc.nat(49),
      fc.integer({ min: 1, max: 20 }),
      fc.constantFrom('PERSON', 'URL', 'DOB'),
      fc.double({ min: 0, max: 1, noNaN: true }),
    )
    .map(([start, length, label, score]) => span(start, Math.min(50, start + length), label, score));
  fc.assert(
    fc.property(fc.array(any, { maxLength: 12 }), (found) => {
      const merged = mergeSpans(text, found, (label) => label === 'DOB');
      const covered = (spans: typeof found, at: number) =>
        spans.filter((one) => one.start <= at && at < one.end).length;
      for (let at = 0; at < 50; at++)
        if (covered(merged as typeof found, at) !== Math.min(1, covered(found, at))) return false;
      return merged.every((one, index) => index === 0 || merged[index - 1]!.end <= one.start);
    }),
  );
});
