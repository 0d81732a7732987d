import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { TAP, Test } from 'tap';
import type { LakeveilError } from '../../errors.js';
import type { Executor } from '../../workers/executor.js';
import type { RunSpec, Task, TaskResult } from '../../workers/task.js';
import { type Fixture, fixture, KEEP_ID, query, runSpec, scanOf, sourceTask, udfColumn } from './fixture.js';

export const MODULE = new URL('./misbehaving-udfs.js', import.meta.url).href;

/** A spec whose text column is made by a UDF of `misbehaving-udfs.ts`. */
export const withUdf = (at: Fixture, column: string, limits: Partial<RunSpec['limits']> = {}): RunSpec =>
  runSpec(at, {
    columns: [KEEP_ID, udfColumn({ module: MODULE, column, options: {} })],
    limits: { ...runSpec(at).limits, udfTimeoutMs: 500, memoryMb: 200, ...limits },
  });

/** Tasks of `rows` rows each over one source file. */
export async function tasksOver(at: Fixture, count: number, rows = 100): Promise<Task[]> {
  const path = join(at.root, 'source.parquet');
  await sourceTask(path, `SELECT i AS id, 'text ' || i AS transcript FROM range(${count * rows}) r(i)`);
  return Array.from({ length: count }, (_, i) => ({
    id: String(i).padStart(5, '0'),
    scans: [scanOf(path, count * rows, { start: i * rows, end: (i + 1) * rows })],
  }));
}

/**
 * What every executor does; `make` gives a fresh one, which runs at most `threads` tasks at a time. `alive` counts what
 * must not be more after a test than before (threads, handles, processes).
 */
