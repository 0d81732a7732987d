import { Aws } from 'aws-cdk-lib';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { S3Prefix } from '../deployment/s3-prefix.js';

export const bucketArn = (bucket: string): string => `arn:${Aws.PARTITION}:s3:::${bucket}`;
export const objectsArn = ({ bucket, key }: S3Prefix): string => `${bucketArn(bucket)}/${key}/*`;

const WRITE_ACTIONS = ['s3:PutObject', 's3:DeleteObject', 's3:AbortMultipartUpload'];

function byBucket(prefixes: readonly S3Prefix[]): Map<string, string[]> {
  const keys = new Map<string, string[]>();
  for (const { bucket, key } of prefixes) keys.set(bucket, [...(keys.get(bucket) ?? []), key]);
  return keys;
}

/** Lists folders; S3 then also answers 404, not 403, to whoever asks for a key in them by listing it. */
const listStatements = (prefixes: readonly S3Prefix[]): PolicyStatement[] =>
  [...byBucket(prefixes)].map(
    ([bucket, keys]) =>
      new PolicyStatement({
        actions: ['s3:ListBucket'],
        resources: [bucketArn(bucket)],
        conditions: { StringLike: { 's3:prefix': keys.map((key) => `${key}/*`) } },
      }),
  );

export function readStatements(prefixes: readonly S3Prefix[]): PolicyStatement[] {
  return [
    new PolicyStatement({ actions: ['s3:GetObject'], resources: prefixes.map(objectsArn) }),
    ...listStatements(prefixes),
  ];
}

/**
 * Reads, creates and removes objects; lists what interrupted uploads left, which S3 can only be allowed for a whole
 * bucket: the action knows no s3:prefix.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
 */
export function writeStatements(prefixes: readonly S3Prefix[]): PolicyStatement[] {
  return [
    new PolicyStatement({
      actions: ['s3:GetObject', 's3:ListMultipartUploadParts', ...WRITE_ACTIONS],
      resources: prefixes.map(objectsArn),
    }),
    ...listStatements(prefixes),
    new PolicyStatement({
      actions: ['s3:ListBucketMultipartUploads'],
      resources: [...byBucket(prefixes).keys()].map(bucketArn),
    }),
  ];
}

/** Holds whatever else may be attached to the role later. */
export const denyWriteStatement = (prefix: S3Prefix): PolicyStatement =>
  new PolicyStatement({
    effect: Effect.DENY,
    actions: WRITE_ACTIONS,
    resources: [objectsArn(prefix)],
  });
