import type { IntervalReport, PlanReport, RunReport, SourceReport } from '../run/types.js';
import { costLines, engineLines } from './engine-lines.js';
import { countsByName, facts } from './facts.js';
import { formatBytes, formatCount, formatQuantity, formatSeconds, formatShort } from './format.js';

const OUTCOMES: Readonly<Record<RunReport['outcome'], string>> = {
  done: 'done',
  'up-to-date': 'up to date: nothing was committed, because this very run is already in the target',
  'done-with-quarantine': 'done, with quarantined rows',
};

const NOTHING_NEW =
  "up to date: nothing was committed, because nothing was added to the source since the target's last run";

/** What a finished run says on stdout. */
export function runSummary(report: RunReport, bold: (text: string) => string): string {
  const entities = Object.values(report.entities).reduce((sum, count) => sum + count, 0);
  if (report.outcome === 'up-to-date') {
    const outcome = report.source.interval === undefined ? OUTCOMES[report.outcome] : NOTHING_NEW;
    return `${bold(report.job)}  ${outcome}\n\n${facts([
      ['source', sourceText(report.source)],
      ['target', `${report.target.table}, snapshot ${report.snapshotId}`],
      ['run', report.runId],
      ['next', report.next],
    ])}`;
  }
  const rate = report.seconds > 0 ? ` (${formatShort(report.characters / report.seconds)}/s)` : '';
  return `${bold(report.job)}  ${OUTCOMES[report.outcome]} in ${formatSeconds(report.seconds)}\n\n${facts([
    ['source', sourceText(report.source)],
    ['interval', intervalText(report.source.interval)],
    ['target', `${report.target.table}, mode ${report.target.mode}, snapshot ${report.snapshotId}`],
    [
      'rows',
      `${formatCount(report.rowsRead)} read, ${formatCount(report.rowsWritten)} written, ${formatCount(report.rowsQuarantined)} quarantined`,
    ],
    ['quarantine', report.quarantineTable],
    ['failures', countsByName(report.failures)],
    ['characters', `${formatCount(report.characters)}${rate}`],
    [
      'entities',
      entities === 0
        ? 'none replaced'
        : [`${formatCount(entities)} replaced`, ...countsByName(report.entities)],
    ],
    ['engine', engineLines(report.engine ?? {})],
    ['files', `${formatQuantity(report.files, 'file')}, ${formatBytes(report.bytes)}`],
    [
      'resumed',
      report.resumedSplits > 0
        ? `${formatQuantity(report.resumedSplits, 'split')} from the run before`
        : undefined,
    ],
    ['run', report.runId],
    ['notes', report.notices],
    ['next', report.next],
  ])}`;
}

const STATES: Readonly<Record<PlanReport['state'], string>> = {
  new: 'new',
  resumable:
    'resumable: a run before was interrupted; its finished splits, and what a service has answered, are kept',
  'up-to-date': 'up to date: starting it would commit nothing',
};

/** What `--plan` says on stdout. */
export function planSummary(plan: PlanReport, bold: (text: string) => string): string {
  return `${bold(plan.job)}  planned; nothing was changed\n\n${facts([
    ['source', sourceText(plan.source)],
    ['interval', plan.state === 'up-to-date' ? undefined : intervalText(plan.source.interval)],
    ['target', `${plan.target.table}, mode ${plan.target.mode}`],
    ['rows', formatCount(plan.rows)],
    ['bytes', formatBytes(plan.bytes)],
    ['splits', formatCount(plan.splits)],
    ['threads', formatCount(plan.threads)],
    ['text goes to', plan.destinations],
    ['cost', (plan.costs ?? []).flatMap(costLines)],
    ['columns', plan.columns.map(columnText)],
    ['state', STATES[plan.state]],
    ['run', plan.runId],
    ['notes', plan.notices],
  ])}`;
}

/** `id (kept)`, `transcript → redact → transcript_redacted` */
function columnText({ name, from }: PlanReport['columns'][number]): string {
  return from === name || from === `${name} (kept)` ? from : `${from} → ${name}`;
}

function sourceText(source: SourceReport): string {
  const snapshot = source.snapshotId === undefined ? '' : `, snapshot ${source.snapshotId}`;
  // A run that is up to date looked at no file.
  const files = source.files === 0 ? '' : `, ${formatQuantity(source.files, 'file')}`;
  return `${source.table}${snapshot}${files}`;
}

/** `after snapshot 12: 3 snapshots appended, 1 rewrote files (skipped)` */
function intervalText(interval: IntervalReport | undefined): string | undefined {
  if (interval === undefined) return undefined;
  const { baseSnapshotId, appends, replaces } = interval;
  if (baseSnapshotId === null) return 'the whole source: the target has nothing of it yet';
  const skipped = replaces === 0 ? '' : `, ${formatCount(replaces)} only rewrote files (skipped)`;
  return `after snapshot ${baseSnapshotId}: ${formatQuantity(appends, 'snapshot')} appended${skipped}`;
}
