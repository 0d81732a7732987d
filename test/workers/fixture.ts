import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { FileScan } from '../../catalog/iceberg/file-scan.js';
import { fieldIdsSql } from '../../catalog/iceberg/scan/field-ids-sql.js';
import type { Schema } from '../../catalog/iceberg/schema.js';
import type { OutputColumn, RunSpec, Task } from '../../workers/task.js';

export const SOURCE: Schema = {
  type: 'struct',
  'schema-id': 0,
  fields: [
    { id: 1, name: 'id', required: false, type: 'long' },
    { id: 2, name: 'transcript', required: false, type: 'string' },
  ],
};

export const TARGET: Schema = {
  type: 'struct',
  'schema-id': 0,
  fields: [
    { id: 1, name: 'id', required: false, type: 'long' },
    { id: 2, name: 'transcript_redacted', required: false, type: 'string' },
  ],
};

export const quarantineSchema = (keys: Schema['fields']): Schema => {
  const names = ['error_code', 'run_id', 'source_file'];
  const next = Math.max(0, ...keys.map(({ id }) => id)) + 1;
  return {
    type: 'struct',
    'schema-id': 0,
    fields: [
      ...keys,
      ...names.map((name, i) => ({ id: next + i, name, required: false, type: 'string' })),
      { id: next + 3, name: 'source_row', required: false, type: 'long' },
    ],
  };
};

export interface Fixture {
  readonly root: string;
  readonly scratch: string;
  readonly data: string;
  readonly quarantine: string;
}

export async function fixture(root: string): Promise<Fixture> {
  const made = {
    root,
    scratch: join(root, 'scratch'),
    data: join(root, 'target/data'),
    quarantine: join(root, 'quarantine/data'),
  };
  await mkdir(made.scratch, { recursive: true });
  await chmod(made.scratch, 0o700);
  return made;
}

/** Rows of a SELECT, in memory and single-threaded. */
export async function query(sql: string): Promise<Record<string, unknown>[]> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  try {
    return (await connection.runAndReadAll(sql)).getRowObjectsJson();
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** Writes a source data file and gives the task that reads it. */
export async function sourceTask(
  path: string,
  select: string,
  options: { readonly id?: string; readonly schema?: Schema; readonly rowGroup?: number } = {},
): Promise<Task> {
  const schema = options.schema ?? SOURCE;
  const [result] = await query(
    `COPY (${select}) TO '${path}' (FORMAT parquet, ROW_GROUP_SIZE ${options.rowGroup ?? 122_880}, FIELD_IDS ${fieldIdsSql(schema)})`,
  );
  return { id: options.id ?? '00000', scans: [scanOf(path, Number(result?.['Count'] ?? 0))] };
}

export const scanOf = (path: string, rows: number, range?: FileScan['rows']): FileScan => ({
  file: {
    content: 0,
    filePath: path,
    fileFormat: 'PARQUET',
    specId: 0,
    partition: [],
    recordCount: rows,
    fileSizeInBytes: 1,
  },
  ...(range === undefined ? {} : { rows: range }),
  deletes: [],
  constants: {},
});

export const KEEP_ID: OutputColumn = { fieldId: 1, name: 'id', from: { kind: 'keep', sourceFieldId: 1 } };

export const udfColumn = (
  udf: { builtin: string; options: unknown } | { module: string; column: string; options: unknown },
): OutputColumn => ({
  fieldId: 2,
  name: 'transcript_redacted',
  from: { kind: 'udf', udf, sourceFieldIds: [2] },
});

export function runSpec(at: Fixture, changes: Partial<RunSpec> = {}): RunSpec {
  return {
    runId: '0123456789abcdef0123456789abcdef',
    projection: { schema: SOURCE, fieldIds: [1, 2] },
    columns: [KEEP_ID, udfColumn({ builtin: 'identity', options: {} })],
    target: {
      dataLocation: at.data,
      schema: TARGET,
      spec: { 'spec-id': 0, fields: [] },
      targetFileBytes: 128e6,
      compression: 'zstd',
      withoutBounds: [],
    },
    quarantine: {
      dataLocation: at.quarantine,
      schema: quarantineSchema([TARGET.fields[0]!]),
      keySourceFieldIds: [1],
      withoutBounds: [],
    },
    limits: { batchRows: 2048, batchBytes: 8e6, maxCellBytes: 16e6, udfTimeoutMs: 30_000, memoryMb: 400 },
    scratch: at.scratch,
    key: new Uint8Array(32),
    ...changes,
  };
}
