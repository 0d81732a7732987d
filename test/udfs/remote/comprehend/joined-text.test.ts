import fc from 'fast-check';
import t from 'tap';
import { DELIMITER, joinTexts } from '../../../../udfs/remote/comprehend/joined-text.js';
import { countCodePoints, utf16Offsets, wellFormed } from '../../../../udfs/unicode.js';
import { cell } from './cells.js';

const cells = fc.array(cell, { minLength: 1, maxLength: 6 });

t.test('code points are counted as the string iterates', async () => {
  fc.assert(
    fc.property(cell, (text) => {
      const points = [...text];
      const offsets = utf16Offsets(text);
      let at = 0;
      return (
        countCodePoints(text) === points.length &&
        offsets.length === points.length + 1 &&
        points.every((point, index) => {
          const right = offsets[index] === at;
          at += point.length;
          return right;
        }) &&
        offsets.at(-1) === text.length
      );
    }),
  );
});

t.test('what is sent is well-formed, and every offset is what it was', async () => {
  fc.assert(
    fc.property(cell, (text) => {
      const sent = wellFormed(text);
      return (
        sent === Buffer.from(sent).toString() &&
        sent.length === text.length &&
        countCodePoints(sent) === countCodePoints(text)
      );
    }),
  );
});

t.test('an entity comes out as what it covers of each cell, and of nothing else', async (t) => {
  let cut = 0;
  fc.assert(
    fc.property(cells, fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 12 }), (texts, picks) => {
      const joined = joinTexts(texts);
      const points = [...texts.join(DELIMITER)];
      t.equal(joined.codePoints, points.length);
      t.equal(joined.text, wellFormed(points.join('')));
      const entities = picks.map(([from, length], index) => {
        const begin = from % points.length;
        const end = begin + 1 + (length % (points.length - begin));
        return { begin, end, type: `T${index}`, score: 0.5 };
      });
      const answers = joined.split(entities)!;
      t.equal(answers.length, texts.length);
      // The slow way: every code unit by itself.
      for (const { begin, end, type } of entities) {
        const from = points.slice(0, begin).join('').length;
        const to = points.slice(0, end).join('').length;
        let base = 0;
        let parts = 0;
        for (const [index, text] of texts.entries()) {
          const start = Math.max(0, from - base);
          const stop = Math.min(text.length, to - base);
          const value = stop > start ? text.slice(start, stop) : '';
          const got = answers[index]!.filter((entity) => entity.type === type);
          if (value.trim() === '') t.same(got, []);
          else {
            t.equal(got.length, 1);
            t.equal(text.slice(got[0]!.start, got[0]!.end), value.trim());
            parts++;
          }
          base += text.length + DELIMITER.length;
        }
        if (parts > 1) cut++;
      }
    }),
    { numRuns: 200 },
  );
  t.ok(cut > 50, `${cut} entities were cut`);
});

t.test('an entity over a delimiter alone vanishes', async (t) => {
  const joined = joinTexts(['ab', 'cd']);
  t.same(joined.split([{ begin: 2, end: 2 + DELIMITER.length, type: 'NAME', score: 1 }]), [[], []]);
});

t.test('more parts than the text can hold are refused', async (t) => {
  const joined = joinTexts(Array.from({ length: 50 }, () => 'a'));
  const everywhere = { begin: 0, end: joined.codePoints, type: 'NAME', score: 1 };
  t.equal(joined.split(Array.from({ length: joined.codePoints }, () => everywhere)), undefined);
});
