import { isUtf8 } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { LakeveilError } from '../../errors.js';
import { LABEL_NAMES } from '../../udfs/detect/labels.js';
import { parseJsonPath } from '../../udfs/json/json-path.js';
import type { PolicyInput } from '../../udfs/policy.js';
import { isLoopback } from '../../udfs/remote/loopback.js';
import type { ChunkAnswer, Work } from '../../workers/redaction-pool/messages.js';
import type { RedactionPool } from '../../workers/redaction-pool/redaction-pool.js';
import { Admission } from './admission.js';
import type { ApiKeys } from './api-keys.js';
import { asServedError, bodyTooLarge, errorBody, statusOf, wrongContentType } from './http-error.js';
import { randomSeed } from './random-seed.js';
import {
  badRequest,
  bulkBodySchema,
  jsonBodySchema,
  readBody,
  redactBodySchema,
  unredactBodySchema,
} from './request-options.js';
import { RequestPolicies } from './request-policy.js';

export interface TextualServerOptions {
  readonly pool: RedactionPool;
  readonly threads: number;
  /** Undefined: whoever reaches the server may use it, and it must be reached under a name of this machine. */
  readonly apiKeys: ApiKeys | undefined;
  readonly policy: PolicyInput;
  /** Whether any token of the server can be turned back. */
  readonly isReversible: boolean;
  /** Bytes. */
  readonly maxBody: number;
  /** For a whole body to arrive; and, from then on, for its answer to be ready. */
  readonly timeoutMs: number;
  /** Requests that wait or are answered. */
  readonly maxRequests: number;
  readonly tls?: { readonly cert: Buffer; readonly key: Buffer } | undefined;
  readonly log: (line: RequestLine) => void;
}

/** All that is ever told of a request. */
export interface RequestLine {
  readonly requestId: string;
  readonly method: string;
  /** As the server knows it, never as it was asked for. */
  readonly route: string;
  readonly status: number;
  readonly ms: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  /** Texts. */
  readonly items: number;
  readonly code?: string;
}

/** Bodies that may be in memory at a time, in units of the largest. */
const BODIES_AT_ONCE = 8;
/** Characters that a thread does in a second, for `Retry-After`; on the low side. */
const CHARACTERS_PER_SECOND = 500_000;
const LONGEST_WAIT_S = 60;

/** What the service has and this server has not. */
const ELSEWHERE = [
  '/api/redact/xml',
  '/api/redact/html',
  '/api/redact/structured_table',
  '/api/redact/known_entities',
  '/api/synthesis/group',
] as const;

interface RequestState {
  items: number;
  code?: string;
  leave?: () => void;
}

