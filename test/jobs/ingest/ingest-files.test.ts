import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import t from 'tap';
import type { Catalog } from '../../../catalog/catalog.js';
import { openFilesystemCatalog } from '../../../catalog/filesystem/filesystem-catalog.js';
import { readManifest, readManifestList } from '../../../catalog/iceberg/manifest-reader.js';
import { selectSnapshot } from '../../../catalog/iceberg/select-snapshot.js';
import { parseTableReference } from '../../../catalog/identifier.js';
import { LakeveilError } from '../../../errors.js';
import { type IngestOptions, ingestFiles } from '../../../jobs/ingest/ingest-files.js';
import { openDuckDB, sqlString } from '../../../sql/duckdb.js';
import { filesBelow, tempFolder } from '../temp-folder.js';

/** A word that stands in bad lines: no message may hold it. */
const SECRET = 'Zyxgrendel';

interface Place {
  readonly folder: string;
  readonly catalog: Catalog;
  ingest(files: string | string[], options?: Partial<IngestOptions>): ReturnType<typeof ingestFiles>;
}

async function place(
  t: { teardown(handler: () => Promise<void>): void },
  files: Record<string, string | Uint8Array>,
): Promise<Place> {
  const folder = await tempFolder(t, files);
  const catalog = openFilesystemCatalog({ warehouse: join(folder, 'lakehouse') });
  return {
    folder,
    catalog,
    ingest: (names, options = {}) =>
      ingestFiles(catalog, { table: 'a.t', files: [names].flat(), folder, mode: 'create', ...options }),
  };
}

/** The rows of the table's live data files as DuckDB reads the files themselves, and its manifest entries. */
async function stored({ catalog, folder }: Place, reference = 'a.t') {
  const table = await catalog.load(parseTableReference(reference).identifier);
  const { snapshot, schema } = selectSnapshot(table.metadata);
  const entries = [];
  for (const manifest of await readManifestList(table.io, snapshot!, table.metadata)) {
    for await (const entry of readManifest(table.io, manifest, table.metadata)) {
      if (entry.status !== 2) entries.push(entry.dataFile);
    }
  }
  const duckdb = await openDuckDB({ threads: 1, memoryMb: 256, scratch: folder });
  try {
    const rows: Record<string, unknown>[] = [];
    for (const { filePath } of entries) {
      const result = await duckdb.connection.runAndReadAll(
        `SELECT * FROM read_parquet(${sqlString(filePath)})`,
      );
      rows.push(...(result.getRowObjectsJson() as Record<string, unknown>[]));
    }
    return { rows, entries, schema, snapshot: snapshot! };
  } finally {
    duckdb.close();
  }
}

t.test('CSV: types, quotes, line breaks in values, nulls', async (t) => {
  const here = await place(t, {
    'people.csv': '\ufeffid,name,born,zip\r\n1,"Bo ""B"", Jr\nx",31/12/2020,02139\r\n2,,25/12/2020,10001\r\n',
  });
  const report = await here.ingest('people.csv');
  t.match(report, { table: 'a.t', rows: 2, files: 1 });
  const { rows, schema, entries, snapshot } = await stored(here);
  t.same(rows, [
    { id: '1', name: 'Bo "B", Jr\nx', born: '2020-12-31', zip: '02139' },
    { id: '2', name: null, born: '2020-12-25', zip: '10001' },
  ]);
  t.same(
    schema.fields.map(({ id, name, type }) => [id, name, type]),
    [
      [1, 'id', 'long'],
      [2, 'name', 'string'],
      [3, 'born', 'date'],
      [4, 'zip', 'string'],
    ],
  );
  t.equal(snapshot.summary['total-records'], '2');
  t.same(Object.keys(entries[0]!.lowerBounds ?? {}), ['1', '3'], 'no min or max of text');
  t.same(Object.keys(entries[0]!.upperBounds ?? {}), ['1', '3']);
});

t.test('CSV: no line is taken for a comment or a preamble', async (t) => {
  const here = await place(t, {
    'hash.csv': 'id,t\n1,a\n#2,b\n3,c\n',
    'pre.csv': 'id,t\n1,a\n2,b,c\n3,d,e\n',
  });
  await here.ingest('hash.csv');
  t.same(
    (await stored(here)).rows.map(({ id }) => id),
    ['1', '#2', '3'],
  );
  await t.rejects(here.ingest('pre.csv', { mode: 'replace' }), {
    code: 'BAD_CSV',
    message: /line 3 of pre\.csv/,
  });
});

