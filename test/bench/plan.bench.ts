/**
 * Planning of 100 to 100,000 data files, from the manifests to splits: `node dist/test/bench/plan.bench.js`. Prints
 * seconds, the ratio of CPU time to the size before (10 is linear) and the process's peak memory.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openFilesystemCatalog } from '../../catalog/filesystem/filesystem-catalog.js';
import { commitSnapshot } from '../../catalog/iceberg/commit-snapshot.js';
import type { DataFile } from '../../catalog/iceberg/data-file.js';
import { planFiles } from '../../catalog/iceberg/scan/plan-files.js';
import { planSplits } from '../../catalog/iceberg/scan/plan-splits.js';
import type { Schema } from '../../catalog/iceberg/schema.js';
import { encodeSingleValue } from '../../catalog/iceberg/values/single-value.js';

const folder = await mkdtemp(join(tmpdir(), 'plan-bench-'));
const schema: Schema = {
  type: 'struct',
  'schema-id': 0,
  fields: [
    { id: 1, name: 'id', type: 'long', required: false },
    { id: 2, name: 'text', type: 'string', required: false },
  ],
};
const megabyte = 1024 * 1024;

function* dataFiles(count: number): Generator<DataFile> {
  const bound = (value: bigint): string => Buffer.from(encodeSingleValue('long', value)).toString('base64');
  for (let i = 0; i < count; i += 1) {
    const isLarge = i % 10 === 0;
    yield {
      content: 0,
      filePath: `${folder}/warehouse/ns/t/data/${String(i).padStart(6, '0')}-data.parquet`,
      fileFormat: 'PARQUET',
      specId: 0,
      partition: [],
      recordCount: isLarge ? 1_000_000 : 10_000,
      fileSizeInBytes: isLarge ? 400 * megabyte : 4 * megabyte,
      columnSizes: { 1: 1000, 2: 4_000_000 },
      valueCounts: { 1: 10_000, 2: 10_000 },
      nullValueCounts: { 1: 0, 2: 0 },
      lowerBounds: { 1: bound(BigInt(i) * 1000n) },
      upperBounds: { 1: bound(BigInt(i) * 1000n + 999n) },
      splitOffsets: isLarge ? [4, 100 * megabyte, 200 * megabyte, 300 * megabyte] : [4],
    };
  }
}

try {
  const catalog = openFilesystemCatalog({ warehouse: join(folder, 'warehouse') });
  let before: number | undefined;
  for (const count of [100, 1000, 10_000, 100_000]) {
    const { table, snapshot } = await commitSnapshot(catalog, {
      identifier: { namespace: ['ns'], name: `t${count}` },
      mode: 'create',
      schema,
      spec: { 'spec-id': 0, fields: [] },
      dataFiles: dataFiles(count),
      summary: {},
    });
    const cpu = process.cpuUsage();
    const started = performance.now();
    const plan = await planSplits(planFiles(table, { snapshot, schema }), {
      splitBytes: 128 * megabyte,
      scratch: folder,
    });
    const planned = performance.now();
    let pieces = 0;
    for await (const split of plan.splits) pieces += split.length;
    const seconds = (performance.now() - started) / 1000;
    plan.close();
    const used = process.cpuUsage(cpu);
    const cpuSeconds = (used.user + used.system) / 1e6;
    console.log(
      `${String(count).padStart(7)} files → ${plan.totals.splits} splits, ${pieces} pieces: ${seconds.toFixed(2)} s (planned after ${((planned - started) / 1000).toFixed(2)} s, CPU ${cpuSeconds.toFixed(2)} s), ratio of CPU ${before === undefined ? '–' : (cpuSeconds / before).toFixed(1)}, peak ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`,
    );
    before = cpuSeconds;
  }
} finally {
  await rm(folder, { recursive: true });
}
