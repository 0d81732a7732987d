import { open } from 'node:fs/promises';
import { type ByteRange, mergeRanges, splitRanges, subtractRanges } from '../catalog/file-io/byte-ranges.js';
import { fileError } from '../catalog/file-io/file-error.js';
import type { FileIO } from '../catalog/file-io/file-io.js';

/** What the main thread brought to this machine for one task; structured-cloneable. */
export interface StagedFiles {
  readonly copies: readonly StagedCopy[];
  /** Ranges of files that are read in no other way. */
  readonly reads: readonly (ByteRange & { readonly location: string; readonly bytes: Uint8Array })[];
}

export interface StagedCopy {
  readonly location: string;
  /** Nobody removes it while the task runs. */
  readonly path: string;
  /** The bytes that are there, besides the footer; all of them if absent. */
  readonly filled?: readonly ByteRange[];
}

const PIECE_BYTES = 8 * 1024 ** 2;

/**
 * File I/O of a thread whose task's files are here already. It is no promise: what the task wants beyond them it gets from
 * `io`, so that staging decides how fast an answer comes and never which.
 */
export function stagedFileIO(io: FileIO, staged: StagedFiles): FileIO {
  const copies = new Map(staged.copies.map((copy) => [copy.location, copy]));
  return {
    ...io,
    async read(location, range) {
      const known = staged.reads.find(
        (read) => read.location === location && read.start === range?.start && read.end === range.end,
      );
      return known?.bytes ?? io.read(location, range);
    },
    async localCopy(location, how) {
      const copy = copies.get(location);
      if (copy === undefined || (copy.filled !== undefined && how?.sparse !== true)) {
        return io.localCopy(location, how);
      }
      const { path, filled } = copy;
      if (filled === undefined) return { path, release: async () => {} };
      return {
        path,
        fill: (ranges) => bring(io, location, path, subtractRanges(mergeRanges(ranges), mergeRanges(filled))),
        release: async () => {},
      };
    },
  };
}

async function bring(
  io: FileIO,
  location: string,
  path: string,
  missing: readonly ByteRange[],
): Promise<void> {
  if (missing.length === 0) return;
  try {
    const file = await open(path, 'r+');
    try {
      for (const range of splitRanges(missing, PIECE_BYTES)) {
        const bytes = await io.read(location, range);
        await file.write(bytes, 0, bytes.length, range.start);
      }
    } finally {
      await file.close();
    }
  } catch (error) {
    throw fileError(error, 'not brought to this machine', location);
  }
}
