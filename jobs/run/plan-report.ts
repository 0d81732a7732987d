import { formatIdentifier } from '../../catalog/identifier.js';
import { type PolicyNotice, policyNotices } from './policy-notices.js';
import type { PreparedRun } from './prepare-run.js';
import type { CostReport, PlanReport, RunContext } from './types.js';

/** What a prepared run would do. */
export function reportPlan(
  context: RunContext,
  run: PreparedRun,
  finishedSplits: number,
  costs: readonly CostReport[] = [],
): PlanReport {
  const { totals } = run.splits;
  const remote = destinationsOf(run);
  // Files get a snapshot in scratch, which says nothing to anybody.
  const snapshotId =
    context.job.source.kind === 'files' ? undefined : run.snapshot?.['snapshot-id'].toString();
  return {
    runId: run.runId,
    job: context.job.name,
    source: {
      table: run.source.name,
      ...(snapshotId === undefined ? {} : { snapshotId }),
      files: totals.files,
    },
    target: { table: formatIdentifier(run.target.identifier), mode: context.job.target.mode },
    splits: totals.splits,
    rows: context.job.limit === undefined ? totals.rows : Math.min(context.job.limit, totals.rows),
    bytes: totals.bytes,
    destinations: remote.length > 0 ? remote : ['this machine only (local engine)'],
    threads: context.job.threads,
    columns: run.columns.map((column) => ({ name: column.name, from: column.origin })),
    state: run.committed !== undefined ? 'up-to-date' : finishedSplits > 0 ? 'resumable' : 'new',
    ...(costs.length === 0 ? {} : { costs }),
    notices: noticesOf(context, run).map(({ message }) => message),
  };
}

/** Where text goes besides this machine, in the columns' order: what the plan lists, and what the workers may send to. */
export function destinationsOf(run: Pick<PreparedRun, 'columns'>): string[] {
  return [...new Set(run.columns.flatMap((column) => column.destinations))];
}

/** What is to be known of a run's output before it is used. */
export function noticesOf(context: RunContext, run: PreparedRun): Notice[] {
  const notices: Notice[] = [];
  if (context.job.keepSource)
    notices.push({ code: 'RAW_TEXT_KEPT', message: RAW_TEXT_KEPT(formatIdentifier(run.target.identifier)) });
  if (run.key.kind === 'ephemeral') notices.push({ code: 'EPHEMERAL_KEY', message: EPHEMERAL_KEY });
  return [...notices, ...policyNotices(run.columns)];
}

export interface Notice {
  readonly code: 'RAW_TEXT_KEPT' | 'EPHEMERAL_KEY' | PolicyNotice['code'];
  readonly message: string;
}

const EPHEMERAL_KEY =
  'No pseudonym key is set, so one is made for this run: the same value gets another surrogate in the next run. ' +
  'Set pseudonymKey to link runs.';

const RAW_TEXT_KEPT = (target: string): string =>
  `keepSource is set: ${target} will hold the raw text and is as sensitive as its source.`;
