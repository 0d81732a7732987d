import { chmod, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileIO } from '../../catalog/file-io/file-io.js';
import { localPath } from '../../catalog/file-io/local-path.js';
import { isS3Location } from '../../catalog/file-io/open-file-io.js';
import type { RunAttempt } from './attempts.js';
import type { Journal } from './journal.js';
import type { Lease } from './lease.js';
import { bringMirrored } from './mirror-download.js';
import { MirrorUpload } from './mirror-upload.js';
import { listMirrored } from './mirrored-files.js';
import { makeStateFolder, removeStateFolder } from './state-folder.js';

/** Where a run keeps what its UDFs share over the workers and over a killed process; it goes with the run's journal. */
export interface SharedFolder {
  /** Private (0700), on this machine. */
  readonly path: string;
  /** Nobody writes to it any more: what stands in it is in the journal when this returns. Errors: FileIO's. */
  close(): Promise<void>;
  /** Of a run that is over. */
  remove(): Promise<void>;
}

/**
 * In the journal itself where that lies on this machine's disk. Else in a state folder of this machine, whose files, which
 * are only ever appended to, are brought to the journal every second, and from there to whichever machine goes on.
 *
 * Errors: FileIO's, LEASE_LOST.
 */
export async function openSharedFolder(
  io: FileIO,
  journal: Journal,
  lease: Lease,
  scratch: string,
): Promise<SharedFolder> {
  if (!isS3Location(journal.location)) {
    return { path: localPath(journal.sharedFolder), close: async () => {}, remove: async () => {} };
  }
  const state = await makeStateFolder(journal.location, scratch);
  await bringLeftovers(io, journal, lease, state);
  const own = join(state, folderName(lease.number, lease.token));
  const path = join(own, 'shared');
  await mkdir(path, { recursive: true, mode: 0o700 });
  for (const folder of [own, path]) await chmod(folder, 0o700);
  const brought = await bringMirrored(io, journal.sharedFolder, path);
  await writeFile(join(own, BROUGHT), JSON.stringify(brought));
  const upload = new MirrorUpload(io, path, journal.sharedFolder, lease.number, new Set(brought), () =>
    lease.assertHeld(FENCE_MS),
  );
  upload.start();
  return {
    path,
    async close() {
      await upload.stop();
      await upload.flush();
      // All of it is in the journal, where any machine finds it.
      await rm(own, { recursive: true, force: true });
    },
    async remove() {
      await upload.stop();
      await removeStateFolder(journal.location);
    },
  };
}

/** Names of files that an attempt found; the others are its own. Written before it begins. */
const BROUGHT = 'brought.json';
/** An upload may rest on a look at the lease of so long ago. */
const FENCE_MS = 2000;

const folderName = (attempt: number, token: string): string => `${attempt}-${token}`;

/** What earlier attempts on this machine were killed before they could bring. */
async function bringLeftovers(io: FileIO, journal: Journal, lease: Lease, state: string): Promise<void> {
  const attempts = (await journal.attempts()).filter(({ number }) => number < lease.number);
  // What came before a start with --fresh was to be forgotten.
  const since = Math.max(0, ...attempts.filter(({ fresh }) => fresh === true).map(({ number }) => number));
  const known = new Map(
    (lease.fresh ? [] : attempts.filter(({ number }) => number >= since)).map((attempt) => [
      folderName(attempt.number, attempt.token),
      attempt,
    ]),
  );
  for (const entry of await readdir(state, { withFileTypes: true })) {
    if (!entry.isDirectory()) continue;
    const attempt = known.get(entry.name);
    if (attempt !== undefined) await bringLeftover(io, journal, attempt, join(state, entry.name));
    await rm(join(state, entry.name), { recursive: true, force: true });
  }
}

async function bringLeftover(
  io: FileIO,
  journal: Journal,
  { number }: RunAttempt,
  folder: string,
): Promise<void> {
  const names = await readNames(join(folder, BROUGHT));
  // It was killed before anything could be written.
  if (names === undefined) return;
  const brought = new Set(names);
  const shared = join(folder, 'shared');
  const upload = new MirrorUpload(io, shared, journal.sharedFolder, number, brought, async () => {});
  for (const { attempt, name, bytes } of await listMirrored(io, journal.sharedFolder)) {
    if (attempt === number) upload.has(name, bytes);
  }
  await upload.flush();
}

async function readNames(path: string): Promise<string[] | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as string[];
  } catch {
    return undefined;
  }
}
