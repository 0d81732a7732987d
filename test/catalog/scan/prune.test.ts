import { join } from 'node:path';
import * as fc from 'fast-check';
import t from 'tap';
import type { DataFile } from '../../../catalog/iceberg/data-file.js';
import type { FieldSummary } from '../../../catalog/iceberg/manifest.js';
import { type CopyStats, dataFileFromCopyStats } from '../../../catalog/iceberg/scan/data-file-stats.js';
import { fieldIdsSql } from '../../../catalog/iceberg/scan/field-ids-sql.js';
import { compareValues } from '../../../catalog/iceberg/scan/predicate.js';
import { valueSql } from '../../../catalog/iceberg/scan/project-field.js';
import { fileMayMatch, manifestMayMatch } from '../../../catalog/iceberg/scan/prune.js';
import { parseWhere } from '../../../catalog/iceberg/scan/where.js';
import type { PartitionSpec } from '../../../catalog/iceberg/table-metadata.js';
import { icebergToDuckDB } from '../../../catalog/iceberg/values/duckdb-type.js';
import { encodeSingleValue, type Value, valueToJson } from '../../../catalog/iceberg/values/single-value.js';
import {
  applyTransform,
  parseTransform,
  transformApplies,
  transformResultType,
} from '../../../catalog/iceberg/values/transforms.js';
import { field, scanFixture, schemaOf } from './scan-fixture.js';

const fixture = await scanFixture();
t.teardown(() => fixture.close());

/** A type, values that often meet each other, and literals as a user writes them. */
interface Kind {
  readonly type: string;
  readonly values: fc.Arbitrary<Value>;
  readonly literal: (value: Value) => string[];
}
const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;
const days = fc.integer({ min: -40, max: 40 }).map((day) => day * 13);
const kinds: Kind[] = [
  {
    type: 'int',
    values: fc.integer({ min: -5, max: 5 }),
    literal: (v) => [String(v), `${String(v)}.5`, quoted(String(v)), '4294967297', '-4294967297'],
  },
  {
    type: 'long',
    values: fc.bigInt({ min: -5n, max: 5n }),
    literal: (v) => [String(v), `${String(v)}.25`, '1e3', '18446744073709551617', '-18446744073709551617'],
  },
  {
    type: 'double',
    values: fc.oneof(
      fc.integer({ min: -4, max: 4 }).map((n) => n / 2),
      fc.constant(Number.NaN),
      fc.constant(Number.POSITIVE_INFINITY),
    ),
    literal: (v) => [Number.isFinite(v) ? String(v) : "'inf'", "'nan'::DOUBLE", '0.1', '-0.0'],
  },
  {
    type: 'float',
    values: fc.oneof(
      fc.float({ noNaN: true, min: -2, max: 2 }),
      fc.constant(Number.NaN),
      fc.constant(Math.fround(0.1)),
    ),
    literal: (v) => [Number.isNaN(v) ? '1.5' : String(v), '0.1', '0.5'],
  },
  {
    type: 'decimal(9, 2)',
    values: fc.bigInt({ min: -300n, max: 300n }),
    literal: (v) => [String(valueToJson('decimal(9, 2)', v)), '1', '0.005', quoted('1.00')],
  },
  {
    type: 'string',
    values: fc.oneof(
      fc.constantFrom('', 'a', 'aa', 'b', 'Z', 'é', '😀', '\uffff', 'a'.repeat(20), `${'a'.repeat(20)}b`),
      fc.string({ unit: 'grapheme', maxLength: 3 }).filter((s) => !s.includes('\0')),
    ),
    literal: (v) => [quoted(String(v))],
  },
  {
    type: 'date',
    values: days,
    literal: (v) => [
      quoted(String(valueToJson('date', v))),
      `DATE ${quoted(String(valueToJson('date', v)))}`,
      `TIMESTAMP ${quoted(`${String(valueToJson('date', v))} 12:00:00`)}`,
    ],
  },
  {
    type: 'timestamp',
    values: days.map((day) => BigInt(day) * 43_200_000_000n),
    literal: (v) => {
      const text = String(valueToJson('timestamp', v)).replace('T', ' ');
      return [
        quoted(text),
        `TIMESTAMP ${quoted(text)}`,
        `DATE ${quoted(text.slice(0, 10))}`,
        quoted(text.slice(0, 10)),
      ];
    },
  },
  {
    type: 'timestamptz',
    values: days.map((day) => BigInt(day) * 43_200_000_000n),
    literal: (v) => {
      const text = String(valueToJson('timestamptz', v));
      return [
        quoted(text),
        quoted(text.slice(0, 19)),
        `TIMESTAMPTZ ${quoted(`${text.slice(0, 19)}+01`)}`,
        `DATE ${quoted(text.slice(0, 10))}`,
      ];
    },
  },
  {
    type: 'time',
    values: fc.bigInt({ min: 0n, max: 3n }).map((n) => n * 3_600_000_000n),
    literal: (v) => [
      quoted(String(valueToJson('time', v))),
      `TIME ${quoted(String(valueToJson('time', v)))}`,
    ],
  },
  { type: 'boolean', values: fc.boolean(), literal: (v) => [String(v)] },
  {
    type: 'uuid',
    values: fc.constantFrom('00000000-0000-4000-8000-000000000000', 'ffffffff-0000-4000-8000-000000000000'),
    literal: (v) => [quoted(String(v))],
  },
  { type: 'binary', values: fc.uint8Array({ maxLength: 2 }), literal: () => ["'\\x01'::BLOB"] },
];

