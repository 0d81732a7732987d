import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import t, { type Test } from 'tap';
import { compilePolicy, type PolicyInput } from '../../../../udfs/policy.js';
import { comprehendCalls } from '../../../../udfs/remote/comprehend/comprehend-calls.js';
import { createComprehendEngine } from '../../../../udfs/remote/comprehend/comprehend-engine.js';
import { DELIMITER } from '../../../../udfs/remote/comprehend/joined-text.js';
import { MAX_TEXT_BYTES } from '../../../../udfs/remote/comprehend/limits.js';
import type { ComprehendEngineOptions } from '../../../../udfs/remote/engine-options.js';
import type { RemoteEngine, RemoteRowOutcome } from '../../../../udfs/remote/remote-engine.js';
import { engineOptions, standInEnvironment } from './aws-environment.js';
import { cell } from './cells.js';
import {
  type ComprehendServer,
  type ComprehendServerOptions,
  patternEntities,
  startComprehendServer,
} from './comprehend-server.js';
import { plainDispatcher } from './plain-dispatcher.js';

standInEnvironment();

const NEVER = new AbortController().signal;

interface Started {
  readonly engine: RemoteEngine;
  readonly server: ComprehendServer;
  redact(...texts: string[]): Promise<readonly RemoteRowOutcome[]>;
}

async function start(
  t: Test,
  serverOptions: ComprehendServerOptions,
  policy: PolicyInput = {},
  more: Partial<ComprehendEngineOptions> = {},
): Promise<Started> {
  const server = await startComprehendServer(serverOptions);
  const options = engineOptions(server.url, more);
  const engine = createComprehendEngine({
    dispatcher: plainDispatcher(await comprehendCalls(options)),
    options,
    policy: compilePolicy(policy),
    key: randomBytes(32),
  });
  t.teardown(async () => {
    await engine.close();
    await server.close();
  });
  return {
    engine,
    server,
    redact: (...texts) =>
      engine.redact(
        texts.map((text) => ({ text, scope: null })),
        NEVER,
      ),
  };
}

const textOf = (outcome: RemoteRowOutcome | undefined): string =>
  outcome !== undefined && 'text' in outcome ? outcome.text : `failed: ${outcome?.code}`;

t.test('found values are replaced in their rows, whatever the rows hold', async (t) => {
  // The stand-in finds less than the guard.
  const { redact, server } = await start(
    t,
    { detect: patternEntities },
    { redaction_form: 'label' },
    { guard: false },
  );
  let values = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(cell, { minLength: 1, maxLength: 8 }), async (texts) => {
      const outcomes = await redact(...texts);
      t.equal(outcomes.length, texts.length);
      for (const [index, text] of texts.entries()) {
        const outcome = outcomes[index]!;
        if (!('text' in outcome)) return t.fail(`row failed: ${outcome.code}`);
        for (const { start, end } of patternEntities(text)) {
          values++;
          t.notOk(outcome.text.includes(text.slice(start, end)));
        }
        if (patternEntities(text).length === 0) t.equal(outcome.text, text);
      }
    }),
    { numRuns: 60 },
  );
  t.ok(values > 100, `${values} values`);
  for (const { bytes } of server.calls) t.ok(bytes <= MAX_TEXT_BYTES);
});

t.test('empty rows and white space are not sent', async (t) => {
  const { redact, server } = await start(t, { detect: patternEntities });
  t.same((await redact('', ' ', '\r\n', '\u00a0')).map(textOf), ['', ' ', '\r\n', '\u00a0']);
  t.equal(server.calls.length, 0);
});

t.test('an entity that the service lets run over a delimiter is cut at it, on both sides', async (t) => {
  const { redact, server } = await start(
    t,
    { detect: patternEntities, mergeAcross: /^[\s.]*$/ },
    { redaction_form: 'label' },
  );
  const rows = ['I am Maria Lopez', 'Paulo Santos here', 'nobody', `Ann Lee${DELIMITER}Bo Chu`, 'Cy Day'];
  const outcomes = await redact(...rows);
  t.same(outcomes.map(textOf), ['I am [PERSON]', '[PERSON] here', 'nobody', '[PERSON]', '[PERSON]']);
  t.equal(server.calls.length, 1);
});

t.test('a cell that is too long is split, and nothing of it is lost', async (t) => {
  const { redact, server } = await start(t, { detect: patternEntities }, { redaction_form: 'label' });
  const sentence = (index: number): string =>
    `Row ${index} was written by nobody 😀. Mail anna${index}@example.com now. `;
  let text = '';
  let people = 0;
  while (text.length < 350_000) text += sentence(people++);
  const [outcome] = await redact(text);
  t.equal(textOf(outcome), text.replace(/anna\d+@example\.com/g, '[EMAIL_ADDRESS]'));
  t.match(outcome, { entities: { EMAIL_ADDRESS: people } });
  t.ok(server.calls.length >= 4);
  for (const { bytes } of server.calls) t.ok(bytes <= MAX_TEXT_BYTES);
});

