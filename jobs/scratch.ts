import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HOST, isRunning } from '../catalog/file-io/unfinished.js';

export interface Scratch {
  /** Private (0700) folder; spill files that may hold raw text live only here. */
  readonly path: string;
  remove(): Promise<void>;
}

/**
 * A private scratch folder for one process. Its name carries machine and process id, so that what a killed run left behind
 * (spill files hold raw text) is removed by the next one on the same machine.
 *
 * @param parent `LAKEVEIL_SCRATCH`, else the system's temporary folder: point it at memory or an encrypted disk.
 */
export async function openScratch(parent = process.env['LAKEVEIL_SCRATCH'] ?? tmpdir()): Promise<Scratch> {
  await removeDeadScratch(parent);
  // mkdtemp makes the folder with mode 0700.
  const path = await mkdtemp(join(parent, `lakeveil-${HOST}-${process.pid}-`));
  return { path, remove: () => rm(path, { recursive: true, force: true, maxRetries: 3 }) };
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
