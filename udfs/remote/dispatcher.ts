import type { ItemOutcome, RemoteItem } from './call-service.js';

/**
 * Gets items answered by a `CallService`: packs them into calls, keeps within the run's budget, tries again, takes
 * calls apart that fail as a whole, sends what is equal once a run, and keeps answers in the run's ledger so that a
 * resumed run does not pay for them again. One a worker thread and column.
 */
export interface Dispatcher<Answer> {
  /**
   * As many outcomes as items, in order.
   *
   * @throws LakeveilError what stops the run: REMOTE_REFUSED_ACCESS (401, 403), REMOTE_UNREACHABLE, SPENDING_CAP_REACHED,
   * INTERRUPTED. All of them can be resumed.
   */
  dispatch(items: readonly RemoteItem[], signal: AbortSignal): Promise<readonly ItemOutcome<Answer>[]>;
  close(): Promise<void>;
}
