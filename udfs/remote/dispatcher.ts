import type { SharedLine } from '../shared-part.js';
import type { BudgetLimits } from './budget.js';
import { type Clock, systemClock } from './budget-admissions.js';
import type { CallService, ItemOutcome, RemoteItem } from './call-service.js';
import { privateAdmission, sharedAdmission } from './dispatch-admission.js';
import { SharedAnswers } from './dispatch-answers.js';
import { CallDispatcher } from './dispatch-calls.js';
import { LedgerKeys } from './ledger-keys.js';

/**
 * Gets items answered by a `CallService`: packs them into calls, keeps within the run's budget, tries again, takes
 * calls apart that fail as a whole, sends what is equal once a run, and keeps answers in the run's ledger so that a
 * resumed run does not pay for them again. One a worker thread and column.
 */
export interface Dispatcher<Answer> {
  /**
   * As many outcomes as items, in order.
   *
   * @throws LakeveilError what stops the run: REMOTE_REFUSED_ACCESS (401, 403), REMOTE_UNREACHABLE, REMOTE_UNAVAILABLE,
   * REMOTE_UNTRUSTED and REMOTE_REFUSED of everything, SPENDING_CAP_REACHED, FILE_IO and DISK_FULL of the ledger, INTERRUPTED. All of them can be resumed.
   */
  dispatch(items: readonly RemoteItem[], signal: AbortSignal): Promise<readonly ItemOutcome<Answer>[]>;
  /** Ends what is under way with INTERRUPTED. Closes the service. */
  close(): Promise<void>;
}

export interface DispatcherOptions<Answer> {
  /** Closed with the dispatcher. */
  readonly service: CallService<Answer>;
  /** To the shared part that `remoteShared` made; without one the dispatcher has a budget of its own and no ledger. */
  readonly line: SharedLine | undefined;
  /**
   * All that decides an answer besides the item: engine, URL or region, fingerprint of the policy, seed, version of the
   * wire form. Answers in the ledger are found only under the identity that they were paid under.
   */
  readonly identity: string;
  /** Secret bytes of the run. */
  readonly key: Uint8Array;
  readonly delivery: BudgetLimits;
  readonly clock?: Clock;
  /** Of jitter. */
  readonly random?: () => number;
}

export function createDispatcher<Answer>(options: DispatcherOptions<Answer>): Dispatcher<Answer> {
  const { service, line, identity, key, delivery, clock = systemClock, random = Math.random } = options;
  return new CallDispatcher({
    service,
    delivery,
    clock,
    random,
    admission: line === undefined ? privateAdmission(delivery, service.name, clock) : sharedAdmission(line),
    answers:
      line === undefined
        ? undefined
        : {
            shared: new SharedAnswers(
              line,
              (answer: Answer) => service.encode(answer),
              (bytes) => service.decode(bytes),
            ),
            keys: new LedgerKeys(key, identity),
          },
  });
}
