import type { RecordBatch } from 'apache-arrow';
import { LakeveilError } from '../errors.js';
import { TextColumnBuilder } from './arrow-text.js';
import type { RowFailure, UdfResult } from './udf.js';

/** One row's answer: its new text, and what was replaced, by label. */
export interface RedactedRow {
  readonly text: string;
  readonly entities: Readonly<Record<string, number>>;
}

/**
 * Redacts the rows of a batch: its first column is the text, its second, if there is one, the scope. A row on which
 * `redact` throws is failed with the error's code, and its text goes nowhere.
 */
export function redactRows(
  batch: RecordBatch,
  redact: (text: string, scope: string | null) => RedactedRow,
): UdfResult {
  const texts = batch.getChildAt(0);
  const scopes = batch.numCols > 1 ? batch.getChildAt(1) : null;
  const out = new TextColumnBuilder(batch.numRows);
  const failed: RowFailure[] = [];
  const entities: Record<string, number> = {};
  for (let row = 0; row < batch.numRows; row++) {
    const value: unknown = texts?.get(row) ?? null;
    if (value === null) {
      out.add(null);
      continue;
    }
    try {
      const redacted = redact(value as string, (scopes?.get(row) as string | null | undefined) ?? null);
      out.add(redacted.text);
      for (const label in redacted.entities)
        entities[label] = (entities[label] ?? 0) + redacted.entities[label]!;
    } catch (error) {
      // The code alone travels: a message could quote the row.
      failed.push({ row, code: error instanceof LakeveilError ? error.code : 'REDACT_FAILED' });
      out.add(null);
    }
  }
  return { batch: out.finish(), failed, entities };
}
