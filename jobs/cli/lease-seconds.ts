import { LakeveilError } from '../../errors.js';

const VARIABLE = 'LAKEVEIL_LEASE_SECONDS';

/**
 * After how long without a sign of life this process may be taken for dead, in milliseconds; undefined where the
 * environment does not say. Errors: INVALID_OPTION.
 */
export function leaseMsOf(env: Readonly<Record<string, string | undefined>>): number | undefined {
  const text = env[VARIABLE];
  if (text === undefined || text === '') return undefined;
  const seconds = Number(text);
  if (!/^\d+$/.test(text) || seconds < 2 || seconds > 3600) {
    throw new LakeveilError(
      'INVALID_OPTION',
      `Nothing was done: ${VARIABLE} is no whole number of seconds from 2 to 3600. Mend it, or unset it for a minute.`,
    );
  }
  return seconds * 1000;
}
