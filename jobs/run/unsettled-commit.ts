import { LakeveilError } from '../../errors.js';
import type { Journal } from './journal.js';
import { shortRunId } from './run-id.js';

/**
 * A commit whose outcome nobody knows may still land: its request can lie in a queue of the network, or of the service.
 * For so long its files stay, in milliseconds. Clients and services give up on a request much sooner.
 */
export const SETTLE_MS = 15 * 60 * 1000;

/** Whether a commit of the run was sent lately, its outcome is not known, and it may land yet. */
export async function mayStillLand(journal: Journal, now: number): Promise<boolean> {
  const attempts = await journal.attempts();
  return attempts.some(
    ({ failed, lastSign }) => failed?.code === 'COMMIT_STATE_UNKNOWN' && now - lastSign < SETTLE_MS,
  );
}

/** `--fresh` would remove the files of such a commit. Errors: COMMIT_STATE_UNKNOWN. */
export async function assertSettled(journal: Journal, now: number): Promise<void> {
  if (!(await mayStillLand(journal, now))) return;
  throw new LakeveilError(
    'COMMIT_STATE_UNKNOWN',
    `Nothing was forgotten: a commit of the run ${shortRunId(journal.runId)} was sent in the last 15 minutes, and it may still land. ` +
      'Start it without --fresh, which looks first; or wait, and start it again.',
    { retryable: true },
  );
}
