import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { openFilesystemCatalog } from '../../../catalog/filesystem/filesystem-catalog.js';
import { ingestFiles } from '../../../jobs/ingest/ingest-files.js';
import { planJob } from '../../../jobs/run/index.js';
import { openDuckDB } from '../../../sql/duckdb.js';
import { privateFolder } from '../../private-folder.js';
import { CALLS_JOB, contextHere, runHere } from './run-here.js';
import { rowsOf } from './support-warehouse.js';

t.setTimeout(600_000);

const ROWS = 60_000;

for (const groupRows of [2048, 122_880]) {
  t.test(
    `one file of ${ROWS} rows in row groups of ${groupRows} is cut, and no row is lost or doubled`,
    async (t) => {
      const folder = await privateFolder(tmpdir(), 'lv-test-');
      const scratch = await privateFolder(folder, 'scratch-');
      t.teardown(() => rm(folder, { recursive: true, force: true }));
      const warehouse = join(folder, 'warehouse');
      const home = { folder, scratch, warehouse, remove: async () => {} };
      const db = await openDuckDB({ threads: 1, memoryMb: 1024, scratch });
      const path = join(folder, 'rows.parquet');
      await db.connection.run(
        `COPY (SELECT i AS id, i * 3 AS customer_id, 'call ' || i AS transcript FROM range(${ROWS}) r(i))
        TO '${path}' (FORMAT parquet, ROW_GROUP_SIZE ${groupRows})`,
      );
      db.close();
      const catalog = openFilesystemCatalog({ warehouse });
      await ingestFiles(catalog, { files: [path], table: 'support.calls', mode: 'create', scratch });
      const job = { ...CALLS_JOB, policy: { generator_default: 'Off' }, threads: 2 };
      const plan = await planJob(contextHere(home, job));
      t.ok(plan.splits >= 4, `${plan.splits} splits`);
      const report = await runHere(home, job);
      t.equal(report.rowsRead, ROWS);
      t.equal(report.rowsWritten, ROWS);
      const ids = (await rowsOf(warehouse, 'support.calls_safe', 'id')).map(
        (row) => JSON.parse(row).id as number,
      );
      t.equal(ids.length, ROWS);
      t.ok(
        ids.every((id, i) => id === i),
        'every row once',
      );
      const some = await runHere(home, { ...job, target: 'support.some', limit: 12_345 });
      t.equal(some.rowsWritten, 12_345);
    },
  );
}
