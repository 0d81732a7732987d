import {
  CreateDatabaseCommand,
  CreateTableCommand,
  GetTableCommand,
  GlueClient,
  UpdateTableCommand,
} from '@aws-sdk/client-glue';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import t from 'tap';
import { missingAws, startMoto } from './moto.js';

const skip = missingAws();
t.test('the stand-in is as strict as AWS where commits rest on it', { skip: skip ?? false }, async (t) => {
  const moto = await startMoto();
  t.teardown(() => moto.stop());

  await t.test('of conditional writes of one key at once exactly one succeeds', async (t) => {
    const s3 = new S3Client({ forcePathStyle: true });
    await s3.send(new CreateBucketCommand({ Bucket: 'bucket' }));
    for (let round = 0; round < 5; round++) {
      const outcomes = await Promise.allSettled(
        Array.from({ length: 12 }, (_, i) =>
          s3.send(
            new PutObjectCommand({ Bucket: 'bucket', Key: `k${round}`, Body: `${i}`, IfNoneMatch: '*' }),
          ),
        ),
      );
      t.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1);
    }
  });

  await t.test('an update of a Glue table with a version that is past is refused', async (t) => {
    const glue = new GlueClient({});
    await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: 'd' } }));
    await glue.send(new CreateTableCommand({ DatabaseName: 'd', TableInput: { Name: 't' } }));
    const { Table } = await glue.send(new GetTableCommand({ DatabaseName: 'd', Name: 't' }));
    const version = Table!.VersionId!;
    const update = () =>
      glue.send(
        new UpdateTableCommand({
          DatabaseName: 'd',
          TableInput: { Name: 't' },
          VersionId: version,
          SkipArchive: true,
        }),
      );
    const outcomes = await Promise.allSettled(Array.from({ length: 8 }, update));
    t.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1);
    await t.rejects(update(), { name: 'ConcurrentModificationException' });
  });
});
