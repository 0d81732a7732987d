import fc from 'fast-check';
import t from 'tap';
import { compilePolicy, type PolicyInput, redactText } from '../../udfs/index.js';
import { compilePattern, LONGEST_MATCH, patternMatches } from '../../udfs/pattern-matches.js';
import { TermDictionary } from '../../udfs/term-dictionary.js';

const key = new Uint8Array(32).fill(3);
const refusal = (policy: unknown): string => {
  try {
    compilePolicy(policy as PolicyInput);
    return '';
  } catch (error) {
    t.equal((error as { code: string }).code, 'POLICY_INVALID');
    return (error as Error).message;
  }
};
const redacted = (text: string, policy: PolicyInput): string =>
  redactText(text, compilePolicy(policy), key).text;

t.test('a label of one’s own, by pattern and by dictionary', async (t) => {
  const policy: PolicyInput = {
    generator_default: 'Off',
    generator_config: { PROJECT_CODE: 'Redaction', SHIP: 'Redaction' },
    custom_labels: {
      PROJECT_CODE: { regexes: ['PRJ-\\d{4}'] },
      SHIP: { terms: ['Blue Heron', "O'Leary & Sons", 'C-3', '東京丸'] },
    },
  };
  const out = redacted(
    'PRJ-1234 sails on the BLUE  heron, O’Leary – Sons, c 3, 東京丸. Blue. Heron-like PRJ-12',
    policy,
  );
  t.match(
    out,
    /^\[PROJECT_CODE_\w+\] sails on the \[SHIP_\w+\], \[SHIP_\w+\], \[SHIP_\w+\], \[SHIP_\w+\]\. \[SHIP_\w+\]-like PRJ-12$/,
  );
  t.equal(redacted('bluest herons; C-33', policy), 'bluest herons; C-33', 'whole words');
});

t.test('its state, threshold, block list, form and constant are those of any label', async (t) => {
  const custom_labels = { BADGE: { terms: ['zq one', 'zq two'], score: 0.6 } };
  const text = 'zq one, zq two';
  const base: PolicyInput = { generator_default: 'Off', custom_labels };
  t.equal(redacted(text, base), text, 'the default state holds for it');
  const on: PolicyInput = { ...base, generator_config: { BADGE: 'Redaction' } };
  t.match(redacted(text, on), /^\[BADGE_\w{5}\], \[BADGE_\w{5}\]$/);
  t.equal(redacted(text, { ...on, thresholds: { BADGE: 0.7 } }), text);
  t.match(redacted(text, { ...on, label_block_lists: { BADGE: { regexes: ['(?i)zq two'] } } }), /, zq two$/);
  t.match(redacted(text, { ...on, label_allow_lists: { BADGE: { regexes: [','] } } }), /\]\[BADGE_\w+\] \[/);
  t.match(redacted(text, { ...on, token_length: 17 }), /^\[BADGE_\w{17}\], \[BADGE_\w{17}\]$/);
  t.match(redacted(text, { ...on, redaction_form_config: { BADGE: 'reversible' } }), /^\[BADGE_~0\./);
  const constant: PolicyInput = {
    ...base,
    generator_config: { BADGE: 'Synthesis' },
    generator_metadata: { BADGE: { constant_value: 'B' } },
  };
  t.equal(redacted(text, constant), 'B, B');
});

t.test(
  'where entities overlap, the higher score wins, and what is replaced before what is not',
  async (t) => {
    const text = 'mail desk@example.com';
    const of = (score: number, state: 'Off' | 'Redaction' = 'Redaction'): string =>
      redacted(text, {
        custom_labels: { DESK: { regexes: ['desk@example\\.com'], score } },
        generator_config: { DESK: state },
      });
    t.match(of(1), /^mail \[DESK_\w+\]$/);
    t.match(of(0.5), /^mail \[EMAIL_ADDRESS_\w+\]$/);
    t.match(of(1, 'Off'), /^mail \[EMAIL_ADDRESS_\w+\]$/, 'nothing hides in a label that is off');
  },
);

t.test('what can’t be is refused by name', async (t) => {
  t.match(
    refusal({ custom_labels: { badge: { terms: ['x'] } } }),
    /custom_labels\.badge: is not a name for a label/,
  );
  t.match(
    refusal({ custom_labels: { PERSON: { terms: ['x'] } } }),
    /PERSON: is a built-in label.*label_allow_lists/,
  );
  t.match(refusal({ custom_labels: { BADGE: {} } }), /BADGE: names neither regexes nor terms/);
  t.match(
    refusal({ custom_labels: { BADGE: { terms: ['ok', ' – '] } } }),
    /terms\.1: has no letter and no digit/,
  );
  t.match(
    refusal({ custom_labels: { BADGE: { regexes: ['(?=a)b'] } } }),
    /regexes\.0: is not a pattern that RE2/,
  );
  t.match(refusal({ custom_labels: { BADGE: { regexes: ['a'], word: 1 } } }), /custom_labels\.BADGE/);
  t.match(
    refusal({ custom_labels: { BADGE: { terms: Array(200_001).fill('a') } } }),
    /200001 terms; at most 200000/,
  );
  t.match(
    refusal({ custom_labels: { BADGE: { terms: ['x'] } }, thresholds: { BADEG: 1 } }),
    /did you mean "BADGE"/,
  );
  t.match(refusal({ generator_config: { BADGE: 'Off' } }), /Unknown label "BADGE"/);
  t.match(refusal({ recall_bias: 6 }), /recall_bias/);
  t.match(refusal({ token_length: 4 }), /token_length/);
  t.match(refusal({ consistency: 'galaxy' }), /consistency/);
  t.match(refusal({ redaction_form: 'both' }), /redaction_form/);
  t.match(refusal({ redaction_form_config: { NAME: 'reversible' } }), /Unknown label "NAME"/);
});

t.test('all of it decides the fingerprint', async (t) => {
  const policies: PolicyInput[] = [
    {},
    { token_length: 17 },
    { redaction_form: 'reversible' },
    { redaction_form_config: { CVV: 'reversible' } },
    { recall_bias: 1 },
    { consistency: 'subject' },
    { consistency: 'conversation' },
    { custom_labels: { BADGE: { terms: ['a'] } } },
    { custom_labels: { BADGE: { terms: ['b'] } } },
    { custom_labels: { BADGE: { terms: ['b'], score: 0.5 } } },
    { custom_labels: { BADGE: { regexes: ['b'] } } },
  ];
  t.equal(new Set(policies.map((policy) => compilePolicy(policy).fingerprint)).size, policies.length);
});

t.test('thousands of terms in one pass', async (t) => {
  const terms = Array.from({ length: 50_000 }, (_, i) => `term${i} of ${i % 7}`);
  const dictionary = new TermDictionary<number>();
  for (const [i, term] of terms.entries()) dictionary.add(term, i);
  const text = `${'an ordinary word or two '.repeat(2000)} Term777 of 0 ${'term5 of '.repeat(5000)}`;
  const began = performance.now();
  const found = dictionary.find(text);
  t.ok(performance.now() - began < 1000);
  t.strictSame(
    found.map(({ value }) => value),
    [777],
  );
});

t.test('the dictionary finds what a plain search does', async () => {
  const word = fc.constantFrom('ab', 'AB', 'a', 'e\u0301', '\u00e9', '1', '😀');
  const text = fc.array(fc.oneof(word, fc.constantFrom(' ', '-', '    ', '\n')), { maxLength: 14 });
  const terms = fc.array(
    fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => words.join(' ')),
    { maxLength: 4 },
  );
  fc.assert(
    fc.property(text, terms, (pieces, list) => {
      const whole = pieces.join('');
      const dictionary = new TermDictionary<string>();
      const known = list.filter((term) => dictionary.add(term, term));
      const plain = (value: string): string =>
        value
          .normalize('NFC')
          .toLowerCase()
          .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
          .trim();
      let last = 0;
      return dictionary.find(whole).every(({ start, end, value }) => {
        const inOrder = start >= last && end > start && end <= whole.length;
        last = end;
        const bounded =
          !/[\p{L}\p{M}\p{N}]$/u.test(whole.slice(0, start)) && !/^[\p{L}\p{M}\p{N}]/u.test(whole.slice(end));
        return inOrder && bounded && known.includes(value) && plain(whole.slice(start, end)) === plain(value);
      });
    }),
    { numRuns: 1000 },
  );
});

