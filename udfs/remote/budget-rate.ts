/** Of a configured rate: what is left keeps the network's jitter from making one second hold more calls than it. */
const SHARE_OF_CONFIGURED = 0.95;
/** How much of lost time (a late timer, a busy thread) is caught up on. */
const CATCH_UP_MS = 25;
const SLOT_MS = 100;
const SLOTS = 100;
/** Share of the estimate at which calls go on after a throttle. */
const DECREASE = 0.93;
/** Share of the estimate at which calls stay for long. */
const PLATEAU = 0.98;
/** Pauses in a row that may have been too short; after them it is the rate that is too high. */
const SHORT_PAUSES = 3;
const MIN_PAUSE_MS = 100;
const MAX_PAUSE_MS = 30_000;
/** Successes from which a rate can be told. */
const ENOUGH = 8;
/** No learnt rate is lower: a call every 20 seconds. */
const MIN_RATE = 0.05;

/**
 * When the next call may begin: evenly spaced calls (GCRA), so that a burst is never larger than what `CATCH_UP_MS`
 * allows, and never more than the configured calls in any second.
 *
 * Where no rate is configured, or the service permits less, it is learnt from throttled calls: the rate goes down to
 * what the service let through lately, climbs fast towards the rate at which it throttled, stays there for long, and
 * then probes beyond it: the cubic function of RFC 9438, over rates instead of windows. A first throttle before there
 * were calls from which to tell a rate is a pause and no more; an estimate that rests on few calls is probed beyond in
 * steps as wide as it is unsure.
 */
export class CallRate {
  readonly #configured: number;
  readonly #random: () => number;
  /** Beginnings of the last calls, as many as may begin in a second. */
  readonly #begun: Float64Array;
  #begunAt = 0;
  /** When the next call is due. */
  #due = Number.NEGATIVE_INFINITY;
  #pausedUntil = Number.NEGATIVE_INFINITY;

  readonly #slots = new Float64Array(SLOTS);
  #slot = Number.NEGATIVE_INFINITY;
  #firstCallAt: number | undefined;

  /** Calls a second at which the service throttled; undefined until it did. */
  #ceiling: number | undefined;
  /** Calls a second after the last throttle. */
  #floor = 0;
  /** How far beyond the ceiling a climb's time leads, in calls a second. */
  #beyond = 0;
  /** Whether a throttle was taken for an isolated one. */
  #forgave = false;
  /** Seconds of calling since then, at the rate of then: idle time does not count. */
  #progress = 0;
  /** Seconds from the floor back to the ceiling. */
  #climb = 1;
  #throttledAt = Number.NEGATIVE_INFINITY;
  #throttles = 0;
  /** Throttles since a call that began after one succeeded. */
  #streak = 0;
  #refusedOfEvent = 0;
  #longestPauseMs = 0;
  /** When calls went on after the last throttle. */
  #resumedAt = 0;
  /** How long it takes to learn that a call was throttled. */
  #feedbackMs = 0;

  constructor(configured: number | undefined, random: () => number = Math.random) {
    this.#configured = configured === undefined ? Number.POSITIVE_INFINITY : configured * SHARE_OF_CONFIGURED;
    this.#random = random;
    this.#begun = new Float64Array(Math.max(1, Math.ceil(configured ?? 0))).fill(Number.NEGATIVE_INFINITY);
  }

