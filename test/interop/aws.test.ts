import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { GetTableCommand, GlueClient } from '@aws-sdk/client-glue';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import t, { type Test } from 'tap';
import { openDuckDB, sqlString } from '../../sql/duckdb.js';
import {
  type AthenaBackend,
  BackendFailure,
  type BackendResult,
  startAthenaShim,
} from '../aws/athena-shim.js';
import { missingAws, startMoto } from '../aws/moto.js';
import { LAKEVEIL, RAW_MARK, RUN_JOB, supportCall } from '../jobs/run/support-warehouse.js';
import { Engine, missingEngines } from './engine.js';
import { sameRows } from './ours.js';

/** From files on S3 to a table that Trino and PyIceberg read through Glue, and write to, and that we read again. */
const skip = missingAws() ?? missingEngines();
if (skip !== undefined) {
  t.plan(0, skip);
} else {
  t.setTimeout(900_000);
  const scratch = mkdtempSync(join(tmpdir(), 'lv-aws-'));
  const moto = await startMoto();
  const s3 = new S3Client({ forcePathStyle: true });
  const glue = new GlueClient({});
  await s3.send(new CreateBucketCommand({ Bucket: 'lake' }));
  const onGlue = { endpoint: moto.endpoint, warehouse: 's3://lake/foreign' };
  const pyiceberg = await Engine.pyiceberg(join(scratch, 'pyiceberg'), onGlue);
  const trino = await Engine.trino(join(scratch, 'trino'), onGlue);
  t.teardown(async () => {
    await Promise.all([trino.stop(), pyiceberg.stop()]);
    await moto.stop();
    rmSync(scratch, { recursive: true, force: true });
  });

  const catalog = ['--catalog', 'glue', '--warehouse', 's3://lake/warehouse'];
  /** A command as a user runs it: a process of its own. */
  const ours = async (bin: string, ...argv: string[]): Promise<string> => {
    const { stdout } = await promisify(execFile)(process.execPath, [bin, ...argv, ...catalog], {
      cwd: scratch,
      env: { ...process.env, ...moto.env },
      maxBuffer: 64 * 1024 * 1024,
    });
    return stdout;
  };
  /** Rows as objects whose values are text, sorted: what we and Trino can both print. */
  const ourRows = async (sql: string): Promise<string[]> =>
    (await ours(LAKEVEIL, 'query', sql, '--json'))
      .split('\n')
      .filter((line) => line !== '')
      .sort();
  const trinoRows = (sql: string): Promise<string[]> => trino.read({ sql });
  /** One column of JSON text, so that both engines' answers are the same bytes. */
  const sameAnswer = async (t: Test, table: string, columns: readonly string[], name: string) => {
    const pairs = columns.map((column) => `coalesce(cast(${column} as varchar), '∅')`).join(`, '|', `);
    const sql = `select concat(${pairs}) as r from ${table}`;
    const [theirs, mine] = [await trinoRows(sql), await ourRows(sql)];
    sameRows(t, mine, theirs, name);
    t.ok(theirs.length > 0, `${name}: there is something to compare`);
    return theirs.length;
  };
  const ROWS = 60;
  const SOURCE = 'support.call_transcripts';
  const TARGET = 'support.call_transcripts_synthetic';

  t.test('files on S3 are ingested, redacted, and read by Trino and PyIceberg through Glue', async (t) => {
    await upload(join(scratch, 'landing'), 3, ROWS / 3, async (name, bytes) => {
      await s3.send(new PutObjectCommand({ Bucket: 'lake', Key: `landing/${name}`, Body: bytes }));
    });
    await ours(LAKEVEIL, 'ingest', 's3://lake/landing/*.parquet', '--table', SOURCE);
    t.same(await trinoRows(`select cast(count(*) as integer) n from ${SOURCE}`), [`{"n":"${ROWS}"}`]);
    await ours(RUN_JOB, 'redact-transcripts');

    const rows = (await trinoRows(`select id, customer_id, transcript_redacted from ${TARGET}`)).map(
      (row) => JSON.parse(row) as Record<string, string>,
    );
    t.same(
      rows.map(({ id, customer_id }) => `${id} ${customer_id}`).sort(),
      Array.from({ length: ROWS }, (_, id) => `${id} ${supportCall(id).customer_id}`).sort(),
    );
    for (const { transcript_redacted: text = '' } of rows) {
      t.notMatch(text, new RegExp(RAW_MARK, 'i'), 'no name that was in the source');
      t.match(text, 'Agent: Thanks for calling', 'and the rest of the text');
    }
    await sameAnswer(t, TARGET, ['id', 'customer_id', 'transcript_redacted'], 'ours and Trino’s');
    const request = { namespace: 'support', table: 'call_transcripts_synthetic' };
    sameRows(
      t,
      await pyiceberg.read(request),
      await trinoRows(`select id, customer_id, transcript_redacted from ${TARGET}`),
      'PyIceberg’s and Trino’s',
    );
    t.same(await pyiceberg.call('verify', request), [], 'nothing is wrong that readers are silent about');
    t.match(await ours(RUN_JOB, 'redact-transcripts'), /up to date/i, 'a second run has nothing to do');
  });

  t.test('Glue holds of our table what PyIceberg would write', async (t) => {
    const described = async (DatabaseName: string, Name: string) => {
      const { Table } = await glue.send(new GetTableCommand({ DatabaseName, Name }));
      return Table!;
    };
    for (const [namespace, table] of [
      ['support', 'call_transcripts'],
      ['support', 'call_transcripts_synthetic'],
    ] as const) {
      const { metadata } = (await pyiceberg.write('location', { namespace, table })) as { metadata: string };
      const schema = await pyiceberg.call('schema', { namespace, table });
      await pyiceberg.write('create', { table: `${table}_twin`, schema });
      const [own, twin] = [await described(namespace, table), await described('ns', `${table}_twin`)];
      t.same(own.StorageDescriptor!.Columns, twin.StorageDescriptor!.Columns, `${table}: columns`);
      t.equal(own.TableType, twin.TableType);
      t.equal(own.Parameters!['table_type'], twin.Parameters!['table_type']);
      t.equal(own.Parameters!['metadata_location'], metadata);
      t.same(own.PartitionKeys ?? [], twin.PartitionKeys ?? []);
    }
  });

  t.test('named queries run at Athena, which a Trino stands in for', async (t) => {
    const backend: AthenaBackend = {
      async run(sql) {
        const answer = (await trino.call('answer', { sql })) as BackendResult & { error?: string };
        if (answer.error !== undefined) throw new BackendFailure(answer.error);
        return answer;
      },
    };
    const shim = await startAthenaShim(backend);
    t.teardown(() => shim.close());
    writeFileSync(
      join(scratch, 'lakeveil.config.json'),
      JSON.stringify({ athena: { endpoint: shim.endpoint, output: 's3://lake/athena/' } }),
    );
    t.teardown(() => rmSync(join(scratch, 'lakeveil.config.json')));
    await ours(
      RUN_JOB,
      'redact-transcripts',
      '--target',
      'support.tokens',
      '--set',
      'policy.generator_default=Redaction',
      '--set',
      'policy.generator_config={}',
    );
    const named =
      (...where: string[]) =>
      async (name: string, parameters: Readonly<Record<string, string>>) => {
        const given = Object.entries(parameters).flatMap(([key, value]) => ['--param', `${key}=${value}`]);
        const lines = (await ours(LAKEVEIL, 'query', name, '--json', ...given, ...where)).split('\n');
        return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Record<string, unknown>);
      };
    const ask = named('--athena');
    const here = named();
    const table = 'support.tokens';
    const column = 'transcript_redacted';
    const pairs = { source: SOURCE, table, key: 'id', from: 'transcript', to: column };
    const sideBySide = await ask('side-by-side', pairs);
    t.equal(sideBySide.length, 50);
    t.match(sideBySide[7], { key: 7, source_text: supportCall(7).transcript });
    t.strictSame(sideBySide, await here('side-by-side', pairs));
    const counts = await ask('entity-counts', { table, key: 'id', column });
    t.ok(counts.length > 3);
    t.strictSame(counts, await here('entity-counts', { table, key: 'id', column }));
    const audit = { table, key: 'id', column, known: SOURCE, known_column: 'customer_id' };
    t.strictSame(await ask('leak-audit', audit), [], 'no known value is left');
    const leaky = { ...audit, table: SOURCE, column: 'transcript', known: '(select 1)' };
    await t.rejects(ask('leak-audit', leaky), 'a parameter is a name, not SQL');
    await trino.sql(`create table ns.known as select * from (values 'Maria', '${RAW_MARK}') v(name)`);
    const leaks = { table: SOURCE, key: 'id', column: 'transcript', known: 'ns.known', known_column: 'name' };
    const found = await ask('leak-audit', leaks);
    t.equal(found.length, ROWS, 'and in the source they are found');
    t.strictSame(found, await here('leak-audit', leaks));
    t.notMatch(JSON.stringify(found), /Maria|Zyx/i, 'without naming them');
    const runs = await ask('history', { table });
    t.match(runs, [
      { job: 'redact-transcripts', source_table: SOURCE, added_rows: ROWS, is_current_ancestor: true },
    ]);
    t.match(await ask('freshness', { table, source: SOURCE }), [{ run_id: runs[0]!['run_id'] }]);
    await ours(
      RUN_JOB,
      'redact-transcripts',
      '--target',
      'support.short',
      '--set',
      'limits.maxCellBytes=300',
      '--set',
      'limits.maxFailedRows=100',
    ).catch(() => '');
    const quarantined = await ask('quarantine-review', { table: 'support.short_quarantine', key: 'id' });
    t.ok(quarantined.length > 0);
    t.match(quarantined[0], { error_code: 'CELL_TOO_LARGE' });
    t.same(
      quarantined.map((row) => row['row_key']).sort(),
      (await here('quarantine-review', { table: 'support.short_quarantine', key: 'id' }))
        .map((row) => row['row_key'])
        .sort(),
    );
  });

  t.test('PyIceberg and Trino append, delete and evolve our table, and we read it', async (t) => {
    const request = { namespace: 'support', table: 'call_transcripts_synthetic' };
    const columns = ['id', 'customer_id', 'transcript_redacted'];
    await pyiceberg.write('append', {
      ...request,
      rows: [JSON.stringify({ id: '9001', customer_id: '1', transcript_redacted: 'by PyIceberg' })],
    });
    t.equal(await sameAnswer(t, TARGET, columns, 'after an append by PyIceberg'), ROWS + 1);
    await trino.sql(
      `insert into ${TARGET} values (9002, 2, 'by Trino'), (9003, 3, null)`,
      `delete from ${TARGET} where id % 7 = 0`,
    );
    const left = await sameAnswer(t, TARGET, columns, 'after an insert and position deletes by Trino');
    t.ok(left < ROWS);
    await pyiceberg.write('delete', { ...request, filter: 'id == 9001' });
    t.equal(await sameAnswer(t, TARGET, columns, 'after a delete by PyIceberg'), left - 1);
    await trino.sql(
      `alter table ${TARGET} add column note varchar`,
      `alter table ${TARGET} rename column customer_id to customer`,
      `merge into ${TARGET} using (values (1, 'one'), (9100, 'new')) as v (id, note) on ${'call_transcripts_synthetic'}.id = v.id
        when matched then update set note = v.note
        when not matched then insert (id, customer, transcript_redacted, note) values (v.id, 0, 'merged', v.note)`,
    );
    await pyiceberg.write('evolve', { ...request, steps: [{ do: 'add', name: 'rank', type: 'int' }] });
    await sameAnswer(
      t,
      TARGET,
      ['id', 'customer', 'transcript_redacted', 'note', 'rank'],
      'after a merge by Trino and schema changes by both',
    );
  });

  t.test('a table that Trino made in Glue is a source, and what it deleted stays out', async (t) => {
    await trino.sql(
      `create table ns.calls as select * from ${SOURCE} where id < 20`,
      'delete from ns.calls where id in (3, 4, 5)',
    );
    await ours(RUN_JOB, 'redact-transcripts', '--source', 'ns.calls', '--target', 'ns.calls_safe');
    t.same(await trinoRows('select cast(count(*) as integer) n, min(id) a, max(id) b from ns.calls_safe'), [
      '{"n":"17","a":"0","b":"19"}',
    ]);
    t.same(await trinoRows('select id from ns.calls_safe where id in (3, 4, 5)'), []);
    for (const row of await trinoRows('select transcript_redacted from ns.calls_safe'))
      t.notMatch(row, new RegExp(RAW_MARK, 'i'));
  });
}

/** Parquet files of support calls. */
async function upload(
  folder: string,
  files: number,
  rows: number,
  put: (name: string, bytes: Uint8Array) => Promise<void>,
): Promise<void> {
  mkdirSync(folder);
  const db = await openDuckDB({ threads: 1, memoryMb: 256, scratch: folder });
  for (let file = 0; file < files; file++) {
    const values = Array.from({ length: rows }, (_, i) => supportCall(file * rows + i))
      .map((row) => `(${row.id}::BIGINT, ${row.customer_id}::BIGINT, ${sqlString(row.transcript)})`)
      .join(', ');
    const path = join(folder, `part ${file}.parquet`);
    await db.connection.run(
      `COPY (SELECT * FROM (VALUES ${values}) v(id, customer_id, transcript)) TO ${sqlString(path)} (FORMAT parquet)`,
    );
    await put(`part ${file}.parquet`, readFileSync(path));
  }
  db.close();
}