/** The HTTP side of `lakeveil serve`, not listening yet. */
export async function textualServer(options: TextualServerOptions): Promise<FastifyInstance> {
  const { fastify } = await import('fastify');
  const { pool, maxBody, timeoutMs } = options;
  const policies = new RequestPolicies(options.policy);
  const admission = new Admission({ requests: options.maxRequests, bytes: maxBody * BODIES_AT_ONCE });
  const states = new WeakMap<FastifyRequest, RequestState>();
  const stateOf = (request: FastifyRequest): RequestState => {
    let state = states.get(request);
    if (state === undefined) {
      state = { items: 0 };
      states.set(request, state);
    }
    return state;
  };

  const common = {
    logger: false as const,
    bodyLimit: maxBody,
    requestTimeout: timeoutMs,
    // A client that neither sends nor reads; longer than any answer takes.
    connectionTimeout: timeoutMs * 2 + 10_000,
    forceCloseConnections: 'idle' as const,
    genReqId: () => randomUUID(),
    routerOptions: { caseSensitive: false, ignoreTrailingSlash: true },
    clientErrorHandler,
    // A path that can't be read comes to no hook and no handler, and would be repeated in the answer.
    frameworkErrors: (_error: Error, request: FastifyRequest, reply: FastifyReply) => {
      let refused = badRequest('Its path is not one.');
      try {
        authorize(request);
      } catch (error) {
        refused = asServedError(error, maxBody);
      }
      reply.raw.once('finish', () => log(request, reply));
      return refuse(request, reply, refused);
    },
  };
  const http = {
    requestTimeout: timeoutMs,
    headersTimeout: Math.min(60_000, timeoutMs),
    // Node looks for connections that are out of time every 30 s unless told otherwise.
    connectionsCheckingInterval: Math.max(100, Math.min(1000, Math.floor(timeoutMs / 2))),
  };
  const server = (options.tls === undefined
    ? fastify({ ...common, http })
    : fastify({ ...common, https: { ...options.tls, ...http } })) as unknown as FastifyInstance;

  server.removeAllContentTypeParsers();
  server.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    // What waited in the network is over; from here on the answer is made.
    try {
      done(null, parseBody(request, body as Buffer));
    } catch (error) {
      done(error as Error, undefined);
    }
  });

  server.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
    reply.header('cache-control', 'no-store');
    if (!isApi(request)) return;
    authorize(request);
    const length = Number(request.headers['content-length'] ?? maxBody);
    if (length > maxBody) throw bodyTooLarge(maxBody);
    const leave = admission.enter(length);
    if (leave === undefined) throw tooBusy(reply);
    stateOf(request).leave = leave;
    reply.raw.once('close', leave);
  });

  server.addHook('onResponse', async (request, reply) => {
    stateOf(request).leave?.();
    log(request, reply);
  });

  server.setErrorHandler((error, request, reply) => refuse(request, reply, asServedError(error, maxBody)));
  server.setNotFoundHandler(() => {
    throw new LakeveilError(
      'NO_SUCH_ROUTE',
      'Nothing was redacted: this server has no such route. It has POST /api/redact, /api/redact/bulk, /api/redact/json and /api/unredact, GET /api/redact/pii_types, /health and /health/live.',
    );
  });

  server.get('/health', (_request, reply) => {
    const isReady = pool.isReady;
    return reply.code(isReady ? 200 : 503).send({ status: isReady ? 'ready' : 'starting' });
  });
  server.get('/health/live', (_request, reply) => reply.send({ status: 'live' }));
  server.get('/api/redact/pii_types', (_request, reply) => reply.send(LABEL_NAMES));

  server.post('/api/redact', async (request, reply) => {
    const { text, ...rest } = readBody(redactBodySchema, request.body);
    const policy = policies.of(rest, seedOf(request));
    return sendOne(reply, await work(request, reply, { kind: 'redact', policy }, [text]));
  });

  server.post('/api/redact/bulk', async (request, reply) => {
    const { bulkText, ...rest } = readBody(bulkBodySchema, request.body);
    const policy = policies.of(rest, seedOf(request));
    const answer = await work(request, reply, { kind: 'redact', policy }, bulkText);
    const { originals, outputs, words, results } = answer;
    return send(
      reply,
      `{"bulkText":[${originals}],"bulkRedactedText":[${outputs}],"usage":${words},"deIdentifyResults":[${results}]}`,
    );
  });

  server.post('/api/redact/json', async (request, reply) => {
    const { jsonText, jsonPathAllowLists, jsonPathIgnorePaths, ...rest } = readBody(
      jsonBodySchema,
      request.body,
    );
    const allow = jsonPathAllowLists ?? {};
    const ignore = jsonPathIgnorePaths ?? [];
    for (const path of [...ignore, ...Object.values(allow).flat()]) {
      if (parseJsonPath(path) !== undefined) continue;
      throw badRequest(
        "A path of jsonPathAllowLists or jsonPathIgnorePaths is not understood: write $.a.b, $['a b'], $.list[*], $.list[0], $.* or $..name.",
      );
    }
    for (const label of Object.keys(allow)) {
      if (LABEL_NAMES.some((name) => name === label)) continue;
      if (Object.hasOwn(options.policy.custom_labels ?? {}, label)) continue;
      throw badRequest(
        'jsonPathAllowLists names a label that is neither built in nor of the server’s policy.',
      );
    }
    const policy = policies.of(rest, seedOf(request));
    const rules = { allow, ignore, numbers: 'redact', propertyNames: 'keep' } as const;
    return sendOne(reply, await work(request, reply, { kind: 'redact-json', policy, rules }, [jsonText]));
  });

  server.post('/api/unredact', async (request, reply) => {
    const texts = readBody(unredactBodySchema, request.body);
    if (!options.isReversible) {
      throw new LakeveilError(
        'NOT_REVERSIBLE',
        'Nothing was turned back: the tokens of this server are one-way. Start it with --reversible and --key-env or --key-file, and redact again.',
      );
    }
    const { outputs } = await work(request, reply, { kind: 'unredact' }, texts);
    return send(reply, `[${outputs}]`);
  });

  for (const url of ELSEWHERE) {
    server.post(url, () => {
      throw new LakeveilError(
        'NOT_AVAILABLE',
        `Nothing was redacted: this server does not do ${url}. It does text (/api/redact, /api/redact/bulk) and JSON (/api/redact/json).`,
      );
    });
  }
  await server.ready();
  return server;

  function log(request: FastifyRequest, reply: FastifyReply): void {
    const { items, code } = stateOf(request);
    options.log({
      requestId: request.id,
      method: METHODS.has(request.method) ? request.method : 'OTHER',
      route: request.routeOptions.url ?? 'none',
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
      bytesIn: Number(request.headers['content-length'] ?? 0) || 0,
      bytesOut: Number(reply.getHeader('content-length') ?? 0) || 0,
      items,
      ...(code === undefined ? {} : { code }),
    });
  }

  function refuse(request: FastifyRequest, reply: FastifyReply, error: LakeveilError): FastifyReply {
    const status = statusOf(error.code);
    stateOf(request).code = error.code;
    if (status === 401) reply.header('www-authenticate', 'ApiKey');
    return reply.code(status).send(errorBody(error, request.id));
  }

  function authorize(request: FastifyRequest): void {
    if (options.apiKeys !== undefined) {
      if (options.apiKeys.accepts(request.headers.authorization)) return;
      throw new LakeveilError(
        'BAD_API_KEY',
        'Nothing was redacted: the API key is missing or is none of the server’s. It goes into the header Authorization as it is, without a scheme.',
      );
    }
    if (isLoopback(request.hostname)) return;
    throw new LakeveilError(
      'HOST_NOT_LOCAL',
      'Nothing was redacted: a server without API keys is used under 127.0.0.1, [::1] or localhost alone, so that no web page reaches it under a name of its own.',
    );
  }

  function tooBusy(reply: FastifyReply): LakeveilError {
    const seconds = Math.ceil(pool.characters / (options.threads * CHARACTERS_PER_SECOND));
    const wait = Math.max(1, Math.min(LONGEST_WAIT_S, seconds));
    reply.header('retry-after', wait);
    return new LakeveilError(
      'TOO_BUSY',
      `Nothing was redacted: as many requests as may wait are waiting. Ask again in ${wait} s.`,
      { retryable: true, details: { retryAfterSeconds: wait } },
    );
  }

  async function work(
    request: FastifyRequest,
    reply: FastifyReply,
    what: Work,
    texts: readonly string[],
  ): Promise<ChunkAnswer> {
    stateOf(request).items = texts.length;
    const controller = new AbortController();
    const onClose = (): void => controller.abort(gone());
    if (reply.raw.destroyed) onClose();
    reply.raw.once('close', onClose);
    const timer = setTimeout(() => controller.abort(outOfTime(timeoutMs)), timeoutMs);
    try {
      return await pool.run(what, texts, controller.signal);
    } finally {
      clearTimeout(timer);
      reply.raw.off('close', onClose);
    }
  }
}

