/** Latencies within this of the baseline are noise of the machine, whatever their ratio. */
const SLACK_MS = 20;
/** A round whose latencies are below this times the baseline holds. */
const HOLDS = 1.5;
/** A round above this has risen clearly. */
const ROSE = 2;
/** Slow start doubles no more often. */
const DOUBLING_MS = 250;
const START = 2;
/** Share of the gap by which a baseline rises in a second. */
const RISE_A_SECOND = 0.001;
/** A level was lowered in vain if latency stays above this share of what it was. */
const IN_VAIN = 0.85;

/**
 * How many calls may be open at once. It doubles (slow start, RFC 5681) until latency rises clearly or a call is
 * throttled; then it grows by a step each round while latency holds, falls in proportion when it rises (the gradient of
 * Vegas and of Netflix's concurrency-limits), and falls at once when the service throttles or fails.
 *
 * Calls differ in size, so a call's latency is set against the baseline of calls of about its size.
 */
export class ConcurrencyLevel {
  readonly #max: number;
  #level: number;
  /** Slow start goes on below it. */
  #threshold = Number.POSITIVE_INFINITY;
  #grownAt = Number.NEGATIVE_INFINITY;
  #loweredAt = Number.NEGATIVE_INFINITY;
  /** Latency by the power of two of the call's characters. */
  readonly #baselines = new Map<number, { ms: number; at: number }>();
  /** How far latency had risen when the level was last lowered for it. */
  #loweredAtRatio: number | undefined;
  #roundCalls = 0;
  #roundRatio = 0;
  /** Whether the level was what kept calls from being made, this round. */
  #full = false;

  constructor(max: number) {
    this.#max = max;
    this.#level = Math.min(START, max);
  }

  /** Calls that may be open. */
  get calls(): number {
    return Math.max(1, Math.floor(this.#level));
  }

  /** As many calls are open as may be. */
  reached(): void {
    this.#full = true;
  }

  succeeded(now: number, latencyMs: number, characters: number): void {
    const ratio = this.#ratio(now, latencyMs, characters);
    // Calls that began before the level was lowered tell of what was.
    if (now - latencyMs < this.#loweredAt) return;
    this.#roundRatio += ratio;
    this.#roundCalls++;
    if (this.#roundCalls >= this.calls) this.#endRound(now);
  }

  #endRound(now: number): void {
    const ratio = this.#roundRatio / this.#roundCalls;
    const { calls } = this;
    const full = this.#full;
    this.#roundCalls = 0;
    this.#roundRatio = 0;
    this.#full = false;
    if (ratio > ROSE) {
      const before = this.#loweredAtRatio;
      if (calls === 1 || (before !== undefined && ratio > before * IN_VAIN)) {
        // It is not our calls that wait for each other: the service has become slower.
        this.#baselines.clear();
        this.#loweredAtRatio = undefined;
        return;
      }
      this.#level = Math.max(1, this.#level * Math.max(0.5, HOLDS / ratio));
      this.#threshold = this.#level;
      this.#loweredAt = now;
      this.#loweredAtRatio = ratio;
      return;
    }
    this.#loweredAtRatio = undefined;
    if (!full || ratio > HOLDS) return;
    if (calls >= this.#threshold) this.#level = Math.min(this.#max, this.#level + Math.max(1, calls / 16));
    else if (now - this.#grownAt >= DOUBLING_MS) {
      this.#level = Math.min(this.#max, this.#level * 2);
      this.#grownAt = now;
    }
  }

  /**
   * The service throttled or failed a call that began at `startedAt`. Calls that began before the level was lowered tell
   * nothing new.
   */
  lower(now: number, startedAt: number, factor: number, open: number): void {
    if (startedAt < this.#loweredAt) return;
    this.#loweredAt = now;
    this.#level = Math.max(1, Math.min(this.#level, Math.max(open, 1)) * factor);
    this.#threshold = this.#level;
    this.#roundCalls = 0;
    this.#roundRatio = 0;
  }

  #ratio(now: number, latencyMs: number, characters: number): number {
    const size = Math.ceil(Math.log2(characters + 1));
    const known = this.#baselines.get(size) ?? { ms: latencyMs, at: now };
    // Falls fast, since queues only ever add to a latency, and rises slowly, or it would follow what our calls do to it.
    const gain = latencyMs < known.ms ? 0.5 : Math.min(0.1, ((now - known.at) / 1000) * RISE_A_SECOND);
    known.ms += (latencyMs - known.ms) * gain;
    known.at = now;
    this.#baselines.set(size, known);
    return (latencyMs + SLACK_MS) / (known.ms + SLACK_MS);
  }
}
