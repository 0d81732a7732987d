import { randomBytes } from 'node:crypto';
import { request } from 'node:http';
import { type ServeOptions, serve } from '../../../jobs/serve/serve.js';
import type { RequestLine } from '../../../jobs/serve/textual-server.js';
import { epochKey } from '../../../udfs/keys/derive-key.js';

interface Teardown {
  teardown(handler: () => Promise<unknown>): void;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into JSON of any form.
  readonly body: any;
}

const ROOT = new Uint8Array(32).fill(5);
/** What the server's tokens are made with. */
export const TEST_KEY = epochKey(ROOT, 0);

/** A server in this process, on a port of its own, stopped when the test ends. */
export async function running(t: Teardown, options: Partial<ServeOptions> = {}) {
  const lines: RequestLine[] = [];
  const server = await serve({
    host: '127.0.0.1',
    port: 0,
    threads: 2,
    apiKeys: undefined,
    keys: { root: ROOT, epoch: 0 },
    policy: {},
    isReversible: false,
    maxBody: 1024 * 1024,
    timeoutMs: 60_000,
    maxRequests: 64,
    graceMs: 10_000,
    log: (line) => lines.push(line),
    ...options,
  });
  t.teardown(() => server.stop());
  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    send(server.url, 'POST', path, JSON.stringify(body), { 'content-type': 'application/json', ...headers });
  const get = (path: string, headers: Record<string, string> = {}) =>
    send(server.url, 'GET', path, '', headers);
  const raw = (path: string, body: string | Buffer, headers: Record<string, string> = {}) =>
    send(server.url, 'POST', path, body, headers);
  return { server, lines, post, get, raw };
}

/** One request on a connection of its own, so that headers and bodies are as the test wants them. */
export function send(
  url: string,
  method: string,
  path: string,
  body: string | Buffer,
  headers: Readonly<Record<string, string>>,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const out = request({ hostname, port, path, method, headers: { ...headers }, agent: false });
    out.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        let parsed: unknown;
        try {
          parsed = JSON.parse(text);
        } catch {
          parsed = undefined;
        }
        resolve({ status: response.statusCode!, headers: response.headers, text, body: parsed });
      });
    });
    out.on('error', reject);
    out.end(body);
  });
}

export const secret = (): string => randomBytes(24).toString('hex');
