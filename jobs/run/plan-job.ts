import { openScratch } from '../../catalog/file-io/scratch.js';
import { openFilesystemCatalog } from '../../catalog/filesystem/filesystem-catalog.js';
import { ingestSample, sampleIsMissing } from './ingest-sample.js';
import { reportPlan } from './plan-report.js';
import { type PreparedRun, prepareRun } from './prepare-run.js';
import { profileColumn } from './profile-column.js';
import type { CostReport, PlanReport, RunContext } from './types.js';

/** What `runJob` would do; changes nothing. Errors: those of `prepareRun`. */
export async function planJob(context: RunContext): Promise<PlanReport> {
  const scratch = await openScratch();
  try {
    if (await sampleIsMissing(context)) return await planOverSample(context, scratch.path);
    const run = await prepareRun(context, scratch.path);
    const costs = await costsOf(context, run, scratch.path).finally(() => run.splits.close());
    const { journal } = run;
    const begun =
      context.fresh !== true && ((await journal.results()).size > 0 || (await journal.keepsAnswers()));
    return reportPlan(context, run, begun, costs);
  } finally {
    await scratch.remove();
  }
}

/** The sample would be ingested first: a plan over a warehouse in scratch that holds nothing else shows the rest. */
async function planOverSample(context: RunContext, scratch: string): Promise<PlanReport> {
  const inScratch = { ...context, catalog: openFilesystemCatalog({ warehouse: `${scratch}/warehouse` }) };
  await ingestSample(inScratch, scratch);
  const run = await prepareRun(inScratch, scratch);
  const costs = await costsOf(inScratch, run, scratch).finally(() => run.splits.close());
  const plan = reportPlan(inScratch, run, false, costs);
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

/** Of each column whose text goes to a service: its texts are counted, which reads that column. */
async function costsOf(context: RunContext, run: PreparedRun, scratch: string): Promise<CostReport[]> {
  const costs: CostReport[] = [];
  for (const { name, from, estimate } of run.columns) {
    if (estimate === undefined || from.kind !== 'udf') continue;
    const profile = await profileColumn(context, run, from.sourceFieldIds[0]!, scratch);
    const cost = estimate(profile);
    if (cost !== undefined) costs.push({ column: name, ...cost, profile });
  }
  return costs;
}