const transforms = [
  'identity',
  'bucket[3]',
  'truncate[2]',
  'truncate[10]',
  'year',
  'month',
  'day',
  'hour',
  'void',
  'zorder',
];

function predicateOver(kind: Kind): fc.Arbitrary<string> {
  const literal = kind.values.chain((value) => fc.constantFrom(...kind.literal(value)));
  const leaf = fc.oneof(
    fc
      .tuple(fc.constantFrom('=', '<>', '<', '<=', '>', '>='), literal)
      .map(([op, value]) => `v ${op} ${value}`),
    fc.tuple(fc.constantFrom('=', '<', '>='), literal).map(([op, value]) => `${value} ${op} V`),
    fc.array(literal, { minLength: 1, maxLength: 3 }).map((values) => `v IN (${values.join(', ')})`),
    fc.array(literal, { minLength: 1, maxLength: 2 }).map((values) => `v NOT IN (${values.join(', ')})`),
    fc.tuple(literal, literal).map(([low, high]) => `v BETWEEN ${low} AND ${high}`),
    fc.constantFrom(
      'v IS NULL',
      'v IS NOT NULL',
      'v = NULL',
      'v IS DISTINCT FROM NULL',
      'n = 1',
      'n + 1 > 1',
      'coalesce(v IS NULL, false)',
    ),
  );
  return fc.oneof(
    leaf,
    fc.tuple(leaf, fc.constantFrom('AND', 'OR'), leaf).map(([a, op, b]) => `(${a}) ${op} (${b})`),
    leaf.map((a) => `NOT (${a})`),
    fc.tuple(leaf, leaf, leaf).map(([a, b, c]) => `(${a} OR ${b}) AND NOT (${c})`),
  );
}

