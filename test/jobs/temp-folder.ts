import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { privateFolder } from '../private-folder.js';

interface Teardown {
  teardown(handler: () => Promise<void>): void;
}

/** A private folder with these files in it, removed when the test ends. It has a `node_modules`, so caches stay inside. */
export async function tempFolder(
  t: Teardown,
  files: Readonly<Record<string, string | Uint8Array>> = {},
): Promise<string> {
  const folder = await privateFolder(tmpdir(), 'lakeveil-test-');
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  await mkdir(join(folder, 'node_modules'));
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
  return folder;
}

/** Paths of all files below a folder, sorted; nothing if it does not exist. */
export async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
