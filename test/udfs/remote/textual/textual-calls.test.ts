import { execFileSync } from 'node:child_process';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { inspect } from 'node:util';
import t, { type Test } from 'tap';
import { compilePolicy, type PolicyInput } from '../../../../udfs/policy.js';
import { CallFailure } from '../../../../udfs/remote/call-service.js';
import { textualEngineSchema } from '../../../../udfs/remote/engine-options.js';
import { textualCalls } from '../../../../udfs/remote/textual/textual-calls.js';
import {
  type Fault,
  redactMatches,
  type ServedBulk,
  TextualServer,
  type TextualServerOptions,
} from './textual-server.js';

const KEY = 'zq7-Very-Secret-Key';
process.env['LAKEVEIL_TEST_TEXTUAL_KEY'] = KEY;
const apiKey = { env: 'LAKEVEIL_TEST_TEXTUAL_KEY' };
const names = redactMatches(/Zelkova|Brandt|Quillon/g, 'NAME_GIVEN');
const TEXTS = ['Zelkova called.', 'Nobody did.', 'Brandt & Quillon 😀 too'];

interface Setting {
  readonly server?: TextualServerOptions;
  readonly options?: Record<string, unknown>;
  readonly policy?: PolicyInput;
}

async function setUp(t: Test, { server: serverOptions, options, policy = {} }: Setting = {}) {
  const server = await TextualServer.start({ key: KEY, redact: names, ...serverOptions });
  t.teardown(() => server.close());
  const calls = await textualCalls(
    textualEngineSchema.parse({ type: 'textual', url: server.url, apiKey, ...options }),
    compilePolicy(policy, 'textual'),
  );
  t.teardown(() => calls.close());
  const call = (texts: readonly string[] = TEXTS, group = '0', signal = new AbortController().signal) =>
    calls.call(texts, group, signal);
  return { server, calls, call };
}

/** How a call failed; fails the test if it did not, or by anything but a CallFailure, or if it shows a secret. */
async function failure(t: Test, calling: Promise<unknown>): Promise<CallFailure> {
  try {
    await calling;
  } catch (error) {
    t.ok(error instanceof CallFailure, 'a CallFailure');
    const failed = error as CallFailure;
    const shown = `${inspect(failed, { depth: 9, showHidden: true })} ${failed.stack} ${JSON.stringify(failed)}`;
    for (const secret of [KEY, 'Zelkova', 'Quillon']) t.notOk(shown.includes(secret), 'no secret in it');
    return failed;
  }
  t.fail('did not fail');
  throw new Error('unreachable');
}

t.test('many texts in a call, answered in order', async (t) => {
  const { server, calls, call } = await setUp(t);
  t.same(await call(TEXTS, '42'), [
    { ok: true, answer: { text: '[NAME_GIVEN_qqqq0] called.', entities: { NAME_GIVEN: 1 } } },
    { ok: true, answer: { text: 'Nobody did.', entities: {} } },
    {
      ok: true,
      answer: { text: '[NAME_GIVEN_qqqq0] & [NAME_GIVEN_qqqq1] 😀 too', entities: { NAME_GIVEN: 2 } },
    },
  ]);
  t.match(server.calls, [
    {
      path: '/api/redact/bulk',
      seed: '42',
      texts: TEXTS,
      headers: { 'content-type': 'application/json', 'user-agent': 'lakeveil' },
    },
  ]);
  t.same(server.calls[0]!.body, {
    bulkText: TEXTS,
    generatorDefault: 'Redaction',
    generatorConfig: {},
    generatorMetadata: {},
    labelBlockLists: {},
    labelAllowLists: {},
    recordApiRequestOptions: null,
  });
  await call(TEXTS, '');
  t.equal(server.calls[1]!.seed, undefined, 'no seed, no header');
  for (let more = 0; more < 10; more++) await call();
  t.ok(server.connections <= 3, 'connections are kept alive');
  t.equal(calls.bytesOf('a"\n😀'), Buffer.byteLength(JSON.stringify('a"\n😀')) + 1);
  t.same(calls.costOf(['😀a', 'b']), { characters: 3, dollars: 0 });
});

t.test('requests are recorded only if the user says so', async (t) => {
  const { server, call } = await setUp(t, { options: { recordRequests: true } });
  await call();
  t.match(server.calls[0]!.body['recordApiRequestOptions'], {
    record: true,
    retentionTimeInHours: 24,
    tags: [],
  });
});

