import { randomUUID } from 'node:crypto';
import { copyFile, open, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileIO, LocalCopy } from '../../catalog/file-io/file-io.js';
import { localFileIO } from '../../catalog/file-io/local.js';

export interface RemoteFileIO extends FileIO {
  /** What was asked for, in bytes and calls, and how many copies are not given back. */
  readonly counted: {
    fetched: number;
    fills: number;
    sparse: number;
    whole: number;
    open: number;
    mostOpen: number;
  };
}

export interface RemoteOptions {
  /** What lies at `<prefix>/x` is the local file `<folder>/x`. */
  readonly folder: string;
  readonly prefix: string;
  /** Where the copies go. */
  readonly scratch: string;
  /** What a byte reads as that was not fetched; the contract says 0. */
  readonly hole?: number;
  /** Awaited before each copy, fill and publish; the signal tells that the copy was released meanwhile. */
  readonly before?: (
    what: 'copy' | 'fill' | 'publish',
    location: string,
    released: AbortSignal,
  ) => Promise<void>;
}

/**
 * A local folder as if it were remote storage: a sparse copy holds the footer and the bytes that were filled, exactly, and
 * nothing else.
 */
export function remoteFileIO(options: RemoteOptions): RemoteFileIO {
  const { folder, prefix, scratch, hole = 0, before } = options;
  const io = localFileIO();
  const local = (location: string): string => {
    if (!location.startsWith(`${prefix}/`)) throw new Error('another storage');
    return join(folder, location.slice(prefix.length + 1));
  };
  const counted = { fetched: 0, fills: 0, sparse: 0, whole: 0, open: 0, mostOpen: 0 };
  const lend = (path: string, fill?: (released: AbortSignal) => LocalCopy['fill'] & {}): LocalCopy => {
    counted.open += 1;
    counted.mostOpen = Math.max(counted.mostOpen, counted.open);
    const released = new AbortController();
    return {
      path,
      ...(fill === undefined ? {} : { fill: fill(released.signal) }),
      async release() {
        if (released.signal.aborted) return;
        released.abort();
        counted.open -= 1;
        await rm(path);
      },
    };
  };
  return {
    ...io,
    counted,
    read: (location, range) => io.read(local(location), range),
    size: (location) => io.size(local(location)),
    create: (location, bytes) => io.create(local(location), bytes),
    async *list(under) {
      for await (const file of io.list(local(under))) {
        yield { ...file, location: `${prefix}${file.location.slice(folder.length)}` };
      }
    },
    remove: (location) => io.remove(local(location)),
    removeUnfinished: (under, owner) => io.removeUnfinished(local(under), owner),
    async publish(path, location) {
      await before?.('publish', location, new AbortController().signal);
      await io.publish(path, local(location));
    },
    async localCopy(location, how) {
      await before?.('copy', location, new AbortController().signal);
      const source = local(location);
      const path = join(scratch, `copy-${randomUUID()}`);
      if (how?.sparse !== true) {
        await copyFile(source, path);
        counted.whole += 1;
        counted.fetched += (await stat(source)).size;
        return lend(path);
      }
      counted.sparse += 1;
      const { size } = await stat(source);
      const file = await open(path, 'wx');
      try {
        if (hole === 0) await file.truncate(size);
        else await file.write(Buffer.alloc(size, hole));
      } finally {
        await file.close();
      }
      const bring = async (start: number, end: number): Promise<void> => {
        if (start < 0 || end > size || start >= end) throw new Error(`no range: ${start} to ${end}`);
        counted.fetched += end - start;
        const bytes = await io.read(source, { start, end });
        const into = await open(path, 'r+');
        await into.write(bytes, 0, bytes.length, start);
        await into.close();
      };
      const tail = Buffer.from(await io.read(source, { start: size - 8, end: size }));
      await bring(size - 8 - tail.readUInt32LE(0), size);
      return lend(path, (released) => async (ranges) => {
        await before?.('fill', location, released);
        released.throwIfAborted();
        counted.fills += ranges.length;
        for (const { start, end } of ranges) await bring(start, end);
      });
    },
  };
}
