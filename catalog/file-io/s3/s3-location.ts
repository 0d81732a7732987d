import { LakeveilError } from '../../../errors.js';

export interface S3Location {
  readonly bucket: string;
  /** As it stands in the location: nothing is decoded, `..` and `//` are parts of the name. */
  readonly key: string;
}

const MAX_KEY_BYTES = 1024;

/** The object that a location names. Errors: BAD_LOCATION. */
export function objectLocation(location: string): S3Location {
  const parsed = parse(location);
  if (parsed.key === '' || parsed.key.endsWith('/')) {
    throw bad('it names a bucket or a folder, not a file. Write it s3://bucket/folder/file.');
  }
  return parsed;
}

/** The folder that a location names: its key is empty, the bucket's root, or ends in one slash. Errors: BAD_LOCATION. */
export function folderLocation(location: string): S3Location {
  const { bucket, key } = parse(location);
  return { bucket, key: key === '' || key.endsWith('/') ? key : `${key}/` };
}

function parse(location: string): S3Location {
  const [, bucket, key = ''] = /^s3[an]?:\/\/([^/]*)(?:\/([\s\S]*))?$/i.exec(location) ?? [];
  if (bucket === undefined) throw bad('it is no S3 location. Write it s3://bucket/key.');
  // What stands here in a bad location may be a password (s3a://key:secret@bucket), so it is not shown.
  if (!isBucket(bucket)) {
    throw bad(
      'what stands between s3:// and the next slash is no name of a bucket. Write it s3://bucket/key; credentials come from AWS_PROFILE or a role.',
    );
  }
  if (/[\ud800-\udfff]/u.test(key)) throw bad('its key has half of a surrogate pair.');
  if (Buffer.byteLength(key) > MAX_KEY_BYTES) throw bad(`its key is longer than ${MAX_KEY_BYTES} bytes.`);
  return { bucket, key };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html; old buckets have capitals, `_` and up to 255. */
const isBucket = (name: string): boolean =>
  /^[A-Za-z0-9][A-Za-z0-9._-]{1,253}[A-Za-z0-9]$/.test(name) &&
  !name.includes('..') &&
  !/^\d+\.\d+\.\d+\.\d+$/.test(name);

const bad = (why: string): LakeveilError =>
  new LakeveilError('BAD_LOCATION', `Nothing was read or written: ${why}`);
