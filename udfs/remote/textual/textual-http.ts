import { readFile } from 'node:fs/promises';
import { rootCertificates } from 'node:tls';
import type { Agent } from 'undici';
import { LakeveilError } from '../../../errors.js';
import type { SecretResolver } from '../../keys/secret-reference.js';
import { CallFailure } from '../call-service.js';
import type { TextualEngineOptions } from '../engine-options.js';
import { readApiKey } from './api-key.js';
import { connectionFailure, statusFailure, untrusted } from './failures.js';
import { serviceUrl } from './service-url.js';

export type ConnectionOptions = Pick<
  TextualEngineOptions,
  | 'url'
  | 'apiKey'
  | 'allowInsecure'
  | 'caFile'
  | 'connectSeconds'
  | 'headersSeconds'
  | 'bodySeconds'
  | 'deadlineSeconds'
>;

/** Calls to one Textual-compatible service over kept-alive connections. */
export interface TextualHttp {
  /**
   * The parsed JSON of a 200 answer.
   *
   * @param path `/api/redact/bulk`
   * @param body JSON
   * @param seed of the header `textual-random-seed`; the service's own if undefined
   * @throws CallFailure and nothing else
   */
  post(path: string, body: string, seed: string | undefined, signal: AbortSignal): Promise<unknown>;
  close(): Promise<void>;
}

/** Of an answer for each byte asked: it echoes the text, redacts it, and tells of each entity in some 250 bytes. */
const BYTES_PER_BYTE = 64;
const LEAST_BYTES = 1024 * 1024;
const MOST_BYTES = 400 * 1024 * 1024;
/** An error's body is read that far, so that the connection can be kept, and never looked at. */
const DRAINED_BYTES = 128 * 1024;

/**
 * Opens an agent of its own: no proxy of the environment, no redirects, certificates verified whatever the environment
 * says. The key is kept in this closure and is a property of nothing.
 *
 * @param secrets of `secret://` references
 * @throws LakeveilError BAD_URL, INSECURE_URL, BAD_CA_FILE, those of `readApiKey`
 */
export async function openTextualHttp(
  options: ConnectionOptions,
  secrets?: SecretResolver,
): Promise<TextualHttp> {
  const { origin, path: prefix } = serviceUrl(options.url, options.allowInsecure);
  const authorization = await readApiKey(options.apiKey, secrets);
  const ca = options.caFile === undefined ? undefined : await trusted(options.caFile);
  const { Agent, request } = await import('undici');
  const agent: Agent = new Agent({
    connect: {
      timeout: options.connectSeconds * 1000,
      rejectUnauthorized: true,
      ...(ca === undefined ? {} : { ca }),
    },
    headersTimeout: options.headersSeconds * 1000,
    bodyTimeout: options.bodySeconds * 1000,
    pipelining: 1,
  });
  let hasAnswered = false;

  async function post(
    path: string,
    body: string,
    seed: string | undefined,
    signal: AbortSignal,
  ): Promise<unknown> {
    // An answer that trickles in keeps every other time-out waiting.
    const whole = AbortSignal.any([signal, AbortSignal.timeout(options.deadlineSeconds * 1000)]);
    try {
      const sent = Buffer.from(body);
      const answer = await request(`${origin}${prefix}${path}`, {
        dispatcher: agent,
        method: 'POST',
        headers: {
          authorization,
          'content-type': 'application/json',
          accept: 'application/json',
          'user-agent': 'lakeveil',
          ...(seed === undefined ? {} : { 'textual-random-seed': seed }),
        },
        body: sent,
        signal: whole,
      });
      hasAnswered = true;
      const { statusCode, headers } = answer;
      if (statusCode !== 200) {
        await answer.body.dump({ limit: DRAINED_BYTES, signal: whole }).catch(() => {});
        throw statusFailure(statusCode, single(headers['retry-after']));
      }
      const encoding = single(headers['content-encoding']) ?? 'identity';
      const most = Math.min(MOST_BYTES, LEAST_BYTES + sent.length * BYTES_PER_BYTE);
      if (encoding !== 'identity') {
        answer.body.destroy();
        throw untrusted();
      }
      const chunks: Buffer[] = [];
      let size = 0;
      for await (const chunk of answer.body as AsyncIterable<Buffer>) {
        size += chunk.length;
        // Leaving the loop destroys the body, and its connection with it.
        if (size > most) throw untrusted();
        chunks.push(chunk);
      }
      return parse(Buffer.concat(chunks, size));
    } catch (error) {
      if (error instanceof CallFailure) throw error;
      // Stopped by the caller; or by our own deadline for one call.
      if (signal.aborted)
        throw new CallFailure('transient', { code: 'REMOTE_UNAVAILABLE', mayBeBilled: true });
      if (whole.aborted)
        throw new CallFailure('transient', {
          code: 'REMOTE_UNAVAILABLE',
          mayBeBilled: true,
          timedOut: true,
        });
      throw connectionFailure(error, hasAnswered);
    }
  }

  return { post, close: () => agent.destroy() };
}

const decoder = new TextDecoder('utf-8', { fatal: true });

/** @throws CallFailure untrusted */
function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(decoder.decode(bytes));
  } catch {
    // The message of a syntax error quotes what it stumbled over.
    throw untrusted();
  }
}

function single(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}

/** The certificates that Node trusts and those of the file. */
async function trusted(caFile: string): Promise<string[]> {
  const refused = (why: string): LakeveilError =>
    new LakeveilError(
      'BAD_CA_FILE',
      `Nothing was sent: the caFile ${caFile} ${why}. Name a file with the certificates of your authority in PEM form.`,
    );
  const pem = await readFile(caFile, 'utf8').catch(() => {
    throw refused("can't be read");
  });
  if (!pem.includes('-----BEGIN CERTIFICATE-----')) throw refused('holds no certificate');
  return [...rootCertificates, pem];
}
