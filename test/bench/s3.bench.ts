import { fork } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import type { FileIO } from '../../catalog/file-io/file-io.js';
import { openFileIO } from '../../catalog/file-io/open-file-io.js';
import { openFilesystemCatalog } from '../../catalog/filesystem/filesystem-catalog.js';
import { commitSnapshot } from '../../catalog/iceberg/commit-snapshot.js';
import type { DataFile } from '../../catalog/iceberg/data-file.js';
import {
  type CopyStats,
  dataFileFromCopyStats,
  readSplitOffsets,
} from '../../catalog/iceberg/scan/data-file-stats.js';
import { fieldIdsSql } from '../../catalog/iceberg/scan/field-ids-sql.js';
import { planFiles } from '../../catalog/iceberg/scan/plan-files.js';
import { planSplits } from '../../catalog/iceberg/scan/plan-splits.js';
import type { Schema } from '../../catalog/iceberg/schema.js';
import { selectSnapshot } from '../../catalog/iceberg/select-snapshot.js';
import { openDuckDB } from '../../sql/duckdb.js';
import { fillTemplate } from '../../udfs/detect/train/fill-template.js';
import { Random } from '../../udfs/detect/train/random.js';
import { SPOKEN_CALLS } from '../../udfs/detect/train/templates/spoken-calls.js';
import { localExecutor } from '../../workers/piscina-executor.js';
import type { RunSpec, Task } from '../../workers/task.js';
import { startMoto } from '../aws/moto.js';

/**
 * What a warehouse on S3 costs: `node dist/test/bench/s3.bench.js [rows] [rounds]`, 116,000 rows and 2 rounds if absent.
 *
 * The same table, four files with a second text column that is dropped, through `redact` on two threads, each run in a
 * process of its own: on local disk; on S3 with the next tasks' files fetched ahead; and with nothing fetched ahead, so
 * that a thread waits for its files. S3 is moto on this machine, one Python process: it shares the cores with the job, and
 * its throughput is far below S3's, so a second of transfer here says little of one there. How much of it is hidden does.
 */
const ROWS = Number(process.argv[2] ?? 116_000);
const ROUNDS = Number(process.argv[3] ?? 2);
const FILES = 4;
const LENGTH = 600;
const THREADS = 2;
const ID = { namespace: ['bench'], name: 'calls' };
const UNPARTITIONED = { 'spec-id': 0, fields: [] };
const SCHEMA: Schema = {
  type: 'struct',
  'schema-id': 0,
  fields: [
    { id: 1, name: 'id', required: false, type: 'long' },
    { id: 2, name: 'transcript', required: false, type: 'string' },
    { id: 3, name: 'notes', required: false, type: 'string' },
  ],
};

interface Measured {
  readonly seconds: number;
  readonly cpuSeconds: number;
  /** Of the main thread's transfers: bytes, and seconds in which at least one was under way. */
  readonly fetched: number;
  readonly sent: number;
  readonly transferSeconds: number;
  readonly rows: number;
}

