import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { inspect } from 'node:util';
import t from 'tap';
import { CallFailure } from '../../../../udfs/remote/call-service.js';
import { comprehendCalls } from '../../../../udfs/remote/comprehend/comprehend-calls.js';
import { callFailure } from '../../../../udfs/remote/comprehend/failures.js';
import type { ComprehendEngineOptions } from '../../../../udfs/remote/engine-options.js';
import { engineOptions, standInEnvironment } from './aws-environment.js';
import { type Fault, startComprehendServer, type WireEntity } from './comprehend-server.js';
import { SELF_SIGNED } from './self-signed.js';

standInEnvironment();

const TEXT = 'My name is Zyxwv Utsrq.';

async function failureOf(
  url: string,
  more: Partial<ComprehendEngineOptions> = {},
  signal = new AbortController().signal,
  language = 'en',
): Promise<CallFailure> {
  const service = await comprehendCalls(engineOptions(url, more));
  try {
    const failure = await service.call([TEXT], language, signal).then(
      () => undefined,
      (error: unknown) => error,
    );
    t.ok(failure instanceof CallFailure);
    t.notMatch(inspect(failure, { depth: 9, showHidden: true }), /Zyxwv|AKIDEXAMPLE|stand-in-secret/);
    return failure as CallFailure;
  } finally {
    await service.close();
  }
}

/** Name and status of an error of AWS, and what is done about it. */
const ERRORS: readonly (readonly [string, number, string, object])[] = [
  ['ThrottlingException', 400, 'throttled', { code: 'REMOTE_UNAVAILABLE' }],
  ['TooManyRequestsException', 400, 'throttled', {}],
  ['ServiceUnavailable', 503, 'throttled', {}],
  ['Whatever', 429, 'throttled', { status: 429 }],
  ['TextSizeLimitExceededException', 400, 'too-large', { code: 'REMOTE_TOO_LARGE' }],
  ['Whatever', 413, 'too-large', {}],
  ['InvalidRequestException', 400, 'refused', { code: 'REMOTE_REFUSED' }],
  ['SerializationException', 400, 'refused', {}],
  ['SomethingNewException', 400, 'refused', {}],
  ['UnsupportedLanguageException', 400, 'fatal', { code: 'REMOTE_SETTINGS', message: /engine\.language/ }],
  ['UnknownOperationException', 400, 'fatal', { code: 'REMOTE_SETTINGS', message: /engine\.endpoint/ }],
  ['AccessDeniedException', 400, 'fatal', { code: 'REMOTE_REFUSED_ACCESS', message: /DetectPiiEntities/ }],
  ['ExpiredTokenException', 400, 'fatal', { code: 'REMOTE_REFUSED_ACCESS', message: /expired/ }],
  ['UnrecognizedClientException', 400, 'fatal', { code: 'REMOTE_REFUSED_ACCESS', message: /clock/ }],
  ['Whatever', 403, 'fatal', { code: 'REMOTE_REFUSED_ACCESS' }],
  ['Whatever', 401, 'fatal', { code: 'REMOTE_REFUSED_ACCESS' }],
  ['InternalServerException', 500, 'transient', { code: 'REMOTE_UNAVAILABLE', status: 500 }],
  ['Whatever', 502, 'transient', {}],
  ['Whatever', 307, 'fatal', { code: 'REMOTE_REDIRECTED', message: /engine\.endpoint/ }],
  ['Whatever', 302, 'fatal', { code: 'REMOTE_REDIRECTED' }],
];

for (const [name, status, kind, facts] of ERRORS)
  t.test(`${name} with status ${status} is ${kind}`, async (t) => {
    const server = await startComprehendServer({ fault: () => ({ kind: 'error', status, name }) });
    t.teardown(() => server.close());
    t.match(await failureOf(server.url), { kind, facts });
    t.equal(server.calls.length, 1, 'the SDK does not try again by itself');
  });

t.test('Retry-After is taken over', async (t) => {
  const date = new Date(Date.now() + 3_600_000).toUTCString();
  for (const [retryAfter, least, most] of [
    ['7', 7000, 7000],
    [date, 3_500_000, 3_600_000],
  ] as const) {
    const fault: Fault = { kind: 'error', status: 503, name: 'ServiceUnavailable', retryAfter };
    const server = await startComprehendServer({ fault: () => fault });
    const { facts } = await failureOf(server.url);
    t.ok(facts.retryAfterMs! >= least && facts.retryAfterMs! <= most, `${facts.retryAfterMs}`);
    await server.close();
  }
});

const UNTRUSTED: Readonly<Record<string, Fault>> = {
  'no JSON': { kind: 'body', body: 'Zyxwv <html>' },
  'truncated JSON': { kind: 'truncated' },
  'an empty body': { kind: 'body', body: '' },
  'a list': { kind: 'body', body: '[]' },
  null: { kind: 'body', body: 'null' },
  'no entities': { kind: 'body', body: '{}' },
  'offsets out of range': { kind: 'entities', rewrite: shifted(1000) },
  'negative offsets': { kind: 'entities', rewrite: shifted(-1000) },
  'a score that is none': {
    kind: 'entities',
    rewrite: (all) => all.map((one) => ({ ...one, Score: 'NaN' })),
  },
  'a type that is none': {
    kind: 'entities',
    rewrite: (all) => all.map((one) => ({ ...one, Type: 'Zyxwv' })),
  },
  'offsets as text': { kind: 'entities', rewrite: (all) => all.map((one) => ({ ...one, BeginOffset: '3' })) },
  'fractions of offsets': {
    kind: 'entities',
    rewrite: (all) => all.map((one) => ({ ...one, BeginOffset: 3.5 })),
  },
};

