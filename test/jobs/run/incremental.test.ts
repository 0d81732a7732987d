import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import type { Catalog } from '../../../catalog/catalog.js';
import { openFilesystemCatalog } from '../../../catalog/filesystem/filesystem-catalog.js';
import { commitSnapshot } from '../../../catalog/iceberg/commit-snapshot.js';
import type { Snapshot } from '../../../catalog/iceberg/table-metadata.js';
import type { TableUpdate } from '../../../catalog/iceberg/table-update.js';
import { parseTableReference } from '../../../catalog/identifier.js';
import type { LakeveilError } from '../../../errors.js';
import { ingestFiles } from '../../../jobs/ingest/ingest-files.js';
import { explainRun, listRuns, planJob, runJob } from '../../../jobs/run/index.js';
import type { RunContext } from '../../../jobs/run/types.js';
import { command } from '../cli/command.js';
import { hookedCatalog } from './hooked-catalog.js';
import { CALLS_JOB, contextHere, jobModuleHere, runHere } from './run-here.js';
import { makeWarehouse, RUN_JOB, rowsOf, runBin, supportCall, type Warehouse } from './support-warehouse.js';

t.setTimeout(600_000);

const SOURCE = 'support.calls';
const TARGET = 'support.calls_safe';
const KEY = 'LAKEVEIL_INCREMENTAL_TEST_KEY';
process.env[KEY] = 'a key for tests that is long enough';

const JOB = {
  ...CALLS_JOB,
  policy: { generator_default: 'Synthesis' },
  pseudonymKey: { env: KEY },
  target: { table: TARGET, mode: 'incremental' },
} as const;
const FULL = { ...JOB, target: { table: 'support.full', mode: 'replace' } };
const OVERWRITE = { ...JOB, target: { table: TARGET, mode: 'overwrite' } };

async function home(t: Test, files = 1, rowsPerFile = 6): Promise<Warehouse & { next: number }> {
  const made = await makeWarehouse(files, rowsPerFile);
  t.teardown(() => made.remove());
  return { ...made, next: files * rowsPerFile };
}
type Home = Awaited<ReturnType<typeof home>>;

const catalogOf = (at: Warehouse): Catalog => openFilesystemCatalog({ warehouse: at.warehouse });
const load = (at: Warehouse, table: string) => catalogOf(at).load(parseTableReference(table).identifier);
const ids = async (at: Warehouse, table = TARGET): Promise<number[]> =>
  (await rowsOf(at.warehouse, table, 'id')).map((row) => JSON.parse(row).id as number);
const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

/** Adds that many calls to the source; the new snapshot. */
async function addCalls(at: Home, count: number, mode: 'append' | 'replace' = 'append'): Promise<string> {
  const path = join(at.folder, `more-${at.next}.jsonl`);
  const rows = Array.from({ length: count }, (_, i) => supportCall(at.next + i));
  at.next += count;
  await writeFile(path, rows.map((row) => JSON.stringify(row)).join('\n'));
  const { snapshotId } = await ingestFiles(catalogOf(at), {
    files: [path],
    table: SOURCE,
    mode,
    scratch: at.scratch,
  });
  await rm(path);
  return snapshotId;
}

async function update(at: Warehouse, table: string, ...updates: TableUpdate[]): Promise<void> {
  await catalogOf(at).commit(parseTableReference(table).identifier, [], updates);
}

/** A snapshot of the source, or another table, that has the files of the current one, by another operation. */
async function sameFiles(
  at: Warehouse,
  operation: Snapshot['summary']['operation'],
  table = SOURCE,
): Promise<bigint> {
  const { metadata } = await load(at, table);
  const current = metadata.snapshots.at(-1)!;
  const id = current['snapshot-id'] ^ 1n;
  const snapshot: Snapshot = {
    ...current,
    'snapshot-id': id,
    'parent-snapshot-id': current['snapshot-id'],
    'sequence-number': metadata['last-sequence-number'] + 1,
    'timestamp-ms': metadata['last-updated-ms'] + 1,
    summary: { operation },
  };
  await update(
    at,
    table,
    { action: 'add-snapshot', snapshot },
    { action: 'set-snapshot-ref', 'ref-name': 'main', type: 'branch', 'snapshot-id': id },
  );
  return id;
}

