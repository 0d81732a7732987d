import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Int64, type RecordBatch, vectorFromArray } from 'apache-arrow';
import t from 'tap';
import { localFileIO } from '../../catalog/file-io/local.js';
import { openDuckDB } from '../../sql/duckdb.js';
import { identity } from '../../udfs/identity.js';
import type { Udf, UdfResult } from '../../udfs/udf.js';
import type { OpenedUdf } from '../../workers/opened-udf.js';
import { runTask, type TaskContext } from '../../workers/run-task.js';
import type { RunSpec, Task, TaskResult } from '../../workers/task.js';
import { type Fixture, fixture, KEEP_ID, query, runSpec, scanOf, sourceTask } from './fixture.js';
import { mapped, namedBatch, strings, textBatch, textUdf } from './text-udf.js';

t.setTimeout(240_000);

const context = { runId: 'r', workerId: 'w', key: new Uint8Array(32), signal: new AbortController().signal };

async function opened(udf: Udf<never> | Udf, fieldId = 2, sourceFieldIds = [2]): Promise<OpenedUdf> {
  return { fieldId, sourceFieldIds, udf: udf as Udf, instance: await (udf as Udf).open({}, context) };
}

async function run(
  at: Fixture,
  task: Task,
  udfs: readonly OpenedUdf[],
  changes: Partial<RunSpec> = {},
  host: Partial<TaskContext> = {},
): Promise<TaskResult> {
  const spec = runSpec(at, changes);
  const db = await openDuckDB({ threads: 1, memoryMb: spec.limits.memoryMb, scratch: spec.scratch });
  try {
    return await runTask(spec, task, {
      db,
      io: localFileIO(),
      udfs,
      signal: new AbortController().signal,
      attempt: 'a1',
      ...host,
    });
  } finally {
    db.close();
  }
}

const files = (result: TaskResult): string =>
  `[${result.dataFiles.map(({ filePath }) => `'${filePath}'`).join(', ')}]`;

t.test('an identity task gives the source back, with checksums and counters', async (t) => {
  const at = await fixture(t.testdir());
  const source = join(at.root, 'source.parquet');
  const task = await sourceTask(
    source,
    `SELECT i AS id, CASE WHEN i % 7 = 0 THEN NULL WHEN i % 5 = 0 THEN '' WHEN i % 3 = 0 THEN 'short' ELSE repeat('é𝄞x', (i % 40)::INT) || i END AS transcript FROM range(10000) r(i)`,
  );
  const result = await run(at, task, [await opened(identity)]);
  t.match(result.counters, { rowsRead: 10000, rowsWritten: 10000, rowsQuarantined: 0, failures: {} });
  const [expected] = await query(
    `SELECT sum(length(transcript) + (length(transcript) - length(replace(transcript, '𝄞', ''))))::DOUBLE AS units, bit_xor(hash(id, transcript))::VARCHAR AS h FROM '${source}'`,
  );
  t.equal(result.counters.characters, expected?.['units']);
  t.ok(result.counters.entities['CHECKSUM']);
  t.equal(result.dataFiles.length, 1);
  t.strictSame(
    await query(
      `SELECT bit_xor(hash(id, transcript_redacted))::VARCHAR AS h, list(id) = range(10000) AS ordered FROM read_parquet(${files(result)})`,
    ),
    [{ h: expected?.['h'], ordered: true }],
  );
  const [file] = result.dataFiles;
  t.equal(file!.recordCount, 10000);
  t.equal(file!.fileSizeInBytes, readFileSync(file!.filePath).length);
  t.match(file!.filePath, /\/target\/data\/0123456789ab-00000-a1-0\.parquet$/);
  t.same(file!.nullValueCounts?.[2], 1429);
  t.strictSame(readdirSync(at.data), ['0123456789ab-00000-a1-0.parquet'], 'no unfinished file is left');
  t.strictSame(readdirSync(at.scratch), []);
});

t.test('every text comes from apply: nothing of the source reaches an output file or scratch', async (t) => {
  const at = await fixture(t.testdir());
  const task = await sourceTask(
    join(at.root, 'source.parquet'),
    `SELECT i AS id, CASE WHEN i % 3 = 0 THEN 'CANARY' ELSE 'CANARY ' || repeat('long text ', 5) END AS transcript FROM range(30000) r(i)`,
  );
  const result = await run(at, task, [await opened(mapped(() => 'X'))], {
    target: { ...runSpec(at).target, compression: 'uncompressed' },
  });
  t.strictSame(await query(`SELECT DISTINCT transcript_redacted AS v FROM read_parquet(${files(result)})`), [
    { v: 'X' },
  ]);
  for (const { filePath } of result.dataFiles) t.notOk(readFileSync(filePath).includes('CANARY'));
});

