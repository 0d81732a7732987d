import { type FolderStore, inFolder } from '../file-io/folder-store.js';
import { currentMetadata } from './metadata-versions.js';

export const METADATA = 'metadata';
export const DATA = 'data';

/**
 * `nascent`: files of a table whose first commit has not happened (or that was dropped and kept its files).
 */
export type FolderKind = 'nothing' | 'table' | 'nascent' | 'namespace';

/** What a folder of a warehouse is, by what lies in it. */
export async function kindOf(folders: FolderStore, folder: string): Promise<FolderKind> {
  let isEmpty = true;
  const found = new Set<string>();
  for await (const { name, kind } of folders.entries(folder)) {
    isEmpty = false;
    if (kind === 'folder' && (name === METADATA || name === DATA)) found.add(name);
  }
  if (found.has(METADATA)) {
    const current = await currentMetadata(folders, inFolder(folder, METADATA)).catch(() => true);
    return current === undefined ? 'nascent' : 'table';
  }
  if (found.has(DATA) && (await holdsData(folders, inFolder(folder, DATA)))) return 'nascent';
  return isEmpty && !(await folders.exists(folder)) ? 'nothing' : 'namespace';
}

/** Names of the folders in a folder, sorted; hidden ones are nobody's. */
export async function folderNames(folders: FolderStore, folder: string): Promise<string[]> {
  const names: string[] = [];
  for await (const { name, kind } of folders.entries(folder)) {
    if (kind === 'folder' && !name.startsWith('.')) names.push(name);
  }
  return names.sort();
}

/** Partitioned data lies in folders `key=value`; a table of the name `data` has a folder for its metadata. */
async function holdsData(folders: FolderStore, data: string): Promise<boolean> {
  for await (const { name, kind } of folders.entries(data)) {
    if (kind === 'file' || name.includes('=')) return !(await folders.exists(inFolder(data, METADATA)));
  }
  return false;
}
