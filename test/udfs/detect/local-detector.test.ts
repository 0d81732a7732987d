import fc from 'fast-check';
import t from 'tap';
import { LOCAL_RECOGNISERS } from '../../../udfs/detect/local-detector.js';
import { LABEL_NAMES, localDetector, type Recogniser } from '../../../udfs/index.js';

const detector = localDetector();
const fragments = [
  'Jordan Miles',
  'my name is ',
  'a.b@example.com',
  '4111 1111 1111 1111',
  '(312) 555-0147',
  '07001',
  ', ',
  '. ',
  '\n\n',
  'Caller: ',
  'Agent: ',
  '12 Oak Street',
  'Boise, ID 83702',
  '…482',
  'SO-5834912',
  '😀',
  '\ud83d',
  '\udc00',
  'e\u0301',
  '\r\n',
  '’s',
  'https://x.example/a',
  '$19.99',
  '09/27',
  'SSN 536-22-8714',
  ' ',
  '-',
  '@',
  '::',
  '(',
  'O’Brien',
  'van de ',
  'ﬁ',
  'İ',
  'ß',
  '\u200b',
  '٣٤٥٦٧٨',
  '１２３４５６',
  'cvv 123',
  '\u0000',
];
const texts = fc.oneof(
  fc.array(fc.constantFrom(...fragments), { maxLength: 25 }).map((parts) => parts.join('')),
  fc.string({ unit: 'binary', maxLength: 120 }),
  fc
    .array(fc.oneof(fc.constantFrom(...fragments), fc.string({ maxLength: 6 })), { maxLength: 20 })
    .map((parts) => parts.join(' ')),
);

t.test(
  'spans lie inside the text, in order, disjoint, with known labels; the same text gives the same spans',
  async (t) => {
    fc.assert(
      fc.property(texts, (text) => {
        const spans = detector.detectText(text);
        let at = 0;
        for (const { start, end, label, score } of spans) {
          if (start < at || end <= start || end > text.length || !(score > 0 && score <= 1)) return false;
          if (!(LABEL_NAMES as readonly string[]).includes(label)) return false;
          at = end;
        }
        t.strictSame(detector.detectText(text), spans);
        return true;
      }),
      { numRuns: 1500 },
    );
  },
);

t.test('a span never cuts a surrogate pair', async () => {
  fc.assert(
    fc.property(texts, (text) => {
      const cuts = (at: number) =>
        at > 0 &&
        at < text.length &&
        /[\ud800-\udbff]/.test(text[at - 1]!) &&
        /[\udc00-\udfff]/.test(text[at]!);
      return detector.detectText(text).every(({ start, end }) => !cuts(start) && !cuts(end));
    }),
    { numRuns: 1500 },
  );
});

t.test('what stands before and after in other lines does not move offsets', async (t) => {
  const lines = ['😀😀', 'naïve e\u0301te\u0301', '\ud83d alone', 'tab\tand\r'];
  const text = `${lines.join('\n')}\nmail a.b@example.com now`;
  const [span] = detector.detectText(text).filter(({ label }) => label === 'EMAIL_ADDRESS');
  t.equal(text.slice(span!.start, span!.end), 'a.b@example.com');
});

t.test('many texts at once, and a signal', async (t) => {
  const found = await detector.detect(['Dear Priya,', '', 'none']);
  t.strictSame(
    found.map((spans) => spans.length),
    [1, 0, 0],
  );
  await t.rejects(detector.detect(['x'], AbortSignal.abort()));
});

t.test('a model slots in as one more recogniser', async (t) => {
  const model: Recogniser = {
    name: 'model',
    recognise: (view, _turns, sink) => sink.add(view.start[0]!, view.end[0]!, 'OCCUPATION', 0.9),
  };
  const both = localDetector({ recognisers: [...LOCAL_RECOGNISERS, model] });
  t.strictSame(
    both.detectText('Plumber priya@desai.example').map(({ label }) => label),
    ['OCCUPATION', 'EMAIL_ADDRESS'],
  );
});

t.test('nothing hides inside an entity that is left as it is', async (t) => {
  const off = localDetector({ off: new Set(['URL', 'USERNAME', 'PASSWORD']) });
  const text = 'see https://x.example/u/priya.desai@example.com/orders, password is 845512';
  const found = off.detectText(text).map(({ start, end, label }) => `${label}:${text.slice(start, end)}`);
  t.ok(found.some((one) => one.startsWith('EMAIL_ADDRESS:') && one.includes('priya.desai')));
  t.ok(found.includes('NUMERIC_PII:845512'));
});

t.test('hostile megabytes are done in linear time', async (t) => {
  const size = 1 << 18;
  const time = (unit: string, length: number): number => {
    const text = unit.repeat(Math.ceil(length / unit.length)).slice(0, length);
    const began = process.cpuUsage();
    detector.detectText(text);
    const { user, system } = process.cpuUsage(began);
    return (user + system) / 1000;
  };
  time('1 ', size);
  for (const unit of [
    '1 ',
    'a@',
    '(((',
    'A. ',
    '1-',
    '1.',
    '::',
    '@@',
    'Van de ',
    '4111 ',
    'a.',
    'my name is ',
    'O’',
    '\ud800',
    '😀',
    'www.',
    'IBAN DE89 ',
    'x-1-',
    '12 Oak ',
    'Bank of ',
    'x',
    '9',
    'A:\n',
  ]) {
    const one = Math.max(200, time(unit, size));
    const four = time(unit, size * 4);
    t.ok(
      four < one * 12 && four < 6_000,
      `${JSON.stringify(unit)}: ${Math.round(one)} ms for 256 Ki, ${Math.round(four)} ms for 1 Mi`,
    );
  }
});
