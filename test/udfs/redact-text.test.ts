import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import t from 'tap';
import { compilePolicy, type PolicyInput, redactSpans, redactText } from '../../udfs/index.js';
import { findLeftOver } from '../../udfs/left-over.js';

const key = new Uint8Array(32).fill(6);
const synthesis = compilePolicy({ generator_default: 'Synthesis' });
const span = (text: string, value: string, label: string, from = 0) => {
  const start = text.indexOf(value, from);
  return { start, end: start + value.length, label, score: 0.9 };
};
const ISSUED: PolicyInput = {
  generator_default: 'Off',
  generator_config: Object.fromEntries(
    [
      'NAME_GIVEN',
      'NAME_FAMILY',
      'LOCATION_ADDRESS',
      'LOCATION_CITY',
      'LOCATION_STATE',
      'LOCATION_ZIP',
      'EMAIL_ADDRESS',
      'US_SSN',
      'CVV',
      'CC_EXP',
      'NUMERIC_PII',
      'ORGANIZATION',
      'CREDIT_CARD',
      'PHONE_NUMBER',
    ].map((label) => [label, 'Synthesis' as const]),
  ),
};

t.test('spans map from the old text to the new one', async (t) => {
  const text = 'Caller: Jordan Miles, 07001, jordan.miles@example.com, $20.00.';
  const result = redactText(text, compilePolicy(ISSUED), key);
  let at = 0;
  let newAt = 0;
  for (const one of result.spans) {
    t.equal(
      result.text.slice(newAt, one.newStart),
      text.slice(at, one.start),
      'what stands between is untouched',
    );
    t.equal(result.text.slice(one.newStart, one.newEnd) === text.slice(one.start, one.end), !one.replaced);
    at = one.end;
    newAt = one.newEnd;
  }
  t.equal(result.text.slice(newAt), text.slice(at));
});

t.test('what an engine found once and missed a second time is masked as well', async (t) => {
  // An engine that finds each value only the first time it stands there.
  const text = 'Zorblat called. File zorblat_scan.pdf; ref 88-4471-20, again 88447120; ZORBLAT’s';
  const found = [span(text, 'Zorblat', 'NAME_GIVEN'), span(text, '88-4471-20', 'NUMERIC_PII')];
  const result = redactSpans(text, found, synthesis, key);
  t.notMatch(result.text, /zorblat/i);
  t.notMatch(result.text, /88447120/);
  t.equal(result.spans.length, 5);
});

t.test('also inside an entity that is left as it is', async (t) => {
  const policy = compilePolicy({ generator_default: 'Off', generator_config: { NAME_GIVEN: 'Redaction' } });
  const text = 'Zorblat: see https://x.example/zorblat/photo';
  const result = redactSpans(
    text,
    [span(text, 'Zorblat', 'NAME_GIVEN'), span(text, 'https://x.example/zorblat/photo', 'URL')],
    policy,
    key,
  );
  t.notMatch(result.text, /zorblat/i);
  t.match(result.text, /https:\/\/x\.example\/\[NAME_GIVEN_\w{5}\]\/photo/);
});

t.test('ordinary words and short values are no reason to mask more', async (t) => {
  const text = 'Will said he will. Target is on target. Code 12, 12 times.';
  const found = [
    span(text, 'Will', 'NAME_GIVEN'),
    span(text, 'Target', 'ORGANIZATION'),
    span(text, '12', 'NUMERIC_PII'),
  ];
  t.match(
    redactSpans(text, found, synthesis, key).text,
    /said he will\. \S+ is on target\. Code \d\d, 12 times\.$/,
  );
});

t.test('a value that the policy leaves alone is not masked by the guard', async (t) => {
  const policy = compilePolicy({
    generator_default: 'Synthesis',
    label_block_lists: { NAME_GIVEN: { regexes: ['zorblat'] } },
  });
  const text = 'Zorblat and zorblat';
  const result = redactSpans(
    text,
    [span(text, 'Zorblat', 'NAME_GIVEN'), span(text, 'zorblat', 'NAME_GIVEN')],
    policy,
    key,
  );
  t.match(result.text, / and zorblat$/);
});

