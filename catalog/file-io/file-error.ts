import { LakeveilError } from '../../errors.js';
import { shownLocation } from './shown-location.js';

/** A system error of a file operation as a coded one. `what` says what was not done, e.g. `not written`. */
export function fileError(error: unknown, what: string, location: string): LakeveilError {
  if (error instanceof LakeveilError) return error;
  const systemCode = systemCodeOf(error);
  const place = shownLocation(location);
  const details = { location: place, ...(systemCode === undefined ? {} : { systemCode }) };
  switch (systemCode) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new LakeveilError(
        'DISK_FULL',
        `${place} was ${what}: the disk is full. Free space, then start the same run again.`,
        { details },
      );
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new LakeveilError(
        'READ_ONLY',
        `${place} was ${what}: this user may not do that there, or the file system is read-only. Check its permissions, or choose another folder.`,
        { details },
      );
    case 'EEXIST':
      return new LakeveilError('FILE_EXISTS', `${place} was ${what}: it exists and was left as it is.`, {
        details,
      });
    case 'ENOENT':
    case 'ENOTDIR':
      return new LakeveilError('FILE_NOT_FOUND', `${place} was ${what}: there is no such file.`, { details });
    default:
      return new LakeveilError(
        'FILE_IO',
        `${place} was ${what}: the file system reported ${systemCode ?? 'an unknown error'}.`,
        { retryable: systemCode === 'EMFILE' || systemCode === 'ENFILE' || systemCode === 'EAGAIN', details },
      );
  }
}

export function systemCodeOf(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null | undefined)?.code;
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]{1,40}$/.test(code) ? code : undefined;
}

/** Whether a file operation failed because there is no such file or folder. */
export function isAbsence(error: unknown): boolean {
  const code = systemCodeOf(error);
  return code === 'ENOENT' || code === 'ENOTDIR';
}
