import { Budget, type BudgetLimits } from '../../../udfs/remote/budget.js';
import { randomFrom } from './faulty-service.js';

/** Whether a call that arrives at `now` (milliseconds) is let through. */
export type Limiter = (now: number) => boolean;

export interface Simulated {
  readonly through: number;
  readonly refused: number;
  /** Beginnings of calls, and what they carried. */
  readonly begun: readonly { readonly at: number; readonly characters: number }[];
  readonly highestOpen: number;
}

export interface Simulation {
  readonly limits: Partial<BudgetLimits>;
  readonly limiter?: Limiter;
  readonly latencyMs: number;
  readonly seconds: number;
  readonly retryAfterMs?: number;
  readonly characters?: (random: () => number) => number;
  readonly seed?: number;
}

/** A service behind a network, and callers who always want more, on a virtual clock. */
export function simulate(options: Simulation): Simulated {
  const { limiter = () => true, latencyMs, seconds, retryAfterMs, seed = 1 } = options;
  const random = randomFrom(seed);
  const characters = options.characters ?? (() => 1000);
  const budget = new Budget({
    limits: { maxConcurrency: 64, deadlineSeconds: 600, ...options.limits },
    service: 'simulated',
    random,
  });
  const events: { at: number; run: () => void }[] = [];
  const begun: { at: number; characters: number }[] = [];
  const carried = new Map<string, number>();
  let now = 0;
  let asked = 0;
  let through = 0;
  let refused = 0;
  let highestOpen = 0;
  let wakeAt = Number.POSITIVE_INFINITY;
  const later = (ms: number, run: () => void): void => {
    const at = now + ms;
    let i = events.length;
    while (i > 0 && events[i - 1]!.at < at) i--;
    events.splice(i, 0, { at, run });
  };
  const turn = (): void => {
    for (;;) {
      while (budget.waiting < 4) {
        const ticket = `${asked++}`;
        carried.set(ticket, Math.ceil(characters(random)));
        budget.ask(ticket, { characters: carried.get(ticket)!, dollars: 0 }, now);
      }
      const decisions = budget.decide(now);
      for (const ticket of decisions.admitted) begin(ticket);
      highestOpen = Math.max(highestOpen, budget.open);
      if (decisions.wakeAt !== undefined && decisions.wakeAt < wakeAt) {
        const at = decisions.wakeAt;
        wakeAt = at;
        // Timers are late.
        later(Math.max(1, at - now + random() * 2), () => {
          if (wakeAt === at) wakeAt = Number.POSITIVE_INFINITY;
          turn();
        });
      }
      if (decisions.admitted.length === 0) return;
    }
  };
  const begin = (ticket: string): void => {
    const at = now;
    begun.push({ at, characters: carried.get(ticket)! });
    const whole = latencyMs * (0.8 + random() * 0.4);
    const thither = Math.min(whole / 2, 3 + random() * 6);
    later(thither, () => {
      const good = limiter(now);
      if (good) through++;
      else refused++;
      later(good ? whole - thither : Math.min(whole - thither, 5 + random() * 10), () => {
        budget.release(
          ticket,
          {
            kind: good ? 'succeeded' : 'throttled',
            latencyMs: now - at,
            billed: good,
            ...(good || retryAfterMs === undefined ? {} : { retryAfterMs }),
          },
          now,
        );
        turn();
      });
    });
  };
  turn();
  for (let next = events.pop(); next !== undefined && next.at < seconds * 1000; next = events.pop()) {
    now = next.at;
    next.run();
  }
  return { through, refused, begun, highestOpen };
}

/** A token bucket that holds a second's worth, or less. */
export function bucket(perSecond: number, burst = perSecond): Limiter {
  let tokens = burst;
  let last = 0;
  return (now) => {
    tokens = Math.min(burst, tokens + ((now - last) * perSecond) / 1000);
    last = now;
    if (tokens < 1) return false;
    tokens--;
    return true;
  };
}

/** So many in each second of the clock. */
export function fixedWindow(perSecond: number): Limiter {
  let second = -1;
  let count = 0;
  return (now) => {
    if (Math.floor(now / 1000) !== second) count = 0;
    second = Math.floor(now / 1000);
    return count++ < perSecond;
  };
}

/** So many in any second. */
export function slidingWindow(perSecond: number): Limiter {
  let passed: number[] = [];
  return (now) => {
    passed = passed.filter((at) => at > now - 1000);
    if (passed.length >= perSecond) return false;
    passed.push(now);
    return true;
  };
}
