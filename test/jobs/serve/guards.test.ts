import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { apiKeys } from '../../../jobs/serve/api-keys.js';
import { serve } from '../../../jobs/serve/serve.js';
import { running, secret, send } from './running.js';

const JSON_BODY = { 'content-type': 'application/json' };

t.test('a key lets in, and nothing else does', async (t) => {
  const [first, second] = [secret(), secret()];
  const { post, get, lines, server } = await running(t, {
    apiKeys: apiKeys(`${first}\n\n${second}\r\n`, 'a test'),
  });
  await server.ready;
  for (const key of [first, second])
    t.equal((await post('/api/redact', { text: 'x' }, { authorization: key })).status, 200);
  const wrong = [
    undefined,
    '',
    'x',
    first.slice(0, -1),
    `${first}x`,
    `Bearer ${first}`,
    first.toUpperCase(),
    `${first}\t${second}`,
  ];
  for (const key of wrong) {
    const headers: Record<string, string> = key === undefined ? {} : { authorization: key };
    const { status, body } = await post('/api/redact', { text: 'Maria Lopez' }, headers);
    t.match({ status, body }, { status: 401, body: { code: 'BAD_API_KEY' } });
    t.notMatch(JSON.stringify(body), 'Maria');
  }
  t.equal(
    (await get('/api/nowhere')).status,
    401,
    'what there is no route for is not told apart without a key',
  );
  t.equal((await post('/api/redact/xml', {})).status, 401);
  t.equal((await get('/health')).status, 200, 'health checks need none');
  t.equal((await get('/health/live')).status, 200);
  const told = JSON.stringify(lines);
  for (const key of [first, second]) t.notMatch(told, key);
});

t.test('a path that is not one is refused as all else is, and not repeated', async (t) => {
  const key = secret();
  const { get, lines, server } = await running(t, { apiKeys: apiKeys(key, 'a test') });
  await server.ready;
  const path = '/api/redact/%zz?text=Maria%20Lopez';
  const answers = [await get(path), await get(path, { authorization: key })];
  t.match(answers[0], { status: 401, body: { code: 'BAD_API_KEY' } });
  t.match(answers[1], { status: 400, body: { code: 'BAD_REQUEST' } });
  for (const { text } of answers) t.notMatch(text, /Maria|zz/);
  t.match(lines, [
    { route: 'none', status: 401, code: 'BAD_API_KEY' },
    { route: 'none', status: 400, code: 'BAD_REQUEST' },
  ]);
  t.notMatch(JSON.stringify(lines), /Maria|zz/);
});

t.test('keys that can be guessed or never be sent are refused', async (t) => {
  const strong = secret();
  for (const text of ['', ' \n', 'short', `${strong}\nshort`, `${strong} ${strong}`, `ä${strong}`]) {
    t.throws(() => apiKeys(text, 'a test'), { code: 'BAD_API_KEYS' });
  }
});

t.test('without keys the server is for its own machine', async (t) => {
  for (const host of ['0.0.0.0', '::', '192.0.2.1', 'example.com'])
    await t.rejects(
      serve({
        host,
        port: 0,
        threads: 1,
        apiKeys: undefined,
        keys: { root: new Uint8Array(32), epoch: 0 },
        policy: {},
        isReversible: false,
        maxBody: 1000,
        timeoutMs: 1000,
        maxRequests: 1,
        graceMs: 0,
        log: () => {},
      }),
      { code: 'API_KEYS_NEEDED' },
    );
  const { post } = await running(t);
  for (const host of ['evil.example', 'localhost.evil.example', '127.0.0.1.evil.example', '10.0.0.1'])
    t.match(await post('/api/redact', { text: 'x' }, { host }), {
      status: 403,
      body: { code: 'HOST_NOT_LOCAL' },
    });
  for (const host of ['localhost:1', '127.0.0.1', '[::1]:80'])
    t.equal((await post('/api/redact', { text: 'x' }, { host })).status, 200, host);
});

