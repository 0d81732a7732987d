/** A folder of a bucket. `key` neither begins nor ends with a slash and is not empty: no whole bucket is ever named. */
export interface S3Prefix {
  readonly bucket: string;
  readonly key: string;
}

const LOCATION = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])\/(.+?)\/*$/;

/** Undefined if it is not `s3://bucket/prefix`, or if it holds what IAM policies read as wildcards or variables. */
export function parseS3Prefix(location: string): S3Prefix | undefined {
  const [, bucket, key] = LOCATION.exec(location) ?? [];
  if (bucket === undefined || key === undefined) return undefined;
  return /[*?$]|\/\/|^\//.test(key) ? undefined : { bucket, key };
}

/** A location that the deployment's schema has checked. */
export function s3Prefix(location: string): S3Prefix {
  const prefix = parseS3Prefix(location);
  if (prefix === undefined) throw new Error(`${location} is not s3://bucket/prefix`);
  return prefix;
}

/** Whether one of them holds the other, or they are the same. */
export function overlaps(a: S3Prefix, b: S3Prefix): boolean {
  return (
    a.bucket === b.bucket && (`${a.key}/`.startsWith(`${b.key}/`) || `${b.key}/`.startsWith(`${a.key}/`))
  );
}
