import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import t from 'tap';
import type { Catalog } from '../../catalog/catalog.js';
import { commitSnapshot } from '../../catalog/iceberg/commit-snapshot.js';
import { openDuckDB } from '../../sql/duckdb.js';
import { type AppendOutcome, writeRows } from '../catalog/append-process.js';
import { livePaths } from '../catalog/catalog-behaviour.js';
import { dataFile, SCHEMA, UNPARTITIONED } from '../catalog/tables.js';
import type { RemoteAppend } from './append-process.js';
import { KINDS, openAt } from './commit-cases.js';
import { missingAws, startMoto } from './moto.js';

/** `LAKEVEIL_COMMITTERS` sets how many processes commit at once. */
const COMMITTERS = Number(process.env['LAKEVEIL_COMMITTERS'] ?? 24);
const PROCESS = fileURLToPath(new URL('./append-process.js', import.meta.url));
const ID = { namespace: ['ns'], name: 't' };
t.setTimeout(600_000);

const skip = missingAws();
t.test(`${COMMITTERS} processes append to one table at once`, { skip: skip ?? false }, async (t) => {
  const moto = await startMoto();
  t.teardown(() => moto.stop());
  await new S3Client({ forcePathStyle: true }).send(new CreateBucketCommand({ Bucket: 'lake' }));
  const folder = await mkdtemp(join(tmpdir(), 'lakeveil-committers-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));

  /** Ten rows a writer, `writer * 10 …`, as Parquet on S3. */
  const upload = async (catalog: Catalog, writer: number): Promise<{ path: string; size: number }> => {
    const local = await writeRows(join(folder, catalog.description.slice(0, 4)), writer);
    const path = `${await catalog.defaultLocation(ID)}/data/writer-${writer}.parquet`;
    await catalog.fileIO(path).publish(local.path, path);
    return { path, size: local.size };
  };
  const rowIds = async (catalog: Catalog): Promise<number[]> => {
    const copies = [];
    for (const path of await livePaths(catalog, ID)) copies.push(await catalog.fileIO(path).localCopy(path));
    const db = await openDuckDB({ threads: 1, memoryMb: 200, scratch: folder });
    try {
      const list = copies.map(({ path }) => `'${path}'`).join(', ');
      const result = await db.connection.runAndReadAll(
        `SELECT id::INTEGER AS id FROM read_parquet([${list}]) ORDER BY id`,
      );
      return result.getRowsJS().map(([id]) => id as number);
    } finally {
      db.close();
      for (const copy of copies) await copy.release();
    }
  };

  for (const kind of KINDS) {
    await t.test(`${kind}: every row is there, none twice, each commit in the history`, async (t) => {
      const warehouse = `s3://lake/${kind}`;
      const catalog = openAt(kind, warehouse, moto.endpoint);
      const first = await upload(catalog, 0);
      await commitSnapshot(catalog, {
        identifier: ID,
        mode: 'create',
        schema: SCHEMA,
        spec: UNPARTITIONED,
        dataFiles: [dataFile(first.path, { fileSizeInBytes: first.size })],
        summary: {},
        runId: 'run-0',
      });
      const children: ChildProcess[] = [];
      t.teardown(() => {
        for (const child of children) child.kill('SIGKILL');
      });
      for (let writer = 1; writer <= COMMITTERS; writer++) {
        const file = await upload(catalog, writer);
        const request: RemoteAppend = {
          kind,
          warehouse,
          endpoint: moto.endpoint,
          runId: `run-${writer}`,
          ...file,
        };
        children.push(
          fork(PROCESS, [JSON.stringify(request)], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] }),
        );
      }
      await Promise.all(children.map((child) => once(child, 'message')));
      const started = performance.now();
      const outcomes = Promise.all(
        children.map(async (child) => (await once(child, 'message'))[0] as AppendOutcome),
      );
      for (const child of children) child.send('go');
      for (const outcome of await outcomes) t.match(outcome, { ok: true, alreadyCommitted: false });
      t.comment(`${COMMITTERS} commits took ${((performance.now() - started) / 1000).toFixed(1)} s`);
      await Promise.all(children.map((child) => child.exitCode ?? once(child, 'exit')));

      t.same(
        await rowIds(catalog),
        Array.from({ length: (COMMITTERS + 1) * 10 }, (_, i) => i),
      );
      const { metadata } = await catalog.load(ID);
      t.same(
        metadata.snapshots.map((one) => one.summary['lakeveil.run-id']).sort(),
        Array.from({ length: COMMITTERS + 1 }, (_, i) => `run-${i}`).sort(),
      );
      t.equal(metadata['last-sequence-number'], COMMITTERS + 1);
      t.equal(metadata.snapshots.at(-1)!.summary['total-records'], String((COMMITTERS + 1) * 10));
      const parents = metadata.snapshots.map((one) => one['parent-snapshot-id']);
      t.same(parents, [undefined, ...metadata.snapshots.slice(0, -1).map((one) => one['snapshot-id'])]);
    });
  }
});
