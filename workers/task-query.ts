import { icebergToDuckDB } from '../catalog/iceberg/values/duckdb-type.js';
import { LakeveilError } from '../errors.js';
import { sqlName } from '../sql/duckdb.js';
import type { UdfType } from '../udfs/udf.js';
import { inputTypes, type OpenedUdf } from './opened-udf.js';
import type { RunSpec } from './task.js';

export const DUCKDB_TYPE: Record<UdfType, string> = {
  utf8: 'VARCHAR',
  int64: 'BIGINT',
  float64: 'DOUBLE',
  bool: 'BOOLEAN',
};

/** One column of the chunks that a task's scan yields and its staging table holds, in this order. */
export interface StagedColumn {
  readonly name: string;
  readonly duckdbType: string;
  readonly sql: string;
}

/**
 * The shape of a task's chunks:
 *
 * - `s<field id>`: source columns that are kept, or that name a quarantined row. They never leave DuckDB.
 * - `o<i>`: one a UDF column, null until the UDF's answer is written there. The target reads its UDF columns from these alone.
 * - `code`: null, or why the row is quarantined.
 * - `source_row`, `source_file` (a hash: the path would be copied for every row).
 * - `i<j>`: UDF inputs, one a distinct source column and type. Made null before the chunk is staged, so no source text is staged.
 * - `large`: whether an input cell is longer than `maxCellBytes`; such a cell is null already in `i<j>`.
 */
export interface TaskQuery {
  readonly sql: string;
  readonly columns: readonly StagedColumn[];
  readonly outputs: readonly { readonly index: number; readonly udf: OpenedUdf }[];
  readonly inputs: readonly { readonly index: number; readonly type: UdfType }[];
  /** Of each UDF, its inputs as positions in `inputs`. */
  readonly udfInputs: readonly (readonly number[])[];
  readonly code: number;
  readonly large: number;
}

export interface ScanSource {
  readonly sql: string;
  readonly columns: readonly {
    readonly fieldId: number;
    readonly name: string;
    readonly duckdbType: string;
  }[];
}

export function taskQuery(
  scan: ScanSource,
  spec: Pick<RunSpec, 'columns' | 'quarantine' | 'limits'>,
  udfs: readonly OpenedUdf[],
  maxRows?: number,
): TaskQuery {
  const source = (fieldId: number): ScanSource['columns'][number] => {
    const column = scan.columns.find((candidate) => candidate.fieldId === fieldId);
    if (column !== undefined) return column;
    throw new LakeveilError(
      'INTERNAL',
      `The split was not read: its scan lacks the source column of id ${fieldId}.`,
    );
  };
  const columns: StagedColumn[] = [];
  const add = (name: string, duckdbType: string, sql: string): number =>
    columns.push({ name, duckdbType, sql }) - 1;

  const staged = new Set(spec.quarantine.keySourceFieldIds);
  for (const column of spec.columns) if (column.from.kind === 'keep') staged.add(column.from.sourceFieldId);
  for (const id of staged) add(`s${id}`, source(id).duckdbType, sqlName(source(id).name));

  const outputs = udfs.map((udf, i) => {
    const type = DUCKDB_TYPE[udf.udf.output];
    return { index: add(`o${i}`, type, `CAST(NULL AS ${type})`), udf };
  });
  const code = add('code', 'VARCHAR', 'CAST(NULL AS VARCHAR)');
  add('source_row', 'BIGINT', '"__row"');
  add('source_file', 'UBIGINT', 'hash("__file")');

  const inputs: { index: number; type: UdfType }[] = [];
  const positions = new Map<string, number>();
  const tooLarge: string[] = [];
  const input = (fieldId: number, type: UdfType): number => {
    const key = `${fieldId} ${type}`;
    const known = positions.get(key);
    if (known !== undefined) return known;
    const { name: column, duckdbType } = source(fieldId);
    // Of text inputs only a scope column may be of another type: an id is known by its text.
    const isText = duckdbType === DUCKDB_TYPE.utf8;
    const name = type === 'utf8' && !isText ? `CAST(${sqlName(column)} AS VARCHAR)` : sqlName(column);
    let sql = type === 'utf8' ? name : `CAST(${name} AS ${DUCKDB_TYPE[type]})`;
    if (type === 'utf8') {
      const isLarge = `strlen(${name}) > ${Math.floor(spec.limits.maxCellBytes)}`;
      tooLarge.push(`coalesce(${isLarge}, false)`);
      sql = `CASE WHEN ${isLarge} THEN NULL ELSE ${name} END`;
    }
    const position = inputs.push({ index: add(`i${inputs.length}`, DUCKDB_TYPE[type], sql), type }) - 1;
    positions.set(key, position);
    return position;
  };
  const udfInputs = udfs.map((udf) => {
    const types = inputTypes(udf);
    return udf.sourceFieldIds.map((id, i) => input(id, types[i]!));
  });
  const large = add('large', 'BOOLEAN', tooLarge.length === 0 ? 'false' : tooLarge.join(' OR '));

  const select = columns.map((column) => `${column.sql} AS ${column.name}`).join(', ');
  const limit = maxRows === undefined ? '' : ` LIMIT ${Math.max(0, Math.floor(maxRows))}`;
  return {
    sql: `SELECT ${select} FROM (${scan.sql})${limit}`,
    columns,
    outputs,
    inputs,
    udfInputs,
    code,
    large,
  };
}

/** The target's columns out of the staging table, in the target's types. */
export function targetSelect(spec: Pick<RunSpec, 'columns' | 'target'>, udfs: readonly OpenedUdf[]): string {
  return spec.columns
    .map((column) => {
      const field = spec.target.schema.fields.find((candidate) => candidate.id === column.fieldId);
      if (field === undefined) {
        throw new LakeveilError(
          'INTERNAL',
          `Nothing was written: the target's schema lacks the column of id ${column.fieldId}.`,
        );
      }
      const from =
        column.from.kind === 'keep'
          ? `s${column.from.sourceFieldId}`
          : `o${udfs.findIndex((udf) => udf.fieldId === column.fieldId)}`;
      return `CAST(${from} AS ${icebergToDuckDB(field.type)}) AS ${sqlName(field.name)}`;
    })
    .join(', ');
}
