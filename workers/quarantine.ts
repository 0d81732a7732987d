import { shownLocation } from '../catalog/file-io/shown-location.js';
import { icebergToDuckDB } from '../catalog/iceberg/values/duckdb-type.js';
import { LakeveilError } from '../errors.js';
import { sqlName, sqlString } from '../sql/duckdb.js';
import type { RunSpec, Task } from './task.js';

/** Quarantined rows of a staging table as the quarantine table has them: keys, code, run id and place; no text of theirs. */
export function quarantineSelect(stage: string, spec: RunSpec, task: Task): string {
  const { keySourceFieldIds, schema } = spec.quarantine;
  const facts = ['code', sqlString(spec.runId), 'files.path', 'source_row'];
  const from = [...keySourceFieldIds.map((id) => `s${id}`), ...facts];
  if (from.length !== schema.fields.length) {
    throw new LakeveilError(
      'INTERNAL',
      'The quarantined rows were not written: the quarantine schema has another shape.',
    );
  }
  const columns = schema.fields.map(
    (field, i) => `CAST(${from[i]} AS ${icebergToDuckDB(field.type)}) AS ${sqlName(field.name)}`,
  );
  // Shown without the values of Hive-style folders (`name=Jane Roe/`), which are text of the source as well.
  const paths = [...new Set(task.scans.map(({ file }) => file.filePath))].map(
    (path) => `{path: ${sqlString(path)}, shown: ${sqlString(shownLocation(path))}}`,
  );
  const files = `(SELECT hash(file.path) AS id, min(file.shown) AS path FROM (SELECT unnest([${paths.join(', ')}]) AS file) GROUP BY 1)`;
  return `SELECT ${columns.join(', ')} FROM ${stage} LEFT JOIN ${files} files ON files.id = source_file WHERE code IS NOT NULL`;
}
