import { type FolderStore, inFolder } from '../file-io/folder-store.js';
import { localFolders } from '../file-io/local-folders.js';
import { currentMetadata } from './metadata-versions.js';

export const VERSION_HINT = 'version-hint.text';

/**
 * Brings `version-hint.text` up to the newest metadata file. Best effort: our readers list the folder and Spark looks
 * beyond the hint, but PyIceberg's StaticTable takes it at its word. Of several writers at once the last to finish
 * sees the newest version, hence the second look. `lookUp` is for tests.
 */
export async function updateVersionHint(
  folder: string,
  lookUp?: typeof lookUpIn,
  folders: FolderStore = localFolders(),
): Promise<void> {
  try {
    let hinted: number | undefined;
    for (let look = 0; look < 5; look++) {
      const current = await (lookUp ?? lookUpIn)(folder, folders);
      if (current === undefined || current.version === hinted) return;
      await folders.replaceFile(inFolder(folder, VERSION_HINT), Buffer.from(String(current.version)));
      hinted = current.version;
    }
  } catch {
    // The commit stands; a stale hint is all that is left.
  }
}

const lookUpIn = (folder: string, folders: FolderStore) => currentMetadata(folders, folder);