t.test('JSONL: nested types', async (t) => {
  const here = await place(t, {
    'rows.jsonl':
      '{"id":9223372036854775807,"tags":["a",null],"who":{"name":"Bo","age":3}}\n\n{"id":2,"who":null}\n',
  });
  await here.ingest('rows.jsonl');
  const { rows, schema } = await stored(here);
  t.same(rows, [
    { id: '9223372036854775807', tags: ['a', null], who: { name: 'Bo', age: '3' } },
    { id: '2', tags: null, who: null },
  ]);
  t.same(schema.fields[1]!.type, {
    type: 'list',
    'element-id': 4,
    element: 'string',
    'element-required': false,
  });
  t.match(schema.fields[2]!.type, {
    type: 'struct',
    fields: [
      { id: 5, name: 'name' },
      { id: 6, name: 'age' },
    ],
  });
});

t.test('Parquet, several files by a glob, columns by name', async (t) => {
  const here = await place(t, {});
  const duckdb = await openDuckDB({ threads: 1, memoryMb: 256, scratch: here.folder });
  await duckdb.connection.run(
    `COPY (SELECT 1 AS id, 'a' AS x) TO ${sqlString(join(here.folder, 'p1.parquet'))}`,
  );
  await duckdb.connection.run(
    `COPY (SELECT 'b' AS x, 2 AS id) TO ${sqlString(join(here.folder, 'p2.parquet'))}`,
  );
  duckdb.close();
  await here.ingest('p*.parquet');
  // A table has no order: DuckDB's threads write as they come.
  const rows = (await stored(here)).rows.sort((a, b) => Number(a['id']) - Number(b['id']));
  t.same(rows, [
    { id: 1, x: 'a' },
    { id: 2, x: 'b' },
  ]);
});

t.test('gzip, other delimiters, odd file names', async (t) => {
  const here = await place(t, {
    'a.csv.gz': gzipSync('id;t\n1;x\n'),
    'b[1]*.csv': 'id\tt\n2\ty\n',
    'c.txt': 'id#t\n3#z\n',
  });
  await here.ingest('a.csv.gz');
  await here.ingest('b[1]*.csv', { mode: 'append' });
  await t.rejects(here.ingest('c.txt', { mode: 'append' }), { code: 'BAD_USAGE', message: /--format/ });
  await here.ingest('c.txt', { mode: 'append', format: 'csv', delimiter: '#' });
  t.same((await stored(here)).rows.map(({ t: text }) => text).sort(), ['x', 'y', 'z']);
});

t.test('a declared type is used, for the columns that are named', async (t) => {
  const here = await place(t, { 'x.csv': 'id,zip\n1,12345\n', 'x.jsonl': '{"id":1,"zip":12345}\n' });
  for (const file of ['x.csv', 'x.jsonl']) {
    await here.ingest(file, { mode: 'replace', schema: 'zip varchar' });
    t.same((await stored(here)).rows, [{ id: '1', zip: '12345' }], file);
    await t.rejects(here.ingest(file, { mode: 'replace', schema: 'zpi varchar' }), {
      code: 'NO_SUCH_COLUMN',
      message: /Did you mean "zip"/,
    });
  }
  for (const schema of ['zip', 'zip nonsense', 'zip int)); DROP TABLE x; SELECT ((1', '']) {
    await t.rejects(here.ingest('x.csv', { mode: 'replace', schema }), { code: 'BAD_USAGE' }, schema);
  }
});

t.test('append matches columns by name and refuses what does not fit', async (t) => {
  const here = await place(t, {
    'a.csv': 'id,x\n1,a\n',
    'b.csv': 'x,id\nb,2\n',
    'c.csv': 'id\n3\n',
    'more.csv': 'id,x,y\n4,d,e\n',
    'wide.csv': 'id,x\n1.5,a\n',
  });
  await t.rejects(here.ingest('a.csv', { mode: 'append' }), { code: 'NO_SUCH_TABLE' });
  await here.ingest('a.csv');
  await here.ingest('b.csv', { mode: 'append' });
  await here.ingest('c.csv', { mode: 'append' });
  t.same(
    (await stored(here)).rows.sort((a, b) => Number(a['id']) - Number(b['id'])),
    [
      { id: '1', x: 'a' },
      { id: '2', x: 'b' },
      { id: '3', x: null },
    ],
  );
  await t.rejects(here.ingest('more.csv', { mode: 'append' }), { code: 'SCHEMA_MISMATCH', message: /"y"/ });
  await t.rejects(here.ingest('wide.csv', { mode: 'append' }), {
    code: 'SCHEMA_MISMATCH',
    message: /"id" is double/,
  });
  await t.rejects(here.ingest('a.csv'), { code: 'TABLE_EXISTS' });
  await here.ingest('wide.csv', { mode: 'replace' });
  t.same((await stored(here)).rows, [{ id: 1.5, x: 'a' }]);
});

