import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import t, { type Test } from 'tap';
import type { Table } from '../../../catalog/catalog.js';
import type { FileScan } from '../../../catalog/iceberg/file-scan.js';
import { readManifestList } from '../../../catalog/iceberg/manifest-reader.js';
import { parseTableMetadata } from '../../../catalog/iceberg/metadata-json.js';
import { planFiles } from '../../../catalog/iceberg/scan/plan-files.js';
import { planIncremental } from '../../../catalog/iceberg/scan/plan-incremental.js';
import { planIncrementalInterval } from '../../../catalog/iceberg/scan/plan-incremental-interval.js';
import { selectSnapshot } from '../../../catalog/iceberg/select-snapshot.js';
import type { LakeveilError } from '../../../errors.js';
import { relocatedFileIO } from '../relocated-file-io.js';
import { SCHEMA } from '../tables.js';
import { History } from './history.js';

t.setTimeout(300_000);

async function made(t: Pick<Test, 'teardown'>): Promise<History> {
  const folder = await mkdtemp(join(tmpdir(), 'lakeveil-history-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  return History.at(folder);
}

async function collect(scans: AsyncIterable<FileScan>): Promise<FileScan[]> {
  const all: FileScan[] = [];
  for await (const scan of scans) all.push(scan);
  return all;
}

const snapshotOf = (table: Table, id: bigint) =>
  table.metadata.snapshots.find((one) => one['snapshot-id'] === id)!;

/** Files added after `base` up to `wanted`. */
async function added(table: Table, base: bigint, wanted: bigint | undefined): Promise<FileScan[]> {
  const interval = planIncrementalInterval(table.metadata, {
    baseSnapshotId: base,
    snapshot: wanted === undefined ? undefined : snapshotOf(table, wanted),
    name: 'ns.t',
  });
  return collect(planIncremental(table, interval, { schema: SCHEMA }));
}

const full = (table: Table, at: bigint): Promise<FileScan[]> =>
  collect(planFiles(table, { schema: SCHEMA, snapshot: snapshotOf(table, at) }));

const rowsIn = (history: History, scans: readonly FileScan[]): number[] =>
  scans.flatMap(({ file }) => history.rowsOf(file.filePath)).sort((a, b) => a - b);

/** What befalls a table; `pick` chooses among its live files. */
type Step =
  | { readonly kind: 'append'; readonly files: number; readonly merge: boolean }
  | { readonly kind: 'compact' | 'overwrite' | 'delete'; readonly pick: number }
  | { readonly kind: 'manifests' | 'row-deletes' };

async function take(history: History, step: Step): Promise<void> {
  const picked = 'pick' in step ? history.live.filter((_, i) => (step.pick >> (i % 8)) & 1) : [];
  if (step.kind === 'append') await history.append(step.files, step);
  else if (step.kind === 'compact')
    await (picked.length > 0 ? history.compact(picked) : history.rewriteManifests());
  else if (step.kind === 'overwrite') await history.remove(picked, 'overwrite', 1);
  else if (step.kind === 'delete') await history.remove(picked, 'delete');
  else if (step.kind === 'manifests') await history.rewriteManifests();
  else await history.deleteRows();
}

const append = fc.record({
  kind: fc.constant('append' as const),
  files: fc.integer({ min: 0, max: 3 }),
  merge: fc.boolean(),
});
const pick = fc.integer({ min: 0, max: 255 });
const keeping: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: append },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('compact' as const), pick }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('manifests' as const) }) },
);
const any: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: keeping },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constantFrom('overwrite' as const, 'delete' as const), pick }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('row-deletes' as const) }) },
);

t.test('runs over any split of a history read together what one reads of the whole', async (t) => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(keeping, { minLength: 1, maxLength: 9 }),
      fc.array(fc.boolean(), { minLength: 9, maxLength: 9 }),
      async (steps, stops) => {
        const history = await made(t);
        for (const step of steps) await take(history, step);
        const table = await history.table();
        const last = history.snapshots.at(-1)!;
        const at = history.snapshots.filter((id, i) => stops[i] === true || id === last);
        const scans = await full(table, at[0]!);
        for (let i = 1; i < at.length; i++) scans.push(...(await added(table, at[i - 1]!, at[i]!)));
        assert.deepEqual(rowsIn(history, scans), rowsIn(history, await full(table, last)));
      },
    ),
    { numRuns: 60 },
  );
});