t.test('UDF answers that break the contract fail with a code', async (t) => {
  const at = await fixture(t.testdir());
  const task = await sourceTask(
    join(at.root, 'source.parquet'),
    `SELECT i AS id, CASE WHEN i % 2 = 0 THEN 'CANARY text' END AS transcript FROM range(100) r(i)`,
  );
  const answer = (make: (batch: RecordBatch) => unknown): Udf =>
    textUdf('bad', async (batch) => make(batch) as UdfResult);
  const same = (batch: RecordBatch): (string | null)[] => strings(batch);
  const cases: [string, string, Udf][] = [
    ['too few rows', 'UDF_WRONG_ROWS', answer((b) => ({ batch: textBatch(same(b).slice(1)), failed: [] }))],
    ['too many rows', 'UDF_WRONG_ROWS', answer((b) => ({ batch: textBatch([...same(b), 'x']), failed: [] }))],
    [
      'a failed row outside',
      'UDF_WRONG_ROWS',
      answer((b) => ({ batch: textBatch(same(b)), failed: [{ row: 100, code: 'X' }] })),
    ],
    [
      'a negative failed row',
      'UDF_WRONG_ROWS',
      answer((b) => ({ batch: textBatch(same(b)), failed: [{ row: -1, code: 'X' }] })),
    ],
    ['no batch', 'UDF_WRONG_TYPE', answer(() => ({ failed: [] }))],
    ['nothing', 'UDF_WRONG_TYPE', answer(() => undefined)],
    ['no failed list', 'UDF_WRONG_TYPE', answer((b) => ({ batch: textBatch(same(b)) }))],
    [
      'another column name',
      'UDF_WRONG_TYPE',
      answer((b) => ({ batch: namedBatch(textBatch(same(b)).data.children[0]!, 100, 'o'), failed: [] })),
    ],
    [
      'numbers',
      'UDF_WRONG_TYPE',
      answer(() => ({ batch: namedBatch(vectorFromArray(new Float64Array(100)).data[0]!, 100), failed: [] })),
    ],
    [
      'a dictionary',
      'UDF_WRONG_TYPE',
      answer((b) => ({ batch: namedBatch(vectorFromArray(same(b)).data[0]!, 100), failed: [] })),
    ],
    [
      'a value for null',
      'UDF_WRONG_NULLS',
      answer((b) => ({ batch: textBatch(same(b).map((v) => v ?? '')), failed: [] })),
    ],
    [
      'null for a value',
      'UDF_WRONG_NULLS',
      answer((b) => ({ batch: textBatch(same(b).map(() => null)), failed: [] })),
    ],
    [
      'bytes that are not UTF-8',
      'UDF_WRONG_TYPE',
      answer((b) => {
        const batch = textBatch(same(b));
        (batch.data.children[0]!.values as Uint8Array)[3] = 0xff;
        return { batch, failed: [] };
      }),
    ],
    [
      'a character cut in two',
      'UDF_WRONG_TYPE',
      answer((b) => {
        const batch = textBatch(same(b).map((v) => v && 'éééé'));
        const offsets = batch.data.children[0]!.valueOffsets;
        offsets[1]! += 1;
        offsets[2]! += 1;
        return { batch, failed: [] };
      }),
    ],
    [
      'a throw',
      'UDF_THREW',
      textUdf('bad', async () => {
        throw new TypeError('CANARY text');
      }),
    ],
    [
      'a synchronous throw',
      'UDF_THREW',
      textUdf('bad', () => {
        throw new Error('CANARY text');
      }),
    ],
    ['a throw of no error', 'UDF_THREW', textUdf('bad', () => Promise.reject('CANARY text'))],
    ['silence', 'UDF_TIMEOUT', textUdf('bad', () => new Promise(() => {}))],
  ];
  for (const [what, code, udf] of cases) {
    const limits = { ...runSpec(at).limits, udfTimeoutMs: code === 'UDF_TIMEOUT' ? 100 : 10_000 };
    const error = await run(at, task, [await opened(udf)], { limits }).then(
      () => undefined,
      (thrown) => thrown,
    );
    t.equal(error?.code, code, what);
    t.notMatch(
      `${error?.message} ${error?.stack} ${JSON.stringify(error?.details)}`,
      /CANARY/,
      `${what}: no text`,
    );
    t.notOk(existsSync(at.data) && readdirSync(at.data).length, `${what}: no file`);
    t.strictSame(readdirSync(at.scratch), [], `${what}: no scratch`);
  }
});