t.test('bodies that are no request', async (t) => {
  const { raw, lines } = await running(t);
  const canary = 'Zyxwina Quillfeather';
  const bad: [body: string | Buffer, path?: string][] = [
    [''],
    ['{'],
    [`{"text": "${canary}"`],
    [`{"text": "${canary}"} x`],
    ['null'],
    ['[]'],
    ['"x"'],
    [`{"text": 5}`],
    [`{"text": null}`],
    [`{"txt": "${canary}"}`],
    [`{"text": "${canary}", "generatorConfg": {}}`],
    [`{"text": "${canary}", "generatorDefault": "${canary}"}`],
    [`{"text": "${canary}", "generatorConfig": {"NAME_GIVE": "Off"}}`],
    [`{"text": "${canary}", "generatorConfig": {"NAME_GIVEN": "${canary}"}}`],
    [`{"text": "${canary}", "generatorConfig": {"NAME_GIVEN": "GroupingSynthesis"}}`],
    [`{"text": "${canary}", "generatorDefault": "ReplacementSynthesis"}`],
    [`{"text": "${canary}", "generatorMetadata": {"NAME_GIVEN": {"preserveDomain": true}}}`],
    [`{"text": "${canary}", "labelAllowLists": {"NAME_GIVEN": {"regexes": ["(?=x)"]}}}`],
    [`{"text": "${canary}", "labelBlockLists": {"NAME_GIVEN": {"regexes": ["("]}}}`],
    [`{"text": "${canary}", "labelBlockLists": {"NAME_GIVEN": ["x"]}}`],
    [`{"text": "${canary}", "customPiiEntityIds": ["${canary}"]}`],
    [`{"text": "${canary}", "llmClassificationPolicy": "Enabled"}`],
    [
      `{"text": "${canary}", "generatorMetadata": {"URL": {"swaps": ${'['.repeat(5000)}${']'.repeat(5000)}}}}`,
    ],
    [`{"bulkText": ["${canary}", null]}`, '/api/redact/bulk'],
    [`{"bulkText": {"0": "${canary}"}}`, '/api/redact/bulk'],
    [`{"jsonText": {"a": "${canary}"}}`, '/api/redact/json'],
    [Buffer.from([0x22, 0xff, 0xfe, 0x22])],
    [Buffer.concat([Buffer.from('{"text":"'), Buffer.from([0xc3, 0x28]), Buffer.from('"}')])],
  ];
  for (const [body, path = '/api/redact'] of bad) {
    const answer = await raw(path, body, JSON_BODY);
    const name = body.toString('latin1').slice(0, 60);
    t.equal(answer.status, 400, name);
    t.ok(typeof answer.body.errorMessage === 'string' && answer.body.code.length > 0, name);
    t.notMatch(answer.text, 'Zyxwina', name);
  }
  const text = JSON.stringify({ text: canary });
  t.equal((await raw('/api/redact', text, { 'content-type': 'text/plain' })).status, 415);
  t.equal((await raw('/api/redact', text, {})).status, 415);
  t.equal((await raw('/api/redact', text, { ...JSON_BODY, 'content-encoding': 'gzip' })).status, 415);
  t.equal(
    (await raw('/api/redact', text, { ...JSON_BODY, 'textual-random-seed': canary.slice(0, 7) })).status,
    400,
  );
  t.notMatch(JSON.stringify(lines), 'Zyxwina');
  t.match(
    (await raw('/api/redact', '{"text": "x", "generatorConfg": {}}', JSON_BODY)).body.errorMessage,
    'generatorConfig',
  );
});

t.test('a text that fails fails its request, and gives nothing of the others', async (t) => {
  const { post } = await running(t);
  const canary = 'Zyxwina Quillfeather';
  // A pattern that takes a text to pieces: what is left of it elsewhere can't be masked, or a document that is none.
  const { status, body, headers } = await post('/api/redact/json', { jsonText: `{"name": "${canary}"` });
  t.equal(status, 400);
  t.match(body, { code: 'JSON_INVALID', details: { item: 0 }, requestId: headers['x-request-id'] });
  t.notMatch(JSON.stringify(body), 'Zyxwina');
});

t.test('large bodies', async (t) => {
  const { post, raw, server, lines } = await running(t, { maxBody: 10_000 });
  t.equal((await post('/api/redact', { text: 'a '.repeat(4900) })).status, 200);
  const large = await post('/api/redact', { text: 'Zyxwina '.repeat(500_000) });
  t.match(large, { status: 413, body: { code: 'BODY_TOO_LARGE' } }, 'answered, not cut off');
  t.notMatch(large.text, 'Zyxwina');
  const chunked = await raw('/api/redact', `{"text":"${'Zyxwina '.repeat(2000)}"}`, {
    ...JSON_BODY,
    'transfer-encoding': 'chunked',
  }).catch((error: Error) => error);
  // The client may still be writing when the connection is closed.
  if (!(chunked instanceof Error)) t.match(chunked, { status: 413, body: { code: 'BODY_TOO_LARGE' } });
  t.equal((await send(server.url, 'POST', '/api/redact', '{"text":"x"}', JSON_BODY)).status, 200);
  t.match(lines[1], { status: 413, code: 'BODY_TOO_LARGE' });
});

t.test('a client that does not finish its request is cut off, and its place is free again', async (t) => {
  const { server, post } = await running(t, { timeoutMs: 3000, maxRequests: 1 });
  await server.ready;
  const { hostname, port } = new URL(server.url);
  const slow = connect(Number(port), hostname);
  let said = '';
  slow.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  slow.on('error', () => {});
  slow.write(
    `POST /api/redact HTTP/1.1\r\nhost: ${hostname}\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{"text":`,
  );
  await until(async () => (await post('/api/redact', { text: 'x' })).status === 503);
  const busy = await post('/api/redact', { text: 'x' });
  t.match(busy, {
    status: 503,
    body: { code: 'TOO_BUSY', retryable: true },
    headers: { 'retry-after': '1' },
  });
  await new Promise((resolve) => slow.once('close', resolve));
  t.match(said, /^HTTP\/1\.1 408 /);
  t.match(said, 'REQUEST_TOO_SLOW');
  t.equal((await post('/api/redact', { text: 'x' })).status, 200);
});

t.test('what is no HTTP', async (t) => {
  const { server } = await running(t);
  const { hostname, port } = new URL(server.url);
  for (const [bytes, status] of [
    ['Zyxwina Quillfeather\r\n\r\n', 400],
    [`GET /health HTTP/1.1\r\nhost: x\r\nlong: ${'x'.repeat(40_000)}\r\n\r\n`, 431],
  ] as const) {
    const socket = connect(Number(port), hostname);
    let said = '';
    socket.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    socket.on('error', () => {});
    socket.write(bytes);
    await new Promise((resolve) => socket.once('close', resolve));
    t.match(said, new RegExp(`^HTTP/1\\.1 ${status} `));
    t.notMatch(said, 'Zyxwina');
  }
});

async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (let round = 0; round < 200; round++) {
    if (await isSo()) return;
    await sleep(25);
  }
  throw new Error('it never was so');
}
