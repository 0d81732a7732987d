import { execFileSync } from 'node:child_process';
import { chmod, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { openFilesystemCatalog } from '../../../catalog/filesystem/filesystem-catalog.js';
import { commitSnapshot } from '../../../catalog/iceberg/commit-snapshot.js';
import { ingestFiles } from '../../../jobs/ingest/ingest-files.js';
import { planJob } from '../../../jobs/run/index.js';
import { openDuckDB } from '../../../sql/duckdb.js';
import { privateFolder } from '../../private-folder.js';
import { CALLS_JOB, contextHere, runHere } from './run-here.js';
import {
  filesUnder,
  filesWithRawText,
  LAKEVEIL,
  makeWarehouse,
  RAW_MARK,
  RUN_JOB,
  rowsOf,
  runBin,
  type Warehouse,
} from './support-warehouse.js';

t.setTimeout(900_000);

async function emptyHome(t: Test): Promise<Warehouse> {
  const folder = await privateFolder(tmpdir(), 'lv-test-');
  const scratch = await privateFolder(folder, 'scratch-');
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  t.teardown(remove);
  return { folder, scratch, warehouse: join(folder, 'warehouse'), remove };
}

t.test('a cell of 300 MB', async (t) => {
  const at = await emptyHome(t);
  const db = await openDuckDB({ threads: 1, memoryMb: 4096, scratch: at.scratch });
  const path = join(at.folder, 'big.parquet');
  await db.connection.run(
    `COPY (SELECT 1::BIGINT AS id, 7::BIGINT AS customer_id, 'Agent: hello, this is ${RAW_MARK}' AS transcript
      UNION ALL SELECT 2, 8, repeat('${RAW_MARK} says ', 300 * 1024 * 1024 // ${RAW_MARK.length + 6})) TO '${path}' (FORMAT parquet)`,
  );
  db.close();
  await ingestFiles(openFilesystemCatalog({ warehouse: at.warehouse }), {
    files: [path],
    table: 'support.calls',
    mode: 'create',
    scratch: at.scratch,
  });
  await t.rejects(
    runHere(at, CALLS_JOB),
    { code: 'OUT_OF_MEMORY' },
    'DuckDB alone needs more than a thread may have',
  );
  await t.rejects(runHere(at, { ...CALLS_JOB, limits: { memoryMb: 2048 } }), {
    code: 'TOO_MANY_FAILED_ROWS',
  });
  const report = await runHere(at, { ...CALLS_JOB, limits: { memoryMb: 2048, maxFailedRows: 1 } });
  t.equal(report.rowsWritten, 1);
  t.strictSame(report.failures, { CELL_TOO_LARGE: 1 });
  const [row] = await rowsOf(at.warehouse, 'support.calls_safe_quarantine', 'id');
  t.match(JSON.parse(row!), { id: 2, error_code: 'CELL_TOO_LARGE' });
});

t.test('text that is not UTF-8, and text with lone surrogates', async (t) => {
  const at = await emptyHome(t);
  const catalog = openFilesystemCatalog({ warehouse: at.warehouse });
  const bad = join(at.folder, 'bad.csv');
  await writeFile(
    bad,
    Buffer.concat([
      Buffer.from(`id,customer_id,transcript\n1,2,${RAW_MARK} `),
      Buffer.of(0xff, 0xfe, 0xc3, 0x28),
      Buffer.from('\n'),
    ]),
  );
  const refused = ingestFiles(catalog, {
    files: [bad],
    table: 'support.calls',
    mode: 'create',
    scratch: at.scratch,
  });
  await t.rejects(refused, { code: 'INVALID_TEXT' });
  await refused.catch((error: Error) => t.notMatch(`${error.stack}`, RAW_MARK));
  t.strictSame(await filesWithRawText(at.warehouse), []);

  const lone = join(at.folder, 'lone.jsonl');
  await writeFile(
    lone,
    `{"id": 1, "customer_id": 2, "transcript": "Caller: Maria Lopez \\ud83d here, 94110."}\n`,
  );
  const ingested = await ingestFiles(catalog, {
    files: [lone],
    table: 'support.calls',
    mode: 'create',
    scratch: at.scratch,
  }).catch((error: { code: string }) => error.code);
  if (typeof ingested === 'string')
    t.match(ingested, /^(?:INVALID_TEXT|INVALID_JSON|BAD_JSON|BAD_INPUT|MALFORMED_JSON)/);
  else {
    const report = await runHere(at, { ...CALLS_JOB, limits: { maxFailedRows: 1 } });
    t.equal(report.rowsRead, 1);
    t.notMatch((await rowsOf(at.warehouse, 'support.calls_safe', 'id')).join(), 'Maria');
  }
  const detected = await runBin(LAKEVEIL, ['detect'], {
    cwd: at.folder,
    stdin: '{"text": "\\ud83d I am Maria Lopez \\udc00"}\n',
  });
  t.equal(detected.code, 0, detected.stderr);
  const { spans } = JSON.parse(detected.stdout) as { spans: { start: number; end: number }[] };
  t.ok(spans.length > 0);
});

t.test('an empty table', async (t) => {
  const at = await emptyHome(t);
  const catalog = openFilesystemCatalog({ warehouse: at.warehouse });
  await catalog.createNamespace(['support']);
  const field = (id: number, name: string, type: string) => ({ id, name, required: false, type });
  const identifier = { namespace: ['support'], name: 'calls' };
  await catalog.commit(
    identifier,
    [{ type: 'assert-create' }],
    [
      { action: 'assign-uuid', uuid: '11111111-2222-3333-4444-555555555555' },
      { action: 'upgrade-format-version', 'format-version': 2 },
      { action: 'set-location', location: await catalog.defaultLocation(identifier) },
      {
        action: 'add-schema',
        schema: {
          type: 'struct',
          'schema-id': 0,
          fields: [field(1, 'id', 'long'), field(2, 'customer_id', 'long'), field(3, 'transcript', 'string')],
        },
      },
      { action: 'set-current-schema', 'schema-id': -1 },
      { action: 'add-spec', spec: { 'spec-id': 0, fields: [] } },
      { action: 'set-default-spec', 'spec-id': -1 },
      { action: 'add-sort-order', 'sort-order': { 'order-id': 0, fields: [] } },
      { action: 'set-default-sort-order', 'sort-order-id': -1 },
    ],
  );
  t.equal((await planJob(contextHere(at, CALLS_JOB))).rows, 0);
  const report = await runHere(at, CALLS_JOB);
  t.equal(report.rowsWritten, 0);
  t.strictSame(await rowsOf(at.warehouse, 'support.calls_safe', 'id'), []);
  t.equal((await runHere(at, CALLS_JOB)).outcome, 'up-to-date');
});

t.test('10,000 tiny files', async (t) => {
  const at = await makeWarehouse(1, 1);
  t.teardown(() => at.remove());
  const catalog = openFilesystemCatalog({ warehouse: at.warehouse });
  const identifier = { namespace: ['support'], name: 'calls' };
  const table = await catalog.load(identifier);
  const schema = table.metadata.schemas[0]!;
  const folder = `${table.metadata.location}/data`;
  const db = await openDuckDB({ threads: 2, memoryMb: 1024, scratch: at.scratch });
  const dataFiles = [];
  for (let id = 1; id < 10_000; id++) {
    const filePath = `${folder}/tiny-${id}.parquet`;
    const reader = await db.connection.runAndReadAll(
      `COPY (SELECT ${id}::BIGINT AS id, 1::BIGINT AS customer_id, 'I am ${RAW_MARK}, call ${id}' AS transcript)
        TO '${filePath}' (FORMAT parquet, FIELD_IDS {id: 1, customer_id: 2, transcript: 3}, RETURN_STATS)`,
    );
    const stats = reader.getRowObjects()[0]!;
    dataFiles.push({
      content: 0 as const,
      filePath,
      fileFormat: 'PARQUET' as const,
      specId: 0,
      partition: [],
      recordCount: 1,
      fileSizeInBytes: Number(stats['file_size_bytes']),
    });
  }
  db.close();
  await commitSnapshot(catalog, {
    identifier,
    mode: 'append',
    schema,
    spec: { 'spec-id': 0, fields: [] },
    dataFiles,
    summary: {},
  });
  const started = performance.now();
  const report = await runHere(at, { ...CALLS_JOB, threads: 2 });
  t.equal(report.rowsWritten, 10_000);
  t.comment(`${Math.round(performance.now() - started)} ms, ${report.files} files written`);
  t.ok(report.files < 100, 'tiny files are packed together');
});

t.test('a read-only warehouse', async (t) => {
  const at = await makeWarehouse(1, 10);
  t.teardown(() => at.remove());
  await chmod(at.folder, 0o755);
  const tmp = join(at.folder, 'tmp');
  await mkdir(tmp);
  await chmod(tmp, 0o777);
  await chmod(at.warehouse, 0o555);
  t.teardown(() => chmod(at.warehouse, 0o755));
  // Root may write everywhere: as somebody else, then.
  const asNobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
  const run = await runBin(RUN_JOB, ['redact-transcripts', ...forCalls(at)], {
    cwd: tmp,
    env: { LAKEVEIL_SCRATCH: tmp, HOME: tmp },
    ...asNobody,
  });
  t.equal(run.code, 1, run.stderr);
  t.match(run.stderr, 'READ_ONLY');
  t.notMatch(run.stdout + run.stderr, RAW_MARK);
  t.strictSame(await filesUnder(tmp), []);
});

t.test('a full disk', async (t) => {
  if (!canMount()) return t.pass('not tried: this machine lets nobody mount a small disk in a namespace');
  const at = await makeWarehouse(4, 200);
  t.teardown(() => at.remove());
  const small = join(at.warehouse, 'support', 'calls_safe');
  await mkdir(small);
  const run = await runBin(
    '-c',
    [
      `mount -t tmpfs -o size=16k tmpfs '${small}' && '${process.execPath}' '${RUN_JOB}' redact-transcripts ${forCalls(at).join(' ')}; code=$?; find '${small}' -type f; exit $code`,
    ],
    { cwd: at.folder, program: ['unshare', '-rm', 'sh'] },
  );
  t.equal(run.code, 1, run.stderr);
  t.match(run.stderr, 'DISK_FULL');
  t.notMatch(run.stdout + run.stderr, RAW_MARK);
  t.notMatch(run.stdout, 'metadata.json');
  const again = await runBin(RUN_JOB, ['redact-transcripts', ...forCalls(at)], { cwd: at.folder });
  t.equal(again.code, 0, `with room again, the same command gets through: ${again.stderr}`);
});

t.test('a full disk for the journal', async (t) => {
  if (!canMount()) return t.pass('not tried: this machine lets nobody mount a small disk in a namespace');
  const at = await makeWarehouse(4, 50);
  t.teardown(() => at.remove());
  const small = join(at.warehouse, '.lakeveil');
  await mkdir(small, { recursive: true });
  const run = await runBin(
    '-c',
    [
      `mount -t tmpfs -o size=4k,nr_inodes=6 tmpfs '${small}' && '${process.execPath}' '${RUN_JOB}' redact-transcripts ${forCalls(at).join(' ')}`,
    ],
    { cwd: at.folder, program: ['unshare', '-rm', 'sh'] },
  );
  t.equal(run.code, 1, run.stderr);
  t.match(run.stderr, 'DISK_FULL');
  t.notOk((await filesUnder(at.warehouse)).some((file) => file.includes('calls_safe/metadata')));
});

function forCalls(at: Warehouse): string[] {
  return [
    '--warehouse',
    at.warehouse,
    '--source',
    'support.calls',
    '--target',
    'support.calls_safe',
    '--threads',
    '1',
  ];
}

function canMount(): boolean {
  try {
    execFileSync('unshare', ['-rm', 'sh', '-c', 'mount -t tmpfs -o size=64k tmpfs /mnt'], {
      stdio: 'ignore',
    });
    return true;
  } catch {
    return false;
  }
}
