import { Readable } from 'node:stream';
import fc from 'fast-check';
import t from 'tap';
import { wholeLines } from '../../jobs/whole-lines.js';

async function read(chunks: readonly Uint8Array[], most = 1000): Promise<string[]> {
  const lines: string[] = [];
  for await (const { line, text } of wholeLines(Readable.from(chunks), most)) {
    lines.push(text);
    if (line !== lines.length) throw new Error('a line has the wrong number');
  }
  return lines;
}

t.test('lines with their breaks, byte for byte, however the stream is cut', async () => {
  const text = fc.array(fc.constantFrom('a', 'é', '😀', '\n', '\r\n', '\r', ' ', '\ufeff'), {
    maxLength: 20,
  });
  await fc.assert(
    fc.asyncProperty(text, fc.array(fc.nat(30), { maxLength: 5 }), async (pieces, cuts) => {
      const bytes = Buffer.from(pieces.join(''));
      const at = [0, ...cuts.filter((cut) => cut < bytes.length).sort((a, b) => a - b), bytes.length];
      const chunks = at.slice(1).map((end, i) => bytes.subarray(at[i]!, end));
      const lines = await read(chunks);
      return (
        lines.join('') === pieces.join('') &&
        lines.every((line) => line !== '' && !line.slice(0, -1).includes('\n'))
      );
    }),
    { numRuns: 300 },
  );
});

t.test('a line that is too long, and text that is none, are told by number alone', async (t) => {
  const long = [Buffer.from('a\nJane'), Buffer.from('Roe'.repeat(20))];
  await t.rejects(read(long, 50), { code: 'LINE_TOO_LONG', message: /^Line 2 / });
  await t.rejects(read([Buffer.from('a\nJane \xff\n', 'latin1')]), {
    code: 'INVALID_TEXT',
    message: /^Line 2 /,
  });
  await read([Buffer.from('a\nJane \xff\n', 'latin1')]).catch((error: Error) =>
    t.notMatch(error.stack, /Jane/),
  );
});
