import { once } from 'node:events';
import {
  createServer,
  request as httpRequest,
  type IncomingHttpHeaders,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * An HTTP proxy on 127.0.0.1 in front of the stand-in for AWS that breaks calls on purpose: S3's, Glue's, any.
 *
 *     const proxy = await startFaultProxy(moto.endpoint);
 *     proxy.rules.push({ when: ({ target }) => target === 'AWSGlue.UpdateTable', fault: 'drop-answer', times: 1 });
 *     … clients with `endpoint: proxy.endpoint` …
 *     await proxy.stop();
 *
 * Of the rules the first that holds and is not used up is applied; a call that none holds for goes through untouched.
 * Bodies are held in memory, so that the effect is over before an answer is broken.
 */
export interface FaultProxy {
  readonly endpoint: string;
  /** May be changed at any time; read anew for each call. */
  readonly rules: FaultRule[];
  /** Every call so far, in the order of arrival. */
  readonly calls: ProxiedCall[];
  /** Returns once every call that is `late` has reached the service. */
  arrived(): Promise<void>;
  stop(): Promise<void>;
}

export interface FaultRule {
  readonly when: (call: ProxiedCall) => boolean;
  readonly fault: Fault;
  /** How often it strikes; without end if absent. */
  times?: number;
}

/**
 * - `drop-call`: the connection is cut, and the service never hears of the call
 * - `drop-answer`: the call has its effect; the connection is cut in place of the answer
 * - `error-after`: the call has its effect; the answer is a 500 (InternalError)
 * - `duplicate`: the call reaches the service twice, one after the other; the second answer is given
 * - `late`: the connection is cut at once, and the call reaches the service so many milliseconds later, or after that
 * - `delay`: the call waits for so many milliseconds, or for that, before it goes on
 * - `cut`: the answer's head and the first `bytes` of its body are given, then the connection is cut
 * - `answer`: that answer is given; the service never hears of the call
 */
export type Fault =
  | 'drop-call'
  | 'drop-answer'
  | 'error-after'
  | 'duplicate'
  | { readonly late: number | (() => Promise<unknown>) }
  | { readonly delay: number | (() => Promise<unknown>) }
  | { readonly cut: number }
  | {
      readonly answer: {
        readonly status: number;
        readonly body?: string;
        readonly headers?: Record<string, string>;
      };
    };

export interface ProxiedCall {
  readonly method: string;
  /** With the query, as it stood on the wire. */
  readonly path: string;
  /** Of Glue, Athena and Secrets Manager: `AWSGlue.GetTable`. */
  readonly target: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** What was done to it. */
  fault?: Fault;
  /** What the service answered, whatever the client saw of it. */
  answer?: { readonly status: number; readonly headers: IncomingHttpHeaders; readonly body: Buffer };
}

type Answer = NonNullable<ProxiedCall['answer']>;

export async function startFaultProxy(upstream: string): Promise<FaultProxy> {
  const rules: FaultRule[] = [];
  const calls: ProxiedCall[] = [];
  const late = new Set<Promise<unknown>>();

  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('error', () => {});
    request.on('end', () => {
      const target = request.headers['x-amz-target'];
      const call: ProxiedCall = {
        method: request.method ?? '',
        path: request.url ?? '',
        target: typeof target === 'string' ? target : undefined,
        headers: request.headers,
        body: Buffer.concat(chunks),
      };
      calls.push(call);
      handle(call, response).catch(() => response.destroy());
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  async function handle(call: ProxiedCall, response: ServerResponse): Promise<void> {
    const rule = rules.find((one) => (one.times ?? 1) > 0 && one.when(call));
    if (rule?.times !== undefined) rule.times--;
    const fault = rule?.fault;
    if (fault !== undefined) call.fault = fault;
    if (fault === 'drop-call') return void response.destroy();
    if (typeof fault === 'object' && 'answer' in fault) {
      const { status, body, headers } = fault.answer;
      response.writeHead(status, headers).end(body);
      return;
    }
    if (typeof fault === 'object' && 'late' in fault) {
      response.destroy();
      const arrival = passed(fault.late).then(() => forward(upstream, call));
      const done = arrival.catch(() => {}).finally(() => late.delete(done));
      late.add(done);
      return;
    }
    if (typeof fault === 'object' && 'delay' in fault) await passed(fault.delay);
    if (fault === 'duplicate') await forward(upstream, call);
    const answer = await forward(upstream, call);
    call.answer = answer;
    if (fault === 'drop-answer') return void response.destroy();
    if (fault === 'error-after') {
      response.writeHead(500, { 'content-type': 'application/xml' });
      // Services that speak JSON take the status alone.
      response.end(
        '<?xml version="1.0"?><Error><Code>InternalError</Code><Message>broken on purpose</Message></Error>',
      );
      return;
    }
    response.writeHead(answer.status, answer.headers);
    if (typeof fault === 'object' && 'cut' in fault) {
      response.write(answer.body.subarray(0, fault.cut), () => response.destroy());
      return;
    }
    response.end(answer.body);
  }

  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    rules,
    calls,
    async arrived() {
      while (late.size > 0) await Promise.all(late);
    },
    async stop() {
      await Promise.all(late);
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function passed(until: number | (() => Promise<unknown>)): Promise<unknown> {
  return typeof until === 'number' ? sleep(until) : until();
}

function forward(upstream: string, call: ProxiedCall): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const {
      'transfer-encoding': _chunked,
      expect: _expect,
      connection: _connection,
      ...headers
    } = call.headers;
    const outgoing = httpRequest(
      // The path as it stands: a URL object would resolve its dots.
      {
        host: new URL(upstream).hostname,
        port: new URL(upstream).port,
        method: call.method,
        path: call.path,
        headers: { ...headers, 'content-length': String(call.body.length) },
        agent: false,
      },
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('error', reject);
        incoming.on('end', () => {
          const { 'transfer-encoding': _c, connection: _k, ...answered } = incoming.headers;
          resolve({ status: incoming.statusCode ?? 502, headers: answered, body: Buffer.concat(chunks) });
        });
      },
    );
    outgoing.on('error', reject);
    outgoing.end(call.body);
  });
}
