import { randomUUID } from 'node:crypto';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import t from 'tap';
import { s3FileIO } from '../../../catalog/file-io/s3/s3-file-io.js';
import { missingAws, startMoto } from '../../aws/moto.js';
import { fileIOBehaviour } from '../file-io-behaviour.js';

const skip = missingAws();
t.test('S3', { skip: skip ?? false }, async (t) => {
  const moto = await startMoto();
  t.teardown(() => moto.stop());
  await new S3Client({ forcePathStyle: true }).send(new CreateBucketCommand({ Bucket: 'bucket' }));

  for (const scheme of ['s3', 's3a', 'S3N']) {
    await t.test(`locations as ${scheme}://`, (t) =>
      fileIOBehaviour(t, async () => ({
        io: s3FileIO({ s3: { partBytes: 5 * 1024 * 1024 } }),
        root: `${scheme}://bucket/${randomUUID()}`,
      })),
    );
  }
});
