import { join } from 'node:path';
import { LakeveilError } from '../../../errors.js';
import { type DuckDB, duckdbError, sqlName, sqlPath, sqlString } from '../../../sql/duckdb.js';
import { bounded } from '../../file-io/bounded.js';
import type { FileIO } from '../../file-io/file-io.js';
import { shownLocation } from '../../file-io/shown-location.js';
import type { DataFile } from '../../iceberg/data-file.js';
import { physicalDuckDBType } from '../../iceberg/scan/parquet-schema.js';
import { projectField } from '../../iceberg/scan/project-field.js';
import type { NestedField } from '../../iceberg/schema.js';
import { icebergToDuckDB } from '../../iceberg/values/duckdb-type.js';
import type { ForeignSchema } from './foreign-schema.js';
import { spelledColumns } from './json-keys.js';
import { copyToParquet } from './parquet-files.js';
import type { ForeignFile } from './table-files.js';
import type { ForeignFormat } from './table-format.js';

type TextFormat = Exclude<ForeignFormat, { kind: 'parquet' }>;

/** Files at a time: one is fetched while another is read. */
const CONCURRENCY = 2;
/** A longer line is refused; DuckDB keeps several buffers of that size. */
const MAX_LINE_BYTES = 32 * 1024 * 1024;
/** A null that is in no text, so that nothing is taken for one; DuckDB wants it free of the format's own characters. */
const never = (...own: readonly string[]): string =>
  [...'\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017'].filter((one) => !own.includes(one)).join('');

/**
 * CSV, delimited text and JSON lines as Parquet files on scratch, one for each, with the table's field ids. DuckDB reads
 * and writes; no row enters JavaScript. What does not fit its column's type is an error, not a null.
 *
 * Errors: BAD_CSV, BAD_JSONL, INVALID_TEXT, UNSUPPORTED_FEATURE, FileIO's.
 */
export async function textDataFiles(
  files: readonly ForeignFile[],
  format: TextFormat,
  schema: ForeignSchema,
  io: (location: string) => FileIO,
  db: DuckDB,
  scratch: string,
): Promise<DataFile[]> {
  const dataFiles: DataFile[] = new Array(files.length);
  await bounded(files.entries(), CONCURRENCY, async ([i, file]) => {
    const compression = compressionOf(file);
    const copy = await io(file.location).localCopy(file.location);
    try {
      const source = { path: copy.path, compression, location: file.location };
      if (format.kind === 'csv') await checkQuotes(db, source, format);
      const select =
        format.kind === 'json'
          ? await jsonSelect(db, source, schema)
          : delimitedSelect(source, format, schema.fileFields);
      dataFiles[i] = await copyToParquet(db, select, {
        file,
        schema,
        target: join(scratch, `text-${i}.parquet`),
      });
    } catch (error) {
      throw textError(error, format, file);
    } finally {
      await copy.release();
    }
  });
  return dataFiles;
}

interface TextSource {
  readonly path: string;
  readonly compression: 'uncompressed' | 'gzip' | 'zstd';
  readonly location: string;
}

/** Hive tells it from the end of the name. */
function compressionOf({ location }: ForeignFile): TextSource['compression'] {
  if (/\.gz(?:ip)?$/i.test(location)) return 'gzip';
  if (/\.zst$/i.test(location)) return 'zstd';
  const other = /\.(bz2|snappy|lz4|lzo|lzo_deflate|deflate|xz|zip|br)$/i.exec(location)?.[1];
  if (other === undefined) return 'uncompressed';
  throw new LakeveilError(
    'UNSUPPORTED_FEATURE',
    `Nothing was read: ${shownLocation(location)} is compressed as ${other.toLowerCase()}, which is not implemented for text; gzip and zstd are.`,
    { details: { feature: `${other.toLowerCase()} text`, location: shownLocation(location) } },
  );
}

