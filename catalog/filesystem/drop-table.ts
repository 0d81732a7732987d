import { randomUUID } from 'node:crypto';
import { LakeveilError } from '../../errors.js';
import { type FolderStore, inFolder } from '../file-io/folder-store.js';
import { shownLocation } from '../file-io/shown-location.js';
import { METADATA } from './folder-kind.js';
import { metadataFiles, newestOf } from './metadata-versions.js';
import { VERSION_HINT } from './version-hint.js';

/** Drops the name and keeps the files: the metadata files get names that no catalog looks for. */
export async function retireTable(folders: FolderStore, folder: string): Promise<void> {
  const metadata = inFolder(folder, METADATA);
  const prefix = `dropped-${randomUUID()}-`;
  await hideTable(folders, metadata, (names) =>
    folders.renameFiles(
      names.map((name) => ({ from: inFolder(metadata, name), to: inFolder(metadata, prefix + name) })),
    ),
  );
}

/** Removes the table and its files. No reader sees half of it: it leaves in one step, or its metadata goes first. */
export async function removeTable(folders: FolderStore, folder: string): Promise<void> {
  if (!folders.removesAtOnce) {
    const metadata = inFolder(folder, METADATA);
    await hideTable(folders, metadata, (names) =>
      folders.removeFiles(names.map((name) => inFolder(metadata, name))),
    );
  }
  await folders.removeFolder(folder);
}

/**
 * Takes the metadata files away, the newest last: until then the table is whole. What others commit meanwhile goes too.
 */
async function hideTable(
  folders: FolderStore,
  metadata: string,
  hide: (names: readonly string[]) => Promise<void>,
): Promise<void> {
  await folders.removeFiles([inFolder(metadata, VERSION_HINT)]);
  for (let round = 0; round < 20; round++) {
    const names = await metadataFiles(folders, metadata);
    const newest = newestOf(names, metadata)?.fileName;
    if (newest === undefined) return;
    const older = names.filter((name) => name !== newest);
    if (older.length > 0) await hide(older);
    await hide([newest]);
  }
  throw new LakeveilError(
    'COMMIT_CONFLICT',
    `${shownLocation(metadata)} was not dropped: others commit to the table faster than its metadata can be taken away. Stop them, then drop it again.`,
    { retryable: true },
  );
}
