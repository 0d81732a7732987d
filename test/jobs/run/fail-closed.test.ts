import { readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { openFilesystemCatalog } from '../../../catalog/filesystem/filesystem-catalog.js';
import { readManifest, readManifestList } from '../../../catalog/iceberg/manifest-reader.js';
import { parseTableReference } from '../../../catalog/identifier.js';
import { LakeveilError } from '../../../errors.js';
import { resolveJob } from '../../../jobs/resolve-job.js';
import { cleanRuns, explainRun, listRuns, planJob, runJob } from '../../../jobs/run/index.js';
import type { RunContext } from '../../../jobs/run/types.js';
import { CALLS_JOB, contextHere, jobModuleHere, runHere } from './run-here.js';
import {
  filesUnder,
  filesWithRawText,
  makeWarehouse,
  RAW_MARK,
  RUN_JOB,
  rowsOf,
  runBin,
  type Warehouse,
} from './support-warehouse.js';

t.setTimeout(600_000);

/** The run must fail with the code, say nothing of the text, commit nothing and leave nothing that holds text. */
async function failsWith(
  t: Test,
  home: Warehouse,
  context: RunContext,
  code: string,
): Promise<LakeveilError> {
  const before = new Set(await filesUnder(home.warehouse));
  let error: unknown;
  try {
    await runJob(context);
  } catch (thrown) {
    error = thrown;
  }
  if (!(error instanceof LakeveilError)) {
    t.fail(`expected ${code}, got ${error === undefined ? 'a finished run' : String(error)}`);
    throw new Error('not a LakeveilError');
  }
  t.equal(error.code, code, error.message);
  const said = `${error.stack} ${JSON.stringify(error)} ${JSON.stringify(error.details)}`;
  t.notMatch(said.toLowerCase(), RAW_MARK.toLowerCase(), 'the error says nothing of the text');
  const made = (await filesUnder(home.warehouse)).filter((file) => !before.has(file));
  t.notOk(
    made.some((file) => file.includes('calls_safe/metadata')),
    'no metadata of the target was written',
  );
  const raw = await filesWithRawText(home.warehouse);
  t.strictSame(
    raw.filter((file) => !before.has(file)),
    [],
    'no new file holds raw text',
  );
  return error;
}

async function home(t: Test, files = 2, rowsPerFile = 20): Promise<Warehouse> {
  const made = await makeWarehouse(files, rowsPerFile);
  t.teardown(() => made.remove());
  return made;
}

t.test('a text column that the job does not name refuses the run', async (t) => {
  const at = await home(t);
  const { transcript_redacted: _, ...columns } = CALLS_JOB.columns;
  const error = await failsWith(t, at, contextHere(at, { ...CALLS_JOB, columns }), 'UNNAMED_TEXT_COLUMN');
  t.match(error.message, 'transcript');
  const dropped = await runHere(at, { ...CALLS_JOB, columns, drop: ['transcript'] });
  t.equal(dropped.rowsWritten, 40, 'named in drop, it is left out');
  t.strictSame(await filesWithRawText(join(at.warehouse, 'support', 'calls_safe')), []);
});

t.test('a text column that the source gains later refuses the next run', async (t) => {
  const at = await home(t);
  await runHere(at, { ...CALLS_JOB, target: { table: 'support.calls_safe', mode: 'replace' } });
  const catalog = openFilesystemCatalog({ warehouse: at.warehouse });
  const { identifier } = parseTableReference('support.calls');
  const { metadata } = await catalog.load(identifier);
  const schema = metadata.schemas.at(-1)!;
  const id = metadata['last-column-id'] + 1;
  const note = { id, name: 'agent_note', required: false, type: 'string' };
  await catalog.commit(
    identifier,
    [],
    [
      { action: 'add-schema', schema: { ...schema, 'schema-id': 1, fields: [...schema.fields, note] } },
      { action: 'set-current-schema', 'schema-id': -1 },
    ],
  );
  const again = { ...CALLS_JOB, target: { table: 'support.calls_safe2', mode: 'create' } };
  const error = await failsWith(t, at, contextHere(at, again), 'UNNAMED_TEXT_COLUMN');
  t.match(error.message, 'agent_note');
});

t.test('source, columns and snapshots that are not there', async (t) => {
  const at = await home(t);
  const expect = (more: Record<string, unknown>, code: string): Promise<LakeveilError> =>
    failsWith(t, at, contextHere(at, { ...CALLS_JOB, ...more }), code);
  t.match((await expect({ source: 'support.cals' }, 'NO_SUCH_TABLE')).message, 'support.calls');
  await expect({ source: 'support.calls@12345' }, 'NO_SUCH_SNAPSHOT');
  await expect({ source: 'support.calls@no-such-tag' }, 'NO_SUCH_SNAPSHOT');
  await expect({ key: ['idd'] }, 'NO_SUCH_COLUMN');
  await expect({ drop: ['note'] }, 'NO_SUCH_COLUMN');
  await expect({ columns: { ...CALLS_JOB.columns, x: { keep: 'nope' } } }, 'NO_SUCH_COLUMN');
  await expect({ columns: { ...CALLS_JOB.columns, x: { udf: 'redact', from: 'id' } } }, 'WRONG_COLUMN_TYPE');
  await expect(
    { columns: { ...CALLS_JOB.columns, x: { udf: 'redcat', from: 'transcript' } } },
    'NO_SUCH_UDF',
  );
  await expect({ where: 'no_such_column = 1' }, 'NO_SUCH_COLUMN');
  await expect({ where: 'id = (select 1)' }, 'BAD_WHERE');
  t.throws(() => resolveJob({ ...CALLS_JOB, target: 'support.calls' }, { name: 'x' }), {
    code: 'TARGET_IS_SOURCE',
  });
});

t.test('a source that is the quarantine table of its target', async (t) => {
  const at = await home(t);
  await runHere(at, { ...CALLS_JOB, target: 'support.safe_quarantine' });
  const job = {
    source: 'support.safe_quarantine',
    target: 'support.safe',
    columns: { id: 'keep' },
    drop: ['transcript_redacted'],
  };
  await failsWith(t, at, contextHere(at, job), 'TARGET_IS_SOURCE');
});

t.test('a target that exists is not touched in mode create', async (t) => {
  const at = await home(t);
  await runHere(at, CALLS_JOB);
  const rows = await rowsOf(at.warehouse, 'support.calls_safe', 'id');
  const refused = { code: 'TABLE_EXISTS' };
  await t.rejects(planJob(contextHere(at, { ...CALLS_JOB, limit: 3 })), refused, 'before any work is done');
  await t.rejects(runHere(at, { ...CALLS_JOB, limit: 3 }), refused);
  t.strictSame(await rowsOf(at.warehouse, 'support.calls_safe', 'id'), rows);
});

t.test('a corrupt, truncated or missing file of the source', async (t) => {
  const damage: [string, RegExp, (path: string) => Promise<void>, string][] = [
    ['a truncated data file', /calls\/data\/.*\.parquet$/, (path) => truncate(path, 300), 'CORRUPT_FILE'],
    ['a missing data file', /calls\/data\/.*\.parquet$/, (path) => rm(path), 'FILE_NOT_FOUND'],
    [
      'a data file of other bytes',
      /calls\/data\/.*\.parquet$/,
      async (path) => writeFile(path, Buffer.alloc((await readFile(path)).length, `PAR1 ${RAW_MARK} `)),
      'CORRUPT_FILE',
    ],
    [
      'a truncated manifest',
      /calls\/metadata\/.*-m0\.avro$/,
      (path) => truncate(path, 200),
      'CORRUPT_METADATA',
    ],
    [
      'a truncated manifest list',
      /calls\/metadata\/snap-.*\.avro$/,
      (path) => truncate(path, 150),
      'CORRUPT_METADATA',
    ],
    ['a missing manifest', /calls\/metadata\/.*-m0\.avro$/, (path) => rm(path), 'CORRUPT_METADATA'],
    [
      'metadata that is not JSON',
      /calls\/metadata\/v2\.metadata\.json$/,
      (path) => writeFile(path, `{"location": "${RAW_MARK}`),
      'CORRUPT_METADATA',
    ],
  ];
  for (const [name, file, harm, code] of damage) {
    await t.test(name, async (t) => {
      const at = await home(t);
      // All of a kind: a manifest list of an older snapshot is not read.
      const paths = (await filesUnder(at.warehouse)).filter((one) => file.test(one));
      t.ok(paths.length > 0, 'there is such a file');
      for (const path of paths) await harm(join(at.warehouse, path));
      await failsWith(t, at, contextHere(at, CALLS_JOB), code);
    });
  }
});

t.test('user UDFs that misbehave', async (t) => {
  const bad: [string, string, string, Record<string, unknown>?][] = [
    ['too-few-rows', 'return { batch: answer(texts.slice(1)), failed: [] };', 'UDF_WRONG_ROWS'],
    ['throws', 'throw new Error("cannot read " + texts[0]);', 'UDF_THREW'],
    ['rejects-later', 'await null; throw { message: texts[0], code: texts[0] };', 'UDF_THREW'],
    ['no-batch', 'return { batch: { numRows: texts.length }, failed: [] };', 'UDF_WRONG_TYPE'],
    ['hangs', 'await new Promise(() => {});', 'UDF_TIMEOUT', { limits: { udfTimeoutSeconds: 1 } }],
    ['spins', 'for (;;);', 'UDF_TIMEOUT', { limits: { udfTimeoutSeconds: 1 } }],
    ['exits', 'process.exit(0);', 'WORKER_DIED'],
  ];
  for (const [name, body, code, more] of bad) {
    await t.test(name, async (t) => {
      const at = await home(t);
      const context = await jobModuleHere(at, name, body, more);
      await failsWith(t, at, context, code);
      t.strictSame(
        (await filesUnder(at.warehouse)).filter((file) => file.includes('.lakeveil-tmp-')),
        [],
        'nothing half-written is left',
      );
    });
  }
});

t.test('what a UDF prints gets nowhere', async (t) => {
  const at = await home(t);
  const body =
    'console.log(texts[0]); console.error(texts[0]); process.emitWarning(texts[0]); return { batch: answer(texts.map(() => "x")), failed: [] };';
  const context = await jobModuleHere(at, 'prints', body);
  t.ok(context.jobModule);
  const run = await runBin(RUN_JOB, ['prints', '--warehouse', at.warehouse], { cwd: at.folder });
  t.equal(run.code, 0, run.stderr);
  t.notMatch(run.stdout + run.stderr, RAW_MARK);
  const loud = await runBin(RUN_JOB, ['prints', '--warehouse', at.warehouse, '--target', 'support.loud'], {
    cwd: at.folder,
    env: { LAKEVEIL_UDF_OUTPUT: '1' },
  });
  t.match(loud.stdout + loud.stderr, RAW_MARK, 'but for debugging');
});

t.test('a failed row is quarantined by key and code, and never written', async (t) => {
  const at = await home(t);
  const body = `return { batch: answer(texts), failed: texts.flatMap((text, row) => (row % 10 === 3 ? [{ row, code: 'TOO_ODD' }] : [])) };`;
  const refused = await failsWith(t, at, await jobModuleHere(at, 'odd', body), 'TOO_MANY_FAILED_ROWS');
  t.match(refused.message, 'TOO_ODD');
  t.notOk((await filesUnder(at.warehouse)).some((file) => file.includes('quarantine/metadata')));

  const [run] = await listRuns(openFilesystemCatalog({ warehouse: at.warehouse }));
  t.equal(run?.state, 'failed');
  const { lines } = await explainRun(
    openFilesystemCatalog({ warehouse: at.warehouse }),
    run!.runId.slice(0, 8),
  );
  t.match(lines.join('\n'), 'TOO_ODD');

  const allowed = await jobModuleHere(at, 'odd', body, { limits: { maxFailedRows: 10 } });
  const report = await runJob(allowed);
  t.equal(report.outcome, 'done-with-quarantine');
  t.equal(report.rowsQuarantined, 4);
  t.equal(report.rowsWritten, 36);
  t.equal(report.quarantineTable, 'support.calls_safe_quarantine');
  const quarantined = (await rowsOf(at.warehouse, 'support.calls_safe_quarantine', 'id')).map((row) =>
    JSON.parse(row),
  );
  t.strictSame(
    quarantined.map(({ id, error_code, run_id }) => [id, error_code, run_id]),
    [3, 13, 23, 33].map((id) => [id, 'TOO_ODD', report.runId]),
  );
  t.strictSame(await filesWithRawText(join(at.warehouse, 'support', 'calls_safe_quarantine')), []);
  const ids = (await rowsOf(at.warehouse, 'support.calls_safe', 'id')).map((row) => JSON.parse(row).id);
  t.notOk(
    ids.some((id) => [3, 13, 23, 33].includes(id)),
    'failed rows are not in the target',
  );
  t.equal((await runJob(allowed)).outcome, 'up-to-date', 'and not quarantined twice');
  t.equal((await rowsOf(at.warehouse, 'support.calls_safe_quarantine', 'id')).length, 4);
});

t.test('an empty table, every row deleted, a predicate that nothing fits, a limit of none', async (t) => {
  const at = await home(t);
  for (const [name, more] of Object.entries({ where: { where: 'id < 0' }, limit: { limit: 0 } })) {
    const report = await runHere(at, { ...CALLS_JOB, ...more, target: `support.none_${name}` });
    t.equal(report.outcome, 'done');
    t.equal(report.rowsWritten, 0);
    t.strictSame(await rowsOf(at.warehouse, `support.none_${name}`, 'id'), []);
  }
});

t.test('where and limit', async (t) => {
  const at = await home(t, 3, 20);
  const some = await runHere(at, { ...CALLS_JOB, where: 'id >= 15 and id < 45', target: 'support.some' });
  t.equal(some.rowsWritten, 30);
  const first = await runHere(at, {
    ...CALLS_JOB,
    where: 'id >= 15',
    limit: 12,
    target: 'support.first',
    limits: { splitBytes: 2048 },
  });
  t.equal(first.rowsWritten, 12);
  const ids = (await rowsOf(at.warehouse, 'support.first', 'id')).map((row) => JSON.parse(row).id);
  t.equal(new Set(ids).size, 12);
  t.ok(ids.every((id) => id >= 15));
});

t.test('no metadata of the target holds a value of a text column', async (t) => {
  const at = await home(t);
  const columns = {
    id: 'keep',
    raw: { keep: 'transcript' },
    transcript_redacted: { udf: 'redact', from: 'transcript' },
  };
  await runHere(at, { ...CALLS_JOB, columns });
  const raw = await filesWithRawText(join(at.warehouse, 'support', 'calls_safe'));
  t.ok(
    raw.every((file) => file.startsWith('data/')),
    'manifests and metadata hold none of the kept raw text',
  );
  for (const file of raw) {
    const bytes = await readFile(join(at.warehouse, 'support', 'calls_safe', file));
    const footer = bytes.subarray(bytes.length - 8 - bytes.readUInt32LE(bytes.length - 8));
    t.notOk(footer.includes('Agent: Thanks'), 'nor do Parquet footers');
  }
});

t.test('the quarantine table gives away no text: no replaced key, no bounds of text', async (t) => {
  const at = await home(t, 1, 10);
  const some = { limits: { maxFailedRows: 100, maxCellBytes: 300 } };
  await failsWith(t, at, contextHere(at, { ...CALLS_JOB, ...some, key: ['transcript'] }), 'INVALID_OPTION');
  const tokens = { ...CALLS_JOB.columns, customer_id: { udf: 'token-int64', from: 'customer_id' } };
  const tokenised = { ...CALLS_JOB, ...some, columns: tokens, key: ['customer_id'] };
  await failsWith(t, at, contextHere(at, tokenised), 'INVALID_OPTION');
  // A text that is kept may be a key, but stands in no metadata and no journal.
  const columns = { id: 'keep', transcript: 'keep', safe: { udf: 'redact', from: 'transcript' } };
  const report = await runHere(at, { ...CALLS_JOB, ...some, columns, key: ['transcript'] });
  t.ok(report.rowsQuarantined > 0);
  const table = await openFilesystemCatalog({ warehouse: at.warehouse }).load(
    parseTableReference('support.calls_safe_quarantine').identifier,
  );
  const { fields } = table.metadata.schemas[0]!;
  let files = 0;
  for (const manifest of await readManifestList(table.io, table.metadata.snapshots[0]!, table.metadata)) {
    for await (const { dataFile } of readManifest(table.io, manifest, table.metadata)) {
      files += 1;
      const bounded = Object.keys({ ...dataFile.lowerBounds, ...dataFile.upperBounds }).map(Number);
      const names = bounded.map((id) => fields.find((field) => field.id === id)?.name);
      t.ok(names.includes('source_row'));
      t.notOk(names.includes('transcript'));
    }
  }
  t.equal(files, 1);
});

t.test('a text column has no bounds where the table is partitioned by its first letters', async (t) => {
  const at = await home(t, 1, 10);
  await runHere(at, {
    ...CALLS_JOB,
    target: { ...CALLS_JOB.target, partitionBy: ['truncate(2, transcript)'] },
    columns: { id: 'keep', transcript: 'keep' },
  });
  const table = await openFilesystemCatalog({ warehouse: at.warehouse }).load(
    parseTableReference('support.calls_safe').identifier,
  );
  for (const manifest of await readManifestList(table.io, table.metadata.snapshots[0]!, table.metadata)) {
    for await (const { dataFile } of readManifest(table.io, manifest, table.metadata)) {
      t.strictSame(dataFile.partition, ['Ag']);
      t.strictSame(Object.keys(dataFile.lowerBounds ?? {}), ['1']);
    }
  }
});

t.test('a plan changes nothing', async (t) => {
  const at = await home(t);
  const before = await filesUnder(at.folder);
  const plan = await planJob(contextHere(at, CALLS_JOB));
  t.equal(plan.rows, 40);
  t.equal(plan.state, 'new');
  t.strictSame(await filesUnder(at.folder), before);
});

t.test('a second run is up to date, and what was replaced since is made anew', async (t) => {
  const at = await home(t);
  const replace = { ...CALLS_JOB, target: { table: 'support.calls_safe', mode: 'replace' } };
  const first = await runHere(at, replace);
  const second = await runHere(at, replace);
  t.equal(second.outcome, 'up-to-date');
  t.equal(second.snapshotId, first.snapshotId);
  const other = await runHere(at, { ...replace, limit: 5 });
  t.equal(other.rowsWritten, 5);
  const third = await runHere(at, replace);
  t.equal(third.outcome, 'done', 'the target showed another run: once more');
  t.equal(third.rowsWritten, 40);
  t.equal((await runHere(at, replace)).outcome, 'up-to-date');
  const fresh = await runHere(at, replace, { fresh: true });
  t.equal(fresh.outcome, 'done');
  const append = { ...CALLS_JOB, target: { table: 'support.calls_more', mode: 'append' } };
  await runHere(at, append);
  t.equal((await runHere(at, append, { fresh: true })).outcome, 'up-to-date', 'an append is never doubled');
  t.equal((await rowsOf(at.warehouse, 'support.calls_more', 'id')).length, 40);
});

t.test('a concurrent commit to the target survives', async (t) => {
  const at = await home(t);
  const catalog = openFilesystemCatalog({ warehouse: at.warehouse });
  const target = { table: 'support.calls_safe', mode: 'replace' };
  await runHere(at, { ...CALLS_JOB, target });
  let moved = false;
  const context = contextHere(at, { ...CALLS_JOB, target, limit: 7 });
  const run = runJob({
    ...context,
    catalog: new Proxy(catalog, {
      get: (inner, name) =>
        name !== 'commit'
          ? bound(inner, name)
          : async (...args: Parameters<typeof catalog.commit>) => {
              if (!moved) {
                moved = true;
                await runHere(at, { ...CALLS_JOB, target: { ...target, mode: 'append' }, where: 'id = 1' });
              }
              return inner.commit(...args);
            },
    }),
  });
  await t.rejects(run, { code: 'COMMIT_CONFLICT' });
  t.equal(
    (await rowsOf(at.warehouse, 'support.calls_safe', 'id')).length,
    41,
    "the other writer's rows are there",
  );
});

t.test('an interrupted run commits nothing, says how to resume, and resumes', async (t) => {
  const at = await home(t, 6, 20);
  const abort = new AbortController();
  const job = { ...CALLS_JOB, limits: { splitBytes: 2048 } };
  const interrupted = runHere(at, job, {
    signal: abort.signal,
    onEvent: (event) => {
      if (event.type === 'progress' && event.doneBytes > 0) abort.abort();
    },
  });
  await t.rejects(interrupted, { code: 'INTERRUPTED', retryable: true });
  t.notOk((await filesUnder(at.warehouse)).some((file) => file.includes('calls_safe/metadata')));
  const report = await runHere(at, job);
  t.ok(report.resumedSplits > 0, `${report.resumedSplits} splits were kept`);
  t.equal(report.rowsWritten, 120);
});

t.test('a finished split whose file is gone is done again', async (t) => {
  const at = await home(t, 4, 20);
  const job = { ...CALLS_JOB, limits: { splitBytes: 2048 } };
  const abort = new AbortController();
  await t.rejects(
    runHere(at, job, {
      signal: abort.signal,
      onEvent: (event) => event.type === 'progress' && event.doneBytes > 0 && abort.abort(),
    }),
  );
  const written = (await filesUnder(at.warehouse)).filter((file) => file.includes('calls_safe/data/'));
  t.ok(written.length > 0);
  for (const file of written) await rm(join(at.warehouse, file));
  const report = await runHere(at, job);
  t.equal(report.resumedSplits, 0);
  t.equal((await rowsOf(at.warehouse, 'support.calls_safe', 'id')).length, 80);
});

t.test('failed rows of a run that was refused are there when it is allowed', async (t) => {
  const at = await home(t);
  const job = { ...CALLS_JOB, limits: { maxCellBytes: 300 } };
  const refused = await failsWith(t, at, contextHere(at, job), 'TOO_MANY_FAILED_ROWS');
  t.match(refused.message, 'CELL_TOO_LARGE');
  const report = await runHere(at, { ...job, limits: { ...job.limits, maxFailedRows: 40 } });
  t.equal(report.resumedSplits, 1, 'nothing is done twice');
  t.equal((await rowsOf(at.warehouse, 'support.calls_safe_quarantine', 'id')).length, report.rowsQuarantined);
  t.equal((await rowsOf(at.warehouse, 'support.calls_safe', 'id')).length, 40 - report.rowsQuarantined);
});

t.test('what a dead run left is cleaned, and nothing else', async (t) => {
  const at = await home(t, 6, 20);
  const catalog = openFilesystemCatalog({ warehouse: at.warehouse });
  const abort = new AbortController();
  const before = await filesUnder(at.warehouse);
  await t.rejects(
    runHere(
      at,
      { ...CALLS_JOB, limits: { splitBytes: 2048 } },
      {
        signal: abort.signal,
        onEvent: (event) => event.type === 'progress' && event.doneBytes > 0 && abort.abort(),
      },
    ),
  );
  t.ok((await filesUnder(at.warehouse)).length > before.length);
  const report = await cleanRuns(catalog);
  t.equal(report.runs.length, 1);
  t.ok(report.files > 0);
  t.strictSame(await filesUnder(at.warehouse), before);
  await rename(at.warehouse, `${at.warehouse}-gone`);
});

/** A class with private members does not stand a proxy as `this`. */
function bound(inner: object, name: string | symbol): unknown {
  const value: unknown = Reflect.get(inner, name, inner);
  return typeof value === 'function' ? value.bind(inner) : value;
}