async function assertEqualToFull(t: Test, at: Warehouse): Promise<void> {
  await runHere(at, FULL);
  t.strictSame(
    await rowsOf(at.warehouse, TARGET, 'id'),
    await rowsOf(at.warehouse, 'support.full', 'id'),
    'the rows of one full run, surrogates too',
  );
}

/** Adds a row to the target as another engine would: without a run id. */
async function foreignAppend(at: Warehouse): Promise<void> {
  const { metadata } = await load(at, TARGET);
  await commitSnapshot(catalogOf(at), {
    identifier: parseTableReference(TARGET).identifier,
    mode: 'append',
    schema: metadata.schemas.at(-1)!,
    spec: metadata['partition-specs'][0]!,
    dataFiles: [],
    summary: { 'engine-name': 'spark' },
  });
}

t.test('the first run reads everything, and later ones what was added', async (t) => {
  const at = await home(t, 2);
  const first = await runHere(at, JOB);
  t.match(first, { outcome: 'done', rowsWritten: 12, target: { mode: 'incremental' } });
  t.strictSame(first.source.interval, { baseSnapshotId: null, appends: 0, replaces: 0 });

  const again = await runHere(at, JOB);
  t.match(again, { outcome: 'up-to-date', snapshotId: first.snapshotId, runId: first.runId });
  t.equal((await runHere(at, JOB, { fresh: true })).outcome, 'up-to-date', 'nor does --fresh double a row');

  await addCalls(at, 3);
  const wanted = await addCalls(at, 4);
  const plan = await planJob(contextHere(at, JOB));
  const interval = { baseSnapshotId: first.source.snapshotId, appends: 2, replaces: 0 };
  t.match(plan, { rows: 7, state: 'new', source: { snapshotId: wanted, files: 2, interval } });
  const second = await runHere(at, JOB);
  t.match(second, { outcome: 'done', rowsRead: 7, rowsWritten: 7, runId: plan.runId, source: { interval } });
  t.not(second.runId, first.runId);
  t.strictSame(await ids(at), upTo(19));
  t.equal((await runHere(at, JOB)).outcome, 'up-to-date');
  t.equal((await load(at, TARGET)).metadata.snapshots.length, 2, 'nothing was committed besides');
  await assertEqualToFull(t, at);

  const [run] = (await listRuns(catalogOf(at))).filter(({ runId }) => runId === second.runId);
  t.match(run, { mode: 'incremental', sourceSnapshotId: wanted, baseSnapshotId: first.source.snapshotId });
  const { lines } = await explainRun(catalogOf(at), second.runId);
  t.match(
    lines.join('\n'),
    `source snapshot ${wanted}, what was added after snapshot ${first.source.snapshotId}`,
  );
});

t.test('on the command line', async (t) => {
  const at = await home(t);
  await writeFile(join(at.folder, 'package.json'), '{"type":"module"}');
  const args = ['redact-transcripts', '--warehouse', at.warehouse, '--source', SOURCE, '--target', TARGET];
  const run = (...more: string[]) =>
    command('run-job', [...args, '--mode', 'incremental', '--set', `pseudonymKey.env=${KEY}`, ...more], {
      folder: at.folder,
    });
  const said = async (...more: string[]) => (await run(...more)).stdout.replace(/\s+/g, ' ');
  t.match(await said('--plan'), /interval the whole source: the target has nothing of it yet/);
  t.match(await said(), /interval the whole source/);
  const upToDate = await run();
  t.equal(upToDate.code, 0);
  t.match(upToDate.stdout, /up to date: nothing was committed, because nothing was added to the source/);
  const base = (await load(at, SOURCE)).metadata['current-snapshot-id'];
  await addCalls(at, 2);
  await sameFiles(at, 'replace');
  t.match(
    await said('--plan'),
    new RegExp(
      `interval after snapshot ${base}: 1 snapshot appended, 1 only rewrote files \\(skipped\\) .*rows 2 `,
    ),
  );
  t.match(JSON.parse((await run('--json', '--quiet')).stdout), {
    rowsWritten: 2,
    source: { interval: { baseSnapshotId: String(base), appends: 1, replaces: 1 } },
  });
  const runs = await command('lakeveil', ['runs', '--warehouse', at.warehouse, '--json'], {
    folder: at.folder,
  });
  t.match(JSON.parse(runs.stdout.split('\n')[0]!), { mode: 'incremental', baseSnapshotId: String(base) });
});

