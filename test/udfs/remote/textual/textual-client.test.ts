import { inspect } from 'node:util';
import t, { type Test } from 'tap';
import { TextualClient, type TextualClientOptions } from '../../../../udfs/index.js';
import { TextualServer, type TextualServerOptions } from './textual-server.js';

process.env['LAKEVEIL_TEST_TEXTUAL_KEY'] = 'test-key';
const apiKey = { env: 'LAKEVEIL_TEST_TEXTUAL_KEY' };

async function setUp(t: Test, serverOptions: TextualServerOptions = {}, options: TextualClientOptions = {}) {
  const server = await TextualServer.start(serverOptions);
  t.teardown(() => server.close());
  const client = await TextualClient.open({ url: server.url, apiKey, ...options });
  t.teardown(() => client.close());
  return { server, client };
}

const TEXT = 'Mail jo.miles@example.com at once';

t.test('redact, bulk, json, unredact', async (t) => {
  const { server, client } = await setUp(t);
  const policy = { generator_config: { URL: 'Off' }, random_seed: 5 } as const;
  const redacted = await client.redact(TEXT, policy);
  t.match(redacted, {
    originalText: TEXT,
    redactedText: /^Mail \[EMAIL_ADDRESS_\w+\] at once$/,
    deIdentifyResults: [{ label: 'EMAIL_ADDRESS', text: 'jo.miles@example.com', start: 5, end: 25 }],
  });
  t.match(await client.bulk(['x', TEXT]), { bulkText: ['x', TEXT], deIdentifyResults: [{ idx: 1 }] });
  const paths = { jsonPathAllowLists: { URL: ['$.a'] }, jsonPathIgnorePaths: ['$.b'] };
  t.match(await client.json('{"a":"b"}', {}, paths), { originalText: '{"a":"b"}' });
  t.same(await client.unredact(['a', 'b'], 6), ['a', 'b']);
  t.match(server.calls, [
    { path: '/api/redact', seed: '5', body: { text: TEXT, generatorConfig: { URL: 'Off' } } },
    { path: '/api/redact/bulk', seed: undefined, body: { recordApiRequestOptions: null } },
    { path: '/api/redact/json', body: { jsonText: '{"a":"b"}', ...paths } },
    { path: '/api/unredact', seed: '6', body: ['a', 'b'] },
  ]);
});

t.test('what is wrong is told by its code, without text or key', async (t) => {
  const cases = [
    [{ fault: () => ({ kind: 'status', status: 400 }) }, { code: 'REMOTE_REFUSED', retryable: false }],
    [
      { fault: () => ({ kind: 'status', status: 429, headers: { 'retry-after': '2' } }) },
      { code: 'REMOTE_UNAVAILABLE', retryable: true, details: { status: 429, retryAfterMs: 2000 } },
    ],
    [{ fault: () => ({ kind: 'not-json' }) }, { code: 'REMOTE_UNTRUSTED' }],
    [{ key: 'another' }, { code: 'REMOTE_REFUSED_ACCESS' }],
  ] satisfies [TextualServerOptions, object][];
  for (const [options, expected] of cases) {
    const { client } = await setUp(t, options);
    const error = await client.redact(TEXT).catch((thrown: unknown) => thrown);
    t.match(error, expected);
    t.notOk(/test-key|jo\.miles/.test(inspect(error, { depth: 9, showHidden: true })));
  }
  const edited = {
    fault: () => ({ kind: 'edit', edit: () => ({ originalText: TEXT, redactedText: 7 }) }) as const,
  };
  await t.rejects((await setUp(t, edited)).client.redact(TEXT), { code: 'REMOTE_UNTRUSTED' });
});

t.test('the key is not to be seen in the client', async (t) => {
  const { client } = await setUp(t);
  await client.redact(TEXT);
  t.notOk(inspect(client, { depth: 20, showHidden: true }).includes('test-key'));
  t.notOk(JSON.stringify(client).includes('test-key'));
});

t.test('bad options, a bad policy, a stopped call', async (t) => {
  const wrong = { headersSeconds: -1 };
  await t.rejects(TextualClient.open(wrong), { code: 'INVALID_OPTION', message: /headersSeconds/ });
  const { server, client } = await setUp(t);
  await t.rejects(async () => client.redact('x', { recall_bias: 1 }), { code: 'POLICY_INVALID' });
  t.equal(server.calls.length, 0);
  await t.rejects(client.redact('x', {}, AbortSignal.abort()), { code: 'INTERRUPTED' });
});