t.test('what was added between any two snapshots is their difference, or is refused', async (t) => {
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(any, { minLength: 2, maxLength: 7 }), async (steps) => {
      const history = await made(t);
      for (const step of steps) await take(history, step);
      const table = await history.table();
      const ids = history.snapshots;
      for (const [i, base] of ids.entries()) {
        for (const [j, wanted] of ids.entries()) {
          const code = await added(table, base, wanted).then(
            (scans) => scans,
            (error: LakeveilError) => error.code,
          );
          const between = ids.slice(i + 1, j + 1).map((id) => snapshotOf(table, id).summary.operation);
          if (j < i) {
            assert.equal(code, 'BASE_NOT_ANCESTOR');
          } else if (between.some((operation) => operation === 'overwrite' || operation === 'delete')) {
            refused += 1;
            assert.equal(code, 'SOURCE_CHANGED');
          } else {
            const before = rowsIn(history, await full(table, base));
            const after = rowsIn(history, await full(table, wanted));
            const both = [...before, ...rowsIn(history, code as FileScan[])].sort((a, b) => a - b);
            assert.deepEqual(both, after);
          }
        }
      }
    }),
    { numRuns: 30 },
  );
  t.ok(refused > 20, `${refused} intervals were refused`);
});

t.test('a file that was compacted since is read as it was added, once', async (t) => {
  const history = await made(t);
  const base = await history.append(2);
  await history.append(2);
  const [old, , first, second] = history.live as [string, string, string, string];
  await history.compact([old, first, second]);
  await history.append(1, { merge: true });
  const third = history.live.at(-1)!;
  const table = await history.table();
  const scans = await added(table, base, history.snapshots.at(-1)!);
  t.strictSame(
    scans.map(({ file }) => file.filePath),
    [first, second, third],
  );
  t.ok(scans.every(({ deletes }) => deletes.length === 0));

  await rm(second);
  await t.rejects(added(table, base, history.snapshots.at(-1)!), {
    code: 'BASE_EXPIRED',
    message: /compacted and then removed.*--mode overwrite/s,
  });
  const since = await added(table, history.snapshots[1]!, history.snapshots.at(-1)!);
  t.equal(since.length, 1, 'what another interval does not need may be gone');
});

t.test('a base that expired will do as long as all after it is known', async (t) => {
  const history = await made(t);
  const base = await history.append(1);
  const next = await history.append(1);
  const last = await history.append(1);
  await history.update({ action: 'remove-snapshots', 'snapshot-ids': [base] });
  t.equal((await added(await history.table(), base, last)).length, 2);
  await history.update({ action: 'remove-snapshots', 'snapshot-ids': [next] });
  await t.rejects(added(await history.table(), base, last), {
    code: 'BASE_EXPIRED',
    message: /have expired.*--mode overwrite/s,
  });
});

t.test('a base on another line of history', async (t) => {
  const history = await made(t);
  const base = await history.append(1);
  const rolledBack = await history.append(1);
  await history.update({
    action: 'set-snapshot-ref',
    'ref-name': 'main',
    type: 'branch',
    'snapshot-id': base,
  });
  const refusal = { code: 'BASE_NOT_ANCESTOR', message: /rolled back.*--mode overwrite/s };
  await t.rejects(added(await history.table(), rolledBack, base), refusal);
  await t.rejects(
    added(await history.table(), base, undefined),
    refusal,
    'a table that has no snapshot any more',
  );
  await t.rejects(added(await history.table(), 77n, base), refusal, 'never one of its snapshots');
});

t.test('an append that deletes as well is refused', async (t) => {
  const history = await made(t);
  const base = await history.append(2);
  await history.deleteRows('append');
  const middle = await history.append(1);
  await history.remove(history.live.slice(0, 1), 'append');
  const table = await history.table();
  const refusal = { code: 'SOURCE_CHANGED', message: /append with deletes.*--mode overwrite/s };
  await t.rejects(added(table, base, middle), refusal, 'a delete file');
  await t.rejects(added(table, middle, history.snapshots.at(-1)!), refusal, 'a removed data file');
});

t.test('the first of several changes is named', async (t) => {
  const history = await made(t);
  const base = await history.append(2);
  const first = await history.remove(history.live.slice(0, 1), 'overwrite', 1);
  await history.append(1);
  await history.deleteRows();
  await t.rejects(added(await history.table(), base, history.snapshots.at(-1)!), {
    code: 'SOURCE_CHANGED',
    message: new RegExp(`the overwrite of .*\\(snapshot ${first}\\) and 1 more such`),
    details: { snapshotId: String(first), snapshots: 2 },
  });
});

t.test('an append whose manifests do not list what it says that it added is refused', async (t) => {
  const history = await made(t);
  const base = await history.append(1);
  await history.append(2, { told: 3 });
  await t.rejects(added(await history.table(), base, history.snapshots.at(-1)!), {
    code: 'CORRUPT_METADATA',
    message: /added 3 data files, and its manifests list 2/,
  });
});

