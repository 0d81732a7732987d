import { appendFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { tempFolder } from '../temp-folder.js';
import { command } from './command.js';

t.test('from files to a table to an answer', async (t) => {
  const folder = await tempFolder(t, {
    'people.csv': 'id,name\n1,Ann\n2,"Bo\tx"\n',
    'more.jsonl': '{"id":3,"name":"Cy"}\n',
  });
  const run = (...argv: string[]) => command('lakeveil', argv, { folder });

  t.match(await run('tables'), { code: 0, stdout: /No tables yet/ });
  const first = JSON.parse((await run('ingest', 'people.csv', '--table', 'crm.people', '--json')).stdout) as {
    snapshotId: string;
  };
  t.match(await run('ingest', 'more.jsonl', '--table', 'crm.people', '--mode', 'append'), {
    code: 0,
    stdout: /1 row ingested.*mode +append.*next +lakeveil query/s,
  });

  t.match(await run('tables'), { code: 0, stdout: /crm\.people +3 +2 / });
  t.match(JSON.parse((await run('tables', 'crm', '--json')).stdout), {
    table: 'crm.people',
    rows: 3,
    files: 2,
    snapshots: 2,
  });
  t.match(await run('tables', 'crn'), { code: 1, stderr: /NO_SUCH_NAMESPACE.*Did you mean "crm"/s });

  const shown = await run('show', 'crm.people', '--files');
  t.match(shown.stdout, /rows +3\n/);
  t.match(shown.stdout, / 1 {2}id {6}long/);
  t.equal(shown.stdout.match(/data\/[0-9a-f-]+\.parquet/g)?.length, 2);
  t.ok(shown.stdout.includes(first.snapshotId));
  t.match((await run('show', `crm.people@${first.snapshotId}`)).stdout, /rows +2\n/);
  const text = (await run('show', 'crm.people', '--json')).stdout;
  t.ok(text.includes(`"parent":${first.snapshotId}`), 'snapshot ids keep all their digits');
  t.match(JSON.parse(text), {
    table: 'crm.people',
    formatVersion: 2,
    files: { data: { files: 2, rows: 3 } },
  });
  t.match(await run('show', 'crm.peple'), { code: 1, stderr: /NO_SUCH_TABLE.*Did you mean "crm\.people"/s });
  t.match(await run('show', 'crm.people@nope'), { code: 1, stderr: /NO_SUCH_SNAPSHOT/ });

  const query = (sql: string, ...flags: string[]) => run('query', sql, ...flags);
  t.equal(
    (await query('SELECT * FROM crm.people ORDER BY id')).stdout,
    'id  name\n──  ────\n 1  Ann\n 2  Bo x\n 3  Cy\n(3 rows)\n',
  );
  t.equal(
    (await query('SELECT * FROM crm.people ORDER BY id DESC', '--json')).stdout,
    '{"id":3,"name":"Cy"}\n{"id":2,"name":"Bo\\tx"}\n{"id":1,"name":"Ann"}\n',
  );
  t.match(await query('SELECT p.nope FROM crm.people p'), {
    code: 1,
    stderr: /^NO_SUCH_COLUMN .* p has no column "nope"/,
  });
  process.env['LAKEVEIL_SCRATCH'] = join(folder, 'none');
  t.teardown(() => delete process.env['LAKEVEIL_SCRATCH']);
  t.match(await query('FROM crm.people'), { code: 1, stderr: /^NO_SCRATCH / }, 'a query spills to scratch');
  delete process.env['LAKEVEIL_SCRATCH'];
  t.match(
    (await query(`SELECT count(*) n FROM "crm.people@${first.snapshotId}"`, '--json')).stdout,
    '{"n":2}',
  );
  t.match(
    (
      await query(
        `SELECT count(*) n FROM crm."people@${first.snapshotId}" a JOIN crm.people b USING (id)`,
        '--json',
      )
    ).stdout,
    '{"n":2}',
  );
  t.match((await query('WITH x AS (FROM crm.people) SELECT sum(id) s FROM x;', '--json')).stdout, '{"s":6}');
  t.match(
    (await query(`SELECT n.name FROM read_csv('${join(folder, 'people.csv')}') n WHERE id = 1`, '--json'))
      .stdout,
    'Ann',
  );
  t.equal(
    (
      await query(
        `SELECT 9223372036854775807 a, 'NaN'::DOUBLE b, ['-inf'::FLOAT] c, 'a "NaN" inf' d`,
        '--json',
      )
    ).stdout,
    '{"a":9223372036854775807,"b":"NaN","c":["-Infinity"],"d":"a \\"NaN\\" inf"}\n',
  );
  t.match(
    (await query('FROM range(150)')).stdout,
    /\n +99\n\(the first 100 rows; --rows shows more, --json all\)\n$/,
  );
  t.match((await query('FROM range(150)', '--rows', '150')).stdout, /\(150 rows\)\n$/);
  t.equal((await query('FROM range(5000)', '--json')).stdout.split('\n').length, 5001);
  t.match(await command('lakeveil', ['query', '-'], { folder, stdin: 'SELECT 1 AS one' }), {
    code: 0,
    stdout: /one/,
  });

  const refused: [string, string][] = [
    ['SELECT * FROM crm.peple', 'NO_SUCH_TABLE'],
    ['SELECT * FROM people', 'NO_SUCH_TABLE'],
    ['SELECT nme FROM crm.people', 'NO_SUCH_COLUMN'],
    ['SELEC 1', 'QUERY_SYNTAX'],
    ['SELECT 1; SELECT 2', 'QUERY_SYNTAX'],
    ['DROP TABLE crm.people', 'READ_ONLY_QUERY'],
    [`COPY (SELECT 1) TO '${join(folder, 'out.csv')}'`, 'READ_ONLY_QUERY'],
    ["ATTACH 'x.db'", 'READ_ONLY_QUERY'],
    ['SELECT nofun(1)', 'QUERY_INVALID'],
    ['SELECT id, count(*) FROM crm.people', 'QUERY_INVALID'],
    ['SELECT name::INT FROM crm.people', 'SQL_FAILED'],
    ['SELECT * FROM "crm.people@nope"', 'NO_SUCH_SNAPSHOT'],
  ];
  for (const [sql, code] of refused) {
    const result = await query(sql);
    t.equal(result.code, 1, sql);
    t.match(result.stderr, new RegExp(`^${code} `), sql);
    t.notMatch(result.stderr, /Ann|Bo/, 'no data in the message');
  }
  t.notOk((await readdir(folder)).includes('out.csv'));
});

t.test('a damaged table is named, and the others are still listed', async (t) => {
  const folder = await tempFolder(t, { 'a.csv': 'id\n1\n' });
  const run = (...argv: string[]) => command('lakeveil', argv, { folder });
  await run('ingest', 'a.csv', '--table', 'a.good');
  await run('ingest', 'a.csv', '--table', 'a.bad');
  await appendFile(join(folder, 'lakehouse/a/bad/metadata/v1.metadata.json'), 'garbage');
  const { code, stdout } = await run('tables');
  t.equal(code, 0);
  t.match(stdout, /a\.bad +CORRUPT_METADATA/);
  t.match(stdout, /a\.good +1 /);
  t.match(await run('show', 'a.bad'), { code: 1, stderr: /^CORRUPT_METADATA/ });
  t.match(await run('query', 'FROM a.bad'), { code: 1, stderr: /^CORRUPT_METADATA/ });
});
