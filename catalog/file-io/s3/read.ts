import { setTimeout as sleep } from 'node:timers/promises';
import { bounded } from '../bounded.js';
import { type ByteRange, splitRanges } from '../byte-ranges.js';
import { beginObject, brokenOff, receiveRange, receiveWhole } from './get-object.js';
import { headObject } from './head.js';
import type { S3Connection } from './s3-connection.js';
import { checkRange, fileTruncated, objectError } from './s3-error.js';
import { objectLocation } from './s3-location.js';

/** An object's bytes. A small one in one call, with its checksum checked; a large one in parallel ranges, pinned to one ETag. */
export async function readWhole(s3: S3Connection, location: string): Promise<Uint8Array> {
  for (let tries = 1; ; tries++) {
    const begun = await beginObject(s3, location, undefined);
    if (begun.length > s3.partBytes) {
      begun.body.destroy();
      return readParts(s3, location, { start: 0, end: begun.length }, begun.etag);
    }
    const bytes = await receiveWhole(begun);
    if (bytes !== undefined) return bytes;
    if (tries === 5) throw brokenOff(undefined, location);
    await sleep(50 * 2 ** tries);
  }
}

export async function readRange(s3: S3Connection, location: string, range: ByteRange): Promise<Uint8Array> {
  const { start, end } = range;
  checkRange(location, start, end);
  if (start === end) {
    if ((await headObject(s3, location, 'not read')) !== undefined) return new Uint8Array();
    const at = objectLocation(location);
    throw objectError({ name: 'NoSuchKey' }, { what: 'not read', action: 's3:GetObject', location, at });
  }
  const first = { start, end: Math.min(end, start + s3.partBytes) };
  const begun = await beginObject(s3, location, first);
  if (begun.size < end) {
    begun.body.destroy();
    throw fileTruncated(location, end, begun.size);
  }
  const bytes = Buffer.allocUnsafe(end - start);
  const put = (chunk: Buffer, position: number): void => void chunk.copy(bytes, position - start);
  await receiveRange(s3, location, first, put, { begun });
  if (first.end < end)
    bytes.set(await readParts(s3, location, { start: first.end, end }, begun.etag), first.end - start);
  return bytes;
}

async function readParts(
  s3: S3Connection,
  location: string,
  range: ByteRange,
  etag: string | undefined,
): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(range.end - range.start);
  const put = (chunk: Buffer, position: number): void => void chunk.copy(bytes, position - range.start);
  await bounded(splitRanges([range], s3.partBytes), s3.concurrency, (part) =>
    receiveRange(s3, location, part, put, { etag }),
  );
  return bytes;
}
