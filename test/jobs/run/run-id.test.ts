import { createHash } from 'node:crypto';
import t, { type Test } from 'tap';
import { openFilesystemCatalog } from '../../../catalog/filesystem/filesystem-catalog.js';
import type { DataFile } from '../../../catalog/iceberg/data-file.js';
import type { FileScan } from '../../../catalog/iceberg/file-scan.js';
import { parseTableReference } from '../../../catalog/identifier.js';
import { bindColumns } from '../../../jobs/run/bind-columns.js';
import { planJob } from '../../../jobs/run/index.js';
import { limitTasks } from '../../../jobs/run/limit-tasks.js';
import { canonicalJson } from '../../../jobs/run/run-id.js';
import { toTask } from '../../../jobs/run/task-id.js';
import { builtinUdf } from '../../../udfs/registry.js';
import type { CountSpec, Executor } from '../../../workers/executor.js';
import type { Task } from '../../../workers/task.js';
import { CALLS_JOB, contextHere, jobModuleHere } from './run-here.js';
import { makeWarehouse, type Warehouse } from './support-warehouse.js';

let at: Warehouse;
t.before(async () => {
  at = await makeWarehouse(2, 10);
});
t.teardown(() => at.remove());

const idOf = async (more: Record<string, unknown> = {}): Promise<string> =>
  (await planJob(contextHere(at, { ...CALLS_JOB, ...more }))).runId;

t.test('whatever decides the output decides the run id', async (t) => {
  process.env['LAKEVEIL_TEST_KEY_A'] = 'a key for tests that is long enough';
  process.env['LAKEVEIL_TEST_KEY_B'] = 'another key for tests, long enough';
  const catalog = openFilesystemCatalog({ warehouse: at.warehouse });
  const { metadata } = await catalog.load(parseTableReference('support.calls').identifier);
  const older = metadata.snapshots[0]!['snapshot-id'];
  const { transcript_redacted, ...others } = CALLS_JOB.columns;
  const changes: Record<string, Record<string, unknown>> = {
    nothing: {},
    where: { where: 'id > 3' },
    limit: { limit: 3 },
    policy: { policy: { generator_default: 'Synthesis' } },
    seed: { seed: 7 },
    'key A': { pseudonymKey: { env: 'LAKEVEIL_TEST_KEY_A' } },
    'key B': { pseudonymKey: { env: 'LAKEVEIL_TEST_KEY_B' } },
    'source snapshot': { source: `support.calls@${older}` },
    target: { target: { table: 'support.elsewhere', mode: 'create' } },
    mode: { target: { table: 'support.calls_safe', mode: 'append' } },
    partitioning: { target: { table: 'support.calls_safe', mode: 'create', partitionBy: ['id'] } },
    properties: { target: { table: 'support.calls_safe', mode: 'create', properties: { a: 'b' } } },
    'cell limit': { limits: { maxCellBytes: 999 } },
    'quarantine key': { key: ['id', 'customer_id'] },
    'a column less': { columns: { id: 'keep', transcript_redacted } },
    'a column by another name': { columns: { ...others, safe: transcript_redacted } },
  };
  const ids = new Map<string, string>();
  for (const [name, more] of Object.entries(changes)) {
    const id = await idOf(more);
    t.equal(ids.get(id), undefined, name);
    ids.set(id, name);
  }
});

t.test('nothing else does', async (t) => {
  const id = await idOf();
  t.equal(await idOf({ threads: 2 }), id, 'threads');
  const limits = { splitBytes: 2048, maxFailedRows: 9, batchRows: 7, memoryMb: 999, udfTimeoutSeconds: 3 };
  for (const [name, value] of Object.entries(limits))
    t.equal(await idOf({ limits: { [name]: value } }), id, name);
  t.equal(await idOf({ description: 'x' }), id, 'description');
  const { id: first, ...columns } = CALLS_JOB.columns;
  t.equal(
    await idOf({ policy: { generator_default: 'Redaction' }, columns: { id: first, ...columns } }),
    id,
    'writing the same again',
  );
});

const TEXT_SCHEMA = {
  type: 'struct',
  'schema-id': 0,
  fields: ['id', 'customer_id', 'transcript', 'doc'].map((name, i) => ({
    id: i + 1,
    name,
    required: false,
    type: i < 2 ? 'long' : 'string',
  })),
} as const;

/** What the columns of a job are in its run id, their UDFs' versions left out. */
const columnFacts = (more: Record<string, unknown>): string => {
  const job = contextHere(at, { ...CALLS_JOB, drop: ['doc', 'transcript'], ...more }).job;
  const facts = bindColumns(job, TEXT_SCHEMA, undefined).map(({ fact }) => ({
    ...(fact as object),
    version: undefined,
  }));
  return createHash('sha256').update(canonicalJson(facts)).digest('hex').slice(0, 32);
};

t.test('the id of a local run is what it was before there were other engines', async (t) => {
  // As 0.1.0 wrote them: a run of the same job must be up to date still.
  const redacted = (options: object) => ({
    columns: { id: 'keep', x: { udf: 'redact', from: 'transcript', options } },
  });
  t.equal(columnFacts({}), 'a9e70e5366fee22c24b2e73d128064eb');
  t.equal(columnFacts({ engine: { type: 'local' } }), 'a9e70e5366fee22c24b2e73d128064eb');
  t.equal(columnFacts({ seed: 7 }), '1a4ce228a2103751eaa3d18811bb2f95');
  t.equal(columnFacts(redacted({ policy: 'hipaa-safe-harbor' })), 'ca2ad27a88039fb01a22b91741b18084');
  const own = { policy: { custom_labels: { ACCOUNT: { regexes: ['A\\d+'] } } } };
  t.equal(columnFacts(redacted({ engine: 'local', ...own })), '6583c5cea39bb17afe222a905b1bdb3f');
  t.equal(
    columnFacts({
      columns: {
        id: 'keep',
        x: { udf: 'redact-json', from: 'doc', options: { numbers: 'keep' } },
        y: { token: 'transcript' },
      },
    }),
    '637951e45227b532e15108141b878c55',
  );
});

