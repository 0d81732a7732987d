import { DuckDBInstance } from '@duckdb/node-api';
import duckdb from '@duckdb/node-bindings';
import { Bool, type Data, Float64, Int64, Utf8, vectorFromArray } from 'apache-arrow';
import fc from 'fast-check';
import t from 'tap';
import { FixedVector, WIDTH } from '../../workers/arrow/fixed-vector.js';
import { type InputVector, inputBatch } from '../../workers/arrow/input-batch.js';
import { OutputVector } from '../../workers/arrow/output-vector.js';
import { TextVector } from '../../workers/arrow/text-vector.js';
import { utf16Length } from '../../workers/arrow/utf16-length.js';

const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
const connection = await instance.connect();
t.teardown(() => {
  connection.closeSync();
  instance.closeSync();
});

/** Texts around the limits: empty, inline (up to 12 bytes), longer, and of one to four bytes a character. */
const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 4 }),
  fc.string({ unit: fc.constantFrom('a', 'é', '€', '𝄞', '\0'), minLength: 0, maxLength: 40 }),
);
const column = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<(T | null)[]> =>
  fc.array(fc.option(value, { freq: 4 }), { minLength: 1, maxLength: 300 });

async function chunkOf(
  sql: string,
  values: Record<string, unknown>,
): Promise<import('@duckdb/node-api').DuckDBDataChunk> {
  const result = await connection.stream(sql, values as never);
  return (await result.fetchChunk())!;
}

const vectorOf = (chunk: { chunk: duckdb.DataChunk }, index: number): duckdb.Vector =>
  duckdb.data_chunk_get_vector(chunk.chunk, index);

t.setTimeout(120_000);

t.test('texts come into Arrow as they are, whatever the pieces', async (t) => {
  await fc.assert(
    fc.asyncProperty(column(text), fc.nat(), fc.nat(), async (values, a, b) => {
      const json = JSON.stringify(values);
      const chunk = await chunkOf(`SELECT unnest(from_json($1::JSON, '["VARCHAR"]'))`, [json] as never);
      const read = new TextVector(vectorOf(chunk, 0), chunk.rowCount);
      const [start, end] = [a % values.length, b % (values.length + 1)].sort((x, y) => x - y) as [
        number,
        number,
      ];
      const pieces = [
        { column: read as InputVector, start, end },
        { column: read as InputVector, start: 0, end: values.length },
      ];
      const rows = end - start + values.length;
      const batch = inputBatch([pieces], ['utf8'], rows);
      t.strictSame([...batch.getChildAt(0)!], [...values.slice(start, end), ...values]);
      const bytes = batch.data.children[0]!.values as Uint8Array;
      const units = [...values.slice(start, end), ...values].reduce(
        (sum, value) => sum + (value?.length ?? 0),
        0,
      );
      if (utf16Length(bytes) !== units) throw new Error('UTF-16 length');
    }),
    { numRuns: 60 },
  );
});

t.test('numbers and booleans come into Arrow as they are', async (t) => {
  const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
  await fc.assert(
    fc.asyncProperty(column(fc.tuple(int64, fc.double({ noNaN: true }), fc.boolean())), async (rows) => {
      const list = rows.map((row) =>
        row === null
          ? '(NULL, NULL, NULL)'
          : `('${row[0]}'::BIGINT, '${Object.is(row[1], -0) ? '-0.0' : row[1]}'::DOUBLE, ${row[2]})`,
      );
      const chunk = await chunkOf(`SELECT * FROM (VALUES ${list.join(', ')}) v(a, b, c)`, {});
      const types = ['int64', 'float64', 'bool'] as const;
      const batch = inputBatch(
        types.map((type, i) => [
          {
            column: new FixedVector(vectorOf(chunk, i), chunk.rowCount, WIDTH[type]),
            start: 0,
            end: rows.length,
          },
        ]),
        types,
        rows.length,
      );
      t.strictSame(
        [...batch.getChildAt(0)!],
        rows.map((row) => row?.[0] ?? null),
      );
      t.strictSame(
        [...batch.getChildAt(1)!],
        rows.map((row) => row?.[1] ?? null),
      );
      t.strictSame(
        [...batch.getChildAt(2)!],
        rows.map((row) => row?.[2] ?? null),
      );
    }),
    { numRuns: 30 },
  );
});

