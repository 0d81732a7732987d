import { CallFailure, type CallService, type ItemOutcome } from '../../../udfs/remote/call-service.js';
import type { VirtualClock } from './virtual-clock.js';

export interface Faults {
  /** Share of calls, each. */
  readonly throttled?: number;
  readonly transient?: number;
  readonly timedOut?: number;
  readonly untrusted?: number;
  readonly wrongCount?: number;
  readonly retryAfterMs?: number;
  /** Items above which a call is too large. */
  readonly tooLarge?: number;
  /** Whether the service does the work although it fails to say so. */
  readonly billedFailures?: boolean;
}

/** Answers `group|text` in capitals, when it feels like it. Texts with `refuse` are refused, those with `distrust` fail alone. */
export class FaultyService implements CallService<string> {
  readonly name = 'faulty';
  readonly limits;
  /** How often each item was answered to somebody. */
  readonly answered = new Map<string, number>();
  /** How often each item was sent. */
  readonly sent = new Map<string, number>();
  calls = 0;
  open = 0;
  highestOpen = 0;
  sentAfterAnswer = 0;
  /** Calls by which a dispatcher sees whether anybody is there. */
  probes = 0;
  closed = false;
  /** Looked at with each call. */
  onCall: ((open: number) => void) | undefined;
  readonly #clock: VirtualClock;
  readonly #random: () => number;
  faults: Faults;

  constructor(
    clock: VirtualClock,
    random: () => number,
    faults: Faults,
    limits = { maxItems: 50, maxBytes: 10_000 },
  ) {
    this.#clock = clock;
    this.#random = random;
    this.faults = faults;
    this.limits = limits;
  }

  bytesOf(text: string): number {
    return Buffer.byteLength(text) + 3;
  }

  costOf(texts: readonly string[]): { characters: number; dollars: number } {
    const characters = texts.reduce((sum, text) => sum + text.length, 0);
    return { characters, dollars: characters / 1000 };
  }

  async call(
    texts: readonly string[],
    group: string,
    signal: AbortSignal,
  ): Promise<readonly ItemOutcome<string>[]> {
    this.calls++;
    this.open++;
    this.highestOpen = Math.max(this.highestOpen, this.open);
    this.onCall?.(this.open);
    const isProbe = texts.length === 1 && texts[0] === 'ok';
    if (isProbe) this.probes++;
    for (const text of isProbe ? [] : texts) {
      const name = `${group}|${text}`;
      if (this.answered.has(name)) this.sentAfterAnswer++;
      this.sent.set(name, (this.sent.get(name) ?? 0) + 1);
    }
    try {
      await this.#clock.sleep(10 + this.#random() * 20 + texts.length / 10, signal);
      return this.#answer(texts, group);
    } catch (error) {
      if (error instanceof CallFailure) throw error;
      throw new CallFailure('transient', { code: 'REMOTE_UNAVAILABLE', mayBeBilled: true });
    } finally {
      this.open--;
    }
  }

  #answer(texts: readonly string[], group: string): readonly ItemOutcome<string>[] {
    const { throttled = 0, transient = 0, timedOut = 0, untrusted = 0, wrongCount = 0 } = this.faults;
    const { retryAfterMs, tooLarge = Number.POSITIVE_INFINITY, billedFailures = false } = this.faults;
    let dice = this.#random();
    const falls = (share: number): boolean => {
      dice -= share;
      return dice < 0;
    };
    if (falls(throttled)) {
      throw new CallFailure('throttled', {
        status: 429,
        code: 'REMOTE_UNAVAILABLE',
        ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
      });
    }
    if (falls(transient)) {
      throw new CallFailure('transient', { code: 'REMOTE_UNAVAILABLE', mayBeBilled: billedFailures });
    }
    if (falls(timedOut)) {
      throw new CallFailure('transient', { code: 'REMOTE_UNAVAILABLE', mayBeBilled: true, timedOut: true });
    }
    if (falls(untrusted)) throw new CallFailure('untrusted', { code: 'REMOTE_UNTRUSTED' });
    if (texts.length > tooLarge)
      throw new CallFailure('too-large', { code: 'REMOTE_TOO_LARGE', status: 413 });
    if (texts.some((text) => text.includes('refuse'))) {
      throw new CallFailure('refused', { code: 'REMOTE_REFUSED', status: 400 });
    }
    const outcomes = texts.map((text): ItemOutcome<string> => {
      if (text.includes('distrust')) return { ok: false, code: 'REMOTE_UNTRUSTED' };
      return { ok: true, answer: answerOf(group, text) };
    });
    if (falls(wrongCount)) return outcomes.slice(1);
    for (const text of texts) {
      if (text === 'ok') continue;
      const name = `${group}|${text}`;
      this.answered.set(name, (this.answered.get(name) ?? 0) + 1);
    }
    return outcomes;
  }

  encode(answer: string): Uint8Array {
    return Buffer.from(answer, 'utf8');
  }

  decode(bytes: Uint8Array): string | undefined {
    return Buffer.from(bytes).toString('utf8');
  }

  async close(): Promise<void> {
    this.closed = true;
  }
}

export function answerOf(group: string, text: string): string {
  return `${group}|${text}`.toUpperCase();
}

export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let x = Math.imul(state ^ (state >>> 15), state | 1);
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61);
    return ((x ^ (x >>> 14)) >>> 0) / 2 ** 32;
  };
}