t.test('pruning never drops a file or manifest with a matching row, and does prune', async (t) => {
  let pruned = 0;
  let files = 0;
  for (const kind of kinds) {
    const schema = schemaOf(field(1, 'v', kind.type), field(2, 'n', 'int'));
    const duckdb = icebergToDuckDB(kind.type);
    for (let round = 0; round < 4; round += 1) {
      // A file holds values near each other, so that metrics can prune; partitions as a writer would cut them.
      const values: (Value | null)[][] = fc
        .sample(
          fc.array(
            fc.oneof({ weight: 8, arbitrary: kind.values }, { weight: 1, arbitrary: fc.constant(null) }),
            { minLength: 1, maxLength: 12 },
          ),
          2,
        )
        .flatMap((rows) => {
          const sorted = [...rows].sort((a, b) => (a === null ? -1 : b === null ? 1 : compareValues(a, b)));
          return [sorted.slice(0, 3), sorted.slice(3, 6), sorted.slice(6)].filter((part) => part.length > 0);
        });
      const written: { file: DataFile; table: string; rows: (Value | null)[] }[] = [];
      for (const rows of values) {
        files += 1;
        const table = `t${files}`;
        const tuples = rows.map(
          (value, i) => `(${value === null ? `NULL::${duckdb}` : valueSql(kind.type, value)}, ${i})`,
        );
        await fixture.run(
          `CREATE TABLE ${table} AS SELECT CAST(v AS ${duckdb}) AS v, CAST(n AS INTEGER) AS n FROM (VALUES ${tuples.join(', ')}) x(v, n)`,
        );
        const path = join(fixture.folder, `${table}.parquet`);
        const reader = await fixture.duckdb.connection.runAndReadAll(
          `COPY ${table} TO '${path}' (FORMAT parquet, FIELD_IDS ${fieldIdsSql(schema)}, RETURN_STATS)`,
        );
        const file = dataFileFromCopyStats(reader.getRowObjectsJson()[0] as unknown as CopyStats, {
          schema,
          spec: { 'spec-id': 0, fields: [] },
          partition: [],
          filePath: path,
        });
        written.push({ file, table, rows });
      }
      for (const where of fc.sample(predicateOver(kind), 25)) {
        let parsed: Awaited<ReturnType<typeof parseWhere>>;
        try {
          parsed = await parseWhere(fixture.duckdb.connection, where, schema);
        } catch (error) {
          if ((error as { code?: string }).code === 'BAD_WHERE') continue;
          throw error;
        }
        for (const { file, table, rows } of written) {
          let matching: Set<number>;
          try {
            matching = new Set(
              (await fixture.run(`SELECT n FROM ${table} WHERE ${parsed.sql}`)).map(([n]) => Number(n)),
            );
          } catch {
            continue;
          }
          const unpartitioned = { 'spec-id': 0, fields: [] };
          const may = fileMayMatch(parsed.predicate, file, unpartitioned);
          if (!may) pruned += 1;
          if (matching.size > 0 && !may)
            t.fail(`metrics dropped rows: ${kind.type} ${where} ${file.filePath}`);
          for (const name of transforms) {
            const transform = parseTransform(name);
            if (transform && !transformApplies(transform, kind.type)) continue;
            // The rows that share the first row's partition are the file of that partition.
            const resultType = transform ? transformResultType(transform, kind.type) : 'int';
            const results = rows.map((value) =>
              transform ? applyTransform(transform, kind.type, value)! : 7,
            );
            const first = results[0]!;
            const key = (value: Value | null): string => JSON.stringify(jsonOf(resultType, value));
            const matchesInPartition = results.some(
              (value, n) => key(value) === key(first) && matching.has(n),
            );
            const spec: PartitionSpec = {
              'spec-id': 1,
              fields: [{ 'source-id': 1, 'field-id': 1000, name: 'p', transform: name }],
            };
            const bare = {
              ...file,
              partition: [jsonOf(resultType, first)],
              lowerBounds: {},
              upperBounds: {},
              valueCounts: {},
              nullValueCounts: {},
            };
            const mayBe = fileMayMatch(parsed.predicate, bare, spec);
            if (matchesInPartition && !mayBe)
              t.fail(`partition dropped rows: ${name} of ${kind.type} ${where}`);
            if (!mayBe) pruned += 1;
            const all = manifestMayMatch(parsed.predicate, [summaryOf(resultType, results)], spec);
            if (matching.size > 0 && !all) t.fail(`manifest dropped rows: ${name} of ${kind.type} ${where}`);
            if (!all) pruned += 1;
          }
        }
      }
    }
  }
  t.ok(pruned > 500, `pruned ${pruned}`);
});

const jsonOf = (type: string | object, value: Value | null) =>
  value === null ? null : valueToJson(type as string, value);

function summaryOf(type: string | object, results: readonly (Value | null)[]): FieldSummary {
  const known = results.filter((value) => value !== null && !Number.isNaN(value)) as Value[];
  known.sort(compareValues);
  const encode = (value: Value): string =>
    Buffer.from(encodeSingleValue(type as string, value)).toString('base64');
  return {
    containsNull: results.includes(null),
    containsNan: results.some((value) => Number.isNaN(value)),
    ...(known.length === 0 ? {} : { lowerBound: encode(known[0]!), upperBound: encode(known.at(-1)!) }),
  };
}
