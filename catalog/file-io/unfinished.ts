import { createHash, randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { join } from 'node:path';

/** Prefix of files and folders that are not whole yet; `list` leaves them out. */
export const UNFINISHED = '.lakeveil-tmp-';

/** This machine in names of files: others may share the disk, and a process id says nothing of theirs. */
export const HOST = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);

/** A new name for an unfinished file: it tells which process of which machine writes it. */
export function unfinishedPath(folder: string): string {
  return join(folder, `${UNFINISHED}${HOST}.${process.pid}.${randomUUID()}`);
}

/** Whether the writer of an unfinished file is certainly gone. */
export function isAbandoned(name: string, owner: string | undefined): boolean {
  if (!name.startsWith(UNFINISHED)) return false;
  if (owner !== undefined && name.startsWith(`${UNFINISHED}${owner}`)) return true;
  const writer = /^([0-9a-f]{8})\.(\d+)\./.exec(name.slice(UNFINISHED.length));
  return writer !== null && writer[1] === HOST && !isRunning(Number(writer[2]));
}

/** Whether a process of this machine runs under that id. EPERM means that it does, under another user. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
