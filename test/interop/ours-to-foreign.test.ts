import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import t, { type Test } from 'tap';
import type { Table } from '../../catalog/catalog.js';
import { openFilesystemCatalog } from '../../catalog/filesystem/filesystem-catalog.js';
import type { Schema } from '../../catalog/iceberg/schema.js';
import type { PartitionSpec } from '../../catalog/iceberg/table-metadata.js';
import { icebergToDuckDB } from '../../catalog/iceberg/values/duckdb-type.js';
import { sqlName } from '../../sql/duckdb.js';
import { type Canonical, fromBits, type Row, rowText, toSql } from './canonical.js';
import { Engine, missingEngines, sweep } from './engine.js';
import {
  closeDuckDB,
  matching,
  readRows,
  sameRows,
  type TableToWrite,
  withFileUris,
  writeTable,
} from './ours.js';
import {
  columnName,
  list,
  map,
  nestedColumns,
  numbered,
  primitiveNames,
  primitiveValues,
  rowsOf,
  schemaOf,
  struct,
} from './values.js';

const skip = missingEngines();
if (skip !== undefined) {
  t.plan(0, skip);
} else {
  t.setTimeout(1_200_000);
  const scratch = mkdtempSync(join(tmpdir(), 'lakeveil-interop-'));
  const warehouse = join(scratch, 'ours');
  const [pyiceberg, spark, trino] = await Promise.all([
    Engine.pyiceberg(join(scratch, 'pyiceberg')),
    Engine.spark(join(scratch, 'spark'), { p: { type: 'hadoop', warehouse } }),
    Engine.trino(join(scratch, 'trino')),
  ]);
  t.teardown(async () => {
    await Promise.all([pyiceberg.stop(), spark.stop(), trino.stop()]);
    await closeDuckDB();
    rmSync(scratch, { recursive: true, force: true });
  });
  const plain = openFilesystemCatalog({ warehouse });
  const catalog = withFileUris(plain);
  // DuckDB's Parquet writer makes 0.0 of −0.0 when both are in one dictionary.
  const unsigned = (text: string) =>
    text.replaceAll('"80000000"', '"00000000"').replaceAll('"8000000000000000"', '"0000000000000000"');
  const texts = (rows: readonly Row[]) => rows.map((row) => unsigned(rowText(row))).sort();
  const same = (t: Test, actual: readonly string[], wanted: readonly string[], name: string) =>
    sameRows(t, actual.map(unsigned), wanted.map(unsigned), name);
  const runJob = fileURLToPath(new URL('../../jobs/cli/bin/run-job.cjs', import.meta.url));
  const unpartitioned: PartitionSpec = { 'spec-id': 0, fields: [] };
  let count = 0;
  const fresh = () => `t${++count}`;

  type What = Omit<TableToWrite, 'catalog' | 'identifier' | 'scratch'>;
  const write = async (name: string, what: What, into = catalog): Promise<Table> => {
    const identifier = { namespace: ['ns'], name };
    const { table: made, alreadyCommitted } = await writeTable({
      ...what,
      catalog: into,
      identifier,
      scratch,
    });
    if (alreadyCommitted) throw new Error('a first commit can not have happened before');
    return made;
  };

  /** PyIceberg reads null lists and maps as empty ones. */
  const emptied = (rows: readonly Row[], schema: Schema): Row[] => {
    const walk = (value: Canonical, type: Schema['fields'][number]['type']): Canonical => {
      if (typeof type === 'string') return value;
      if (type.type === 'struct') {
        if (value === null) return null;
        return Object.fromEntries(
          type.fields.map((f) => [f.name, walk((value as Row)[f.name] ?? null, f.type)]),
        );
      }
      if (type.type === 'list') return ((value ?? []) as Canonical[]).map((item) => walk(item, type.element));
      return ((value ?? []) as [Canonical, Canonical][]).map(([k, v]) => [
        walk(k, type.key),
        walk(v, type.value),
      ]);
    };
    return rows.map((row) =>
      Object.fromEntries(schema.fields.map((f) => [f.name, walk(row[f.name] ?? null, f.type)])),
    );
  };

  /** Every engine that knows the types reads these rows; the manifests say the truth about the files. */
  const everyoneReads = async (t: Test, name: string, tableName: string, rows: readonly Row[]) => {
    const { metadataLocation, metadata } = await catalog.load({ namespace: ['ns'], name: tableName });
    const schema = metadata.schemas.find((s) => s['schema-id'] === metadata['current-schema-id'])!;
    same(t, await readRows(metadataLocation, { scratch }), texts(rows), `${name}: we`);
    const seen = (await pyiceberg.read({ metadata: metadataLocation })).map(
      (text) => JSON.parse(text) as Row,
    );
    same(t, texts(emptied(seen, schema)), texts(emptied(rows, schema)), `${name}: PyIceberg`);
    t.same(
      await pyiceberg.call('verify', { metadata: metadataLocation }),
      [],
      `${name}: the manifests are true`,
    );
    // Spark has no time type, and refuses a table that has one.
    if (!JSON.stringify(schema).includes('"time"')) {
      same(t, await spark.read({ sql: `SELECT * FROM p.ns.${tableName}` }), texts(rows), `${name}: Spark`);
    }
    if (!metadata.location.startsWith('file:')) return;
    await trino.call('register', {
      table: tableName,
      location: `file://${join(warehouse, 'ns', tableName)}`,
    });
    same(t, await trino.read({ sql: `SELECT * FROM ns.${tableName}` }), texts(rows), `${name}: Trino`);
    await trino.call('unregister', { table: tableName });
  };

  // Fixed is refused: DuckDB writes no Parquet of fixed length.
  const writable = primitiveNames.filter((type) => !type.startsWith('fixed'));
  const primitives = Object.fromEntries(writable.map((type) => [columnName(type), type]));
  const sparkPrimitives = Object.fromEntries(
    writable.filter((type) => type !== 'time').map((type) => [columnName(type), type]),
  );

  t.test('all types', async (t) => {
    for (const [name, columns] of [
      ['with time', { id: 'long', ...primitives, ...nestedColumns }],
      ['without time', { id: 'long', ...sparkPrimitives, ...nestedColumns }],
    ] as const) {
      const schema = schemaOf(columns);
      const table = fresh();
      const rows = rowsOf(schema, 80, 21);
      await write(table, { mode: 'create', schema, spec: unpartitioned, rows: rows.slice(0, 50) });
      await write(table, { mode: 'append', schema, spec: unpartitioned, rows: rows.slice(50) });
      await everyoneReads(t, `all types, ${name}`, table, rows);
    }
  });

  t.test('plain paths', async (t) => {
    const schema = schemaOf({ id: 'long', s: 'string' });
    const table = fresh();
    const rows = rowsOf(schema, 5);
    await write(table, { mode: 'create', schema, spec: unpartitioned, rows: rows.slice(0, 5) }, plain);
    await write(table, { mode: 'append', schema, spec: unpartitioned, rows: rows.slice(5) }, plain);
    await everyoneReads(t, 'plain paths', table, rows);
  });

  t.test('no rows, and a column of nulls only', async (t) => {
    const schema = schemaOf({ id: 'long', ...sparkPrimitives, ...nestedColumns });
    const empty = fresh();
    await write(empty, { mode: 'create', schema, spec: unpartitioned, rows: [] });
    await everyoneReads(t, 'empty', empty, []);
    const nulls = fresh();
    const rows = ['1', '2'].map(
      (id): Row => ({ ...Object.fromEntries(schema.fields.map((f) => [f.name, null])), id }),
    );
    await write(nulls, { mode: 'create', schema, spec: unpartitioned, rows });
    await everyoneReads(t, 'nulls', nulls, rows);
  });

  t.test('fixed is refused before anything is written', async (t) => {
    const schema = schemaOf({ id: 'long', n: struct({ f: 'fixed[5]' }) });
    await t.rejects(write(fresh(), { mode: 'create', schema, spec: unpartitioned, rows: [] }), {
      code: 'UNSUPPORTED_FEATURE',
    });
  });

  const dated = ['date', 'timestamp', 'timestamptz'];
  const transforms: [string, string[]][] = [
    ['identity', writable.filter((type) => !['float', 'double'].includes(type))],
    ['truncate[3]', ['int', 'long', 'decimal(9, 2)', 'string', 'binary']],
    ['year', dated],
    ['month', dated],
    ['day', dated],
    ['hour', ['timestamp', 'timestamptz']],
  ];

  t.test('partition transforms', async (t) => {
    for (const [transform, types] of transforms) {
      for (const type of types) {
        if (!sweep && transform !== 'identity' && !['date', 'timestamp', 'int', 'string'].includes(type))
          continue;
        const name = columnName(type);
        const schema = schemaOf({ id: 'long', [name]: type, s: 'string' });
        const spec: PartitionSpec = {
          'spec-id': 0,
          fields: [{ 'source-id': 2, 'field-id': 1000, name: `${name}_part`, transform }],
        };
        // The least integers have no truncation (spec: v − (((v % W) + W) % W)): it wraps around, and the others then prune wrongly.
        const least = ['-2147483648', '-9223372036854775808'];
        const rows = rowsOf(schema, 6, 5).filter(
          (row) => !(transform.startsWith('truncate') && least.includes(String(row[name]))),
        );
        const table = fresh();
        await write(table, { mode: 'create', schema, spec, rows: rows.slice(0, 12) });
        if (rows.length > 12) await write(table, { mode: 'append', schema, spec, rows: rows.slice(12) });
        await everyoneReads(t, `${transform} of ${type}`, table, rows);
        await filtersAgree(t, `${transform} of ${type}`, table, type, schema, rows, sweep ? 20 : 2);
      }
    }
    const schema = schemaOf({ id: 'long', a: 'string', b: 'date', c: 'timestamptz', d: 'long' });
    const spec: PartitionSpec = {
      'spec-id': 0,
      fields: [
        { 'source-id': 2, 'field-id': 1000, name: 'a', transform: 'identity' },
        { 'source-id': 3, 'field-id': 1001, name: 'b_month', transform: 'month' },
        { 'source-id': 4, 'field-id': 1002, name: 'c_day', transform: 'day' },
        { 'source-id': 5, 'field-id': 1003, name: 'd_trunc', transform: 'truncate[10]' },
      ],
    };
    const rows = rowsOf(schema, 30, 9);
    const table = fresh();
    await write(table, { mode: 'create', schema, spec, rows });
    await everyoneReads(t, 'four fields', table, rows);
  });

  /** A filtered read with every engine's pruning by our partitions and metrics = the whole table filtered by DuckDB. */
  const filtersAgree = async (
    t: Test,
    name: string,
    tableName: string,
    type: string,
    schema: Schema,
    rows: readonly Row[],
    limit: number,
  ) => {
    const column = columnName(type);
    const { metadataLocation } = await catalog.load({ namespace: ['ns'], name: tableName });
    const finite = primitiveValues[type]!.filter((value) => value !== 'nan');
    const step = Math.max(1, Math.floor(finite.length / limit));
    const values = finite.filter((_, i) => i % step === 0).slice(0, limit);
    const floating = type === 'float' || type === 'double';
    for (const op of ['=', '<=', '>', 'null'] as const) {
      // NaN is the greatest number for DuckDB and Spark and compares with nothing for PyIceberg.
      if (op === '>' && floating) continue;
      for (const value of op === 'null' ? [null] : values) {
        const where =
          op === 'null'
            ? `${sqlName(column)} IS NULL`
            : `${sqlName(column)} ${op} ${toSql(value, type, icebergToDuckDB)}`;
        const label = `${name}, where ${op} ${String(value).slice(0, 40)}`;
        const [matched] = await matching(rows, schema, [where], scratch);
        const wanted = texts(matched!);
        same(t, await readRows(metadataLocation, { scratch, where }), wanted, `${label}: we`);
        if (op === 'null' || pyicebergFilters(type, value)) {
          const theirs = await pyiceberg.read({ metadata: metadataLocation, where: { column, op, value } });
          same(t, theirs, wanted, `${label}: PyIceberg`);
        }
        if (type === 'uuid') {
          const condition = op === 'null' ? `${column} IS NULL` : `${column} ${op} UUID '${value}'`;
          await trino.call('register', {
            table: tableName,
            location: `file://${join(warehouse, 'ns', tableName)}`,
          });
          const theirs = await trino.read({ sql: `SELECT * FROM ns.${tableName} WHERE ${condition}` });
          same(t, theirs, wanted, `${label}: Trino`);
          await trino.call('unregister', { table: tableName });
        }
        const sparkFilter = sparkLiteral(type, value);
        if (sparkFilter !== undefined) {
          const filter = op === 'null' ? `${column} IS NULL` : `${column} ${op} ${sparkFilter}`;
          same(t, await spark.read({ table: `p.ns.${tableName}`, filter }), wanted, `${label}: Spark`);
        }
      }
    }
  };

  t.test('filters prune nothing that matches', async (t) => {
    for (const type of writable) {
      const schema = schemaOf({ id: 'long', [columnName(type)]: type });
      const rows = rowsOf(schema, 0, 2);
      const table = fresh();
      // Each file has a few values, so that the metrics tell them apart.
      for (let i = 0; i < rows.length; i += 4) {
        const mode = i === 0 ? 'create' : 'append';
        await write(table, { mode, schema, spec: unpartitioned, rows: rows.slice(i, i + 4) });
      }
      await filtersAgree(t, type, table, type, schema, rows, sweep ? 20 : 3);
    }
  });

  t.test('append, overwrite, replace, in one history', async (t) => {
    const schema = schemaOf({ id: 'long', s: 'string', d: 'date' });
    const spec: PartitionSpec = {
      'spec-id': 0,
      fields: [{ 'source-id': 3, 'field-id': 1000, name: 'd_year', transform: 'year' }],
    };
    const table = fresh();
    const row = (id: number): Row => ({ id: String(id), s: `row ${id}`, d: String(id * 200 - 1000) });
    const rows = Array.from({ length: 20 }, (_, i) => row(i));
    let made = await write(table, { mode: 'create', schema, spec, rows: rows.slice(0, 5) });
    const first = made.metadata['current-snapshot-id']!;
    made = await write(table, { mode: 'append', schema, spec, rows: rows.slice(5, 9) });
    await everyoneReads(t, 'appended', table, rows.slice(0, 9));
    made = await write(table, {
      mode: 'overwrite',
      schema,
      spec,
      rows: rows.slice(9, 12),
      expectedBaseSnapshotId: made.metadata['current-snapshot-id'] ?? null,
    });
    await everyoneReads(t, 'overwritten', table, rows.slice(9, 12));
    for (const view of [
      'snapshots',
      'history',
      'files',
      'manifests',
      'partitions',
      'entries',
      'all_data_files',
      'refs',
      'metadata_log_entries',
    ]) {
      const [text] = await spark.read({ sql: `SELECT count(*) AS n FROM p.ns.${table}.${view}` });
      t.ok(
        Number((JSON.parse(text!) as { n: string }).n) > 0,
        `before the replacement, Spark's metadata table ${view} has rows`,
      );
    }
    // An id is never used again for another column: old specs and snapshots would mean the new one by it.
    let last = made.metadata['last-column-id'];
    const more = schemaOf({ extra: struct({ a: 'int', b: list('string') }), m: map('string', 'int') });
    const wider: Schema = {
      ...schema,
      fields: [
        ...schema.fields.slice(0, 2),
        ...more.fields
          .map((f) => ({ ...f, id: ++last }))
          .map((f) => ({ ...f, type: numbered(f.type, () => ++last) })),
      ],
    };
    const byText: PartitionSpec = {
      'spec-id': 1,
      fields: [{ 'source-id': 2, 'field-id': 1001, name: 's_trunc', transform: 'truncate[5]' }],
    };
    const replaced: Row[] = [
      { id: '1', s: 'new one', extra: { a: '1', b: ['x', null] }, m: [['k', '1']] },
      { id: '2', s: null, extra: null, m: null },
    ];
    made = await write(table, {
      mode: 'replace',
      schema: wider,
      spec: byText,
      rows: replaced,
      expectedBaseSnapshotId: made.metadata['current-snapshot-id'] ?? null,
    });
    await everyoneReads(t, 'replaced with another schema and spec', table, replaced);
    same(
      t,
      await spark.read({ sql: `SELECT * FROM p.ns.${table} VERSION AS OF ${first}` }),
      texts(rows.slice(0, 5)),
      'Spark reads the first snapshot with its own schema',
    );
    same(
      t,
      await readRows(made.metadataLocation, { scratch, selector: String(first) }),
      texts(rows.slice(0, 5)),
      'and so do we',
    );
    const { all, current } = (await pyiceberg.call('snapshots', { metadata: made.metadataLocation })) as {
      all: { id: string; operation: string }[];
      current: string;
    };
    t.equal(all.length, 4, 'four snapshots');
    t.equal(current, String(made.metadata['current-snapshot-id']), 'the last one is current');
    const operations = await spark.read({ sql: `SELECT operation FROM p.ns.${table}.snapshots` });
    t.same(
      operations,
      all.map(({ operation }) => `{"operation":"${operation}"}`).sort(),
      'Spark and PyIceberg agree on the operations',
    );
  });

  t.test('Spark goes on with our table, and we read that', async (t) => {
    const schema = schemaOf({
      id: 'long',
      ...sparkPrimitives,
      n: struct({ a: 'int', b: 'string' }),
      l: list('string'),
    });
    for (const spec of [
      unpartitioned,
      {
        'spec-id': 0,
        fields: [
          {
            'source-id': schema.fields.find((f) => f.name === 'c_date')!.id,
            'field-id': 1000,
            name: 'm',
            transform: 'month',
          },
        ],
      },
    ]) {
      const table = fresh();
      const full = `p.ns.${table}`;
      const name = spec.fields.length === 0 ? 'unpartitioned' : 'by month';
      const rows = rowsOf(schema, 30, 31);
      await write(table, { mode: 'create', schema, spec, rows, rowGroupSize: 2048 });
      const check = async (step: string) => {
        const { metadataLocation } = await catalog.load({ namespace: ['ns'], name: table });
        const theirs = await spark.read({ sql: `SELECT * FROM ${full}` });
        t.ok(theirs.length > 10, `${name}: ${step}: rows are there`);
        same(t, await readRows(metadataLocation, { scratch }), theirs, `${name}: ${step}`);
      };
      await spark.write('append', {
        table: full,
        rows: texts(rowsOf(schema, 5, 77)),
        options: { 'fanout-enabled': 'true' },
      });
      await check('Spark appended');
      await spark.sql(
        `ALTER TABLE ${full} SET TBLPROPERTIES ('write.delete.mode'='merge-on-read', 'write.update.mode'='merge-on-read')`,
        `DELETE FROM ${full} WHERE id % 5 = 1`,
        `UPDATE ${full} SET c_string = 'updated', n = named_struct('a', 1, 'b', 'new') WHERE id % 5 = 2`,
      );
      await check('Spark deleted and updated rows of ours');
      await spark.sql(
        `ALTER TABLE ${full} RENAME COLUMN c_int TO renamed`,
        `ALTER TABLE ${full} ALTER COLUMN renamed TYPE bigint`,
        `ALTER TABLE ${full} DROP COLUMN n.a`,
        `ALTER TABLE ${full} ADD COLUMN n.c double`,
      );
      await check('Spark evolved the schema');
      const evolved = await catalog.load({ namespace: ['ns'], name: table });
      const current = evolved.metadata.schemas.find(
        (s) => s['schema-id'] === evolved.metadata['current-schema-id'],
      )!;
      await write(table, { mode: 'append', schema: current, spec, rows: rowsOf(current, 3, 99) });
      await check('we appended after that');
      await spark.sql(
        `CALL p.system.rewrite_data_files(table => 'ns.${table}', options => map('rewrite-all', 'true'))`,
        `CALL p.system.rewrite_manifests('ns.${table}')`,
        `CALL p.system.expire_snapshots(table => 'ns.${table}', older_than => timestamp '2200-01-01 00:00:00', retain_last => 1)`,
      );
      await check('Spark compacted the table');
      await spark.sql(`INSERT OVERWRITE ${full} SELECT * FROM ${full} WHERE id < 20`);
      await check('Spark overwrote it');
    }
  });

  t.test('a job from a table of Spark to one that all read', async (t) => {
    const source = schemaOf({ id: 'long', ...sparkPrimitives, ...nestedColumns });
    await spark.write('create', {
      table: 'p.ns.source',
      schema: source,
      spec: {
        'spec-id': 0,
        fields: [{ 'source-id': 2, 'field-id': 1000, name: 'b', transform: 'identity' }],
      },
      properties: { 'format-version': '2', 'write.delete.mode': 'merge-on-read' },
    });
    const rows = rowsOf(source, 150, 43);
    await spark.write('append', {
      table: 'p.ns.source',
      rows: texts(rows),
      options: { 'fanout-enabled': 'true' },
    });
    await spark.sql(
      'DELETE FROM p.ns.source WHERE id % 7 = 3',
      'ALTER TABLE p.ns.source RENAME COLUMN c_int TO c_integer',
      'ALTER TABLE p.ns.source ALTER COLUMN c_integer TYPE bigint',
      'ALTER TABLE p.ns.source ADD COLUMN n_struct.later string',
    );
    const wanted = await spark.read({ sql: 'SELECT * FROM p.ns.source' });
    t.ok(wanted.length > 100, 'the source has rows');
    const project = join(scratch, 'project');
    mkdirSync(join(project, 'jobs'), { recursive: true });
    for (const [name, partitionBy] of [
      ['whole', []],
      ['parted', ['month(c_timestamp)', 'truncate(1, c_decimal_9_2)', 'c_boolean']],
    ] as const) {
      const names = Object.keys(JSON.parse(wanted[0]!) as Row);
      const job = {
        source: 'ns.source',
        target: { table: `ns.${name}`, mode: 'create', partitionBy },
        key: ['id'],
        columns: Object.fromEntries(names.map((column) => [column, 'keep'])),
        limits: { splitBytes: 4096 },
      };
      writeFileSync(join(project, 'jobs', `${name}.ts`), `export default ${JSON.stringify(job)};\n`);
      await promisify(execFile)(process.execPath, [runJob, name, '--warehouse', warehouse, '--quiet'], {
        cwd: project,
      });
      const read = await spark.read({ sql: `SELECT * FROM p.ns.${name}` });
      same(t, read, wanted, `${name}: Spark reads the target as it reads the source`);
      const { metadataLocation: metadata } = await plain.load({ namespace: ['ns'], name });
      t.same(await pyiceberg.call('verify', { metadata }), [], `${name}: the manifests are true`);
      await everyoneReads(
        t,
        name,
        name,
        wanted.map((text) => JSON.parse(text) as Row),
      );
    }
  });

  /** PyIceberg compares no uuids, and counts one on from the last instant of the year 9999. */
  function pyicebergFilters(type: string, value: Canonical): boolean {
    if (type === 'uuid') return false;
    return !(dated.includes(type) && (value === '253402300799999999' || value === '2932896'));
  }

  /** A canonical value as a foldable Spark expression; undefined for what Spark can't hold, or, uuid, can't filter in its own tables. */
  function sparkLiteral(type: string, value: Canonical): string | undefined {
    if (type === 'time' || type === 'uuid') return undefined;
    const text = String(value);
    const hex = (bytes: Uint8Array | string) => `unhex('${Buffer.from(bytes as string).toString('hex')}')`;
    if (type === 'boolean' || type === 'int' || type === 'long')
      return `CAST('${text}' AS ${type === 'long' ? 'bigint' : type})`;
    if (type === 'float' || type === 'double') {
      const number = fromBits(text === 'null' ? 'nan' : text);
      return `CAST('${Object.is(number, -0) ? '-0.0' : number}' AS ${type})`;
    }
    if (type.startsWith('decimal')) return `CAST('${text}' AS ${type})`;
    if (type === 'date') return `date_from_unix_date(${text})`;
    if (type === 'timestamptz') return `timestamp_micros(${text})`;
    if (type === 'timestamp') return `CAST(timestamp_micros(${text}) AS timestamp_ntz)`;
    if (type === 'string') return `decode(${hex(text)}, 'UTF-8')`;
    return `unhex('${text}')`;
  }
}
