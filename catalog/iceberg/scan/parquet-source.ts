import { LakeveilError } from '../../../errors.js';
import { sqlName, sqlPath, sqlString } from '../../../sql/duckdb.js';
import { shownLocation } from '../../file-io/shown-location.js';
import type { NameMapping } from '../file-scan.js';
import {
  applyNameMapping,
  type LocatedFile,
  type PhysicalField,
  type PhysicalSchema,
  physicalDuckDBType,
} from './parquet-schema.js';

/** Files of one physical schema, as a relation for FROM; `file_row_number` and `file_index` are there too. */
export interface ParquetSource {
  readonly fields: readonly PhysicalField[];
  /** The SQL name of a top-level column; the column is read only if it was named so. */
  column(field: PhysicalField): string;
  /** `read_parquet(…)` with the columns named so far. */
  from(): string;
  /** The columns named so far. */
  readonly used: ReadonlySet<PhysicalField>;
}

/**
 * Columns are read by field id (`schema = MAP {…}`), so that names in the file, even `file_row_number` or two that
 * differ only in case, never matter. Files without ids are read by name through the table's name mapping.
 * Throws NO_FIELD_IDS for such files if there is none.
 */
export function parquetSource(
  files: readonly LocatedFile[],
  schema: PhysicalSchema,
  nameMapping: readonly NameMapping[] | undefined,
): ParquetSource {
  const paths =
    files.length === 1 ? sqlPath(files[0]!.path) : `[${files.map((file) => sqlPath(file.path)).join(', ')}]`;
  if (!schema.hasIds) return byName(files, paths, schema, nameMapping);
  const columns = new Map<number, string>();
  const used = new Set<PhysicalField>();
  return {
    fields: schema.fields,
    used,
    column(field) {
      used.add(field);
      const type = physicalDuckDBType(field.type);
      columns.set(
        field.id!,
        `${field.id}: {name: 'c${field.id}', type: ${sqlString(type)}, default_value: NULL}`,
      );
      return `c${field.id}`;
    },
    from() {
      if (columns.size === 0) return `read_parquet(${paths}, hive_partitioning = false)`;
      return `read_parquet(${paths}, schema = MAP {${[...columns.values()].join(', ')}}, hive_partitioning = false)`;
    },
  };
}

function byName(
  files: readonly LocatedFile[],
  paths: string,
  schema: PhysicalSchema,
  nameMapping: readonly NameMapping[] | undefined,
): ParquetSource {
  const location = shownLocation(files[0]!.location);
  if (nameMapping === undefined) {
    throw new LakeveilError(
      'NO_FIELD_IDS',
      `The data file ${location} holds no Iceberg field ids and the table has no name mapping, so its columns can't be told apart; nothing was read. Set the table property schema.name-mapping.default.`,
      { details: { location } },
    );
  }
  const names = new Set<string>();
  for (const { name } of schema.fields) {
    const folded = name.toLowerCase();
    if (names.has(folded) || folded === 'file_row_number' || folded === 'file_index') {
      throw new LakeveilError(
        'UNSUPPORTED_FEATURE',
        `The data file ${location} holds no field ids, and a column that is named like another one or 'file_row_number'; it was not read.`,
        { details: { feature: 'ambiguous column names without field ids', location } },
      );
    }
    names.add(folded);
  }
  const used = new Set<PhysicalField>();
  return {
    fields: applyNameMapping(schema.fields, nameMapping),
    used,
    column(field) {
      used.add(field);
      return sqlName(field.name);
    },
    from: () => `read_parquet(${paths}, hive_partitioning = false)`,
  };
}
