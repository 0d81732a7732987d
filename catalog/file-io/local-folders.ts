import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileError, isAbsence } from './file-error.js';
import type { FolderEntry, FolderStore } from './folder-store.js';
import { localPath } from './local-path.js';
import { unfinishedPath } from './unfinished.js';

/** Folders of local disk. */
export function localFolders(): FolderStore {
  return LOCAL;
}

const LOCAL: FolderStore = {
  removesAtOnce: true,

  exists: (folder) => isFolder(localPath(folder)),

  async *entries(folder): AsyncIterable<FolderEntry> {
    const path = localPath(folder);
    try {
      for (const entry of await readdir(path, { withFileTypes: true })) {
        const isLinkedFolder = entry.isSymbolicLink() && (await isFolder(join(path, entry.name)));
        yield { name: entry.name, kind: entry.isDirectory() || isLinkedFolder ? 'folder' : 'file' };
      }
    } catch (error) {
      if (!isAbsence(error)) throw fileError(error, 'not listed', folder);
    }
  },

  async create(folder) {
    try {
      await mkdir(localPath(folder), { recursive: true });
    } catch (error) {
      throw fileError(error, 'not made', folder);
    }
  },

  async replaceFile(location, bytes) {
    const path = localPath(location);
    const temporary = unfinishedPath(dirname(path));
    try {
      await writeFile(temporary, bytes, { flag: 'wx' });
      await rename(temporary, path);
    } catch (error) {
      await rm(temporary, { force: true });
      throw fileError(error, 'not written', location);
    }
  },

  async renameFiles(files) {
    for (const { from, to } of files) {
      try {
        await rename(localPath(from), localPath(to));
      } catch (error) {
        throw fileError(error, 'not renamed', from);
      }
    }
  },

  async removeFiles(locations) {
    for (const location of locations) {
      try {
        await rm(localPath(location), { force: true });
      } catch (error) {
        throw fileError(error, 'not removed', location);
      }
    }
  },

  async removeFolder(folder) {
    const path = localPath(folder);
    const graveyard = join(dirname(path), `.dropped-${randomUUID()}`);
    try {
      await rename(path, graveyard);
      await rm(graveyard, { recursive: true, force: true });
    } catch (error) {
      throw fileError(error, 'not removed', folder);
    }
  },
};

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    if (isAbsence(error)) return false;
    throw fileError(error, 'not looked at', path);
  }
}
