import { Agent, request } from 'undici';
import { CallFailure, type CallService, type ItemOutcome } from '../../../udfs/remote/call-service.js';

/** A client of the toy wire form: POST {group, texts} → {answers}, over undici. */
export class ToyService implements CallService<string> {
  readonly name = 'toy';
  readonly limits = { maxItems: 20, maxBytes: 4096 };
  readonly #url: string;
  readonly #agent = new Agent({ headersTimeout: 400, bodyTimeout: 400, connections: 32 });

  constructor(url: string) {
    this.#url = url;
  }

  bytesOf(text: string): number {
    return Buffer.byteLength(JSON.stringify(text)) + 1;
  }

  costOf(texts: readonly string[]): { characters: number; dollars: number } {
    return { characters: texts.join('').length, dollars: 0 };
  }

  async call(
    texts: readonly string[],
    group: string,
    signal: AbortSignal,
  ): Promise<readonly ItemOutcome<string>[]> {
    let status: number;
    let retryAfter: string | undefined;
    let body: string;
    try {
      const answer = await request(this.#url, {
        method: 'POST',
        body: JSON.stringify({ group, texts }),
        headers: { 'content-type': 'application/json' },
        dispatcher: this.#agent,
        signal,
      });
      status = answer.statusCode;
      retryAfter = answer.headers['retry-after'] as string | undefined;
      body = await answer.body.text();
    } catch (error) {
      const timedOut = /TIMEOUT/.test(String((error as { code?: unknown }).code));
      throw new CallFailure('transient', { code: 'REMOTE_UNAVAILABLE', mayBeBilled: true, timedOut });
    }
    if (status === 429 || status === 503) {
      throw new CallFailure('throttled', {
        status,
        code: 'REMOTE_UNAVAILABLE',
        ...(retryAfter === undefined ? {} : { retryAfterMs: Number(retryAfter) * 1000 }),
      });
    }
    if (status === 413) throw new CallFailure('too-large', { status, code: 'REMOTE_TOO_LARGE' });
    if (status === 400) throw new CallFailure('refused', { status, code: 'REMOTE_REFUSED' });
    if (status !== 200) throw new CallFailure('transient', { status, code: 'REMOTE_UNAVAILABLE' });
    try {
      const { answers } = JSON.parse(body) as { answers: { text: string; answer: string }[] };
      if (answers.length !== texts.length) throw new Error('count');
      return answers.map(({ text, answer }, i) =>
        text === texts[i] ? { ok: true, answer } : { ok: false, code: 'REMOTE_UNTRUSTED' },
      );
    } catch {
      throw new CallFailure('untrusted', { status, code: 'REMOTE_UNTRUSTED' });
    }
  }

  encode(answer: string): Uint8Array {
    return Buffer.from(answer);
  }

  decode(bytes: Uint8Array): string | undefined {
    return Buffer.from(bytes).toString();
  }

  close(): Promise<void> {
    return this.#agent.destroy();
  }
}
