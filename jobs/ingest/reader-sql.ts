import { stat } from 'node:fs/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import { LakeveilError } from '../../errors.js';
import { sqlName, sqlString } from '../../sql/duckdb.js';
import type { FileFormat } from '../job-schema.js';
import { didYouMean } from '../suggest.js';
import { MAX_LINE_BYTES } from './ingest-error.js';
import type { InputFile } from './input-files.js';

export interface ReaderColumn {
  readonly name: string;
  /** As DuckDB's DESCRIBE prints it. */
  readonly type: string;
}

export interface Reader {
  /** A table function call: what stands after FROM. */
  readonly from: string;
  /** What it gives, before any cast. */
  readonly columns: readonly ReaderColumn[];
}

export interface ReaderOptions {
  readonly files: readonly InputFile[];
  readonly format: FileFormat;
  /** DuckDB types by column name; other columns are inferred. */
  readonly types?: ReadonlyMap<string, string>;
  readonly delimiter?: string;
}

/** How DuckDB reads the files. Throws DuckDB's own errors (see `ingestError`), NO_SUCH_COLUMN and BAD_CSV. */
export async function openReader(connection: DuckDBConnection, options: ReaderOptions): Promise<Reader> {
  switch (options.format) {
    case 'parquet':
      return parquetReader(connection, options);
    case 'csv':
      return csvReader(connection, options);
    case 'jsonl':
      return jsonlReader(connection, options);
  }
}

async function parquetReader(connection: DuckDBConnection, options: ReaderOptions): Promise<Reader> {
  // A string that lacks Parquet's UTF-8 annotation is still a string to the one who wrote it with an old writer; DuckDB
  // gives BLOB, and --schema can say otherwise.
  const from = `read_parquet(${fileList(options.files)}${byName(options.files)})`;
  const columns = await describe(connection, from);
  checkDeclared(options.types, columns);
  return { from, columns };
}

/** Nothing that drops or joins lines is left to guessing: no lines to skip, no comments, no padding. */
const FIXED_CSV = [
  'skip = 0',
  "comment = ''",
  'strict_mode = true',
  `max_line_size = ${MAX_LINE_BYTES}`,
  `buffer_size = ${MAX_LINE_BYTES * 2}`,
];
const DELIMITERS = [',', ';', '\t', '|'];

async function csvReader(connection: DuckDBConnection, options: ReaderOptions): Promise<Reader> {
  const call = (types: ReadonlyMap<string, string>): string =>
    `read_csv(${fileList(options.files)}, ${[
      ...FIXED_CSV,
      'header = true',
      `quote = '"'`,
      `escape = '"'`,
      ...(options.delimiter === undefined ? [] : [`delim = ${sqlString(options.delimiter)}`]),
      ...(types.size === 0 ? [] : [`types = ${typesSql(types)}`]),
    ].join(', ')}${byName(options.files)})`;
  if (await isEmpty(options.files)) throw empty('BAD_CSV', options.files);
  const declared = options.types ?? new Map<string, string>();
  let columns: ReaderColumn[];
  try {
    columns = await describe(connection, call(new Map()));
  } catch (error) {
    for (const file of options.files) await refuseBadLine(connection, file, options.delimiter);
    throw error;
  }
  // If lines disagree, DuckDB guesses one wide column; its name is then the whole heading.
  const only = columns.length === 1 ? columns[0]!.name : '';
  if (options.delimiter === undefined && DELIMITERS.some((delimiter) => only.includes(delimiter))) {
    for (const file of options.files) await refuseBadLine(connection, file, undefined);
    throw new LakeveilError(
      'BAD_CSV',
      'Nothing was ingested: the delimiter is not to be told. Give it with --delimiter.',
    );
  }
  checkDeclared(declared, columns);
  if (declared.size > 0) columns = await describe(connection, call(declared));
  return { from: call(declared), columns };
}

