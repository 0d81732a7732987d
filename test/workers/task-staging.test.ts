import { existsSync, readdirSync } from 'node:fs';
import { mkdir, open, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { localFileIO } from '../../catalog/file-io/local.js';
import { LakeveilError } from '../../errors.js';
import { localExecutor } from '../../workers/piscina-executor.js';
import { stagedFileIO } from '../../workers/staged-files.js';
import type { RunSpec, Task, TaskResult } from '../../workers/task.js';
import { type RemoteFileIO, type RemoteOptions, remoteFileIO } from '../catalog/remote-file-io.js';
import { MODULE, tasksOver, withUdf } from './executor-behaviour.js';
import { type Fixture, fixture, KEEP_ID, query, runSpec, udfColumn } from './fixture.js';

t.setTimeout(240_000);

// Where threads would have to go for what was not brought to them: nobody answers there.
Object.assign(process.env, {
  AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'none',
  AWS_SECRET_ACCESS_KEY: 'none',
  AWS_MAX_ATTEMPTS: '1',
});

const PREFIX = 's3://bucket/table';

interface Remote {
  readonly at: Fixture;
  readonly tasks: readonly Task[];
  readonly spec: RunSpec;
  /** Of all that ran, added up. */
  io(): Pick<RemoteFileIO, 'counted'>;
  executor(threads: number, stageAhead?: number): ReturnType<typeof localExecutor>;
}

/** Tasks over one file that lies in remote storage. */
async function remote(
  test: Test,
  count: number,
  {
    column = 'upper',
    rows = 100,
    before,
  }: { column?: string; rows?: number } & Pick<RemoteOptions, 'before'> = {},
): Promise<Remote> {
  const at = await fixture(test.testdir());
  const tasks = (await tasksOver(at, count, rows)).map((task) => ({
    ...task,
    scans: task.scans.map((scan) => ({
      ...scan,
      file: { ...scan.file, filePath: `${PREFIX}${scan.file.filePath.slice(at.root.length)}` },
    })),
  }));
  const made: RemoteFileIO[] = [];
  return {
    at,
    tasks,
    spec: withUdf(at, column, { udfTimeoutMs: 20_000 }),
    io: () => {
      const sum = (what: keyof RemoteFileIO['counted']): number =>
        made.reduce((total, { counted }) => total + counted[what], 0);
      return {
        counted: {
          fetched: sum('fetched'),
          fills: sum('fills'),
          sparse: sum('sparse'),
          whole: sum('whole'),
          open: sum('open'),
          mostOpen: sum('mostOpen'),
        },
      };
    },
    executor: (threads, stageAhead) =>
      localExecutor({
        threads,
        ...(stageAhead === undefined ? {} : { stageAhead }),
        io: ({ scratch }) => {
          // Of the staging; what publishes and removes takes no copies.
          const io = remoteFileIO({
            folder: at.root,
            prefix: PREFIX,
            scratch: scratch ?? '/',
            ...(before === undefined ? {} : { before }),
          });
          made.push(io);
          return io;
        },
      }),
  };
}

function nothingLeft(test: Test, { at, io }: Remote): void {
  test.strictSame(readdirSync(at.scratch), [], 'scratch is empty');
  test.equal(io().counted.open, 0, 'every copy was given back');
}

async function rowsOf(results: readonly TaskResult[]): Promise<unknown> {
  const files = results.flatMap(({ dataFiles }) => dataFiles.map(({ filePath }) => `'${filePath}'`));
  return query(
    `SELECT count(*)::INT AS n, count(DISTINCT id)::INT AS ids, bool_and(transcript_redacted = 'TEXT ' || id) AS good FROM read_parquet([${files.join(', ')}])`,
  );
}

t.test('remote files are brought to the threads, which ask for nothing', async (t) => {
  const run = await remote(t, 8);
  const executor = run.executor(2);
  const results: TaskResult[] = [];
  await executor.run(run.spec, run.tasks, async (result) => void results.push(result));
  t.strictSame(await rowsOf(results), [{ n: 800, ids: 800, good: true }]);
  nothingLeft(t, run);

  const counts: number[] = [];
  const spec = { ...run.spec, where: 'id % 2 = 0' };
  for await (const { rows } of executor.count(spec, run.tasks)) counts.push(rows);
  t.strictSame(
    counts,
    Array.from({ length: 8 }, () => 50),
  );
  await executor.close();
  nothingLeft(t, run);
});

t.test('no more is brought than a task reads', async (t) => {
  const run = await remote(t, 1, { rows: 50_000 });
  const { size } = await stat(join(run.at.root, 'source.parquet'));
  const executor = run.executor(1);
  const spec = {
    ...run.spec,
    projection: { ...run.spec.projection, fieldIds: [1] },
    columns: [KEEP_ID],
    target: {
      ...run.spec.target,
      schema: { ...run.spec.target.schema, fields: [run.spec.target.schema.fields[0]!] },
    },
  };
  await executor.run(spec, run.tasks, async () => {});
  const { fetched } = run.io().counted;
  t.ok(fetched > 0 && fetched < size * 0.7, `${fetched} of ${size}`);
  for await (const _ of executor.count(run.spec, run.tasks));
  t.ok(run.io().counted.fetched - fetched < size * 0.1, 'to count rows, none of the columns');
  await executor.close();
});

t.test('the next tasks are brought while threads compute, and no more of them than was said', async (t) => {
  for (const [threads, ahead] of [
    [1, 1],
    [2, 2],
    [2, 5],
  ] as const) {
    const run = await remote(t, 14, { column: 'slow' });
    const executor = run.executor(threads, ahead);
    let taken = 0;
    let finished = 0;
    let most = 0;
    async function* lazily(): AsyncIterable<Task> {
      for (const task of run.tasks) {
        taken += 1;
        most = Math.max(most, taken - finished);
        yield task;
      }
    }
    await executor.run(run.spec, lazily(), async () => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      finished += 1;
    });
    await executor.close();
    t.equal(finished, 14);
    t.ok(most > threads && most <= threads + ahead, `${most} tasks were taken`);
    const { mostOpen } = run.io().counted;
    t.ok(mostOpen > threads - 1 && mostOpen <= threads + ahead, `${mostOpen} copies`);
    nothingLeft(t, run);
  }
});