t.test('the price of a call', async (t) => {
  const { calls } = await setUp(t, { options: { dollarsPerMillionCharacters: 2.5 } });
  t.same(calls.costOf(['abcd', '😀']), { characters: 5, dollars: 5 * 2.5e-6 });
});

t.test('answers in code points are understood', async (t) => {
  const { call } = await setUp(t, { server: { unit: 'code-points' } });
  t.match(await call(['😀😀 Zelkova 😀']), [{ ok: true, answer: { text: '😀😀 [NAME_GIVEN_qqqq0] 😀' } }]);
});

t.test('half of a surrogate pair is not sent', async (t) => {
  const { server, call } = await setUp(t);
  t.match(await call(['\ud83d Zelkova', 'Brandt', '\ude00']), [
    { ok: false, code: 'TEXT_NOT_UNICODE' },
    { ok: true, answer: { text: '[NAME_GIVEN_qqqq0]' } },
    { ok: false, code: 'TEXT_NOT_UNICODE' },
  ]);
  t.same(server.calls[0]!.texts, ['Brandt']);
  t.match(await call(['\ud83d']), [{ ok: false }]);
  t.equal(server.calls.length, 1);
});

t.test('a policy leaves less room for texts, or none', async (t) => {
  const { calls } = await setUp(t, { options: { maxBytes: 4096, maxItems: 7 } });
  t.equal(calls.limits.maxItems, 7);
  t.ok(calls.limits.maxBytes < 4096 && calls.limits.maxBytes > 3000);
  const policy = { label_allow_lists: { PRODUCT: { regexes: ['x'.repeat(2000)] } } };
  await t.rejects(setUp(t, { options: { maxBytes: 2048 }, policy }), { code: 'POLICY_TOO_LARGE' });
});

const outcomes: readonly (readonly [Fault, object])[] = [
  [
    { kind: 'status', status: 429, headers: { 'retry-after': '7' } },
    { kind: 'throttled', facts: { status: 429, retryAfterMs: 7000, mayBeBilled: undefined } },
  ],
  [
    { kind: 'status', status: 429 },
    { kind: 'throttled', facts: { retryAfterMs: undefined } },
  ],
  [
    { kind: 'status', status: 503, headers: { 'retry-after': 'soon' } },
    { kind: 'throttled', facts: { retryAfterMs: undefined } },
  ],
  [
    { kind: 'status', status: 500 },
    { kind: 'transient', facts: { code: 'REMOTE_UNAVAILABLE' } },
  ],
  [
    { kind: 'status', status: 504 },
    { kind: 'transient', facts: { mayBeBilled: true, timedOut: true } },
  ],
  [
    { kind: 'status', status: 408 },
    { kind: 'transient', facts: { timedOut: true } },
  ],
  [
    { kind: 'status', status: 413 },
    { kind: 'too-large', facts: { code: 'REMOTE_TOO_LARGE' } },
  ],
  [
    { kind: 'status', status: 400 },
    { kind: 'refused', facts: { code: 'REMOTE_REFUSED' } },
  ],
  [
    { kind: 'status', status: 401 },
    { kind: 'fatal', facts: { code: 'REMOTE_REFUSED_ACCESS', message: /refused the key/ } },
  ],
  [
    { kind: 'status', status: 403 },
    { kind: 'fatal', facts: { code: 'REMOTE_REFUSED_ACCESS' } },
  ],
  [
    { kind: 'status', status: 422 },
    { kind: 'fatal', facts: { message: /licence/ } },
  ],
  [
    { kind: 'status', status: 404 },
    { kind: 'fatal', facts: { code: 'REMOTE_SETTINGS', message: /Check the url/ } },
  ],
  [{ kind: 'status', status: 204 }, { kind: 'untrusted' }],
  [{ kind: 'reset' }, { kind: 'transient', facts: { mayBeBilled: true } }],
  [{ kind: 'reset-mid-body' }, { kind: 'transient', facts: { mayBeBilled: true } }],
  [{ kind: 'truncated' }, { kind: 'untrusted', facts: { code: 'REMOTE_UNTRUSTED' } }],
  [{ kind: 'not-json' }, { kind: 'untrusted' }],
  [{ kind: 'one-less' }, { kind: 'untrusted' }],
  [{ kind: 'one-more' }, { kind: 'untrusted' }],
  [{ kind: 'endless' }, { kind: 'untrusted' }],
  [{ kind: 'edit', edit: () => null }, { kind: 'untrusted' }],
  [{ kind: 'edit', edit: (answer) => [answer] }, { kind: 'untrusted' }],
  [{ kind: 'edit', edit: (answer) => ({ ...answer, bulkText: null }) }, { kind: 'untrusted' }],
  [{ kind: 'edit', edit: ({ deIdentifyResults: _, ...answer }) => answer }, { kind: 'untrusted' }],
  ...[undefined, null, -1, 3, 0.5, '0'].map(
    (idx) =>
      [
        {
          kind: 'edit',
          edit: (answer: ServedBulk) => ({
            ...answer,
            deIdentifyResults: answer.deIdentifyResults.map((entity) => ({ ...entity, idx })),
          }),
        },
        { kind: 'untrusted' },
      ] as const,
  ),
];