t.test('failed rows and cells that are too large go to quarantine, not to the target', async (t) => {
  const at = await fixture(t.testdir());
  const path = join(at.root, 'source.parquet');
  const task = await sourceTask(
    path,
    `SELECT i AS id, CASE WHEN i = 11 THEN repeat('CANARY', 5000) ELSE 'CANARY ' || i END AS transcript FROM range(5000) r(i)`,
  );
  const seen: string[] = [];
  const udf = textUdf('picky', async (batch) => {
    const texts = strings(batch);
    for (const text of texts) if (text !== null && text.length > 20) seen.push(text);
    const failed = texts.flatMap((text, row) =>
      text === 'CANARY 7'
        ? [{ row, code: 'BAD_ROW' }]
        : text === 'CANARY 4999'
          ? [{ row, code: 'CANARY text' }]
          : [],
    );
    return { batch: textBatch(texts.map((text) => text && 'safe')), failed };
  });
  const limits = { ...runSpec(at).limits, maxCellBytes: 1000 };
  const result = await run(at, task, [await opened(udf)], { limits });
  t.strictSame(seen, [], 'a large cell never enters the UDF');
  t.match(result.counters, {
    rowsRead: 5000,
    rowsWritten: 4997,
    rowsQuarantined: 3,
    failures: { BAD_ROW: 1, CELL_TOO_LARGE: 1, UDF_ROW_FAILED: 1 },
  });
  t.strictSame(
    await query(
      `SELECT count(*)::INT AS n, count(*) FILTER (id IN (7, 11, 4999))::INT AS bad FROM read_parquet(${files(result)})`,
    ),
    [{ n: 4997, bad: 0 }],
  );
  t.equal(result.quarantineFiles.length, 1);
  const quarantined = result.quarantineFiles[0]!.filePath;
  const run_id = runSpec(at).runId;
  t.strictSame(await query(`SELECT * FROM '${quarantined}' ORDER BY id`), [
    { id: '7', error_code: 'BAD_ROW', run_id, source_file: path, source_row: '7' },
    { id: '11', error_code: 'CELL_TOO_LARGE', run_id, source_file: path, source_row: '11' },
    { id: '4999', error_code: 'UDF_ROW_FAILED', run_id, source_file: path, source_row: '4999' },
  ]);
  t.notOk(readFileSync(quarantined).includes('CANARY'));
});

t.test('lone surrogates that a UDF returns are written as replacement characters', async (t) => {
  const at = await fixture(t.testdir());
  const task = await sourceTask(join(at.root, 's.parquet'), `SELECT 1 AS id, 'a' AS transcript`);
  const result = await run(at, task, [await opened(mapped(() => 'x\ud800y'))]);
  t.strictSame(await query(`SELECT transcript_redacted AS v FROM read_parquet(${files(result)})`), [
    { v: 'x\ufffdy' },
  ]);
});

t.test('no rows, no file', async (t) => {
  const at = await fixture(t.testdir());
  const task = await sourceTask(
    join(at.root, 's.parquet'),
    `SELECT i AS id, 'a' AS transcript FROM range(10) r(i)`,
  );
  for (const changes of [{ where: 'id > 100' }]) {
    const result = await run(at, task, [await opened(identity)], changes);
    t.match(result, { dataFiles: [], quarantineFiles: [], counters: { rowsRead: 0, rowsWritten: 0 } });
  }
  const none = await run(at, { id: 'e', scans: [] }, [await opened(identity)]);
  t.match(none, { dataFiles: [], counters: { rowsRead: 0 } });
  const limited = await run(at, { ...task, maxRows: 3 }, [await opened(identity)]);
  t.match(limited, { counters: { rowsRead: 3, rowsWritten: 3 } });
  const ranged = await run(
    at,
    { id: 'r', scans: [scanOf(task.scans[0]!.file.filePath, 10, { start: 2, end: 5 })] },
    [await opened(identity)],
  );
  t.strictSame(await query(`SELECT list(id)::VARCHAR AS ids FROM read_parquet(${files(ranged)})`), [
    { ids: '[2, 3, 4]' },
  ]);
});

