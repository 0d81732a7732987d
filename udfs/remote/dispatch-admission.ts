import type { SharedLine } from '../shared-part.js';
import { Budget, type BudgetLimits } from './budget.js';
import { Admissions, type Clock } from './budget-admissions.js';
import type { CallCost } from './call-service.js';
import type { CallEnd } from './shared-messages.js';

/** How a dispatcher asks when its calls may begin. */
export interface CallAdmission {
  /** @throws LakeveilError what stops the run; INTERRUPTED if the signal fires first: nothing is to be released then */
  admit(ticket: string, cost: CallCost, items: number, retry: boolean, signal: AbortSignal): Promise<void>;
  /** Never throws: a line that is down is noticed with the next call. */
  release(ticket: string, end: CallEnd): void;
  close(): void;
}

export function sharedAdmission(line: SharedLine): CallAdmission {
  const tell = (request: unknown): void => {
    line.request(request).catch(() => {});
  };
  return {
    async admit(ticket, cost, items, retry, signal) {
      try {
        await line.request({ type: 'admit', ticket, cost, items, retry }, signal);
      } catch (error) {
        tell({ type: 'withdraw', ticket });
        throw error;
      }
      if (!signal.aborted) return;
      tell({ type: 'withdraw', ticket });
      signal.throwIfAborted();
    },
    release: (ticket, end) => tell({ type: 'release', ticket, end }),
    close() {},
  };
}

/** A budget of the dispatcher's own, where no host shares one. */
export function privateAdmission(limits: BudgetLimits, service: string, clock: Clock): CallAdmission {
  const admissions = new Admissions(new Budget({ limits, service }), clock);
  return {
    async admit(ticket, cost, _items, _retry, signal) {
      signal.throwIfAborted();
      const withdraw = (): void => admissions.withdraw(ticket);
      signal.addEventListener('abort', withdraw, { once: true });
      try {
        await admissions.admit(ticket, cost);
      } finally {
        signal.removeEventListener('abort', withdraw);
      }
      if (!signal.aborted) return;
      admissions.withdraw(ticket);
      signal.throwIfAborted();
    },
    release(ticket, end) {
      admissions.release(ticket, end);
    },
    close: () => admissions.close(),
  };
}
