import { readdir, stat } from 'node:fs/promises';
import fc from 'fast-check';
import t from 'tap';
import { LakeveilError } from '../../errors.js';
import { duckdbError, openDuckDB, sqlName, sqlPath, sqlString } from '../../sql/duckdb.js';

t.test('failures of DuckDB say nothing of the data', async (t) => {
  const db = await openDuckDB({ threads: 1, memoryMb: 256, scratch: t.testdir() });
  t.teardown(() => db.close());
  const failing = [
    ["SELECT CAST('Zyxgrendel' AS INTEGER)", 'Conversion'],
    ["SELECT error('Zyxgrendel')", 'Invalid Input'],
    ['SELECT Zyxgrendel', 'Binder'],
    ['SELEC Zyxgrendel', 'Parser'],
    ["SELECT strptime('Zyxgrendel', '%Y')", 'Invalid Input'],
  ] as const;
  for (const [sql, kind] of failing) {
    const thrown: unknown = await db.connection.run(sql).catch((error: unknown) => error);
    t.match((thrown as Error).message, 'Zyxgrendel', 'DuckDB quotes it');
    const error = duckdbError(thrown, 'Nothing was read');
    t.match(error, { code: 'SQL_FAILED', details: { kind } });
    t.notMatch(`${error.stack} ${JSON.stringify(error)} ${String(error.cause)}`, 'Zyxgrendel');
  }
});

t.test('no part of any message is passed on', async (t) => {
  const kinds = [
    '',
    'Zyx Lopez Error: ',
    'Invalid Input Error: ',
    'IO Error: parquet ',
    'Out of Memory Error: ',
  ];
  fc.assert(
    fc.property(fc.constantFrom(...kinds), fc.string(), (kind, text) => {
      const error = duckdbError(new Error(`${kind}Zyx ${text} Zyx`), 'Nothing was read');
      return !`${error.stack}${JSON.stringify(error)}`.includes('Zyx');
    }),
  );
  t.match(duckdbError('Zyx', 'Nothing was read'), { code: 'SQL_FAILED', details: { kind: 'Unknown' } });
});

t.test('our own errors pass', async (t) => {
  const own = new LakeveilError('CORRUPT_METADATA', 'x');
  t.equal(duckdbError(own, 'Nothing was read'), own);
});

t.test('nothing is downloaded, and nothing but scratch is spilled to', async (t) => {
  const scratch = t.testdir();
  const db = await openDuckDB({ threads: 1, memoryMb: 64, scratch });
  t.teardown(() => db.close());
  const setting = async (name: string): Promise<unknown> =>
    (await db.connection.runAndReadAll(`SELECT current_setting('${name}')`)).getRows()[0]![0];
  for (const name of [
    'autoinstall_known_extensions',
    'autoload_known_extensions',
    'allow_community_extensions',
  ]) {
    t.equal(await setting(name), false, name);
  }
  t.equal(await setting('TimeZone'), 'UTC');
  await db.connection.run(
    'CREATE TABLE big AS SELECT i, repeat(md5(i::VARCHAR), 20) AS text FROM range(300000) r(i)',
  );
  const spilled = await Promise.all(
    (await readdir(scratch)).map(async (name) => (await stat(`${scratch}/${name}`)).size),
  );
  t.ok(spilled.length > 0, 'spilled to the scratch folder');
});

t.test('quoting', async (t) => {
  t.equal(sqlString("it's"), "'it''s'");
  t.equal(sqlName('a"b'), '"a""b"');
  t.equal(sqlPath("/a*b?[c]'"), "'/a[*]b[?][[]c]'''");
});