t.test('findLeftOver finds by runs, without regard to case and joints, and only outside', async (t) => {
  const text = 'ab-1234 x AB 1234 ab1234 (Zorblat) zorblat1 ZORBLAT';
  const left = findLeftOver(text, [
    span(text, 'ab-1234', 'NUMERIC_PII'),
    span(text, 'Zorblat', 'NAME_GIVEN'),
  ]);
  t.strictSame(
    left.map(({ start, end }) => text.slice(start, end)),
    ['AB 1234', 'ZORBLAT'],
  );
});

t.test('no original is left, whatever the text', async () => {
  const people = ['Priya Desai', 'Quorra Vantell', 'Sean O’Donnell', 'Kenji Watanabe'];
  const facts = [
    'a.b@corp.example',
    '(312) 555-0147',
    '4111 1111 1111 1111',
    'SO-5834912',
    '536-22-8714',
    '19 Laurel Street, Unit 2',
  ];
  const part = fc.oneof(
    fc.constantFrom(...people).map((name) => ({ text: `my name is ${name}`, value: name })),
    fc.constantFrom(...facts).map((fact) => ({ text: `it is ${fact}`, value: fact })),
    fc
      .constantFrom('Anything else?', 'Yes.', '😀', 'I will wait.', '\r\n', 'Agent: thanks')
      .map((text) => ({ text, value: '' })),
  );
  fc.assert(
    fc.property(
      fc.array(part, { maxLength: 15 }),
      fc.constantFrom('. ', '\n\nCaller: ', ' and '),
      (parts, joint) => {
        const text = parts.map((one) => one.text).join(joint);
        const { text: out } = redactText(text, synthesis, key);
        return parts.every(({ value }) => value === '' || !out.includes(value));
      },
    ),
    { numRuns: 400 },
  );
});

t.test(
  'the calls that ship with the product: all that points at somebody is gone, the rest is kept',
  async (t) => {
    const lines = readFileSync(new URL('../../../jobs/sample/support-calls.jsonl', import.meta.url), 'utf8')
      .trim()
      .split('\n');
    const rows = lines.map(
      (line) => JSON.parse(line) as { id: number; customer_id: number; transcript: string },
    );
    t.strictSame(
      rows.map(({ id }) => id),
      [1, 2, 3, 4, 5],
    );
    const policy = compilePolicy(ISSUED);
    const gone = [
      /Tessa|Marcus|Ellery|60614|555-0147|MO-3381907|RT-55218|8841|09\/28|Northwind/i,
      /Anjali|Raman|and 4471|4242 4242 4242 4242|code 318|Tacoma, WA|Washington|Boise|FD-90317|Juniper|3B|83702|0163|Cedar Harbor/i,
      /Old Mill|Unit 6|Asheville|NC\b|28801|Owen|Fitzgerald|Dana|7730021846|44092|620481|0119|Brightleaf/i,
      /Luis|61845|Grace|O'Donnell|118274|Rosa|Delgado|Summit|0182|011000015|5520|Box 291|Columbus|Ohio|43215|odonnell|Harbor & Pine/i,
      /Kenji|Watanabe|770315|Larkspur|905|Sacramento|California|95814|95841|770922|kenji|5555 5555|07\/27|902|460193|1Z204E|TrailPost/i,
    ];
    const kept = [/\$64\.50/, /October|10\/21|August/, /\$318\.20/, /March 14, 1986/, /Anything else\?/];
    rows.forEach(({ transcript }, index) => {
      const { text } = redactText(transcript, policy, key);
      t.equal(text.split('\n').length, transcript.split('\n').length);
      for (const word of transcript.match(new RegExp(gone[index]!.source, 'gi')) ?? [])
        t.notOk(text.includes(word), `call ${index + 1}`);
      t.match(text, kept[index]!);
      t.match(text, /Agent: .*\n\nCaller: /);
    });
  },
);
