import { LakeveilError } from '../../errors.js';
import { isS3Location } from '../file-io/open-file-io.js';

/** The write was refused, or never sent. */
const REFUSALS = new Set([
  'FILE_EXISTS',
  'ACCESS_DENIED',
  'NO_CREDENTIALS',
  'CREDENTIALS_EXPIRED',
  'NO_AWS_REGION',
  'NO_SUCH_BUCKET',
  'WRONG_REGION',
  'THROTTLED',
  'BAD_LOCATION',
  'NOT_AVAILABLE',
]);

/**
 * Whether a create-only write that failed with this error may still happen: the request may be on its way, to arrive
 * after somebody looked. A system call of this machine has ended when it fails.
 */
export function mayArriveLater(error: unknown, location: string): boolean {
  if (!isS3Location(location)) return false;
  if (!(error instanceof LakeveilError)) return true;
  const status = error.details?.['status'];
  const isRefused = typeof status === 'number' && status >= 400 && status < 500;
  // 408: the request was not heard to its end. 409: of two writes at once neither may have been done.
  if (isRefused && status !== 408 && status !== 409) return false;
  return !REFUSALS.has(error.code);
}
