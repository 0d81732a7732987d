import { existsSync, readdirSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import t from 'tap';
import { localExecutor } from '../../workers/piscina-executor.js';
import { executorBehaviour, tasksOver, withUdf } from './executor-behaviour.js';
import { fixture } from './fixture.js';
import { sharedBehaviour } from './shared-behaviour.js';

t.setTimeout(240_000);

const tasks = '/proc/self/task';
const alive = (): Record<string, number> => ({
  thread: existsSync(tasks) ? readdirSync(tasks).length : 0,
  handle: process.getActiveResourcesInfo().filter((kind) => /MessagePort|Worker|Timeout/.test(kind)).length,
});

// libuv starts its pool on first use.
await Promise.all(Array.from({ length: 8 }, () => stat('.')));

executorBehaviour(t, (options) => localExecutor(options), alive);
sharedBehaviour(t, (options) => localExecutor(options));

t.test('a UDF that exhausts the heap of its thread', async (t) => {
  const at = await fixture(t.testdir());
  const tasks = await tasksOver(at, 2);
  const executor = localExecutor({ threads: 1, resourceLimits: { maxOldGenerationSizeMb: 64 } });
  await t.rejects(
    executor.run(withUdf(at, 'hoards', { udfTimeoutMs: 60_000 }), tasks, async () => {}),
    {
      code: 'WORKER_DIED',
      details: { reason: 'out of memory' },
    },
  );
  await executor.close();
  t.strictSame(readdirSync(at.scratch), []);
});

t.test('a thread that is ended between two files leaves none of them', async (t) => {
  const at = await fixture(t.testdir());
  const tasks = await tasksOver(at, 1, 160_000);
  const spec = withUdf(at, 'loopsLater', { udfTimeoutMs: 1500 });
  const executor = localExecutor({ threads: 1 });
  const target = { ...spec.target, targetFileBytes: 1e5 };
  await t.rejects(
    executor.run({ ...spec, target }, tasks, async () => {}),
    { code: 'UDF_TIMEOUT' },
  );
  await executor.close();
  t.ok(existsSync(at.data), 'a file was begun');
  t.strictSame(readdirSync(at.data), []);
});
