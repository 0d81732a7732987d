import { awsErrorName } from '../../aws/aws-error.js';
import { shownLocation } from '../shown-location.js';
import { UNFINISHED } from '../unfinished.js';
import { decodeKey } from './list-pages.js';
import type { S3Connection } from './s3-connection.js';
import { bucketError, objectError } from './s3-error.js';
import { folderLocation, objectLocation } from './s3-location.js';

export async function removeObject(s3: S3Connection, location: string): Promise<void> {
  const at = objectLocation(location);
  try {
    await s3.retrying.send(new s3.sdk.DeleteObjectCommand({ Bucket: at.bucket, Key: at.key }));
  } catch (error) {
    if (awsErrorName(error) === 'NoSuchKey') return;
    throw objectError(error, { what: 'not removed', action: 's3:DeleteObject', location, at });
  }
}

/**
 * Aborts the uploads in parts under a folder whose file's name begins with `owner`. Whose an upload is can't be told
 * from anything else, so without an owner none is touched.
 */
export async function abortUploads(
  s3: S3Connection,
  prefix: string,
  owner: string | undefined,
): Promise<void> {
  if (owner === undefined || owner === '') return;
  const { bucket: Bucket, key: Prefix } = folderLocation(prefix);
  const what = `${shownLocation(prefix)} was not cleaned`;
  let KeyMarker: string | undefined;
  let UploadIdMarker: string | undefined;
  do {
    const page = await s3.retrying
      .send(
        new s3.sdk.ListMultipartUploadsCommand({
          Bucket,
          Prefix,
          EncodingType: 'url',
          KeyMarker,
          UploadIdMarker,
        }),
      )
      .catch((error: unknown) => {
        throw bucketError(error, what, 's3:ListBucketMultipartUploads', Bucket);
      });
    for (const { Key: encoded, UploadId } of page.Uploads ?? []) {
      const Key = decodeKey(encoded ?? '');
      const name = Key.slice(Key.lastIndexOf('/') + 1);
      if (!Key.startsWith(Prefix) || !(name.startsWith(owner) || name.startsWith(UNFINISHED + owner)))
        continue;
      await s3.retrying
        .send(new s3.sdk.AbortMultipartUploadCommand({ Bucket, Key, UploadId }))
        .catch((error: unknown) => {
          if (awsErrorName(error) === 'NoSuchUpload') return;
          throw bucketError(error, what, 's3:AbortMultipartUpload', Bucket);
        });
    }
    const more = page.IsTruncated === true;
    KeyMarker = more && page.NextKeyMarker !== undefined ? decodeKey(page.NextKeyMarker) : undefined;
    UploadIdMarker = more ? page.NextUploadIdMarker : undefined;
  } while (KeyMarker !== undefined);
}
