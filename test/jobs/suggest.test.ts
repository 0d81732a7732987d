import fc from 'fast-check';
import t from 'tap';
import { editDistance, suggest } from '../../jobs/suggest.js';

t.test('edit distance is a metric on short words, and 1 for one slip', async (t) => {
  const word = fc.string({ maxLength: 8, unit: fc.constantFrom('a', 'b', 'c') });
  fc.assert(
    fc.property(word, word, (a, b) => {
      const distance = editDistance(a, b);
      return (
        distance === editDistance(b, a) &&
        (distance === 0) === (a === b) &&
        distance >= Math.abs(a.length - b.length) &&
        distance <= Math.max(a.length, b.length)
      );
    }),
  );
  t.equal(editDistance('plan', 'plam'), 1);
  t.equal(editDistance('plan', 'paln'), 1, 'neighbours swapped are one slip');
  t.equal(editDistance('', 'abc'), 3);
});

t.test('only slips are suggested', async (t) => {
  const names = ['maxFailedRows', 'batchRows', 'threads'];
  t.equal(suggest('maxFailedRow', names), 'maxFailedRows');
  t.equal(suggest('MAXFAILEDROWS', names), 'maxFailedRows');
  t.equal(suggest('thraeds', names), 'threads');
  t.equal(suggest('colour', names), undefined);
  t.equal(suggest('Synth', ['Off', 'Redaction', 'Synthesis']), 'Synthesis', 'a word that was broken off');
  t.equal(suggest('Synth', ['GroupingSynthesis', 'SynthesisA', 'SynthesisB']), undefined, 'of one only');
  t.equal(suggest('max', ['maxFailedRows']), undefined, 'a beginning of four letters at least');
  t.equal(suggest('x', ['y']), undefined, 'one other letter is another word');
  t.equal(suggest('x', []), undefined);
});
