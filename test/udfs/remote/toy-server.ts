import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerOf } from './faulty-service.js';

export interface ToyServer {
  readonly url: string;
  /** How often each item was answered in whole. */
  readonly answered: Map<string, number>;
  /** How often each item came. */
  readonly came: Map<string, number>;
  readonly highestOpen: () => number;
  readonly calls: () => number;
  close(): Promise<void>;
}

const MISDEEDS = [
  '429',
  '429 later',
  '500',
  '503',
  'reset',
  'reset mid-body',
  'slow',
  'truncated',
  'no json',
  'wrong count',
  'close after',
] as const;

/** Answers in its own time; a share of calls meets one of the MISDEEDS instead. */
export async function toyServer(random: () => number, misdeeds: number, latencyMs = 2): Promise<ToyServer> {
  const answered = new Map<string, number>();
  const came = new Map<string, number>();
  let open = 0;
  let highestOpen = 0;
  let calls = 0;
  const count = (map: Map<string, number>, group: string, texts: readonly string[]): void => {
    // 'ok' is what a dispatcher sends to see whether anybody is there.
    for (const text of texts)
      if (text !== 'ok') map.set(`${group}|${text}`, (map.get(`${group}|${text}`) ?? 0) + 1);
  };
  const answer = (response: ServerResponse, group: string, texts: readonly string[]): void => {
    if (texts.length > 12) return void response.writeHead(413).end();
    if (texts.some((text) => text.includes('refuse'))) return void response.writeHead(400).end(texts.join());
    const body = JSON.stringify({ answers: texts.map((text) => ({ text, answer: answerOf(group, text) })) });
    const misdeed = random() < misdeeds ? MISDEEDS[Math.floor(random() * MISDEEDS.length)] : undefined;
    switch (misdeed) {
      case '429':
        return void response.writeHead(429).end();
      case '429 later':
        return void response.writeHead(429, { 'retry-after': '0.05' }).end();
      case '500':
        return void response.writeHead(500).end();
      case '503':
        return void response.writeHead(503).end();
      case 'reset':
        return void response.socket?.resetAndDestroy();
      case 'reset mid-body':
        response.writeHead(200, { 'content-length': body.length * 2 }).write(body.slice(0, 10));
        return void setTimeout(() => response.socket?.resetAndDestroy(), 2);
      case 'slow':
        // Longer than the client waits.
        return void setTimeout(() => response.end(body), 1500).unref();
      case 'truncated':
        return void response.end(body.slice(0, -5));
      case 'no json':
        return void response.end('<html>');
      case 'wrong count':
        return void response.end(JSON.stringify({ answers: JSON.parse(body).answers.slice(1) }));
      case 'close after':
        response.setHeader('connection', 'close');
        break;
    }
    count(answered, group, texts);
    response.end(body);
  };
  const server = createServer((request, response) => {
    calls++;
    open++;
    highestOpen = Math.max(highestOpen, open);
    response.once('close', () => open--);
    const chunks: Buffer[] = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('error', () => {});
    request.on('end', () => {
      const { group, texts } = JSON.parse(Buffer.concat(chunks).toString());
      count(came, group, texts);
      setTimeout(() => answer(response, group, texts), latencyMs * (0.5 + random()));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    answered,
    came,
    highestOpen: () => highestOpen,
    calls: () => calls,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