t.test('batches are bounded in rows and in bytes, whatever DuckDB chunks are', async (t) => {
  const at = await fixture(t.testdir());
  const task = await sourceTask(
    join(at.root, 's.parquet'),
    `SELECT i AS id, repeat('x', CASE WHEN i = 5000 THEN 20000 ELSE 10 END) AS transcript FROM range(9000) r(i)`,
  );
  const batches: { rows: number; bytes: number }[] = [];
  const udf = textUdf('watch', async (batch) => {
    const texts = strings(batch);
    batches.push({ rows: texts.length, bytes: texts.reduce((sum, text) => sum + (text?.length ?? 0), 0) });
    return { batch: textBatch(texts), failed: [] };
  });
  const limits = { ...runSpec(at).limits, batchRows: 3000, batchBytes: 10_000 };
  const result = await run(at, task, [await opened(udf)], { limits });
  t.equal(result.counters.rowsWritten, 9000);
  t.ok(batches.every(({ rows, bytes }) => rows <= 3000 && (bytes <= 10_000 || rows === 1)));
  t.ok(batches.some(({ rows }) => rows === 1));
  const wide = { ...runSpec(at).limits, batchRows: 5000, batchBytes: 8e6 };
  batches.length = 0;
  await run(at, task, [await opened(udf)], { limits: wide }, { attempt: 'a2' });
  t.ok(batches.every(({ rows }) => rows <= 5000) && batches.length < 5, 'and chunks are joined');
  t.equal(
    batches.reduce((sum, { rows }) => sum + rows, 0),
    9000,
  );
});

t.test('concurrent calls keep the order, stay in bounds, and no query runs meanwhile', async (t) => {
  const at = await fixture(t.testdir());
  const task = await sourceTask(
    join(at.root, 's.parquet'),
    `SELECT i AS id, 'v' || i AS transcript FROM range(6000) r(i)`,
  );
  let open = 0;
  let most = 0;
  let isQuerying = false;
  let overlapped = false;
  let queries = 0;
  const udf = textUdf(
    'slow',
    async (batch) => {
      open += 1;
      most = Math.max(most, open);
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 10));
      overlapped ||= isQuerying;
      open -= 1;
      return { batch: textBatch(strings(batch)), failed: [] };
    },
    4,
  );
  const limits = { ...runSpec(at).limits, batchRows: 100 };
  const result = await run(
    at,
    task,
    [await opened(udf)],
    { limits },
    {
      onQuery: (is) => {
        isQuerying = is;
        if (is) queries += 1;
      },
    },
  );
  t.equal(most, 4);
  t.notOk(overlapped);
  t.ok(queries > 3, 'queries are told');
  t.strictSame(
    await query(
      `SELECT bool_and(transcript_redacted = 'v' || id) AS same, list(id) = range(6000) AS ordered FROM read_parquet(${files(result)})`,
    ),
    [{ same: true, ordered: true }],
  );
});

t.test('kept columns of every type pass through unchanged', async (t) => {
  const at = await fixture(t.testdir());
  const kept: [string, RunSpec['target']['schema']['fields'][number]['type'], string][] = [
    ['b', 'boolean', 'i % 2 = 0'],
    ['d', 'decimal(20, 3)', '(i / 7)::DECIMAL(20,3)'],
    ['day', 'date', "DATE '1969-12-01' + i::INT"],
    ['tz', 'timestamptz', "TIMESTAMPTZ '2024-01-01 00:00:00+00' + INTERVAL (i) SECOND"],
    ['u', 'uuid', 'md5(i::VARCHAR)::UUID'],
    ['bin', 'binary', 'i::VARCHAR::BLOB'],
    ['f', 'double', "CASE WHEN i = 3 THEN 'nan'::DOUBLE ELSE i / 3 END"],
    [
      's',
      {
        type: 'struct',
        fields: [
          { id: 31, name: 'a', required: false, type: 'string' },
          {
            id: 32,
            name: 'l',
            required: false,
            type: { type: 'list', 'element-id': 33, element: 'int', 'element-required': false },
          },
        ],
      },
      "{a: 'text ' || i, l: [i::INT, NULL]}",
    ],
    [
      'm',
      { type: 'map', 'key-id': 41, key: 'string', 'value-id': 42, value: 'long', 'value-required': false },
      "MAP {'k' || i: i}",
    ],
  ];
  const fields = [
    ...runSpec(at).projection.schema.fields,
    ...kept.map(([name, type], i) => ({ id: 10 + i, name, required: false, type })),
  ];
  const schema = { type: 'struct' as const, 'schema-id': 0, fields };
  const source = join(at.root, 's.parquet');
  const task = await sourceTask(
    source,
    `SELECT i AS id, 'text' || i AS transcript, ${kept.map(([name, , sql]) => `CASE WHEN i % 11 = 1 THEN NULL ELSE ${sql} END AS ${name}`).join(', ')} FROM range(5000) r(i)`,
    { schema },
  );
  const result = await run(at, task, [await opened(identity)], {
    projection: { schema, fieldIds: fields.map(({ id }) => id) },
    columns: fields.map(({ id, name }) =>
      id === 2
        ? {
            fieldId: id,
            name,
            from: { kind: 'udf', udf: { builtin: 'identity', options: {} }, sourceFieldIds: [2] },
          }
        : { fieldId: id, name, from: { kind: 'keep', sourceFieldId: id } },
    ),
    target: { ...runSpec(at).target, schema },
  });
  t.strictSame(
    await query(
      `(FROM '${source}' EXCEPT ALL FROM read_parquet(${files(result)})) UNION ALL (FROM read_parquet(${files(result)}) EXCEPT ALL FROM '${source}')`,
    ),
    [],
  );
  t.strictSame(
    await query(
      `SELECT name, field_id FROM parquet_schema(${files(result)}) WHERE field_id IS NOT NULL ORDER BY field_id`,
    ),
    await query(
      `SELECT name, field_id FROM parquet_schema('${source}') WHERE field_id IS NOT NULL ORDER BY field_id`,
    ),
  );
});

