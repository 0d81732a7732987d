import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { parseTableReference } from '../../../catalog/identifier.js';
import type { LakeveilError } from '../../../errors.js';
import { ingestFiles } from '../../../jobs/ingest/ingest-files.js';
import { explainRun, listRuns, planJob, runJob } from '../../../jobs/run/index.js';
import { command } from '../cli/command.js';
import {
  addCalls,
  assertEqualToFull,
  catalogOf,
  home,
  ids,
  JOB,
  KEY,
  load,
  OVERWRITE,
  SOURCE,
  sameFiles,
  TARGET,
  update,
  upTo,
} from './incremental-job.js';
import { contextHere, jobModuleHere, runHere } from './run-here.js';
import { supportCall } from './support-warehouse.js';

t.setTimeout(600_000);

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
