import type { FileInfo } from '../file-io.js';
import { shownLocation } from '../shown-location.js';
import type { S3Connection } from './s3-connection.js';
import { bucketError } from './s3-error.js';
import { folderLocation } from './s3-location.js';

/** Every object under a folder, page by page. Keys that end in a slash are folders' markers, no files. */
export async function* listObjects(s3: S3Connection, prefix: string): AsyncIterable<FileInfo> {
  const { bucket, key } = folderLocation(prefix);
  const root = prefix.endsWith('/') ? prefix : `${prefix}/`;
  for await (const page of pages(s3, bucket, key, prefix)) {
    for (const { Key, Size, LastModified } of page) {
      const name = decodeKey(Key ?? '');
      if (!name.startsWith(key) || name.endsWith('/')) continue;
      yield {
        location: root + name.slice(key.length),
        size: Size ?? 0,
        modified: LastModified?.getTime() ?? 0,
      };
    }
  }
}

async function* pages(s3: S3Connection, Bucket: string, Prefix: string, location: string) {
  let ContinuationToken: string | undefined;
  do {
    const page = await s3.retrying
      .send(new s3.sdk.ListObjectsV2Command({ Bucket, Prefix, EncodingType: 'url', ContinuationToken }))
      .catch((error: unknown) => {
        throw bucketError(error, `${shownLocation(location)} was not listed`, 's3:ListBucket', Bucket);
      });
    s3.knownBuckets.add(Bucket);
    yield page.Contents ?? [];
    ContinuationToken = page.IsTruncated === true ? page.NextContinuationToken : undefined;
  } while (ContinuationToken !== undefined);
}

/** Of a listing in `EncodingType: url`, without which XML could not hold some keys. A space is a `+` there. */
export function decodeKey(encoded: string): string {
  return decodeURIComponent(encoded.replaceAll('+', '%20'));
}
