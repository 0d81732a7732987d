import { listPages } from './list-pages.js';
import type { S3Connection } from './s3-connection.js';
import type { S3Location } from './s3-location.js';

/**
 * Whether an object that S3 denies access to is not there at all. To whom may not list the whole bucket, a policy with an
 * `s3:prefix` condition for example, S3 says of a missing key that access is denied
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html, "Permissions"); listing just the key may still be
 * allowed, and tells. False where it can't be told.
 */
export async function isAbsent(s3: S3Connection, { bucket, key }: S3Location): Promise<boolean> {
  try {
    const what = `${key} was not looked for`;
    for await (const { objects } of listPages(s3, { bucket, prefix: key, limit: 1, what })) {
      // In the order of their bytes a key comes before those that it begins.
      return objects[0]?.key !== key;
    }
    return true;
  } catch {
    return false;
  }
}