t.test('partitioned: a file a partition value, values in the manifest entry and not in names', async (t) => {
  const at = await fixture(t.testdir());
  const schema = {
    type: 'struct' as const,
    'schema-id': 0,
    fields: [
      ...runSpec(at).projection.schema.fields,
      { id: 3, name: 'city', required: false, type: 'string' },
      { id: 4, name: 'moment', required: false, type: 'timestamp' },
    ],
  };
  const source = join(at.root, 's.parquet');
  const task = await sourceTask(
    source,
    `SELECT i AS id, 'text ' || i AS transcript, CASE WHEN i % 4 > 0 THEN 'City' || (i % 4) || '/x=%' END AS city, TIMESTAMP '2024-01-30' + INTERVAL (i % 3) DAY AS moment FROM range(3000) r(i)`,
    { schema },
  );
  const spec = {
    'spec-id': 5,
    fields: [
      { 'source-id': 3, 'field-id': 1000, name: 'city', transform: 'identity' },
      { 'source-id': 4, 'field-id': 1001, name: 'at_month', transform: 'month' },
      { 'source-id': 1, 'field-id': 1002, name: 'id_trunc', transform: 'truncate[2000]' },
    ],
  };
  const result = await run(at, task, [await opened(mapped((text) => text.toUpperCase()))], {
    projection: { schema, fieldIds: [1, 2, 3, 4] },
    columns: schema.fields.map(({ id, name }) =>
      id === 2
        ? {
            fieldId: id,
            name,
            from: { kind: 'udf', udf: { builtin: 'identity', options: {} }, sourceFieldIds: [2] },
          }
        : { fieldId: id, name, from: { kind: 'keep', sourceFieldId: id } },
    ),
    target: { ...runSpec(at).target, schema, spec },
  });
  t.equal(result.dataFiles.length, 4 * 2 * 2);
  t.equal(
    result.dataFiles.reduce((sum, file) => sum + file.recordCount, 0),
    3000,
  );
  t.equal(new Set(result.dataFiles.map(({ partition }) => JSON.stringify(partition))).size, 16);
  for (const file of result.dataFiles) {
    t.notMatch(file.filePath, /City/);
    const [city, month, trunc] = file.partition;
    t.strictSame(
      await query(
        `SELECT DISTINCT city, (year(moment) - 1970) * 12 + month(moment) - 1 AS month, (id // 2000 * 2000)::INT AS trunc FROM '${file.filePath}'`,
      ),
      [{ city: city as string, month: String(month), trunc: trunc as number }],
    );
    t.equal(file.specId, 5);
  }
  t.strictSame(
    await query(
      `SELECT count(*)::INT AS n FROM '${source}' s JOIN read_parquet(${files(result)}) o ON s.id = o.id AND s.city IS NOT DISTINCT FROM o.city AND s.moment = o.moment AND upper(s.transcript) = o.transcript`,
    ),
    [{ n: 3000 }],
  );
  t.strictSame(
    readdirSync(at.data).filter((name) => name.startsWith('.')),
    [],
  );
});

t.test('a null in a column that the target requires fails the split', async (t) => {
  const at = await fixture(t.testdir());
  const task = await sourceTask(
    join(at.root, 's.parquet'),
    `SELECT CASE WHEN i <> 700 THEN i END AS id, 'text' AS transcript FROM range(1000) r(i)`,
  );
  const spec = runSpec(at);
  const fields = spec.target.schema.fields.map((field) => ({ ...field, required: field.id === 1 }));
  const target = { ...spec.target, schema: { ...spec.target.schema, fields } };
  const udfs = [await opened(mapped((text) => text))];
  await t.rejects(run(at, task, udfs, { target }), { code: 'SCHEMA_MISMATCH' });
  const whole = await run(at, task, udfs, { target, where: 'id IS NOT NULL' });
  t.equal(whole.counters.rowsWritten, 999);
});

