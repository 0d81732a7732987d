import { fileURLToPath } from 'node:url';
import { parseTableReference } from '../../catalog/identifier.js';
import { loadIfExists } from '../../catalog/load-if-exists.js';
import { isNotIceberg } from '../../catalog/not-iceberg.js';
import { LakeveilError } from '../../errors.js';
import { ingestFiles } from '../ingest/ingest-files.js';
import type { RunContext } from './types.js';

/** Shipped with the package; from dist/jobs/run to the package's root. */
const SAMPLES = {
  'support-calls': fileURLToPath(new URL('../../../jobs/sample/support-calls.jsonl', import.meta.url)),
} as const;

/** Whether the job brings a sample and its source table does not exist. */
export async function sampleIsMissing({ catalog, job }: RunContext): Promise<boolean> {
  if (job.sample === undefined || job.source.kind !== 'table') return false;
  const { identifier } = parseTableReference(job.source.table);
  try {
    return (await loadIfExists(catalog, identifier)) === undefined;
  } catch (error) {
    if (isNotIceberg(error)) return false;
    throw error;
  }
}

/** Ingests the job's sample into its source table, if that does not exist, so that a first run needs nothing. */
export async function ingestSample(context: RunContext, scratch: string): Promise<void> {
  const { catalog, job } = context;
  if (job.sample === undefined || job.source.kind !== 'table' || !(await sampleIsMissing(context))) return;
  try {
    await ingestFiles(catalog, {
      files: [SAMPLES[job.sample]],
      table: job.source.table,
      mode: 'create',
      scratch,
    });
  } catch (error) {
    // Somebody else's first run was quicker: its sample is as good.
    if (error instanceof LakeveilError && error.code === 'TABLE_EXISTS') return;
    throw error;
  }
  context.onEvent?.({
    type: 'notice',
    code: 'SAMPLE_INGESTED',
    message: `The table ${job.source.table} did not exist: the shipped sample (five support calls) was ingested into it.`,
  });
}
