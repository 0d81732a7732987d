import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import type { PartitionSpec } from '../../catalog/iceberg/table-metadata.js';
import { type Row, rowText } from './canonical.js';
import { Engine, missingEngines, sweep } from './engine.js';
import { closeDuckDB, readRows, refusal, sameRows } from './ours.js';
import { columnName, list, map, nestedColumns, primitiveNames, rowsOf, schemaOf, struct } from './values.js';

const skip = missingEngines();
if (skip !== undefined) {
  t.plan(0, skip);
} else {
  t.setTimeout(600_000);
  const scratch = mkdtempSync(join(tmpdir(), 'lakeveil-interop-'));
  const pyiceberg = await Engine.pyiceberg(join(scratch, 'pyiceberg'));
  t.teardown(async () => {
    await pyiceberg.stop();
    await closeDuckDB();
    rmSync(scratch, { recursive: true, force: true });
  });

  const primitives = Object.fromEntries(primitiveNames.map((type) => [columnName(type), type]));
  const texts = (rows: readonly Row[]) => rows.map(rowText).sort();
  // PyIceberg writes null lists and maps as empty ones.
  const values = { nullContainers: false };
  let count = 0;
  const fresh = () => `t${++count}`;

  const agree = async (
    t: Test,
    name: string,
    table: string,
    options: { selector?: string; minimum?: number } = {},
  ) => {
    const { metadata } = await pyiceberg.write('location', { table });
    const { selector } = options;
    const theirs = await pyiceberg.read({ table, snapshot: selector });
    sameRows(t, await readRows(metadata, { scratch, ...(selector && { selector }) }), theirs, name);
    t.ok(theirs.length >= (options.minimum ?? 1), `${name}: there is something to compare`);
    return theirs;
  };

  t.test('all types, both versions, every codec', async (t) => {
    const schema = schemaOf({ id: 'long', ...primitives, ...nestedColumns });
    const variants: [string, Record<string, string>][] = [
      ['v1 gzip', { 'format-version': '1', 'write.parquet.compression-codec': 'gzip' }],
      ['v2 zstd', { 'write.parquet.compression-codec': 'zstd', 'write.avro.compression-codec': 'zstd' }],
      [
        'v2 snappy',
        { 'write.parquet.compression-codec': 'snappy', 'write.avro.compression-codec': 'snappy' },
      ],
      [
        'v2 plain',
        { 'write.parquet.compression-codec': 'uncompressed', 'write.avro.compression-codec': 'null' },
      ],
      ['v2 small row groups', { 'write.parquet.row-group-limit': '7', 'write.parquet.page-row-limit': '3' }],
    ];
    for (const [name, properties] of variants) {
      const table = fresh();
      const rows = rowsOf(schema, sweep ? 500 : 60, 11, values);
      await pyiceberg.write('create', { table, schema, properties });
      await pyiceberg.write('append', { table, rows: texts(rows.slice(0, 30)) });
      const { metadata } = await pyiceberg.write('append', { table, rows: texts(rows.slice(30)) });
      sameRows(t, await readRows(metadata, { scratch }), texts(rows), `${name}: what was put in`);
      await agree(t, name, table);
    }
  });

  t.test('partition transforms', async (t) => {
    const bucketable = primitiveNames.filter((type) => !['boolean', 'float', 'double'].includes(type));
    const kinds: [string, string[]][] = [
      ['identity', primitiveNames.filter((type) => !['float', 'double', 'uuid', 'time'].includes(type))],
      ['bucket[5]', bucketable.filter((type) => !/fixed|decimal|uuid|^time$/.test(type))],
      ['truncate[3]', ['int', 'long', 'string']],
      ['year', ['date', 'timestamp', 'timestamptz']],
      ['month', ['date', 'timestamp', 'timestamptz']],
      ['day', ['date', 'timestamp', 'timestamptz']],
      ['hour', ['timestamp', 'timestamptz']],
    ];
    for (const [transform, columns] of kinds) {
      for (const type of columns) {
        const schema = schemaOf({ id: 'long', [columnName(type)]: type });
        const table = fresh();
        const spec: PartitionSpec = {
          'spec-id': 0,
          fields: [{ 'source-id': 2, 'field-id': 1000, name: 'p', transform }],
        };
        await pyiceberg.write('create', { table, schema, spec });
        // PyIceberg makes a folder name out of each value.
        const rows = rowsOf(schema, 8, 3).filter(
          (row) => encodeURIComponent(String(row[columnName(type)])).length < 200,
        );
        await pyiceberg.write('append', { table, rows: texts(rows) });
        const theirs = await agree(t, `${transform} of ${type}`, table);
        sameRows(t, theirs, texts(rows), `${transform} of ${type}: PyIceberg itself`);
      }
    }
  });

  t.test('evolution', async (t) => {
    const schema = schemaOf({
      id: 'long',
      a: 'int',
      b: 'string',
      f: 'float',
      d: 'decimal(5, 2)',
      s: struct({ x: 'int', y: 'string' }),
      l: list(struct({ m: 'int', n: 'string' })),
      m: map('string', struct({ v: 'float', w: 'int' })),
    });
    const table = fresh();
    const spec: PartitionSpec = {
      'spec-id': 0,
      fields: [{ 'source-id': 2, 'field-id': 1000, name: 'a', transform: 'identity' }],
    };
    await pyiceberg.write('create', { table, schema, spec });
    const first: Row = {
      id: '1',
      a: '5',
      b: 'b',
      f: '3dcccccd',
      d: '999.99',
      s: { x: '1', y: 'y' },
      l: [{ m: '1', n: 'n' }, null],
      m: [['k', { v: '3dcccccd', w: '3' }]],
    };
    const empty: Row = { id: '2', a: null, b: null, f: null, d: null, s: null, l: [], m: [] };
    await pyiceberg.write('append', { table, rows: texts([first, empty]) });
    const steps: Record<string, unknown>[][] = [
      [
        { do: 'rename', name: 'b', to: 'b2' },
        { do: 'promote', name: 'a', type: 'long' },
      ],
      [
        { do: 'promote', name: 'f', type: 'double' },
        { do: 'promote', name: 'd', type: 'decimal(20, 2)' },
      ],
      [
        { do: 'rename', name: 's.x', to: 'x2' },
        { do: 'promote', name: 's.x', type: 'long' },
      ],
      [{ do: 'drop', name: 's.y' }],
      [
        { do: 'add', name: 's.y', type: 'double' },
        { do: 'add', name: 'l.o', type: 'date' },
      ],
      [
        { do: 'rename', name: 'l.n', to: 'nn' },
        { do: 'promote', name: 'l.m', type: 'long' },
      ],
      [
        { do: 'promote', name: 'm.v', type: 'double' },
        { do: 'drop', name: 'm.w' },
      ],
      [{ do: 'drop', name: 'b2' }],
      [
        { do: 'add', name: 'b', type: 'timestamptz' },
        { do: 'first', name: 'm' },
      ],
    ];
    let id = 2;
    for (const step of steps) {
      await pyiceberg.write('evolve', { table, steps: step });
      const theirs = await agree(t, `evolution: ${JSON.stringify(step)}`, table, { minimum: 2 });
      const row = theirs.map((text) => JSON.parse(text) as Row).find((candidate) => candidate['id'] === '1')!;
      await pyiceberg.write('append', { table, rows: [rowText({ ...row, id: String(++id) })] });
    }
    await agree(t, 'evolution: at its end', table, { minimum: 8 });
    await pyiceberg.write('evolveSpec', { table, remove: ['a'], add: [['id', 'bucket[3]', 'id_b']] });
    await pyiceberg.write('append', { table, rows: [rowText({ id: '99' })] });
    await agree(t, 'evolution: of the partition spec', table, { minimum: 9 });
  });

  t.test('deletes, overwrites, tags, branches, time travel', async (t) => {
    const schema = schemaOf({ id: 'long', s: 'string' });
    const table = fresh();
    const row = (id: number) => rowText({ id: String(id), s: `row ${id}` });
    await pyiceberg.write('create', { table, schema });
    await pyiceberg.write('append', { table, rows: [1, 2, 3, 4, 5].map(row) });
    await pyiceberg.write('tag', { table, name: 'v1' });
    await pyiceberg.write('delete', { table, filter: 'id = 2' });
    await pyiceberg.write('branch', { table, name: 'side' });
    await pyiceberg.write('append', { table, rows: [6, 7].map(row), branch: 'side' });
    await pyiceberg.write('overwrite', { table, filter: 'id > 3', rows: [8, 9].map(row) });
    await agree(t, 'main', table);
    await agree(t, 'tag', table, { selector: 'v1' });
    await agree(t, 'branch', table, { selector: 'side' });
    const { all } = (await pyiceberg.call('snapshots', { table })) as { all: { id: string }[] };
    for (const { id } of all) await agree(t, `snapshot ${id}`, table, { selector: id, minimum: 0 });
    await pyiceberg.write('delete', { table, filter: 'id > 0' });
    await agree(t, 'every row deleted', table, { minimum: 0 });
    const { metadata } = await pyiceberg.write('location', { table });
    t.match(await refusal(metadata, { scratch, selector: 'nothing' }), /^NO_SUCH/, 'an unknown ref');
  });

  t.test('imported files without field ids', async (t) => {
    // PyIceberg does not import files with uuids.
    const { c_uuid: _, ...importable } = primitives;
    const schema = schemaOf({ id: 'long', ...importable, ...nestedColumns });
    const variants: [string, Record<string, unknown>][] = [
      ['v1 pages', { data_page_version: '1.0', compression: 'snappy' }],
      ['v2 pages, small row groups', { data_page_version: '2.0', compression: 'zstd', row_group_size: 5 }],
      ['no dictionaries, brotli', { use_dictionary: false, compression: 'brotli' }],
      ['no statistics', { write_statistics: false, compression: 'gzip' }],
    ];
    for (const [name, options] of variants) {
      const table = fresh();
      await pyiceberg.write('create', { table, schema });
      const rows = rowsOf(schema, 20, 13, values);
      await pyiceberg.write('addFiles', {
        table,
        files: [texts(rows.slice(0, 9)), texts(rows.slice(9))],
        options,
      });
      const theirs = await agree(t, `imported: ${name}`, table);
      t.equal(theirs.length, rows.length);
    }
  });
}
