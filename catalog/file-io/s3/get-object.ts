import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { LakeveilError } from '../../../errors.js';
import { awsStatus } from '../../aws/aws-error.js';
import type { ByteRange } from '../byte-ranges.js';
import { shownLocation } from '../shown-location.js';
import { isAbsent } from './absent.js';
import { headObject } from './head.js';
import type { S3Connection } from './s3-connection.js';
import { fileChanged, fileTruncated, objectError } from './s3-error.js';
import { objectLocation } from './s3-location.js';

/** A begun answer. Whoever does not read the body destroys it: it holds a connection. */
export interface BegunObject {
  readonly body: Readable;
  /** Where in the object the body begins. */
  readonly start: number;
  /** Bytes of the body. */
  readonly length: number;
  /** Bytes of the whole object. */
  readonly size: number;
  readonly etag: string | undefined;
}

export interface GetOptions {
  /** The object must still be this one: FILE_CHANGED. */
  readonly etag?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Times that a body may break off before it counts as an outage. */
const TRIES = 5;

/**
 * Begins to read an object: whole, from `start` on, or its last bytes. Errors: those of `objectError`; FILE_TRUNCATED if
 * it ends before the range begins.
 */
export async function beginObject(
  s3: S3Connection,
  location: string,
  range: ByteRange | { readonly last: number } | undefined,
  options: GetOptions = {},
): Promise<BegunObject> {
  const at = objectLocation(location);
  try {
    const answer = await s3.retrying.send(
      new s3.sdk.GetObjectCommand({
        Bucket: at.bucket,
        Key: at.key,
        ...(range === undefined ? {} : { Range: rangeHeader(range) }),
        ...(options.etag === undefined ? {} : { IfMatch: options.etag }),
      }),
      options.signal === undefined ? {} : { abortSignal: options.signal },
    );
    s3.knownBuckets.add(at.bucket);
    const body = answer.Body as Readable;
    const length = answer.ContentLength ?? 0;
    if (range === undefined) return { body, start: 0, length, size: length, etag: answer.ETag };
    if (answer.ContentLength === 0) {
      // AWS answers with 416, some services with nothing.
      body.destroy();
      throw fileTruncated(location, 'last' in range ? 1 : range.end, 0);
    }
    const [, start, end, size] = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(answer.ContentRange ?? '') ?? [];
    const begun = { body, start: Number(start), length, size: Number(size), etag: answer.ETag };
    const wanted = 'last' in range ? Math.max(0, begun.size - range.last) : range.start;
    if (begun.start !== wanted || Number(end) + 1 - begun.start !== length) {
      body.destroy();
      throw new LakeveilError(
        'AWS_ERROR',
        `${shownLocation(location)} was not read: the service answers a ranged read with other bytes than were asked for. Check the endpoint.`,
      );
    }
    return begun;
  } catch (error) {
    if (awsStatus(error) === 416 && range !== undefined) {
      const size = (await headObject(s3, location, 'not read'))?.size ?? 0;
      throw fileTruncated(location, 'last' in range ? 1 : range.end, size);
    }
    const missing = awsStatus(error) === 403 && (await isAbsent(s3, at));
    const reason = missing ? Object.assign(new Error(), { name: 'NoSuchKey' }) : error;
    throw objectError(reason, { what: 'not read', action: 's3:GetObject', location, at });
  }
}

/**
 * Hands the bytes of a range to `sink`, in order, each once; where the connection breaks, it goes on from there.
 * `begun` is an answer to that very range, if there is one already.
 */
export async function receiveRange(
  s3: S3Connection,
  location: string,
  range: ByteRange,
  sink: (chunk: Buffer, position: number) => void | Promise<void>,
  options: GetOptions & { readonly begun?: BegunObject } = {},
): Promise<void> {
  let { begun } = options;
  let etag = options.etag ?? begun?.etag;
  let position = range.start;
  for (let tries = 1; position < range.end; tries++) {
    const reached = position;
    begun ??= await beginObject(s3, location, { start: position, end: range.end }, { ...options, etag });
    if (begun.size < range.end) {
      begun.body.destroy();
      throw fileTruncated(location, range.end, begun.size);
    }
    if (etag !== undefined && begun.etag !== etag) {
      begun.body.destroy();
      throw fileChanged(location, 'not read');
    }
    etag = begun.etag;
    let broken: unknown;
    const chunks = chunksOf(begun.body, (error) => {
      broken = error;
    });
    for await (const chunk of chunks) {
      const bytes = chunk.subarray(0, range.end - position);
      await sink(bytes, position);
      position += bytes.length;
    }
    begun = undefined;
    if (position >= range.end) return;
    options.signal?.throwIfAborted();
    if (position > reached) tries = 1;
    if (tries >= TRIES) throw brokenOff(broken, location);
    await sleep(50 * 2 ** tries);
  }
}

/** A whole body of known length, checked against its checksum by the SDK; undefined if it broke off. */
export async function receiveWhole(begun: BegunObject): Promise<Buffer | undefined> {
  const bytes = Buffer.allocUnsafe(begun.length);
  let filled = 0;
  let broken = false;
  const chunks = chunksOf(begun.body, () => {
    broken = true;
  });
  for await (const chunk of chunks) {
    chunk.copy(bytes, filled);
    filled += chunk.length;
  }
  return broken || filled !== bytes.length ? undefined : bytes;
}

/** An outage that outlasted every try to go on. */
export function brokenOff(error: unknown, location: string): LakeveilError {
  const found = objectError(error, {
    what: 'not read',
    action: 's3:GetObject',
    location,
    at: objectLocation(location),
  });
  if (found.code === 'SERVICE_UNREACHABLE') return found;
  return new LakeveilError(
    'SERVICE_UNREACHABLE',
    `${shownLocation(location)} was not read: the answer of the service broke off, or did not fit its checksum, time after time. Check the network; then start the same command again.`,
    { retryable: true },
  );
}

/** The body's chunks; where it breaks they end, and `onBreak` is told. What the consumer throws is thrown. */
async function* chunksOf(body: Readable, onBreak: (error: unknown) => void): AsyncIterable<Buffer> {
  const chunks = body[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  try {
    for (;;) {
      let next: IteratorResult<Buffer>;
      try {
        next = await chunks.next();
      } catch (error) {
        onBreak(error);
        return;
      }
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    body.destroy();
  }
}

function rangeHeader(range: ByteRange | { readonly last: number }): string {
  return 'last' in range ? `bytes=-${range.last}` : `bytes=${range.start}-${range.end - 1}`;
}
