import { randomUUID } from 'node:crypto';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import type { CompletedPart } from '@aws-sdk/client-s3';
import { LakeveilError } from '../../../errors.js';
import { awsStatus } from '../../aws/aws-error.js';
import { bounded } from '../bounded.js';
import { splitRanges } from '../byte-ranges.js';
import { fileError } from '../file-error.js';
import { shownLocation } from '../shown-location.js';
import { createObject } from './create.js';
import { headObject, WRITER } from './head.js';
import type { S3Connection } from './s3-connection.js';
import { objectError } from './s3-error.js';
import { objectLocation } from './s3-location.js';
import { writeOnce } from './write-once.js';

/** Of S3, for one upload: https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
const MAX_PARTS = 10_000;
const WHAT = 'not published';

/** A local file as an object: one PUT, or parts and a conditional completion; then the file is gone. Errors: those of `writeOnce`. */
export async function publishFile(s3: S3Connection, path: string, location: string): Promise<void> {
  objectLocation(location);
  const file = await open(path, 'r').catch((error: unknown) => {
    throw fileError(error, WHAT, location);
  });
  try {
    const { size } = await file.stat();
    if (size <= s3.partBytes) {
      await createObject(s3, location, await readPart(file, 0, size, location), { what: WHAT });
    } else await uploadParts(s3, file, size, location);
  } finally {
    await file.close();
  }
  await unlink(path).catch((error: unknown) => {
    throw fileError(error, 'published, but its local file was not removed', location);
  });
}

/** The wished size of a part, or larger where that would make too many. */
export const partBytesFor = (size: number, wished: number): number =>
  Math.max(wished, Math.ceil(size / MAX_PARTS));

async function uploadParts(
  s3: S3Connection,
  file: FileHandle,
  size: number,
  location: string,
): Promise<void> {
  const { bucket, key } = objectLocation(location);
  const at = { Bucket: bucket, Key: key };
  // Only to spare the upload: what decides is the condition at its end.
  if ((await headObject(s3, location, WHAT)) !== undefined) {
    const place = shownLocation(location);
    throw new LakeveilError('FILE_EXISTS', `${place} was ${WHAT}: it exists and was left as it is.`, {
      details: { location: place },
    });
  }
  const writer = randomUUID();
  const partBytes = partBytesFor(size, s3.partBytes);
  let uploadId: string | undefined;
  let parts: CompletedPart[] | undefined;

  const begin = async (): Promise<string> => {
    const begun = await s3.retrying.send(
      new s3.sdk.CreateMultipartUploadCommand({
        ...at,
        ChecksumAlgorithm: 'CRC32',
        Metadata: { [WRITER]: writer },
        ...s3.encryption,
      }),
    );
    return begun.UploadId!;
  };
  const send = async (UploadId: string): Promise<CompletedPart[]> => {
    const sent: CompletedPart[] = [];
    await bounded(splitRanges([{ start: 0, end: size }], partBytes), s3.concurrency, async (range) => {
      const PartNumber = range.start / partBytes + 1;
      const Body = await readPart(file, range.start, range.end, location);
      const part = { ...at, UploadId, PartNumber, Body, ChecksumAlgorithm: 'CRC32' as const };
      const { ETag, ChecksumCRC32 } = await s3.retrying.send(new s3.sdk.UploadPartCommand(part));
      sent[PartNumber - 1] = { PartNumber, ETag, ChecksumCRC32 };
    });
    return sent;
  };
  const abort = async (): Promise<void> => {
    const UploadId = uploadId;
    [uploadId, parts] = [undefined, undefined];
    if (UploadId === undefined) return;
    // What stays of it, `removeUnfinished` finds.
    await s3.retrying.send(new s3.sdk.AbortMultipartUploadCommand({ ...at, UploadId })).catch(() => {});
  };

  try {
    await writeOnce(s3, location, WHAT, writer, async () => {
      try {
        uploadId ??= await begin();
        parts ??= await send(uploadId);
      } catch (error) {
        throw objectError(error, {
          what: WHAT,
          action: 's3:PutObject',
          location,
          at: objectLocation(location),
        });
      }
      try {
        await s3.once.send(
          new s3.sdk.CompleteMultipartUploadCommand({
            ...at,
            UploadId: uploadId,
            MultipartUpload: { Parts: parts },
            IfNoneMatch: '*',
          }),
        );
      } catch (error) {
        // After a conflict S3 wants the upload begun anew.
        if (awsStatus(error) === 409) await abort();
        throw error;
      }
    });
  } catch (error) {
    await abort();
    throw error;
  }
}

async function readPart(file: FileHandle, start: number, end: number, location: string): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(end - start);
  let filled = 0;
  while (filled < bytes.length) {
    const { bytesRead } = await file
      .read(bytes, filled, bytes.length - filled, start + filled)
      .catch((error: unknown) => {
        throw fileError(error, WHAT, location);
      });
    if (bytesRead === 0) {
      throw new LakeveilError(
        'FILE_IO',
        `${shownLocation(location)} was ${WHAT}: its local file became shorter.`,
      );
    }
    filled += bytesRead;
  }
  return bytes;
}
