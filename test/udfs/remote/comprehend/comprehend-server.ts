import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { localDetector } from '../../../../udfs/detect/local-detector.js';

/** What the stand-in's detector finds: UTF-16 offsets, the service's types. */
export interface Found {
  readonly start: number;
  readonly end: number;
  readonly type: string;
  readonly score: number;
}

/** What goes wrong with one call. */
export type Fault =
  | { readonly kind: 'error'; readonly status: number; readonly name: string; readonly retryAfter?: string }
  | { readonly kind: 'body'; readonly status?: number; readonly body: string }
  | { readonly kind: 'reset' | 'reset-in-body' | 'truncated' | 'silence' | 'slow-body' }
  /** Rewrites the entities of an answer that is right. */
  | { readonly kind: 'entities'; readonly rewrite: (entities: readonly WireEntity[]) => readonly unknown[] };

export interface WireEntity {
  readonly BeginOffset: number;
  readonly EndOffset: number;
  readonly Score: number;
  readonly Type: string;
}

export interface ComprehendServerOptions {
  readonly detect?: (text: string) => readonly Found[];
  /** Entities with nothing but this between them become one, as of a model that lets them run over line breaks. */
  readonly mergeAcross?: RegExp;
  /** Bytes of UTF-8. */
  readonly maxBytes?: number;
  readonly callsPerSecond?: number;
  /** By the number of the call, from 0. */
  readonly fault?: (call: number, text: string) => Fault | undefined;
}

export interface ServedCall {
  readonly text: string;
  readonly language: string;
  readonly bytes: number;
  readonly characters: number;
  /** 0 if the call was refused. */
  readonly units: number;
  readonly status: number;
}

export interface ComprehendServer {
  readonly url: string;
  readonly calls: readonly ServedCall[];
  readonly connections: () => number;
  readonly billedUnits: () => number;
  close(): Promise<void>;
}

const TARGET = 'Comprehend_20171127.DetectPiiEntities';
const SIGNED =
  /^AWS4-HMAC-SHA256 Credential=[^/, ]+\/\d{8}\/[a-z0-9-]+\/comprehend\/aws4_request, SignedHeaders=[a-z0-9;-]*host[a-z0-9;-]*, Signature=[0-9a-f]{64}$/;

/**
 * Amazon Comprehend's DetectPiiEntities over HTTP: AWS JSON 1.1, a limit in bytes of UTF-8, a rate limit, a real detector
 * over the whole text, offsets in code points, and misbehaviour on request.
 */