t.test('a name at any place of a cut is found whole', async (t) => {
  const { redact } = await start(t, { detect: patternEntities }, { redaction_form: 'label' });
  const long = (shift: number): string =>
    `${'x'.repeat(shift)}${' y'.repeat(48_500)} ${'Maria Lopez and '.repeat(220)}${'z '.repeat(30_000)}`;
  for (const shift of [0, 3, 6, 9, 12, 15]) {
    const text = long(shift);
    const [outcome] = await redact(text);
    t.ok(textOf(outcome) === text.replaceAll('Maria Lopez', '[PERSON]'), `${shift}`);
  }
});

t.test('one piece that has no answer fails its row, and no other', async (t) => {
  const { redact } = await start(t, {
    detect: patternEntities,
    fault: (_call, text) =>
      text.includes('POISON') ? { kind: 'error', status: 400, name: 'InvalidRequestException' } : undefined,
  });
  const long = `${'a '.repeat(60_000)}POISON. ${'b '.repeat(60_000)}`;
  const outcomes = await redact(`${'c '.repeat(49_000)}`, long, `${'d '.repeat(49_000)}`);
  t.same(outcomes[1], { code: 'REMOTE_REFUSED' });
  t.match(textOf(outcomes[0]), /^c /);
  t.match(textOf(outcomes[2]), /^d /);
});

t.test('an answer that does not fit its text, out of a ledger, is not trusted', async (t) => {
  const answering = (answer: object, count = 1) =>
    createComprehendEngine({
      dispatcher: {
        dispatch: async () => Array.from({ length: count }, () => ({ ok: true, answer: [answer] }) as never),
        close: async () => {},
      },
      options: engineOptions(undefined),
      policy: compilePolicy({}),
      key: randomBytes(32),
    });
  const row = [{ text: 'Maria', scope: null }];
  const right = { start: 0, end: 5, type: 'NAME', score: 1 };
  t.match(await answering(right).redact(row, NEVER), [{ entities: { PERSON: 1 } }]);
  for (const wrong of [{ end: 6 }, { start: -1 }, { start: 5 }])
    t.same(await answering({ ...right, ...wrong }).redact(row, NEVER), [{ code: 'REMOTE_UNTRUSTED' }]);
  for (const count of [0, 2])
    await t.rejects(answering(right, count).redact(row, NEVER), { code: 'INTERNAL' });
});

t.test('scores below engine.minScore and the policy’s threshold are left out', async (t) => {
  const detect = (text: string) => [
    { start: 0, end: 5, type: 'NAME', score: 0.6 },
    { start: 6, end: text.length, type: 'AGE', score: 0.8 },
  ];
  const label: PolicyInput = { redaction_form: 'label' };
  const both = await start(t, { detect }, label);
  t.same((await both.redact('Maria 1984')).map(textOf), ['[PERSON] [PERSON_AGE]']);
  const least = await start(t, { detect }, label, { minScore: 0.7 });
  t.same((await least.redact('Maria 1984')).map(textOf), ['Maria [PERSON_AGE]']);
  const policy = await start(t, { detect }, { ...label, thresholds: { PERSON_AGE: 0.9 } });
  t.same((await policy.redact('Maria 1984')).map(textOf), ['[PERSON] 1984']);
});

t.test('an entity that a threshold leaves out hides none that lies inside of it', async (t) => {
  const detect = () => [
    { start: 0, end: 15, type: 'URL', score: 0.95 },
    { start: 4, end: 9, type: 'NAME', score: 0.8 },
  ];
  const { redact } = await start(t, { detect }, { redaction_form: 'label', thresholds: { URL: 0.99 } });
  t.same((await redact('to: Maria 12345')).map(textOf), ['to: [PERSON] 12345']);
});

t.test('a type of the future is masked', async (t) => {
  const detect = () => [{ start: 0, end: 6, type: 'RETINA_SCAN', score: 0.9 }];
  const { redact } = await start(t, { detect }, { redaction_form: 'label' });
  t.same((await redact('Q7-ZZ9 is mine')).map(textOf), ['[NUMERIC_PII] is mine']);
  const off = await start(
    t,
    { detect },
    { redaction_form: 'label', generator_config: { NUMERIC_PII: 'Off' } },
  );
  t.same((await off.redact('Q7-ZZ9 is mine')).map(textOf), ['[HEALTHCARE_ID] is mine']);
});

