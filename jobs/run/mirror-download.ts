import { mkdir, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { FileIO } from '../../catalog/file-io/file-io.js';
import { LakeveilError } from '../../errors.js';
import { listMirrored, type MirroredFile } from './mirrored-files.js';

const FILES_AT_ONCE = 8;
const TRIES = 5;

/**
 * Brings all files of earlier attempts from the journal into a local folder; their names there. Two attempts that did not
 * know of each other may both have made a file of one name: the later one's gets the next free number.
 *
 * Errors: FileIO's.
 */
export async function bringMirrored(io: FileIO, shared: string, folder: string): Promise<string[]> {
  for (let attempt = 1; ; attempt++) {
    try {
      const files = await listMirrored(io, shared);
      const names = freeNames(files);
      const todo = files.map((file, i) => ({ file, path: join(folder, names[i]!) }));
      while (todo.length > 0) {
        await Promise.all(todo.splice(0, FILES_AT_ONCE).map(({ file, path }) => bring(io, file, path)));
      }
      return names;
    } catch (error) {
      const merged = error instanceof LakeveilError && error.code === 'FILE_NOT_FOUND';
      // Whoever still brought segments to the journal made one of several between our listing and our reading.
      if (!merged || attempt === TRIES) throw error;
    }
  }
}

async function bring(io: FileIO, { segments }: MirroredFile, path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const file = await open(path, 'w', 0o600);
  try {
    let at = 0;
    for (const { location, start } of segments) {
      const bytes = (await io.read(location)).subarray(at - start);
      await file.write(bytes, 0, bytes.length, at);
      at += bytes.length;
    }
  } finally {
    await file.close();
  }
}

/** One name a file, in order: `00000003.ledger` of a second attempt becomes the lowest free number above all. */
export function freeNames(files: readonly { readonly attempt: number; readonly name: string }[]): string[] {
  const taken = new Set<string>();
  const all = new Set(files.map(({ name }) => name));
  return files.map(({ attempt, name }) => {
    let free = name;
    const [, before, , after] = /^((?:.*\/)?)(\d{8})(\.[^/]*)$/.exec(name) ?? [];
    if (before === undefined) {
      if (taken.has(name)) free = `${name}.${attempt}`;
    } else {
      for (let n = 1; taken.has(free); n++) {
        const next = `${before}${String(n).padStart(8, '0')}${after}`;
        if (!all.has(next) && !taken.has(next)) free = next;
      }
    }
    taken.add(free);
    return free;
  });
}
