import fc from 'fast-check';
import t from 'tap';
import { compilePolicy, type PolicyInput } from '../../../../udfs/policy.js';
import { createGuard } from '../../../../udfs/remote/guard.js';
import { verifyAnswer } from '../../../../udfs/remote/textual/verify-answer.js';
import { entitySchema, isEntity } from '../../../../udfs/remote/textual/wire.js';
import { redactMatches, type ServedEntity } from './textual-server.js';

const TEXT = 'Call Zelkova Brandt at once, says Quillon.';
const served = redactMatches(/Zelkova|Brandt|Quillon/g, 'NAME_GIVEN');

interface Changes {
  readonly text?: string;
  readonly echo?: unknown;
  readonly redacted?: unknown;
  readonly entities?: (entities: ServedEntity[]) => unknown[];
  readonly policy?: PolicyInput;
  readonly guard?: boolean;
}

function verify({ text = TEXT, policy = {}, guard = false, ...changes }: Changes = {}) {
  const right = served(text);
  const compiled = compilePolicy(policy, 'textual');
  return verifyAnswer(
    text,
    {
      echo: 'echo' in changes ? changes.echo : text,
      redacted: 'redacted' in changes ? changes.redacted : right.redacted,
      entities: changes.entities?.(structuredClone([...right.entities])) ?? right.entities,
    },
    compiled,
    guard ? createGuard(compiled) : undefined,
  );
}
const code = (changes: Changes): string | undefined => {
  const outcome = verify(changes);
  return outcome.ok ? undefined : outcome.code;
};
/** Changes the first entity. */
const first = (change: object) => (entities: ServedEntity[]) => [
  { ...entities[0], ...change },
  ...entities.slice(1),
];

t.test('a right answer is given out, in any order of its entities', async (t) => {
  t.same(verify(), {
    ok: true,
    answer: {
      text: 'Call [NAME_GIVEN_qqqq0] [NAME_GIVEN_qqqq1] at once, says [NAME_GIVEN_qqqq2].',
      entities: { NAME_GIVEN: 3 },
    },
  });
  t.same(verify({ entities: (entities) => entities.reverse() }), verify());
});

t.test('null and absent where the official SDK takes them', async (t) => {
  for (const change of [
    { language: null, score: null, newStart: null, newEnd: null },
    { language: undefined, score: undefined, newStart: undefined, newEnd: undefined },
    { newText: null },
    { newText: undefined, exampleRedaction: 'x', somethingNew: {} },
  ])
    t.same(verify({ entities: first(change) }), verify(), JSON.stringify(change));
  t.equal(code({ entities: first({ newText: null, newStart: null }) }), 'REMOTE_WRONG_REDACTION');
  t.equal(code({ entities: first({ newText: null, newEnd: 1e9 }) }), 'REMOTE_WRONG_REDACTION');
});

t.test('the text must be the one that was sent', async (t) => {
  t.equal(code({ echo: `${TEXT} ` }), 'REMOTE_WRONG_TEXT');
  t.equal(code({ echo: null }), 'REMOTE_WRONG_TEXT');
});

t.test('entities must stand where they are said to, apart from each other', async (t) => {
  for (const change of [
    { start: -1 },
    { start: 5.5 },
    { start: '5' },
    { end: 1e9 },
    { end: 5 },
    { end: 4 },
    { end: 5, text: '' },
    { start: 4, end: 11 },
    { text: 'Zelkovx' },
    { text: null },
    { label: null },
    { label: '' },
  ])
    t.equal(code({ entities: first(change) }), 'REMOTE_WRONG_SPANS', JSON.stringify(change));
  t.equal(code({ entities: (entities) => [...entities, entities[0]!] }), 'REMOTE_WRONG_SPANS', 'twice');
  t.equal(code({ entities: () => [null] }), 'REMOTE_WRONG_SPANS');
  const last = served('Zelkova').entities[0]!;
  t.equal(code({ text: 'Zelkova' }), undefined);
  t.equal(
    code({ text: 'Zelkova', entities: () => [{ ...last, end: 8 }] }),
    'REMOTE_WRONG_SPANS',
    'beyond the end',
  );
  const overlapping = { ...served(TEXT).entities[0]!, start: 5, end: 19, text: 'Zelkova Brandt' };
  t.equal(code({ entities: (entities) => [...entities, overlapping] }), 'REMOTE_WRONG_SPANS');
});