/** Writes `data` in two parts to an all-null column behind `lead` rows, and reads what DuckDB then has. */
async function written(
  type: 'utf8' | 'int64' | 'float64' | 'bool',
  sqlType: string,
  data: Data,
  lead: number,
  cut: number,
): Promise<unknown[]> {
  const rows = lead + data.length;
  const chunk = await chunkOf(`SELECT NULL::${sqlType} FROM range(${rows})`, {});
  const output = new OutputVector(vectorOf(chunk, 0), rows, type);
  output.write(data, cut, lead + cut, data.length - cut, () => false);
  output.write(data, 0, lead, cut, () => false);
  output.finish();
  await connection.run(`CREATE OR REPLACE TABLE answers (v ${sqlType})`);
  const appender = await connection.createAppender('answers');
  appender.appendDataChunk(chunk);
  appender.closeSync();
  chunk.reset();
  return (await connection.runAndReadAll('SELECT v FROM answers')).getRows().map(([value]) => value);
}

t.test('answers are written as they are, whatever the parts', async (t) => {
  const cases = [
    ['utf8', 'VARCHAR', new Utf8(), text],
    ['int64', 'BIGINT', new Int64(), fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })],
    ['float64', 'DOUBLE', new Float64(), fc.double({ noNaN: true })],
    ['bool', 'BOOLEAN', new Bool(), fc.boolean()],
  ] as const;
  for (const [type, sqlType, arrowType, value] of cases) {
    await fc.assert(
      fc.asyncProperty(
        column<unknown>(value),
        fc.nat(70),
        fc.nat(),
        fc.nat(20),
        async (values, lead, cut, skip) => {
          // Sliced, so that offsets do not start at 0.
          const vector = vectorFromArray(
            [...Array.from({ length: skip }, () => null), ...values],
            arrowType as never,
          );
          const data = vector.slice(skip).data[0] as Data;
          t.strictSame(await written(type, sqlType, data, lead, cut % (values.length + 1)), [
            ...Array.from({ length: lead }, () => null),
            ...values,
          ]);
        },
      ),
      { numRuns: 25 },
    );
  }
});

t.test('buffers that contradict themselves are refused', async (t) => {
  const broken: [string, (data: Data<Utf8>) => void][] = [
    [
      'an offset behind the values',
      (data) => {
        data.valueOffsets[2] = 1e6;
      },
    ],
    [
      'a last offset behind the values',
      (data) => {
        data.valueOffsets[3] = 1e6;
      },
    ],
    [
      'a negative offset',
      (data) => {
        data.valueOffsets[0] = -1;
      },
    ],
    [
      'offsets that go back',
      (data) => {
        data.valueOffsets[1] = 60;
        data.valueOffsets[2] = 10;
      },
    ],
    [
      'bytes that are not UTF-8',
      (data) => {
        (data.values as Uint8Array)[1] = 0xc3;
      },
    ],
  ];
  for (const [what, spoil] of broken) {
    for (const length of [2, 30]) {
      const data = vectorFromArray(['a'.repeat(length), 'b'.repeat(length), 'c'.repeat(length)], new Utf8())
        .data[0] as Data<Utf8>;
      spoil(data);
      await t.rejects(
        written('utf8', 'VARCHAR', data, 3, 0),
        { name: 'MalformedColumn' },
        `${what}, ${length}`,
      );
    }
  }
});

t.test(
  'a short text whose bytes look like the address behind its neighbour is still a short text',
  async (t) => {
    const chunk = await chunkOf(`SELECT repeat('x', 20 + i::INT) AS v FROM range(2) r(i)`, {});
    const vector = vectorOf(chunk, 0);
    const entry = Buffer.from(duckdb.vector_get_data(vector, 16));
    const short = Buffer.alloc(16);
    short.writeUInt32LE(12, 0);
    short.write('abcd', 4);
    short.writeBigUInt64LE(entry.readBigUInt64LE(8) + 20n, 8);
    const bytes = new Uint8Array(short).buffer;
    duckdb.copy_data_to_vector(vector, 16, bytes, 0, 16);
    const target = new Uint8Array(32);
    t.equal(new TextVector(vector, 2).copyTo(target, 0, 0, 2), 32);
    t.strictSame(Buffer.from(target).subarray(20), short.subarray(4));
  },
);