t.test('the first task is not computed to its end before the second one is here', async (t) => {
  const seen: string[] = [];
  const run = await remote(t, 3, {
    before: async (what) => void seen.push(what),
  });
  const executor = run.executor(1);
  await executor.run(run.spec, run.tasks, async () => {
    // The second one was there when the first one began, or came meanwhile.
    for (let i = 0; i < 1000 && seen.filter((what) => what === 'fill').length < 2; i++)
      await new Promise((resolve) => setTimeout(resolve, 10));
    seen.push('result');
  });
  await executor.close();
  t.ok(seen.indexOf('result') >= 4, seen.join(' '));
  nothingLeft(t, run);
});

t.test('an error of staging is its task’s: those before it are done', async (t) => {
  const refused = new LakeveilError('ACCESS_DENIED', 'Nothing was read.');
  for (const [what, call] of [
    ['copy', 3],
    ['fill', 3],
  ] as const) {
    let calls = 0;
    const run = await remote(t, 8, {
      before: async (now) => {
        if (now === what && ++calls === call) throw refused;
      },
    });
    const executor = run.executor(1, 4);
    const results: string[] = [];
    await t.rejects(
      executor.run(run.spec, run.tasks, async ({ taskId }) => void results.push(taskId)),
      { code: 'ACCESS_DENIED' },
    );
    await executor.close();
    t.strictSame(results, ['00000', '00001']);
    nothingLeft(t, run);
  }
});

t.test('cancelled while files are on their way', async (t) => {
  for (const after of [1, 3]) {
    const stop = new AbortController();
    let fills = 0;
    const run = await remote(t, 8, {
      before: async (what, _location, released) => {
        if (what !== 'fill' || ++fills < after) return;
        setTimeout(() => stop.abort(), 50);
        // Never ends by itself.
        await new Promise((resolve) => released.addEventListener('abort', resolve));
      },
    });
    const executor = run.executor(1);
    await t.rejects(
      executor.run(run.spec, run.tasks, async () => {}, { signal: stop.signal }),
      { code: 'INTERRUPTED' },
    );
    await executor.close();
    nothingLeft(t, run);
  }
});