function delimitedSelect(
  source: TextSource,
  format: Extract<TextFormat, { kind: 'text' | 'csv' }>,
  fields: readonly NestedField[],
): string {
  const columns = fields.map((field, i) => `${cellSql(`c${i}`, field, format)} AS ${sqlName(field.name)}`);
  const options = readOptions(source, format);
  const names = fields.map((_, i) => `c${i}: 'VARCHAR'`).join(', ');
  if (format.kind === 'csv') {
    return `SELECT ${columns.join(', ')} FROM read_csv(${[
      ...options,
      `delim = ${sqlString(format.delimiter)}`,
      `quote = ${sqlString(format.quote)}`,
      `escape = ${sqlString(format.escape)}`,
      `nullstr = ${sqlString(never(format.delimiter, format.quote, format.escape))}`,
      'strict_mode = true',
      `columns = {${names}}`,
    ].join(', ')})`;
  }
  if (format.escape === undefined) {
    return `SELECT ${columns.join(', ')} FROM read_csv(${[
      ...options,
      `delim = ${sqlString(format.delimiter)}`,
      "quote = ''",
      "escape = ''",
      `nullstr = ${sqlString(format.nullText)}`,
      'strict_mode = true',
      `columns = {${names}}`,
    ].join(', ')})`;
  }
  // With escapes, null is told from the field as it stands, before they are taken away. So lines are split here.
  const delimiter = escapedForClass(format.delimiter);
  const escapeClass = escapedForClass(format.escape);
  const field = `((?:[${escapeClass}].|[^${escapeClass}${delimiter}])*)[${delimiter}]`;
  const split = `regexp_extract_all(line || ${sqlString(format.delimiter)}, ${sqlString(field)}, 1)`;
  const unescaped = fields.map((_, i) => {
    const cell = `cells[${i + 1}]`;
    return `CASE WHEN ${cell} = ${sqlString(format.nullText)} THEN NULL ELSE regexp_replace(${cell}, ${sqlString(`[${escapeClass}](.)`)}, '\\1', 'g') END AS c${i}`;
  });
  // It would take the end of the line for a part of its field.
  const openEnd = `regexp_matches(line, ${sqlString(`(?:^|[^${escapeClass}])(?:[${escapeClass}]{2})*[${escapeClass}]$`)})`;
  const cells = `CASE WHEN ${openEnd} THEN error('Unterminated Field') ELSE ${split} END`;
  return `SELECT ${columns.join(', ')} FROM (SELECT ${unescaped.join(', ')} FROM (SELECT CASE WHEN len(cells) > ${fields.length} THEN error('Expected Number of Columns') ELSE cells END AS cells FROM (SELECT ${cells} AS cells FROM ${linesSql(source, format)})))`;
}

function readOptions(source: TextSource, format: { readonly headerLines: number }): string[] {
  return [
    sqlPath(source.path),
    'auto_detect = false',
    'header = false',
    `skip = ${format.headerLines}`,
    `compression = '${source.compression === 'uncompressed' ? 'none' : source.compression}'`,
    "comment = ''",
    'null_padding = true',
    `max_line_size = ${MAX_LINE_BYTES}`,
    `buffer_size = ${MAX_LINE_BYTES * 2}`,
  ];
}

/** A relation of whole lines, as `line`. */
function linesSql(
  source: TextSource,
  format: { readonly headerLines: number; readonly delimiter: string },
): string {
  return `read_csv(${[
    ...readOptions(source, format),
    `delim = ${sqlString(format.delimiter === '\u0001' ? '\u0002' : '\u0001')}`,
    "quote = ''",
    "escape = ''",
    `nullstr = ${sqlString(never())}`,
    'strict_mode = true',
    "columns = {line: 'VARCHAR'}",
  ].join(', ')})`;
}

/**
 * Hive's reader (opencsv) and DuckDB's agree where a field ends only if quotes stand around whole fields. With one in the
 * midst of a field (`said "hi, there"`) the text after the delimiter would come out in the next column, which a job may keep
 * as it is, and in a row without its last columns nobody would notice. Such lines are refused.
 */
async function checkQuotes(
  db: DuckDB,
  source: TextSource,
  format: Extract<TextFormat, { kind: 'csv' }>,
): Promise<void> {
  const [quote, delimiter] = [escapedForClass(format.quote), escapedForClass(format.delimiter)];
  const blanks = format.delimiter === ' ' ? '' : ' *';
  const field = `(?:${blanks}[${quote}](?:${quotedText(format)})*[${quote}]${blanks}|[^${quote}${delimiter}]*)`;
  const line = `${field}(?:[${delimiter}]${field})*`;
  const connection = await db.connect();
  try {
    await connection.run(
      `SELECT count(*) FROM ${linesSql(source, format)} WHERE CASE WHEN regexp_full_match(line, ${sqlString(line)}) THEN false ELSE error('Unterminated Field') END`,
    );
  } finally {
    connection.closeSync();
  }
}

