import fc from 'fast-check';
import t from 'tap';
import { rewriteStrings } from '../../../udfs/json/rewrite-strings.js';
import { MAX_JSON_DEPTH, scanJson } from '../../../udfs/json/scan-json.js';

const nothing = { open() {}, close() {}, key() {}, string() {}, number() {}, literal() {} };
const isJson = (text: string): boolean => {
  try {
    scanJson(text, nothing);
    return true;
  } catch (error) {
    if ((error as { code?: string }).code === 'JSON_INVALID') return false;
    throw error;
  }
};

t.test('takes and refuses what JSON.parse does', async () => {
  const piece = fc.constantFrom(
    ...[
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '"',
      '\\',
      '\\u00e9',
      '\\x',
      '1',
      '-',
      '0',
      '01',
      '1.5e+3',
      '1.',
      '.5',
    ],
    ...[
      'true',
      'false',
      'null',
      'nul',
      ' ',
      '\n',
      '\t',
      '\u00a0',
      '\ufeff',
      '\u0001',
      "'",
      '😀',
      '"\\ud800"',
      'NaN',
    ],
  );
  const text = fc.oneof(
    { weight: 2, arbitrary: fc.array(piece, { maxLength: 9 }).map((pieces) => pieces.join('')) },
    fc.json(),
    fc.tuple(fc.json(), fc.nat(), piece).map(([json, at, one]) => {
      const cut = at % (json.length + 1);
      return json.slice(0, cut) + one + json.slice(cut);
    }),
  );
  fc.assert(
    fc.property(text, (one) => {
      let expected = true;
      try {
        JSON.parse(one);
      } catch {
        expected = false;
      }
      return isJson(one) === expected;
    }),
    { numRuns: 5000 },
  );
});

t.test('rewriting nothing changes nothing; rewriting gives the same values elsewhere', async () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5 }), fc.integer({ min: 0, max: 3 }), (value, indent) => {
      const text = JSON.stringify(value, null, indent);
      const longer = rewriteStrings(text, (one) => `${one}"\n`);
      const back = rewriteStrings(longer, (one) => one.slice(0, -2));
      return rewriteStrings(text, (one) => one) === text && back === JSON.stringify(value, null, indent);
    }),
    { numRuns: 500 },
  );
});

t.test('depth is bounded', async (t) => {
  const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
  scanJson(nested(MAX_JSON_DEPTH), nothing);
  t.throws(() => scanJson(nested(MAX_JSON_DEPTH + 1), nothing), { code: 'JSON_TOO_DEEP' });
  t.throws(() => scanJson('['.repeat(1_000_000), nothing), { code: 'JSON_TOO_DEEP' });
  t.throws(() => scanJson('{"a":'.repeat(600), nothing), { code: 'JSON_TOO_DEEP' });
});

t.test('errors quote nothing of the document', async (t) => {
  for (const text of ['{"Maria": Lopez}', '"Maria', 'Maria', '{"a":1,}', '']) {
    try {
      scanJson(text, nothing);
      t.fail(text);
    } catch (error) {
      t.match(error, { code: 'JSON_INVALID' });
      t.notMatch(String((error as Error).stack), /Maria|Lopez/);
    }
  }
});

t.test('time is linear', async (t) => {
  for (const piece of ['"\\\\",', '1,', '[],', '{"a":1},', '"aaaa",', ' ']) {
    const began = performance.now();
    isJson(`[${piece.repeat(1_000_000 / piece.length)}0]`);
    t.ok(performance.now() - began < 3000, piece);
  }
  const began = performance.now();
  isJson(`"${'\\'.repeat(1_000_000)}`);
  isJson(`${'1'.repeat(1_000_000)}e`);
  t.ok(performance.now() - began < 3000);
});
