import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import t from 'tap';
import { openFilesystemCatalog } from '../../catalog/filesystem/filesystem-catalog.js';
import type { TableMetadata } from '../../catalog/iceberg/table-metadata.js';
import type { LakeveilError } from '../../errors.js';
import { ingestFiles } from '../../jobs/ingest/ingest-files.js';
import { isQueryName, namedQuerySql } from '../../jobs/query/named-query.js';
import { namedQueries, PARAMETER_KINDS } from '../../sql/named-queries.js';
import { command } from './cli/command.js';
import { CALLS_JOB, runHere } from './run/run-here.js';
import { makeWarehouse, rowsOf, supportCall } from './run/support-warehouse.js';

t.setTimeout(300_000);

const NAMES = ['entity-counts', 'freshness', 'history', 'leak-audit', 'quarantine-review', 'side-by-side'];

t.test('each query says what it answers and what it takes, and takes nothing else', async (t) => {
  const queries = namedQueries();
  t.strictSame(
    queries.map((one) => one.name),
    NAMES,
  );
  for (const { name, summary, parameters, athena, duckdb } of queries) {
    t.match(summary, /^[A-Z].{20,160}\.$/, name);
    t.ok(isQueryName(name), name);
    for (const one of parameters)
      t.ok(PARAMETER_KINDS.includes(one.kind), `${name} ${one.name}: ${one.kind}`);
    const declared = parameters.map((one) => one.name).sort();
    for (const sql of [athena, duckdb]) {
      const used = [
        ...new Set([...sql.matchAll(/\{\{(\w+)(?:\$\w+)?\}\}/g)].map((match) => match[1])),
      ].sort();
      t.strictSame(used, declared, name);
      t.notMatch(sql.replaceAll(/\{\{\w+(?:\$\w+)?\}\}/g, ''), /[{]{2}|[}]{2}|;/, name);
    }
  }
});

t.test('parameters become identifiers and numbers, and nothing else', async (t) => {
  const all = ['source=a.b', 'table=a.c', 'key=id', 'from=t', 'to=r'];
  const sql = namedQuerySql('side-by-side', all, 'athena');
  t.match(sql, 'source."id" AS "key"');
  t.match(sql, 'FROM "a"."b" AS source');
  t.match(sql, /LIMIT 50\s*$/);
  t.match(namedQuerySql('history', ['table=cat.a.c', 'limit=7'], 'athena'), 'FROM "cat"."a"."c$snapshots"');
  const refused = (name: string, assignments: string[], code: string, message: RegExp): void => {
    try {
      namedQuerySql(name, assignments, 'athena');
      t.fail(`${assignments.join(' ')} not refused`);
    } catch (error) {
      t.match(error, { code, message });
    }
  };
  refused('entity-count', [], 'NO_SUCH_QUERY', /Did you mean "entity-counts"/);
  refused('history', [], 'BAD_USAGE', /needs --param table=…: table is/);
  refused('history', ['tabel=a.b'], 'BAD_USAGE', /Did you mean "table"/);
  refused('history', ['table=a.b', 'table=a.c'], 'BAD_USAGE', /twice/);
  refused('history', ['table'], 'BAD_USAGE', /name=value/);
  refused('history', ['=x'], 'BAD_USAGE', /name=value/);
  for (const limit of ['0', '-1', '1e3', '1;', '', '1 OR 1', '99999999'])
    refused('history', ['table=a.b', `limit=${limit}`], 'BAD_USAGE', /whole number/);
  for (const table of ['', 'a.', '.b', 'a.b.c.d', 'a."b', 'a.b;', "a.b'", '(select 1)', 'a.b$snapshots'])
    refused('history', [`table=${table}`], 'BAD_USAGE', /must name a table/);
  // Whatever is given, the query's own shape stays: an identifier in quotes takes the place of another.
  const shape = (sql: string): string => sql.replace(/"[^"]*"/g, '""');
  fc.assert(
    fc.property(fc.string({ maxLength: 30 }), (key) => {
      let made: string;
      try {
        made = namedQuerySql('side-by-side', all.with(2, `key=${key}`), 'athena');
      } catch (error) {
        return (error as LakeveilError).code === 'BAD_USAGE';
      }
      return shape(made) === shape(sql);
    }),
  );
});

