import { cp, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { openFilesystemCatalog } from '../../../catalog/filesystem/filesystem-catalog.js';
import { readManifest, readManifestList } from '../../../catalog/iceberg/manifest-reader.js';
import { parseTableReference } from '../../../catalog/identifier.js';
import { filesUnder, makeWarehouse, RUN_JOB, rowsOf, runBin } from './support-warehouse.js';

/**
 * SIGKILL at random points of a run, again and again until a start gets through; then the target must equal an
 * undisturbed run's row for row, with one snapshot and nothing unexplained left. `LAKEVEIL_KILLS` sets how many kills.
 */
const KILLS = Number(process.env['LAKEVEIL_KILLS'] ?? 24);
const TARGET = 'support.calls_safe';
const ENV = { LAKEVEIL_TEST_KEY: 'a key for tests that is long enough' };

// Long sweeps outlast the runner's own limit.
t.setTimeout(Math.max(600, KILLS * 30) * 1000);

t.test(`a run killed at ${KILLS} random points`, async (t) => {
  const home = await makeWarehouse(10, 60);
  t.teardown(() => home.remove());
  const args = (warehouse: string): string[] => [
    'redact-transcripts',
    ...[
      '--warehouse',
      warehouse,
      '--source',
      'support.calls',
      '--target',
      TARGET,
      '--threads',
      '2',
      '--quiet',
    ],
    ...['--set', 'pseudonymKey.env=LAKEVEIL_TEST_KEY', '--set', 'limits.splitBytes=4096'],
  ];
  const pristine = join(home.folder, 'pristine');
  await rename(home.warehouse, pristine);
  const sources = await filesUnder(pristine);

  /** A warehouse that shares the source's files: tables know their files by absolute path, so it lies in the same place. */
  const fresh = async (): Promise<string> => {
    await rm(home.warehouse, { recursive: true, force: true });
    await mkdir(home.warehouse);
    await cp(pristine, home.warehouse, { recursive: true });
    return home.warehouse;
  };
  const scratchParent = await mkdtemp(join(home.folder, 'tmp-'));
  const options = { cwd: home.folder, env: { ...ENV, LAKEVEIL_SCRATCH: scratchParent } };

  await fresh();
  const undisturbed = await runBin(RUN_JOB, args(home.warehouse), options);
  t.equal(undisturbed.code, 0, undisturbed.stderr);
  const expected = await rowsOf(home.warehouse, TARGET, 'id');
  t.equal(expected.length, 600);

  let kills = 0;
  let rounds = 0;
  let finishedWhileKilling = 0;
  while (kills < KILLS) {
    rounds += 1;
    await fresh();
    // Up to six kills on the way of one run.
    for (let i = 0; i < 6 && kills < KILLS; i++) {
      const after = Math.random() * undisturbed.milliseconds * 1.05;
      const run = await runBin(RUN_JOB, args(home.warehouse), {
        ...options,
        kill: { signal: 'SIGKILL', after },
      });
      if (run.signal !== 'SIGKILL') {
        finishedWhileKilling += 1;
        t.equal(run.code, 0, run.stderr);
        break;
      }
      kills += 1;
    }
    const last = await runBin(RUN_JOB, args(home.warehouse), options);
    if (last.code !== 0) t.fail(`round ${rounds}: ${last.stderr}`);
    t.strictSame(await rowsOf(home.warehouse, TARGET, 'id'), expected, `round ${rounds}: equal row for row`);
    await nothingUnexplained(t, home.warehouse, sources);
    t.strictSame(await readdir(scratchParent), [], `round ${rounds}: no scratch is left`);
  }
  t.comment(`${kills} kills in ${rounds} rounds, ${finishedWhileKilling} starts finished before their kill`);
});

async function nothingUnexplained(t: Test, warehouse: string, sources: readonly string[]): Promise<void> {
  const table = await openFilesystemCatalog({ warehouse }).load(parseTableReference(TARGET).identifier);
  t.equal(table.metadata.snapshots.length, 1, 'one snapshot');
  const snapshot = table.metadata.snapshots[0]!;
  const explained = new Set<string>(sources);
  const add = (location: string): void =>
    void explained.add(location.slice(location.indexOf(warehouse) + warehouse.length + 1));
  add(table.metadataLocation);
  add(`${table.metadata.location}/metadata/version-hint.text`);
  add(snapshot['manifest-list']!);
  for (const manifest of await readManifestList(table.io, snapshot, table.metadata)) {
    add(manifest.manifestPath);
    for await (const entry of readManifest(table.io, manifest, table.metadata)) add(entry.dataFile.filePath);
  }
  const left = (await filesUnder(warehouse)).filter((file) => !explained.has(file));
  const runs = /^\.lakeveil\/runs\/[0-9a-f]{32}\/(?:run|committed)\.json$/;
  t.strictSame(
    left.filter((file) => !runs.test(file)),
    [],
    'nothing unexplained is left',
  );
}