t.test("the code of a job's own UDF decides too", async (t) => {
  const planned = async (body: string): Promise<string> =>
    (await planJob(await jobModuleHere(at, 'own', body))).runId;
  const one = await planned('return { batch: answer(texts), failed: [] };');
  // A job file is imported once a process, under its name and content.
  const other = await planned('return { batch: answer(texts.map(() => "x")), failed: [] };');
  t.not(one, other);
});

t.test("so does a built-in UDF's version", async (t) => {
  const schema = {
    type: 'struct',
    'schema-id': 0,
    fields: [field(1, 'id', 'long'), field(2, 'customer_id', 'long'), field(3, 'transcript', 'string')],
  } as const;
  const bound = bindColumns(contextHere(at, CALLS_JOB).job, schema, undefined);
  const redact = bound.find((column) => column.name === 'transcript_redacted');
  t.match(redact?.fact, { udf: 'redact', version: builtinUdf('redact')!.version });
});

t.test('a source of the same rows under another table id is another source', async (t) => {
  const twin = await makeWarehouse(2, 10);
  t.teardown(() => twin.remove());
  t.not((await planJob(contextHere(twin, CALLS_JOB))).runId, await idOf());
});

const field = (id: number, name: string, type: string) => ({ id, name, required: false, type });

const dataFile = (filePath: string, more: Partial<DataFile> = {}): DataFile => ({
  content: 0,
  filePath,
  fileFormat: 'PARQUET',
  specId: 0,
  partition: [],
  recordCount: 100,
  fileSizeInBytes: 5000,
  ...more,
});
const scan = (more: Partial<FileScan> = {}): FileScan =>
  ({ file: dataFile('/w/data/a.parquet'), deletes: [], ...more }) as FileScan;

t.test('a task is named by exactly what it reads', async (t) => {
  const deletes = (filePath: string, more: Partial<DataFile> = {}) => [
    dataFile(filePath, { content: 1, ...more }),
  ];
  const tasks: Record<string, Task> = {
    whole: toTask([scan()]),
    'another file': toTask([scan({ file: dataFile('/w/data/b.parquet') })]),
    'another size': toTask([scan({ file: dataFile('/w/data/a.parquet', { fileSizeInBytes: 5001 }) })]),
    'the first rows': toTask([scan({ rows: { start: 0, end: 50 } })]),
    'the other rows': toTask([scan({ rows: { start: 50, end: 100 } })]),
    'with a delete': toTask([scan({ deletes: deletes('/w/data/d1.parquet') })]),
    'with another delete': toTask([scan({ deletes: deletes('/w/data/d2.parquet') })]),
    'with a deletion vector': toTask([scan({ deletes: deletes('/w/data/d.puffin', { contentOffset: 4 }) })]),
    'with another one of that file': toTask([
      scan({ deletes: deletes('/w/data/d.puffin', { contentOffset: 90 }) }),
    ]),
    'two files': toTask([scan(), scan({ file: dataFile('/w/data/b.parquet') })]),
    'cut to 3 rows': toTask([scan()], 3),
    'cut to 4 rows': toTask([scan()], 4),
  };
  const ids = Object.values(tasks).map((task) => task.id);
  t.equal(new Set(ids).size, ids.length);
  t.equal(toTask([scan()]).id, tasks['whole']!.id, 'and by nothing else');
});

/** Counts as told; the files of the tasks do not exist. */
function counting(rowsOf: readonly number[]): { executor: Executor; counted: string[] } {
  const counted: string[] = [];
  const executor: Executor = {
    run: () => Promise.reject(new Error('not here')),
    async *count(_spec, tasks) {
      for (const task of tasks) {
        const file = task.scans[0]!.file.filePath;
        counted.push(file);
        yield { taskId: task.id, rows: rowsOf[Number(file)]! };
      }
    },
    close: async () => {},
  };
  return { executor, counted };
}

async function limited(_t: Test, rowsOf: readonly number[], limit: number) {
  const { executor, counted } = counting(rowsOf);
  async function* splits(): AsyncIterable<readonly FileScan[]> {
    for (const i of rowsOf.keys()) yield [scan({ file: dataFile(String(i)) })];
  }
  const { tasks, rows } = await limitTasks(executor, {} as CountSpec, splits(), limit, undefined);
  const taken = tasks.map((task) => task.maxRows ?? rowsOf[Number(task.scans[0]!.file.filePath)]!);
  return { rows, taken, counted: counted.length };
}

t.test('a limit takes exactly that many live rows, in order, and counts no more than it needs', async (t) => {
  t.match(await limited(t, [5, 0, 5, 5], 7), { rows: 7, taken: [5, 2] });
  t.match(await limited(t, [5, 5], 5), { rows: 5, taken: [5] });
  t.match(await limited(t, [5, 5], 99), { rows: 10, taken: [5, 5] });
  t.match(await limited(t, [5, 5], 0), { rows: 0, taken: [], counted: 0 });
  const many = await limited(t, Array(1000).fill(3), 4);
  t.strictSame(many.taken, [3, 1]);
  t.ok(many.counted < 50, `${many.counted} counted`);
});