t.test('on the tables of a real run', async (t) => {
  const at = await makeWarehouse(2, 6);
  t.teardown(() => at.remove());
  await writeFile(join(at.folder, 'lakeveil.config.json'), JSON.stringify({ warehouse: at.warehouse }));
  const query = async (name: string, ...params: string[]): Promise<Record<string, unknown>[]> => {
    const argv = ['query', name, '--json', ...params.flatMap((one) => ['--param', one])];
    const { code, stdout, stderr } = await command('lakeveil', argv, { folder: at.folder });
    t.equal(`${code} ${stderr}`, '0 ', name);
    return stdout
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  };
  // One row, of a longer text than the others, is quarantined.
  const longest = Math.max(...Array.from({ length: 12 }, (_, i) => supportCall(i).transcript.length));
  const bad = Array.from({ length: 12 }, (_, i) => i).filter(
    (i) => supportCall(i).transcript.length === longest,
  );
  t.equal(bad.length, 1);
  const target = { table: 'support.calls_safe', mode: 'append' };
  const limits = { maxCellBytes: longest - 1, maxFailedRows: 1 };
  process.env['LAKEVEIL_TEST_NAMED'] = 'a key for tests that is long enough';
  const pseudonymKey = { env: 'LAKEVEIL_TEST_NAMED' };
  const first = await runHere(at, { ...CALLS_JOB, target, limits, pseudonymKey });
  t.equal(first.rowsQuarantined, 1);
  const made = (await rowsOf(at.warehouse, 'support.calls_safe', 'id')).map(
    (row) => JSON.parse(row) as { id: number; transcript_redacted: string },
  );
  const safe = ['table=support.calls_safe', 'key=id'];

  const pairs = await query(
    'side-by-side',
    'source=support.calls',
    ...safe,
    'from=transcript',
    'to=transcript_redacted',
  );
  t.strictSame(
    pairs,
    made.map(({ id, transcript_redacted }) => ({
      key: id,
      source_text: supportCall(id).transcript,
      produced_text: transcript_redacted,
    })),
  );

  const counts = await query('entity-counts', ...safe, 'column=transcript_redacted');
  const tokens = made.flatMap(({ id, transcript_redacted }) =>
    [...transcript_redacted.matchAll(/\[([A-Z_]+)_(\w{5})\]/g)].map(([token, label]) => ({
      id,
      token,
      label,
    })),
  );
  const expected = [...new Set(tokens.map((one) => one.label))].map((label) => {
    const these = tokens.filter((one) => one.label === label);
    return {
      label,
      tokens: these.length,
      distinct_tokens: new Set(these.map((one) => one.token)).size,
      texts: new Set(these.map((one) => one.id)).size,
    };
  });
  t.ok(expected.length >= 3);
  t.strictSame(
    counts,
    expected.sort((a, b) => b.tokens - a.tokens || (a.label! < b.label! ? -1 : 1)),
  );

  const quarantined = await query('quarantine-review', 'table=support.calls_safe_quarantine', 'key=id');
  t.match(quarantined, [
    { run_id: first.runId, error_code: 'CELL_TOO_LARGE', rows_of_this_code: 1, row_key: bad[0] },
  ]);
  t.match(quarantined[0]!['run_committed_at'], /^\d{4}-\d\d-\d\d /);

  const fresh = ['table=support.calls_safe', 'source=support.calls'];
  t.match(await query('freshness', ...fresh), [
    { state: 'up to date', run_id: first.runId, snapshots_behind: 0, rows_added_since: 0, minutes_behind: 0 },
  ]);
  const more = join(at.folder, 'more.jsonl');
  await writeFile(
    more,
    [20, 21].map((id) => JSON.stringify({ ...supportCall(id), transcript: 'ok' })).join('\n'),
  );
  const catalog = openFilesystemCatalog({ warehouse: at.warehouse });
  for (let times = 0; times < 2; times++)
    await ingestFiles(catalog, {
      files: [more],
      table: 'support.calls',
      mode: 'append',
      scratch: at.scratch,
    });
  const [behind] = await query('freshness', ...fresh);
  t.match(behind, { state: 'behind', run_id: first.runId, snapshots_behind: 2, rows_added_since: 4 });
  t.not(behind!['source_snapshot_id'], behind!['newest_snapshot_id']);

  const second = await runHere(at, { ...CALLS_JOB, target, limits, pseudonymKey, where: 'id = 20' });
  const history = await query('history', 'table=support.calls_safe');
  t.match(history, [
    { run_id: second.runId, job: 'test-job', added_rows: 2, total_rows: 13, is_current_ancestor: true },
    {
      run_id: first.runId,
      operation: 'append',
      source_table: 'support.calls',
      // As a number it lost its last digits.
      source_snapshot_id: new RegExp(`^${String(behind!['source_snapshot_id']).slice(0, 15)}`),
      added_rows: 11,
      total_rows: 11,
    },
  ]);
  t.equal((await query('history', 'table=support.calls_safe', 'limit=1')).length, 1);
  t.match(await query('history', 'table=support.calls'), [{ run_id: null, job: null }, {}, {}, {}]);
});

