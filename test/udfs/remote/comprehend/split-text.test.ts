import fc from 'fast-check';
import t from 'tap';
import { MAX_TEXT_BYTES } from '../../../../udfs/remote/comprehend/limits.js';
import { splitText } from '../../../../udfs/remote/comprehend/split-text.js';
import { cell } from './cells.js';

const longCell = fc.array(cell, { minLength: 1, maxLength: 30 }).map((cells) => cells.join(''));

t.test('pieces fit, cover every character that is not white space, overlap, and part no pair', async (t) => {
  let several = 0;
  fc.assert(
    fc.property(longCell, fc.integer({ min: 64, max: 400 }), (text, maxBytes) => {
      const pieces = splitText(text, maxBytes, 20);
      if (pieces.length > 1) several++;
      let covered = 0;
      for (const { start, text: piece } of pieces) {
        t.ok(Buffer.byteLength(piece) <= maxBytes);
        t.equal(piece, text.slice(start, start + piece.length));
        t.not(piece.trim(), '');
        t.equal(text.slice(covered, Math.max(covered, start)).trim(), '', 'nothing between two pieces');
        if (covered > 0 && start >= covered)
          t.equal(text.slice(covered - 1, start + 1).trim().length < 2, true);
        t.notOk(partsPair(text, start) || partsPair(text, start + piece.length));
        covered = start + piece.length;
      }
      t.equal(text.slice(covered).trim(), '');
    }),
    { numRuns: 300 },
  );
  t.ok(several > 50, `${several} texts were split`);
});

function partsPair(text: string, at: number): boolean {
  return /^[\ud800-\udbff][\udc00-\udfff]$/.test(text.slice(at - 1, at + 1)) && at > 0;
}

t.test('a text that fits is one piece, and one without a character none', async (t) => {
  t.same(splitText('€'.repeat(33_333)), [{ start: 0, text: '€'.repeat(33_333) }]);
  t.equal(splitText('€'.repeat(33_334)).length, 2);
  for (const blank of ['', ' ', '\r\n\t', '\u00a0\u2028']) t.same(splitText(blank), []);
});

t.test('pieces end at sentences, then at white space, then between graphemes', async (t) => {
  const sentence = 'It was a dark and stormy night. ';
  const pieces = splitText(sentence.repeat(30), 330, 80);
  for (const { text, start } of pieces) {
    t.equal(start % sentence.length, 0);
    t.equal(text.length % sentence.length, 0);
  }
  for (const { text } of splitText('word '.repeat(60), 100, 24)) t.match(text, /^(?:word )+(?:word)?$/);
  const family = '👩‍👩‍👧‍👦';
  for (const { text } of splitText(family.repeat(40), 200, 40)) t.equal(text.length % family.length, 0);
});

t.test('a name at any cut is whole in one of the pieces', async (t) => {
  for (let before = 0; before < 300; before++) {
    const text = `${'x'.repeat(before)} Maria Lopez ${'y'.repeat(300)}`;
    t.ok(splitText(text, 128, 32).some((piece) => piece.text.includes('Maria Lopez')));
  }
});

t.test('a grapheme without an end is parted between code points', async (t) => {
  for (const one of ['👩\u200d', '\u{1d165}']) {
    const text = one.repeat(300);
    for (let maxBytes = 64; maxBytes < 96; maxBytes++) {
      const pieces = splitText(`${'x'.repeat(maxBytes % 3)}${text}`, maxBytes, 20);
      t.notOk(pieces.some((piece) => /\p{Surrogate}/u.test(piece.text)));
    }
  }
});

t.test('a cell of some megabytes is split in linear time', async (t) => {
  const text = 'The quick brown fox jumps over the lazy dog. '.repeat(120_000);
  const started = performance.now();
  const pieces = splitText(text);
  t.ok(pieces.length >= text.length / MAX_TEXT_BYTES);
  t.ok(performance.now() - started < 20_000);
  const nonsense = splitText('\u0301'.repeat(500_000));
  t.ok(nonsense.every((piece) => Buffer.byteLength(piece.text) <= MAX_TEXT_BYTES));
});