t.test('an added file that older deletes might apply to is refused', async (t) => {
  const history = await made(t);
  await history.append(1);
  const undeleted = await history.appendDatedBack(1);
  const base = await history.deleteRows();
  const last = await history.appendDatedBack(1);
  const table = await history.table();
  t.equal(
    (await added(table, history.snapshots[0]!, undeleted)).length,
    1,
    'where there are none it is read',
  );
  await t.rejects(added(table, base, last), {
    code: 'UNSUPPORTED_FEATURE',
    message: /older sequence number/,
  });
});

t.test('operations that are not known count as changes', async (t) => {
  const history = await made(t);
  const base = await history.append(1);
  await history.append(1, { operation: 'upsert' as 'append' });
  await t.rejects(added(await history.table(), base, history.snapshots.at(-1)!), { code: 'SOURCE_CHANGED' });
});

t.test('an entry that exists already is not added, whatever snapshot it names', async (t) => {
  const history = await made(t);
  const base = await history.append(2);
  const last = await history.append(1, { merge: true, relabel: true });
  t.equal((await added(await history.table(), base, last)).length, 1);
});

t.test('a v1 snapshot that lists its manifests itself', async (t) => {
  const history = await made(t);
  history.explicitIds = true;
  const base = await history.append(2);
  const last = await history.append(1);
  const table = await history.table();
  const { metadata } = table;
  const snapshots = await Promise.all(
    metadata.snapshots.map(async (snapshot) => {
      const { 'manifest-list': _, ...rest } = snapshot;
      const listed = await readManifestList(table.io, snapshot, metadata);
      return { ...rest, manifests: listed.map(({ manifestPath }) => manifestPath) };
    }),
  );
  t.equal((await added({ ...table, metadata: { ...metadata, snapshots } }, base, last)).length, 1);
});

t.test('snapshots that are their own ancestors', async (t) => {
  const history = await made(t);
  await history.append(1);
  const last = await history.append(1);
  const { metadata } = await history.table();
  const [first, second] = metadata.snapshots as [never, never];
  const looped = { ...metadata, snapshots: [{ ...(first as object), 'parent-snapshot-id': last }, second] };
  t.throws(
    () =>
      planIncrementalInterval(looped as never, {
        baseSnapshotId: 5n,
        snapshot: looped.snapshots[1] as never,
        name: 'x',
      }),
    { code: 'CORRUPT_METADATA' },
  );
});

const FIXTURES = fileURLToPath(new URL('../../../../test/catalog/fixtures/pyiceberg', import.meta.url));
for (const name of await readdir(FIXTURES)) {
  t.test(`what PyIceberg wrote: ${name}`, async (t) => {
    const folder = join(FIXTURES, name);
    const file = (await readdir(join(folder, 'metadata'))).find((one) => one.endsWith('.metadata.json'))!;
    const metadataLocation = join(folder, 'metadata', file);
    const table: Table = {
      identifier: { namespace: ['ns'], name: 't' },
      metadataLocation,
      metadata: parseTableMetadata(await readFile(metadataLocation), metadataLocation),
      io: relocatedFileIO(`/lakeveil-fixture/${name}/t`, folder),
    };
    const { schema } = selectSnapshot(table.metadata);
    const plan = (base: bigint, wanted: (typeof table.metadata.snapshots)[number]) =>
      planIncrementalInterval(table.metadata, { baseSnapshotId: base, snapshot: wanted, name });
    const paths = (scans: readonly FileScan[]) => scans.map(({ file }) => file.filePath).sort();
    let compared = 0;
    for (const [i, base] of table.metadata.snapshots.entries()) {
      for (const wanted of table.metadata.snapshots.slice(i)) {
        const operations = table.metadata.snapshots
          .slice(i + 1, table.metadata.snapshots.indexOf(wanted) + 1)
          .map(({ summary }) => summary.operation);
        if (operations.some((operation) => operation !== 'append')) {
          t.throws(() => plan(base['snapshot-id'], wanted), { code: 'SOURCE_CHANGED' });
          continue;
        }
        const interval = plan(base['snapshot-id'], wanted);
        const before = paths(await collect(planFiles(table, { schema, snapshot: base })));
        const after = paths(await collect(planFiles(table, { schema, snapshot: wanted })));
        const between = paths(await collect(planIncremental(table, interval, { schema })));
        t.strictSame([...before, ...between].sort(), after);
        compared += between.length;
      }
    }
    t.ok(compared > 0, 'there is something to compare');
  });
}
