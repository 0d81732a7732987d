import type { IncrementalInterval } from '../../catalog/iceberg/scan/plan-incremental-interval.js';
import { formatIdentifier } from '../../catalog/identifier.js';
import type { IncrementalPlan } from './incremental-plan.js';
import { type PolicyNotice, policyNotices } from './policy-notices.js';
import type { PreparedRun } from './prepare-run.js';
import type { CostReport, IntervalReport, PlanReport, RunContext } from './types.js';

/** What a prepared run would do. `begun`: something of an interrupted one is kept. */
export function reportPlan(
  context: RunContext,
  run: PreparedRun,
  begun: boolean,
  costs: readonly CostReport[] = [],
): PlanReport {
  const { totals } = run.splits;
  const remote = destinationsOf(run);
  // Files get a snapshot in scratch, which says nothing to anybody.
  const snapshotId = 'files' in run.source.identity ? undefined : run.snapshot?.['snapshot-id'].toString();
  return {
    runId: run.runId,
    job: context.job.name,
    source: {
      table: run.source.name,
      ...(snapshotId === undefined ? {} : { snapshotId }),
      files: totals.files,
      ...(run.increment === undefined ? {} : { interval: intervalOf(run.increment) }),
    },
    target: { table: formatIdentifier(run.target.identifier), mode: context.job.target.mode },
    splits: totals.splits,
    rows: context.job.limit === undefined ? totals.rows : Math.min(context.job.limit, totals.rows),
    bytes: totals.bytes,
    destinations: remote.length > 0 ? remote : ['this machine only (local engine)'],
    threads: context.job.threads,
    columns: run.columns.map((column) => ({ name: column.name, from: column.origin })),
    state: run.committed !== undefined ? 'up-to-date' : begun ? 'resumable' : 'new',
    ...(costs.length === 0 ? {} : { costs }),
    notices: [...noticesOf(context, run).map(({ message }) => message), ...capNotices(run, costs)],
  };
}

function intervalOf({ base, interval }: IncrementalPlan): IntervalReport {
  return {
    baseSnapshotId: base?.sourceSnapshotId?.toString() ?? null,
    appends: interval?.appends.length ?? 0,
    replaces: interval?.replaces.length ?? 0,
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
  if (run.key.kind === 'ephemeral' && run.columns.some(dependsOnKey))
    notices.push({
      code: 'EPHEMERAL_KEY',
      message: run.increment === undefined ? EPHEMERAL_KEY : EPHEMERAL_KEY_OF_INTERVAL,
    });
  const { interval } = run.increment ?? {};
  if (interval !== undefined && interval.appends.length === 0)
    notices.push({ code: 'ONLY_REWRITTEN', message: ONLY_REWRITTEN(interval) });
  return [...notices, ...policyNotices(run.columns)];
}

/** Surrogates of a service that replaces are its own, but for the seeds of scopes and rows. */
function dependsOnKey({ from, policy, replacedBy }: PreparedRun['columns'][number]): boolean {
  return from.kind === 'udf' && !(replacedBy === 'service' && policy?.consistency === 'dataset');
}

/** Where a spending cap would stop the run: columns that go to one service have one cap. */
function capNotices(run: PreparedRun, costs: readonly CostReport[]): string[] {
  const caps = new Map<string, { maxDollars: number; dollars: number; destination: string }>();
  for (const { column, dollars, destination } of costs) {
    const pace = run.columns.find(({ name }) => name === column)?.pace;
    if (pace?.maxDollars === undefined) continue;
    const { maxDollars } = pace;
    caps.set(pace.part, {
      maxDollars,
      dollars: (caps.get(pace.part)?.dollars ?? 0) + dollars,
      destination,
    });
  }
  return [...caps.values()]
    .filter(({ maxDollars, dollars }) => dollars > maxDollars)
    .map(({ maxDollars, destination }) => SPENDING_CAP(destination, maxDollars));
}

export interface Notice {
  readonly code: 'RAW_TEXT_KEPT' | 'EPHEMERAL_KEY' | 'ONLY_REWRITTEN' | PolicyNotice['code'];
  readonly message: string;
}

const ONLY_REWRITTEN = ({ baseSnapshotId, replaces }: IncrementalInterval): string =>
  `No row was added to the source after snapshot ${baseSnapshotId}: its files were only rewritten (compaction), ` +
  `${replaces.length} time(s). The commit adds no row; it records where the next run goes on, because the older snapshots will expire.`;

const EPHEMERAL_KEY_OF_INTERVAL =
  'No pseudonym key is set, so one is made for this run: in one target, the same value has another surrogate in the rows of ' +
  'each run. Set pseudonymKey to link them.';

const EPHEMERAL_KEY =
  'No pseudonym key is set, so one is made for this run: the same value gets another surrogate in the next run. ' +
  'Set pseudonymKey to link runs.';

const SPENDING_CAP = (destination: string, maxDollars: number): string =>
  `The run will not get to its end: maxDollars ($${maxDollars}) is less than it costs at ${destination}. It would stop before ` +
  'the cap is passed, with nothing committed and the answers kept, and go on with a higher one.';

const RAW_TEXT_KEPT = (target: string): string =>
  `keepSource is set: ${target} will hold the raw text and is as sensitive as its source.`;
