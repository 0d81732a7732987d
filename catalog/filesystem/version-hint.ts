import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unfinishedPath } from '../file-io/unfinished.js';
import { currentMetadata } from './metadata-versions.js';

export const VERSION_HINT = 'version-hint.text';

/**
 * Brings `version-hint.text` up to the newest metadata file. Best effort: our readers list the folder and Spark looks
 * beyond the hint, but PyIceberg's StaticTable takes it at its word. Of several writers at once the last to finish
 * sees the newest version, hence the second look. `lookUp` is for tests.
 */
export async function updateVersionHint(folder: string, lookUp = currentMetadata): Promise<void> {
  try {
    let hinted: number | undefined;
    for (let look = 0; look < 5; look++) {
      const current = await lookUp(folder);
      if (current === undefined || current.version === hinted) return;
      await replace(folder, String(current.version));
      hinted = current.version;
    }
  } catch {
    // The commit stands; a stale hint is all that is left.
  }
}

async function replace(folder: string, text: string): Promise<void> {
  const temporary = unfinishedPath(folder);
  try {
    await writeFile(temporary, text, { flag: 'wx' });
    await rename(temporary, join(folder, VERSION_HINT));
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
