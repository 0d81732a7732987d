import type { TaskResult } from '../../workers/task.js';

/** A run's counters, added up over its tasks. */
export interface Totals {
  readonly rowsRead: number;
  readonly rowsWritten: number;
  readonly rowsQuarantined: number;
  readonly characters: number;
  readonly entities: Readonly<Record<string, number>>;
  readonly failures: Readonly<Record<string, number>>;
}

export function addUp(results: Iterable<TaskResult>): Totals {
  const entities: Record<string, number> = {};
  const failures: Record<string, number> = {};
  let [rowsRead, rowsWritten, rowsQuarantined, characters] = [0, 0, 0, 0];
  for (const { counters } of results) {
    rowsRead += counters.rowsRead;
    rowsWritten += counters.rowsWritten;
    rowsQuarantined += counters.rowsQuarantined;
    characters += counters.characters;
    addInto(entities, counters.entities);
    addInto(failures, counters.failures);
  }
  return { rowsRead, rowsWritten, rowsQuarantined, characters, entities, failures };
}

function addInto(sums: Record<string, number>, more: Readonly<Record<string, number>>): void {
  for (const [name, count] of Object.entries(more)) sums[name] = (sums[name] ?? 0) + count;
}