export function executorBehaviour(
  tap: TAP,
  make: (options: { threads: number }) => Executor,
  alive: () => Readonly<Record<string, number>>,
): void {
  const scenario = (name: string, body: (t: Test) => Promise<void>): void => {
    tap.test(name, async (t) => {
      const before = alive();
      await body(t);
      for (const [what, count] of Object.entries(alive())) {
        t.ok(count <= before[what]!, `no ${what} is left: ${before[what]}, then ${count}`);
      }
    });
  };

  const using = async <T>(threads: number, use: (executor: Executor) => Promise<T>): Promise<T> => {
    const executor = make({ threads });
    try {
      return await use(executor);
    } finally {
      await executor.close();
    }
  };

  const collect = async (
    spec: RunSpec,
    tasks: Iterable<Task> | AsyncIterable<Task>,
    threads = 2,
  ): Promise<TaskResult[]> => {
    const results: TaskResult[] = [];
    await using(threads, (executor) =>
      executor.run(spec, tasks, async (result) => {
        results.push(result);
      }),
    );
    return results;
  };

  const nothingLeft = (test: Test, at: Fixture, results: readonly TaskResult[] = []): void => {
    test.strictSame(readdirSync(at.scratch), [], 'scratch is empty');
    for (const [folder, kind] of [
      [at.data, 'dataFiles'],
      [at.quarantine, 'quarantineFiles'],
    ] as const) {
      const left = existsSync(folder) ? readdirSync(folder).sort() : [];
      const reported = results.flatMap((result) =>
        result[kind].map(({ filePath }) => filePath.slice(folder.length + 1)),
      );
      test.strictSame(left, reported.sort(), 'the files are those reported');
    }
  };

  scenario('runs every task once and reports each result', async (t) => {
    const at = await fixture(t.testdir());
    const tasks = await tasksOver(at, 7);
    const results = await collect(withUdf(at, 'upper'), tasks);
    t.strictSame(
      results.map(({ taskId }) => taskId).sort(),
      tasks.map(({ id }) => id),
    );
    const files = results.flatMap(({ dataFiles }) => dataFiles.map(({ filePath }) => `'${filePath}'`));
    t.strictSame(
      await query(
        `SELECT count(*)::INT AS n, count(DISTINCT id)::INT AS ids, bool_and(transcript_redacted = 'TEXT ' || id) AS good FROM read_parquet([${files.join(', ')}])`,
      ),
      [{ n: 700, ids: 700, good: true }],
    );
    nothingLeft(t, at, results);
  });

  scenario('gives the same rows whatever the number of threads', async (t) => {
    const sums: unknown[] = [];
    for (const threads of [1, 3]) {
      const at = await fixture(t.testdir({}));
      const results = await collect(withUdf(at, 'upper'), await tasksOver(at, 5), threads);
      const files = results.flatMap(({ dataFiles }) => dataFiles.map(({ filePath }) => `'${filePath}'`));
      sums.push(
        await query(
          `SELECT bit_xor(hash(id, transcript_redacted))::VARCHAR AS h FROM read_parquet([${files.join(', ')}])`,
        ),
      );
    }
    t.strictSame(sums[0], sums[1]);
  });

  scenario('no tasks, and tasks without rows', async (t) => {
    const at = await fixture(t.testdir());
    t.strictSame(await collect(withUdf(at, 'upper'), []), []);
    const empty = await collect(withUdf(at, 'upper'), [{ id: 'empty', scans: [] }]);
    t.match(empty, [{ taskId: 'empty', dataFiles: [], quarantineFiles: [], counters: { rowsRead: 0 } }]);
    nothingLeft(t, at);
  });

  scenario('quarantined rows, counters and progress come home', async (t) => {
    const at = await fixture(t.testdir());
    const results: TaskResult[] = [];
    let rows = 0;
    let characters = 0;
    await using(2, async (executor) =>
      executor.run(
        withUdf(at, 'picky'),
        await tasksOver(at, 3),
        async (result) => {
          results.push(result);
        },
        {
          onProgress: (progress) => {
            rows += progress.rows;
            characters += progress.characters;
          },
        },
      ),
    );
    t.equal(rows, 300);
    t.equal(
      characters,
      results.reduce((sum, { counters }) => sum + counters.characters, 0),
    );
    for (const { counters } of results) {
      t.match(counters, { rowsRead: 100, rowsWritten: 99, rowsQuarantined: 1, failures: { PICKY: 1 } });
      t.strictSame(counters.entities, { NAME: 2, OTHER: 1 });
    }
    nothingLeft(t, at, results);
  });

  scenario('tasks are taken lazily, and a result is handed over before the next is taken', async (t) => {
    const at = await fixture(t.testdir());
    const tasks = await tasksOver(at, 12);
    let taken = 0;
    let handed = 0;
    let most = 0;
    let returned = false;
    async function* lazily(): AsyncIterable<Task> {
      try {
        for (const task of tasks) {
          taken += 1;
          most = Math.max(most, taken - handed);
          yield task;
        }
      } finally {
        returned = true;
      }
    }
    await using(2, (executor) =>
      executor.run(withUdf(at, 'upper'), lazily(), async () => {
        await new Promise((resolve) => setTimeout(resolve, 20));
        handed += 1;
      }),
    );
    t.equal(handed, 12);
    t.ok(most <= 2, `${most} in flight`);
    t.ok(returned);
  });

  const failures: readonly [what: string, column: string, code: string][] = [
    ['wrong number of rows', 'tooFew', 'UDF_WRONG_ROWS'],
    ['a throw', 'throws', 'UDF_THREW'],
    ['a coded error', 'throwsCoded', 'ENGINE_DOWN'],
    ['a promise that never settles', 'hangs', 'UDF_TIMEOUT'],
    ['an endless loop', 'loops', 'UDF_TIMEOUT'],
    ['process.exit', 'exits', 'WORKER_DIED'],
    ['an exception out of a timer', 'throwsLater', 'UDF_THREW'],
    ['a forgotten rejection', 'forgets', 'UDF_THREW'],
    ['an open that throws', 'cannotOpen', 'BAD_UDF'],
    ['no such column', 'nothing', 'BAD_UDF'],
  ];
  for (const [what, column, code] of failures) {
    scenario(`a UDF with ${what} fails the run with ${code}`, async (t) => {
      const at = await fixture(t.testdir());
      const results: TaskResult[] = [];
      const tasks = await tasksOver(at, 4);
      const error = await using(2, (executor) =>
        executor
          .run(
            withUdf(at, column, { udfTimeoutMs: column === 'hangs' || column === 'loops' ? 300 : 20_000 }),
            tasks,
            async (result) => {
              results.push(result);
            },
          )
          .then(
            () => undefined,
            (thrown: LakeveilError) => thrown,
          ),
      );
      t.equal(error?.code, code);
      t.notMatch(`${error?.message}${error?.stack}${JSON.stringify(error)}`, /CANARY|text \d/, 'no text');
      if (column === 'throwsCoded') t.match(error, { retryable: true, details: { calls: 3 } });
      nothingLeft(t, at, results);
    });
  }

  scenario('a missing module and refused options are BAD_UDF', async (t) => {
    const at = await fixture(t.testdir());
    const tasks = await tasksOver(at, 1);
    for (const udf of [
      { module: new URL('./no-such-module.js', MODULE).href, column: 'c', options: {} },
      { builtin: 'no-such-udf', options: {} },
      { builtin: 'identity', options: { unknown: 1 } },
    ]) {
      await t.rejects(collect(runSpec(at, { columns: [KEEP_ID, udfColumn(udf)] }), tasks), {
        code: 'BAD_UDF',
      });
    }
    nothingLeft(t, at);
  });

  scenario('a task that can not be read fails the run', async (t) => {
    const at = await fixture(t.testdir());
    const [good] = await tasksOver(at, 1);
    const missing = { id: 'missing', scans: [scanOf(join(at.root, 'missing.parquet'), 10)] };
    const results: TaskResult[] = [];
    await t.rejects(
      using(1, (executor) =>
        executor.run(withUdf(at, 'upper'), [good!, missing], async (result) => {
          results.push(result);
        }),
      ),
      { code: 'FILE_NOT_FOUND' },
    );
    t.equal(results.length, 1, 'what was done before was reported');
    nothingLeft(t, at, results);
  });

  scenario(
    'an error of onResult ends the run, and that result keeps its file: a journal may name it',
    async (t) => {
      const at = await fixture(t.testdir());
      const tasks = await tasksOver(at, 6);
      const kept: TaskResult[] = [];
      await t.rejects(
        using(2, (executor) =>
          executor.run(withUdf(at, 'upper'), tasks, async (result) => {
            kept.push(result);
            if (kept.length === 3) throw new RangeError('the journal is full');
          }),
        ),
        /the journal is full/,
      );
      nothingLeft(t, at, kept);
    },
  );

  scenario('an error of the task source ends the run', async (t) => {
    const at = await fixture(t.testdir());
    const [task] = await tasksOver(at, 1);
    async function* broken(): AsyncIterable<Task> {
      yield task!;
      throw new RangeError('no more tasks');
    }
    const kept: TaskResult[] = [];
    await t.rejects(
      using(2, (executor) =>
        executor.run(withUdf(at, 'upper'), broken(), async (result) => {
          kept.push(result);
        }),
      ),
      /no more tasks/,
    );
    nothingLeft(t, at, kept);
  });

  for (const column of ['slow', 'hangs', 'loops'] as const) {
    scenario(`cancelling (${column})`, async (t) => {
      const at = await fixture(t.testdir());
      const tasks = await tasksOver(at, 50);
      const controller = new AbortController();
      const kept: TaskResult[] = [];
      setTimeout(() => controller.abort(), 1500);
      await t.rejects(
        using(2, (executor) =>
          executor.run(
            withUdf(at, column, { udfTimeoutMs: 60_000 }),
            tasks,
            async (result) => {
              kept.push(result);
            },
            { signal: controller.signal },
          ),
        ),
        { code: 'INTERRUPTED' },
      );
      t.ok(kept.length < 50);
      nothingLeft(t, at, kept);
    });
  }

  scenario('cancelled before it starts', async (t) => {
    const at = await fixture(t.testdir());
    const tasks = await tasksOver(at, 1);
    await t.rejects(
      using(1, (executor) =>
        executor.run(withUdf(at, 'upper'), tasks, async () => {}, { signal: AbortSignal.abort() }),
      ),
      { code: 'INTERRUPTED' },
    );
  });

  scenario('cancelled while the first task is awaited', async (t) => {
    const at = await fixture(t.testdir());
    const [task] = await tasksOver(at, 1);
    const controller = new AbortController();
    async function* late(): AsyncIterable<Task> {
      controller.abort();
      yield task!;
    }
    await t.rejects(
      using(1, (executor) =>
        executor.run(withUdf(at, 'upper'), late(), async () => {}, { signal: controller.signal }),
      ),
      { code: 'INTERRUPTED' },
    );
    nothingLeft(t, at);
  });

  scenario('cancelling during a long query', async (t) => {
    const at = await fixture(t.testdir());
    const path = join(at.root, 'big.parquet');
    const task = await sourceTask(path, `SELECT i AS id, 'text' AS transcript FROM range(300000) r(i)`);
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 700);
    const started = Date.now();
    // A predicate that takes minutes.
    const where = 'list_sum(list_transform(range(id % 1000 + 10000), x -> x % 7)) < 0';
    await t.rejects(
      using(1, (executor) =>
        executor.run({ ...withUdf(at, 'upper'), where }, [task], async () => {}, {
          signal: controller.signal,
        }),
      ),
      { code: 'INTERRUPTED' },
    );
    t.ok(Date.now() - started < 15_000);
    nothingLeft(t, at);
  });

  scenario('a UDF that can not be closed does not keep the run', async (t) => {
    const at = await fixture(t.testdir());
    const results = await collect(withUdf(at, 'cannotClose'), await tasksOver(at, 2));
    t.equal(results.length, 2);
    nothingLeft(t, at, results);
  });

  scenario('counts live rows', async (t) => {
    const at = await fixture(t.testdir());
    const tasks = await tasksOver(at, 3);
    const { projection, scratch, limits } = runSpec(at);
    const counted = new Map<string, number>();
    await using(2, async (executor) => {
      const spec = { projection, scratch, limits, where: 'id >= 150' };
      for await (const { taskId, rows } of executor.count(spec, [
        ...tasks,
        { ...tasks[2]!, id: 'few', maxRows: 7 },
      ])) {
        counted.set(taskId, rows);
      }
      await t.rejects(
        (async () => {
          for await (const _ of executor.count({ ...spec, where: 'no_such_column = 1' }, tasks));
        })(),
        { code: /^[A-Z_]+$/ },
      );
      // Leaving early stops the work.
      for await (const _ of executor.count(spec, tasks)) break;
    });
    t.strictSame([...counted].sort(), [
      ['00000', 0],
      ['00001', 50],
      ['00002', 100],
      ['few', 7],
    ]);
    nothingLeft(t, at);
  });

  scenario('a closed executor refuses, and close during a run cancels it', async (t) => {
    const at = await fixture(t.testdir());
    const tasks = await tasksOver(at, 20);
    const executor = make({ threads: 2 });
    const run = executor.run(withUdf(at, 'slow'), tasks, async () => {});
    const refused = t.rejects(run, { code: 'INTERRUPTED' });
    await new Promise((resolve) => setTimeout(resolve, 300));
    await executor.close();
    await refused;
    await executor.close();
    await t.rejects(
      executor.run(withUdf(at, 'upper'), tasks, async () => {}),
      { code: 'EXECUTOR_CLOSED' },
    );
    t.strictSame(readdirSync(at.scratch), []);
  });
}