/** Reads a file with as many text columns as its heading has, so that DuckDB's error names the first line that differs. */
async function refuseBadLine(
  connection: DuckDBConnection,
  file: InputFile,
  given: string | undefined,
): Promise<void> {
  const oneColumn = `header = false, delim = '\u0001', quote = '', escape = '', columns = {line: 'VARCHAR'}`;
  const scan = (details: string): string =>
    `read_csv([${sqlString(file.path)}], auto_detect = false, ${FIXED_CSV.join(', ')}, ${details})`;
  const heading = String(
    (await connection.runAndReadAll(`SELECT line FROM ${scan(oneColumn)} LIMIT 1`)).getRows()[0]?.[0] ?? '',
  );
  const fields = (delimiter: string): number =>
    heading.replace(/"(?:[^"]|"")*"/g, '').split(delimiter).length;
  const delimiter = given ?? [...DELIMITERS].sort((a, b) => fields(b) - fields(a))[0]!;
  const columns = Array.from({ length: fields(delimiter) }, (_, index) => `c${index}: 'VARCHAR'`);
  const details = `header = true, delim = ${sqlString(delimiter)}, quote = '"', escape = '"', columns = {${columns.join(', ')}}`;
  await connection.runAndReadAll(`SELECT count(*) FROM ${scan(details)} WHERE hash(COLUMNS(*)) IS NULL`);
}

async function jsonlReader(connection: DuckDBConnection, options: ReaderOptions): Promise<Reader> {
  const call = (columns: readonly ReaderColumn[] | undefined): string =>
    `read_json(${fileList(options.files)}, ${[
      "format = 'newline_delimited'",
      'records = true',
      `maximum_object_size = ${MAX_LINE_BYTES}`,
      // Objects whose keys vary would become a MAP or JSON; a struct keeps its names.
      'map_inference_threshold = -1',
      ...(columns === undefined
        ? ['sample_size = 100000']
        : [`columns = ${typesSql(new Map(columns.map(({ name, type }) => [name, type])))}`]),
    ].join(', ')}${byName(options.files)})`;
  if (await isEmpty(options.files)) throw empty('BAD_JSONL', options.files);
  const inferred = await describe(connection, call(undefined));
  const types = options.types ?? new Map<string, string>();
  checkDeclared(types, inferred);
  if (types.size === 0) return { from: call(undefined), columns: inferred };
  const columns = inferred.map(({ name, type }) => ({ name, type: types.get(name) ?? type }));
  return { from: call(columns), columns };
}

/** All of them: one empty file among others adds no rows. */
async function isEmpty(files: readonly InputFile[]): Promise<boolean> {
  const sizes = await Promise.all(files.map(async ({ path }) => (await stat(path)).size));
  return sizes.every((size) => size === 0);
}

const empty = (code: string, files: readonly InputFile[]): LakeveilError =>
  new LakeveilError(
    code,
    `Nothing was ingested: ${files.length === 1 ? files[0]!.name : 'every file'} is empty, so there are no columns. Check the file.`,
  );

async function describe(connection: DuckDBConnection, from: string): Promise<ReaderColumn[]> {
  const reader = await connection.runAndReadAll(`DESCRIBE SELECT * FROM ${from}`);
  return reader.getRows().map(([name, type]) => ({ name: String(name), type: String(type) }));
}

function checkDeclared(
  types: ReadonlyMap<string, string> | undefined,
  columns: readonly ReaderColumn[],
): void {
  const names = columns.map(({ name }) => name);
  for (const name of types?.keys() ?? []) {
    if (names.includes(name)) continue;
    throw new LakeveilError(
      'NO_SUCH_COLUMN',
      `Nothing was ingested: the files have no column "${name}".${didYouMean(name, names)} Columns: ${names.slice(0, 50).join(', ')}.`,
    );
  }
}

const fileList = (files: readonly InputFile[]): string =>
  `[${files.map(({ path }) => sqlString(path)).join(', ')}]`;

const byName = (files: readonly InputFile[]): string => (files.length > 1 ? ', union_by_name = true' : '');

const typesSql = (types: ReadonlyMap<string, string>): string =>
  `{${[...types].map(([name, type]) => `${sqlName(name)}: ${sqlString(type)}`).join(', ')}}`;
