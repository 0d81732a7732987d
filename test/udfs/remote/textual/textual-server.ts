import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { createLocalEngine } from '../../../../udfs/local-engine.js';
import { compilePolicy, type PolicyInput } from '../../../../udfs/policy.js';

/** One entity of the wire form. */
export interface ServedEntity {
  start: number;
  end: number;
  newStart: number;
  newEnd: number;
  label: string;
  text: string;
  newText: string;
  score: number;
  language: string;
}

export interface ServedText {
  readonly redacted: string;
  readonly entities: readonly ServedEntity[];
}

export interface ServedBulk {
  bulkText: string[];
  bulkRedactedText: string[];
  usage: number;
  deIdentifyResults: (ServedEntity & { idx: number })[];
}

/** What goes wrong with one call; `undefined` for nothing. */
export type Fault =
  | { readonly kind: 'status'; readonly status: number; readonly headers?: Record<string, string> }
  /** The connection is reset without an answer; the work was done. */
  | { readonly kind: 'reset' }
  /** Half of the answer, then a reset. */
  | { readonly kind: 'reset-mid-body' }
  /** The answer begins that late. */
  | { readonly kind: 'late'; readonly ms: number }
  /** Half of the answer, the rest that late. */
  | { readonly kind: 'stalled'; readonly ms: number }
  /** A byte at a time, for ever. */
  | { readonly kind: 'trickle'; readonly ms: number }
  /** Half of the answer as if it were all of it. */
  | { readonly kind: 'truncated' }
  | { readonly kind: 'not-json' }
  | { readonly kind: 'one-less' }
  | { readonly kind: 'one-more' }
  /** Entities tell of other texts than they are of. */
  | { readonly kind: 'shuffled-idx' }
  | { readonly kind: 'unredacted' }
  /** A right answer that goes on for ever with spaces. */
  | { readonly kind: 'endless' }
  /** A right answer, after which the connection is closed without a word. */
  | { readonly kind: 'close-after' }
  | { readonly kind: 'edit'; readonly edit: (answer: ServedBulk) => unknown };

export interface ServedCall {
  readonly path: string;
  readonly texts: readonly string[];
  readonly body: Record<string, unknown>;
  /** Without the key. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly seed: string | undefined;
  /** `performance.now()` */
  readonly at: number;
  readonly fault: Fault | undefined;
  /** Whether the work was done, and an answer sent or begun. */
  served: boolean;
}

export interface TextualServerOptions {
  readonly key?: string;
  /** By default the local engine under the policy that the call carries. */
  readonly redact?: (text: string, settings: Record<string, unknown>, seed: string | undefined) => ServedText;
  /** @param call of all calls so far, from 0 */
  readonly fault?: (call: number, texts: readonly string[]) => Fault | undefined;
  /** In which offsets are told; the real service counts UTF-16 code units. */
  readonly unit?: 'utf-16' | 'code-points';
  readonly latencyMs?: number;
  /** 413 above. */
  readonly maxBytes?: number;
  /** 400 if one of the texts is refused. */
  readonly refuses?: (text: string) => boolean;
  readonly tls?: { readonly key: string; readonly cert: string };
}

/** A Textual-compatible service on 127.0.0.1 that redacts for real, and misbehaves as it is told. */
export class TextualServer {
  readonly calls: ServedCall[] = [];
  /** How often each text was answered in full, or might have been: what a real service would bill. */
  readonly billed = new Map<string, number>();
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #timers = new Set<NodeJS.Timeout>();
  connections = 0;
  /** Most calls without a fault that were open at once. */
  highestOpen = 0;
  #open = 0;

