import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { openFilesystemCatalog } from '../../catalog/filesystem/filesystem-catalog.js';
import { parseTableReference } from '../../catalog/identifier.js';
import { resolveJob } from '../../jobs/resolve-job.js';
import { runJob } from '../../jobs/run/index.js';
import type { RunReport } from '../../jobs/run/types.js';
import { Engine, missingEngines } from './engine.js';

const skip = missingEngines();
if (skip !== undefined) {
  t.plan(0, skip);
} else {
  t.setTimeout(900_000);
  const scratch = mkdtempSync(join(tmpdir(), 'lakeveil-interop-'));
  const warehouse = join(scratch, 'warehouse');
  const spark = await Engine.spark(join(scratch, 'spark'), { p: { type: 'hadoop', warehouse } });
  t.teardown(async () => {
    await spark.stop();
    rmSync(scratch, { recursive: true, force: true });
  });

  /** An incremental job over a table of Spark's, into one of ours beside it. */
  const run = (name: string, mode = 'incremental', more: Record<string, unknown> = {}): Promise<RunReport> =>
    runJob({
      catalog: openFilesystemCatalog({ warehouse }),
      job: resolveJob(
        {
          source: `ns.${name}`,
          target: { table: `ns.${name}_safe`, mode },
          columns: { id: 'keep', note: { udf: 'redact', from: 'note' } },
          policy: { generator_default: 'Redaction' },
          threads: 1,
          ...more,
        },
        { name: 'interop' },
      ),
      jobName: 'interop',
    });
  const insert = (name: string, from: number, to: number, { branch = '', more = '' } = {}) =>
    spark.sql(
      `INSERT INTO p.ns.${name}${branch} SELECT id, concat('mail ', id, '@mail.test')${more} FROM range(${from}, ${to}, 1, 2)`,
    );
  const create = (name: string, version: string, properties = '') =>
    spark.sql(
      `CREATE TABLE p.ns.${name} (id bigint, note string) USING iceberg TBLPROPERTIES ('format-version'='${version}'${properties})`,
    );
  const operations = async (name: string): Promise<string[]> => {
    const { metadata } = await openFilesystemCatalog({ warehouse }).load(
      parseTableReference(`ns.${name}`).identifier,
    );
    return metadata.snapshots.map(({ summary }) => summary.operation);
  };
  /** Both tables as Spark reads them. */
  const assertSame = async (t: Test, name: string, what: string): Promise<void> => {
    await spark.sql(`REFRESH TABLE p.ns.${name}`, `REFRESH TABLE p.ns.${name}_safe`);
    const rows = (table: string) => spark.read({ sql: `SELECT id FROM p.ns.${table}` });
    const [ours, theirs] = [await rows(`${name}_safe`), await rows(name)];
    t.ok(theirs.length > 0);
    t.strictSame(ours, theirs, what);
  };

  for (const [version, properties] of [
    ['1', ''],
    // Each append merges the manifests of those before.
    ['2', `, 'commit.manifest.min-count-to-merge'='2'`],
    ['3', ''],
  ] as const) {
    t.test(`appends, compactions and evolution, format version ${version}`, async (t) => {
      const name = `calls_v${version}`;
      await create(name, version, properties);
      await insert(name, 0, 10);
      await insert(name, 10, 20);
      t.match(await run(name), { rowsWritten: 20 });

      await insert(name, 20, 30);
      await insert(name, 30, 40);
      await spark.sql(
        `CALL p.system.rewrite_data_files(table => 'ns.${name}', options => map('rewrite-all', 'true'))`,
      );
      await insert(name, 40, 50);
      t.match((await operations(name)).slice(2), ['append', 'append', 'replace', 'append']);
      t.match(await run(name), { rowsWritten: 30, source: { interval: { appends: 3, replaces: 1 } } });
      await assertSame(t, name, 'compacted in between');

      await spark.sql(`CALL p.system.rewrite_manifests('ns.${name}')`);
      const rewritten = await run(name);
      // Where there is one manifest already, Spark rewrites none.
      if (version !== '2') t.strictSame(rewritten.source.interval?.replaces, 1);
      t.match(rewritten, { rowsWritten: 0 });
      t.match(await run(name), { outcome: 'up-to-date' });

      await spark.sql(
        `ALTER TABLE p.ns.${name} ADD COLUMN n int`,
        `ALTER TABLE p.ns.${name} ADD PARTITION FIELD bucket(2, id)`,
      );
      await insert(name, 50, 60, { more: ', 1' });
      await spark.sql(`ALTER TABLE p.ns.${name} RENAME COLUMN n TO m`);
      await insert(name, 60, 70, { more: ', 2' });
      t.match(await run(name), { rowsWritten: 20 });
      await assertSame(t, name, 'evolved in between');
      // What Spark compacts in the target hides no base.
      await spark.sql(
        `REFRESH TABLE p.ns.${name}_safe`,
        `CALL p.system.rewrite_data_files(table => 'ns.${name}_safe', options => map('rewrite-all', 'true'))`,
      );
      t.match(await run(name), { outcome: 'up-to-date' });
      await insert(name, 70, 75, { more: ', 3' });
      t.match(await run(name), { rowsWritten: 5 });
      await assertSame(t, name, 'after a compaction of the target');
    });
  }

  t.test('what an incremental run cannot follow', async (t) => {
    const name = 'changed';
    await create(name, '2');
    await insert(name, 0, 20);
    await run(name);
    const changes: [what: string, ...sql: string[]][] = [
      ['copy on write', `DELETE FROM p.ns.${name} WHERE id = 3`],
      [
        'position deletes',
        `ALTER TABLE p.ns.${name} SET TBLPROPERTIES ('write.delete.mode'='merge-on-read')`,
        `DELETE FROM p.ns.${name} WHERE id = 5`,
      ],
      ['whole files', `DELETE FROM p.ns.${name} WHERE id >= 0`],
      ['an update', `UPDATE p.ns.${name} SET note = 'x' WHERE id = 100`],
      ['an overwrite', `INSERT OVERWRITE p.ns.${name} SELECT id, 'new' FROM range(0, 7, 1, 1)`],
    ];
    for (const [what, ...sql] of changes) {
      await insert(name, 100, 110);
      await spark.sql(...sql);
      await insert(name, 200, 203);
      await t.rejects(run(name), { code: 'SOURCE_CHANGED' }, what);
      await run(name, 'overwrite');
      await assertSame(t, name, `${what}: after a full run`);
    }
    await insert(name, 300, 305);
    t.match(await run(name), { rowsWritten: 5 });
    await assertSame(t, name, 'and on from there');
  });

  t.test('expired snapshots', async (t) => {
    const name = 'expired';
    const expire = `CALL p.system.expire_snapshots(table => 'ns.${name}', older_than => TIMESTAMP '2999-01-01 00:00:00', retain_last => 1)`;
    await create(name, '2');
    await insert(name, 0, 10);
    await insert(name, 10, 20);
    await run(name);
    await insert(name, 20, 30);
    await spark.sql(expire);
    t.match(await run(name), { rowsWritten: 10 }, 'the base alone has expired');
    await insert(name, 30, 40);
    await spark.sql(
      `CALL p.system.rewrite_data_files(table => 'ns.${name}', options => map('rewrite-all', 'true'))`,
      expire,
    );
    await t.rejects(run(name), { code: 'BASE_EXPIRED' }, 'and now the append too');
    await run(name, 'overwrite');
    await assertSame(t, name, 'after a full run');
  });

  t.test('branches', async (t) => {
    const name = 'branched';
    await create(name, '2');
    await insert(name, 0, 10);
    await spark.sql(`ALTER TABLE p.ns.${name} CREATE BRANCH audit`);
    await run(name, 'incremental', { source: `ns.${name}@audit` });
    await insert(name, 10, 20, { branch: '.branch_audit' });
    t.match(await run(name), { outcome: 'up-to-date' }, 'main has nothing new');
    t.match(await run(name, 'incremental', { source: `ns.${name}@audit` }), { rowsWritten: 10 });
    await t.rejects(run(name), { code: 'BASE_NOT_ANCESTOR' }, 'main is behind');
    await spark.sql(`CALL p.system.fast_forward('ns.${name}', 'main', 'audit')`);
    t.match(await run(name), { outcome: 'up-to-date' });
    await insert(name, 20, 25);
    t.match(await run(name), { rowsWritten: 5 });
    await assertSame(t, name, 'fast-forwarded');
  });
}
