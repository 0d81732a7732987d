/**
 * A Textual-compatible service that knows its answers: `node canned-server.js TEXTS LATENCY_MS CALLS_A_SECOND`. It finds a
 * text by the number in its e-mail address, waits, and puts prepared pieces together. With CALLS_A_SECOND above 0 it permits
 * that many calls in any second and refuses the others with 429. `GET /stats` tells what happened since the last one.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { madeText } from './made-texts.js';

const [count, latencyMs, callsPerSecond] = process.argv.slice(2).map(Number) as [number, number, number];

interface Prepared {
  readonly text: string;
  readonly redacted: string;
  /** JSON of its entities, to be joined by the text's place in the call. */
  readonly entities: readonly string[];
  readonly single: string;
}

const prepared = Array.from({ length: count }, (_, n): Prepared => {
  const { text, redacted, entities } = madeText(n);
  const single = { originalText: text, redactedText: redacted, usage: 1, deIdentifyResults: entities };
  return {
    text: JSON.stringify(text),
    redacted: JSON.stringify(redacted),
    entities:
      `${entities.map((entity) => `${JSON.stringify(entity).slice(0, -1)},"idx":#}`).join(',')}`.split('#'),
    single: JSON.stringify(single),
  };
});

let calls = 0;
let refused = 0;
let texts = 0;
let firstAt: number | undefined;
let lastAt = 0;
let cpu = process.cpuUsage();
/** Beginnings of permitted calls of the last second. */
let permitted: number[] = [];

function answerOf(path: string, body: string): string {
  const numbers = [...body.matchAll(/(\d+)@mail\.test/g)].map(([, n]) => Number(n));
  texts += numbers.length;
  if (path === '/api/redact') return prepared[numbers[0]!]!.single;
  const all = numbers.map((n) => prepared[n]!);
  const entities = all.map((one, idx) => one.entities.join(String(idx)));
  return `{"bulkText":[${all.map(({ text }) => text).join(',')}],"bulkRedactedText":[${all
    .map(({ redacted }) => redacted)
    .join(',')}],"usage":1,"deIdentifyResults":[${entities.join(',')}]}`;
}

function stats(): unknown {
  const { user, system } = process.cpuUsage(cpu);
  const now = {
    calls,
    refused,
    texts,
    seconds: (lastAt - (firstAt ?? lastAt)) / 1000,
    cpuMs: (user + system) / 1000,
  };
  cpu = process.cpuUsage();
  calls = refused = texts = 0;
  firstAt = undefined;
  permitted = [];
  return now;
}

const json = (response: ServerResponse, status: number, body: string): void => {
  lastAt = performance.now();
  const bytes = Buffer.from(body, 'latin1');
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': bytes.length });
  response.end(bytes);
};

const server = createServer(
  { keepAliveTimeout: 60_000 },
  (request: IncomingMessage, response: ServerResponse) => {
    if (request.method === 'GET') return json(response, 200, JSON.stringify(stats()));
    const now = performance.now();
    firstAt ??= now;
    calls++;
    const chunks: Buffer[] = [];
    let isRefused = false;
    if (callsPerSecond > 0) {
      permitted = permitted.filter((at) => at > now - 1000);
      isRefused = permitted.length >= callsPerSecond;
      if (isRefused) refused++;
      else permitted.push(now);
    }
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (isRefused) return json(response, 429, '{"error":"too many requests"}');
      const answer = answerOf(request.url ?? '', Buffer.concat(chunks).toString('latin1'));
      setTimeout(() => json(response, 200, answer), latencyMs);
    });
  },
);
server.listen(0, '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
process.stdin.resume().on('end', () => process.exit(0));
