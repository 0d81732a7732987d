import { inspect } from 'node:util';
import t, { type Test } from 'tap';
import { compilePolicy, type PolicyInput } from '../../../../udfs/policy.js';
import { textualEngineSchema } from '../../../../udfs/remote/engine-options.js';
import { openTextualEngine } from '../../../../udfs/remote/textual/textual-engine.js';
import { textualKind } from '../../../../udfs/remote/textual/textual-kind.js';
import type { TextProfile } from '../../../../udfs/shared-part.js';
import { redactMatches, TextualServer, type TextualServerOptions } from './textual-server.js';

process.env['LAKEVEIL_TEST_TEXTUAL_KEY'] = 'test-key';
const apiKey = { env: 'LAKEVEIL_TEST_TEXTUAL_KEY' };
const names = redactMatches(/Zelkova|Brandt/g, 'NAME_GIVEN');
const signal = new AbortController().signal;
const key = new Uint8Array(32).fill(3);
const optionsOf = (more: Record<string, unknown> = {}) =>
  textualEngineSchema.parse({ type: 'textual', apiKey, ...more });

async function setUp(
  t: Test,
  policy: PolicyInput = {},
  serverOptions: TextualServerOptions = {},
  options: Record<string, unknown> = {},
) {
  const server = await TextualServer.start({ redact: names, ...serverOptions });
  t.teardown(() => server.close());
  const engine = await openTextualEngine(
    optionsOf({ url: server.url, ...options }),
    compilePolicy(policy, 'textual'),
    { runId: 'r', workerId: 'w', key, signal },
  );
  t.teardown(() => engine.close());
  return { server, engine };
}

t.test('rows in, rows out; what need not travel does not', async (t) => {
  const { server, engine } = await setUp(t);
  const texts = ['Zelkova', '', ' \n', '\ud800 Zelkova', 'none', 'Brandt'];
  t.same(
    await engine.redact(
      texts.map((text) => ({ text, scope: null })),
      signal,
    ),
    [
      { text: '[NAME_GIVEN_qqqq0]', entities: { NAME_GIVEN: 1 } },
      { text: '', entities: {} },
      { text: ' \n', entities: {} },
      { code: 'TEXT_NOT_UNICODE' },
      { text: 'none', entities: {} },
      { text: '[NAME_GIVEN_qqqq0]', entities: { NAME_GIVEN: 1 } },
    ],
  );
  t.same(server.calls.flatMap(({ texts }) => texts).sort(), ['Brandt', 'Zelkova', 'none']);
});

t.test('a row that is refused, and one whose answer is wrong, cost no other', async (t) => {
  const { engine } = await setUp(
    t,
    {},
    {
      refuses: (text) => text === 'refused Zelkova',
      redact: (text) =>
        text === 'raw Zelkova' ? { redacted: text, entities: names(text).entities } : names(text),
    },
  );
  const rows = ['a Zelkova', 'refused Zelkova', 'b', 'raw Zelkova', 'c Brandt'];
  const outcomes = await engine.redact(
    rows.map((text) => ({ text, scope: null })),
    signal,
  );
  t.match(outcomes, [
    { text: 'a [NAME_GIVEN_qqqq0]' },
    { code: 'REMOTE_REFUSED' },
    { text: 'b' },
    { code: 'REMOTE_WRONG_REDACTION' },
    { text: 'c [NAME_GIVEN_qqqq0]' },
  ]);
});

t.test('faults that pass: every row is right in the end', async (t) => {
  const kinds = [
    'status',
    'reset',
    'reset-mid-body',
    'truncated',
    'not-json',
    'one-less',
    'close-after',
  ] as const;
  const { engine } = await setUp(
    t,
    {},
    {
      fault: (call) =>
        call % 2 === 0 ? { status: 500, kind: kinds[(call / 2) % kinds.length]! } : undefined,
    },
    { maxItems: 5 },
  );
  const rows = Array.from({ length: 40 }, (_, at) => ({ text: `Zelkova ${at}`, scope: null }));
  t.same(
    await engine.redact(rows, signal),
    rows.map((_, at) => ({ text: `[NAME_GIVEN_qqqq0] ${at}`, entities: { NAME_GIVEN: 1 } })),
  );
});

t.test('a key that is refused stops the run', async (t) => {
  const { engine } = await setUp(t, {}, { key: 'another' });
  const error = await engine
    .redact([{ text: 'Zelkova', scope: null }], signal)
    .catch((thrown: unknown) => thrown);
  t.match(error, { code: 'REMOTE_REFUSED_ACCESS', message: /refused the key/ });
  t.notOk(/test-key|Zelkova/.test(inspect(error, { depth: 9, showHidden: true })));
});

