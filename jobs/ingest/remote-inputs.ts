import { mkdir, statfs, symlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { bounded } from '../../catalog/file-io/bounded.js';
import type { FileInfo, FileIO } from '../../catalog/file-io/file-io.js';
import { openFileIO } from '../../catalog/file-io/open-file-io.js';
import type { StorageOptions } from '../../catalog/file-io/storage-options.js';
import { LakeveilError } from '../../errors.js';
import { formatBytes } from '../report/format.js';
import { globFolder, globPattern, isGlob } from './glob.js';
import type { InputFile } from './input-files.js';

export interface BringOptions {
  readonly storage: StorageOptions;
  /** An existing private folder: the copies go there. */
  readonly scratch: string;
  readonly signal?: AbortSignal | undefined;
}

const AT_A_TIME = 8;

/**
 * Copies on scratch of the objects that a name or glob of S3 stands for, sorted by location. All of them lie there at
 * once, as one statement reads them; `scratchBytes` does not bound them.
 *
 * Errors: FILE_NOT_FOUND, DISK_FULL and those of the file I/O.
 */
export async function remoteInputs(name: string, options: BringOptions): Promise<InputFile[]> {
  const { scratch, signal } = options;
  const io = openFileIO({ ...options.storage, scratch, scratchBytes: Number.MAX_SAFE_INTEGER });
  const found = await matchingObjects(io, name);
  await refuseTooLarge(name, found, scratch);
  const files: InputFile[] = [];
  try {
    await bounded(found.entries(), AT_A_TIME, async ([index, { location }]) => {
      signal?.throwIfAborted();
      const copy = await io.localCopy(location);
      const shown = found.length === 1 ? name : location.slice(location.lastIndexOf('/') + 1);
      const path = await inHiveFolders(copy.path, location, scratch);
      files[index] = { name: shown, path, release: copy.release };
    });
  } catch (error) {
    await releaseInputs(files.filter((file) => file !== undefined));
    throw error;
  }
  return files;
}

/** Gives back what copies of remote files took of scratch. */
export async function releaseInputs(files: readonly InputFile[]): Promise<void> {
  for (const file of files) await file.release?.();
}

/** An object whose name has glob characters in it is that object, not a glob. */
async function matchingObjects(io: FileIO, name: string): Promise<{ location: string; size: number }[]> {
  const size = name.endsWith('/') ? undefined : await io.size(name);
  if (size !== undefined) return [{ location: name, size }];
  if (!isGlob(name)) {
    for await (const _ of io.list(name)) {
      throw new LakeveilError(
        'FILE_NOT_FOUND',
        `Nothing was ingested: ${name} is a folder. Name its files, e.g. ${name.replace(/\/$/, '')}/*.parquet.`,
      );
    }
    throw noSuchFile(name);
  }
  const pattern = globPattern(name);
  const matches: FileInfo[] = [];
  for await (const file of io.list(globFolder(name))) if (pattern.test(file.location)) matches.push(file);
  if (matches.length === 0) throw noSuchFile(name);
  return matches.sort((a, b) => (a.location < b.location ? -1 : 1));
}

const noSuchFile = (name: string): LakeveilError =>
  new LakeveilError(
    'FILE_NOT_FOUND',
    `Nothing was ingested: there is no file ${name}. Check bucket and key.`,
  );

/** Throws DISK_FULL if scratch has no room for all of them. */
export async function refuseTooLarge(
  name: string,
  files: readonly { readonly size: number }[],
  scratch: string,
): Promise<void> {
  const wanted = files.reduce((sum, { size }) => sum + size, 0);
  const { bavail, bsize } = await statfs(scratch);
  if (wanted <= bavail * bsize) return;
  throw new LakeveilError(
    'DISK_FULL',
    `Nothing was ingested: ${name} is ${formatBytes(wanted)}, and scratch has room for ${formatBytes(bavail * bsize)}. Set LAKEVEIL_SCRATCH to a folder with more room, or ingest fewer files at a time with --mode append.`,
    { details: { wanted, room: bavail * bsize } },
  );
}

/** DuckDB takes columns from folders like `region=eu`: the copy gets a name below folders of the same names. */
async function inHiveFolders(path: string, location: string, scratch: string): Promise<string> {
  const folders = location.split('/').slice(3, -1);
  const hive = folders.filter((folder) => /^[^=]+=/.test(folder));
  const plain = hive.every((folder) => !/[*?[\]\0]/.test(folder) && Buffer.byteLength(folder) < 256);
  if (hive.length === 0 || !plain) return path;
  const copy = basename(path);
  const folder = join(scratch, `hive-${basename(dirname(path))}-${copy}`, ...hive);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await symlink(path, join(folder, copy));
  return join(folder, copy);
}
