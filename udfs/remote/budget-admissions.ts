import { LakeveilError } from '../../errors.js';
import type { Budget } from './budget.js';
import type { CallCost } from './call-service.js';
import type { CallEnd } from './shared-messages.js';

/** Milliseconds that never go back, and how to wait for them. */
export interface Clock {
  now(): number;
  /** @returns what cancels it */
  after(ms: number, wake: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  after(ms, wake) {
    const timer = setTimeout(wake, ms);
    return () => clearTimeout(timer);
  },
};

/** What a call is admitted as: itself, or a probe in its place, after which it asks again. */
export type Admitted = 'call' | 'probe';

/** A Budget on a real clock: `admit` resolves when the call may begin. */
export class Admissions {
  readonly #budget: Budget;
  readonly #clock: Clock;
  readonly #asked = new Map<string, { resolve(as: Admitted): void; reject(error: LakeveilError): void }>();
  #cancel: (() => void) | undefined;
  #closed = false;

  constructor(budget: Budget, clock: Clock = systemClock) {
    this.#budget = budget;
    this.#clock = clock;
  }

  /** @throws LakeveilError what the budget refuses it with; INTERRUPTED if it is withdrawn or all is closed */
  admit(ticket: string, cost: CallCost, probe: CallCost = cost, isInDoubt = false): Promise<Admitted> {
    if (this.#closed) return Promise.reject(withdrawn());
    return new Promise((resolve, reject) => {
      this.#asked.set(ticket, { resolve, reject });
      this.#budget.ask(ticket, cost, this.#clock.now(), probe, isInDoubt);
      this.#turn();
    });
  }

  /** @returns dollars charged */
  release(ticket: string, end: CallEnd): number {
    const charged = this.#budget.release(ticket, end, this.#clock.now());
    this.#turn();
    return charged;
  }

  withdraw(ticket: string): void {
    this.#budget.withdraw(ticket);
    this.#asked.get(ticket)?.reject(withdrawn());
    this.#asked.delete(ticket);
    this.#turn();
  }

  close(): void {
    this.#closed = true;
    this.#cancel?.();
    for (const { reject } of this.#asked.values()) reject(withdrawn());
    this.#asked.clear();
  }

  #turn(): void {
    if (this.#closed) return;
    this.#cancel?.();
    this.#cancel = undefined;
    const now = this.#clock.now();
    const { admitted, probe, refused, wakeAt } = this.#budget.decide(now);
    // Timers may fire a little early: decide() is asked again then.
    if (wakeAt !== undefined) {
      // Node's timers take 2^31 - 1 ms at most.
      const ms = Math.min(Math.max(1, Math.ceil(wakeAt - now)), 3_600_000);
      this.#cancel = this.#clock.after(ms, () => this.#turn());
    }
    for (const ticket of admitted) {
      this.#asked.get(ticket)?.resolve(ticket === probe ? 'probe' : 'call');
      this.#asked.delete(ticket);
    }
    for (const { ticket, error } of refused) {
      this.#asked.get(ticket)?.reject(error);
      this.#asked.delete(ticket);
    }
  }
}

function withdrawn(): LakeveilError {
  return new LakeveilError('INTERRUPTED', 'The call was not made: the run was stopped.');
}
