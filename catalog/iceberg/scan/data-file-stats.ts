import type { DuckDBConnection } from '@duckdb/node-api';
import { LakeveilError } from '../../../errors.js';
import { duckdbError, sqlPath } from '../../../sql/duckdb.js';
import { loadQuery } from '../../../sql/load-query.js';
import type { DataFile } from '../data-file.js';
import type { Schema, Type } from '../schema.js';
import type { PartitionSpec } from '../table-metadata.js';
import { parseDate, parseTime, parseTimestamp } from '../values/date-time.js';
import { parsePrimitive } from '../values/primitive.js';
import { encodeSingleValue, parseDecimal, type Value } from '../values/single-value.js';
import {
  boundLength,
  lowerBytesBound,
  lowerTextBound,
  upperBytesBound,
  upperTextBound,
} from './truncate-bound.js';

/** One row of what `COPY … (FORMAT parquet, RETURN_STATS)` gives, read with `getRowObjectsJson()`. */
export interface CopyStats {
  readonly filename: string;
  readonly count: string | number;
  readonly file_size_bytes: string | number;
  readonly column_statistics: readonly {
    /** `"tags"."element"` */
    readonly key: string;
    readonly value: readonly { readonly key: string; readonly value: string | null }[];
  }[];
}

export interface DataFileFacts {
  /** Of the file, with field ids. */
  readonly schema: Schema;
  readonly spec: PartitionSpec;
  /** As in `DataFile.partition`; empty for an unpartitioned spec. */
  readonly partition: DataFile['partition'];
  /** Where the file is published, as the manifest will name it. */
  readonly filePath: string;
  /** Field ids (top-level or nested) whose bounds are left out: columns that may hold raw text. Covers all below them. */
  readonly withoutBounds?: readonly number[];
  /** See `readSplitOffsets`. */
  readonly splitOffsets?: readonly number[];
  readonly sortOrderId?: number;
}

/**
 * The manifest entry of a Parquet file that DuckDB wrote. Bounds of strings and binaries are cut to 16 code points or
 * bytes (the upper one rounded up), those of floats never NaN, −0.0 below and +0.0 above; a bound that DuckDB gives in
 * no form Iceberg has (infinite dates, years BC) is left out, as are NaN counts other than 0, which it doesn't count.
 * Throws INTERNAL if the statistics name a column that the schema lacks.
 */
export function dataFileFromCopyStats(stats: CopyStats, facts: DataFileFacts): DataFile {
  const leaves = leavesOf(facts.schema, new Set(facts.withoutBounds ?? []));
  const columnSizes: Record<number, number> = {};
  const valueCounts: Record<number, number> = {};
  const nullValueCounts: Record<number, number> = {};
  const nanValueCounts: Record<number, number> = {};
  const lowerBounds: Record<number, string> = {};
  const upperBounds: Record<number, string> = {};
  for (const { key, value } of stats.column_statistics) {
    const leaf = leaves.get(key.toLowerCase());
    if (!leaf) {
      throw new LakeveilError(
        'INTERNAL',
        'The statistics of a written file name a column that its schema lacks; the file was not used.',
      );
    }
    const facets = new Map(value.map((facet) => [facet.key, facet.value]));
    const count = (name: string): number | undefined => {
      const text = facets.get(name);
      return text === undefined || text === null ? undefined : Number(text);
    };
    set(columnSizes, leaf.id, count('column_size_bytes'));
    set(valueCounts, leaf.id, count('num_values'));
    set(nullValueCounts, leaf.id, count('null_count'));
    if (facets.get('has_nan') === 'false') nanValueCounts[leaf.id] = 0;
    if (!leaf.bounds) continue;
    set(lowerBounds, leaf.id, boundOf(leaf.type, facets.get('min'), 'lower'));
    set(upperBounds, leaf.id, boundOf(leaf.type, facets.get('max'), 'upper'));
  }
  return {
    content: 0,
    filePath: facts.filePath,
    fileFormat: 'PARQUET',
    specId: facts.spec['spec-id'],
    partition: facts.partition,
    recordCount: Number(stats.count),
    fileSizeInBytes: Number(stats.file_size_bytes),
    columnSizes,
    valueCounts,
    nullValueCounts,
    nanValueCounts,
    lowerBounds,
    upperBounds,
    ...(facts.splitOffsets === undefined ? {} : { splitOffsets: facts.splitOffsets }),
    ...(facts.sortOrderId === undefined ? {} : { sortOrderId: facts.sortOrderId }),
  };
}

