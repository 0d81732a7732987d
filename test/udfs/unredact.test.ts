import fc from 'fast-check';
import t from 'tap';
import { compilePolicy, createLocalEngine, redactSpans } from '../../udfs/index.js';
import { epochKey } from '../../udfs/keys/derive-key.js';
import { createUnredactor } from '../../udfs/unredact.js';

const root = new Uint8Array(32).fill(11);
const engineOf = (policy: Record<string, unknown>, epoch = 0, from = root) =>
  createLocalEngine(compilePolicy({ redaction_form: 'reversible', ...policy }), epochKey(from, epoch), epoch);
const TEXT =
  'Caller: my name is Priya Desai, priya.desai@corp.example, 312-555-0147.\r\nPRIYA again 😀 and José.';

t.test('what was redacted reversibly comes back, in each scope and epoch', async (t) => {
  const unredactor = createUnredactor(root);
  for (const consistency of ['row', 'conversation', 'subject', 'dataset']) {
    for (const epoch of [0, 1, 7]) {
      const { text, spans } = engineOf({ consistency }, epoch).redact(TEXT, 'subject 5');
      t.notMatch(text, /Priya|Desai|0147/i);
      t.match(text, new RegExp(`\\[NAME_GIVEN_~${epoch}\\.`));
      const back = unredactor.unredact(text);
      t.equal(back.text, TEXT);
      t.equal(back.restored, spans.length);
      t.strictSame(back.unreadable, []);
    }
  }
});

t.test('tokens of several epochs in one text', async (t) => {
  const mixed = [0, 1, 2].map((epoch) => engineOf({}, epoch).redact('I am Priya Desai.').text).join(' ');
  t.equal(
    createUnredactor(root).unredact(mixed).text,
    'I am Priya Desai. I am Priya Desai. I am Priya Desai.',
  );
});

t.test('any text: reversible redaction of any spans comes back whole', async () => {
  const policy = compilePolicy({ redaction_form: 'reversible' });
  const key = epochKey(root, 0);
  const unredactor = createUnredactor(root);
  const unit = fc.constantFrom(
    'a',
    'Zorblat',
    ' ',
    '😀',
    'e\u0301',
    '\r\n',
    '\ud83d',
    '日本',
    '7',
    '-',
    ']',
    '[',
    '~',
  );
  fc.assert(
    fc.property(fc.array(unit, { maxLength: 25 }), fc.infiniteStream(fc.boolean()), (units, take) => {
      const spans = [];
      let at = 0;
      for (const one of units) {
        if (/[\p{L}\p{N}\p{Surrogate}]/u.test(one) && take.next().value)
          spans.push({ start: at, end: at + one.length, label: 'NAME_GIVEN', score: 1 });
        at += one.length;
      }
      const text = units.join('');
      return unredactor.unredact(redactSpans(text, spans, policy, key).text).text === text;
    }),
    { numRuns: 500 },
  );
});

t.test('by label: some tokens come back, one-way ones stay', async (t) => {
  const { text } = engineOf({
    redaction_form: 'one-way',
    redaction_form_config: { NAME_FAMILY: 'reversible' },
  }).redact('I am Priya Desai.');
  t.match(text, /^I am \[NAME_GIVEN_\w{5}\] \[NAME_FAMILY_~0\./);
  const back = createUnredactor(root).unredact(text);
  t.match(back.text, /^I am \[NAME_GIVEN_\w{5}\] Desai\.$/);
  t.strictSame(back.unreadable, []);
});

t.test('another key, damaged and cut tokens stay as they are and are told by position', async (t) => {
  const { text } = engineOf({}).redact('I am Priya.');
  const wrong = createUnredactor(new Uint8Array(32).fill(12)).unredact(text);
  t.match(wrong, { text, restored: 0, unreadable: [text.indexOf('[')] });
  const cut = `${text.slice(0, -4)} and [NAME_GIVEN_~0.AAAA] [X_~] [NAME_GIVEN_ab12C]`;
  const back = createUnredactor(root).unredact(cut);
  t.equal(back.text, cut);
  t.equal(back.unreadable.length, 3);
});

t.test('time is linear on hostile texts', async (t) => {
  const unredactor = createUnredactor(root);
  for (const piece of ['[', 'A', '[A_', '[A_~', '[A_~0.', '~', '[NAME_GIVEN_~0.AAAA']) {
    const began = performance.now();
    unredactor.unredact(piece.repeat(200_000 / piece.length));
    unredactor.unredact(`[A_~0.${piece.repeat(200_000 / piece.length)}`);
    t.ok(performance.now() - began < 4000, piece);
  }
});

t.test('a value of any length comes back', async (t) => {
  const value = 'a long note '.repeat(20_000);
  const policy = compilePolicy({ redaction_form: 'reversible' });
  const span = { start: 0, end: value.length, label: 'NUMERIC_PII', score: 1 };
  const { text } = redactSpans(value, [span], policy, epochKey(root, 0));
  t.equal(createUnredactor(root).unredact(`It says ${text}.`).text, `It says ${value}.`);
});
