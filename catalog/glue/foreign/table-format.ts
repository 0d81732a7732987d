import type { Table as GlueTable, StorageDescriptor } from '@aws-sdk/client-glue';
import { LakeveilError } from '../../../errors.js';

/** How the files of a Hive table are to be read. */
export type ForeignFormat =
  | { readonly kind: 'parquet' }
  /** LazySimpleSerDe: no quotes; `nullText` stands for null. */
  | {
      readonly kind: 'text';
      readonly delimiter: string;
      readonly escape: string | undefined;
      readonly nullText: string;
      readonly headerLines: number;
    }
  /** OpenCSVSerde: there is no null. */
  | {
      readonly kind: 'csv';
      readonly delimiter: string;
      readonly quote: string;
      readonly escape: string;
      readonly headerLines: number;
    }
  | { readonly kind: 'json' };

const PARQUET_SERDES = new Set([
  'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe',
  'parquet.hive.serde.ParquetHiveSerDe',
]);
const PARQUET_INPUTS = new Set([
  'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat',
  'parquet.hive.DeprecatedParquetInputFormat',
]);
const TEXT_INPUT = 'org.apache.hadoop.mapred.TextInputFormat';
const LAZY_SIMPLE = 'org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe';
const OPEN_CSV = 'org.apache.hadoop.hive.serde2.OpenCSVSerde';
const JSON_SERDES = new Set([
  'org.openx.data.jsonserde.JsonSerDe',
  'org.apache.hive.hcatalog.data.JsonSerDe',
  'org.apache.hadoop.hive.serde2.JsonSerDe',
]);

/**
 * The format of a table, or of one of its partitions, from its descriptor. Only what is known for certain is read: another
 * table format that keeps its files as Parquet (Delta, Hudi) would give rows that were deleted.
 *
 * Throws UNSUPPORTED_FEATURE naming what is not implemented.
 */
export function foreignFormat(glue: GlueTable, storage: StorageDescriptor): ForeignFormat {
  const parameters = glue.Parameters ?? {};
  const refuse = (feature: string): LakeveilError => unsupportedTable(glue, feature);
  for (const name of ['table_type', 'spark.sql.sources.provider']) {
    const kind = parameters[name]?.toLowerCase();
    if (kind !== undefined && !/^(?:parquet|csv|json|text|hive|external_table|managed_table)$/.test(kind))
      throw refuse(`the table format ${safe(kind)}`);
  }
  if (glue.TableType === 'VIRTUAL_VIEW') throw refuse('a view in place of files');
  if (isTrue(parameters['transactional'])) throw refuse("Hive's transactions (ACID)");
  if (isTrue(parameters['projection.enabled'])) throw refuse('partition projection');
  if (isTrue(parameters['has_encrypted_data'])) throw refuse('client-side encryption');

  const input = storage.InputFormat ?? '';
  const serde = storage.SerdeInfo?.SerializationLibrary ?? '';
  const settings = { ...storage.Parameters, ...storage.SerdeInfo?.Parameters };
  const setting = (...names: string[]): string | undefined =>
    names.map((name) => settings[name] ?? parameters[name]).find((value) => value !== undefined);

  if (PARQUET_INPUTS.has(input) && PARQUET_SERDES.has(serde)) {
    if (isTrue(setting('parquet.column.index.access'))) throw refuse('Parquet columns by position');
    return { kind: 'parquet' };
  }
  if (input !== TEXT_INPUT) throw refuse(`the input format ${safe(input)}`);
  const encoding = setting('serialization.encoding')
    ?.toLowerCase()
    .replace(/[^a-z0-9]/g, '');
  if (encoding !== undefined && encoding !== 'utf8') throw refuse('text that is not UTF-8');
  if ((setting('skip.footer.line.count') ?? '0') !== '0') throw refuse('lines to skip at the end of files');
  const headerLines = lines(setting('skip.header.line.count'));
  if (headerLines === undefined) throw refuse('a number of header lines that is none');

  if (JSON_SERDES.has(serde)) {
    if (headerLines > 0) throw refuse('header lines of JSON files');
    const mapped = Object.keys(settings).some((name) => name.startsWith('mapping.'));
    if (mapped || isTrue(setting('dots.in.keys'))) throw refuse('JSON keys that are mapped to other columns');
    if (setting('case.insensitive')?.toLowerCase() === 'false') throw refuse('JSON keys by case');
    return { kind: 'json' };
  }
  if (serde === OPEN_CSV) {
    const delimiter = character(setting('separatorChar') ?? ',');
    const quote = character(setting('quoteChar') ?? '"');
    const escapeCharacter = character(setting('escapeChar') ?? '\\');
    if (delimiter === undefined || quote === undefined || escapeCharacter === undefined)
      throw refuse('a CSV delimiter, quote or escape of several characters');
    return { kind: 'csv', delimiter, quote, escape: escapeCharacter, headerLines };
  }
  if (serde === LAZY_SIMPLE) {
    const delimiter = character(setting('field.delim', 'serialization.format') ?? '\u0001');
    const escapeSetting = setting('escape.delim');
    const escapeCharacter = escapeSetting === undefined ? undefined : character(escapeSetting);
    const line = setting('line.delim');
    if (delimiter === undefined || (escapeSetting !== undefined && escapeCharacter === undefined))
      throw refuse('a field delimiter or escape of several characters');
    if (line !== undefined && line !== '\n' && line !== '\\n') throw refuse('another line delimiter');
    if (setting('timestamp.formats') !== undefined) throw refuse('timestamp formats of its own');
    if (isTrue(setting('serialization.last.column.takes.rest')))
      throw refuse('a last column that takes the rest of the line');
    const nullText = setting('serialization.null.format') ?? '\\N';
    return { kind: 'text', delimiter, escape: escapeCharacter, nullText, headerLines };
  }
  throw refuse(`the SerDe ${safe(serde)}`);
}

/** UNSUPPORTED_FEATURE: nothing was read. */
export function unsupportedTable(glue: GlueTable, feature: string): LakeveilError {
  return new LakeveilError(
    'UNSUPPORTED_FEATURE',
    `Nothing was read: the Glue table ${glue.DatabaseName}.${glue.Name} has ${feature}, which Lakeveil does not implement. Copy it into an Iceberg table (CREATE TABLE AS in Athena), and take that as the source.`,
    { details: { feature } },
  );
}

/** A setting of somebody else's, as far as a message may show it. */
const safe = (text: string): string => (/^[\w.$-]{1,120}$/.test(text) ? text : 'of an unknown name');

const isTrue = (text: string | undefined): boolean => text?.toLowerCase() === 'true';

function lines(text: string | undefined): number | undefined {
  if (text === undefined || text === '') return 0;
  return /^\d{1,4}$/.test(text) ? Number(text) : undefined;
}

/** Hive takes a character, the number of a byte, or an escape sequence of DDL (LazyUtils.getByte). */
function character(text: string): string | undefined {
  if (/^\d{1,3}$/.test(text) && Number(text) < 128) return String.fromCharCode(Number(text));
  const escaped: Readonly<Record<string, string>> = { '\\t': '\t', '\\\\': '\\', '\\"': '"', "\\'": "'" };
  const known = escaped[text];
  if (known !== undefined) return known;
  const unicode = /^\\u00([0-7][0-9a-f])$/i.exec(text)?.[1];
  if (unicode !== undefined) return String.fromCharCode(Number.parseInt(unicode, 16));
  return text.length === 1 && text !== '\n' && text !== '\r' ? text : undefined;
}
