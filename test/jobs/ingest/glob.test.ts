import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { globFolder, globPattern, isGlob } from '../../../jobs/ingest/glob.js';
import { openDuckDB, sqlString } from '../../../sql/duckdb.js';
import { tempFolder } from '../temp-folder.js';

const NAMES = [
  'a',
  'b',
  'ab',
  'a.b',
  'aXb',
  'a+b',
  'a-b',
  'c]',
  'é',
  '😀',
  '.a',
  'a b',
  'x/a',
  'x/ab',
  'x/y/a',
  'x/y/b',
  'y/a',
  'xy/a',
  'x/y/z/a',
];
const PATTERNS = [
  '*',
  '?',
  '??',
  'a*',
  '*b',
  'a.b',
  'a?b',
  'a+*',
  '[ab]',
  '[!a]',
  '[a-b]',
  '[!a-b]*',
  '*/*',
  '*/a',
  '**/a',
  '**',
  'x/**/a',
  'x/*/a',
  'x/**',
  '**/y/*',
  '[x]/?',
  'x*/a',
  '?[.X+]b',
  'a-*',
  '[!]]*',
  'a b',
  'a[-+]b',
  'a**',
];

t.test('globs of S3 match what DuckDB matches on local disk', async (t) => {
  const folder = await tempFolder(t, Object.fromEntries(NAMES.map((name) => [name, name])));
  const scratch = await mkdtemp(join(tmpdir(), 'lakeveil-glob-'));
  t.teardown(() => rm(scratch, { recursive: true, force: true }));
  const db = await openDuckDB({ threads: 1, memoryMb: 128, scratch });
  t.teardown(() => db.close());
  for (const pattern of PATTERNS) {
    const found = await db.connection.runAndReadAll(
      `SELECT file FROM glob(${sqlString(`${folder}/${pattern}`)}) ORDER BY file`,
    );
    const bytewise = /[?[]/.test(pattern);
    const names = bytewise ? NAMES.filter((name) => /^[\x20-\x7e]+$/.test(name)) : NAMES;
    const ours = names.filter((name) => globPattern(`s3://bucket/${pattern}`).test(`s3://bucket/${name}`));
    t.same(
      ours.map((name) => `${folder}/${name}`).sort(),
      found
        .getRows()
        .map(([file]) => String(file))
        .filter((file) => names.includes(file.slice(folder.length + 1)))
        .sort(),
      pattern,
    );
  }
});

t.test('where to list, and what is a glob', (t) => {
  t.equal(globFolder('s3://b/p/x*.csv'), 's3://b/p/');
  t.equal(globFolder('s3://b/*'), 's3://b/');
  t.equal(globFolder('s3://b/p/q/**/x'), 's3://b/p/q/');
  t.ok(['a*', 'a?', '[a]'].every(isGlob));
  t.notOk(isGlob('s3://b/a{b}c'));
  t.notOk(globPattern('s3://b/[z-a]').test('s3://b/m'), 'a set that nothing is in');
  for (const odd of '-^$.+()|{}\\/ #&~\n\u2028') {
    t.ok(globPattern(`s3://b/x${odd}y*`).test(`s3://b/x${odd}yz`), `${odd} stands for itself`);
    t.notOk(globPattern(`s3://b/x${odd}y*`).test('s3://b/xqyz'));
    if (odd !== '/') t.ok(globPattern(`s3://b/x[${odd}q]y`).test(`s3://b/x${odd}y`), `${odd} in a set`);
  }
  t.ok(globPattern('s3://b/[a-c-]').test('s3://b/-'));
  t.notOk(globPattern('s3://b/a.b').test('s3://b/aXb'));
  t.ok(globPattern('s3://b/?[é]').test('s3://b/😀é'), 'a character is one, however long');
  t.end();
});
