import t from 'tap';
import type { Catalog } from '../../../catalog/catalog.js';
import { openFilesystemCatalog } from '../../../catalog/filesystem/filesystem-catalog.js';
import { LakeveilError } from '../../../errors.js';
import { cleanRuns } from '../../../jobs/run/index.js';
import { SETTLE_MS } from '../../../jobs/run/unsettled-commit.js';
import { CALLS_JOB, runHere } from './run-here.js';
import { filesUnder, makeWarehouse } from './support-warehouse.js';

const NOBODY_KNOWS = new LakeveilError('COMMIT_STATE_UNKNOWN', 'nobody knows');

/** The catalog with other methods in place of some. */
function instead(catalog: Catalog, methods: Partial<Catalog>): Catalog {
  return new Proxy(catalog, {
    get(inner, name) {
      if (Object.hasOwn(methods, name)) return Reflect.get(methods, name);
      const value: unknown = Reflect.get(inner, name, inner);
      return typeof value === 'function' ? value.bind(inner) : value;
    },
  });
}

t.test('files of a commit that may still land are left alone for a while', async (t) => {
  const at = await makeWarehouse(1, 10);
  t.teardown(() => at.remove());
  const catalog = openFilesystemCatalog({ warehouse: at.warehouse });
  const unknown = instead(catalog, {
    commit: async () => {
      throw NOBODY_KNOWS;
    },
  });
  const dataFiles = async (): Promise<string[]> =>
    (await filesUnder(at.warehouse)).filter((file) => file.includes('calls_safe/data/'));
  await t.rejects(runHere(at, CALLS_JOB, { catalog: unknown }), { code: 'COMMIT_STATE_UNKNOWN' });
  const files = await dataFiles();
  t.ok(files.length > 0);

  t.match(await cleanRuns(catalog), { runs: [], files: 0, unsettled: [/^[0-9a-f]{32}$/] });
  await t.rejects(runHere(at, CALLS_JOB, { fresh: true }), {
    code: 'COMMIT_STATE_UNKNOWN',
    message: /without --fresh/,
  });
  t.strictSame(await dataFiles(), files, 'nothing is gone');

  t.match(await cleanRuns(catalog, Date.now() + SETTLE_MS), { runs: [/^[0-9a-f]{32}$/] });
  t.strictSame(await dataFiles(), [], 'later they are orphans as any');
});

t.test('a commit that landed settles it: the run is closed at once', async (t) => {
  const at = await makeWarehouse(1, 10);
  t.teardown(() => at.remove());
  const catalog = openFilesystemCatalog({ warehouse: at.warehouse });
  let isSent = false;
  const lost = instead(catalog, {
    commit: async (...of) => {
      await catalog.commit(...of);
      isSent = true;
      throw NOBODY_KNOWS;
    },
    load: async (identifier) => {
      if (isSent) throw new LakeveilError('FILE_IO', 'whoever looks gets no answer');
      return catalog.load(identifier);
    },
  });
  await t.rejects(runHere(at, CALLS_JOB, { catalog: lost }), { code: 'COMMIT_STATE_UNKNOWN' });
  const report = await cleanRuns(catalog);
  t.match(report, { runs: [/^[0-9a-f]{32}$/] });
  t.equal(report.unsettled, undefined);
  t.match(await runHere(at, CALLS_JOB), { outcome: 'up-to-date' });
});
