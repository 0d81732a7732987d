import { decodeKey } from './list.js';
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

export interface ListedPage {
  readonly keys: readonly string[];
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
    yield {
      keys: (page.Contents ?? []).map(({ Key }) => decodeKey(Key ?? '')),
      folders: (page.CommonPrefixes ?? []).map(({ Prefix }) => decodeKey(Prefix ?? '')),
    };
    ContinuationToken = page.IsTruncated === true ? page.NextContinuationToken : undefined;
  } while (ContinuationToken !== undefined);
}
