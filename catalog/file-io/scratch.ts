import { rmSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LakeveilError } from '../../errors.js';
import { systemCodeOf } from './file-error.js';
import { HOST, isRunning } from './unfinished.js';

export interface Scratch {
  /** Private (0700) folder; files that may hold raw text, spilled or downloaded, live only here. */
  readonly path: string;
  remove(): Promise<void>;
}

/**
 * A private scratch folder for one process, gone at the latest when it exits. Its name carries machine and process id, so
 * that what a killed run left behind (it holds raw text) is removed by the next one on the same machine.
 *
 * @param parent `LAKEVEIL_SCRATCH`, else the system's temporary folder: point it at memory or an encrypted disk.
 *
 * Errors: NO_SCRATCH, DISK_FULL.
 */
export async function openScratch(parent = process.env['LAKEVEIL_SCRATCH'] ?? tmpdir()): Promise<Scratch> {
  await removeDeadScratch(parent);
  // mkdtemp makes the folder with mode 0700.
  const path = await mkdtemp(join(parent, `lakeveil-${HOST}-${process.pid}-`)).catch((error) => {
    throw noScratch(error, parent);
  });
  const forget = removeAtExit(path);
  return {
    path,
    async remove() {
      await rm(path, { recursive: true, force: true, maxRetries: 3 });
      forget();
    },
  };
}

function noScratch(error: unknown, parent: string): LakeveilError {
  const systemCode = systemCodeOf(error);
  const why =
    systemCode === 'ENOSPC' || systemCode === 'EDQUOT'
      ? 'it is full'
      : systemCode === 'ENOENT' || systemCode === 'ENOTDIR'
        ? 'there is no such folder'
        : `this user may not write there, or it is read-only${systemCode === undefined ? '' : ` (${systemCode})`}`;
  return new LakeveilError(
    why === 'it is full' ? 'DISK_FULL' : 'NO_SCRATCH',
    `Nothing was done: no scratch folder could be made in ${parent}: ${why}. Set LAKEVEIL_SCRATCH to a folder that is there and can be written: memory (/dev/shm) or an encrypted disk.`,
    { details: { folder: parent, ...(systemCode === undefined ? {} : { systemCode }) } },
  );
}

const atExit = new Set<string>();

/** Also for `process.exit` and an uncaught error; after a signal that ends the process, the next one cleans up. */
function removeAtExit(path: string): () => void {
  if (atExit.size === 0) process.once('exit', removeAll);
  atExit.add(path);
  return () => {
    atExit.delete(path);
    if (atExit.size === 0) process.off('exit', removeAll);
  };
}

function removeAll(): void {
  for (const path of atExit) {
    try {
      rmSync(path, { recursive: true, force: true });
    } catch {
      // The next process on this machine removes it.
    }
  }
}

async function removeDeadScratch(parent: string): Promise<void> {
  const names = await readdir(parent).catch(() => []);
  for (const name of names) {
    const [, host, pid] = /^lakeveil-([0-9a-f]{8})-(\d+)-[A-Za-z0-9]{6}$/.exec(name) ?? [];
    if (host !== HOST || isRunning(Number(pid))) continue;
    // Another user's folder of the same name can't be removed, and need not be.
    await rm(join(parent, name), { recursive: true, force: true }).catch(() => {});
  }
}
