import { constants } from 'node:fs';
import {
  copyFile,
  type FileHandle,
  link,
  lstat,
  mkdir,
  open,
  opendir,
  readdir,
  readFile,
  rm,
  stat,
  unlink,
} from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { LakeveilError } from '../../errors.js';
import { fileError, isAbsence, systemCodeOf } from './file-error.js';
import type { FileInfo, FileIO } from './file-io.js';
import { localPath } from './local-path.js';
import { shownLocation } from './shown-location.js';
import { isAbandoned, UNFINISHED, unfinishedPath } from './unfinished.js';

/** FileIO on local disk. Needs a file system with hard links: `link` is what makes a write whole and create-only. */
export function localFileIO(): FileIO {
  return LOCAL;
}

const LOCAL: FileIO = {
  async read(location, range) {
    const path = localPath(location);
    try {
      if (range === undefined) return await readFile(path);
      return await readRange(path, location, range.start, range.end);
    } catch (error) {
      throw fileError(error, 'not read', location);
    }
  },

  async size(location) {
    try {
      const found = await stat(localPath(location));
      return found.isFile() ? found.size : undefined;
    } catch (error) {
      if (isAbsence(error)) return undefined;
      throw fileError(error, 'not looked at', location);
    }
  },

  async create(location, bytes, options) {
    const path = localPath(location);
    try {
      const folder = dirname(path);
      await ensureFolder(folder);
      const temporary = unfinishedPath(folder);
      try {
        await writeDurably(temporary, bytes, options?.secret === true ? 0o600 : 0o666);
        await linkOnly(temporary, path, location);
      } finally {
        await rm(temporary, { force: true });
      }
      await syncFolder(folder);
    } catch (error) {
      throw fileError(error, 'not written', location);
    }
  },

  async *list(prefix): AsyncIterable<FileInfo> {
    const root = prefix.replace(/\/+$/, '');
    yield* listFolder(root, localPath(prefix));
  },

  async remove(location) {
    try {
      await unlink(localPath(location));
    } catch (error) {
      if (!isAbsence(error)) throw fileError(error, 'not removed', location);
    }
  },

  async removeUnfinished(prefix, owner) {
    try {
      for (const entry of await readdir(localPath(prefix), { recursive: true, withFileTypes: true })) {
        if (!isAbandoned(entry.name, owner)) continue;
        await rm(join(entry.parentPath, entry.name), { recursive: true, force: true });
      }
    } catch (error) {
      if (!isAbsence(error)) throw fileError(error, 'not cleaned', prefix);
    }
  },

  async localCopy(location) {
    return { path: localPath(location), release: async () => {} };
  },

  async publish(source, location) {
    const path = localPath(location);
    try {
      const folder = dirname(path);
      await ensureFolder(folder);
      await syncFile(source);
      try {
        await linkOnly(source, path, location);
      } catch (error) {
        if (systemCodeOf(error) !== 'EXDEV') throw error;
        await copyAcross(source, path, location);
      }
      await unlink(source);
      await syncFolder(folder);
    } catch (error) {
      throw fileError(error, 'not published', location);
    }
  },
};

async function readRange(path: string, location: string, start: number, end: number): Promise<Uint8Array> {
  if (!Number.isSafeInteger(start) || !Number.isSafeInteger(end) || start < 0 || end < start) {
    throw new LakeveilError(
      'FILE_IO',
      `${shownLocation(location)} was not read: ${start} to ${end} is no range.`,
    );
  }
  const file = await open(path, 'r');
  try {
    const bytes = Buffer.allocUnsafe(end - start);
    let filled = 0;
    while (filled < bytes.length) {
      const { bytesRead } = await file.read(bytes, filled, bytes.length - filled, start + filled);
      if (bytesRead === 0) {
        throw new LakeveilError(
          'FILE_TRUNCATED',
          `${shownLocation(location)} was not read: it ends at byte ${start + filled}, and bytes up to ${end} are needed. It is truncated; restore it.`,
          { details: { location: shownLocation(location), wanted: end, found: start + filled } },
        );
      }
      filled += bytesRead;
    }
    return bytes;
  } finally {
    await file.close();
  }
}

async function writeDurably(path: string, bytes: Uint8Array, mode: number): Promise<void> {
  const file = await open(path, 'wx', mode);
  try {
    await writeWhole(file, bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** A full disk shows as a short write first; only the next one fails. */
async function writeWhole(file: FileHandle, bytes: Uint8Array): Promise<void> {
  let written = 0;
  while (written < bytes.length) {
    written += (await file.write(bytes, written, bytes.length - written, written)).bytesWritten;
  }
}

/** `link` fails if the target exists, which `rename` would replace. */
async function linkOnly(source: string, target: string, location: string): Promise<void> {
  try {
    await link(source, target);
  } catch (error) {
    const code = systemCodeOf(error);
    // NFS may lose the answer of a link that happened and report the repeated one as EEXIST.
    if (code === 'EEXIST' && (await sameFile(source, target))) return;
    if (code === 'ENOTSUP' || code === 'EOPNOTSUPP' || code === 'ENOSYS' || code === 'EMLINK') {
      throw new LakeveilError(
        'FILE_IO',
        `${shownLocation(location)} was not written: its file system has no hard links, which create-only writes need. Use another file system.`,
        { details: { systemCode: code } },
      );
    }
    throw error;
  }
}

async function sameFile(a: string, b: string): Promise<boolean> {
  const [x, y] = await Promise.all([lstat(a), lstat(b)]);
  return x.ino === y.ino && x.dev === y.dev;
}

async function copyAcross(source: string, path: string, location: string): Promise<void> {
  const temporary = unfinishedPath(dirname(path));
  try {
    await copyFile(source, temporary, constants.COPYFILE_EXCL);
    await syncFile(temporary);
    await linkOnly(temporary, path, location);
  } finally {
    await rm(temporary, { force: true });
  }
}

async function syncFile(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

const syncFolder = syncFile;

/** Makes the folder and its missing parents, each of them durable in its parent. */
async function ensureFolder(folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true }).catch((error: unknown) => {
    // A file stands where a folder is needed: not "there is no such file".
    if (systemCodeOf(error) === 'ENOTDIR' || systemCodeOf(error) === 'EEXIST') {
      throw new LakeveilError('FILE_IO', `${shownLocation(folder)} was not made: a file is in its place.`);
    }
    throw error;
  });
  if (first === undefined) return;
  for (let made = folder; made.length >= first.length; made = dirname(made)) await syncFolder(dirname(made));
}

async function* listFolder(location: string, path: string): AsyncIterable<FileInfo> {
  const folders: string[] = [];
  try {
    for await (const entry of await opendir(path)) {
      if (entry.name.startsWith(UNFINISHED)) continue;
      if (entry.isDirectory()) {
        folders.push(entry.name);
        continue;
      }
      const found = await stat(join(path, entry.name)).catch((error: unknown) => {
        if (isAbsence(error)) return undefined;
        throw error;
      });
      if (found?.isFile()) {
        yield { location: `${location}/${entry.name}`, size: found.size, modified: found.mtimeMs };
      }
    }
  } catch (error) {
    if (isAbsence(error)) return;
    throw fileError(error, 'not listed', location);
  }
  for (const name of folders) yield* listFolder(`${location}/${name}`, join(path, name));
}
