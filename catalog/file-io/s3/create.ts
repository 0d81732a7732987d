import { randomUUID } from 'node:crypto';
import { WRITER } from './head.js';
import type { S3Connection } from './s3-connection.js';
import { objectLocation } from './s3-location.js';
import { writeOnce } from './write-once.js';

/** One conditional PUT, with its checksum. Errors: those of `writeOnce`. */
export async function createObject(
  s3: S3Connection,
  location: string,
  bytes: Uint8Array,
  { what = 'not written', fence }: { what?: string; fence?: (() => Promise<void>) | undefined } = {},
): Promise<void> {
  const { bucket, key } = objectLocation(location);
  const writer = randomUUID();
  const write = async (): Promise<void> => {
    const put = new s3.sdk.PutObjectCommand({
      Bucket: bucket,
      Key: key,
      Body: bytes,
      ContentLength: bytes.length,
      ChecksumAlgorithm: 'CRC32',
      IfNoneMatch: '*',
      Metadata: { [WRITER]: writer },
      ...s3.encryption,
    });
    await s3.once.send(put);
  };
  await writeOnce(s3, location, what, writer, write, fence);
}