t.test('the redacted text must follow from the entities', async (t) => {
  const { redacted } = served(TEXT);
  for (const wrong of [
    TEXT,
    '',
    `${redacted} `,
    ` ${redacted}`,
    redacted.replace('once', 'twice'),
    redacted.replace('once', 'onze'),
    null,
    7,
  ])
    t.equal(code({ redacted: wrong }), 'REMOTE_WRONG_REDACTION', JSON.stringify(wrong));
  t.equal(code({ redacted: `${redacted}\ud83d` }), 'REMOTE_WRONG_REDACTION', 'half a pair');
  const half = redacted.replace('qqqq0', '\ud83dqqqq');
  t.equal(
    code({ entities: first({ newText: '[NAME_GIVEN_\ud83dqqqq]' }), redacted: half }),
    'REMOTE_WRONG_REDACTION',
    'half a pair in a token',
  );
  t.equal(code({ entities: first({ newText: '[NAME_GIVEN_zzzzz]' }) }), 'REMOTE_WRONG_REDACTION', 'as long');
  t.equal(code({ entities: (entities) => entities.slice(1) }), 'REMOTE_WRONG_REDACTION');
  t.equal(code({ entities: () => [] }), 'REMOTE_WRONG_REDACTION');
});

t.test('a value that the policy wants replaced may not stand in the answer', async (t) => {
  const kept = { newText: 'Zelkova', newStart: null, newEnd: null };
  const redacted = served(TEXT).redacted.replace('[NAME_GIVEN_qqqq0]', 'Zelkova');
  t.equal(code({ entities: first(kept), redacted }), 'REMOTE_ORIGINAL_LEFT', 'given back');
  const shouted = redacted.replace('Zelkova', 'ZELKOVA');
  t.equal(
    code({ entities: first({ ...kept, newText: 'ZELKOVA' }), redacted: shouted }),
    'REMOTE_ORIGINAL_LEFT',
    'in capitals',
  );
  const within = redacted.replace('Zelkova', '[NAME_GIVEN_Zelkova]');
  t.equal(
    code({ entities: first({ ...kept, newText: '[NAME_GIVEN_Zelkova]' }), redacted: within }),
    'REMOTE_ORIGINAL_LEFT',
    'inside a token',
  );
  const swapped = { generator_metadata: { NAME_GIVEN: { swaps: { zelkova: 'Zelkova' } } } };
  t.equal(code({ entities: first(kept), redacted, policy: swapped }), undefined, 'as the policy asks');
  const text = `${TEXT} Bye, Brandt!`;
  const again = {
    text,
    redacted: `${served(TEXT).redacted} Bye, Brandt!`,
    entities: (entities: ServedEntity[]) => entities.slice(0, 3),
  };
  t.equal(code(again), 'REMOTE_ORIGINAL_LEFT', 'elsewhere in the text');
  const block = { label_block_lists: { NAME_GIVEN: { regexes: ['Brandt'] } } };
  t.equal(code({ ...again, policy: block }), undefined, 'which the policy says to leave alone');
});