t.test('a compaction of the source adds no row, and the base moves on', async (t) => {
  const at = await home(t);
  await runHere(at, JOB);
  const compacted = await sameFiles(at, 'replace');
  const report = await runHere(at, JOB);
  t.match(report, { outcome: 'done', rowsWritten: 0, source: { interval: { appends: 0, replaces: 1 } } });
  t.match(report.notices?.join(), /only rewritten/);
  t.strictSame(await ids(at), upTo(6));
  t.equal((await runHere(at, JOB)).outcome, 'up-to-date');
  t.equal(
    (await load(at, TARGET)).metadata.snapshots.at(-1)!.summary['lakeveil.source-snapshot-id'],
    String(compacted),
  );
  await addCalls(at, 1);
  await runHere(at, JOB);
  await assertEqualToFull(t, at);
});

t.test('rows that `where` leaves out are passed by, and the base moves on', async (t) => {
  const at = await home(t);
  const even = { ...JOB, where: 'id % 2 = 0' };
  await runHere(at, even);
  await addCalls(at, 1);
  await addCalls(at, 1);
  t.match(await runHere(at, { ...even }), { rowsWritten: 1 });
  await addCalls(at, 1);
  await addCalls(at, 1);
  const none = { ...JOB, target: { ...JOB.target, table: 'support.none' }, where: 'id < 0' };
  t.match(await runHere(at, none), { rowsWritten: 0 });
  await addCalls(at, 1);
  t.match(await runHere(at, none), { outcome: 'done', rowsWritten: 0, source: { files: 0 } });
  t.equal((await runHere(at, none)).outcome, 'up-to-date');
  await runHere(at, even);
  t.strictSame(await ids(at), [0, 2, 4, 6, 8, 10]);
});

t.test('a branch, a tag or a snapshot of the source', async (t) => {
  const at = await home(t);
  const first = (await load(at, SOURCE)).metadata['current-snapshot-id']!;
  const second = BigInt(await addCalls(at, 2));
  await addCalls(at, 3);
  await update(
    at,
    SOURCE,
    { action: 'set-snapshot-ref', 'ref-name': 'audited', type: 'branch', 'snapshot-id': first },
    { action: 'set-snapshot-ref', 'ref-name': 'q1', type: 'tag', 'snapshot-id': second },
  );
  const from = (ref: string) => ({ ...JOB, source: `${SOURCE}@${ref}` });
  t.match(await runHere(at, from('audited')), { rowsWritten: 6 });
  t.match(await runHere(at, from('q1')), { rowsWritten: 2 });
  await t.rejects(runHere(at, from(String(first))), { code: 'BASE_NOT_ANCESTOR' });
  t.match(await runHere(at, JOB), { rowsWritten: 3 });
  t.strictSame(await ids(at), upTo(11));
});

