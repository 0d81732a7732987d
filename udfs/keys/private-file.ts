import { readFile, stat } from 'node:fs/promises';

/** What the caller says of its file; the two refusals that a secret in a file can meet. */
export interface PrivateFileRefusals {
  /** It is not there, or can't be read. */
  unreadable(): Error;
  /** Others than its owner can read or write it. */
  notPrivate(): Error;
}

/**
 * The bytes of a file that holds a secret. It must be its owner's alone; Windows has no such mode, so there it is not
 * looked at.
 *
 * @throws what the refusals make; never the system's own error
 */
export async function readPrivateFile(path: string, refusals: PrivateFileRefusals): Promise<Buffer> {
  const unreadable = (): never => {
    throw refusals.unreadable();
  };
  const { mode } = await stat(path).catch(unreadable);
  if (process.platform !== 'win32' && (mode & 0o077) !== 0) throw refusals.notPrivate();
  return readFile(path).catch(unreadable);
}