t.test('what each failure of a call means', async (t) => {
  let fault: Fault | undefined;
  const { call } = await setUp(t, { server: { fault: () => fault } });
  for (const [wrong, expected] of outcomes) {
    fault = wrong;
    t.match(await failure(t, call()), expected, JSON.stringify(wrong));
    fault = undefined;
    t.match(await call(), [{ ok: true }, { ok: true }, { ok: true }], 'and the next call is right');
  }
});

t.test('Retry-After as a date', async (t) => {
  const date = new Date(Date.now() + 120_000).toUTCString();
  const fault: Fault = { kind: 'status', status: 503, headers: { 'retry-after': date } };
  const { call } = await setUp(t, { server: { fault: () => fault } });
  const { facts } = await failure(t, call());
  t.ok(facts.retryAfterMs! > 60_000 && facts.retryAfterMs! <= 120_000, String(facts.retryAfterMs));
});

t.test('answers that are wrong in one text cost that text', async (t) => {
  const edits: readonly (readonly [Fault, readonly unknown[]])[] = [
    [{ kind: 'unredacted' }, ['REMOTE_WRONG_REDACTION', true, 'REMOTE_WRONG_REDACTION']],
    [{ kind: 'shuffled-idx' }, ['REMOTE_WRONG_SPANS', 'REMOTE_WRONG_SPANS', 'REMOTE_WRONG_REDACTION']],
    [
      { kind: 'edit', edit: (answer) => ({ ...answer, bulkText: [...answer.bulkText].reverse() }) },
      ['REMOTE_WRONG_TEXT', true, 'REMOTE_WRONG_TEXT'],
    ],
    [
      {
        kind: 'edit',
        edit: (answer) => ({ ...answer, bulkRedactedText: [...answer.bulkRedactedText].reverse() }),
      },
      ['REMOTE_WRONG_REDACTION', true, 'REMOTE_WRONG_REDACTION'],
    ],
  ];
  let fault: Fault | undefined;
  const { call } = await setUp(t, { server: { fault: () => fault } });
  for (const [wrong, expected] of edits) {
    fault = wrong;
    const answers = await call();
    t.same(
      answers.map((answer) => (answer.ok ? true : answer.code)),
      expected,
      wrong.kind,
    );
  }
});

t.test('the guard is on by default', async (t) => {
  const texts = ['Zelkova pays by 4111 1111 1111 1111.'];
  t.match(await (await setUp(t)).call(texts), [{ ok: false, code: 'GUARD_FOUND_ORIGINAL' }]);
  t.match(await (await setUp(t, { options: { guard: false } })).call(texts), [{ ok: true }]);
});

t.test('time-outs: until an answer begins, between its pieces, for all of it', async (t) => {
  const slow = [
    [{ kind: 'late', ms: 60_000 }, { headersSeconds: 0.3 }],
    [{ kind: 'stalled', ms: 60_000 }, { bodySeconds: 0.3 }],
    [
      { kind: 'trickle', ms: 20 },
      { deadlineSeconds: 0.5, bodySeconds: 30 },
    ],
  ] as const;
  for (const [fault, options] of slow) {
    const { call } = await setUp(t, { server: { fault: () => fault }, options });
    const failed = await failure(t, call());
    t.match(failed, { kind: 'transient', facts: { mayBeBilled: true, timedOut: true } }, fault.kind);
  }
});