t.test('freshness, whatever became of the source', async (t) => {
  const { openDuckDB } = await import('../../sql/duckdb.js');
  const { metadataTable } = await import('../../jobs/query/metadata-tables.js');
  type Snapshot = { id: number; minute: number; parent?: number; operation?: string; summary?: object };
  const metadataOf = (snapshots: readonly Snapshot[], log: readonly number[]): TableMetadata =>
    ({
      'current-snapshot-id': log.length === 0 ? undefined : BigInt(log.at(-1)!),
      snapshots: snapshots.map(({ id, minute, parent, operation = 'append', summary = {} }) => ({
        'snapshot-id': BigInt(id),
        ...(parent === undefined ? {} : { 'parent-snapshot-id': BigInt(parent) }),
        'timestamp-ms': minute * 60_000,
        'manifest-list': 'x',
        summary: { operation, 'added-records': '10', ...summary },
      })),
      'snapshot-log': log.map((id, i) => ({ 'timestamp-ms': i * 60_000, 'snapshot-id': BigInt(id) })),
    }) as unknown as TableMetadata;
  const freshness = async (source: readonly Snapshot[], log: readonly number[], processed: number[]) => {
    const db = await openDuckDB({ threads: 1, memoryMb: 256, scratch: t.testdirName });
    try {
      const target = metadataOf(
        processed.map((id, i) => ({
          id: 100 + i,
          minute: 50 + i,
          summary: { 'lakeveil.run-id': `run${i}`, 'lakeveil.source-snapshot-id': String(id) },
        })),
        processed.map((_, i) => 100 + i),
      );
      await db.connection.run('CREATE SCHEMA s');
      for (const [name, metadata] of Object.entries({ source: metadataOf(source, log), target }))
        for (const kind of ['snapshots', 'history']) {
          const table = metadataTable(`s.${name}$${kind}`)!;
          await db.connection.run(`CREATE VIEW s."${name}$${kind}" AS ${table.sql(metadata)}`);
        }
      const sql = namedQuerySql('freshness', ['table=s.target', 'source=s.source'], 'duckdb');
      const rows = (await db.connection.runAndReadAll(sql)).getRowObjectsJson();
      return rows.map(({ state, run_id, snapshots_behind, rows_added_since, minutes_behind }) =>
        [state, run_id, snapshots_behind, rows_added_since, minutes_behind].map(String).join(' '),
      );
    } finally {
      db.close();
    }
  };
  const source: Snapshot[] = [
    { id: 1, minute: 1 },
    { id: 2, minute: 2, parent: 1 },
    { id: 3, minute: 5, parent: 2, operation: 'replace' },
    { id: 4, minute: 65, parent: 3 },
  ];
  t.strictSame(await freshness(source, [1, 2, 3, 4], [1, 2]), ['behind run1 1 10 63']);
  t.strictSame(await freshness(source, [1, 2, 3, 4], [4]), ['up to date run0 0 0 0']);
  t.strictSame(
    await freshness(source.slice(0, 3), [1, 2, 3], [2]),
    ['up to date run0 0 0 0'],
    'compacted since',
  );
  t.strictSame(await freshness(source, [1, 2], [2]), ['up to date run0 0 0 0'], 'others are of a branch');
  t.strictSame(await freshness(source, [1, 2, 3, 4], [99]), [
    'processed snapshot expired run0 null null null',
  ]);
  t.strictSame(await freshness(source, [1, 2, 3, 4, 2], [4]), ['source was rolled back run0 0 0 0']);
  t.strictSame(await freshness(source, [1, 2, 3, 4, 2], [2]), ['up to date run0 0 0 0'], 'rolled back to it');
  t.strictSame(await freshness([], [], [7]), ['processed snapshot expired run0 null null null']);
  t.strictSame(await freshness(source, [1], []), [], 'no run yet');
});