export async function startComprehendServer(
  options: ComprehendServerOptions = {},
): Promise<ComprehendServer> {
  const detect = options.detect ?? localEntities();
  const maxBytes = options.maxBytes ?? 100_000;
  const calls: ServedCall[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  let arrived = 0;
  let tokens = Math.max(1, options.callsPerSecond ?? 0);
  let filled = performance.now();

  const server = createServer((request, response) => {
    void serve(request, response).catch(() => response.destroy());
  });
  server.on('connection', (socket) => {
    connections++;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { headers } = request;
    if (request.method !== 'POST' || headers['x-amz-target'] !== TARGET)
      return refuse(response, 400, 'UnknownOperationException');
    if (headers['content-type'] !== 'application/x-amz-json-1.1')
      return refuse(response, 400, 'SerializationException');
    if (!SIGNED.test(headers.authorization ?? '') || headers['x-amz-date'] === undefined)
      return refuse(response, 403, 'MissingAuthenticationTokenException');
    const body = new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
    const { Text: text, LanguageCode: language } = JSON.parse(body) as { Text: string; LanguageCode: string };
    if (typeof text !== 'string' || text === '') return refuse(response, 400, 'InvalidRequestException');
    const call = {
      text,
      language,
      bytes: Buffer.byteLength(text),
      characters: [...text].length,
    };
    const refuseCall = (status: number, name: string, retryAfter?: string): void => {
      calls.push({ ...call, units: 0, status });
      refuse(response, status, name, retryAfter);
    };
    // A lone surrogate is no UTF-8, and JSON's escapes must not smuggle it in.
    if (/\p{Surrogate}/u.test(text)) return refuseCall(400, 'SerializationException');
    if (language !== 'en' && language !== 'es') return refuseCall(400, 'UnsupportedLanguageException');
    if (call.bytes > maxBytes) return refuseCall(400, 'TextSizeLimitExceededException');
    if (!admit()) return refuseCall(400, 'ThrottlingException');
    const fault = options.fault?.(arrived++, text);
    if (fault?.kind === 'error') return refuseCall(fault.status, fault.name, fault.retryAfter);
    const units = Math.max(3, Math.ceil(call.characters / 100));
    calls.push({ ...call, units, status: fault?.kind === 'body' ? (fault.status ?? 200) : 200 });
    if (fault?.kind === 'reset') return void response.socket?.resetAndDestroy();
    if (fault?.kind === 'silence') return;
    const entities = wire(text, merge(text, detect(text), options.mergeAcross));
    answer(response, entities, fault);
  }

  function admit(): boolean {
    const rate = options.callsPerSecond;
    if (rate === undefined) return true;
    const now = performance.now();
    tokens = Math.min(Math.max(1, rate), tokens + ((now - filled) / 1000) * rate);
    filled = now;
    if (tokens < 1) return false;
    tokens--;
    return true;
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    connections: () => connections,
    billedUnits: () => calls.reduce((sum, { units }) => sum + units, 0),
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function refuse(response: ServerResponse, status: number, name: string, retryAfter?: string): void {
  response.writeHead(status, {
    'content-type': 'application/x-amz-json-1.1',
    'x-amzn-requestid': '00000000-0000-0000-0000-000000000000',
    ...(retryAfter === undefined ? {} : { 'retry-after': retryAfter }),
  });
  response.end(JSON.stringify({ __type: name, message: 'Refused: the text was Zyxwv.' }));
}

function answer(response: ServerResponse, entities: readonly WireEntity[], fault: Fault | undefined): void {
  const status = fault?.kind === 'body' ? (fault.status ?? 200) : 200;
  const body =
    fault?.kind === 'body'
      ? fault.body
      : JSON.stringify({ Entities: fault?.kind === 'entities' ? fault.rewrite(entities) : entities });
  const bytes = Buffer.from(body);
  response.writeHead(status, {
    'content-type': 'application/x-amz-json-1.1',
    ...(fault?.kind === 'truncated' ? {} : { 'content-length': bytes.length }),
  });
  const half = bytes.subarray(0, bytes.length >> 1);
  if (fault?.kind === 'truncated') response.end(half);
  else if (fault?.kind === 'slow-body') response.write(half);
  else if (fault?.kind === 'reset-in-body') response.write(half, () => response.socket?.resetAndDestroy());
  else response.end(bytes);
}

function merge(text: string, found: readonly Found[], across: RegExp | undefined): readonly Found[] {
  if (across === undefined) return found;
  const merged: Found[] = [];
  for (const entity of [...found].sort((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (last !== undefined && across.test(text.slice(last.end, entity.start)))
      merged[merged.length - 1] = { ...last, end: Math.max(last.end, entity.end) };
    else merged.push(entity);
  }
  return merged;
}

function wire(text: string, found: readonly Found[]): WireEntity[] {
  const codePoints = new Uint32Array(text.length + 1);
  let count = 0;
  let at = 0;
  for (const character of text) {
    codePoints.fill(count, at, at + character.length);
    at += character.length;
    count++;
  }
  codePoints[at] = count;
  return found.map(({ start, end, type, score }) => ({
    BeginOffset: codePoints[start]!,
    EndOffset: codePoints[end]!,
    Score: score,
    Type: type,
  }));
}

const TYPES: Readonly<Record<string, string>> = {
  NAME_GIVEN: 'NAME',
  NAME_FAMILY: 'NAME',
  PERSON: 'NAME',
  LOCATION_ADDRESS: 'ADDRESS',
  LOCATION_CITY: 'ADDRESS',
  LOCATION_STATE: 'ADDRESS',
  LOCATION_ZIP: 'ADDRESS',
  LOCATION_COMPLETE_ADDRESS: 'ADDRESS',
  EMAIL_ADDRESS: 'EMAIL',
  PHONE_NUMBER: 'PHONE',
  CREDIT_CARD: 'CREDIT_DEBIT_NUMBER',
  CVV: 'CREDIT_DEBIT_CVV',
  CC_EXP: 'CREDIT_DEBIT_EXPIRY',
  US_SSN: 'SSN',
  US_ITIN: 'US_INDIVIDUAL_TAX_IDENTIFICATION_NUMBER',
  DATE_TIME: 'DATE_TIME',
  DOB: 'DATE_TIME',
  PERSON_AGE: 'AGE',
  IBAN_CODE: 'INTERNATIONAL_BANK_ACCOUNT_NUMBER',
  IP_ADDRESS: 'IP_ADDRESS',
  URL: 'URL',
  USERNAME: 'USERNAME',
  PASSWORD: 'PASSWORD',
  US_PASSPORT: 'PASSPORT_NUMBER',
  US_DRIVER_LICENSE: 'DRIVER_ID',
  US_BANK_NUMBER: 'BANK_ACCOUNT_NUMBER',
  US_ROUTING_TRANSIT_NUMBER: 'BANK_ROUTING',
  NUMERIC_PII: 'PIN',
};

/** The local engine over the joined text: what the service has no type for is left out. */
export function localEntities(): (text: string) => Found[] {
  const detector = localDetector();
  return (text) =>
    detector.detectText(text).flatMap(({ start, end, label, score }) => {
      const type = TYPES[label];
      return type === undefined ? [] : [{ start, end, type, score }];
    });
}

const PATTERNS: readonly (readonly [string, RegExp])[] = [
  ['EMAIL', /(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,8}/g],
  ['SSN', /(?<!\d)\d{3}-\d{2}-\d{4}(?!\d)/g],
  ['CREDIT_DEBIT_NUMBER', /(?<!\d)\d{4} \d{4} \d{4} \d{4}(?!\d)/g],
  ['NAME', /\p{Lu}\p{Ll}+ \p{Lu}\p{Ll}+/gu],
  // With what comes after the basic plane in it.
  ['USERNAME', /@(?:[\p{L}\p{M}]|\p{Extended_Pictographic}|\u200d)+/gu],
];

/** Patterns that see no context: a text is answered the same alone and among others. */
export function patternEntities(text: string): Found[] {
  return PATTERNS.flatMap(([type, pattern]) =>
    [...text.matchAll(pattern)].map((match) => ({
      start: match.index,
      end: match.index + match[0].length,
      type,
      score: 0.9375,
    })),
  );
}
