import { awsErrorName, awsStatus } from '../../aws/aws-error.js';
import { shownLocation } from '../shown-location.js';
import { isAbsent } from './absent.js';
import type { S3Connection } from './s3-connection.js';
import { bucketError, objectError } from './s3-error.js';
import { objectLocation, type S3Location } from './s3-location.js';

export interface ObjectFacts {
  /** bytes */
  readonly size: number;
  readonly etag: string | undefined;
  /** Who wrote it, if one of us did: see `writeOnce`. */
  readonly writer: string | undefined;
}

/** Metadata of an object that tells which write of which process it is of. */
export const WRITER = 'lakeveil-writer';

/** What there is about an object; undefined if there is none. Errors: those of `objectError`, NO_SUCH_BUCKET. */
export async function headObject(
  s3: S3Connection,
  location: string,
  what = 'not looked at',
): Promise<ObjectFacts | undefined> {
  const at = objectLocation(location);
  const input = { Bucket: at.bucket, Key: at.key };
  try {
    const found = await s3.retrying.send(new s3.sdk.HeadObjectCommand(input));
    return { size: found.ContentLength ?? 0, etag: found.ETag, writer: found.Metadata?.[WRITER] };
  } catch (error) {
    if (awsStatus(error) === 404) {
      await refuseMissingBucket(s3, at, location, what);
      return undefined;
    }
    if (awsStatus(error) === 403 && (await isAbsent(s3, at))) return undefined;
    // The answer to HEAD has no body, so it does not say why; that to GET does.
    const reason = awsStatus(error) === undefined ? error : await reasonOf(s3, input, error);
    if (awsErrorName(reason) === 'NoSuchKey') return undefined;
    throw objectError(reason, { what, action: 's3:GetObject', location, at });
  }
}

async function reasonOf(
  s3: S3Connection,
  input: { readonly Bucket: string; readonly Key: string },
  error: unknown,
): Promise<unknown> {
  try {
    const { Body } = await s3.once.send(new s3.sdk.GetObjectCommand({ ...input, Range: 'bytes=0-0' }));
    (Body as { destroy?: () => void } | undefined)?.destroy?.();
    return error;
  } catch (reason) {
    return awsStatus(reason) === awsStatus(error) || awsErrorName(reason) !== '' ? reason : error;
  }
}

/** HEAD answers a missing bucket as it does a missing key, so the bucket is looked for, once. */
async function refuseMissingBucket(
  s3: S3Connection,
  { bucket }: S3Location,
  location: string,
  what: string,
): Promise<void> {
  if (s3.knownBuckets.has(bucket)) return;
  try {
    await s3.retrying.send(new s3.sdk.HeadBucketCommand({ Bucket: bucket }));
  } catch (error) {
    if (awsStatus(error) === 404) {
      const missing = Object.assign(new Error(), {
        name: 'NoSuchBucket',
        $metadata: { httpStatusCode: 404 },
      });
      throw bucketError(missing, `${shownLocation(location)} was ${what}`, 's3:GetObject', bucket);
    }
    // Whoever may not list a bucket may still read its objects.
  }
  s3.knownBuckets.add(bucket);
}