t.test('a source that was empty at first, and a target that is', async (t) => {
  const at = await home(t);
  const { schemas } = (await load(at, SOURCE)).metadata;
  const empty = async (table: string, schema = schemas.at(-1)!): Promise<void> => {
    const catalog = catalogOf(at);
    const { identifier } = parseTableReference(table);
    await catalog.commit(
      identifier,
      [{ type: 'assert-create' }],
      [
        { action: 'assign-uuid', uuid: `00000000-0000-4000-8000-0000000000${table.length}` },
        { action: 'upgrade-format-version', 'format-version': 2 },
        { action: 'set-location', location: await catalog.defaultLocation(identifier) },
        { action: 'add-schema', schema },
        { action: 'set-current-schema', 'schema-id': -1 },
        { action: 'add-spec', spec: { 'spec-id': 0, fields: [] } },
        { action: 'set-default-spec', 'spec-id': -1 },
      ],
    );
  };
  await empty('support.fresh');
  const job = { ...JOB, source: 'support.fresh' };
  t.match(await runHere(at, job), { outcome: 'done', rowsWritten: 0 });
  t.equal((await runHere(at, job)).outcome, 'up-to-date');
  const path = join(at.folder, 'rows.jsonl');
  await writeFile(path, JSON.stringify(supportCall(1)));
  await ingestFiles(catalogOf(at), {
    files: [path],
    table: 'support.fresh',
    mode: 'append',
    scratch: at.scratch,
  });
  t.match(await runHere(at, job), { outcome: 'done', rowsWritten: 1 });

  const { schemas: safe } = (await load(at, TARGET)).metadata;
  await empty('support.made_beforehand', safe.at(-1)!);
  const into = { ...JOB, target: { ...JOB.target, table: 'support.made_beforehand' } };
  t.match(await runHere(at, into), { outcome: 'done', rowsWritten: 6 });
  await addCalls(at, 1);
  t.match(await runHere(at, into), { outcome: 'done', rowsWritten: 1 });
});

t.test('what was overwritten or deleted is reported, and a full run puts it right', async (t) => {
  const at = await home(t);
  await runHere(at, JOB);
  for (const operation of ['overwrite', 'delete'] as const) {
    await sameFiles(at, operation);
    await addCalls(at, 1);
    const refusal = {
      code: 'SOURCE_CHANGED',
      message: new RegExp(`${operation} of .*--mode overwrite`, 's'),
    };
    await t.rejects(runHere(at, JOB), refusal);
    await t.rejects(planJob(contextHere(at, JOB)), refusal);
    await runHere(at, OVERWRITE);
    t.equal((await runHere(at, JOB)).outcome, 'up-to-date', 'the full run recorded the base');
    await addCalls(at, 2);
    t.match(await runHere(at, JOB), { rowsWritten: 2 });
    await assertEqualToFull(t, at);
  }
  await addCalls(at, 4, 'replace');
  await t.rejects(runHere(at, JOB), { code: 'SOURCE_CHANGED' }, 'also by lakeveil ingest --mode replace');
});

t.test('a base that is gone, or on another line, is reported', async (t) => {
  const at = await home(t);
  await runHere(at, JOB);
  const base = (await load(at, SOURCE)).metadata['current-snapshot-id']!;
  const second = BigInt(await addCalls(at, 1));
  await addCalls(at, 1);
  await update(at, SOURCE, { action: 'remove-snapshots', 'snapshot-ids': [base, second] });
  await t.rejects(runHere(at, JOB), { code: 'BASE_EXPIRED', message: /--mode overwrite/ });
  await runHere(at, OVERWRITE);
  const last = BigInt(await addCalls(at, 1));
  await runHere(at, JOB);
  const { metadata } = await load(at, SOURCE);
  const before = metadata.snapshots.find((one) => one['snapshot-id'] === last)!['parent-snapshot-id']!;
  await update(at, SOURCE, {
    action: 'set-snapshot-ref',
    'ref-name': 'main',
    type: 'branch',
    'snapshot-id': before,
  });
  await addCalls(at, 1);
  await t.rejects(runHere(at, JOB), { code: 'BASE_NOT_ANCESTOR', message: /--mode overwrite/ });
});