t.test('a value in disguise is that value still', async (t) => {
  const given = (newTexts: readonly string[], change: object = {}, policy: PolicyInput = {}) => {
    let at = 0;
    const redacted = served(TEXT).redacted.replace(/\[.*?\]/g, () => newTexts[at++]!);
    const entities = (all: ServedEntity[]) =>
      all.map((entity, index) => ({
        ...entity,
        newText: newTexts[index],
        newStart: null,
        newEnd: null,
        ...(index === 0 ? change : {}),
      }));
    return code({ redacted, entities, policy });
  };
  const tokens = ['[NAME_GIVEN_b]', '[NAME_GIVEN_c]'];
  for (const disguised of [
    'zelkova.',
    'Zel\u200bkova',
    'Zel\u00adkova',
    '\uff3a\uff45\uff4c\uff4b\uff4f\uff56\uff41',
    'Z e l k o v a',
    '(Zelkova)',
  ]) {
    t.equal(given([disguised, ...tokens]), 'REMOTE_ORIGINAL_LEFT', disguised);
    const synthesis = { generator_default: 'Synthesis' } as const;
    t.equal(given([disguised, ...tokens], {}, synthesis), 'REMOTE_ORIGINAL_LEFT', `${disguised}, synthesis`);
  }
  t.equal(given(['[zelkova_1]', ...tokens]), 'REMOTE_ORIGINAL_LEFT', 'in a token, in lower case');
  t.equal(given(['[Brandt]', '[Quillon]', '[Zelkova]']), 'REMOTE_ORIGINAL_LEFT', "in another's token");
  t.equal(given(['[a] Brandt', ...tokens]), 'REMOTE_ORIGINAL_LEFT', "beside another's token");
  t.equal(given(['[Zelkova_1]', ...tokens], { label: 'Zelkova' }), 'REMOTE_ORIGINAL_LEFT', 'as a label');
  const custom = { custom_labels: { ZELKOVA_NO: { regexes: ['Zelkovas'] } } };
  t.equal(given(['[ZELKOVA_NO_1]', ...tokens], { label: 'ZELKOVA_NO' }, custom), undefined, 'as our label');
});

t.test('what the allow lists name must be gone', async (t) => {
  const policy = { label_allow_lists: { PRODUCT: { regexes: ['at (?:once|twice)'] } } };
  t.equal(code({ policy }), 'REMOTE_ORIGINAL_LEFT');
  t.equal(code({ policy: { ...policy, generator_config: { PRODUCT: 'Off' } } }), undefined);
  const names = { label_allow_lists: { NAME_FAMILY: { regexes: ['Zelkova Brandt'] } } };
  t.equal(code({ policy: names }), undefined, 'two entities cover it');
});

t.test('labels that are off are left as they are, and only they', async (t) => {
  const off = { generator_config: { NAME_GIVEN: 'Off' } } as const;
  t.equal(code({ policy: off }), 'REMOTE_WRONG_REDACTION', 'replaced all the same');
  const said = first({ newText: 'Zelkove' });
  t.equal(code({ policy: off, redacted: TEXT, entities: said }), 'REMOTE_WRONG_REDACTION', 'said to be');
  const plain = (change: object) => (entities: ServedEntity[]) =>
    entities.map((entity) => ({ ...entity, newText: entity.text, newStart: null, newEnd: null, ...change }));
  for (const change of [{}, { newText: null }])
    t.same(verify({ policy: off, entities: plain(change), redacted: TEXT }), {
      ok: true,
      answer: { text: TEXT, entities: {} },
    });
});

t.test('labels that nobody knows follow the default, and are counted as CUSTOM', async (t) => {
  t.same(verify({ entities: first({ label: 'Zelkova' }) }), {
    ok: true,
    answer: { text: served(TEXT).redacted, entities: { CUSTOM: 1, NAME_GIVEN: 2 } },
  });
  t.equal(
    code({ entities: first({ label: 'ODD' }), policy: { generator_default: 'Off' } }),
    'REMOTE_WRONG_REDACTION',
  );
});

t.test('guard: what proves itself may not stand outside of what was generated', async (t) => {
  for (const value of [
    '4111 1111 1111 1111',
    'DE89 3704 0044 0532 0130 00',
    '536-22-8726',
    'jo.miles@example.com',
    'jo.miles at example.com',
    '203.0.113.77',
    '2001:db8::7',
    'GB82 WEST 1234 5698 7654 32',
    'MT84 MALT 0110 0001 2345 MTLC AST0 01S',
    'S1234567D',
    'RSS MRA 85T10 A562S',
    'bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq',
  ]) {
    const text = `${TEXT} It is ${value} now.`;
    t.equal(code({ text, guard: true }), 'GUARD_FOUND_ORIGINAL', value);
    t.equal(code({ text }), undefined, 'and is not looked for if the guard is off');
    const off = { generator_default: 'Off', generator_config: { NAME_GIVEN: 'Redaction' } } as const;
    t.equal(code({ text, guard: true, policy: off }), undefined, 'nor under labels that are off');
  }
  t.equal(code({ text: `${TEXT} It is 4111 1111 1111 1112.`, guard: true }), undefined, 'no Luhn');
  t.equal(code({ text: `${TEXT} My card number is 4111 1111 1111 1112.`, guard: true }), undefined);
  t.equal(code({ text: `${TEXT} Order 20391, at 5:30 on May 5.`, guard: true }), undefined);
  const block = { label_block_lists: { EMAIL_ADDRESS: { regexes: ['help@example\\.com'] } } };
  t.equal(code({ text: `${TEXT} help@example.com`, guard: true, policy: block }), undefined);
  t.test('not inside', async (t) => {
    const made = 'quill@example.org';
    const synthetic = {
      policy: { generator_default: 'Synthesis' } as const,
      entities: first({ newText: made, newStart: null, newEnd: null }),
      redacted: served(TEXT).redacted.replace('[NAME_GIVEN_qqqq0]', made),
      guard: true,
    };
    t.equal(code(synthetic), undefined);
  });
});

