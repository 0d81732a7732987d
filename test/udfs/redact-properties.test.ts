import fc from 'fast-check';
import t from 'tap';
import { compilePolicy, createLocalEngine, redactSpans } from '../../udfs/index.js';

const key = new Uint8Array(32).fill(17);
const policies = (['Redaction', 'Synthesis'] as const).flatMap((generator_default) =>
  (['one-way', 'reversible'] as const).map((redaction_form) =>
    compilePolicy({
      generator_default,
      redaction_form,
      label_allow_lists: { NUMERIC_PII: { regexes: ['K\\d+'] } },
      custom_labels: { SHIP: { terms: ['Blue Heron', 'José'] } },
    }),
  ),
);
const engines = policies.map((policy) => createLocalEngine(policy, key));

/** Texts in which offsets are easily lost. */
const odd = fc.constantFrom(
  ...[
    '😀',
    '👩‍👩‍👧',
    'e\u0301',
    'José',
    'Jose\u0301',
    '\r\n',
    '\n\n',
    '\ud83d',
    '\udc00',
    '\u0000',
    '\ufeff',
    '日本語',
    '\u202e',
    'ẞ',
    'İ',
  ],
);
const telling = fc.constantFrom(
  ...[
    'my name is Quorra Vantell',
    'Caller: it is Priya',
    'q.vantell@corp.example',
    '(312) 555-0147',
    'K4411',
    'blue  heron',
  ],
  ...[
    '4111 1111 1111 1111',
    '03/14/1986',
    '19 Laurel Street, Tacoma, WA 98402',
    'Agent: May I have your last name?',
    'zip 60614',
  ],
);
const plain = fc.constantFrom(' ', ', ', '. ', 'yes', 'thanks', '-', "'s", '(', '"', ': ');
const text = fc
  .array(fc.oneof(odd, telling, plain, fc.string({ unit: 'binary', maxLength: 4 })), { maxLength: 16 })
  .map((parts) => parts.join(''));

t.test('spans lie in the text, in order, disjoint; what stands between them is untouched', async () => {
  fc.assert(
    fc.property(text, fc.nat(engines.length - 1), (one, which) => {
      const { text: out, spans } = engines[which]!.redact(one);
      let at = 0;
      let newAt = 0;
      for (const span of spans) {
        const isFine =
          span.start >= at &&
          span.end > span.start &&
          span.end <= one.length &&
          out.slice(newAt, span.newStart) === one.slice(at, span.start) &&
          span.newEnd > span.newStart;
        if (!isFine) return false;
        at = span.end;
        newAt = span.newEnd;
      }
      return out.slice(newAt) === one.slice(at);
    }),
    { numRuns: 600 },
  );
});

t.test('no surrogate pair is cut in two', async () => {
  fc.assert(
    fc.property(text, fc.nat(engines.length - 1), (one, which) => {
      const cut = (at: number): boolean =>
        /[\ud800-\udbff]/.test(one[at - 1] ?? '') && /[\udc00-\udfff]/.test(one[at] ?? '');
      return engines[which]!.redact(one).spans.every(({ start, end }) => !cut(start) && !cut(end));
    }),
    { numRuns: 400 },
  );
});

t.test('no original is left outside of what was generated, whatever an engine finds', async () => {
  const word = fc.constantFrom(
    'Zorblat',
    'Qwyx-88',
    'zörbl\u0301at',
    '77-4410-9',
    'Grendel’s',
    'nothing',
    'here',
  );
  const words = fc.array(word, { minLength: 1, maxLength: 14 });
  const joints = fc.infiniteStream(fc.constantFrom(' ', '\r\n', ' 😀 ', ', ', ' (', '\ud83d '));
  fc.assert(
    fc.property(words, joints, fc.nat(13), fc.nat(policies.length - 1), (list, joint, chosen, which) => {
      // An engine that finds one of the words, once.
      let one = '';
      let span = { start: 0, end: 0, label: 'NAME_FAMILY', score: 0.9 };
      for (const [index, part] of list.entries()) {
        if (index === chosen % list.length)
          span = { ...span, start: one.length, end: one.length + part.length };
        one += part + joint.next().value;
      }
      const value = one.slice(span.start, span.end);
      if (value === 'nothing' || value === 'here') return true;
      const { text: out, spans } = redactSpans(one, [span], policies[which]!, key);
      let kept = '';
      let at = 0;
      for (const { newStart, newEnd } of spans) {
        kept += `${out.slice(at, newStart)}|`;
        at = newEnd;
      }
      return !(kept + out.slice(at)).toLowerCase().includes(value.toLowerCase());
    }),
    { numRuns: 600 },
  );
});

t.test('hostile texts take linear time', async (t) => {
  const engine = engines[0]!;
  for (const piece of ['1', '@', ' ', 'a.', '1-', 'K1 ', 'blue heron ', '[', '\ud83d', 'é']) {
    const began = performance.now();
    engine.redact(piece.repeat(100_000 / piece.length));
    t.ok(performance.now() - began < 15_000, JSON.stringify(piece));
  }
});
