import { type FileHandle, open } from 'node:fs/promises';
import { LakeveilError } from '../../../errors.js';
import { bounded } from '../bounded.js';
import { type ByteRange, mergeRanges, splitRanges, subtractRanges, totalBytes } from '../byte-ranges.js';
import type { LocalCopy } from '../file-io.js';
import { type ScratchCopies, type ScratchFile, scratchError } from '../scratch-copies.js';
import { shownLocation } from '../shown-location.js';
import { beginObject, receiveRange } from './get-object.js';
import { headObject } from './head.js';
import { footerStart } from './parquet-footer.js';
import type { S3Connection } from './s3-connection.js';
import { checkRange, fileTruncated, objectError } from './s3-error.js';
import { objectLocation } from './s3-location.js';

/** The object's bytes in a file on scratch. Errors: those of reading; DISK_FULL. */
export async function wholeCopy(
  s3: S3Connection,
  scratch: ScratchCopies,
  location: string,
): Promise<LocalCopy> {
  const at = objectLocation(location);
  const found = await headObject(s3, location, 'not read');
  if (found === undefined) {
    throw objectError({ name: 'NoSuchKey' }, { what: 'not read', action: 's3:GetObject', location, at });
  }
  const file = await scratch.newFile(location);
  try {
    await file.reserve(found.size);
    const range = { start: 0, end: found.size };
    await download(s3, location, file, [range], found.etag, undefined);
    return { path: file.path, release: () => file.remove() };
  } catch (error) {
    await file.remove();
    throw error;
  }
}

/** Read ahead of the footer, which is rarely longer; what of it is not footer is kept in memory until it is asked for. */
const TAIL_BYTES = 64 * 1024;

/**
 * A file on scratch as long as the Parquet object, of which it holds the footer, and else only what `fill` was asked for:
 * columns that a job does not read never lie on this machine. All of it is of one ETag: FILE_CHANGED.
 *
 * Errors: those of reading; CORRUPT_FILE and FILE_TRUNCATED if the footer is none; DISK_FULL.
 */
export async function sparseCopy(
  s3: S3Connection,
  scratch: ScratchCopies,
  location: string,
): Promise<LocalCopy> {
  const tail = await readTail(s3, location);
  const { size, etag } = tail;
  const footer = { start: footerStart(tail.bytes, size, location), end: size };
  const file = await scratch.newFile(location);
  const stop = new AbortController();
  let filled: readonly ByteRange[] = [];
  let counted: readonly ByteRange[] = [footer];
  let queue: Promise<void> = Promise.resolve();

  const bring = async (ranges: readonly ByteRange[]): Promise<void> => {
    const missing = subtractRanges(ranges, filled);
    const remote = subtractRanges(missing, [{ start: tail.start, end: size }]);
    const done = (range: ByteRange): void => {
      filled = mergeRanges([...filled, range]);
    };
    await writeFromMemory(file, location, subtractRanges(missing, remote), tail, done);
    await download(s3, location, file, remote, etag, stop.signal, done);
  };
  const fill = async (ranges: readonly ByteRange[]): Promise<void> => {
    try {
      stop.signal.throwIfAborted();
      const uncounted = subtractRanges(ranges, counted);
      if (uncounted.length > 0) await file.reserve(totalBytes(uncounted), stop.signal);
      counted = mergeRanges([...counted, ...uncounted]);
      await bring(ranges);
    } catch (error) {
      if (!stop.signal.aborted) throw error;
      const place = shownLocation(location);
      throw new LakeveilError('FILE_IO', `${place} was not read: its local copy was released.`);
    }
  };

  try {
    await file.setLength(size);
    file.reserveAtOnce(size - footer.start);
    await bring([footer]);
  } catch (error) {
    await file.remove();
    throw error;
  }
  return {
    path: file.path,
    async fill(ranges) {
      for (const { start, end } of ranges) checkRange(location, start, end);
      const wanted = mergeRanges(ranges);
      const beyond = wanted.at(-1)?.end ?? 0;
      if (beyond > size) throw fileTruncated(location, beyond, size);
      // One after the other, so that no byte is on its way twice.
      const next = queue.then(() => fill(wanted));
      queue = next.catch(() => {});
      await next;
    },
    async release() {
      stop.abort();
      await queue;
      await file.remove();
    },
  };
}

interface Tail {
  /** Bytes `[start, size)` of the object. */
  readonly bytes: Buffer;
  readonly start: number;
  readonly size: number;
  readonly etag: string | undefined;
}

async function readTail(s3: S3Connection, location: string): Promise<Tail> {
  const begun = await beginObject(s3, location, { last: TAIL_BYTES }).catch((error: unknown) => {
    // S3 has no last bytes of an empty object.
    if (error instanceof LakeveilError && error.code === 'FILE_TRUNCATED')
      footerStart(new Uint8Array(), 0, location);
    throw error;
  });
  const { start, size, etag } = begun;
  const bytes = Buffer.allocUnsafe(size - start);
  const put = (chunk: Buffer, position: number): void => void chunk.copy(bytes, position - start);
  await receiveRange(s3, location, { start, end: size }, put, { begun });
  return { bytes, start, size, etag };
}

async function writeFromMemory(
  file: ScratchFile,
  location: string,
  ranges: readonly ByteRange[],
  tail: Tail,
  done: (range: ByteRange) => void,
): Promise<void> {
  if (ranges.length === 0) return;
  await withHandle(file, location, async (handle) => {
    for (const range of ranges) {
      const bytes = tail.bytes.subarray(range.start - tail.start, range.end - tail.start);
      await writeAt(handle, bytes, range.start, location);
      done(range);
    }
  });
}

async function download(
  s3: S3Connection,
  location: string,
  file: ScratchFile,
  ranges: readonly ByteRange[],
  etag: string | undefined,
  signal: AbortSignal | undefined,
  done: (range: ByteRange) => void = () => {},
): Promise<void> {
  if (ranges.length === 0) return;
  await withHandle(file, location, (handle) =>
    bounded(splitRanges(ranges, s3.partBytes), s3.concurrency, async (part) => {
      const put = (chunk: Buffer, position: number) => writeAt(handle, chunk, position, location);
      await receiveRange(s3, location, part, put, { etag, signal });
      done(part);
    }),
  );
}

async function withHandle(
  file: ScratchFile,
  location: string,
  work: (handle: FileHandle) => Promise<void>,
): Promise<void> {
  const handle = await open(file.path, 'r+').catch((error: unknown) => {
    throw scratchError(error, location);
  });
  try {
    await work(handle);
  } finally {
    await handle.close();
  }
}

/** A full disk shows as a short write first; only the next one fails. */
async function writeAt(handle: FileHandle, bytes: Buffer, position: number, location: string): Promise<void> {
  let written = 0;
  try {
    while (written < bytes.length) {
      written += (await handle.write(bytes, written, bytes.length - written, position + written))
        .bytesWritten;
    }
  } catch (error) {
    throw scratchError(error, location);
  }
}