/** A piece of what stands between quotes, as a regular expression. */
function quotedText({ quote, escape: escapeCharacter }: { readonly quote: string; readonly escape: string }) {
  const [quotes, escapes] = [escapedForClass(quote), escapedForClass(escapeCharacter)];
  // Hive's SerDe takes this escape for its default, under which the backslash is one too.
  if (escapeCharacter === '"') {
    return quote === '"' ? '[^"\\\\]|""|\\\\[^"]' : `[^"\\\\${quotes}]`;
  }
  if (escapeCharacter === quote) return `[^${quotes}]|[${quotes}]{2}`;
  return `[^${quotes}${escapes}]|[${escapes}].`;
}

/** Inside `[…]` of a regular expression. */
const escapedForClass = (character: string): string => `\\x{${character.codePointAt(0)!.toString(16)}}`;

function cellSql(cell: string, field: NestedField, format: TextFormat): string {
  const { type } = field;
  if (type === 'string') return cell;
  const isCsv = format.kind === 'csv';
  // The text of these is the SerDe's own: Base64, days or milliseconds since 1970, delimiters of the next level.
  if (
    typeof type !== 'string' ||
    type === 'binary' ||
    type === 'timestamptz' ||
    (isCsv && (type === 'date' || type === 'timestamp'))
  ) {
    throw new LakeveilError(
      'UNSUPPORTED_FEATURE',
      `Nothing was read: the column "${field.name}" of delimited text has a type (${typeof type === 'string' ? type : type.type}) that is not implemented there.`,
      { details: { feature: 'a column type in delimited text', column: field.name } },
    );
  }
  return `CAST(nullif(trim(${cell}), '') AS ${icebergToDuckDB(type)})`;
}

async function jsonSelect(db: DuckDB, source: TextSource, schema: ForeignSchema): Promise<string> {
  const options = [
    sqlPath(source.path),
    "format = 'newline_delimited'",
    `compression = '${source.compression}'`,
    `maximum_object_size = ${MAX_LINE_BYTES}`,
  ];
  const connection = await db.connect();
  let structure: unknown;
  try {
    const found = await connection.runAndReadAll(
      `SELECT CAST(json_group_structure(json) AS VARCHAR) FROM read_json_objects(${options.join(', ')})`,
    );
    structure = JSON.parse(String(found.getRows()[0]?.[0] ?? 'null'));
  } finally {
    connection.closeSync();
  }
  const columns = spelledColumns(schema.fileFields, structure);
  if (columns === undefined) {
    throw new LakeveilError(
      'UNSUPPORTED_FEATURE',
      `Nothing was read: ${shownLocation(source.location)} has JSON keys that differ in case alone, so columns can't be told apart.`,
      { details: { feature: 'JSON keys that differ in case', location: shownLocation(source.location) } },
    );
  }
  const types = columns.map(({ name, type }) => `${sqlName(name)}: ${sqlString(physicalDuckDBType(type))}`);
  const selected = schema.fileFields.map((field, i) => {
    const { name, type } = columns[i]!;
    return `${projectField(sqlName(name), type, field.type, field.name)} AS ${sqlName(field.name)}`;
  });
  return `SELECT ${selected.join(', ')} FROM read_json(${[
    ...options,
    'records = true',
    `columns = {${types.join(', ')}}`,
  ].join(', ')})`;
}

/** DuckDB's message quotes the line: only which file it was is taken over. */
function textError(error: unknown, format: TextFormat, file: ForeignFile): LakeveilError {
  if (error instanceof LakeveilError) return error;
  const place = shownLocation(file.location);
  const coded = duckdbError(error, `Nothing was read: ${place} could not be`);
  if (['INVALID_TEXT', 'DISK_FULL', 'OUT_OF_MEMORY', 'INTERRUPTED', 'FILE_NOT_FOUND'].includes(coded.code))
    return coded;
  // A statement that DuckDB does not take is our mistake, not the file's.
  if (['Binder', 'Parser', 'Catalog', 'Not implemented', 'Internal'].includes(String(coded.details['kind'])))
    return coded;
  const details = { location: place };
  return format.kind === 'json'
    ? new LakeveilError(
        'BAD_JSONL',
        `Nothing was read: a line of ${place} is no JSON object, or has a value that does not fit the type of its column in Glue. Mend the file, or the column.`,
        { details },
      )
    : new LakeveilError(
        'BAD_CSV',
        `Nothing was read: a line of ${place} has more fields than the table has columns, a quote or an escape character that leaves open where a field ends, or a value that does not fit the type of its column in Glue. Mend the file, or the column.`,
        { details },
      );
}
