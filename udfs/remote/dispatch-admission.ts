import type { SharedLine } from '../shared-part.js';
import { Budget, type BudgetLimits } from './budget.js';
import { Admissions, type Admitted, type Clock } from './budget-admissions.js';
import type { AdmitRequest, CallEnd } from './shared-messages.js';

/** How a dispatcher asks when its calls may begin. */
export interface CallAdmission {
  /** @throws LakeveilError what stops the run; INTERRUPTED if the signal fires first: nothing is to be released then */
  admit(request: AdmitRequest, signal: AbortSignal): Promise<Admitted>;
  /** Never throws: a line that is down is noticed with the next call. */
  release(ticket: string, end: CallEnd): void;
  /** An admitted call is not made after all. Never throws. */
  withdraw(ticket: string): void;
  close(): void;
}

export function sharedAdmission(line: SharedLine): CallAdmission {
  const tell = (request: unknown): void => {
    line.request(request).catch(() => {});
  };
  return {
    async admit(request, signal) {
      const { ticket } = request;
      let as: Admitted;
      try {
        as = (await line.request({ type: 'admit', ...request }, signal)) as Admitted;
      } catch (error) {
        tell({ type: 'withdraw', ticket });
        throw error;
      }
      if (!signal.aborted) return as;
      tell({ type: 'withdraw', ticket });
      throw signal.reason;
    },
    release: (ticket, end) => tell({ type: 'release', ticket, end }),
    withdraw: (ticket) => tell({ type: 'withdraw', ticket }),
    close() {},
  };
}

/** A budget of the dispatcher's own, where no host shares one. */
export function privateAdmission(limits: BudgetLimits, service: string, clock: Clock): CallAdmission {
  const admissions = new Admissions(new Budget({ limits, service }), clock);
  return {
    async admit({ ticket, cost, probe, isInDoubt }, signal) {
      signal.throwIfAborted();
      const withdraw = (): void => admissions.withdraw(ticket);
      signal.addEventListener('abort', withdraw, { once: true });
      let as: Admitted;
      try {
        as = await admissions.admit(ticket, cost, probe, isInDoubt);
      } finally {
        signal.removeEventListener('abort', withdraw);
      }
      if (!signal.aborted) return as;
      admissions.withdraw(ticket);
      throw signal.reason;
    },
    release(ticket, end) {
      admissions.release(ticket, end);
    },
    withdraw: (ticket) => admissions.withdraw(ticket),
    close: () => admissions.close(),
  };
}
