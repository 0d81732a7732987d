import { Readable } from 'node:stream';
import fc from 'fast-check';
import t from 'tap';
import { lineBatches, type TextLine, textOfLine } from '../../jobs/line-batches.js';

const options = { batchLines: 3, maxLineBytes: 1000 };

async function lines(chunks: readonly Uint8Array[], limits = options): Promise<TextLine[]> {
  const all: TextLine[] = [];
  for await (const batch of lineBatches(Readable.from(chunks.map((chunk) => Buffer.from(chunk))), limits)) {
    all.push(...batch);
  }
  return all;
}

t.test('however the bytes are cut, the lines are the same', async () => {
  const line = fc.string({ maxLength: 12, unit: fc.constantFrom('a', 'é', '😀', ' ', '"') });
  await fc.assert(
    fc.asyncProperty(fc.array(line, { minLength: 1 }), fc.array(fc.nat(200)), async (texts, cuts) => {
      const bytes = Buffer.from(texts.map((text) => `${text}\n`).join(''));
      const edges = [...new Set([0, ...cuts.filter((cut) => cut < bytes.length), bytes.length])].sort(
        (a, b) => a - b,
      );
      const chunks = edges.slice(1).map((end, index) => bytes.subarray(edges[index], end));
      const found = await lines(chunks);
      return (
        JSON.stringify(found.map(({ text }) => text)) === JSON.stringify(texts) &&
        found.every(({ number }, index) => number === index)
      );
    }),
  );
});

t.test('the last line needs no break, \\r\\n is one, a byte-order mark is none of the text', async (t) => {
  t.same(await lines([Buffer.from('\ufeffa\r\nb')]), [
    { number: 0, text: 'a' },
    { number: 1, text: 'b' },
  ]);
  t.same(await lines([]), []);
});

t.test('bad bytes and endless lines are refused by their number', async (t) => {
  await t.rejects(lines([Buffer.from('a\nb\nsecret\xff', 'latin1'), Buffer.from('\nc\n')]), {
    code: 'INVALID_TEXT',
    message: /^Line 3 (?!.*secret)/,
    details: { line: 3 },
  });
  await t.rejects(lines([Buffer.from('a\nb'), Buffer.from([0xff])]), {
    code: 'INVALID_TEXT',
    details: { line: 2 },
  });
  await t.rejects(lines([Buffer.from('a\n'), Buffer.alloc(2000, 'x')]), {
    code: 'LINE_TOO_LONG',
    details: { line: 2 },
  });
});

t.test('the text of a JSON line', async (t) => {
  const text = (line: string) => textOfLine({ number: 6, text: line });
  t.equal(text('{"text":"a"}'), 'a');
  t.equal(text('{"text":null}'), null);
  t.equal(text('  '), undefined);
  for (const bad of [
    '{"text":"secret',
    '"secret"',
    '["secret"]',
    'null',
    '{"txt":"secret"}',
    '{"text":["secret"]}',
  ]) {
    t.throws(() => text(bad), { code: 'BAD_LINE', message: /^Line 7 (?!.*secret)/ }, bad);
  }
});
