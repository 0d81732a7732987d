import type { Catalog, Table, TableIdentifier } from '../../catalog/catalog.js';
import type { Schema } from '../../catalog/iceberg/schema.js';
import { formatIdentifier } from '../../catalog/identifier.js';
import { loadIfExists } from '../../catalog/load-if-exists.js';
import { LakeveilError } from '../../errors.js';
import type { ResolvedJob } from '../resolved-job.js';
import { textFieldIds } from '../text-columns.js';
import { outputSchema, sameType, type WantedColumn } from './output-schema.js';
import { currentSchema } from './target.js';

/** `<target>_quarantine`: which rows did not make it, and why; never what they held. */
export interface PlannedQuarantine {
  readonly identifier: TableIdentifier;
  readonly table: Table | undefined;
  readonly location: string;
  readonly schema: Schema;
  readonly keySourceFieldIds: readonly number[];
  /** Of key columns that can hold text: no min/max is written for them. */
  readonly withoutBounds: readonly number[];
}

const OWN: readonly WantedColumn[] = [
  { name: 'error_code', type: 'string' },
  { name: 'run_id', type: 'string' },
  { name: 'source_file', type: 'string' },
  { name: 'source_row', type: 'long' },
];

/** Errors: INVALID_OPTION (a key column named as one of ours), SCHEMA_MISMATCH (the table exists with other columns). */
export async function planQuarantine(
  catalog: Catalog,
  job: ResolvedJob,
  target: TableIdentifier,
  source: Schema,
): Promise<PlannedQuarantine> {
  const identifier = { namespace: target.namespace, name: `${target.name}_quarantine` };
  const name = formatIdentifier(identifier);
  if (job.source.kind === 'table' && job.source.table === name) {
    throw new LakeveilError(
      'TARGET_IS_SOURCE',
      `The job "${job.name}" was not run: it reads ${name}, into which it would also put its failed rows. Use another --target.`,
    );
  }
  const keys = job.key.map((name) => source.fields.find((field) => field.name === name)!);
  const clash = keys.find((key) => OWN.some((own) => own.name === key.name));
  if (clash !== undefined) {
    throw new LakeveilError(
      'INVALID_OPTION',
      `The job "${job.name}" was not run: its key column ${JSON.stringify(clash.name)} has the name of a column that the ` +
        'quarantine table needs for itself. Use another key.',
    );
  }
  const wanted = [...keys.map(({ name, type }) => ({ name, type })), ...OWN];
  const table = await loadIfExists(catalog, identifier);
  const schema = table === undefined ? outputSchema(wanted, undefined) : existing(table, wanted);
  return {
    identifier,
    table,
    location: table?.metadata.location ?? (await catalog.defaultLocation(identifier)),
    schema,
    keySourceFieldIds: keys.map((key) => key.id),
    withoutBounds: textFieldIds(schema.fields.slice(0, keys.length)),
  };
}

function existing(table: Table, wanted: readonly WantedColumn[]): Schema {
  const schema = currentSchema(table);
  const fields = wanted.map((column) => {
    const field = schema.fields.find((one) => one.name === column.name);
    if (field !== undefined && sameType(field.type, column.type)) return field;
    throw new LakeveilError(
      'SCHEMA_MISMATCH',
      `Nothing was run: the quarantine table ${formatIdentifier(table.identifier)} has no column ` +
        `${JSON.stringify(column.name)} of the type that this job's key needs. Rename or drop that table, or change the job's key.`,
    );
  });
  return { ...schema, fields };
}