t.test('leak-audit finds known values in what was redacted, and tells none of them', async (t) => {
  const folder = t.testdir({
    'safe.jsonl': [
      { id: 1, note: 'Nobody is named here, [NAME_GIVEN_dySb5] said.' },
      { id: 2, note: 'JANE   Roe-Smith called, card 4111-1111 1111-1111.' },
      { id: 3, note: 'the annual meeting' },
      { id: 4, note: '我叫李雷，你好' },
      { id: 5, note: 'phone: 4155550100 and Émile' },
      { id: 6, note: '' },
      { id: 7, note: null },
    ]
      .map((row) => JSON.stringify(row))
      .join('\n'),
    'known.jsonl': [
      'Jane Roe-Smith',
      'jane roe smith',
      'Anne',
      '4111 1111 1111 1111',
      '李雷',
      '415-555-0100',
      'émile',
      '---',
      '',
      'ok',
      null,
    ]
      .map((value) => JSON.stringify({ value }))
      .join('\n'),
  });
  const run = (...argv: string[]) => command('lakeveil', argv, { folder });
  for (const name of ['safe', 'known'])
    t.equal((await run('ingest', `${name}.jsonl`, '--table', `a.${name}`)).code, 0);
  const params = ['table=a.safe', 'key=id', 'column=note', 'known=a.known', 'known_column=value'];
  const argv = ['query', 'leak-audit', '--json', ...params.flatMap((one) => ['--param', one])];
  const { stdout, code } = await run(...argv);
  t.equal(code, 0);
  const found = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  t.strictSame(found, [
    { row_key: 2, known_values_found: 3 },
    { row_key: 5, known_values_found: 2 },
    { row_key: 4, known_values_found: 1 },
  ]);
  t.strictSame(
    (await run(...argv, '--param', 'min_length=6')).stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
    [
      { row_key: 2, known_values_found: 3 },
      { row_key: 4, known_values_found: 1 },
      { row_key: 5, known_values_found: 1 },
    ],
  );
});

t.test('the metadata of a table, as tables', async (t) => {
  const folder = t.testdir({ 'a.jsonl': '{"id": 1}', 'empty.jsonl': '' });
  const run = (...argv: string[]) => command('lakeveil', argv, { folder });
  await run('ingest', 'a.jsonl', '--table', 'a.t');
  await run('ingest', 'a.jsonl', '--table', 'a.t', '--mode', 'append');
  const rows = async (sql: string) =>
    (await run('query', sql, '--json')).stdout
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line));
  const snapshots = await rows('SELECT * FROM a."t$snapshots" ORDER BY committed_at');
  t.match(snapshots, [
    { operation: 'append', parent_id: null, summary: { 'added-records': '1', 'total-records': '1' } },
    { operation: 'append', parent_id: snapshots[0].snapshot_id, summary: { 'total-records': '2' } },
  ]);
  t.strictSame(await rows('SELECT is_current_ancestor FROM a."t$history"'), [
    { is_current_ancestor: true },
    { is_current_ancestor: true },
  ]);
  t.match(await run('query', 'SELECT * FROM a."t$files"'), { code: 1, stderr: /^NO_SUCH_TABLE/ });
  t.match(await run('query', 'SELECT * FROM a."u$snapshots"'), { code: 1, stderr: /^NO_SUCH_TABLE .*a\.u / });
});

t.test('the list, and what goes wrong on the command line', async (t) => {
  const folder = t.testdir();
  const run = (...argv: string[]) => command('lakeveil', ['query', ...argv], { folder });
  const { code, stdout } = await run('--list');
  t.equal(code, 0);
  for (const name of NAMES) t.match(stdout, new RegExp(`^${name}$`, 'm'));
  t.match(stdout, /--param table=…/);
  t.match(stdout, /\(default: 50\)/);
  const lines = (await run('--list', '--json')).stdout.trim().split('\n');
  t.match(JSON.parse(lines[0]!), {
    name: 'entity-counts',
    parameters: [{ name: 'table', kind: 'table' }, {}, {}],
  });
  const refused: [string[], RegExp][] = [
    [[], /^BAD_USAGE .*empty/s],
    [['histroy'], /^NO_SUCH_QUERY .*Did you mean "history"/s],
    [['SELECT 1', '--param', 'a=b'], /^BAD_USAGE .*for named queries/s],
    [['SELECT 1', '--workgroup', 'w'], /^BAD_USAGE .*--workgroup.*--athena/s],
    [['SELECT 1', '--output', 's3://b/'], /^BAD_USAGE .*--output/s],
    [['history', '--param', 'table=calls'], /^NO_SUCH_TABLE/],
  ];
  for (const [argv, message] of refused) t.match(await run(...argv), { stderr: message }, argv.join(' '));
  t.equal((await run('histroy')).code, 2);
});
