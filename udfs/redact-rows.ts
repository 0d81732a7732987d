import type { RecordBatch } from 'apache-arrow';
import { LakeveilError } from '../errors.js';
import { TextColumnBuilder } from './arrow-text.js';
import type { RowFailure, UdfResult } from './udf.js';

/** One row's answer: its new text, and what was replaced, by label. */
export interface RedactedRow {
  readonly text: string;
  readonly entities: Readonly<Record<string, number>>;
}

/** How a row is redacted, in two steps. */
export interface RowRedactor<Found> {
  find(text: string): Found;
  redact(text: string, found: Found, scope: string | null): RedactedRow;
}

/**
 * Rows that go through the first step together: what it reads (a model's tables) and what the second reads do not fit
 * into a processor's nearest caches at once, so that going to and fro costs a sixth of the whole.
 */
const TOGETHER = 32;
/** UTF-16 units after which a group ends before that, so that few texts are in memory at once. */
const UNITS_TOGETHER = 1 << 18;

interface Pending<Found> {
  readonly text: string;
  readonly found: Found;
}

/**
 * Redacts the rows of a batch: its first column is the text, its second, if there is one, the scope. A row on which
 * either step throws is failed with the error's code, and its text goes nowhere.
 */
export function redactRows<Found>(batch: RecordBatch, redactor: RowRedactor<Found>): UdfResult {
  const texts = batch.getChildAt(0);
  const scopes = batch.numCols > 1 ? batch.getChildAt(1) : null;
  const out = new TextColumnBuilder(batch.numRows);
  const failed: RowFailure[] = [];
  const entities: Record<string, number> = {};
  const fail = (row: number, error: unknown): void => {
    // The code alone travels: a message could quote the row.
    failed.push({ row, code: error instanceof LakeveilError ? error.code : 'REDACT_FAILED' });
  };
  const write = (row: number, { text, found }: Pending<Found>): void => {
    try {
      const redacted = redactor.redact(text, found, (scopes?.get(row) as string | null | undefined) ?? null);
      out.add(redacted.text);
      for (const label in redacted.entities)
        entities[label] = (entities[label] ?? 0) + redacted.entities[label]!;
    } catch (error) {
      fail(row, error);
      out.add(null);
    }
  };
  for (let from = 0; from < batch.numRows; ) {
    const group: (Pending<Found> | null)[] = [];
    let units = 0;
    while (from + group.length < batch.numRows && group.length < TOGETHER && units < UNITS_TOGETHER) {
      const row = from + group.length;
      const text = (texts?.get(row) ?? null) as string | null;
      let pending: Pending<Found> | null = null;
      if (text !== null) {
        units += text.length;
        try {
          pending = { text, found: redactor.find(text) };
        } catch (error) {
          fail(row, error);
        }
      }
      group.push(pending);
    }
    for (const [at, pending] of group.entries())
      if (pending === null) out.add(null);
      else write(from + at, pending);
    from += group.length;
  }
  failed.sort((a, b) => a.row - b.row);
  return { batch: out.finish(), failed, entities };
}