t.test('partitioned: no name of a column is mistaken for a partition value', async (t) => {
  const at = await fixture(t.testdir());
  const names = ['id', 'region', 'p0', 'P1', 'n', '__partition'];
  const schema = {
    type: 'struct' as const,
    'schema-id': 0,
    fields: names.map((name, i) => ({ id: i + 1, name, required: false, type: 'long' })),
  };
  const task = await sourceTask(
    join(at.root, 's.parquet'),
    `SELECT i AS id, i % 3 AS region, i % 5 AS p0, i % 7 AS "P1", i % 11 AS n, i % 13 AS __partition FROM range(1000) r(i)`,
    { schema },
  );
  const spec = {
    'spec-id': 0,
    fields: [
      { 'source-id': 2, 'field-id': 1000, name: 'region', transform: 'identity' },
      { 'source-id': 5, 'field-id': 1001, name: 'n', transform: 'identity' },
    ],
  };
  const result = await run(at, task, [], {
    projection: { schema, fieldIds: schema.fields.map(({ id }) => id) },
    columns: schema.fields.map(({ id, name }) => ({
      fieldId: id,
      name,
      from: { kind: 'keep', sourceFieldId: id },
    })),
    target: { ...runSpec(at).target, schema, spec },
  });
  t.equal(result.dataFiles.length, 33);
  t.strictSame(
    await query(
      `SELECT count(*)::INT AS n, count(DISTINCT id)::INT AS ids, count(*) FILTER (p0 = id % 5 AND "P1" = id % 7 AND __partition = id % 13)::INT AS whole FROM read_parquet(${files(result)}, hive_partitioning = false)`,
    ),
    [{ n: 1000, ids: 1000, whole: 1000 }],
  );
});

t.test('more partitions than files that may be open', async (t) => {
  const at = await fixture(t.testdir());
  const task = await sourceTask(
    join(at.root, 's.parquet'),
    `SELECT (i * 7919) % 400 AS id, 'text ' || i AS transcript FROM range(8000) r(i)`,
  );
  const result = await run(at, task, [await opened(identity)], {
    target: {
      ...runSpec(at).target,
      spec: {
        'spec-id': 1,
        fields: [{ 'source-id': 1, 'field-id': 1000, name: 'id', transform: 'identity' }],
      },
    },
  });
  t.equal(new Set(result.dataFiles.map(({ partition }) => partition[0])).size, 400);
  t.equal(result.dataFiles.length, 400);
  t.strictSame(
    await query(
      `SELECT count(*)::INT AS n, count(DISTINCT filename)::INT AS f FROM read_parquet(${files(result)}, filename=true)`,
    ),
    [{ n: 8000, f: 400 }],
  );
});

t.test('files are rolled', async (t) => {
  const at = await fixture(t.testdir());
  const task = await sourceTask(
    join(at.root, 's.parquet'),
    `SELECT i AS id, md5(i::VARCHAR) || md5((i + 1)::VARCHAR) AS transcript FROM range(200000) r(i)`,
  );
  const result = await run(at, task, [await opened(identity)], {
    target: { ...runSpec(at).target, targetFileBytes: 2e6 },
  });
  t.ok(result.dataFiles.length > 3, `${result.dataFiles.length} files`);
  t.strictSame(
    await query(
      `SELECT count(*)::INT AS n, count(DISTINCT id)::INT AS d FROM read_parquet(${files(result)})`,
    ),
    [{ n: 200000, d: 200000 }],
  );
});

t.test('columns without bounds leave no value in Parquet statistics or Iceberg bounds', async (t) => {
  const at = await fixture(t.testdir());
  const task = await sourceTask(
    join(at.root, 's.parquet'),
    `SELECT i AS id, 'CANARY ' || i AS transcript FROM range(3000) r(i)`,
  );
  const footer = (path: string): Buffer => {
    const bytes = readFileSync(path);
    return bytes.subarray(bytes.length - 8 - bytes.readUInt32LE(bytes.length - 8));
  };
  const plain = await run(at, task, [await opened(identity)], {}, { attempt: 'plain' });
  t.ok(footer(plain.dataFiles[0]!.filePath).includes('CANARY'), 'DuckDB writes them');
  const target = { ...runSpec(at).target, withoutBounds: [2] };
  const result = await run(at, task, [await opened(identity)], { target }, { attempt: 'bare' });
  const file = result.dataFiles[0]!;
  t.notOk(footer(file.filePath).includes('CANARY'));
  t.strictSame(Object.keys(file.lowerBounds ?? {}), ['1']);
  t.strictSame(Object.keys(file.upperBounds ?? {}), ['1']);
  t.equal(file.fileSizeInBytes, readFileSync(file.filePath).length);
  t.strictSame(
    await query(
      `SELECT count(*)::INT AS n, bool_and(transcript_redacted = 'CANARY ' || id) AS same FROM '${file.filePath}'`,
    ),
    [{ n: 3000, same: true }],
  );
  t.strictSame(
    await query(
      `SELECT path_in_schema AS p, stats_min_value AS v, stats_null_count AS n FROM parquet_metadata('${file.filePath}') ORDER BY 1`,
    ),
    [
      { p: 'id', v: '0', n: '0' },
      { p: 'transcript_redacted', v: null, n: null },
    ],
  );
});

