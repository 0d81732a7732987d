import { LakeveilError } from '../../../errors.js';
import { awsErrorName, awsStatus } from '../../aws/aws-error.js';
import { bounded } from '../bounded.js';
import type { FolderEntry, FolderStore } from '../folder-store.js';
import { shownLocation } from '../shown-location.js';
import type { StorageOptions } from '../storage-options.js';
import { listPages } from './list-pages.js';
import { connectS3, type S3Connection } from './s3-connection.js';
import { bucketError, objectError } from './s3-error.js';
import { folderLocation, objectLocation } from './s3-location.js';

/**
 * Folders of S3: prefixes. An empty one is an object of no bytes whose key ends in a slash, as Hadoop and the AWS
 * console make them. The client is made, and the SDK loaded, when it is first used.
 */
export function s3Folders(options: StorageOptions): FolderStore {
  let connection: Promise<S3Connection> | undefined;
  const connect = (): Promise<S3Connection> => {
    connection ??= connectS3(options.s3 ?? {});
    return connection;
  };
  return {
    removesAtOnce: false,
    exists: async (folder) => exists(await connect(), folder),
    async *entries(folder, startingWith) {
      yield* entries(await connect(), folder, startingWith ?? '');
    },
    create: async (folder) => create(await connect(), folder),
    replaceFile: async (location, bytes) => replaceFile(await connect(), location, bytes),
    async renameFiles(files) {
      const s3 = await connect();
      await bounded(files, s3.concurrency, ({ from, to }) => copy(s3, from, to));
      await removeFiles(
        s3,
        files.map((file) => file.from),
      );
    },
    removeFiles: async (locations) => removeFiles(await connect(), locations),
    removeFolder: async (folder) => removeFolder(await connect(), folder),
  };
}

async function exists(s3: S3Connection, folder: string): Promise<boolean> {
  const { bucket, key } = folderLocation(folder);
  for await (const page of listPages(s3, {
    bucket,
    prefix: key,
    what: `${shownLocation(folder)} was not looked at`,
    limit: 1,
  })) {
    // A bucket that answers is there, whatever it holds.
    if (key === '' || page.objects.length > 0) return true;
  }
  return false;
}

async function* entries(s3: S3Connection, folder: string, startingWith: string): AsyncIterable<FolderEntry> {
  const { bucket, key } = folderLocation(folder);
  const what = `${shownLocation(folder)} was not listed`;
  for await (const page of listPages(s3, { bucket, prefix: key + startingWith, delimiter: '/', what })) {
    for (const prefix of page.folders) yield { name: prefix.slice(key.length, -1), kind: 'folder' };
    for (const one of page.objects)
      if (one.key !== key) yield { name: one.key.slice(key.length), kind: 'file' };
  }
}

/** Parents need none: they exist while this one does. */
async function create(s3: S3Connection, folder: string): Promise<void> {
  const at = folderLocation(folder);
  if (at.key === '') return;
  try {
    await s3.retrying.send(
      new s3.sdk.PutObjectCommand({
        Bucket: at.bucket,
        Key: at.key,
        Body: new Uint8Array(),
        IfNoneMatch: '*',
        ...s3.encryption,
      }),
    );
  } catch (error) {
    // It is there: another's, or our own whose answer was lost.
    if (awsStatus(error) === 412 || awsErrorName(error) === 'ConditionalRequestConflict') return;
    throw objectError(error, { what: 'not made', action: 's3:PutObject', location: folder, at });
  }
}

async function replaceFile(s3: S3Connection, location: string, bytes: Uint8Array): Promise<void> {
  const at = objectLocation(location);
  try {
    await s3.retrying.send(
      new s3.sdk.PutObjectCommand({ Bucket: at.bucket, Key: at.key, Body: bytes, ...s3.encryption }),
    );
  } catch (error) {
    throw objectError(error, { what: 'not written', action: 's3:PutObject', location, at });
  }
}

async function copy(s3: S3Connection, from: string, to: string): Promise<void> {
  const source = objectLocation(from);
  const at = objectLocation(to);
  try {
    await s3.retrying.send(
      new s3.sdk.CopyObjectCommand({
        CopySource: `${source.bucket}/${source.key.split('/').map(encodeURIComponent).join('/')}`,
        Bucket: at.bucket,
        Key: at.key,
        ...s3.encryption,
      }),
    );
  } catch (error) {
    throw objectError(error, { what: 'not renamed', action: 's3:PutObject', location: from, at: source });
  }
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html */
const KEYS_A_CALL = 1000;

async function removeFiles(s3: S3Connection, locations: readonly string[]): Promise<void> {
  const byBucket = new Map<string, string[]>();
  for (const location of locations) {
    const { bucket, key } = objectLocation(location);
    byBucket.set(bucket, [...(byBucket.get(bucket) ?? []), key]);
  }
  for (const [bucket, keys] of byBucket) {
    for (let start = 0; start < keys.length; start += KEYS_A_CALL) {
      await removeKeys(s3, bucket, keys.slice(start, start + KEYS_A_CALL));
    }
  }
}

async function removeFolder(s3: S3Connection, folder: string): Promise<void> {
  const { bucket, key } = folderLocation(folder);
  const what = `${shownLocation(folder)} was not removed`;
  if (key === '') throw new LakeveilError('BAD_LOCATION', `${what}: it is a whole bucket.`);
  for await (const page of listPages(s3, { bucket, prefix: key, what })) {
    await removeKeys(
      s3,
      bucket,
      page.objects.map((one) => one.key),
    );
  }
}

async function removeKeys(s3: S3Connection, bucket: string, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return;
  let failed: { readonly Key?: string | undefined; readonly Code?: string | undefined } | undefined;
  try {
    const answer = await s3.retrying.send(
      new s3.sdk.DeleteObjectsCommand({
        Bucket: bucket,
        Delete: { Objects: keys.map((Key) => ({ Key })), Quiet: true },
      }),
    );
    failed = answer.Errors?.[0];
  } catch (error) {
    throw bucketError(error, `Files in s3://${bucket} were not removed`, 's3:DeleteObject', bucket);
  }
  if (failed === undefined) return;
  const location = `s3://${bucket}/${failed.Key ?? ''}`;
  throw objectError(
    { Code: failed.Code ?? '' },
    { what: 'not removed', action: 's3:DeleteObject', location, at: { bucket, key: failed.Key ?? '' } },
  );
}