  /** Calls a second at the moment; infinite if nothing limits them. */
  get perSecond(): number {
    if (this.#ceiling === undefined) return this.#configured;
    const x = this.#progress / this.#climb - 1;
    const learnt = this.#ceiling + (x < 0 ? this.#ceiling - this.#floor : this.#beyond) * x ** 3;
    return Math.min(this.#configured, Math.max(MIN_RATE, learnt));
  }

  /** Whether the service has throttled. */
  get learnt(): boolean {
    return this.#ceiling !== undefined;
  }

  /** The next call may not begin before. */
  earliest(): number {
    return Math.max(
      this.#pausedUntil,
      this.#due,
      this.#configured === Number.POSITIVE_INFINITY
        ? Number.NEGATIVE_INFINITY
        : this.#begun[this.#begunAt]! + 1000,
    );
  }

  begin(now: number): void {
    this.#firstCallAt ??= now;
    const rate = this.perSecond;
    if (this.#configured !== Number.POSITIVE_INFINITY) {
      this.#begun[this.#begunAt] = now;
      this.#begunAt = (this.#begunAt + 1) % this.#begun.length;
    }
    if (rate === Number.POSITIVE_INFINITY) return;
    const space = 1000 / rate;
    // A call long after it was due: something else limits, and the rate was not tried.
    if (now - this.#due < Math.max(CATCH_UP_MS, space / 2)) {
      this.#progress += Math.min(1 / rate, this.#climb / 4);
    }
    this.#due = Math.max(this.#due, now - Math.min(CATCH_UP_MS, space)) + space;
  }

  succeeded(now: number, startedAt: number): void {
    this.#advance(now);
    this.#slots[this.#slot % SLOTS]! += 1;
    if (startedAt > this.#throttledAt) this.#streak = 0;
  }

  throttled(now: number, startedAt: number, retryAfterMs: number | undefined): void {
    // Calls that were open already when the rate was lowered tell nothing new.
    const news = startedAt > this.#throttledAt;
    this.#feedbackMs = Math.max(this.#feedbackMs * 0.9, now - startedAt);
    if (news) {
      // Again before anything went through: the pause was too short, and says nothing of the rate.
      if (this.#streak === 0 || this.#streak >= SHORT_PAUSES) this.#learn(now);
      else this.#throttledAt = now;
      this.#streak++;
    }
    this.#refusedOfEvent++;
    const pause =
      retryAfterMs ??
      (news
        ? Math.min(MAX_PAUSE_MS, MIN_PAUSE_MS * 2 ** (this.#streak - 1)) * (0.5 + this.#random() / 2)
        : 0);
    this.#pausedUntil = Math.max(this.#pausedUntil, now + pause);
    this.#resumedAt = this.#pausedUntil;
    this.#longestPauseMs = Math.max(pause, this.#longestPauseMs);
    this.#climb = this.#climbSeconds();
  }

  #learn(now: number): void {
    this.#advance(now);
    const first = this.#ceiling === undefined;
    const since = Math.max(first ? (this.#firstCallAt ?? now) : this.#resumedAt, now - 3000);
    const seconds = Math.max(first ? 1 : 0.3, (now - since) / 1000);
    // Answers may be on their way.
    const successes = Math.max(this.#successes(now, seconds), 1);
    if (!this.#forgave && first && successes < ENOUGH && this.#streak === 0) {
      this.#forgave = true;
      this.#throttledAt = now;
      return;
    }
    const through = successes / seconds;
    const current = this.perSecond;
    if (current === Number.POSITIVE_INFINITY) {
      this.#ceiling = through * PLATEAU;
      this.#floor = through * DECREASE;
    } else {
      this.#floor = Math.min(Math.max(through * DECREASE, current / 2), current * DECREASE);
      this.#ceiling = Math.max(
        this.#floor,
        Math.min(current, Math.max(through, this.#floor / DECREASE)) * PLATEAU,
      );
    }
    // Each throttle makes surer.
    const unsure = successes < ENOUGH ? 1 / (successes * 2 ** this.#throttles) : 0;
    this.#beyond = Math.max(this.#ceiling - this.#floor, this.#ceiling * unsure);
    this.#progress = 0;
    this.#throttledAt = now;
    this.#throttles++;
    this.#refusedOfEvent = 0;
    this.#longestPauseMs = 0;
  }

  /** Long enough that refused calls stay below a few in a thousand, and pauses below a few parts in a hundred. */
  #climbSeconds(): number {
    const sure = Math.max(
      (200 * this.#refusedOfEvent) / (this.#ceiling ?? 1),
      (60 * this.#longestPauseMs) / 1000,
    );
    return Math.max(0.5, (4 * this.#feedbackMs) / 1000, Math.min(sure, 0.25 * 2 ** this.#throttles));
  }

  #advance(now: number): void {
    const slot = Math.floor(now / SLOT_MS);
    if (this.#slot === Number.NEGATIVE_INFINITY || slot - this.#slot >= SLOTS) this.#slots.fill(0);
    else for (let s = this.#slot + 1; s <= slot; s++) this.#slots[s % SLOTS] = 0;
    this.#slot = Math.max(this.#slot, slot);
  }

  #successes(now: number, seconds: number): number {
    const slots = Math.min(SLOTS, Math.ceil((seconds * 1000) / SLOT_MS));
    const last = Math.floor(now / SLOT_MS);
    let sum = 0;
    for (let s = last; s > last - slots && s >= 0; s--) sum += this.#slots[s % SLOTS]!;
    return sum;
  }
}
