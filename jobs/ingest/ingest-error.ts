import { LakeveilError } from '../../errors.js';
import { duckdbError } from '../../sql/duckdb.js';
import type { FileFormat } from '../job-schema.js';
import type { InputFile } from './input-files.js';
import type { ReaderColumn } from './reader-sql.js';

/**
 * What is wrong with an input file, from DuckDB's message, which quotes the line and the value: only the file's name as
 * the user gave it, line number, column name and counts are taken over; of `columns` the name and type that DuckDB read by.
 *
 * Codes: BAD_CSV, BAD_JSONL, INVALID_TEXT, LINE_TOO_LONG, and those of `duckdbError`.
 */
export function ingestError(
  error: unknown,
  format: FileFormat,
  files: readonly InputFile[],
  columns: readonly ReaderColumn[] = [],
): LakeveilError {
  if (error instanceof LakeveilError) return error;
  const text = error instanceof Error ? error.message : '';
  const file = fileOf(text, files);
  const line = lineOf(text, format);
  const place = `${line === undefined ? 'a line' : `line ${line}`} of ${file}`;
  const coded = duckdbError(error, 'Nothing was ingested');
  const details = { ...(line === undefined ? {} : { line }), format };

  if (coded.code === 'INVALID_TEXT') {
    return new LakeveilError(
      'INVALID_TEXT',
      `Nothing was ingested: ${place} is not valid UTF-8. Re-encode the file (\`iconv -t utf-8\`) and try again.`,
      { details },
    );
  }
  if (
    format === 'parquet' ||
    ['DISK_FULL', 'OUT_OF_MEMORY', 'INTERRUPTED', 'FILE_NOT_FOUND'].includes(coded.code)
  ) {
    return format === 'parquet' && coded.code === 'CORRUPT_FILE'
      ? new LakeveilError(
          'CORRUPT_FILE',
          `Nothing was ingested: ${file} is corrupt or truncated, or no Parquet file. Restore it.`,
        )
      : coded;
  }
  if (/Maximum line size of \d+ bytes exceeded|"maximum_object_size" of \d+ bytes exceeded/.test(text)) {
    return new LakeveilError(
      'LINE_TOO_LONG',
      `Nothing was ingested: ${place} is longer than ${MAX_LINE_BYTES / 1024 / 1024} MiB. Bring it as Parquet.`,
      { details },
    );
  }
  const code = format === 'csv' ? 'BAD_CSV' : 'BAD_JSONL';
  return new LakeveilError(code, `Nothing was ingested: ${place} ${reasonOf(text, columns)}`, { details });
}

/** A longer line of CSV or JSONL is refused; DuckDB keeps several buffers of that size. */
export const MAX_LINE_BYTES = 32 * 1024 * 1024;

function fileOf(text: string, files: readonly InputFile[]): string {
  const file = files.length === 1 ? files[0] : files.find(({ path }) => text.includes(path));
  return file?.name ?? `one of ${files.length} files`;
}

function lineOf(text: string, format: FileFormat): number | undefined {
  const digits =
    format === 'csv'
      ? /^.*CSV Error on Line: (\d+)/m.exec(text)
      : /", in (?:line|record\/value) (\d+)[:.]/.exec(text);
  return digits?.[1] === undefined ? undefined : Number(digits[1]);
}

function reasonOf(text: string, columns: readonly ReaderColumn[]): string {
  const counts = /^Expected Number of Columns: (\d{1,6}) Found: (\d{1,6})$/m.exec(text);
  if (counts !== null) return `has ${counts[2]} fields where the heading has ${counts[1]}. Mend the file.`;
  const named = /Error when converting column "((?:[^"]|"")*)"/.exec(text)?.[1];
  // The message names the type too, but after the value, which may say anything.
  const column = columns.find(({ name }) => name === named);
  if (column !== undefined) {
    const { name, type } = column;
    return `has a value that does not fit column "${name}", which is inferred or declared as ${type}. Mend the file, or give --schema '"${name}" varchar'.`;
  }
  if (/unterminated quote|quote should be followed|not properly (?:closed|escaped)/i.test(text)) {
    return 'has a quote that is not closed or not escaped. Mend the file.';
  }
  if (/cast|convert|transform/i.test(text)) {
    return 'has a value that does not fit the type of its column. Mend the file, or give its column a type with --schema.';
  }
  return 'is malformed. Mend the file.';
}