t.test('a source that was dropped and made anew is another one', async (t) => {
  const at = await home(t);
  await runHere(at, JOB);
  await catalogOf(at).drop(parseTableReference(SOURCE).identifier, { purge: true });
  at.next = 0;
  await t.rejects(addCalls(at, 3), { code: 'NO_SUCH_TABLE' });
  const path = join(at.folder, 'rows.jsonl');
  await writeFile(path, JSON.stringify(supportCall(1)));
  await ingestFiles(catalogOf(at), { files: [path], table: SOURCE, mode: 'create', scratch: at.scratch });
  await t.rejects(runHere(at, JOB), { code: 'SOURCE_REPLACED', message: /made anew.*--mode overwrite/s });
  await runHere(at, OVERWRITE);
  t.strictSame(await ids(at), [1]);
  t.equal((await runHere(at, JOB)).outcome, 'up-to-date');
});

t.test('a target of which nothing is known, or of another source, is not added to', async (t) => {
  const at = await home(t);
  const into = (table: string) => ({ ...JOB, target: { ...JOB.target, table } });
  const path = join(at.folder, 'safe.jsonl');
  await writeFile(path, '{"id": 1, "customer_id": 2, "transcript_redacted": "x"}');
  await ingestFiles(catalogOf(at), {
    files: [path],
    table: 'support.foreign',
    mode: 'create',
    scratch: at.scratch,
  });
  await t.rejects(runHere(at, into('support.foreign')), {
    code: 'NO_BASE',
    message: /no run of Lakeveil is in its history.*--mode overwrite/s,
  });

  const calls = join(at.folder, 'calls.jsonl');
  await writeFile(calls, JSON.stringify(supportCall(1)));
  await ingestFiles(catalogOf(at), {
    files: [calls],
    table: 'support.others',
    mode: 'create',
    scratch: at.scratch,
  });
  await runHere(at, { ...into(TARGET), source: 'support.others' });
  await t.rejects(runHere(at, JOB), { code: 'NO_BASE', message: /read support\.others, not support\.calls/ });
  await runHere(at, { ...OVERWRITE, source: { files: [calls] } });
  await t.rejects(runHere(at, JOB), { code: 'NO_BASE', message: /read files/ });

  // History that shows no run any more.
  await runHere(at, OVERWRITE);
  const [ours] = (await load(at, TARGET)).metadata.snapshots.slice(-1);
  await sameFiles(at, 'replace', TARGET);
  await update(at, TARGET, { action: 'remove-snapshots', 'snapshot-ids': [ours!['snapshot-id']] });
  await addCalls(at, 1);
  await t.rejects(runHere(at, JOB), { code: 'NO_BASE' });
});

t.test('rows of two definitions are not mixed', async (t) => {
  const at = await home(t);
  await runHere(at, JOB);
  await addCalls(at, 1);
  const { columns } = JOB;
  const own = {
    ...columns.transcript_redacted,
    options: { policy: { label_block_lists: { URL: { regexes: ['x'] } } } },
  };
  const changes: [string, Record<string, unknown>, RegExp][] = [
    [
      'policy',
      { policy: { generator_default: 'Redaction' } },
      /its columns, their UDFs, options, policy or engine/,
    ],
    ['seed', { seed: 7 }, /policy/],
    ['a column’s options', { columns: { ...columns, transcript_redacted: own } }, /options/],
    ['another column', { columns: { ...columns, extra: { keep: 'id' } } }, /SCHEMA_MISMATCH/],
    ['where', { where: 'id > 3' }, /\(where or limit\)/],
    ['key', { pseudonymKey: { env: KEY, epoch: 2 } }, /\(the pseudonym key\)/],
    ['no key', { pseudonymKey: undefined }, /\(the pseudonym key\)/],
  ];
  for (const [what, change, said] of changes) {
    const error = await runHere(at, { ...JOB, ...change }).then(
      () => undefined,
      (e: LakeveilError) => e,
    );
    t.match(`${error?.code} ${error?.message}`, said, what);
    if (error?.code !== 'SCHEMA_MISMATCH')
      t.match(error, { code: 'DEFINITION_CHANGED', message: /--mode overwrite/ });
  }
  const others = { threads: 2, limits: { maxFailedRows: 3, maxCellBytes: 5000, splitBytes: 4096 }, key: [] };
  t.match(
    await runHere(at, { ...JOB, ...others }),
    { outcome: 'done' },
    'what does not change a row may change',
  );

  // A full run with a limit holds only some of the source.
  await runHere(at, { ...OVERWRITE, limit: 3 });
  await t.rejects(runHere(at, JOB), { code: 'DEFINITION_CHANGED', message: /where or limit/ });
  await runHere(at, OVERWRITE);
  t.equal((await runHere(at, JOB)).outcome, 'up-to-date');
});

