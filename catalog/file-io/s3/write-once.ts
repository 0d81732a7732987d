import { setTimeout as sleep } from 'node:timers/promises';
import { LakeveilError } from '../../../errors.js';
import { awsErrorName, awsStatus } from '../../aws/aws-error.js';
import { shownLocation } from '../shown-location.js';
import { headObject } from './head.js';
import type { S3Connection } from './s3-connection.js';
import { objectError } from './s3-error.js';
import { objectLocation } from './s3-location.js';

const TRIES = 6;

/**
 * Makes a conditional write happen once, whatever becomes of its answers. `write` is one try of it, over a client that
 * does not retry, and tags the object with `writer`; after every failure, a refused precondition included, it is looked
 * whether the object is there and whose it is. `fence` is asked before each try: an outage may last longer than the right
 * to write.
 *
 * Errors: those of `fence`; FILE_EXISTS if it is another's; WRITE_STATE_UNKNOWN if ours may have landed, or may still; else those of
 * `objectError`, and then it is not written.
 */
export async function writeOnce(
  s3: S3Connection,
  location: string,
  what: string,
  writer: string,
  write: () => Promise<void>,
  fence: () => Promise<void> = async () => {},
): Promise<void> {
  const at = objectLocation(location);
  // Whether a try was sent whose end is not known.
  let inDoubt = false;
  for (let tries = 1; ; tries++) {
    await fence().catch((error: unknown) => {
      throw inDoubt ? stateUnknown(location, what) : error;
    });
    let failure: unknown;
    try {
      await write();
      return;
    } catch (error) {
      failure = error;
    }
    const coded = objectError(failure, { what, action: 's3:PutObject', location, at });
    const conflict = awsStatus(failure) === 412 || awsStatus(failure) === 409;
    // What `write` coded itself came before the write, and was tried again there.
    const again =
      !(failure instanceof LakeveilError) &&
      (conflict || coded.retryable || AGAIN.has(awsErrorName(failure)));
    if (!again && !inDoubt && isDefinite(failure, coded)) throw coded;
    inDoubt ||= !isDefinite(failure, coded);
    const found = await look(s3, location, what, writer);
    if (found === 'ours') return;
    if (found === 'of another') throw fileExists(location, what);
    if (found === 'hidden' && (inDoubt || conflict)) throw stateUnknown(location, what);
    if (!again || tries === TRIES || found === 'hidden') {
      if (inDoubt) throw stateUnknown(location, what);
      throw conflict ? contended(location, what) : coded;
    }
    await sleep(Math.random() * 100 * 2 ** tries);
  }
}

async function look(
  s3: S3Connection,
  location: string,
  what: string,
  writer: string,
): Promise<'ours' | 'of another' | 'absent' | 'hidden'> {
  try {
    const found = await headObject(s3, location, what);
    if (found === undefined) return 'absent';
    return found.writer === writer ? 'ours' : 'of another';
  } catch {
    return 'hidden';
  }
}

/** Failures of a call that was damaged on its way. RequestTimeTooSkewed: the SDK takes the service's clock from then on. */
const AGAIN = new Set(['BadDigest', 'XAmzContentChecksumMismatch', 'IncompleteBody', 'RequestTimeTooSkewed']);

const NOT_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EAI_FAIL',
  'ENETUNREACH',
  'EHOSTUNREACH',
]);
const NEVER_SENT = new Set([
  'NO_CREDENTIALS',
  'CREDENTIALS_EXPIRED',
  'NO_AWS_REGION',
  'FILE_IO',
  'DISK_FULL',
]);

/** Whether the call is over: it was never sent, or its end was seen. A gateway's 502 and 504 say nothing of the service. */
function isDefinite(failure: unknown, coded: LakeveilError): boolean {
  const status = awsStatus(failure);
  if (status !== undefined) return status >= 400 && status !== 502 && status !== 504;
  if (failure instanceof LakeveilError || NEVER_SENT.has(coded.code)) return true;
  return NOT_SENT.has(String(coded.details['systemCode'] ?? ''));
}

function fileExists(location: string, what: string): LakeveilError {
  const place = shownLocation(location);
  return new LakeveilError('FILE_EXISTS', `${place} was ${what}: it exists and was left as it is.`, {
    details: { location: place },
  });
}

function stateUnknown(location: string, what: string): LakeveilError {
  const place = shownLocation(location);
  return new LakeveilError(
    'WRITE_STATE_UNKNOWN',
    `It is not known whether ${place} was ${what}: the answer of the service was lost, and what is there could not be looked at. Start the same command again: it looks first.`,
    { details: { location: place } },
  );
}

function contended(location: string, what: string): LakeveilError {
  const place = shownLocation(location);
  return new LakeveilError(
    'SERVICE_UNREACHABLE',
    `${place} was ${what}: the service reported conflicting writes of it ${TRIES} times. Start the same command again.`,
    { retryable: true, details: { location: place } },
  );
}