t.test('the time-out to connect: a host that takes connections and never shakes hands', async (t) => {
  const held = new Set<Socket>();
  const silent = createServer((socket) => {
    held.add(socket);
    socket.on('error', () => {});
  });
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  t.teardown(() => {
    for (const socket of held) socket.destroy();
    silent.close();
  });
  const url = `https://127.0.0.1:${(silent.address() as AddressInfo).port}`;
  const { call } = await setUp(t, { options: { url, connectSeconds: 0.3, deadlineSeconds: 8 } });
  const failed = await failure(t, call());
  t.match(failed, { kind: 'transient', facts: { code: 'REMOTE_UNAVAILABLE' } });
  t.notOk(failed.facts.mayBeBilled, 'nothing was sent');
});

t.test('the signal ends a call', async (t) => {
  const { call } = await setUp(t, { server: { fault: () => ({ kind: 'late', ms: 60_000 }) } });
  const stop = new AbortController();
  const calling = failure(t, call(TEXTS, '0', stop.signal));
  setTimeout(() => stop.abort(), 100);
  t.match(await calling, { kind: 'transient' });
});

t.test('connections that are closed under us', async (t) => {
  const { server, call } = await setUp(t, { server: { fault: () => ({ kind: 'close-after' }) } });
  for (let at = 0; at < 20; at++) {
    // A call may meet the closing; it is then one that can be tried again.
    const answers = await call().catch((error: unknown) => error);
    if (answers instanceof CallFailure) t.match(answers, { kind: 'transient', facts: { mayBeBilled: true } });
    else t.match(answers, [{ ok: true }, { ok: true }, { ok: true }]);
  }
  t.ok(server.connections > 3, 'another connection is made');
});

t.test('redirects are not followed', async (t) => {
  const elsewhere = await TextualServer.start({ key: KEY });
  t.teardown(() => elsewhere.close());
  for (const status of [301, 302, 303, 307, 308]) {
    const fault: Fault = {
      kind: 'status',
      status,
      headers: { location: `${elsewhere.url}/api/redact/bulk` },
    };
    const { call } = await setUp(t, { server: { fault: () => fault } });
    t.match(
      await failure(t, call()),
      { kind: 'fatal', facts: { code: 'REMOTE_REDIRECTED' } },
      String(status),
    );
  }
  t.same(elsewhere.calls, []);
});

t.test('proxies of the environment are not used', async (t) => {
  const proxy = await TextualServer.start({ key: KEY });
  t.teardown(() => proxy.close());
  const variables = [
    'http_proxy',
    'HTTP_PROXY',
    'https_proxy',
    'HTTPS_PROXY',
    'ALL_PROXY',
    'NODE_USE_ENV_PROXY',
  ];
  const before = variables.map((name) => process.env[name]);
  for (const name of variables) process.env[name] = name === 'NODE_USE_ENV_PROXY' ? '1' : proxy.url;
  t.teardown(() => {
    for (const [index, name] of variables.entries()) {
      if (before[index] === undefined) delete process.env[name];
      else process.env[name] = before[index];
    }
  });
  const { server, call } = await setUp(t);
  t.match(await call(), [{ ok: true }, { ok: true }, { ok: true }]);
  t.equal(server.calls.length, 1);
  t.equal(proxy.connections, 0);
});

t.test('a host that is not there stops the run; one that went away may come back', async (t) => {
  const closed = createServer();
  await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
  const { port } = closed.address() as { port: number };
  await new Promise((resolve) => closed.close(resolve));
  const nobody = await setUp(t, { options: { url: `http://127.0.0.1:${port}` } });
  t.match(await failure(t, nobody.call()), { kind: 'fatal', facts: { code: 'REMOTE_UNREACHABLE' } });
  const { server, call } = await setUp(t);
  await call();
  await server.close();
  const gone = await failure(t, call());
  const still = await failure(t, call());
  t.match([gone.kind, still.kind], ['transient', 'transient']);
});