t.test('another version of what makes the rows is refused, or allowed', async (t) => {
  const at = await home(t);
  const body = 'return { batch: answer(texts.map((text) => text === null ? null : "x")), failed: [] };';
  const more = { target: JOB.target, pseudonymKey: JOB.pseudonymKey };
  const run = async (name: string, version: string, mixVersions = false) => {
    // A job's file counts only as far as its UDFs' versions say.
    const context = await jobModuleHere(at, name, body, { ...more, target: { ...JOB.target, mixVersions } });
    const columns = context.job.columns.map((column) =>
      column.kind === 'udf' && typeof column.udf === 'object'
        ? { ...column, udf: { ...column.udf, name: 'mine', version } }
        : column,
    );
    return runJob({ ...context, job: { ...context.job, columns } });
  };
  t.match(await run('first', '1'), { outcome: 'done' });
  await addCalls(at, 1);
  t.match(await run('second', '1'), { rowsWritten: 1 }, 'another file with the same versions');
  await addCalls(at, 1);
  await t.rejects(run('third', '2'), {
    code: 'DEFINITION_CHANGED',
    message: /version of a UDF.*--set target\.mixVersions=true/s,
  });
  t.match(await run('fourth', '2', true), { rowsWritten: 1 });
  await addCalls(at, 1);
  t.match(await run('fifth', '2'), { rowsWritten: 1 }, 'which is what counts from then on');
});

t.test('without a key of its own a run says that rows of two runs do not link', async (t) => {
  const at = await home(t);
  const job = { ...JOB, pseudonymKey: undefined };
  await runHere(at, job);
  await addCalls(at, 1);
  const report = await runHere(at, job);
  t.match(report.notices?.join(), /same value has another surrogate in the rows of each run/);
});

t.test('a new column of the source that the job does not name refuses', async (t) => {
  const at = await home(t);
  await runHere(at, JOB);
  await addCalls(at, 1);
  const { schemas, 'last-column-id': last } = (await load(at, SOURCE)).metadata;
  const fields = [
    ...schemas.at(-1)!.fields,
    { id: last + 1, name: 'notes', required: false, type: 'string' as const },
  ];
  await update(
    at,
    SOURCE,
    { action: 'add-schema', schema: { ...schemas.at(-1)!, fields } },
    { action: 'set-current-schema', 'schema-id': -1 },
  );
  await t.rejects(runHere(at, JOB), { code: 'UNNAMED_TEXT_COLUMN' });
  t.match(await runHere(at, { ...JOB, drop: ['notes'] }), { rowsWritten: 1 });
});

t.test('a limit, and files, do not go with it', async (t) => {
  const at = await home(t);
  t.throws(() => contextHere(at, { ...JOB, limit: 3 }), {
    code: 'INVALID_OPTION',
    message: /no later run would read/,
  });
  t.throws(() => contextHere(at, { ...JOB, source: { files: 'x.csv' } }), {
    code: 'INVALID_OPTION',
    message: /its source is files.*lakeveil ingest/s,
  });
});