const matchesOf = (pattern: string, text: string): [number, number][] =>
  [...patternMatches(compilePattern(pattern)!, text)].map(({ start, end }) => [start, end]);

t.test('patterns: offsets are UTF-16 units, long texts give what short ones do', async (t) => {
  t.strictSame(matchesOf('b+', '😀😀abb b'), [
    [5, 7],
    [8, 9],
  ]);
  t.strictSame(matchesOf('\\bab\\b', 'ab cab ab'), [
    [0, 2],
    [7, 9],
  ]);
  const long = `${'x '.repeat(6000)}CASE-123 ${'y '.repeat(6000)}`.repeat(3);
  const expected = [...long.matchAll(/CASE-\d+/g)].map((match) => [
    match.index,
    match.index + match[0].length,
  ]);
  t.equal(expected.length, 3);
  t.strictSame(matchesOf('CASE-\\d+', long), expected);
  for (const at of [LONGEST_MATCH - 3, LONGEST_MATCH, 2 * LONGEST_MATCH - 3, 2 * LONGEST_MATCH]) {
    const text = `${'-'.repeat(at)}abcdef${'-'.repeat(9000)}`;
    t.strictSame(matchesOf('[a-f]+', text), [[at, at + 6]], `at ${at}`);
    t.strictSame(matchesOf('^abcdef', text), [], 'a window is no beginning');
  }
});

t.test('a pattern that reads on after each match is linear in the text', async (t) => {
  const timeOf = (length: number): number => {
    const began = performance.now();
    matchesOf('a.*z|a', 'a'.repeat(length));
    return performance.now() - began;
  };
  timeOf(5000);
  const small = timeOf(8_000);
  const large = timeOf(64_000);
  t.ok(large < small * 8 * 3 + 200, `${small} ms, then ${large} ms for 8 times as much`);
});