/** Byte offsets of a local Parquet file's row groups, ascending. */
export async function readSplitOffsets(connection: DuckDBConnection, path: string): Promise<number[]> {
  try {
    const sql = loadQuery('split-offsets').replace('$file', () => sqlPath(path));
    return (await connection.runAndReadAll(sql)).getRows().map(([offset]) => Number(offset));
  } catch (error) {
    throw duckdbError(error, 'The footer of a written file was not read');
  }
}

interface Leaf {
  readonly id: number;
  readonly type: Type;
  readonly bounds: boolean;
}

/** Leaf columns by the path that DuckDB prints, lower case. */
function leavesOf(schema: Schema, withoutBounds: ReadonlySet<number>): Map<string, Leaf> {
  const leaves = new Map<string, Leaf>();
  const add = (path: string, id: number, type: Type, bounds: boolean): void => {
    const keep = bounds && !withoutBounds.has(id);
    const part = (name: string): string => `${path}."${name.replaceAll('"', '""')}"`;
    if (typeof type === 'string') leaves.set(path.toLowerCase(), { id, type, bounds: keep });
    else if (type.type === 'struct') {
      for (const field of type.fields) add(part(field.name), field.id, field.type, keep);
    } else if (type.type === 'list') add(part('element'), type['element-id'], type.element, keep);
    else {
      add(part('key'), type['key-id'], type.key, keep);
      add(part('value'), type['value-id'], type.value, keep);
    }
  };
  for (const field of schema.fields) add(`"${field.name.replaceAll('"', '""')}"`, field.id, field.type, true);
  return leaves;
}

function set<T>(record: Record<number, T>, id: number, value: T | undefined): void {
  if (value !== undefined) record[id] = value;
}

/** A bound as DuckDB prints it → single-value binary, base64. */
function boundOf(type: Type, text: string | null | undefined, side: 'lower' | 'upper'): string | undefined {
  if (text === undefined || text === null) return undefined;
  const value = boundValue(type, text, side);
  return value === undefined ? undefined : Buffer.from(encodeSingleValue(type, value)).toString('base64');
}

function boundValue(type: Type, text: string, side: 'lower' | 'upper'): Value | undefined {
  const primitive = parsePrimitive(type);
  switch (primitive.name) {
    case 'boolean':
      return text === '1' || text === 'true';
    case 'int':
      return /^-?\d+$/.test(text) ? Number(text) : undefined;
    case 'long':
      return /^-?\d+$/.test(text) ? BigInt(text) : undefined;
    case 'float':
    case 'double': {
      const infinite = /^(-?)inf/.exec(text);
      const number = infinite ? (infinite[1] === '-' ? -Infinity : Infinity) : Number(text);
      if (Number.isNaN(number)) return undefined;
      return number === 0 ? (side === 'lower' ? -0 : 0) : number;
    }
    case 'date':
      return parseDate(text);
    case 'time':
      return parseTime(text, 6);
    case 'timestamp':
      return parseTimestamp(text, 6, 'forbidden');
    case 'timestamp_ns':
    case 'timestamptz_ns':
      return parseTimestamp(text, 9, 'forbidden');
    case 'timestamptz':
      return parseTimestamp(text, 6, 'required');
    case 'string':
      return side === 'lower' ? lowerTextBound(text, boundLength) : upperTextBound(text, boundLength);
    case 'uuid':
      return text;
    case 'fixed':
    case 'binary': {
      if (!/^(?:[0-9A-Fa-f]{2})*$/.test(text)) return undefined;
      const bytes = new Uint8Array(Buffer.from(text, 'hex'));
      if (primitive.name === 'fixed') return bytes.byteLength === primitive.length ? bytes : undefined;
      return side === 'lower' ? lowerBytesBound(bytes, boundLength) : upperBytesBound(bytes, boundLength);
    }
    case 'decimal':
      return parseDecimal(text, primitive.scale);
  }
}