  private constructor(readonly options: TextualServerOptions) {
    const handle = (request: IncomingMessage, response: ServerResponse): void => {
      void this.#handle(request, response).catch(() => request.socket.destroy());
    };
    this.#server =
      options.tls === undefined ? createServer(handle) : (createTlsServer(options.tls, handle) as Server);
    this.#server.on('connection', (socket: Socket) => {
      this.connections++;
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
      socket.on('error', () => {});
    });
    this.#server.on('tlsClientError', () => {});
  }

  static async start(options: TextualServerOptions = {}): Promise<TextualServer> {
    const server = new TextualServer(options);
    await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  get url(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `${this.options.tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`;
  }

  async close(): Promise<void> {
    for (const timer of this.#timers) clearTimeout(timer);
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { key = 'test-key', fault, latencyMs = 0, maxBytes, refuses, unit = 'utf-16' } = this.options;
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const sent = Buffer.concat(chunks);
    const { authorization, ...headers } = request.headers;
    const body = JSON.parse(sent.toString('utf8')) as Record<string, unknown>;
    const texts = textsOf(body);
    const seed = headers['textual-random-seed'] as string | undefined;
    const wrong = fault?.(this.calls.length, texts);
    const path = request.url ?? '';
    const call = { path, texts, body, headers, seed, at: performance.now(), fault: wrong, served: false };
    this.calls.push(call);
    if (wrong === undefined) {
      this.highestOpen = Math.max(this.highestOpen, ++this.#open);
      response.once('close', () => this.#open--);
    }
    const answer = (status: number, value: unknown, more: Record<string, string> = {}): void => {
      response.writeHead(status, { 'content-type': 'application/json', ...more });
      response.end(JSON.stringify(value));
    };
    if (authorization !== key) return answer(401, { error: 'Unauthorized' });
    // What went wrong quotes the text, as real services do.
    if (wrong?.kind === 'status') return answer(wrong.status, { error: texts }, wrong.headers);
    if (maxBytes !== undefined && sent.length > maxBytes) return answer(413, { error: texts });
    if (refuses !== undefined && texts.some(refuses)) return answer(400, { error: texts });
    const full = this.#answer(path, body, texts, seed, unit);
    if (full === undefined) return answer(404, {});
    call.served = true;
    for (const text of texts) this.billed.set(text, (this.billed.get(text) ?? 0) + 1);
    if (latencyMs > 0) await this.#wait(latencyMs);
    await this.#send(response, full, wrong);
  }

  #answer(
    path: string,
    body: Record<string, unknown>,
    texts: readonly string[],
    seed: string | undefined,
    unit: 'utf-16' | 'code-points',
  ): unknown {
    const { redact = redactLocally } = this.options;
    if (path === '/api/unredact') return texts;
    const served = texts.map((text) => {
      const { redacted, entities } = redact(text, body, seed);
      return {
        redacted,
        entities: unit === 'utf-16' ? entities : entities.map((e) => inCodePoints(text, redacted, e)),
      };
    });
    if (path === '/api/redact' || path === '/api/redact/json')
      return {
        originalText: texts[0],
        redactedText: served[0]!.redacted,
        usage: 1,
        deIdentifyResults: served[0]!.entities,
      };
    if (path !== '/api/redact/bulk') return undefined;
    return {
      bulkText: [...texts],
      bulkRedactedText: served.map(({ redacted }) => redacted),
      usage: texts.length,
      deIdentifyResults: served.flatMap(({ entities }, idx) =>
        entities.map((entity) => ({ ...entity, idx })),
      ),
    } satisfies ServedBulk;
  }

  async #send(response: ServerResponse, value: unknown, fault: Fault | undefined): Promise<void> {
    const whole = Buffer.from(JSON.stringify(edited(value as ServedBulk, fault)));
    const half = whole.subarray(0, Math.floor(whole.length / 2));
    const json = { 'content-type': 'application/json' };
    switch (fault?.kind) {
      case 'reset':
        response.socket?.resetAndDestroy();
        return;
      case 'reset-mid-body':
        response.writeHead(200, { ...json, 'content-length': whole.length });
        await new Promise((resolve) => response.write(half, resolve));
        response.socket?.resetAndDestroy();
        return;
      case 'late':
        await this.#wait(fault.ms);
        break;
      case 'stalled':
        response.writeHead(200, { ...json, 'content-length': whole.length });
        response.write(half);
        await this.#wait(fault.ms);
        response.end(whole.subarray(half.length));
        return;
      case 'trickle': {
        response.writeHead(200, json);
        for (const byte of whole) {
          if (response.destroyed) return;
          response.write(Buffer.of(byte));
          await this.#wait(fault.ms);
        }
        response.end();
        return;
      }
      case 'truncated':
        response.writeHead(200, { ...json, 'content-length': half.length });
        response.end(half);
        return;
      case 'not-json':
        response.writeHead(200, { 'content-type': 'text/html' });
        response.end('<html>It works</html>');
        return;
      case 'endless': {
        response.writeHead(200, json);
        response.write(whole);
        const spaces = Buffer.alloc(64 * 1024, ' ');
        while (!response.destroyed) {
          if (!response.write(spaces)) await drained(response);
        }
        return;
      }
      case 'close-after': {
        // The response lets go of its socket once it is sent.
        const { socket } = response;
        response.writeHead(200, { ...json, 'content-length': whole.length, connection: 'keep-alive' });
        response.end(whole, () => socket?.destroySoon());
        return;
      }
    }
    response.writeHead(200, { ...json, 'content-length': whole.length });
    response.end(whole);
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#timers.delete(timer);
        resolve();
      }, ms);
      this.#timers.add(timer);
    });
  }
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      response.off('drain', done);
      response.off('close', done);
      resolve();
    };
    response.on('drain', done);
    response.on('close', done);
  });
}

