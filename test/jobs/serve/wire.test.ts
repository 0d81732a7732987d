import fc from 'fast-check';
import t from 'tap';
import { LABEL_NAMES } from '../../../udfs/detect/labels.js';
import { createLocalEngine } from '../../../udfs/local-engine.js';
import { compilePolicy } from '../../../udfs/policy.js';
import { running, TEST_KEY } from './running.js';

interface Result {
  start: number;
  end: number;
  newStart: number;
  newEnd: number;
  label: string;
  text: string;
  newText: string;
  score: number;
  language: string;
  idx: number;
  jsonPath?: string;
}

/** What a client may conclude: the answer's text is the original with each span replaced by its new text. */
function agrees(original: string, redacted: string, results: readonly Result[]): boolean {
  let made = '';
  let at = 0;
  for (const { start, end, newStart, newEnd, text, newText } of results) {
    if (start < at || end <= start || original.slice(start, end) !== text) return false;
    made += original.slice(at, start);
    if (made.length !== newStart) return false;
    made += newText;
    if (made.length !== newEnd) return false;
    at = end;
  }
  return made + original.slice(at) === redacted;
}

t.test('redact: the answer is what the engine gives, in the wire form', async (t) => {
  const { post } = await running(t);
  const text = 'Hi 😀, I am Maria Lopez; call 555-867-5309 or maria@lopez.example.';
  const { status, body, headers } = await post('/api/redact', { text });
  t.equal(status, 200);
  t.match(headers['content-type'], 'application/json');
  t.match(headers['x-request-id'], /^[0-9a-f-]{36}$/);
  t.same(Object.keys(body), ['originalText', 'redactedText', 'usage', 'deIdentifyResults']);
  t.equal(body.originalText, text);
  t.equal(body.usage, 10);
  const expected = createLocalEngine(compilePolicy({}), TEST_KEY).redact(text);
  t.equal(body.redactedText, expected.text);
  t.same(
    body.deIdentifyResults.map(({ label }: Result) => label),
    expected.spans.map(({ label }) => label),
  );
  t.ok(body.deIdentifyResults.length >= 4);
  t.ok(agrees(text, body.redactedText, body.deIdentifyResults));
  for (const one of body.deIdentifyResults) t.match(one, { language: 'en', score: Number, idx: 0 });

  const mixed = await post('/API/Redact/', { text });
  t.equal(mixed.body.redactedText, body.redactedText, 'routes are read without case');
});

t.test('bulk: in order, with the index of each text, however it is split over threads', async (t) => {
  const { post, lines } = await running(t, { threads: 3 });
  const texts = Array.from({ length: 500 }, (_, n) =>
    n % 7 === 0 ? '' : `Call ${n}: I'm Maria Lopez, 555-867-${String(1000 + n)}. ${'blah '.repeat(n % 90)}`,
  );
  const { status, body } = await post('/api/redact/bulk', { bulkText: texts });
  t.equal(status, 200);
  t.same(body.bulkText, texts);
  const engine = createLocalEngine(compilePolicy({}), TEST_KEY);
  t.same(
    body.bulkRedactedText,
    texts.map((text) => engine.redact(text).text),
  );
  const wrong = texts.filter((text, idx) => {
    const own = body.deIdentifyResults.filter((result: Result) => result.idx === idx);
    return !agrees(text, body.bulkRedactedText[idx], own);
  });
  t.same(wrong, []);
  t.equal(lines.at(-1)?.items, 500);
  t.same((await post('/api/redact/bulk', { bulkText: [] })).body, {
    bulkText: [],
    bulkRedactedText: [],
    usage: 0,
    deIdentifyResults: [],
  });
});

t.test('spans and redacted text agree for any text', async (t) => {
  const { post } = await running(t);
  const piece = fc.oneof(
    fc.constantFrom(
      'Maria Lopez',
      'e\u0301mile Zola',
      '555-867-5309',
      '4111 1111 1111 1111',
      'maria@lopez.example',
      '😀👩‍👩‍👧',
      '\r\n',
      '\u0000',
      '\ud83d',
      'Agent: ',
      ' my name is ',
      'José García',
      '\u2028',
      '"\\',
    ),
    fc.string({ unit: 'grapheme', maxLength: 12 }),
    fc.string({ unit: 'binary', maxLength: 8 }),
  );
  const text = fc.array(piece, { maxLength: 10 }).map((pieces) => pieces.join(' '));
  let found = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 12 }), async (texts) => {
      const { status, body } = await post('/api/redact/bulk', {
        bulkText: texts,
        generatorDefault: 'Synthesis',
      });
      found += body.deIdentifyResults.length;
      return (
        status === 200 &&
        JSON.stringify(body.bulkText) === JSON.stringify(texts) &&
        texts.every((one, idx) =>
          agrees(
            one,
            body.bulkRedactedText[idx],
            body.deIdentifyResults.filter((result: Result) => result.idx === idx),
          ),
        )
      );
    }),
    { numRuns: 60 },
  );
  t.ok(found > 50, `${found} spans`);
});