t.test(
  'bad files are refused by name and line, without a word of theirs, and leave nothing behind',
  async (t) => {
    const many = Array.from({ length: 30_000 }, (_, index) => `${index},a`).join('\n');
    const cases: Record<string, [content: string | Uint8Array, code: string, message: RegExp]> = {
      'fields.csv': [
        `id,t\n1,a\n2,b,${SECRET}\n`,
        'BAD_CSV',
        /line 3 of fields\.csv has 3 fields where the heading has 2/,
      ],
      'few.csv': [`id,t\n1,a\n${SECRET}\n3,c\n`, 'BAD_CSV', /line 3 of few\.csv has 1 fields/],
      'late.csv': [`id,t\n${many}\n7,b,${SECRET}\n`, 'BAD_CSV', /line 30002 of late\.csv has 3 fields/],
      'type.csv': [
        `id,t\n${many}\n${SECRET},b\n`,
        'BAD_CSV',
        /line 30002 of type\.csv .*column "id".*BIGINT/,
      ],
      'quoting.csv': [
        `id,t\n${many}\nto '${SECRET.toUpperCase()} LOPEZ',b\n`,
        'BAD_CSV',
        /line 30002 of quoting\.csv .*column "id".*BIGINT/,
      ],
      'quote.csv': [`id,t\n1,a\n2,"b" ${SECRET}\n`, 'BAD_CSV', /line 3 of quote\.csv has a quote/],
      'empty.csv': ['', 'BAD_CSV', /empty\.csv is empty/],
      'latin.csv': [
        Buffer.from(`id,t\n1,ok\n2,${SECRET} \xe9\xff\n`, 'latin1'),
        'INVALID_TEXT',
        /line 3 of latin\.csv/,
      ],
      'bad.jsonl': [`{"a":1}\n\n{"a":${SECRET}}\n`, 'BAD_JSONL', /line 3 of bad\.jsonl is not a JSON object/],
      'list.jsonl': [`["${SECRET}"]\n`, 'BAD_JSONL', /line 1 of list\.jsonl/],
      'empty.jsonl': ['', 'BAD_JSONL', /empty\.jsonl is empty/],
      'half.jsonl': [
        `{"a":"${SECRET} \\ud800"}\n`,
        'BAD_JSONL',
        /line 1 of half\.jsonl has half of a surrogate pair/,
      ],
      'latin.jsonl': [
        Buffer.from(`{"a":"x"}\n{"a":"${SECRET}\xff"}\n`, 'latin1'),
        'INVALID_TEXT',
        /line 2 of latin\.jsonl/,
      ],
      'broken.parquet': [`PAR1${SECRET}PAR1`, 'CORRUPT_FILE', /broken\.parquet is corrupt/],
    };
    const here = await place(
      t,
      Object.fromEntries(Object.entries(cases).map(([name, [content]]) => [name, content])),
    );
    const before = await scratchFolders();
    for (const [name, [, code, message]] of Object.entries(cases)) {
      const error = await here.ingest(name).then(
        () => undefined,
        (reason: Error & { code: string; details: unknown }) => reason,
      );
      t.equal(error?.code, code, name);
      t.match(error?.message, message);
      t.notMatch(
        `${error?.message}${error?.stack}${JSON.stringify(error?.details)}`,
        new RegExp(SECRET, 'i'),
        name,
      );
    }
    t.same(await filesBelow(join(here.folder, 'lakehouse')), [], 'no table, no file');
    t.same(await scratchFolders(), before, 'no scratch');
  },
);

