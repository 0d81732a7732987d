import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Column, Glue, type StorageDescriptor, type TableInput } from '@aws-sdk/client-glue';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import t, { type Test } from 'tap';
import type { FileTable } from '../../catalog/catalog.js';
import { openFileIO } from '../../catalog/file-io/open-file-io.js';
import { hiveType } from '../../catalog/glue/foreign/hive-type.js';
import { openGlueCatalog } from '../../catalog/glue/glue-catalog.js';
import { glueType } from '../../catalog/glue/glue-columns.js';
import { openTableScan } from '../../catalog/iceberg/scan/open-table-scan.js';
import { planFiles } from '../../catalog/iceberg/scan/plan-files.js';
import { selectSnapshot } from '../../catalog/iceberg/select-snapshot.js';
import { openDuckDB } from '../../sql/duckdb.js';
import { startFaultProxy } from './fault-proxy.js';
import { missingAws, startMoto } from './moto.js';

const PARQUET = {
  InputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat',
  SerdeInfo: { SerializationLibrary: 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe' },
};
const text = (SerializationLibrary: string, Parameters: Record<string, string> = {}) => ({
  InputFormat: 'org.apache.hadoop.mapred.TextInputFormat',
  SerdeInfo: { SerializationLibrary, Parameters },
});
const LAZY = 'org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe';
const CSV = 'org.apache.hadoop.hive.serde2.OpenCSVSerde';
const JSONL = 'org.openx.data.jsonserde.JsonSerDe';

/** `a int, b map<string,int>` */
function columns(list: string): Column[] {
  const found: string[] = [''];
  let depth = 0;
  for (const character of list) {
    if (character === ',' && depth === 0) found.push('');
    else found[found.length - 1] += character;
    depth += '<('.includes(character) ? 1 : '>)'.includes(character) ? -1 : 0;
  }
  return found.map((one) => {
    const [Name = '', ...type] = one.trim().split(' ');
    return { Name, Type: type.join(' ') };
  });
}

t.test("Hive's types", async (t) => {
  let id = 0;
  const parse = (type: string) => hiveType(type, 'c', () => ++id);
  const same = ['boolean', 'int', 'bigint', 'float', 'double', 'date', 'timestamp', 'string', 'binary'];
  for (const type of [
    ...same,
    'decimal(9,2)',
    'array<bigint>',
    'map<string,array<decimal(38,0)>>',
    'struct<a:int,b b:struct<c:array<map<int,string>>>,d-e:date>',
  ])
    t.equal(glueType(parse(type)), type);
  const others: Readonly<Record<string, string>> = {
    tinyint: 'int',
    smallint: 'int',
    'varchar(20)': 'string',
    'char(3)': 'string',
    decimal: 'decimal(10,0)',
    'decimal(5)': 'decimal(5,0)',
    'struct<A:INT, B:String>': 'struct<a:int,b:string>',
  };
  for (const [type, expected] of Object.entries(others)) t.equal(glueType(parse(type)), expected, type);
  t.equal(parse('timestamp with local time zone'), 'timestamptz');
  const bad = [
    '',
    'uniontype<int,string>',
    'interval_day_time',
    'array<int',
    'struct<>',
    'struct<a:int,A:int>',
    'int int',
    'decimal(39,0)',
    'decimal(3,4)',
    `${'array<'.repeat(60)}int${'>'.repeat(60)}`,
  ];
  for (const type of bad)
    t.throws(() => parse(type), { code: 'UNSUPPORTED_FEATURE', message: /column "c"/ }, type.slice(0, 40));
});

const skip = missingAws();
t.test('tables of files in Glue', { skip: skip ?? false }, async (t) => {
  const moto = await startMoto();
  const proxy = await startFaultProxy(moto.endpoint);
  const glue = new Glue({ endpoint: moto.endpoint });
  const s3 = new S3Client({ forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: 'bucket' }));
  const folder = await mkdtemp(join(tmpdir(), 'lakeveil-foreign-'));
  const db = await openDuckDB({ threads: 1, memoryMb: 512, scratch: folder });
  const io = openFileIO();
  const catalog = openGlueCatalog({ warehouse: 's3://bucket/wh', endpoint: proxy.endpoint });
  await catalog.createNamespace(['db']);
  t.teardown(async () => {
    db.close();
    glue.destroy();
    s3.destroy();
    await proxy.stop();
    await moto.stop();
    await rm(folder, { recursive: true, force: true });
  });

  let made = 0;
  /** A table with files: contents, or SQL that DuckDB writes as Parquet, by path. */
  async function hive(
    storage: StorageDescriptor,
    definition: string,
    files: Readonly<Record<string, string | Buffer | { sql: string; more?: string }>>,
    more: Partial<TableInput> & {
      partitions?: { Values: string[]; path: string; storage?: StorageDescriptor }[];
    } = {},
  ) {
    const name = `t${++made}`;
    const root = `s3://bucket/hive/${name}`;
    const { partitions = [], ...input } = more;
    await glue.createTable({
      DatabaseName: 'db',
      TableInput: {
        Name: name,
        TableType: 'EXTERNAL_TABLE',
        StorageDescriptor: { ...storage, Columns: columns(definition), Location: `${root}/` },
        ...input,
      },
    });
    for (const { Values, path, storage: own } of partitions) {
      await glue.createPartition({
        DatabaseName: 'db',
        TableName: name,
        PartitionInput: {
          Values,
          StorageDescriptor: {
            ...storage,
            Columns: columns(definition),
            ...own,
            Location: path.startsWith('s3:') ? path : `${root}/${path}`,
          },
        },
      });
    }
    for (const [path, content] of Object.entries(files)) await put(`${root}/${path}`, content);
    return { name, root, identifier: { namespace: ['db'], name } };
  }
  async function put(
    location: string,
    content: string | Buffer | { sql: string; more?: string },
  ): Promise<void> {
    await io.remove(location);
    if (typeof content === 'string' || Buffer.isBuffer(content)) {
      await io.create(location, Buffer.from(content));
      return;
    }
    const file = join(folder, `file-${made}.parquet`);
    await db.connection.run(`COPY (${content.sql}) TO '${file}' (FORMAT parquet${content.more ?? ''})`);
    await io.create(location, await readFile(file));
  }
  async function open(t: Test, name: string): Promise<FileTable> {
    const scratch = await mkdtemp(join(folder, 'view-'));
    t.teardown(() => rm(scratch, { recursive: true, force: true }));
    const found = await catalog.openFileTable!({ namespace: ['db'], name }, scratch);
    t.ok(found);
    return found!;
  }
  async function rowsOf(t: Test, name: string, where?: string) {
    const { table } = await open(t, name);
    const scan = await openTableScan(db.connection, table, { scratch: folder, where });
    try {
      const names = scan.columns.map((column) => `"${column.name}"`).join(', ');
      const result = await db.connection.runAndReadAll(`SELECT ${names} FROM (${scan.sql}) ORDER BY ALL`);
      return result.getRowsJson();
    } finally {
      await scan.close();
    }
  }
  const refused = (t: Test, name: string, expected: { code: string; message?: RegExp }) =>
    t.rejects(catalog.openFileTable!({ namespace: ['db'], name }, folder), expected);

  await t.test('Parquet with partitions', async (t) => {
    const { name } = await hive(
      PARQUET,
      'id bigint, customername string, tags array<string>, s struct<innerone:int,two:string>, later double',
      {
        'dt=2026-01-01/n=1/a.parquet': {
          sql: `SELECT 1 AS id, 'Ann' AS "customerName", ['x'] AS tags, {innerOne: 7, two: 'b'} AS s, 'in the file' AS dt`,
        },
        'dt=2026-01-01/n=1/_SUCCESS': 'x',
        'dt=2026-01-01/n=1/.hidden.parquet': 'x',
        'dt=2026-01-01/n=1/_temporary/0/b.parquet': 'x',
        'dt=2026-01-01/n=1/empty.parquet': '',
        'dt=2026-01-02/n=2/a.parquet': {
          sql: `SELECT 2::INT AS id, 'Bob' AS customername, {two: 'c', INNERONE: 8} AS s, 0.5 AS later, 9 AS unknown`,
        },
        'elsewhere/a.parquet': { sql: `SELECT 3 AS id, NULL::VARCHAR AS customername` },
        'not-registered/a.parquet': 'x',
      },
      {
        PartitionKeys: columns('dt date, n int'),
        partitions: [
          { Values: ['2026-01-01', '1'], path: 'dt=2026-01-01/n=1' },
          { Values: ['2026-01-02', '2'], path: 'dt=2026-01-02/n=2/' },
          { Values: ['__HIVE_DEFAULT_PARTITION__', '3'], path: 'elsewhere/' },
          { Values: ['2026-01-09', '9'], path: 'nothing/' },
        ],
      },
    );
    t.same(await rowsOf(t, name), [
      ['1', 'Ann', ['x'], { innerone: 7, two: 'b' }, null, '2026-01-01', 1],
      ['2', 'Bob', null, { innerone: 8, two: 'c' }, 0.5, '2026-01-02', 2],
      ['3', null, null, null, null, null, 3],
    ]);
    const { table } = await open(t, name);
    const { snapshot, schema } = selectSnapshot(table.metadata);
    const planned: string[] = [];
    for await (const { file } of planFiles(table, { snapshot, schema, where: "dt = DATE '2026-01-02'" }))
      planned.push(file.filePath);
    t.same(planned.length, 1, 'planned by partition');
    t.match(planned[0], /^s3:\/\/bucket\/hive\/.*dt=2026-01-02/, 'and the file is the table’s own');
    t.same((await rowsOf(t, name, 'n >= 2 AND id < 3')).length, 1);
  });

  await t.test('row groups are split as those of any table', async (t) => {
    const { name } = await hive(PARQUET, 'id bigint', {
      'a.parquet': { sql: 'SELECT range AS id FROM range(5000)', more: ', ROW_GROUP_SIZE 2048' },
    });
    const { table } = await open(t, name);
    const { snapshot, schema } = selectSnapshot(table.metadata);
    for await (const { file } of planFiles(table, { snapshot, schema })) {
      t.equal(file.recordCount, 5000);
      t.equal(file.splitOffsets?.length, 3);
    }
    t.equal((await rowsOf(t, name)).length, 5000);
  });

  await t.test('field ids of the files’ own writer are not taken for columns', async (t) => {
    const { name } = await hive(PARQUET, 'id bigint, secret string, "open" string'.replaceAll('"', ''), {
      'a.parquet': {
        sql: `SELECT 1 AS id, 'open' AS open, 'secret' AS "Secret"`,
        more: ', FIELD_IDS {id: 3, open: 2, Secret: 1}',
      },
      'b.parquet': { sql: `SELECT 'secret' AS secret, 'open' AS open, 2 AS id` },
    });
    t.same(await rowsOf(t, name), [
      ['1', 'secret', 'open'],
      ['2', 'secret', 'open'],
    ]);
  });

  await t.test('a Parquet file of another table, and one that is none', async (t) => {
    const other = await hive(PARQUET, 'id bigint', { 'a.parquet': { sql: 'SELECT 1 AS x' } });
    await refused(t, other.name, { code: 'SCHEMA_MISMATCH', message: /a\.parquet has none of the columns/ });
    const broken = await hive(PARQUET, 'id bigint', { 'a.parquet': 'no parquet, but somebody’s text' });
    await refused(t, broken.name, { code: 'CORRUPT_FILE', message: /a\.parquet/ });
  });

  await t.test('delimited text', async (t) => {
    const { name } = await hive(text(LAZY), 'id int, name string, at timestamp, d decimal(5,2), ok boolean', {
      a: '1\u0001Ann "A", B\u00012026-01-02 03:04:05\u00011.50\u0001true\n2\u0001\\N\u0001\\N\u0001\\N\u0001\\N\n',
      'b.gz': gzipSync('3\u0001\n'),
    });
    t.same(await rowsOf(t, name), [
      [1, 'Ann "A", B', '2026-01-02 03:04:05', '1.50', true],
      [2, null, null, null, null],
      [3, '', null, null, null],
    ]);
    const escaped = await hive(
      text(LAZY, { 'field.delim': ',', 'escape.delim': '\\', 'serialization.format': ',' }),
      'id int, name string, more string',
      { a: 'h1,h2\n1,a\\,b,x\\\\y\n2,\\N,\\n\n3,"q\n4,,\\\\N\n' },
      { Parameters: { 'skip.header.line.count': '1' } },
    );
    t.same(await rowsOf(t, escaped.name), [
      [1, 'a,b', 'x\\y'],
      [2, null, 'n'],
      [3, '"q', null],
      [4, '', '\\N'],
    ]);
    const tabs = await hive(
      text(LAZY, { 'field.delim': '\\t', 'serialization.null.format': '' }),
      'a string, b string',
      {
        a: 'x\ty\n\tz\n',
      },
    );
    t.same(await rowsOf(t, tabs.name), [
      ['x', 'y'],
      [null, 'z'],
    ]);
  });

  await t.test('quoted CSV', async (t) => {
    const { name } = await hive(
      text(CSV, { separatorChar: ';', quoteChar: '"', escapeChar: '\\' }),
      'id int, name string, x double',
      { 'a.csv': 'id;name;x\n1;"a; \\"b\\"";\n"2";;0.5\n' },
      { Parameters: { 'skip.header.line.count': '1' }, PartitionKeys: [] },
    );
    t.same(await rowsOf(t, name), [
      [1, 'a; "b"', null],
      [2, '', 0.5],
    ]);
  });

  await t.test('a quote or an escape that leaves open where a field ends is refused', async (t) => {
    const lazy = text(LAZY, { 'field.delim': ',', 'escape.delim': '\\' });
    const refusals: [StorageDescriptor, string][] = [
      // Hive: one field. DuckDB: the rest of the text is in the next column, in a row whose last column is empty or absent.
      [text(CSV), '1,said "hi, secret" ok\n'],
      [text(CSV), '1,said "hi, secret" ok,\n'],
      [text(CSV), '1,\\"hi, secret"\n'],
      [text(CSV, { escapeChar: '"' }), '1,"hi \\", secret"\n'],
      [text(CSV, { escapeChar: '"', quoteChar: "'" }), "1,'hi \\', secret'\n"],
      [lazy, '1,secret\\\n'],
      [lazy, '1,secret\\\\\\\n'],
    ];
    for (const [storage, content] of refusals) {
      const { name } = await hive(storage, 'id int, note string, city string', { 'a.txt': content });
      await refused(t, name, { code: 'BAD_CSV' });
    }
    const read: [StorageDescriptor, string, unknown[]][] = [
      [text(CSV), '1, "a, b","c"\n', [1, 'a, b', 'c']],
      [text(CSV), '1,"a \\"b\\", \\\\","c"\n', [1, 'a "b", \\', 'c']],
      [text(CSV, { escapeChar: '"' }), '1,"a ""b"", \\n",c\n', [1, 'a "b", \\n', 'c']],
      [text(CSV, { separatorChar: ' ' }), '1 "a b" c\n', [1, 'a b', 'c']],
      [lazy, '1,a\\\\,b\\\\\n', [1, 'a\\', 'b\\']],
    ];
    for (const [storage, content, row] of read) {
      const { name } = await hive(storage, 'id int, note string, city string', { 'a.txt': content });
      t.same(await rowsOf(t, name), [row], content);
    }
  });

  await t.test('JSON lines', async (t) => {
    const { name } = await hive(
      text(JSONL),
      'customerid bigint, s struct<innerone:string,l:array<struct<aa:int>>>, m map<string,int>, t string',
      {
        'p=a/a.json':
          '{"customerId":1,"S":{"innerOne":"x","L":[{"aA":1},{}]},"m":{"K":1,"k":2},"other":1}\n{"t":"y"}\n',
        'p=a/b.json.gz': gzipSync('{"customerid":2}\n'),
      },
      { PartitionKeys: columns('p string'), partitions: [{ Values: ['a'], path: 'p=a/' }] },
    );
    t.same(await rowsOf(t, name), [
      [
        '1',
        { innerone: 'x', l: [{ aa: 1 }, { aa: null }] },
        [
          { key: 'K', value: 1 },
          { key: 'k', value: 2 },
        ],
        null,
        'a',
      ],
      ['2', null, null, null, 'a'],
      [null, null, null, 'y', 'a'],
    ]);
    const twice = await hive(text(JSONL), 'id int', { a: '{"id":1}\n{"ID":2}\n' });
    await refused(t, twice.name, { code: 'UNSUPPORTED_FEATURE', message: /differ in case/ });
  });

  await t.test('what does not fit is an error that quotes nothing', async (t) => {
    const cases: [StorageDescriptor, string, string][] = [
      [text(LAZY, { 'field.delim': ',' }), '1,secret,more\n', 'BAD_CSV'],
      [text(LAZY, { 'field.delim': ',' }), 'secret,x\n', 'BAD_CSV'],
      [text(LAZY, { 'field.delim': ',', 'escape.delim': '\\' }), '1,secret,more\n', 'BAD_CSV'],
      [text(CSV), '1,"secret\n', 'BAD_CSV'],
      [text(CSV), 'secret,1\n', 'BAD_CSV'],
      [text(JSONL), '{"id":"secret"}\n', 'BAD_JSONL'],
      [text(JSONL), 'secret\n', 'BAD_JSONL'],
      [text(JSONL), '["secret"]\n', 'BAD_JSONL'],
    ];
    for (const [storage, content, code] of cases) {
      const { name } = await hive(storage, 'id int, b string', { 'a.txt': content });
      const error = await catalog.openFileTable!({ namespace: ['db'], name }, folder).catch((e: Error) => e);
      t.match(error, { code }, content);
      t.notMatch(JSON.stringify(error) + (error as Error).message + (error as Error).stack, /secret/);
    }
    const latin = await hive(text(LAZY), 'a string', { a: Buffer.from([0x61, 0xe9, 0x0a]) });
    await refused(t, latin.name, { code: 'INVALID_TEXT' });
  });

  await t.test('what is not implemented is refused by name', async (t) => {
    const orc = {
      InputFormat: 'org.apache.hadoop.hive.ql.io.orc.OrcInputFormat',
      SerdeInfo: { SerializationLibrary: 'org.apache.hadoop.hive.ql.io.orc.OrcSerde' },
    };
    const file = { a: 'x' };
    type Case = [RegExp, StorageDescriptor, string, Record<string, string>, Partial<TableInput>?];
    const cases: Case[] = [
      [/OrcInputFormat/, orc, 'a int', file],
      [
        /AvroContainerInputFormat/,
        { ...orc, InputFormat: 'org.apache.hadoop.hive.ql.io.avro.AvroContainerInputFormat' },
        'a int',
        file,
      ],
      [/RegexSerDe/, text('org.apache.hadoop.hive.serde2.RegexSerDe'), 'a int', file],
      [
        /HoodieParquetInputFormat/,
        { ...PARQUET, InputFormat: 'org.apache.hudi.hadoop.HoodieParquetInputFormat' },
        'a int',
        file,
      ],
      [
        /SymlinkTextInputFormat/,
        { ...PARQUET, InputFormat: 'org.apache.hadoop.hive.ql.io.SymlinkTextInputFormat' },
        'a int',
        file,
      ],
      [/delta/, PARQUET, 'a int', file, { Parameters: { 'spark.sql.sources.provider': 'delta' } }],
      [/hudi/, PARQUET, 'a int', file, { Parameters: { table_type: 'HUDI' } }],
      [/another table format/, PARQUET, 'a int', { '_delta_log/0.json': '{}' }],
      [/another table format/, PARQUET, 'a int', { '.hoodie/x': '{}' }],
      [/another table format/, PARQUET, 'a int', { 'metadata/00000-a.metadata.json': '{}' }],
      [/ACID/, PARQUET, 'a int', file, { Parameters: { transactional: 'true' } }],
      [/partition projection/, PARQUET, 'a int', file, { Parameters: { 'projection.enabled': 'true' } }],
      [/encryption/, PARQUET, 'a int', file, { Parameters: { has_encrypted_data: 'true' } }],
      [/a view/, PARQUET, 'a int', file, { TableType: 'VIRTUAL_VIEW' }],
      [
        /by position/,
        {
          ...PARQUET,
          SerdeInfo: { ...PARQUET.SerdeInfo, Parameters: { 'parquet.column.index.access': 'true' } },
        },
        'a int',
        file,
      ],
      [/uniontype/, PARQUET, 'a uniontype<int>', file],
      [/not UTF-8/, text(LAZY, { 'serialization.encoding': 'ISO-8859-1' }), 'a string', file],
      [/end of files/, text(LAZY), 'a string', file, { Parameters: { 'skip.footer.line.count': '1' } }],
      [/several characters/, text(LAZY, { 'field.delim': '||' }), 'a string', file],
      [/delimited text/, text(LAZY), 'a array<int>', file],
      [/delimited text/, text(LAZY), 'a binary', file],
      [/delimited text/, text(CSV), 'a timestamp', file],
      [/mapped/, text(JSONL, { 'mapping.a': 'B' }), 'a int', file],
      [/bz2/, text(LAZY), 'a string', { 'a.bz2': 'x' }],
      [/two columns of one name/, PARQUET, 'a int, A int', file],
      [/partition key/, PARQUET, 'a int', file, { PartitionKeys: columns('p array<int>') }],
    ];
    for (const [message, storage, definition, files, more] of cases) {
      const { name } = await hive(storage, definition, files, more);
      await refused(t, name, { code: 'UNSUPPORTED_FEATURE', message });
    }
  });

  await t.test('partitions that do not go with their table', async (t) => {
    const keys = { PartitionKeys: columns('p int') };
    const partition = (more: { Values?: string[]; storage?: StorageDescriptor }) => ({
      ...keys,
      partitions: [{ Values: ['1'], path: 'p=1', ...more }],
    });
    const lazy = text(LAZY, { 'field.delim': ',' });
    const of = async (storage: StorageDescriptor, more: object) =>
      (await hive(storage, 'a string, b string', { 'p=1/a': 'x,y\n' }, more)).name;
    t.same(await rowsOf(t, await of(lazy, partition({}))), [['x', 'y', 1]]);
    await refused(t, await of(lazy, partition({ storage: { Columns: columns('b string, a string') } })), {
      code: 'UNSUPPORTED_FEATURE',
      message: /columns are others/,
    });
    await refused(t, await of(lazy, partition({ storage: text(CSV) })), {
      code: 'UNSUPPORTED_FEATURE',
      message: /several formats/,
    });
    await refused(t, await of(lazy, partition({ Values: ['secret'] })), {
      code: 'CORRUPT_METADATA',
      message: /^(?!.*secret).*"p"/,
    });
    await refused(t, await of(lazy, partition({ Values: ['99999999999'] })), { code: 'CORRUPT_METADATA' });
    await refused(t, await of(lazy, partition({ Values: ['1', '2'] })), { code: 'CORRUPT_METADATA' });
    const nested = [
      { Values: ['1'], path: 'p=1' },
      { Values: ['2'], path: '' },
    ];
    await refused(t, await of(lazy, { ...keys, partitions: nested }), {
      code: 'UNSUPPORTED_FEATURE',
      message: /share files/,
    });
    await refused(t, await of(lazy, keys), { code: 'NO_SUCH_PARTITIONS', message: /MSCK/ });
  });

  await t.test('tables without files, and locations that are not on S3', async (t) => {
    const { name } = await hive(PARQUET, 'a int', {});
    t.same(await rowsOf(t, name), []);
    const local = await hive(
      PARQUET,
      'a int',
      {},
      {
        StorageDescriptor: { ...PARQUET, Columns: columns('a int'), Location: 'file:///etc' },
      },
    );
    await refused(t, local.name, { code: 'BAD_LOCATION' });
    t.equal(await catalog.openFileTable!({ namespace: ['db'], name: 'none' }, folder), undefined);
  });

  await t.test('the digest is that of the files as they are', async (t) => {
    const { name, root } = await hive(PARQUET, 'a int', { 'a.parquet': { sql: 'SELECT 1 AS a' } });
    const first = await open(t, name);
    t.equal((await open(t, name)).digest, first.digest, 'the same files, the same digest');
    await first.assertUnchanged();
    await put(`${root}/_SUCCESS`, 'x');
    await first.assertUnchanged();
    await put(`${root}/b.parquet`, { sql: 'SELECT 2 AS a' });
    await t.rejects(first.assertUnchanged(), { code: 'SOURCE_CHANGED', retryable: true });
    t.not((await open(t, name)).digest, first.digest);
    await io.remove(`${root}/b.parquet`);
    await first.assertUnchanged();
    await put(`${root}/a.parquet`, { sql: 'SELECT 1 AS a, 2 AS b' });
    await t.rejects(first.assertUnchanged(), { code: 'SOURCE_CHANGED' });
  });

  await t.test('partitions go over all pages', async (t) => {
    const { name, root } = await hive(
      PARQUET,
      'a int',
      { 'x1/a.parquet': { sql: 'SELECT 1 AS a' }, 'x2/a.parquet': { sql: 'SELECT 1 AS a' } },
      {
        PartitionKeys: columns('p int'),
      },
    );
    const page = (p: number, NextToken?: string) => ({
      answer: {
        status: 200,
        headers: { 'content-type': 'application/x-amz-json-1.1' },
        body: JSON.stringify({
          Partitions: [{ Values: [String(p)], StorageDescriptor: { ...PARQUET, Location: `${root}/x${p}` } }],
          NextToken,
        }),
      },
    });
    for (const [token, fault] of [
      [undefined, page(1, 'two')],
      ['two', page(2)],
    ] as const) {
      proxy.rules.push({
        when: ({ target, body }) =>
          target === 'AWSGlue.GetPartitions' &&
          (JSON.parse(body.toString('utf8')) as { NextToken?: string }).NextToken === token,
        fault,
      });
    }
    t.same(await rowsOf(t, name), [
      [1, 1],
      [1, 2],
    ]);
    proxy.rules.length = 0;
  });

  await t.test('nothing is left on scratch but what is read', async (t) => {
    const { name } = await hive(PARQUET, 'a int', { 'a.parquet': { sql: 'SELECT 1 AS a' } });
    const { table } = await open(t, name);
    t.match(table.metadataLocation, /foreign\/view/);
    t.equal(table.identifier.name, name);
  });
});
