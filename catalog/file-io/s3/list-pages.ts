import type { S3Connection } from './s3-connection.js';
import { bucketError } from './s3-error.js';

export interface Listing {
  readonly bucket: string;
  readonly prefix: string;
  /** Keys that have it after the prefix come as `folders`, each once, up to and with it. */
  readonly delimiter?: string;
  /** Keys in one page, at most. */
  readonly limit?: number;
  /** What was not done if it fails, a whole clause. */
  readonly what: string;
}

export interface ListedObject {
  readonly key: string;
  /** bytes */
  readonly size: number;
  /** milliseconds since the epoch */
  readonly modified: number;
}

export interface ListedPage {
  readonly objects: readonly ListedObject[];
  readonly folders: readonly string[];
}

/** Page by page (https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html). Errors: those of `bucketError`. */
export async function* listPages(s3: S3Connection, listing: Listing): AsyncIterable<ListedPage> {
  const { bucket, prefix, delimiter, limit, what } = listing;
  let ContinuationToken: string | undefined;
  do {
    const page = await s3.retrying
      .send(
        new s3.sdk.ListObjectsV2Command({
          Bucket: bucket,
          Prefix: prefix,
          EncodingType: 'url',
          ContinuationToken,
          ...(delimiter === undefined ? {} : { Delimiter: delimiter }),
          ...(limit === undefined ? {} : { MaxKeys: limit }),
        }),
      )
      .catch((error: unknown) => {
        throw bucketError(error, what, 's3:ListBucket', bucket);
      });
    s3.knownBuckets.add(bucket);
    yield {
      objects: (page.Contents ?? []).map(({ Key, Size, LastModified }) => ({
        key: decodeKey(Key ?? ''),
        size: Size ?? 0,
        modified: LastModified?.getTime() ?? 0,
      })),
      folders: (page.CommonPrefixes ?? []).map(({ Prefix }) => decodeKey(Prefix ?? '')),
    };
    ContinuationToken = page.IsTruncated === true ? page.NextContinuationToken : undefined;
  } while (ContinuationToken !== undefined);
}

/** Of a listing in `EncodingType: url`, without which XML could not hold some keys. A space is a `+` there. */
export function decodeKey(encoded: string): string {
  return decodeURIComponent(encoded.replaceAll('+', '%20'));
}