t.test('cancelling interrupts and leaves nothing', async (t) => {
  const at = await fixture(t.testdir());
  const task = await sourceTask(
    join(at.root, 's.parquet'),
    `SELECT i AS id, 'CANARY' AS transcript FROM range(20000) r(i)`,
  );
  const controller = new AbortController();
  const udf = textUdf('cancels', (_batch) => {
    controller.abort();
    return new Promise<UdfResult>(() => {});
  });
  await t.rejects(run(at, task, [await opened(udf)], {}, { signal: controller.signal }), {
    code: 'INTERRUPTED',
  });
  t.notOk(existsSync(at.data) && readdirSync(at.data).length);
  await t.rejects(run(at, task, [await opened(identity)], {}, { signal: AbortSignal.abort() }), {
    code: 'INTERRUPTED',
  });
});

t.test('a file that can not be published takes back the others', async (t) => {
  const at = await fixture(t.testdir());
  const task = await sourceTask(
    join(at.root, 's.parquet'),
    `SELECT i AS id, 'x' AS transcript FROM range(10) r(i)`,
  );
  const target = {
    ...runSpec(at).target,
    spec: { 'spec-id': 1, fields: [{ 'source-id': 1, 'field-id': 1000, name: 'id', transform: 'identity' }] },
  };
  let published = 0;
  const io = {
    ...localFileIO(),
    publish: async (path: string, location: string) => {
      published += 1;
      if (published === 5) throw Object.assign(new Error('CANARY'), { code: 'ENOSPC' });
      await localFileIO().publish(path, location);
    },
  };
  await t.rejects(run(at, task, [await opened(identity)], { target }, { io }));
  t.strictSame(readdirSync(at.data), []);
});

t.test('a cell of 300 MB is quarantined, and the rows around it are written', async (t) => {
  const at = await fixture(t.testdir());
  const task = await sourceTask(
    join(at.root, 's.parquet'),
    `SELECT i AS id, CASE WHEN i = 2 THEN repeat('CANARY', 50000000) ELSE 'text' END AS transcript FROM range(5) r(i)`,
  );
  const limits = { ...runSpec(at).limits, memoryMb: 1500 };
  const result = await run(at, task, [await opened(identity)], { limits });
  t.match(result.counters, {
    rowsRead: 5,
    rowsWritten: 4,
    rowsQuarantined: 1,
    failures: { CELL_TOO_LARGE: 1 },
  });
  t.equal(result.counters.characters, 16);
  const short = { ...limits, memoryMb: 100 };
  await t.rejects(run(at, task, [await opened(identity)], { limits: short }, { attempt: 'a2' }), {
    code: 'OUT_OF_MEMORY',
  });
});

t.test('a run with no UDF column copies', async (t) => {
  const at = await fixture(t.testdir());
  const task = await sourceTask(
    join(at.root, 's.parquet'),
    `SELECT i AS id, 'text' || i AS transcript FROM range(5000) r(i)`,
  );
  const result = await run(at, task, [], {
    columns: [KEEP_ID, { fieldId: 2, name: 'transcript_redacted', from: { kind: 'keep', sourceFieldId: 2 } }],
  });
  t.strictSame(
    await query(
      `SELECT count(*)::INT AS n, bool_and(transcript_redacted = 'text' || id) AS same FROM read_parquet(${files(result)})`,
    ),
    [{ n: 5000, same: true }],
  );
});