async function bench(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'lakeveil-bench-'));
  const moto = await startMoto();
  try {
    await new S3Client({ forcePathStyle: true }).send(new CreateBucketCommand({ Bucket: 'lake' }));
    const bytes = await seed(folder, ['s3://lake/warehouse', join(folder, 'warehouse')]);
    const kinds = [
      ['local disk', join(folder, 'warehouse'), THREADS],
      ['S3, fetched ahead', 's3://lake/warehouse', THREADS],
      ['S3, not ahead', 's3://lake/warehouse', 0],
    ] as const;
    console.log(
      `${ROWS.toLocaleString('en')} rows of ~600 characters in ${FILES} files, ${(bytes / 1e6).toFixed(1)} MB, ${THREADS} threads, best of ${ROUNDS}`,
    );
    const best = new Map<string, Measured>();
    for (let round = 0; round < ROUNDS; round++) {
      for (const [name, warehouse, ahead] of kinds) {
        const measured = await child(warehouse, folder, ahead);
        if (measured.rows !== ROWS) throw new Error(`${measured.rows} rows`);
        if (measured.seconds < (best.get(name)?.seconds ?? Number.POSITIVE_INFINITY))
          best.set(name, measured);
      }
    }
    const local = best.get('local disk')!;
    for (const [name, one] of best) {
      const { seconds, cpuSeconds, fetched, sent, transferSeconds } = one;
      const transfer =
        fetched === 0
          ? ''
          : `; fetched ${(fetched / 1e6).toFixed(1)} MB (${((100 * fetched) / bytes).toFixed(0)} % of the files), sent ${(sent / 1e6).toFixed(1)} MB, ${transferSeconds.toFixed(1)} s with a transfer under way`;
      console.log(
        `${name.padEnd(18)} ${seconds.toFixed(1).padStart(6)} s ${cpuSeconds.toFixed(1).padStart(6)} s CPU, ${(seconds / local.seconds).toFixed(2)} × local (CPU ${(cpuSeconds / local.cpuSeconds).toFixed(2)})${transfer}`,
      );
    }
    const ahead = best.get('S3, fetched ahead')!;
    const not = best.get('S3, not ahead')!;
    const hidden = 1 - Math.max(0, ahead.seconds - local.seconds) / ahead.transferSeconds;
    console.log(
      `of ${ahead.transferSeconds.toFixed(1)} s of transfer ${(100 * Math.max(0, hidden)).toFixed(0)} % are hidden behind computing; not ahead / ahead: ${(not.seconds / ahead.seconds).toFixed(2)}`,
    );
  } finally {
    await moto.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

function child(warehouse: string, folder: string, ahead: number): Promise<Measured> {
  return new Promise((resolve, reject) => {
    const started = fork(fileURLToPath(import.meta.url), ['--measure', warehouse, folder, String(ahead)], {
      env: { ...process.env, UV_THREADPOOL_SIZE: '8', NODE_NO_WARNINGS: '1' },
    });
    started.on('message', (message) => resolve(message as Measured));
    started.on('exit', (code) => reject(new Error(`a run ended with ${code}`)));
  });
}

/** The same files in each warehouse; their bytes. */
async function seed(folder: string, warehouses: readonly string[]): Promise<number> {
  const db = await openDuckDB({ threads: 2, memoryMb: 1000, scratch: folder });
  const io = openFileIO();
  const files: { path: string; file: Omit<DataFile, 'filePath'> }[] = [];
  let bytes = 0;
  try {
    const random = new Random(7);
    await db.connection.run('CREATE TABLE calls (id BIGINT, transcript VARCHAR)');
    const appender = await db.connection.createAppender('calls');
    for (let i = 0; i < ROWS; i++) {
      appender.appendBigInt(BigInt(i));
      let text = '';
      while (text.length < LENGTH)
        text += `${fillTemplate(random.pick(SPOKEN_CALLS.templates), random).text}\n`;
      appender.appendVarchar(text);
      appender.endRow();
    }
    appender.closeSync();
    for (let part = 0; part < FILES; part++) {
      const path = join(folder, `part-${part}.parquet`);
      const [stats] = (
        await db.connection.runAndReadAll(
          `COPY (SELECT *, reverse(transcript) AS notes FROM calls WHERE id % ${FILES} = ${part} ORDER BY id) TO '${path}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 8192, FIELD_IDS ${fieldIdsSql(SCHEMA)}, RETURN_STATS)`,
        )
      ).getRowObjectsJson() as unknown as CopyStats[];
      const splitOffsets = await readSplitOffsets(db.connection, path);
      const { filePath: _, ...file } = dataFileFromCopyStats(stats!, {
        schema: SCHEMA,
        spec: UNPARTITIONED,
        partition: [],
        filePath: '',
        splitOffsets,
      });
      files.push({ path, file });
      bytes += (await stat(path)).size;
    }
    for (const warehouse of warehouses) {
      const dataFiles: DataFile[] = [];
      for (const [part, { path, file }] of files.entries()) {
        const filePath = `${warehouse}/bench/calls/data/part-${part}.parquet`;
        // A copy: publishing consumes it.
        const copy = `${path}.copy`;
        await db.connection.run(`COPY (SELECT content FROM read_blob('${path}')) TO '${copy}' (FORMAT blob)`);
        await io.publish(copy, filePath);
        dataFiles.push({ ...file, filePath });
      }
      await commitSnapshot(openFilesystemCatalog({ warehouse }), {
        identifier: ID,
        mode: 'create',
        schema: SCHEMA,
        spec: UNPARTITIONED,
        dataFiles,
        summary: {},
      });
    }
    return bytes;
  } finally {
    db.close();
  }
}

/** The tasks of a run over the table, and its files; planning and commit are apart, and are not measured. */
async function measure(warehouse: string, folder: string, ahead: number): Promise<void> {
  const scratch = await mkdtemp(join(folder, 'run-'));
  const table = await openFilesystemCatalog({ warehouse }).load(ID);
  const { snapshot, schema } = selectSnapshot(table.metadata, undefined);
  const plan = await planSplits(planFiles(table, { snapshot, schema }), { splitBytes: 128e6, scratch });
  const tasks: Task[] = [];
  for await (const scans of plan.splits) tasks.push({ id: String(tasks.length), scans });
  plan.close();
  const transfers = new Transfers();
  const executor = localExecutor({
    threads: THREADS,
    stageAhead: ahead,
    io: (storage) => transfers.over(openFileIO(storage)),
  });
  const spec: RunSpec = {
    runId: `${process.pid}`.padStart(32, '0'),
    projection: { schema, fieldIds: [1, 2] },
    columns: [
      { fieldId: 1, name: 'id', from: { kind: 'keep', sourceFieldId: 1 } },
      {
        fieldId: 2,
        name: 'transcript',
        from: {
          kind: 'udf',
          udf: {
            builtin: 'redact',
            options: { policy: { generator_default: 'Redaction' }, engine: { type: 'local' } },
          },
          sourceFieldIds: [2],
        },
      },
    ],
    target: {
      dataLocation: `${warehouse}/bench/safe/data`,
      schema: { ...schema, fields: schema.fields.slice(0, 2) },
      spec: UNPARTITIONED,
      targetFileBytes: 128e6,
      compression: 'zstd',
      withoutBounds: [2],
    },
    quarantine: {
      dataLocation: `${warehouse}/bench/quarantine/data`,
      schema: { ...schema, fields: [] },
      keySourceFieldIds: [],
      withoutBounds: [],
    },
    limits: { batchRows: 2048, batchBytes: 8e6, maxCellBytes: 16e6, udfTimeoutMs: 120_000, memoryMb: 600 },
    scratch,
    key: new Uint8Array(32).fill(7),
  };
  const started = performance.now();
  const cpu = process.cpuUsage();
  let rows = 0;
  await executor.run(spec, tasks, async ({ counters }) => {
    rows += counters.rowsWritten;
  });
  const { user, system } = process.cpuUsage(cpu);
  await executor.close();
  const result: Measured = {
    seconds: (performance.now() - started) / 1000,
    cpuSeconds: (user + system) / 1e6,
    fetched: transfers.fetched,
    sent: transfers.sent,
    transferSeconds: transfers.seconds,
    rows,
  };
  await new Promise<void>((resolve) => process.send!(result, () => resolve()));
  process.disconnect?.();
}

/** Counts what goes through a FileIO. */
class Transfers {
  fetched = 0;
  sent = 0;
  #busy = 0;
  #open = 0;
  #since = 0;

  get seconds(): number {
    return this.#busy / 1000;
  }

  over(io: FileIO): FileIO {
    return {
      ...io,
      publish: async (path, location) => {
        this.sent += (await stat(path)).size;
        await this.#timed(() => io.publish(path, location));
      },
      localCopy: async (location, how) => {
        const copy = await this.#timed(() => io.localCopy(location, how));
        const { fill } = copy;
        if (fill === undefined) return copy;
        return {
          ...copy,
          fill: async (ranges) => {
            for (const { start, end } of ranges) this.fetched += end - start;
            await this.#timed(() => fill(ranges));
          },
        };
      },
    };
  }

  async #timed<T>(work: () => Promise<T>): Promise<T> {
    if (this.#open++ === 0) this.#since = performance.now();
    try {
      return await work();
    } finally {
      if (--this.#open === 0) this.#busy += performance.now() - this.#since;
    }
  }
}

if (process.argv[2] === '--measure')
  await measure(process.argv[3]!, process.argv[4]!, Number(process.argv[5]));
else await bench();