t.test('seeds: of the policy, of the scope, of the row; never the value itself', async (t) => {
  const rows = [
    { text: 'a Zelkova', scope: '17' },
    { text: 'b Zelkova', scope: '17' },
    { text: 'c Zelkova', scope: '18' },
    { text: 'd Zelkova', scope: null },
    { text: 'e Zelkova', scope: ' ' },
  ];
  const seeds = async (policy: PolicyInput): Promise<(string | undefined)[]> => {
    const { server, engine } = await setUp(t, policy);
    await engine.redact(rows, signal);
    const bySent = new Map(
      server.calls.flatMap(({ texts, seed }) => texts.map((text) => [text, seed] as const)),
    );
    return rows.map(({ text }) => bySent.get(text));
  };
  t.same(await seeds({ random_seed: 9 }), ['9', '9', '9', '9', '9']);
  for (const consistency of ['conversation', 'subject'] as const) {
    const found = await seeds({ consistency });
    t.equal(found[0], found[1]);
    t.equal(new Set(found).size, 4);
    t.same(await seeds({ consistency }), found, 'the same again');
    t.not((await seeds({ consistency, random_seed: 1 }))[0], found[0], 'another by another seed');
    for (const seed of found) t.ok(Number(seed) > 18 && Number(seed) < 2 ** 31, String(seed));
  }
  t.equal(new Set(await seeds({ consistency: 'row' })).size, 5);
});

t.test('a policy that the service can not carry out is refused before anything is sent', async (t) => {
  await t.rejects(setUp(t, { recall_bias: 1 }), { code: 'POLICY_INVALID', message: /recall_bias/ });
});

const profile: TextProfile = {
  rows: 1000,
  distinct: 600,
  characters: 500_000,
  distinctCharacters: 300_000,
  distinctBytes: 320_000,
  unitsOneByOne: 3000,
  unitsRowByRow: 5000,
};

t.test('what a plan says', async (t) => {
  const { policy } = compilePolicy({});
  const options = optionsOf({ url: 'https://t.example.com/base/', dollarsPerMillionCharacters: 10 });
  t.same(textualKind.destinations(options), ['https://t.example.com/base (Tonic Textual)']);
  t.same(textualKind.estimate(options, policy, profile), {
    destination: 'https://t.example.com/base (Tonic Textual)',
    requests: 1,
    requestsRowByRow: 1000,
    characters: 300_000,
    dollars: 3,
    dollarsRowByRow: 5,
    pricesOf: 'yours',
    notes: [],
  });
  const small = optionsOf({ maxBytes: 32_000, callsPerSecond: 2, charactersPerMinute: 60_000 });
  t.match(textualKind.estimate(small, policy, profile), { requests: 11, seconds: 300, notes: [/price/] });
  const byRow = compilePolicy({ consistency: 'row' }).policy;
  t.match(textualKind.estimate(small, byRow, profile), {
    requests: 600,
    seconds: 300,
    notes: [/one call/, /price/],
  });
  const byCall = compilePolicy({ consistency: 'conversation' }).policy;
  t.match(textualKind.estimate(options, byCall, profile), {
    characters: 500_000,
    dollars: 5,
    notes: [/least/],
  });
  const recorded = optionsOf({ recordRequests: true, dollarsPerMillionCharacters: 1 });
  t.match(textualKind.estimate(recorded, policy, profile), { notes: [/record/] });
});

t.test('the run id knows the service and the guard, and not the pace or the key', async (t) => {
  const id = (more: Record<string, unknown>): string => JSON.stringify(textualKind.identity(optionsOf(more)));
  const plain = id({});
  t.equal(id({ maxConcurrency: 3, maxItems: 5, maxDollars: 1, apiKey: { file: 'x' } }), plain);
  t.equal(id({ url: 'https://textual.tonic.ai/' }), plain);
  t.not(id({ url: 'https://other.example.com' }), plain);
  t.not(id({ guard: false }), plain);
  t.notOk(plain.includes('LAKEVEIL_TEST'));
});

t.test('options that are refused, with their path', async (t) => {
  const { policy } = compilePolicy({ recall_bias: 1 });
  t.match(textualKind.refusals(optionsOf({ url: 'http://t.example.com' }), policy), [
    { path: ['policy', 'recall_bias'] },
    { path: ['engine', 'url'], message: /INSECURE_URL/ },
  ]);
  t.throws(() => textualKind.destinations(optionsOf({ url: 'http://t.example.com' })), {
    code: 'INSECURE_URL',
  });
  t.same(textualKind.refusals(optionsOf(), compilePolicy({}).policy), []);
});
