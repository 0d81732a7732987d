import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PREFIX = 'lakeveil-';

export interface Scratch {
  /** Private (0700) folder; spill files that may hold raw text live only here. */
  readonly path: string;
  remove(): Promise<void>;
}

/**
 * A private scratch folder for one process. Its name carries the process id, so that what a killed run left behind
 * (spill files hold raw text) is removed by the next one on the same machine.
 *
 * @param parent `LAKEVEIL_SCRATCH`, else the system's temporary folder: point it at memory or an encrypted disk.
 */
export async function openScratch(parent = process.env['LAKEVEIL_SCRATCH'] ?? tmpdir()): Promise<Scratch> {
  await removeDeadScratch(parent);
  // mkdtemp makes the folder with mode 0700.
  const path = await mkdtemp(join(parent, `${PREFIX}${process.pid}-`));
  return { path, remove: () => rm(path, { recursive: true, force: true, maxRetries: 3 }) };
}

async function removeDeadScratch(parent: string): Promise<void> {
  const names = await readdir(parent).catch(() => []);
  for (const name of names) {
    const pid = /^lakeveil-(\d+)-[A-Za-z0-9]{6}$/.exec(name)?.[1];
    if (pid === undefined || isAlive(Number(pid))) continue;
    // Another user's folder of the same name can't be removed, and need not be.
    await rm(join(parent, name), { recursive: true, force: true }).catch(() => {});
  }
}

/** Whether a process of this machine runs under that id. EPERM means that it does, under another user. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