t.test('TLS is verified, also if the environment says otherwise', async (t) => {
  const folder = t.testdir();
  const [keyFile, caFile] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const make = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...subject];
  execFileSync('openssl', [...make, '-keyout', keyFile, '-out', caFile], { stdio: 'ignore' });
  const tls = { key: readFileSync(keyFile, 'utf8'), cert: readFileSync(caFile, 'utf8') };
  const before = process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
  t.teardown(() => {
    if (before === undefined) delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
    else process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = before;
  });
  const refused = await setUp(t, { server: { tls } });
  t.match(await failure(t, refused.call()), {
    kind: 'fatal',
    facts: { code: 'REMOTE_UNREACHABLE', message: /caFile/ },
  });
  process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
  t.match(await failure(t, refused.call()), { kind: 'fatal' });
  delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
  t.same(refused.server.calls, []);
  const trusted = await setUp(t, { server: { tls }, options: { caFile } });
  t.match(await trusted.call(), [{ ok: true }, { ok: true }, { ok: true }]);
  await t.rejects(setUp(t, { options: { caFile: join(folder, 'none.pem') } }), { code: 'BAD_CA_FILE' });
  await t.rejects(setUp(t, { options: { caFile: keyFile } }), { code: 'BAD_CA_FILE' });
});

t.test('where text may go', async (t) => {
  for (const [url, code] of [
    ['http://textual.example.com', 'INSECURE_URL'],
    ['http://10.0.0.5:8080', 'INSECURE_URL'],
    ['http://127.0.0.1.example.com', 'INSECURE_URL'],
    ['http://localhost.example.com', 'INSECURE_URL'],
    ['http://x.localhost', 'INSECURE_URL'],
    ['ftp://textual.example.com', 'BAD_URL'],
    ['textual.example.com', 'BAD_URL'],
    [`https://user:${KEY}@textual.example.com`, 'BAD_URL'],
    ['https://textual.example.com/?a=b', 'BAD_URL'],
  ] as const) {
    const error = await setUp(t, { options: { url } }).catch((thrown: unknown) => thrown);
    t.match(error, { code }, url);
    t.notOk(inspect(error, { depth: 9 }).includes(KEY));
  }
  await t.resolves(setUp(t, { options: { url: 'http://textual.example.com', allowInsecure: true } }));
  for (const url of [
    'http://localhost:1',
    'http://[::1]:1',
    'http://127.8.8.8/',
    'https://textual.example.com/base/',
  ])
    await t.resolves(setUp(t, { options: { url } }), url);
});

t.test('the key: of a variable or a private file, and nowhere to be seen', async (t) => {
  const folder = t.testdir();
  const file = join(folder, 'key');
  writeFileSync(file, `${KEY}\n`, { mode: 0o600 });
  const { calls, call } = await setUp(t, { options: { apiKey: { file } } });
  t.match(await call(), [{ ok: true }, { ok: true }, { ok: true }]);
  for (const shown of [inspect(calls, { depth: 20, showHidden: true, getters: true }), JSON.stringify(calls)])
    t.notOk(shown.includes(KEY));
  chmodSync(file, 0o640);
  await t.rejects(setUp(t, { options: { apiKey: { file } } }), { code: 'KEY_NOT_PRIVATE' });
  await t.rejects(setUp(t, { options: { apiKey: { file: join(folder, 'none') } } }), { code: 'NO_API_KEY' });
  await t.rejects(setUp(t, { options: { apiKey: { env: 'LAKEVEIL_TEST_UNSET' } } }), { code: 'NO_API_KEY' });
  writeFileSync(join(folder, 'odd'), `${KEY}\r\nX-Other: 1`, { mode: 0o600 });
  const odd = await setUp(t, { options: { apiKey: { file: join(folder, 'odd') } } }).catch(
    (thrown: unknown) => thrown,
  );
  t.match(odd, { code: 'API_KEY_INVALID' });
  t.notOk(inspect(odd, { depth: 9 }).includes(KEY));
  const other = await setUp(t, { server: { key: 'another' } });
  t.match(await failure(t, other.call()), { kind: 'fatal', facts: { code: 'REMOTE_REFUSED_ACCESS' } });
});

t.test('answers in the ledger', async (t) => {
  const { calls } = await setUp(t);
  const answer = { text: 'é [NAME_GIVEN_qqqq0] 😀', entities: { NAME_GIVEN: 1 } };
  t.same(calls.decode(calls.encode(answer)), answer);
  for (const bytes of ['', '{}', '[2,"x",{}]', '[1,"x"]', '[1,7,{}]', '[1,"x",{"a":"b"}]', '[1,"x",{},1]'])
    t.equal(calls.decode(Buffer.from(bytes)), undefined, bytes);
});
