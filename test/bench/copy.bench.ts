import { fork } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openFilesystemCatalog } from '../../catalog/filesystem/filesystem-catalog.js';
import { commitSnapshot } from '../../catalog/iceberg/commit-snapshot.js';
import { readSplitOffsets } from '../../catalog/iceberg/scan/data-file-stats.js';
import { resolveJob } from '../../jobs/resolve-job.js';
import { runJob } from '../../jobs/run/index.js';
import type { RunContext } from '../../jobs/run/types.js';
import { openDuckDB } from '../../sql/duckdb.js';

// What a row costs on its way through a UDF, against DuckDB's own COPY of the same data.
//
//   node dist/test/bench/copy.bench.js [rows…] [--folder DIR]
//
// For each number of rows (116,000 and 2,000,000 by default): COPY with 2 threads, then the whole job with the identity
// UDF and 2 threads (plan, threads, Parquet, commit), then with 1, each in a process of its own. Prints times, ratios and peak resident memory.

const ROW_GROUP = 40_960;

interface Measured {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakMb: number;
}

const [mode, ...args] = process.argv.slice(2);
if (mode === '--measure') await measured(args[0]!, args[1]!, Number(args[2]), Number(args[3]));
else await bench([mode, ...args].filter((arg) => arg !== undefined));

async function bench(options: readonly string[]): Promise<void> {
  const at = options.indexOf('--folder');
  const folder = at >= 0 ? options[at + 1]! : await mkdtemp(join(tmpdir(), 'lakeveil-bench-'));
  const sizes = options.filter((option) => /^\d+$/.test(option)).map(Number);
  try {
    for (const rows of sizes.length > 0 ? sizes : [116_000, 2_000_000]) await size(folder, rows);
  } finally {
    if (at < 0) await rm(folder, { recursive: true, force: true });
  }
}

async function size(folder: string, rows: number): Promise<void> {
  const source = join(folder, `source-${rows}.parquet`);
  if (!existsSync(source)) await generate(source, rows);
  // Twice, the better of each: the first reads a cold file.
  const best = async (what: string, threads: number): Promise<Measured> => {
    const runs = [await child(what, source, rows, threads), await child(what, source, rows, threads)];
    return runs.sort((a, b) => a.seconds - b.seconds)[0]!;
  };
  const copied = await best('copy', 2);
  const two = await best('job', 2);
  const one = await best('job', 1);
  const line = (what: string, { seconds, cpuSeconds, peakMb }: Measured): string =>
    `${what.padEnd(26)} ${seconds.toFixed(2).padStart(7)} s ${cpuSeconds.toFixed(2).padStart(7)} s CPU ${String(peakMb).padStart(6)} MB peak`;
  console.log(`${rows.toLocaleString('en')} rows of ~600 characters`);
  console.log(line('DuckDB COPY, 2 threads', copied));
  console.log(line('identity UDF, 2 threads', two));
  console.log(line('identity UDF, 1 thread', one));
  console.log(
    `job / COPY: ${(two.seconds / copied.seconds).toFixed(2)} (CPU ${(two.cpuSeconds / copied.cpuSeconds).toFixed(2)})`,
  );
  console.log(`one thread / two: ${(one.seconds / two.seconds).toFixed(2)}\n`);
}

function child(what: string, source: string, rows: number, threads: number): Promise<Measured> {
  return new Promise((resolve, reject) => {
    const started = fork(
      fileURLToPath(import.meta.url),
      ['--measure', what, source, String(rows), String(threads)],
      {
        env: { ...process.env, UV_THREADPOOL_SIZE: '8' },
      },
    );
    started.on('message', (message) => resolve(message as Measured));
    started.on('exit', (code) => reject(new Error(`${what} ended with ${code}`)));
  });
}

async function measured(what: string, source: string, rows: number, threads: number): Promise<void> {
  const folder = await mkdtemp(join(source, '..', 'out-'));
  try {
    const context = await tableOver(source, folder, rows, threads);
    const started = performance.now();
    const cpu = process.cpuUsage();
    if (what === 'copy') await copy(source, folder, threads);
    else {
      const { rowsWritten, characters } = await runJob(context);
      if (rowsWritten !== rows || characters === 0)
        throw new Error(`${rowsWritten} of ${rows} rows were written`);
    }
    const { user, system } = process.cpuUsage(cpu);
    const result: Measured = {
      seconds: (performance.now() - started) / 1000,
      cpuSeconds: (user + system) / 1e6,
      peakMb: Math.round(process.resourceUsage().maxRSS / 1024),
    };
    await new Promise<void>((resolve) => process.send!(result, () => resolve()));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  process.disconnect?.();
}

async function copy(source: string, folder: string, threads: number): Promise<void> {
  const db = await openDuckDB({ threads, memoryMb: 1000, scratch: folder });
  await db.connection.run(
    `COPY (FROM '${source}') TO '${join(folder, 'copy.parquet')}' (FORMAT parquet, COMPRESSION zstd)`,
  );
  db.close();
}

/** An Iceberg table that has the source as its one data file, and the job that copies it through the identity UDF. */
async function tableOver(source: string, folder: string, rows: number, threads: number): Promise<RunContext> {
  const catalog = openFilesystemCatalog({ warehouse: join(folder, 'warehouse') });
  const db = await openDuckDB({ threads: 1, memoryMb: 200, scratch: folder });
  const splitOffsets = await readSplitOffsets(db.connection, source);
  db.close();
  const field = (id: number, name: string, type: string) => ({ id, name, required: false, type });
  await commitSnapshot(catalog, {
    identifier: { namespace: ['bench'], name: 'calls' },
    mode: 'create',
    schema: {
      type: 'struct',
      'schema-id': 0,
      fields: [field(1, 'id', 'long'), field(2, 'transcript', 'string')],
    },
    spec: { 'spec-id': 0, fields: [] },
    dataFiles: [
      {
        content: 0,
        filePath: source,
        fileFormat: 'PARQUET',
        specId: 0,
        partition: [],
        recordCount: rows,
        fileSizeInBytes: statSync(source).size,
        splitOffsets,
      },
    ],
    summary: {},
  });
  const definition = {
    source: 'bench.calls',
    target: 'bench.copy',
    columns: { id: 'keep', transcript: { udf: 'identity', from: 'transcript' } },
    threads,
  };
  return { catalog, job: resolveJob(definition, { name: 'copy' }), jobName: 'copy' };
}

/** Words of two to ten letters, drawn from 4,096: what zstd makes of it is like what it makes of speech. */
async function generate(path: string, rows: number): Promise<void> {
  const db = await openDuckDB({ threads: 2, memoryMb: 4000, scratch: join(path, '..') });
  await db.connection.run(
    `CREATE TABLE words AS SELECT list(word ORDER BY k) AS all_words FROM (SELECT k, substr(translate(md5(k::VARCHAR), '0123456789', 'ghijklmnop'), 1, 2 + (hash(k) % 9)::INT) AS word FROM range(4096) r(k))`,
  );
  const words = Array.from({ length: 90 }, (_, k) => `all_words[1 + (hash(i * 101 + ${k}) % 4096)::INT]`);
  await db.connection.run(
    `COPY (SELECT i::BIGINT AS id, concat_ws(' ', ${words.join(', ')}) AS transcript FROM range(${rows}) r(i), words) TO '${path}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE ${ROW_GROUP}, FIELD_IDS {id: 1, transcript: 2})`,
  );
  db.close();
}