function textsOf(body: unknown): readonly string[] {
  if (Array.isArray(body)) return body as string[];
  const { text, bulkText, jsonText } = body as { text?: string; bulkText?: string[]; jsonText?: string };
  return bulkText ?? [text ?? jsonText ?? ''];
}

function edited(answer: ServedBulk, fault: Fault | undefined): unknown {
  const { bulkText, bulkRedactedText, deIdentifyResults } = answer;
  switch (fault?.kind) {
    case 'one-less':
      return { ...answer, bulkRedactedText: bulkRedactedText.slice(1) };
    case 'one-more':
      return { ...answer, bulkText: [...bulkText, ''], bulkRedactedText: [...bulkRedactedText, ''] };
    case 'shuffled-idx':
      return {
        ...answer,
        deIdentifyResults: deIdentifyResults.map((entity) => ({
          ...entity,
          idx: (entity.idx + 1) % bulkText.length,
        })),
      };
    case 'unredacted':
      return { ...answer, bulkRedactedText: bulkText };
    case 'edit':
      return fault.edit(answer);
    default:
      return answer;
  }
}

const KEY = new Uint8Array(32).fill(7);
const engines = new Map<string, ReturnType<typeof createLocalEngine>>();

/** By the local engine, under the policy of the call. Tokens do not depend on the seed, synthetic values do. */
export function redactLocally(
  text: string,
  settings: Record<string, unknown>,
  seed: string | undefined,
): ServedText {
  const { generatorDefault, generatorConfig, generatorMetadata, labelAllowLists, labelBlockLists } = settings;
  const own = (state: unknown): string =>
    String(state).endsWith('gSynthesis') || String(state).endsWith('tSynthesis')
      ? 'Synthesis'
      : String(state);
  const policy = {
    generator_default: own(generatorDefault),
    generator_config: Object.fromEntries(
      Object.entries((generatorConfig ?? {}) as Record<string, string>).map(([label, state]) => [
        label,
        own(state),
      ]),
    ),
    generator_metadata: generatorMetadata ?? {},
    label_allow_lists: labelAllowLists ?? {},
    label_block_lists: labelBlockLists ?? {},
    random_seed: Number(seed ?? 0),
  } as PolicyInput;
  const id = JSON.stringify(policy);
  let engine = engines.get(id);
  if (engine === undefined) {
    engine = createLocalEngine(compilePolicy(policy), KEY);
    engines.set(id, engine);
  }
  const redacted = engine.redact(text);
  return {
    redacted: redacted.text,
    entities: redacted.spans
      .filter(({ replaced }) => replaced)
      .map(({ start, end, newStart, newEnd, label, score }) => ({
        start,
        end,
        newStart,
        newEnd,
        label,
        text: text.slice(start, end),
        newText: redacted.text.slice(newStart, newEnd),
        score,
        language: 'en',
      })),
  };
}

/** Replaces each match by a token of its number: for tests that want to know every entity. */
export function redactMatches(pattern: RegExp, label: string): (text: string) => ServedText {
  return (text) => {
    const entities: ServedEntity[] = [];
    let redacted = '';
    let at = 0;
    for (const { 0: value, index: start } of text.matchAll(pattern)) {
      redacted += text.slice(at, start);
      const newText = `[${label}_${String(entities.length).padStart(5, 'q')}]`;
      const end = start + value.length;
      const newStart = redacted.length;
      redacted += newText;
      at = end;
      entities.push({
        start,
        end,
        newStart,
        newEnd: redacted.length,
        label,
        text: value,
        newText,
        score: 0.9,
        language: 'en',
      });
    }
    return { redacted: redacted + text.slice(at), entities };
  };
}

function inCodePoints(text: string, redacted: string, entity: ServedEntity): ServedEntity {
  const count = (of: string, to: number): number => [...of.slice(0, to)].length;
  return {
    ...entity,
    start: count(text, entity.start),
    end: count(text, entity.end),
    newStart: count(redacted, entity.newStart),
    newEnd: count(redacted, entity.newEnd),
  };
}
