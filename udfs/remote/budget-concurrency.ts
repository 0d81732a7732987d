/** Latencies within this of the baseline are noise of the machine, whatever their ratio. */
const SLACK_MS = 20;
/** A round whose latencies are below this times the baseline holds. */
const HOLDS = 1.5;
/** A round above this has risen clearly. */
const ROSE = 2;
/** Slow start doubles no more often. */
const DOUBLING_MS = 250;
const START = 2;

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
  readonly #baselines = new Map<number, number>();
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
    this.#roundRatio += this.#ratio(latencyMs, characters);
    this.#roundCalls++;
    if (this.#roundCalls < this.calls) return;
    const ratio = this.#roundRatio / this.#roundCalls;
    const { calls } = this;
    const full = this.#full;
    this.#roundCalls = 0;
    this.#roundRatio = 0;
    this.#full = false;
    if (ratio > ROSE) {
      this.#threshold = Math.max(1, this.#level * Math.max(0.5, HOLDS / ratio));
      this.#level = this.#threshold;
    } else if (full && ratio <= HOLDS) {
      if (calls >= this.#threshold) this.#level = Math.min(this.#max, this.#level + Math.max(1, calls / 16));
      else if (now - this.#grownAt >= DOUBLING_MS) {
        this.#level = Math.min(this.#max, this.#level * 2);
        this.#grownAt = now;
      }
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

  #ratio(latencyMs: number, characters: number): number {
    const size = Math.ceil(Math.log2(characters + 1));
    const known = this.#baselines.get(size);
    // Falls fast, since queues only ever add to a latency, and rises slowly, since services change.
    const baseline =
      known === undefined ? latencyMs : known + (latencyMs - known) * (latencyMs < known ? 0.5 : 0.005);
    this.#baselines.set(size, baseline);
    return (latencyMs + SLACK_MS) / (baseline + SLACK_MS);
  }
}