t.test('json: paths, lists of paths, offsets within the value', async (t) => {
  const { post } = await running(t);
  const document = {
    person: { 'first name': 'Maria', last: 'Lopez' },
    calls: [{ text: 'I am Maria Lopez 😀' }, { text: 'nobody' }],
    code: 'zx-81',
    keep: 'Maria Lopez',
    card: 4111111111111111,
  };
  const jsonText = JSON.stringify(document, null, 2);
  const { status, body } = await post('/api/redact/json', {
    jsonText,
    jsonPathAllowLists: { NUMERIC_PII: ['$.code'] },
    jsonPathIgnorePaths: ['$.keep'],
  });
  t.equal(status, 200);
  t.equal(body.originalText, jsonText);
  const made = JSON.parse(body.redactedText);
  t.equal(made.keep, 'Maria Lopez');
  t.match(made.code, /^\[NUMERIC_PII_/);
  t.not(made.card, document.card);
  const at = (path: string) => body.deIdentifyResults.find((result: Result) => result.jsonPath === path);
  t.match(at("$.person['first name']"), { start: 0, end: 5, text: 'Maria', label: 'NAME_GIVEN' });
  t.match(at('$.code'), { start: 0, end: 5, text: 'zx-81', newText: made.code });
  t.match(at('$.card'), { text: '4111111111111111', newText: String(made.card) });
  const inCall = body.deIdentifyResults.filter((result: Result) => result.jsonPath === '$.calls[0].text');
  t.ok(agrees(document.calls[0]!.text, made.calls[0].text, inCall));
  t.ok(inCall.length >= 1);
  t.match((await post('/api/redact/json', { jsonText: '{"a": ' })).body, { code: 'JSON_INVALID' });
  t.match((await post('/api/redact/json', { jsonText: '{}', jsonPathIgnorePaths: ['$[?(@.a)]'] })).body, {
    code: 'BAD_REQUEST',
  });
  t.match(
    (await post('/api/redact/json', { jsonText: '{}', jsonPathAllowLists: { NAME_GIVE: ['$.a'] } })).body,
    {
      code: 'BAD_REQUEST',
    },
  );
});

t.test('unredact turns back what a reversible server made, and is refused by others', async (t) => {
  const oneWay = await running(t);
  t.match(await oneWay.post('/api/unredact', ['x']), { status: 400, body: { code: 'NOT_REVERSIBLE' } });
  const { post } = await running(t, { policy: { redaction_form: 'reversible' }, isReversible: true });
  const texts = ["I'm Maria Lopez 😀", 'call 555-867-5309', '', '[NAME_GIVEN_abcde] stays'];
  const { body } = await post('/api/redact/bulk', { bulkText: texts });
  t.notMatch(body.bulkRedactedText.join(), 'Maria');
  t.same((await post('/api/unredact', body.bulkRedactedText, { 'textual-random-seed': '4' })).body, texts);
  t.same((await post('/api/unredact', [])).body, []);
  t.match(await post('/api/unredact', { a: 1 }), { status: 400, body: { code: 'BAD_REQUEST' } });
});

t.test('what there is no answer to', async (t) => {
  const { post, get } = await running(t);
  for (const path of ['xml', 'html', 'structured_table', 'known_entities'])
    t.match(await post(`/api/redact/${path}`, {}), { status: 501, body: { code: 'NOT_AVAILABLE' } });
  t.match(await post('/api/synthesis/group', {}), { status: 501, body: { code: 'NOT_AVAILABLE' } });
  t.match(await get('/api/dataset'), { status: 404, body: { code: 'NO_SUCH_ROUTE' } });
  t.match(await get('/api/redact'), { status: 404, body: { code: 'NO_SUCH_ROUTE' } });
  t.same((await get('/api/redact/pii_types')).body, LABEL_NAMES);
});
