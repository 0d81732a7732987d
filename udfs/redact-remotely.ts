import type { RecordBatch } from 'apache-arrow';
import { TextColumnBuilder } from './arrow-text.js';
import type { RemoteEngine, RemoteRow } from './remote/remote-engine.js';
import type { RowFailure, UdfResult } from './udf.js';

/**
 * Redacts the rows of a batch, as `redactRows` does, by an engine that takes them all at once. Rows that it could not
 * answer are failed with its code, and their text goes nowhere.
 *
 * @throws LakeveilError what the engine throws: it stops the run
 */
export async function redactRemotely(
  batch: RecordBatch,
  engine: RemoteEngine,
  signal: AbortSignal,
): Promise<UdfResult> {
  const texts = batch.getChildAt(0);
  const scopes = batch.numCols > 1 ? batch.getChildAt(1) : null;
  const rows: RemoteRow[] = [];
  const isNull: boolean[] = [];
  for (let row = 0; row < batch.numRows; row++) {
    const value = (texts?.get(row) ?? null) as string | null;
    isNull.push(value === null);
    if (value !== null)
      rows.push({ text: value, scope: (scopes?.get(row) as string | null | undefined) ?? null });
  }
  const outcomes = rows.length === 0 ? [] : await engine.redact(rows, signal);
  const out = new TextColumnBuilder(batch.numRows);
  const failed: RowFailure[] = [];
  const entities: Record<string, number> = {};
  let next = 0;
  for (let row = 0; row < batch.numRows; row++) {
    if (isNull[row]) {
      out.add(null);
      continue;
    }
    const outcome = outcomes[next++];
    // An engine that answers too few rows says nothing of the others: they must not get out.
    if (outcome === undefined || 'code' in outcome) {
      failed.push({ row, code: outcome?.code ?? 'REMOTE_UNTRUSTED' });
      out.add(null);
      continue;
    }
    out.add(outcome.text);
    for (const [label, count] of Object.entries(outcome.entities))
      entities[label] = (entities[label] ?? 0) + count;
  }
  return { batch: out.finish(), failed, entities };
}
