import type { FileScan } from '../../catalog/iceberg/file-scan.js';
import type { CountSpec, Executor } from '../../workers/executor.js';
import type { Task } from '../../workers/task.js';
import { toTask } from './task-id.js';

/**
 * The first tasks, in plan order, that hold `limit` rows together; the last one cut to what is missing. Deletes and
 * `where` make a task's rows unknown to the plan, so they are counted, a few tasks at a time, and only as many as needed.
 */
export async function limitTasks(
  executor: Executor,
  spec: CountSpec,
  splits: AsyncIterable<readonly FileScan[]>,
  limit: number,
  signal: AbortSignal | undefined,
): Promise<{ tasks: Task[]; rows: number }> {
  const taken: Task[] = [];
  let left = limit;
  const take = async (some: readonly Task[]): Promise<void> => {
    const rows = new Map<string, number>();
    for await (const count of executor.count(spec, some, signal)) rows.set(count.taskId, count.rows);
    for (const task of some) {
      const has = rows.get(task.id) ?? 0;
      if (has === 0 || left === 0) continue;
      // A cut task is another task: it has an id of its own, so that no journal takes one for the other.
      taken.push(has <= left ? task : toTask(task.scans, left));
      left -= Math.min(has, left);
    }
  };
  let some: Task[] = [];
  for await (const scans of splits) {
    if (left === 0) break;
    some.push(toTask(scans));
    if (some.length < COUNTED_AT_ONCE) continue;
    await take(some);
    some = [];
  }
  await take(some);
  return { tasks: taken, rows: limit - left };
}

const COUNTED_AT_ONCE = 16;
