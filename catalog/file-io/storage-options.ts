/**
 * How the files of a catalog are reached, as plain data: it goes to worker threads with a run. Credentials are not in it;
 * the AWS SDK's default chain finds them (environment, profile, container or instance role).
 */
export interface StorageOptions {
  readonly s3?: S3Options;
  /** Private folder for copies of remote files; one of its own in the system's temporary folder if absent. */
  readonly scratch?: string;
  /** Bytes that such copies may take at a time, over all threads of a process; more than one file above it still goes. */
  readonly scratchBytes?: number;
}

export interface S3Options {
  /** The SDK's own (AWS_REGION, profile) if absent. */
  readonly region?: string;
  /** Another service than AWS's; else AWS_ENDPOINT_URL_S3 or AWS_ENDPOINT_URL, else AWS. */
  readonly endpoint?: string;
  /** `http://host/bucket/key` in place of `http://bucket.host/key`; true with another endpoint, if absent. */
  readonly pathStyle?: boolean;
  readonly encryption?:
    | { readonly type: 'AES256' }
    | {
        readonly type: 'aws:kms' | 'aws:kms:dsse';
        /** Key id, ARN or alias; the bucket's or the account's if absent. */
        readonly keyId?: string;
        readonly bucketKey?: boolean;
      };
  /** Requests at a time for one file; 8 if absent. */
  readonly concurrency?: number;
  /** Bytes of a part of a multipart upload and of a ranged read; 8 MiB if absent. */
  readonly partBytes?: number;
}
