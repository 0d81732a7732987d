import { randomInt } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Makes a folder of its own below `parent`. Unlike mkdtemp's, its name cannot by chance hold a word that a test
 * looks for in what is printed: it is made of the letters q to z.
 */
export async function privateFolder(parent: string, prefix: string): Promise<string> {
  for (;;) {
    const name = String(randomInt(1e12)).replace(/\d/g, (digit) => 'qrstuvwxyz'[Number(digit)]!);
    const folder = join(parent, `${prefix}${name}`);
    try {
      await mkdir(folder, { mode: 0o700 });
      return folder;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}
