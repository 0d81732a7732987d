import type { S3Client, ServerSideEncryption } from '@aws-sdk/client-s3';
import { awsClientSettings, awsEndpoint } from '../../aws/client-settings.js';
import type { S3Options } from '../storage-options.js';

/** What the operations share. */
export interface S3Connection {
  readonly sdk: typeof import('@aws-sdk/client-s3');
  /** For calls that may happen twice. */
  readonly retrying: S3Client;
  /** For conditional writes: never tried again by the SDK. */
  readonly once: S3Client;
  /** Goes into every write. */
  readonly encryption: {
    readonly ServerSideEncryption?: ServerSideEncryption;
    readonly SSEKMSKeyId?: string;
    readonly BucketKeyEnabled?: boolean;
  };
  readonly concurrency: number;
  readonly partBytes: number;
  /** Buckets that answered. */
  readonly knownBuckets: Set<string>;
}

const MiB = 1024 * 1024;

/** Loads the SDK; nothing is sent yet. */
export async function connectS3(options: S3Options): Promise<S3Connection> {
  const { region, encryption } = options;
  const settings = (attempts: number) => ({
    ...awsClientSettings('S3', { region, endpoint: options.endpoint, attempts }),
    forcePathStyle: options.pathStyle ?? awsEndpoint('S3', options.endpoint) !== undefined,
  });
  const once = settings(1);
  const retrying = settings(5);
  const sdk = await import('@aws-sdk/client-s3');
  return {
    sdk,
    once: new sdk.S3Client(once),
    retrying: new sdk.S3Client(retrying),
    encryption: {
      ...(encryption === undefined ? {} : { ServerSideEncryption: encryption.type }),
      ...(encryption === undefined || encryption.type === 'AES256' || encryption.keyId === undefined
        ? {}
        : { SSEKMSKeyId: encryption.keyId }),
      ...(encryption === undefined || encryption.type === 'AES256' || encryption.bucketKey === undefined
        ? {}
        : { BucketKeyEnabled: encryption.bucketKey }),
    },
    concurrency: options.concurrency ?? 8,
    partBytes: options.partBytes ?? 8 * MiB,
    knownBuckets: new Set(),
  };
}
