import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Catalog } from '../../../catalog/catalog.js';
import { openFilesystemCatalog } from '../../../catalog/filesystem/filesystem-catalog.js';
import { findJob } from '../../../jobs/find-job.js';
import { resolveJob } from '../../../jobs/resolve-job.js';
import { runJob } from '../../../jobs/run/index.js';
import type { RunContext, RunReport } from '../../../jobs/run/types.js';
import type { Warehouse } from './support-warehouse.js';

const PACKAGE_ROOT = fileURLToPath(new URL('../../../..', import.meta.url));

/** The job that most tests here run: `support.calls` into `support.calls_safe`. */
export const CALLS_JOB = {
  source: 'support.calls',
  target: { table: 'support.calls_safe', mode: 'create' },
  key: ['id'],
  columns: { id: 'keep', customer_id: 'keep', transcript_redacted: { udf: 'redact', from: 'transcript' } },
  policy: { generator_default: 'Redaction' },
  threads: 1,
} as const;

/** Runs a job definition in this process. */
export async function runHere(
  home: Warehouse,
  definition: Readonly<Record<string, unknown>>,
  options: Partial<RunContext> & { readonly catalog?: Catalog } = {},
): Promise<RunReport> {
  return runJob(contextHere(home, definition, options));
}

export function contextHere(
  home: Warehouse,
  definition: Readonly<Record<string, unknown>>,
  options: Partial<RunContext> = {},
): RunContext {
  return {
    catalog: openFilesystemCatalog({ warehouse: home.warehouse }),
    job: resolveJob(definition, { name: 'test-job' }),
    jobName: 'test-job',
    ...options,
  };
}

/** Writes a job module with a UDF of its own over `transcript`, and gives the context of it. */
export async function jobModuleHere(
  home: Warehouse,
  name: string,
  udfBody: string,
  more: Readonly<Record<string, unknown>> = {},
): Promise<RunContext> {
  const folder = join(home.folder, 'jobs');
  await mkdir(folder, { recursive: true });
  await writeFile(
    join(folder, `${name}.mjs`),
    `import { defineJob, defineUdf } from 'lakeveil';
import { Table, Utf8, vectorFromArray } from 'apache-arrow';
import { z } from 'zod';
const answer = (values) => new Table({ out: vectorFromArray(values, new Utf8()) }).batches[0];
const udf = defineUdf({
  name: '${name}', version: '1', options: z.strictObject({}), input: ['utf8'], output: 'utf8',
  async open(options, context) {
    return { concurrency: 1, async apply(batch) { const texts = [...batch.getChildAt(0)]; ${udfBody} }, async close() {} };
  },
});
export default defineJob({
  ...${JSON.stringify({ ...CALLS_JOB, columns: undefined, policy: undefined })},
  columns: { id: 'keep', customer_id: 'keep', transcript_redacted: { udf, from: 'transcript' } },
  ...${JSON.stringify(more)},
});
`,
  );
  // Where the job file's own imports are found.
  await symlink(join(PACKAGE_ROOT, 'node_modules'), join(home.folder, 'node_modules')).catch(() => {});
  const found = await findJob(name, home.folder);
  return {
    catalog: openFilesystemCatalog({ warehouse: home.warehouse }),
    job: resolveJob(found.definition, { name }),
    jobName: name,
    ...(found.module === undefined ? {} : { jobModule: found.module }),
  };
}