const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** All but the health checks; what there is no route for as well, so that nothing is learnt without a key. */
const isApi = (request: FastifyRequest): boolean => !request.routeOptions.url?.startsWith('/health');

function seedOf(request: FastifyRequest): number | undefined {
  return randomSeed(request.headers['textual-random-seed']);
}

function parseBody(request: FastifyRequest, body: Buffer): unknown {
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity') throw wrongContentType();
  // Decoded with replacement characters, the answer would not be about what was sent.
  if (!isUtf8(body)) throw badRequest('Its body is not UTF-8.');
  try {
    return JSON.parse(body.toString('utf8')) as unknown;
  } catch {
    throw badRequest('Its body is not JSON.');
  }
}

const gone = (): LakeveilError =>
  new LakeveilError('CLIENT_GONE', 'Nothing was answered: the client closed the connection.');

const outOfTime = (timeoutMs: number): LakeveilError =>
  new LakeveilError(
    'TIME_LIMIT',
    `Nothing was redacted: the request took longer than ${timeoutMs / 1000} s. Send fewer or shorter texts, or raise --timeout.`,
    { retryable: true, details: { seconds: timeoutMs / 1000 } },
  );

function sendOne(reply: FastifyReply, { originals, outputs, words, results }: ChunkAnswer): FastifyReply {
  return send(
    reply,
    `{"originalText":${originals},"redactedText":${outputs},"usage":${words},"deIdentifyResults":[${results}]}`,
  );
}

function send(reply: FastifyReply, json: string): FastifyReply {
  return reply.header('content-type', 'application/json; charset=utf-8').send(json);
}

/** What can't be read as HTTP, or not in time. Nothing of it is repeated. */
function clientErrorHandler(error: Error & { code?: string }, socket: import('node:net').Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) {
    socket.destroy();
    return;
  }
  const [status, code, why] =
    error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
      ? ['408 Request Timeout', 'REQUEST_TOO_SLOW', 'the request did not arrive in time.']
      : error.code === 'HPE_HEADER_OVERFLOW'
        ? ['431 Request Header Fields Too Large', 'BAD_REQUEST', 'its headers are too long.']
        : ['400 Bad Request', 'BAD_REQUEST', 'the request is not HTTP.'];
  const body = JSON.stringify({ errorMessage: `Nothing was redacted: ${why}`, code, retryable: false });
  socket.end(
    `HTTP/1.1 ${status}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
    () => socket.destroy(),
  );
}
