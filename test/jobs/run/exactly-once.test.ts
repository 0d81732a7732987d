import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { readdir, readFile, rm, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { localFileIO } from '../../../catalog/file-io/local.js';
import { openFilesystemCatalog } from '../../../catalog/filesystem/filesystem-catalog.js';
import { readManifest, readManifestList } from '../../../catalog/iceberg/manifest-reader.js';
import { parseTableReference } from '../../../catalog/identifier.js';
import { LakeveilError } from '../../../errors.js';
import { type AttemptRecord, attemptName } from '../../../jobs/run/attempts.js';
import { cleanRuns, listRuns, planJob } from '../../../jobs/run/index.js';
import { Journal } from '../../../jobs/run/journal.js';
import { thisProcess } from '../../../jobs/run/process-identity.js';
import type { RunContext } from '../../../jobs/run/types.js';
import { openDuckDB } from '../../../sql/duckdb.js';
import { hookedCatalog } from './hooked-catalog.js';
import { CALLS_JOB, contextHere, runHere } from './run-here.js';
import { filesUnder, filesWithRawText, makeWarehouse, rowsOf, type Warehouse } from './support-warehouse.js';

t.setTimeout(600_000);

const TARGET = 'support.calls_safe';
const QUARANTINE = `${TARGET}_quarantine`;
const REPLACE = { ...CALLS_JOB, target: { table: TARGET, mode: 'replace' } };
const SPLIT = { ...CALLS_JOB, limits: { splitBytes: 2048 } };
/** Cells of more bytes than that go to quarantine: some of every warehouse's do. */
const SOME_FAIL = { ...REPLACE, limits: { maxCellBytes: 300, maxFailedRows: 99 } };

async function home(t: Test, files = 2, rowsPerFile = 10): Promise<Warehouse> {
  const made = await makeWarehouse(files, rowsPerFile);
  t.teardown(() => made.remove());
  return made;
}

const load = (at: Warehouse, table: string) =>
  openFilesystemCatalog({ warehouse: at.warehouse }).load(parseTableReference(table).identifier);
const count = async (at: Warehouse, table: string): Promise<number> =>
  (await rowsOf(at.warehouse, table, 'id')).length;
const journalOf = async (at: Warehouse, job: Record<string, unknown>): Promise<Journal> => {
  const { catalog } = contextHere(at, job);
  const { runId } = await planJob(contextHere(at, job));
  return Journal.at(catalog.fileIO(catalog.journalRoot), catalog.journalRoot, runId);
};

/** Interrupts a run once its first splits are finished. */
async function interrupt(t: Test, at: Warehouse, job: Record<string, unknown>): Promise<void> {
  const abort = new AbortController();
  const onEvent: RunContext['onEvent'] = (event) => {
    if (event.type === 'progress' && event.doneBytes > 0) abort.abort();
  };
  await t.rejects(runHere(at, job, { signal: abort.signal, onEvent }), { code: 'INTERRUPTED' });
}

/** Another process of this machine says that it works on the run. */
async function claim(journal: Journal, pid = process.ppid): Promise<void> {
  const attempt: AttemptRecord = {
    ...thisProcess(),
    pid,
    processStart: null,
    token: randomUUID(),
    started: new Date(Date.now() - 1000).toISOString(),
    leaseMs: 60_000,
  };
  const number = ((await journal.attempts()).at(-1)?.number ?? 0) + 1;
  const path = `${journal.attemptsFolder}/${attemptName(number)}`;
  await localFileIO().create(path, Buffer.from(JSON.stringify(attempt)));
}

/** Data files of a snapshot of the target that are not there. */
async function missingFiles(at: Warehouse, snapshotId: string): Promise<string[]> {
  const { io, metadata } = await load(at, TARGET);
  const snapshot = metadata.snapshots.find((one) => one['snapshot-id'] === BigInt(snapshotId))!;
  const missing: string[] = [];
  for (const manifest of await readManifestList(io, snapshot, metadata)) {
    for await (const { dataFile } of readManifest(io, manifest, metadata)) {
      if ((await io.size(dataFile.filePath)) === undefined) missing.push(dataFile.filePath);
    }
  }
  return missing;
}

t.test(
  'quarantine is committed before the target, and not again when the run resumes between the two',
  async (t) => {
    const at = await home(t);
    const order: string[] = [];
    const stops = hookedCatalog(at, (table) => {
      order.push(table);
      if (table === TARGET) throw new LakeveilError('FILE_IO', 'Nothing was written: as if killed.');
    });
    await t.rejects(runHere(at, SOME_FAIL, { catalog: stops }));
    t.equal(order[0], QUARANTINE);
    t.ok(order.includes(TARGET));
    await t.rejects(load(at, TARGET), { code: 'NO_SUCH_TABLE' });
    const quarantined = await count(at, QUARANTINE);
    t.ok(quarantined > 0);

    const report = await runHere(at, SOME_FAIL);
    t.equal(report.outcome, 'done-with-quarantine');
    t.equal(report.rowsQuarantined, quarantined);
    t.equal(await count(at, QUARANTINE), quarantined, 'not doubled');
    t.equal(await count(at, TARGET), 20 - quarantined);
  },
);

t.test('also if what the first start left was cleaned between', async (t) => {
  const at = await home(t);
  const stops = hookedCatalog(at, (table) => {
    if (table === TARGET) throw new LakeveilError('FILE_IO', 'Nothing was written: as if killed.');
  });
  await t.rejects(runHere(at, SOME_FAIL, { catalog: stops }));
  const quarantined = await count(at, QUARANTINE);
  await cleanRuns(openFilesystemCatalog({ warehouse: at.warehouse }));
  t.equal(await count(at, QUARANTINE), quarantined, 'files that the quarantine table uses stay');
  await runHere(at, SOME_FAIL);
  t.equal(await count(at, QUARANTINE), quarantined, 'not doubled');
  t.equal(await count(at, TARGET), 20 - quarantined);
});

t.test('another run adds its failed rows to the quarantine table', async (t) => {
  const at = await home(t);
  const first = await runHere(at, SOME_FAIL);
  const second = await runHere(at, { ...SOME_FAIL, where: 'id >= 0' });
  t.not(first.runId, second.runId);
  t.equal(await count(at, QUARANTINE), first.rowsQuarantined + second.rowsQuarantined);
});

t.test('two runs that make the quarantine table at once both have their rows in it', async (t) => {
  const at = await home(t);
  const append = { ...SOME_FAIL, target: { table: TARGET, mode: 'append' } };
  let failed = 0;
  const catalog = hookedCatalog(at, async (table) => {
    if (table !== QUARANTINE || failed > 0) return;
    failed = (await runHere(at, { ...append, where: 'id < 10' })).rowsQuarantined;
  });
  const first = await runHere(at, append, { catalog }).catch((error: LakeveilError) => error.code);
  t.equal(first, 'TABLE_EXISTS', 'the target was made by the other, too: this one is to be started again');
  const quarantined = await count(at, QUARANTINE);
  t.ok(failed > 0 && quarantined > failed, 'its failed rows are there already');
  const again = await runHere(at, append);
  t.equal(again.rowsQuarantined, quarantined - failed);
  t.equal(await count(at, QUARANTINE), failed + again.rowsQuarantined);
  t.equal(await count(at, TARGET), 30 - failed - again.rowsQuarantined);
});

t.test('a target that moved since the run was planned is not written over', async (t) => {
  const at = await home(t);
  await runHere(at, REPLACE);
  let moved = false;
  const catalog = hookedCatalog(at, async (table) => {
    if (table !== QUARANTINE || moved) return;
    moved = true;
    await runHere(at, { ...REPLACE, limit: 3 });
  });
  await t.rejects(runHere(at, SOME_FAIL, { catalog }), { code: 'COMMIT_CONFLICT' });
  t.equal(await count(at, TARGET), 3, "the other's rows stand");
});

t.test('a run on which another process is at work does nothing', async (t) => {
  const at = await home(t);
  const journal = await journalOf(at, CALLS_JOB);
  await claim(journal);
  await t.rejects(runHere(at, CALLS_JOB), { code: 'RUN_ACTIVE', retryable: true });
  await t.rejects(runHere(at, CALLS_JOB, { fresh: true }), { code: 'RUN_ACTIVE' }, 'nor does --fresh');
  t.ok(
    (await journal.attempts()).some(({ pid }) => pid === process.ppid),
    'whose journal stays',
  );
  await t.rejects(load(at, TARGET), { code: 'NO_SUCH_TABLE' });
});

t.test('a dead process does not hold it up', async (t) => {
  const at = await home(t);
  const journal = await journalOf(at, CALLS_JOB);
  await claim(journal, spawnSync(process.execPath, ['--version']).pid);
  t.equal((await runHere(at, CALLS_JOB)).outcome, 'done');
});

t.test('a finished split whose file is not whole is done again', async (t) => {
  const at = await home(t, 4, 20);
  await interrupt(t, at, SPLIT);
  const written = (await filesUnder(at.warehouse)).filter((file) => file.includes('calls_safe/data/'));
  t.ok(written.length > 0);
  for (const file of written) await truncate(join(at.warehouse, file), 100);
  t.equal((await runHere(at, SPLIT)).resumedSplits, 0);
  t.equal(await count(at, TARGET), 80);
});

t.test('finished splits are kept only for the very rows that they cover', async (t) => {
  const at = await home(t, 4, 20);
  await interrupt(t, at, SPLIT);
  const report = await runHere(at, CALLS_JOB);
  t.equal(report.resumedSplits, 0, 'in one big split nothing is taken from small ones');
  t.equal(report.rowsWritten, 80);
  t.equal(await count(at, TARGET), 80);
  const files = (await filesUnder(at.warehouse)).filter((file) => file.includes('calls_safe/data/'));
  t.equal(files.length, report.files, 'the files of the small ones are gone');
});

t.test('a run that is interrupted after its last split commits nothing', async (t) => {
  const at = await home(t);
  const abort = new AbortController();
  const onEvent: RunContext['onEvent'] = (event) => {
    if (event.type === 'progress' && event.doneBytes >= event.totalBytes * 0.999) abort.abort();
  };
  await t.rejects(runHere(at, CALLS_JOB, { signal: abort.signal, onEvent }), { code: 'INTERRUPTED' });
  await t.rejects(load(at, TARGET), { code: 'NO_SUCH_TABLE' });
  t.equal((await runHere(at, CALLS_JOB)).resumedSplits, 1);
});

t.test('a run that is interrupted when its threads have ended commits nothing', async (t) => {
  const at = await home(t);
  const abort = new AbortController();
  const { signal } = abort;
  // The last look at the signal before the commit is where Ctrl-C arrives: a timer would hit that moment only by luck.
  Object.defineProperty(signal, 'throwIfAborted', {
    value(this: AbortSignal): void {
      abort.abort();
      AbortSignal.prototype.throwIfAborted.call(this);
    },
  });
  await t.rejects(runHere(at, CALLS_JOB, { signal }), { code: 'INTERRUPTED' });
  await t.rejects(load(at, TARGET), { code: 'NO_SUCH_TABLE' });
  t.equal((await runHere(at, CALLS_JOB)).resumedSplits, 1);
});

t.test('a process that ended between its commit and the end of its journal', async (t) => {
  const at = await home(t);
  const first = await runHere(at, REPLACE);
  const [end] = (await filesUnder(at.warehouse)).filter((file) => file.endsWith('/committed.json'));
  const killed = (): Promise<void> => rm(join(at.warehouse, end!));

  await killed();
  t.equal((await runHere(at, REPLACE)).outcome, 'up-to-date');
  t.equal(await count(at, TARGET), 20, 'its files stay');
  t.ok((await filesUnder(at.warehouse)).includes(end!), 'the journal is closed');

  await killed();
  await runHere(at, { ...REPLACE, limit: 3 });
  await cleanRuns(openFilesystemCatalog({ warehouse: at.warehouse }));
  t.equal(await count(at, TARGET), 3);
  t.strictSame(await missingFiles(at, first.snapshotId), [], 'also those that only an older snapshot uses');
  t.ok((await filesUnder(at.warehouse)).includes(end!), 'closed, not forgotten');
});

t.test('a run that could not clean up after its commit says that it is committed', async (t) => {
  const at = await home(t);
  const abort = new AbortController();
  let broken = false;
  const catalog = hookedCatalog(
    at,
    (table) => {
      broken = table === TARGET;
      // Too late: the commit is on its way.
      abort.abort();
    },
    (io) => ({
      ...io,
      remove: async (location) => {
        if (broken && location.includes('/.lakeveil/'))
          throw new LakeveilError('FILE_IO', 'Nothing was removed.');
        return io.remove(location);
      },
    }),
  );
  const notices: string[] = [];
  const onEvent: RunContext['onEvent'] = (event) => {
    if (event.type === 'notice') notices.push(event.code);
  };
  const report = await runHere(at, CALLS_JOB, { catalog, onEvent, signal: abort.signal });
  t.equal(report.outcome, 'done');
  t.ok(notices.includes('NOT_CLEANED'));
  t.equal(await count(at, TARGET), 20);
  t.equal((await runHere(at, CALLS_JOB)).outcome, 'up-to-date');
  const left = (await filesUnder(at.warehouse)).filter((file) =>
    /[.]lakeveil.*(?:key|done|attempts)/.test(file),
  );
  t.strictSame(left, [], 'which cleans up');
});

t.test("what is left of a finished run's journal goes with the next start, or is cleaned", async (t) => {
  const at = await home(t);
  const cleaners = {
    again: (): Promise<unknown> => runHere(at, CALLS_JOB),
    clean: (): Promise<unknown> => cleanRuns(openFilesystemCatalog({ warehouse: at.warehouse })),
  };
  await runHere(at, CALLS_JOB);
  const journal = await journalOf(at, CALLS_JOB);
  for (const [name, clean] of Object.entries(cleaners)) {
    const left = `${journal.location}/done/0123456789abcdef.json`;
    await localFileIO().create(left, Buffer.from('{}'));
    await clean();
    t.equal(await localFileIO().size(left), undefined, name);
    t.not(await journal.end(), undefined, 'the end stays');
  }
});

t.test('output that was rolled back is made again, once', async (t) => {
  const at = await home(t);
  const first = await runHere(at, { ...REPLACE, limit: 3 });
  const second = await runHere(at, REPLACE);
  const { metadata } = await load(at, TARGET);
  await openFilesystemCatalog({ warehouse: at.warehouse }).commit(
    parseTableReference(TARGET).identifier,
    [],
    [
      {
        action: 'set-snapshot-ref',
        'ref-name': 'main',
        type: 'branch',
        'snapshot-id': BigInt(first.snapshotId),
      },
    ],
  );
  t.equal((await load(at, TARGET)).metadata.snapshots.length, metadata.snapshots.length);
  const again = await runHere(at, REPLACE);
  t.equal(again.outcome, 'done');
  t.not(again.runId, second.runId);
  t.equal(await count(at, TARGET), 20);
  t.equal((await runHere(at, REPLACE)).outcome, 'up-to-date');
});

t.test('runs at work are not cleaned', async (t) => {
  const at = await home(t, 4, 20);
  await interrupt(t, at, SPLIT);
  const journal = await journalOf(at, SPLIT);
  await claim(journal);
  const before = await filesUnder(at.warehouse);
  const catalog = openFilesystemCatalog({ warehouse: at.warehouse });
  t.match(await cleanRuns(catalog), { runs: [], files: 0 });
  t.strictSame(await filesUnder(at.warehouse), before);
  t.match(await listRuns(catalog), [{ state: 'running' }]);
});

t.test("the run's own key lies in its journal alone, private, and goes with the commit", async (t) => {
  const at = await home(t);
  const keys: Buffer[] = [];
  const onEvent: RunContext['onEvent'] = (event) => {
    if (event.type !== 'committing') return;
    const runs = join(at.warehouse, '.lakeveil', 'runs');
    for (const run of readdirSync(runs)) {
      const path = join(runs, run, 'key');
      t.equal(statSync(path).mode & 0o777, 0o600);
      keys.push(readFileSync(path));
    }
  };
  await runHere(at, CALLS_JOB, { onEvent });
  t.equal(keys.length, 1);
  const forms = [
    keys[0]!,
    ...(['hex', 'base64'] as const).map((form) => Buffer.from(keys[0]!.toString(form))),
  ];
  for (const file of await filesUnder(at.folder)) {
    t.notOk(file.endsWith('/key'), file);
    const bytes = await readFile(join(at.folder, file));
    t.notOk(
      forms.some((form) => bytes.includes(form)),
      file,
    );
  }
});

t.test('scratch goes with the run, whether it ends well or not', async (t) => {
  const at = await home(t);
  process.env['LAKEVEIL_SCRATCH'] = at.scratch;
  t.teardown(() => delete process.env['LAKEVEIL_SCRATCH']);
  let seen = 0;
  const onEvent = (): void => {
    seen = Math.max(seen, readdirSync(at.scratch).length);
  };
  await runHere(at, CALLS_JOB, { onEvent });
  t.equal(seen, 1);
  t.strictSame(await readdir(at.scratch), []);
  await t.rejects(runHere(at, { ...REPLACE, limits: { maxCellBytes: 300 } }), {
    code: 'TOO_MANY_FAILED_ROWS',
  });
  t.strictSame(await readdir(at.scratch), []);
  await planJob(contextHere(at, { ...REPLACE, limit: 3 }));
  t.strictSame(await readdir(at.scratch), []);
});

t.test(
  'snapshot summaries and properties say nothing of where, of options, or of what the source says',
  async (t) => {
    const at = await home(t);
    const identifier = parseTableReference('support.calls').identifier;
    await openFilesystemCatalog({ warehouse: at.warehouse }).commit(
      identifier,
      [],
      [{ action: 'set-properties', updates: { comment: 'Zyx', 'write.parquet.compression-codec': 'gzip' } }],
    );
    const report = await runHere(at, {
      ...SOME_FAIL,
      target: { table: TARGET, mode: 'replace', properties: { owner: 'me' } },
      where: "transcript <> 'Zyx'",
    });
    t.equal(report.outcome, 'done-with-quarantine');
    for (const name of [TARGET, QUARANTINE]) {
      const { metadata } = await load(at, name);
      t.notMatch(
        JSON.stringify(metadata, (_key, value) => (typeof value === 'bigint' ? String(value) : value)),
        /Zyx|gzip/,
      );
      const ours = Object.keys(metadata.snapshots[0]!.summary).filter((key) => key.startsWith('lakeveil.'));
      t.strictSame(ours.sort(), [
        'lakeveil.definition-id',
        'lakeveil.job',
        'lakeveil.output-id',
        'lakeveil.run-id',
        'lakeveil.source-snapshot-id',
        'lakeveil.source-table',
        'lakeveil.source-table-uuid',
        'lakeveil.version',
      ]);
    }
    t.match((await load(at, TARGET)).metadata.properties, { owner: 'me' });
    for (const file of await filesUnder(join(at.warehouse, '.lakeveil'))) {
      t.notMatch(await readFile(join(at.warehouse, '.lakeveil', file), 'utf8'), 'Zyx', 'nor do journals');
    }
  },
);

t.test('columns of text have no bounds, neither in Iceberg nor in Parquet; others have', async (t) => {
  const at = await home(t);
  const columns = { id: 'keep', raw: { keep: 'transcript' }, safe: CALLS_JOB.columns.transcript_redacted };
  await runHere(at, { ...SOME_FAIL, columns, key: ['id', 'transcript'] });
  const db = await openDuckDB({ threads: 1, memoryMb: 256, scratch: at.scratch });
  t.teardown(() => db.close());
  for (const [name, without] of [
    [TARGET, ['raw', 'safe']],
    [QUARANTINE, ['transcript']],
  ] as const) {
    const table = await load(at, name);
    const { fields } = table.metadata.schemas.at(-1)!;
    const ids = new Map(fields.map((field) => [field.name, field.id]));
    let files = 0;
    for (const manifest of await readManifestList(table.io, table.metadata.snapshots[0]!, table.metadata)) {
      for await (const { dataFile } of readManifest(table.io, manifest, table.metadata)) {
        files += 1;
        const { lowerBounds = {}, upperBounds = {} } = dataFile;
        t.ok(ids.get('id')! in lowerBounds && ids.get('id')! in upperBounds, 'id has bounds');
        const stats = await db.connection.runAndReadAll(
          `SELECT path_in_schema, coalesce(stats_min_value, stats_max_value, stats_min, stats_max) FROM parquet_metadata('${dataFile.filePath}')`,
        );
        const shown = new Map(stats.getRows().map(([column, value]) => [column, value]));
        t.ok(shown.get('id') !== null, 'id has statistics');
        for (const column of without) {
          t.notOk(
            ids.get(column)! in lowerBounds || ids.get(column)! in upperBounds,
            `${column} has no bounds`,
          );
          t.equal(shown.get(column), null, `${column} has no statistics`);
        }
      }
    }
    t.ok(files > 0);
  }
  const metadata = await filesWithRawText(join(at.warehouse, '.lakeveil'));
  t.strictSame(metadata, [], 'nor is any text in the journal');
});

t.test('a limit with where and splits takes exactly that many rows, also when resumed', async (t) => {
  const at = await home(t, 4, 20);
  const job = { ...SPLIT, where: 'id % 2 = 0', limit: 25 };
  await interrupt(t, at, job);
  const report = await runHere(at, job);
  t.equal(report.rowsWritten, 25);
  const ids = (await rowsOf(at.warehouse, TARGET, 'id')).map((row) => JSON.parse(row).id as number);
  t.equal(new Set(ids).size, 25);
  t.ok(ids.every((id) => id % 2 === 0));
});