t.test('whatever ends the run, no copy is left', async (t) => {
  for (const [column, code] of [
    ['throws', 'UDF_THREW'],
    ['exits', 'WORKER_DIED'],
    ['loops', 'UDF_TIMEOUT'],
  ] as const) {
    const run = await remote(t, 8, { column });
    const executor = run.executor(2);
    const spec = { ...run.spec, limits: { ...run.spec.limits, udfTimeoutMs: 500 } };
    await t.rejects(
      executor.run(spec, run.tasks, async () => {}),
      { code },
    );
    await executor.close();
    nothingLeft(t, run);
  }
  const run = await remote(t, 8);
  const executor = run.executor(2);
  const own = new Error('of the caller');
  await t.rejects(
    executor.run(run.spec, run.tasks, async () => {
      throw own;
    }),
    own,
  );
  await executor.close();
  nothingLeft(t, run);
});

t.test(
  'delete files are brought once for all tasks that are there at a time, and vectors are read before',
  async (t) => {
    const run = await remote(t, 6);
    const path = join(run.at.root, 'eq.parquet');
    await query(
      `COPY (SELECT i AS id FROM range(0, 600, 3) r(i)) TO '${path}' (FORMAT parquet, FIELD_IDS {id: 1})`,
    );
    const deletes = [
      {
        ...run.tasks[0]!.scans[0]!.file,
        content: 2 as const,
        equalityIds: [1],
        filePath: `${PREFIX}/eq.parquet`,
      },
    ];
    const tasks = run.tasks.map((task) => ({
      ...task,
      scans: task.scans.map((scan) => ({ ...scan, deletes })),
    }));
    const executor = run.executor(2);
    const results: TaskResult[] = [];
    await executor.run(run.spec, tasks, async (result) => void results.push(result));
    await executor.close();
    t.strictSame(await rowsOf(results), [{ n: 400, ids: 400, good: true }]);
    const { sparse } = run.io().counted;
    t.ok(sparse >= 7 && sparse < 12, `${sparse} copies of 6 data files and their delete file`);
    nothingLeft(t, run);
  },
);

t.test('tasks of local files: nothing is staged, and none is taken early', async (t) => {
  const at = await fixture(t.testdir());
  const tasks = await tasksOver(at, 4);
  let asked = 0;
  const executor = localExecutor({
    threads: 1,
    io: () => {
      asked += 1;
      return localFileIO();
    },
  });
  await executor.run(
    runSpec(at, { columns: [KEEP_ID, udfColumn({ module: MODULE, column: 'upper', options: {} })] }),
    tasks,
    async () => {},
  );
  await executor.close();
  t.equal(asked, 0);
});

t.test('what was not brought, a thread gets itself', async (t) => {
  const folder = t.testdir({ 'whole.bin': 'abcdefghij' });
  const scratch = join(folder, 'scratch');
  await mkdir(scratch);
  const io = remoteFileIO({ folder, prefix: PREFIX, scratch });
  const location = `${PREFIX}/whole.bin`;
  const path = join(scratch, 'sparse.bin');
  const file = await open(path, 'wx');
  await file.write('\0\0cd\0\0\0\0\0j');
  await file.close();
  const staged = stagedFileIO(io, {
    copies: [{ location, path, filled: [{ start: 2, end: 4 }] }],
    reads: [{ location, start: 5, end: 7, bytes: Buffer.from('staged') }],
  });
  const copy = await staged.localCopy(location, { sparse: true });
  t.equal(copy.path, path);
  await copy.fill!([{ start: 2, end: 4 }]);
  t.equal(await readFile(path, 'latin1'), '\0\0cd\0\0\0\0\0j');
  await copy.fill!([
    { start: 3, end: 6 },
    { start: 8, end: 9 },
  ]);
  t.equal(await readFile(path, 'latin1'), '\0\0cdef\0\0ij');
  await copy.release();
  t.equal(Buffer.from(await staged.read(location, { start: 5, end: 7 })).toString(), 'staged');
  t.equal(Buffer.from(await staged.read(location, { start: 5, end: 8 })).toString(), 'fgh');
  const whole = await staged.localCopy(location);
  t.not(whole.path, path, 'a whole copy is another one');
  t.equal(await readFile(whole.path, 'latin1'), 'abcdefghij');
  await whole.release();
});

