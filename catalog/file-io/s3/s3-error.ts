import { LakeveilError } from '../../../errors.js';
import { awsError, awsErrorName, awsStatus } from '../../aws/aws-error.js';
import { shownLocation } from '../shown-location.js';
import type { S3Location } from './s3-location.js';

/**
 * A failed call about an object. `what` as in `fileError`: `not read`. Codes: FILE_NOT_FOUND, FILE_CHANGED,
 * FILE_ARCHIVED and those of `awsError`.
 */
export function objectError(
  error: unknown,
  call: {
    readonly what: string;
    readonly action: string;
    readonly location: string;
    readonly at: S3Location;
  },
): LakeveilError {
  if (error instanceof LakeveilError) return error;
  const place = shownLocation(call.location);
  const details = { location: place };
  switch (awsErrorName(error)) {
    case 'NoSuchKey':
    case 'NotFound':
      return new LakeveilError('FILE_NOT_FOUND', `${place} was ${call.what}: there is no such file.`, {
        details,
      });
    case 'InvalidObjectState':
      return new LakeveilError(
        'FILE_ARCHIVED',
        `${place} was ${call.what}: it is in an archive class of S3 (Glacier). Restore it, then start the same command again.`,
        { details },
      );
  }
  if (awsStatus(error) === 412) return fileChanged(call.location, call.what);
  return awsError(error, {
    what: `${place} was ${call.what}`,
    action: call.action,
    resource: shownLocation(`arn:aws:s3:::${call.at.bucket}/${call.at.key}`),
  });
}

/** A failed call about a bucket. `what` is a whole clause. */
export function bucketError(error: unknown, what: string, action: string, bucket: string): LakeveilError {
  return awsError(error, { what, action, resource: `arn:aws:s3:::${bucket}` });
}

export function fileChanged(location: string, what: string): LakeveilError {
  const place = shownLocation(location);
  return new LakeveilError(
    'FILE_CHANGED',
    `${place} was ${what}: it was replaced while it was being read. Find out what rewrites it, then start the same command again.`,
    { retryable: true, details: { location: place } },
  );
}

export function fileTruncated(location: string, wanted: number, found: number): LakeveilError {
  const place = shownLocation(location);
  return new LakeveilError(
    'FILE_TRUNCATED',
    `${place} was not read: it ends at byte ${found}, and bytes up to ${wanted} are needed. It is truncated; restore it.`,
    { details: { location: place, wanted, found } },
  );
}

/** Throws FILE_IO for what is no range of bytes. */
export function checkRange(location: string, start: number, end: number): void {
  if (Number.isSafeInteger(start) && Number.isSafeInteger(end) && start >= 0 && end >= start) return;
  throw new LakeveilError(
    'FILE_IO',
    `${shownLocation(location)} was not read: ${start} to ${end} is no range.`,
  );
}
