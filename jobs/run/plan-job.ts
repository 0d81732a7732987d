import { openFilesystemCatalog } from '../../catalog/filesystem/filesystem-catalog.js';
import { openScratch } from '../scratch.js';
import { ingestSample, sampleIsMissing } from './ingest-sample.js';
import { reportPlan } from './plan-report.js';
import { prepareRun } from './prepare-run.js';
import type { PlanReport, RunContext } from './types.js';

/** What `runJob` would do; changes nothing. Errors: those of `prepareRun`. */
export async function planJob(context: RunContext): Promise<PlanReport> {
  const scratch = await openScratch();
  try {
    if (await sampleIsMissing(context)) return await planOverSample(context, scratch.path);
    const run = await prepareRun(context, scratch.path);
    run.splits.close();
    return reportPlan(context, run, (await run.journal.results()).size);
  } finally {
    await scratch.remove();
  }
}

/** The sample would be ingested first: a plan over a warehouse in scratch that holds nothing else shows the rest. */
async function planOverSample(context: RunContext, scratch: string): Promise<PlanReport> {
  const inScratch = { ...context, catalog: openFilesystemCatalog({ warehouse: `${scratch}/warehouse` }) };
  await ingestSample(inScratch, scratch);
  const run = await prepareRun(inScratch, scratch);
  run.splits.close();
  const plan = reportPlan(inScratch, run, 0);
  const table = plan.source.table;
  return {
    ...plan,
    // Of the scratch copy; the real run's source has a snapshot of its own.
    runId: '',
    source: { table, files: plan.source.files },
    notices: [
      `The table ${table} does not exist yet: the run first ingests the shipped sample into it.`,
      ...plan.notices,
    ],
  };
}
