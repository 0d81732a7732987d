import { LakeveilError } from '../../errors.js';
import { isLive, type Journal, type RunAttempt } from './journal.js';

/** Two processes on one run would pay twice. Of two that start at once, the later gives way. */
export async function assertOnlyAttempt(journal: Journal, ownId: string, now: Date): Promise<void> {
  const attempts = await journal.attempts();
  const own = attempts.findIndex((attempt) => attempt.id === ownId);
  const earlier = attempts.slice(0, own).find((attempt) => isLive(attempt, now));
  if (earlier !== undefined) throw runActive(earlier);
}

export function runActive(attempt: RunAttempt): LakeveilError {
  return new LakeveilError(
    'RUN_ACTIVE',
    `Nothing was done: process ${attempt.pid} on ${attempt.host} has been working on this very run since ${attempt.started}. ` +
      'Wait for it, or stop it and start the run again; it will resume.',
    { retryable: true },
  );
}