/** The same with a target in remote storage. */
const writing = ({ spec }: Remote): RunSpec => ({
  ...spec,
  target: { ...spec.target, dataLocation: `${PREFIX}/target/data` },
  quarantine: { ...spec.quarantine, dataLocation: `${PREFIX}/quarantine/data` },
});
const published = ({ at }: Remote): string[] => (existsSync(at.data) ? readdirSync(at.data) : []);

t.test('results are reported when their files are there, which the main thread sends', async (t) => {
  const run = await remote(t, 7, { column: 'picky' });
  const executor = run.executor(2);
  const files: string[] = [];
  await executor.run(writing(run), run.tasks, async ({ dataFiles, quarantineFiles }) => {
    t.equal(dataFiles.length, 1);
    t.equal(quarantineFiles.length, 1);
    for (const { filePath, fileSizeInBytes } of [...dataFiles, ...quarantineFiles]) {
      const path = `${run.at.root}${filePath.slice(PREFIX.length)}`;
      t.equal((await stat(path)).size, fileSizeInBytes);
      files.push(path);
    }
  });
  await executor.close();
  t.equal(files.length, 14);
  t.equal(published(run).length, 7);
  const data = files.filter((path) => path.startsWith(run.at.data)).map((path) => `'${path}'`);
  t.strictSame(await query(`SELECT count(DISTINCT id)::INT AS ids FROM read_parquet([${data.join(', ')}])`), [
    { ids: 693 },
  ]);
  nothingLeft(t, run);
});

t.test('a thread goes on while the files of its last task are sent', async (t) => {
  let second = (): void => {};
  const begun = new Promise<boolean>((resolve) => {
    second = () => resolve(true);
  });
  const waited: boolean[] = [];
  const run = await remote(t, 4, {
    before: async (what) => {
      if (what !== 'publish' || waited.length > 0) return;
      const late = new Promise<boolean>((resolve) => setTimeout(() => resolve(false), 60_000).unref());
      waited.push(await Promise.race([begun, late]));
    },
  });
  const executor = run.executor(1);
  const results: string[] = [];
  await executor.run(writing(run), run.tasks, async ({ taskId }) => void results.push(taskId), {
    onProgress: ({ taskId }) => {
      if (taskId === '00001') second();
    },
  });
  await executor.close();
  t.strictSame(waited, [true]);
  t.strictSame(results, ['00000', '00001', '00002', '00003'], 'in order');
  nothingLeft(t, run);
});

t.test('files that could not be sent: the run fails, and none is left', async (t) => {
  const refused = new LakeveilError('ACCESS_DENIED', 'Nothing was published.');
  for (const failing of [1, 3, 4]) {
    let sent = 0;
    const run = await remote(t, 4, {
      before: async (what) => {
        if (what === 'publish' && ++sent === failing) throw refused;
      },
    });
    const executor = run.executor(1);
    const results: TaskResult[] = [];
    await t.rejects(
      executor.run(writing(run), run.tasks, async (result) => void results.push(result)),
      { code: 'ACCESS_DENIED' },
    );
    await executor.close();
    t.equal(results.length, failing - 1);
    t.equal(published(run).length, failing - 1, 'those that were reported, and no others');
    nothingLeft(t, run);
  }
});

t.test('cancelled while files are sent', async (t) => {
  const stop = new AbortController();
  const run = await remote(t, 4, {
    before: async (what) => {
      if (what === 'publish') stop.abort();
    },
  });
  const executor = run.executor(2);
  let results = 0;
  await t.rejects(
    executor.run(
      writing(run),
      run.tasks,
      async () => {
        results += 1;
      },
      { signal: stop.signal },
    ),
    { code: 'INTERRUPTED' },
  );
  await executor.close();
  t.equal(results, 0);
  t.strictSame(published(run), []);
  nothingLeft(t, run);
});
