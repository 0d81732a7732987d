import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { TAP, Test } from 'tap';
import type { LakeveilError } from '../../errors.js';
import type { Executor } from '../../workers/executor.js';
import type { SharedCounters } from '../../workers/shared-services.js';
import type { OutputColumn, RunSpec, Task, TaskResult } from '../../workers/task.js';
import { tasksOver } from './executor-behaviour.js';
import { type Fixture, fixture, KEEP_ID, query, runSpec, TARGET, udfColumn } from './fixture.js';
import { contexts, folderOf, makeOpenFolder, seen } from './shared-udfs.js';

const MODULE = new URL('./shared-udfs.js', import.meta.url).href;

/** What every executor does for UDFs that share something over its workers. */
export function sharedBehaviour(tap: TAP, make: (options: { threads: number }) => Executor): void {
  const spec = (at: Fixture, names: readonly string[], more: Partial<RunSpec> = {}): RunSpec => {
    const fields = names.map((name, i) => ({ id: i + 2, name, required: false, type: 'string' as const }));
    const columns = names.map(
      (column, i): OutputColumn => ({
        ...udfColumn({ module: MODULE, column, options: {} }),
        fieldId: i + 2,
        name: column,
      }),
    );
    const base = runSpec(at);
    return {
      ...base,
      columns: [KEEP_ID, ...columns],
      target: { ...base.target, schema: { ...TARGET, fields: [TARGET.fields[0]!, ...fields] } },
      limits: { ...base.limits, udfTimeoutMs: 20_000, memoryMb: 200 },
      sharedFolder: join(at.root, 'shared'),
      ...more,
    };
  };

  interface Ended {
    readonly error: LakeveilError | undefined;
    readonly counters: SharedCounters;
    readonly results: readonly TaskResult[];
    readonly seen: readonly string[];
  }

  const run = async (
    runs: RunSpec,
    tasks: readonly Task[],
    { threads = 2, signal }: { threads?: number; signal?: AbortSignal } = {},
  ): Promise<Ended> => {
    seen.length = 0;
    contexts.length = 0;
    const executor = make({ threads });
    const results: TaskResult[] = [];
    let counters: SharedCounters = {};
    const error = await executor
      .run(runs, tasks, async (result) => void results.push(result), {
        ...(signal === undefined ? {} : { signal }),
        onShared: (counted) => {
          counters = counted;
          seen.push('counted');
        },
      })
      .then(
        () => undefined,
        (thrown: LakeveilError) => thrown,
      );
    await executor.close();
    return { error, counters, results, seen: [...seen] };
  };

  const scenario = (name: string, body: (t: Test, at: Fixture) => Promise<void>): void => {
    tap.test(name, async (t) => {
      const at = await fixture(t.testdir());
      await body(t, at);
      t.strictSame(readdirSync(at.scratch), [], 'scratch is empty');
    });
  };

  scenario('all workers share one service, which is opened first and closed last', async (t, at) => {
    const ended = await run(spec(at, ['countsTwo']), await tasksOver(at, 4), { threads: 2 });
    t.equal(ended.error, undefined);
    t.strictSame(ended.counters, { counts: { calls: 400, workers: 2, earlier: 0 } });
    t.equal(ended.seen[0], 'open counts');
    t.strictSame(ended.seen.slice(-4), [
      'ended one that asked',
      'ended one that asked',
      'counted',
      'close counts',
    ]);
    const context = contexts[0]!;
    t.equal(contexts.length, 1);
    t.match(context, { runId: spec(at, []).runId, folder: join(at.root, 'shared', 'counts') });
    t.ok(context.signal.aborted, 'the end of the run is told');
  });

  scenario('columns whose parts have one id share one service; others have their own', async (t, at) => {
    const ended = await run(spec(at, ['counts', 'other', 'nothing', 'countsToo']), await tasksOver(at, 1));
    t.equal(ended.error, undefined);
    t.match(ended.counters, { counts: { calls: 200 }, 'An other/part': { calls: 100 } });
    t.strictSame(
      ended.seen.filter((line) => /^(open|close)/.test(line)),
      ['open counts', 'open An other/part', 'close An other/part', 'close counts'],
      'last opened, first closed',
    );
    const folders = readdirSync(join(at.root, 'shared')).sort();
    t.equal(folders.length, 2);
    for (const folder of folders) t.match(folder, /^[a-z0-9._-]+$/);
  });

  scenario('the folder is private, and a later run of the id finds in it what was left', async (t, at) => {
    makeOpenFolder(join(at.root, 'shared', 'counts'));
    const tasks = await tasksOver(at, 1);
    await run(spec(at, ['counts']), tasks);
    t.strictSame(folderOf(contexts[0]!), { mode: 0o700, files: ['paid-0'], paid: 'paid' });
    const again = await run(spec(at, ['counts']), tasks);
    t.match(again.counters, { counts: { earlier: 1 } });
    t.strictSame(folderOf(contexts[0]!).files, ['paid-0', 'paid-1']);
  });

  scenario('without a folder of its own a part has one in scratch, which goes', async (t, at) => {
    const { sharedFolder: _, ...without } = spec(at, ['counts']);
    const ended = await run(without, await tasksOver(at, 1));
    t.match(ended.counters, { counts: { calls: 100 } });
    t.ok(contexts[0]!.folder.startsWith(at.scratch));
    t.notOk(existsSync(contexts[0]!.folder));
  });

  scenario('nothing is opened for a run without tasks', async (t, at) => {
    const ended = await run(spec(at, ['counts']), []);
    t.strictSame(ended.seen, []);
    t.notOk(existsSync(join(at.root, 'shared')));
  });

  for (const [what, column, code, count] of [
    ['answers with a coded error', 'refused', 'SPENDING_CAP_REACHED', 1],
    ['answers with any other error', 'broken', 'INTERNAL', 1],
    ['answers what is no plain data', 'unclonable', 'INTERNAL', 1],
    ['is asked with what is no plain data', 'asksUnclonable', 'INTERNAL', 1],
    ['can not be opened, with a coded error', 'cannotOpen', 'SPENDING_CAP_REACHED', 0],
    ['can not be opened, with any other', 'cannotOpenUncoded', 'BAD_UDF', 0],
  ] as const) {
    scenario(`a service that ${what} fails the run with ${code}`, async (t, at) => {
      const ended = await run(spec(at, [column]), await tasksOver(at, 2), { threads: 1 });
      t.equal(ended.error?.code, code);
      if (code === 'SPENDING_CAP_REACHED') t.match(ended.error, { retryable: true, details: { dollars: 3 } });
      t.notMatch(`${ended.error?.message}${ended.error?.stack}`, /CANARY/);
      const workers = ended.seen.filter((line) => line.startsWith('ended')).length;
      t.equal(workers, count, 'each worker that began has ended');
      t.equal(ended.results.length, 0);
    });
  }

  scenario('services that were opened are closed if a later one can not be', async (t, at) => {
    const ended = await run(spec(at, ['counts', 'cannotOpen']), await tasksOver(at, 1));
    t.equal(ended.error?.code, 'SPENDING_CAP_REACHED');
    t.ok(ended.seen.some((line) => line.startsWith('close counts')));
  });

  scenario('a service that can not be closed does not fail the run', async (t, at) => {
    const ended = await run(spec(at, ['cannotClose']), await tasksOver(at, 1));
    t.equal(ended.error, undefined);
    t.equal(ended.results.length, 1);
  });

  for (const column of ['waits', 'keepsTimeAndWaits']) {
    scenario(`cancelling while a request is pending (${column})`, async (t, at) => {
      const controller = new AbortController();
      const tasks = await tasksOver(at, 4);
      const watch = setInterval(() => {
        if (seen.filter((line) => line.startsWith('request')).length === 2) controller.abort();
      }, 10);
      const ended = await run(spec(at, [column]), tasks, { signal: controller.signal });
      clearInterval(watch);
      t.equal(ended.error?.code, 'INTERRUPTED');
      t.strictSame(
        ended.seen.filter((line) => line.startsWith('ended')),
        ['ended one that asked', 'ended one that asked'],
      );
      t.match(ended.seen.at(-1), /^close/);
    });
  }

  scenario('a request whose signal fires is INTERRUPTED, and the worker goes on', async (t, at) => {
    const ended = await run(spec(at, ['givesUp']), await tasksOver(at, 1));
    t.equal(ended.error, undefined);
    const file = ended.results[0]!.dataFiles[0]!.filePath;
    t.strictSame(await query(`SELECT DISTINCT "givesUp" AS out FROM read_parquet('${file}')`), [
      { out: 'INTERRUPTED INTERRUPTED' },
    ]);
  });

  scenario('a worker that dies while a request of it is pending is told as ended', async (t, at) => {
    const runs = spec(at, ['dies']);
    const ended = await run(
      { ...runs, limits: { ...runs.limits, udfTimeoutMs: 300 } },
      await tasksOver(at, 1),
    );
    t.equal(ended.error?.code, 'UDF_TIMEOUT');
    t.strictSame(ended.seen.slice(1), ['request dies', 'ended one that asked', 'counted', 'close dies']);
    t.match(ended.counters, { dies: { calls: 1 } }, 'counters of a failed run come home too');
  });

  scenario('a UDF that keeps time itself has no time-out', async (t, at) => {
    const runs = spec(at, ['keepsTime']);
    const ended = await run(
      { ...runs, limits: { ...runs.limits, udfTimeoutMs: 100 } },
      await tasksOver(at, 1),
    );
    t.equal(ended.error, undefined);
    t.equal(ended.results.length, 1);
  });

  scenario('but if its thread is stuck, that is ended', async (t, at) => {
    const runs = spec(at, ['keepsTimeAndLoops']);
    const ended = await run(
      { ...runs, limits: { ...runs.limits, udfTimeoutMs: 100 } },
      await tasksOver(at, 1),
    );
    t.equal(ended.error?.code, 'UDF_TIMEOUT');
  });

  scenario('a UDF that would send text to where the plan does not say is not opened', async (t, at) => {
    const tasks = await tasksOver(at, 1);
    const refused = await run(
      spec(at, ['sends'], { destinations: ['https://other.test (a service)'] }),
      tasks,
    );
    t.equal(refused.error?.code, 'UNPLANNED_DESTINATION');
    t.strictSame(refused.seen, []);
    const let_ = await run(spec(at, ['sends'], { destinations: ['https://host.test (a service)'] }), tasks);
    t.equal(let_.error, undefined);
  });
}
