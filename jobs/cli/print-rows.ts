import { formatCount, formatQuantity } from '../report/format.js';
import { textTable } from '../report/text-table.js';
import type { Output } from './terminal.js';

export interface PrintedTable {
  readonly names: readonly string[];
  /** Columns of numbers, by index. */
  readonly numbers: readonly number[];
  /** One more than the limit, if there are more than it. */
  readonly rows: readonly (readonly (string | null)[])[];
}

/** Rows as a table for people, and how many they are. */
export async function printRows(
  { names, numbers, rows }: PrintedTable,
  stdout: Output,
  rowLimit: number,
  wide: boolean,
): Promise<void> {
  const maxCellWidth = wide
    ? undefined
    : Math.max(24, Math.floor((stdout.isTerminal ? stdout.columns() : 120) / 1.5));
  await stdout.write(
    textTable(names, rows.slice(0, rowLimit), {
      alignRight: numbers,
      heading: stdout.bold,
      ...(maxCellWidth === undefined ? {} : { maxCellWidth }),
    }),
  );
  await stdout.write(
    rows.length > rowLimit
      ? `(the first ${formatCount(rowLimit)} rows; --rows shows more, --json all)\n`
      : `(${formatQuantity(rows.length, 'row')})\n`,
  );
}