const PIECES = ['😀', '👩‍👩‍👧', 'e\u0301', '\r\n', '日本', 'ß', ' ', 'at', '𝒳', '\u200d', '"', '\\', '\0'];

t.test('offsets in UTF-16 or in code points, whatever the text holds', async () => {
  const piece = fc.constantFrom('Zelkova', 'Quillon', ...PIECES);
  const compiled = compilePolicy({});
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 30 }), fc.boolean(), async (pieces, inCodePoints) => {
      const text = pieces.join('');
      const { redacted, entities } = served(text);
      const count = (to: number): number => (inCodePoints ? [...text.slice(0, to)].length : to);
      const shifted = entities.map((entity) => ({
        ...entity,
        start: count(entity.start),
        end: count(entity.end),
      }));
      const outcome = verifyAnswer(text, { echo: text, redacted, entities: shifted }, compiled);
      return outcome.ok && outcome.answer.text === redacted;
    }),
    { numRuns: 500 },
  );
});

t.test('a changed answer gives what is right, or nothing', async () => {
  const compiled = compilePolicy({});
  const text = '😀 Zelkova Zelkova 𝒳 Quillon\r\n Brandt 😀';
  const { redacted, entities } = served(text);
  const change = fc.record(
    {
      start: fc.integer({ min: -2, max: 50 }),
      end: fc.integer({ min: -2, max: 50 }),
      text: fc.constantFrom('Zelkova', 'Quillon', 'Brandt', ''),
      newText: fc.constantFrom('Zelkova', '', null, '[NAME_GIVEN_qqqq1]'),
    },
    { requiredKeys: [] },
  );
  await fc.assert(
    fc.asyncProperty(fc.nat(entities.length - 1), change, fc.boolean(), async (at, changed, raw) => {
      const wrong = entities.map((entity, index) => (index === at ? { ...entity, ...changed } : entity));
      const outcome = verifyAnswer(
        text,
        { echo: text, redacted: raw ? text : redacted, entities: wrong },
        compiled,
      );
      return !outcome.ok || outcome.answer.text === redacted;
    }),
    { numRuns: 1000 },
  );
});

t.test('an entity is one if the schema of the wire form says so', async () => {
  const wholes = [3, -1, 1.5, 2 ** 53, Number.NaN, '3', null, undefined, true];
  const texts = ['Zelkova', '', 7, null, undefined, []];
  const entity = fc.record(
    {
      start: fc.constantFrom(...wholes),
      end: fc.constantFrom(3, 3, ...wholes),
      label: fc.constantFrom('NAME_GIVEN', ...texts),
      text: fc.constantFrom('Zelkova', ...texts),
      score: fc.constantFrom(0.5, Number.POSITIVE_INFINITY, ...wholes),
      newStart: fc.constantFrom(...wholes),
      newEnd: fc.constantFrom(...wholes),
      newText: fc.constantFrom(...texts),
      language: fc.constantFrom(...texts),
      more: fc.anything(),
    },
    { requiredKeys: ['start', 'end', 'label', 'text'] },
  );
  fc.assert(
    fc.property(fc.oneof({ weight: 20, arbitrary: entity }, fc.anything()), (value) => {
      return isEntity(value) === entitySchema.safeParse(value).success;
    }),
    { numRuns: 5000 },
  );
});