function shifted(by: number) {
  return (all: readonly WireEntity[]) =>
    all.map((one) => ({ ...one, BeginOffset: one.BeginOffset + by, EndOffset: one.EndOffset + by }));
}

for (const [name, fault] of Object.entries(UNTRUSTED))
  t.test(`${name} is not trusted`, async (t) => {
    const detect = (text: string) => [{ start: 11, end: text.length - 1, type: 'NAME', score: 0.9 }];
    const server = await startComprehendServer({ detect, fault: () => fault });
    t.teardown(() => server.close());
    t.match(await failureOf(server.url), {
      kind: 'untrusted',
      facts: { code: 'REMOTE_UNTRUSTED', mayBeBilled: true },
    });
  });

t.test('resets and time-outs come later, and may have been billed', async (t) => {
  const headers = { headersSeconds: 0.4, connectSeconds: 0.4 };
  const seconds = { ...headers, bodySeconds: 0.4 };
  for (const [kind, timedOut] of [
    ['reset', undefined],
    ['reset-in-body', undefined],
    ['silence', true],
    ['slow-body', true],
  ] as const) {
    const server = await startComprehendServer({ fault: () => ({ kind }) });
    const { kind: got, facts } = await failureOf(server.url, kind === 'silence' ? headers : seconds);
    t.equal(got, 'transient', kind);
    t.match(facts, { code: 'REMOTE_UNAVAILABLE', mayBeBilled: true }, kind);
    t.equal(facts.timedOut, timedOut, kind);
    await server.close();
  }
});

t.test('a call that is stopped settles at once', async (t) => {
  const server = await startComprehendServer({ fault: () => ({ kind: 'silence' }) });
  t.teardown(() => server.close());
  const stop = new AbortController();
  setTimeout(() => stop.abort(), 50);
  t.equal((await failureOf(server.url, {}, stop.signal)).kind, 'transient');
  t.equal((await failureOf(server.url, {}, AbortSignal.abort())).kind, 'transient');
  t.equal(server.calls.length, 1);
});

t.test('a port where nobody listens: later, and nothing was billed', async (t) => {
  const server = await startComprehendServer();
  await server.close();
  const { kind, facts } = await failureOf(server.url);
  t.equal(kind, 'transient');
  t.notOk(facts.mayBeBilled);
});

t.test('a server without TLS behind https is not spoken to', async (t) => {
  const server = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => server.close());
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  t.match(await failureOf(url), { kind: 'fatal', facts: { code: 'REMOTE_UNREACHABLE', message: /TLS/ } });
});

t.test('a certificate that nobody vouches for: nothing is sent, whatever the environment says', async (t) => {
  let requests = 0;
  const server = createTlsServer(SELF_SIGNED, (_request, response) => {
    requests++;
    response.end('{"Entities":[]}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
  t.teardown(() => {
    delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
    server.close();
  });
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  t.match(await failureOf(url), { kind: 'fatal', facts: { code: 'REMOTE_UNREACHABLE', message: /TLS/ } });
  t.equal(requests, 0);
});

t.test('errors of the network, by code', async (t) => {
  const of = (code: string) => callFailure(Object.assign(new Error('Zyxwv'), { code }));
  t.match(of('ENOTFOUND'), { kind: 'fatal', facts: { code: 'REMOTE_UNREACHABLE', message: /not found/ } });
  for (const code of [
    'CERT_HAS_EXPIRED',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'SELF_SIGNED_CERT_IN_CHAIN',
    'ERR_TLS_CERT_ALTNAME_INVALID',
  ])
    t.match(of(code), { kind: 'fatal', facts: { code: 'REMOTE_UNREACHABLE', message: /TLS/ } });
  t.match(of('EAI_AGAIN'), { kind: 'transient' });
  for (const nothing of [undefined, null, 'Zyxwv', {}]) t.equal(callFailure(nothing).kind, 'untrusted');
});

t.test('a clock that was wrong and is set by the answer: again', async (t) => {
  const skewed = {
    name: 'InvalidSignatureException',
    $metadata: { httpStatusCode: 403, clockSkewCorrected: true },
  };
  t.match(callFailure(skewed), { kind: 'transient' });
});

t.test('without credentials the run is stopped, and nothing is sent', async (t) => {
  const server = await startComprehendServer();
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, HOME } = process.env;
  t.teardown(async () => {
    Object.assign(process.env, { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, HOME });
    await server.close();
  });
  delete process.env['AWS_ACCESS_KEY_ID'];
  delete process.env['AWS_SECRET_ACCESS_KEY'];
  process.env['HOME'] = '/nonexistent';
  t.match(await failureOf(server.url), {
    kind: 'fatal',
    facts: { code: 'REMOTE_REFUSED_ACCESS', message: /no AWS credentials/ },
  });
  t.equal(server.calls.length, 0);
});

t.test('the rate limit of the stand-in is that of AWS', async (t) => {
  const server = await startComprehendServer({ detect: () => [], callsPerSecond: 0.001 });
  t.teardown(() => server.close());
  const service = await comprehendCalls(engineOptions(server.url));
  await service.call([TEXT], 'en', new AbortController().signal);
  await service.close();
  t.match(await failureOf(server.url), { kind: 'throttled' });
});