t.test('an interrupted run is resumed, and a killed one', async (t) => {
  const at = await home(t);
  const split = { ...JOB, threads: 1, limits: { splitBytes: 2048 } };
  await runHere(at, split);
  for (let i = 0; i < 4; i++) await addCalls(at, 6);
  const abort = new AbortController();
  const onEvent: RunContext['onEvent'] = (event) => {
    if (event.type === 'progress' && event.doneBytes > 0) abort.abort();
  };
  await t.rejects(runHere(at, split, { signal: abort.signal, onEvent }), { code: 'INTERRUPTED' });
  t.equal((await planJob(contextHere(at, split))).state, 'resumable');
  const report = await runHere(at, split);
  t.ok(report.resumedSplits > 0, `${report.resumedSplits} splits were resumed`);
  t.equal(report.rowsWritten, 24);
  await assertEqualToFull(t, at);

  for (let i = 0; i < 4; i++) await addCalls(at, 6);
  const args = ['redact-transcripts', '--warehouse', at.warehouse, '--source', SOURCE, '--target', TARGET];
  const incremental = [
    ...args,
    '--mode',
    'incremental',
    '--quiet',
    '--set',
    'limits.splitBytes=2048',
    '--json',
  ];
  const options = { cwd: at.folder, env: { [KEY]: process.env[KEY]! } };
  const asJob = [
    ...incremental,
    ...['--set', `pseudonymKey.env=${KEY}`, '--set', 'policy={"generator_default":"Synthesis"}'],
    ...['--set', `key=["id"]`],
  ];
  const undisturbed = await runBin(RUN_JOB, [...asJob, '--plan'], options);
  if (undisturbed.code !== 0) return t.fail(undisturbed.stdout + undisturbed.stderr);
  for (const share of [0.9, 1.3, 1.8]) {
    await runBin(RUN_JOB, asJob, {
      ...options,
      kill: { signal: 'SIGKILL', after: undisturbed.milliseconds * share },
    });
  }
  const last = await runBin(RUN_JOB, asJob, options);
  t.equal(last.code, 0, last.stderr + last.stdout);
  await assertEqualToFull(t, at);
});

t.test(
  'two overlapping schedules: the later commit fails definitely, and nothing is there twice',
  async (t) => {
    const at = await home(t);
    await jobModuleHere(
      at,
      'nightly',
      `const { existsSync } = await import('node:fs');
     while (process.env.LV_GATE !== undefined && !existsSync(process.env.LV_GATE)) await new Promise((go) => setTimeout(go, 20));
     return { batch: answer(texts.map((text) => text === null ? null : 'x')), failed: [] };`,
      { target: JOB.target, pseudonymKey: JOB.pseudonymKey },
    );
    const run = (gate?: string) =>
      runBin(RUN_JOB, ['nightly', '--warehouse', at.warehouse, '--json', '--quiet'], {
        cwd: at.folder,
        env: { [KEY]: process.env[KEY]!, ...(gate === undefined ? {} : { LV_GATE: join(at.folder, gate) }) },
      });
    const working = async (count: number): Promise<void> => {
      // Long enough for any machine; ends the test, not the wait, if a process never gets there.
      for (let i = 0; i < 3000; i++) {
        const runs = (await listRuns(catalogOf(at))).filter(({ state }) => state === 'running');
        if (runs.length === count) return;
        await new Promise((go) => setTimeout(go, 20));
      }
      t.fail(`never were ${count} runs at work`);
    };
    const pair = async (gate: string): Promise<void> => {
      const first = run(gate);
      await working(1);
      await addCalls(at, 2);
      const second = run(gate);
      await working(2);
      await writeFile(join(at.folder, gate), '');
      const codes = (await Promise.all([first, second])).map(({ code, stdout }) =>
        code === 0 ? 'done' : (JSON.parse(stdout).error as LakeveilError).code,
      );
      t.strictSame(codes.sort(), ['COMMIT_CONFLICT', 'done'], gate);
      t.equal((await run()).code, 0);
      t.strictSame(await ids(at), upTo(at.next), `${gate}: each row once`);
    };
    await pair('both make the target');
    await addCalls(at, 3);
    await pair('both append to it');

    // The very same interval twice: one run.
    await addCalls(at, 3);
    const [a, b] = await Promise.all([run(), run()]);
    t.ok([a, b].some(({ code }) => code === 0));
    for (const { code, stdout } of [a, b]) if (code !== 0) t.match(stdout, /RUN_ACTIVE|COMMIT_CONFLICT/);
    t.strictSame(await ids(at), upTo(at.next));
  },
);

