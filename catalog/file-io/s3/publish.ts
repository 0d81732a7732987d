import { randomUUID } from 'node:crypto';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import type { CompletedPart } from '@aws-sdk/client-s3';
import { LakeveilError } from '../../../errors.js';
import { awsErrorName, awsStatus } from '../../aws/aws-error.js';
import { bounded } from '../bounded.js';
import { splitRanges } from '../byte-ranges.js';
import { fileError } from '../file-error.js';
import { shownLocation } from '../shown-location.js';
import { createObject } from './create.js';
import { headObject, WRITER } from './head.js';
import type { S3Connection } from './s3-connection.js';
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
    if (size <= s3.partBytes) await createObject(s3, location, await readPart(file, 0, size, location), WHAT);
    else await uploadParts(s3, file, size, location);
  } finally {
    await file.close();
  }
  await unlink(path).catch((error: unknown) => {
    throw fileError(error, 'published, but its local file was not removed', location);
  });
}

async function uploadParts(
  s3: S3Connection,
  file: FileHandle,
  size: number,
  location: string,
): Promise<void> {
  const { bucket: Bucket, key: Key } = objectLocation(location);
  // Only to spare the upload: what decides is the condition at its end.
  if ((await headObject(s3, location, WHAT)) !== undefined) {
    const place = shownLocation(location);
    throw new LakeveilError('FILE_EXISTS', `${place} was ${WHAT}: it exists and was left as it is.`, {
      details: { location: place },
    });
  }
  const writer = randomUUID();
  const partBytes = Math.max(s3.partBytes, Math.ceil(size / MAX_PARTS));
  let upload: { readonly UploadId: string; readonly Parts: readonly CompletedPart[] } | undefined;

  const begin = async (): Promise<string> => {
    const begun = await s3.retrying.send(
      new s3.sdk.CreateMultipartUploadCommand({
        Bucket,
        Key,
        ChecksumAlgorithm: 'CRC32',
        Metadata: { [WRITER]: writer },
        ...s3.encryption,
      }),
    );
    return begun.UploadId!;
  };
  const send = async (UploadId: string): Promise<CompletedPart[]> => {
    const parts: CompletedPart[] = [];
    await bounded(
      splitRanges([{ start: 0, end: size }], partBytes),
      s3.concurrency,
      async ({ start, end }) => {
        const PartNumber = start / partBytes + 1;
        const Body = await readPart(file, start, end, location);
        const sent = await s3.retrying.send(
          new s3.sdk.UploadPartCommand({
            Bucket,
            Key,
            UploadId,
            PartNumber,
            Body,
            ChecksumAlgorithm: 'CRC32',
          }),
        );
        parts[PartNumber - 1] = { PartNumber, ETag: sent.ETag, ChecksumCRC32: sent.ChecksumCRC32 };
      },
    );
    return parts;
  };
  const abort = async (): Promise<void> => {
    const UploadId = upload?.UploadId;
    upload = undefined;
    if (UploadId === undefined) return;
    // What is left of it, `removeUnfinished` finds.
    await s3.retrying.send(new s3.sdk.AbortMultipartUploadCommand({ Bucket, Key, UploadId })).catch(() => {});
  };

  try {
    await writeOnce(s3, location, WHAT, writer, async () => {
      if (upload === undefined) {
        const UploadId = await begin();
        upload = { UploadId, Parts: [] };
        upload = { UploadId, Parts: await send(UploadId) };
      }
      try {
        await s3.once.send(
          new s3.sdk.CompleteMultipartUploadCommand({
            Bucket,
            Key,
            UploadId: upload.UploadId,
            MultipartUpload: { Parts: [...upload.Parts] },
            IfNoneMatch: '*',
          }),
        );
      } catch (error) {
        // After a conflict S3 wants the upload begun anew.
        if (awsStatus(error) === 409 || awsErrorName(error) === 'NoSuchUpload') await abort();
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