t.test('several UDF columns, several inputs, other types', async (t) => {
  const at = await fixture(t.testdir());
  const schema = {
    ...runSpec(at).projection.schema,
    fields: [
      ...runSpec(at).projection.schema.fields,
      { id: 3, name: 'score', required: false, type: 'float' },
    ],
  };
  const task = await sourceTask(
    join(at.root, 's.parquet'),
    `SELECT i AS id, CASE WHEN i % 4 > 0 THEN 'text' || i END AS transcript, (i / 2)::FLOAT AS score FROM range(5000) r(i)`,
    { schema },
  );
  const both: Udf = {
    ...textUdf('both', async (batch) => {
      const [texts, ids, scores] = [0, 1, 2].map((i) => [...batch.getChildAt(i)!]);
      return { batch: textBatch(texts!.map((text, i) => `${text}|${ids![i]}|${scores![i]}`)), failed: [] };
    }),
    input: ['utf8', 'int64', 'float64'],
  };
  const size: Udf = {
    ...textUdf('size', async (batch) => {
      const out = vectorFromArray(
        strings(batch).map((text) => (text === null ? null : BigInt(text.length))),
        new Int64(),
      );
      return { batch: namedBatch(out.data[0]!, batch.numRows), failed: [] };
    }),
    output: 'int64',
  };
  const columns: RunSpec['columns'] = [
    {
      fieldId: 10,
      name: 'both',
      from: { kind: 'udf', udf: { builtin: 'b', options: {} }, sourceFieldIds: [2, 1, 3] },
    },
    {
      fieldId: 11,
      name: 'size',
      from: { kind: 'udf', udf: { builtin: 's', options: {} }, sourceFieldIds: [2] },
    },
    { fieldId: 1, name: 'id', from: { kind: 'keep', sourceFieldId: 1 } },
  ];
  const target = {
    ...runSpec(at).target,
    schema: {
      ...schema,
      fields: [
        { id: 10, name: 'both', required: false, type: 'string' },
        { id: 11, name: 'size', required: false, type: 'int' },
        { id: 1, name: 'id', required: false, type: 'long' },
      ],
    },
  };
  const result = await run(at, task, [await opened(both, 10, [2, 1, 3]), await opened(size, 11, [2])], {
    projection: { schema, fieldIds: [1, 2, 3] },
    columns,
    target,
  });
  t.strictSame(
    await query(
      `SELECT count(*)::INT AS n, bool_and(size IS NOT DISTINCT FROM CASE WHEN id % 4 > 0 THEN length('text' || id) END) AS sizes, arg_min("both", id) AS first FROM read_parquet(${files(result)}) WHERE id >= 4`,
    ),
    [{ n: 4996, sizes: true, first: 'null|4|2' }],
  );
  t.equal(result.counters.rowsWritten, 5000);
  t.equal(result.counters.characters % 2, 0, 'text that enters two UDFs counts twice');
});

t.test('dictionary-encoded, constant and filtered columns come through', async (t) => {
  const at = await fixture(t.testdir());
  const source = join(at.root, 's.parquet');
  const task = await sourceTask(
    source,
    `SELECT i AS id, ['a', NULL, 'exactly 12 b', 'thirteen byte', '', 'a longer text, repeated often'][1 + i % 6] AS transcript FROM range(50000) r(i)`,
  );
  t.match(
    await query(
      `SELECT DISTINCT encodings FROM parquet_metadata('${source}') WHERE path_in_schema = 'transcript'`,
    ),
    [{ encodings: /DICTIONARY/ }],
  );
  const where = 'id % 3 <> 1';
  const result = await run(at, task, [await opened(identity)], { where });
  t.strictSame(
    await query(
      `(SELECT id, transcript FROM '${source}' WHERE ${where} EXCEPT ALL FROM read_parquet(${files(result)})) UNION ALL (FROM read_parquet(${files(result)}) EXCEPT ALL SELECT id, transcript FROM '${source}' WHERE ${where})`,
    ),
    [],
  );
  t.equal(result.counters.rowsWritten, 33333);
  // A column that the file lacks and its partition gives.
  const bare = join(at.root, 'bare.parquet');
  await query(`COPY (SELECT i AS id FROM range(3000) r(i)) TO '${bare}' (FORMAT parquet, FIELD_IDS {id: 1})`);
  const scan = { ...scanOf(bare, 3000), constants: { 2: 'a constant of the partition' } };
  const constant = await run(at, { id: 'constant', scans: [scan] }, [await opened(identity)]);
  t.strictSame(
    await query(
      `SELECT transcript_redacted AS v, count(*)::INT AS n FROM read_parquet(${files(constant)}) GROUP BY 1`,
    ),
    [{ v: 'a constant of the partition', n: 3000 }],
  );
});

t.test('many calls held open at once warn of nothing', async (t) => {
  const at = await fixture(t.testdir());
  const task = await sourceTask(
    join(at.root, 's.parquet'),
    `SELECT i AS id, 'text' AS transcript FROM range(2000) r(i)`,
  );
  const warnings: string[] = [];
  const onWarning = (warning: Error): void => {
    warnings.push(warning.name);
  };
  process.on('warning', onWarning);
  const udf = textUdf(
    'slow',
    async (batch) => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      return { batch: textBatch(strings(batch)), failed: [] };
    },
    20,
  );
  const limits = { ...runSpec(at).limits, batchRows: 50 };
  await run(at, task, [await opened(udf)], { limits });
  await new Promise((resolve) => setTimeout(resolve, 10));
  process.off('warning', onWarning);
  t.strictSame(warnings, []);
});