t.test('what is no file', async (t) => {
  const here = await place(t, { 'a.csv': 'id\n1\n', 'b.jsonl': '{"id":1}\n' });
  await mkdir(join(here.folder, 'sub'));
  await t.rejects(here.ingest('none.csv'), { code: 'FILE_NOT_FOUND', message: /none\.csv/ });
  await t.rejects(here.ingest('none*.csv'), { code: 'FILE_NOT_FOUND' });
  await t.rejects(here.ingest('https://host/x.csv'), {
    code: 'FILE_NOT_FOUND',
    message: /this machine and from s3/,
  });
  await t.rejects(here.ingest('sub'), { code: 'FILE_NOT_FOUND', message: /is a folder/ });
  await t.rejects(here.ingest(['a.csv', 'b.jsonl']), { code: 'BAD_USAGE', message: /different formats/ });
  await t.rejects(here.ingest('a.csv', { table: 'a.t@main' }), { code: 'BAD_USAGE' });
  await t.rejects(here.ingest('a.csv', { table: 't' }), { code: 'BAD_TABLE_NAME' });
});

t.test('types that Iceberg lacks are refused by column, or cut with a note', async (t) => {
  const here = await place(t, {});
  const duckdb = await openDuckDB({ threads: 1, memoryMb: 256, scratch: here.folder });
  const file = join(here.folder, 'odd.parquet');
  await duckdb.connection.run(`COPY (SELECT INTERVAL 1 DAY AS span) TO ${sqlString(file)} (FORMAT parquet)`);
  await duckdb.connection.run(
    `COPY (SELECT TIMESTAMP_NS '2020-01-01 00:00:00.123456789' AS at, 5::UBIGINT AS n) TO ${sqlString(join(here.folder, 'ns.parquet'))} (FORMAT parquet)`,
  );
  duckdb.close();
  await t.rejects(here.ingest('odd.parquet'), { code: 'UNSUPPORTED_FEATURE', message: /column "span"/ });
  await here.ingest('odd.parquet', { schema: 'span varchar' });
  const report = await here.ingest('ns.parquet', { mode: 'replace' });
  t.match(report.notices, [/"at" has nanoseconds/]);
  t.match((await stored(here)).rows, [{ at: '2020-01-01 00:00:00.123456', n: '5' }]);
});

t.test('a table of many rows is cut into files of about the size asked for', async (t) => {
  const here = await place(t, {});
  const lines = Array.from(
    { length: 40_000 },
    (_, index) => `${index},${'x'.repeat(50)}${(index * 7919) % 10007}`,
  );
  await writeFile(join(here.folder, 'big.csv'), `id,t\n${lines.join('\n')}\n`);
  const report = await here.ingest('big.csv', { targetFileBytes: 50_000 });
  t.ok(report.files >= 1);
  const { entries, rows } = await stored(here);
  t.equal(rows.length, 40_000);
  t.same(
    rows.map(({ id }) => Number(id)).sort((a, b) => a - b),
    rows.map((_, index) => index),
  );
  t.ok(entries.every(({ splitOffsets }) => (splitOffsets ?? []).length > 0));
});

t.test('an interrupted ingest leaves nothing', async (t) => {
  const here = await place(t, { 'a.csv': 'id\n1\n' });
  const before = await scratchFolders();
  await t.rejects(here.ingest('a.csv', { signal: AbortSignal.abort() }), { code: 'INTERRUPTED' });
  t.same(await filesBelow(join(here.folder, 'lakehouse')), []);
  t.same(await scratchFolders(), before);
});

t.test('a commit that is refused takes its data files with it', async (t) => {
  const here = await place(t, { 'a.csv': 'id\n1\n' });
  const refusing: Catalog = {
    ...here.catalog,
    commit: () => Promise.reject(new LakeveilError('COMMIT_CONFLICT', 'Refused.')),
  };
  for (const key of [
    'load',
    'listTables',
    'listNamespaces',
    'createNamespace',
    'defaultLocation',
    'fileIO',
    'drop',
  ] as const) {
    Object.defineProperty(refusing, key, { value: here.catalog[key].bind(here.catalog) });
  }
  await t.rejects(
    ingestFiles(refusing, { table: 'a.t', files: ['a.csv'], folder: here.folder, mode: 'create' }),
  );
  t.same(
    (await filesBelow(join(here.folder, 'lakehouse'))).filter((file) => file.endsWith('.parquet')),
    [],
  );
});

const scratchFolders = async (): Promise<string[]> =>
  (await readdir(tmpdir())).filter((name) => name.startsWith(`lakeveil-${process.pid}-`));
