import { mkdtemp, open, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { LakeveilError } from '../../errors.js';
import { fileError, systemCodeOf } from './file-error.js';
import { openScratch } from './scratch.js';
import { scratchBudget } from './scratch-budget.js';
import { shownLocation } from './shown-location.js';
import type { StorageOptions } from './storage-options.js';

/** Local copies of remote files, in a private folder (0700) that is there only while it holds any. */
export interface ScratchCopies {
  /** An empty one, 0600, whose name ends as the location's does. Errors: DISK_FULL, READ_ONLY, FILE_IO. */
  newFile(location: string): Promise<ScratchFile>;
}

export interface ScratchFile {
  readonly path: string;
  /** Counts bytes that are about to be written. The first time it waits until they fit; a file that is begun goes on. */
  reserve(bytes: number, signal?: AbortSignal): Promise<void>;
  reserveAtOnce(bytes: number): void;
  /** Its length, all holes so far; holes take no room. */
  setLength(bytes: number): Promise<void>;
  /** Idempotent. */
  remove(): Promise<void>;
}

const DEFAULT_SCRATCH_BYTES = 8 * 1024 ** 3;

export function openScratchCopies(options: StorageOptions): ScratchCopies {
  const budget = scratchBudget(options.scratchBytes ?? DEFAULT_SCRATCH_BYTES);
  let folder: Promise<Folder> | undefined;
  let files = 0;
  let serial = 0;

  const enter = async (): Promise<Folder> => {
    files++;
    folder ??= openFolder(options.scratch);
    return folder.catch((error: unknown) => {
      files--;
      folder = undefined;
      throw error;
    });
  };
  const leave = async (): Promise<void> => {
    files--;
    if (files > 0 || folder === undefined) return;
    const empty = folder;
    folder = undefined;
    await (await empty).remove();
  };

  return {
    async newFile(location) {
      const { path: parent } = await enter().catch((error: unknown) => {
        throw scratchError(error, location);
      });
      try {
        const path = join(parent, `${serial++}${endingOf(location)}`);
        await (await open(path, 'wx', 0o600)).close();
        return scratchFile(path, location, leave);
      } catch (error) {
        await leave();
        throw scratchError(error, location);
      }
    },
  };

  function scratchFile(path: string, location: string, left: () => Promise<void>): ScratchFile {
    let reserved = 0;
    let admitted = false;
    let removed: Promise<void> | undefined;
    const remove = async (): Promise<void> => {
      await rm(path, { force: true });
      budget.release(reserved);
      await left();
    };
    return {
      path,
      async reserve(bytes, signal) {
        if (admitted) budget.reserveAtOnce(bytes);
        else await budget.reserve(bytes, signal);
        admitted = true;
        reserved += bytes;
      },
      reserveAtOnce(bytes) {
        budget.reserveAtOnce(bytes);
        reserved += bytes;
      },
      async setLength(bytes) {
        try {
          const file = await open(path, 'r+');
          await file.truncate(bytes).finally(() => file.close());
        } catch (error) {
          throw scratchError(error, location);
        }
      },
      remove: () => (removed ??= remove()),
    };
  }
}

interface Folder {
  readonly path: string;
  remove(): Promise<void>;
}

/** Inside the given folder, whose owner removes it at the latest; else a scratch of its own. */
async function openFolder(parent: string | undefined): Promise<Folder> {
  if (parent === undefined) return openScratch();
  const path = await mkdtemp(join(parent, 'copies-'));
  // The parent's owner may have been faster.
  return { path, remove: () => rmdir(path).catch(() => {}) };
}

/** DuckDB tells compression by a name's ending. */
const endingOf = (location: string): string => /(?:\.[A-Za-z0-9]{1,10}){1,2}$/.exec(location)?.[0] ?? '';

/** A failed write to scratch; `location` is what was to be brought there. */
export function scratchError(error: unknown, location: string): LakeveilError {
  const systemCode = systemCodeOf(error);
  if (systemCode === 'ENOSPC' || systemCode === 'EDQUOT') {
    const place = shownLocation(location);
    return new LakeveilError(
      'DISK_FULL',
      `${place} was not brought to this machine: scratch is full. Free space, lower storage.scratchBytes, or set LAKEVEIL_SCRATCH to a folder with more room: memory (/dev/shm) or an encrypted disk. Then start the same command again.`,
      { details: { location: place, systemCode } },
    );
  }
  if (systemCode === 'ENOENT' || systemCode === 'ENOTDIR') {
    return new LakeveilError(
      'FILE_IO',
      `${shownLocation(location)} was not brought to this machine: the scratch folder is not there. Check LAKEVEIL_SCRATCH, or make the folder.`,
      { details: { location: shownLocation(location), systemCode } },
    );
  }
  return fileError(error, 'not brought to scratch on this machine', location);
}