t.test('a policy that hides one of the labels of a type hides it', async (t) => {
  const detect = patternEntities;
  const policy: PolicyInput = { redaction_form: 'label', generator_config: { PERSON: 'Off' } };
  const { redact } = await start(t, { detect }, policy);
  t.same((await redact('I am Maria Lopez')).map(textOf), ['I am [NAME_FAMILY]']);
  const names = { PERSON: 'Off', NAME_FAMILY: 'Off', NAME_GIVEN: 'Off' } as const;
  const none = await start(t, { detect }, { redaction_form: 'label', generator_config: names });
  t.same((await none.redact('I am Maria Lopez')).map(textOf), ['I am Maria Lopez']);
});

t.test('a value found once is masked everywhere in its row, also where the service missed it', async (t) => {
  const detect = (text: string) => patternEntities(text).slice(0, 1);
  const { redact } = await start(t, { detect }, { redaction_form: 'label' });
  const [outcome] = await redact('Maria Lopez called. LOPEZ was angry; maria hung up.');
  t.notMatch(textOf(outcome), /maria|lopez/i);
});

t.test('Synthesis, allow lists, block lists and scopes work as with the local engine', async (t) => {
  const { engine, redact } = await start(
    t,
    { detect: patternEntities },
    {
      generator_default: 'Synthesis',
      consistency: 'conversation',
      label_allow_lists: { PROJECT_NAME: { regexes: ['Bluebird'] } },
      label_block_lists: { PERSON: { regexes: ['Paulo Santos'] } },
    },
  );
  const [outcome] = await redact('Maria Lopez and Paulo Santos work on Bluebird.');
  t.match(textOf(outcome), /^\p{Lu}\p{L}+ \p{Lu}\p{L}+ and Paulo Santos work on /u);
  t.notMatch(textOf(outcome), /Maria|Lopez|Bluebird/);
  const row = (scope: string) => ({ text: 'Maria Lopez', scope });
  const names = await engine.redact([row('a'), row('b'), row('a')], NEVER);
  t.equal(textOf(names[0]), textOf(names[2]));
  t.not(textOf(names[0]), textOf(names[1]));
});

t.test('a real detector behind it: nothing of what it finds stays', async (t) => {
  const { redact, server } = await start(t, {}, { redaction_form: 'label' });
  const rows = [
    'Hi, this is Jennifer Walsh, my email is jen.walsh@example.com and my SSN is 123-45-6789.',
    'My card is 4111 1111 1111 1111, it expires 09/27.\r\nCall me at (415) 555-2671 😀.',
    'Nothing to see here.',
    'Please ship it to 742 Evergreen Terrace, Springfield, IL 62704. Thanks, Robert Garcia',
  ];
  const outcomes = await redact(...rows);
  const all = outcomes.map(textOf).join('\n');
  t.notMatch(all, /failed|Walsh|jen\.|123-45|4111|555|Evergreen|Robert|Garcia/);
  t.equal(textOf(outcomes[2]), rows[2]);
  t.equal(server.calls.length, 1);
});

t.test('the guard notices what the service missed, and offsets of another unit', async (t) => {
  const card = 'pay with 4111 1111 1111 1111 today';
  const none = () => [];
  const guarded = await start(t, { detect: none });
  t.same(await guarded.redact(card, 'pay with nothing'), [
    { code: 'GUARD_FOUND_ORIGINAL' },
    { text: 'pay with nothing', entities: {} },
  ]);
  const off = await start(t, { detect: none }, {}, { guard: false });
  t.same((await off.redact(card)).map(textOf), [card]);
  const left = await start(t, { detect: none }, { generator_config: { CREDIT_CARD: 'Off' } });
  t.same((await left.redact(card)).map(textOf), [card]);
  // An answer that counts each emoji twice lies behind the value.
  const emoji = 40;
  const shifted = await start(t, {
    detect: (text) =>
      patternEntities(text).map(({ start, end, ...rest }) => ({
        ...rest,
        start: start + emoji,
        end: end + emoji,
      })),
  });
  const text = `${'😀'.repeat(emoji)} write to maria.lopez@example.com ${'and so on '.repeat(20)}`;
  t.same(await shifted.redact(text), [{ code: 'GUARD_FOUND_ORIGINAL' }]);
});

t.test('the guard lets be what was generated', async (t) => {
  const detect = (text: string) => {
    const start = text.indexOf('4111');
    return start < 0 ? [] : [{ start, end: start + 19, type: 'CREDIT_DEBIT_NUMBER', score: 0.9 }];
  };
  const { redact } = await start(t, { detect }, { generator_default: 'Synthesis' });
  const [outcome] = await redact('pay with 4111 1111 1111 1111 today');
  t.match(textOf(outcome), /^pay with [\d -]+ today$/);
  t.notMatch(textOf(outcome), '4111 1111 1111 1111');
});