t.test('others may append between plan and commit, and Lakeveil may not', async (t) => {
  const at = await home(t);
  await runHere(at, JOB);
  await addCalls(at, 2);
  let hooks = 0;
  const foreign = hookedCatalog(at, async (table) => {
    if (table === TARGET && hooks++ === 0) await foreignAppend(at);
  });
  t.match(await runHere(at, JOB, { catalog: foreign }), { outcome: 'done', rowsWritten: 2 });
  t.ok(hooks > 1, 'its first attempt was forestalled');
  t.equal((await runHere(at, JOB)).outcome, 'up-to-date', 'a foreign commit on top hides no base');

  await addCalls(at, 2);
  await foreignAppend(at);
  hooks = 0;
  const quarantined = async () => (await rowsOf(at.warehouse, `${TARGET}_quarantine`, 'id')).length;
  const failing = { ...JOB, limits: { maxCellBytes: 10, maxFailedRows: 9 } };
  const both = hookedCatalog(at, async (table) => {
    if (table !== `${TARGET}_quarantine` || hooks++ > 0) return;
    await addCalls(at, 1);
    await runHere(at, JOB);
    await foreignAppend(at);
  });
  await t.rejects(runHere(at, failing, { catalog: both }), { code: 'COMMIT_CONFLICT', retryable: true });
  t.strictSame(await ids(at), upTo(at.next), 'the rows of the one that was quicker');
  t.equal((await runHere(at, JOB)).outcome, 'up-to-date');

  // A run that is too late when it has done its work puts nothing into quarantine.
  const before = await quarantined();
  await addCalls(at, 2);
  const onEvent: RunContext['onEvent'] = (event) => {
    if (event.type === 'committing') late = true;
  };
  let late = false;
  const catalog = new Proxy(catalogOf(at), {
    get(inner, name) {
      const value: unknown = Reflect.get(inner, name, inner);
      if (name !== 'load') return typeof value === 'function' ? value.bind(inner) : value;
      return async (...args: Parameters<Catalog['load']>) => {
        if (late) {
          late = false;
          await addCalls(at, 1);
          await runHere(at, JOB);
        }
        return inner.load(...args);
      };
    },
  });
  await t.rejects(runHere(at, failing, { catalog, onEvent }), { code: 'COMMIT_CONFLICT' });
  t.equal(await quarantined(), before);
});

t.test('a target that was taken back gets the rows again, and nothing is taken for done', async (t) => {
  const at = await home(t);
  const first = await runHere(at, JOB);
  await addCalls(at, 2);
  const second = await runHere(at, JOB);
  await update(at, TARGET, {
    action: 'set-snapshot-ref',
    'ref-name': 'main',
    type: 'branch',
    'snapshot-id': BigInt(first.snapshotId),
  });
  const again = await runHere(at, JOB);
  t.match(again, { outcome: 'done', rowsWritten: 2 });
  t.not(again.runId, second.runId);
  await assertEqualToFull(t, at);

  // A full run over an older snapshot makes the base what it was: the interval that was once done is new again.
  await runHere(at, { ...OVERWRITE, source: `${SOURCE}@${first.source.snapshotId}` });
  t.strictSame(await ids(at), upTo(6));
  t.match(await runHere(at, JOB), { outcome: 'done', rowsWritten: 2 });
  await assertEqualToFull(t, at);
});
