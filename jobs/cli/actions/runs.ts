import { loadConfig } from '../../load-config.js';
import { facts } from '../../report/facts.js';
import { formatBytes, formatCount, formatQuantity, formatTime } from '../../report/format.js';
import { textTable } from '../../report/text-table.js';
import { action } from '../command.js';
import { cleanRunsFlags, runsFlags } from '../commands/runs.js';
import { EXIT } from '../exit-codes.js';
import { loadRunModule } from '../load-run-module.js';
import { openCatalog } from '../open-catalog.js';

/** `lakeveil runs [RUN]` */
export const runsAction = action(runsFlags, async ({ arguments: [runId], flags, terminal }) => {
  const { stdout, folder } = terminal;
  const { config } = await loadConfig(folder);
  const catalog = await openCatalog(config, folder, flags);
  const { listRuns, explainRun } = await loadRunModule();
  if (runId !== undefined) {
    const { run, lines } = await explainRun(catalog, runId);
    if (flags.json) stdout.print(`${JSON.stringify({ ...run, lines })}\n`);
    else {
      stdout.print(
        `${stdout.bold(run.runId)}  ${run.state}\n\n${facts([
          ['job', run.job],
          ['source', run.source],
          ['target', run.target],
          ['started', formatTime(run.startedAt)],
          ['splits', splitsText(run)],
          ['rows', `${formatCount(run.rowsWritten)} written`],
        ])}\n${lines.map((line) => `  ${line}\n`).join('')}`,
      );
    }
    return EXIT.done;
  }
  const runs = await listRuns(catalog);
  if (flags.json) {
    stdout.print(runs.map((run) => `${JSON.stringify(run)}\n`).join(''));
  } else if (runs.length === 0) {
    stdout.print('No runs yet. Start one with `run-job redact-transcripts`.\n');
  } else {
    stdout.print(
      textTable(
        ['run', 'job', 'state', 'started', 'splits', 'rows', 'target'],
        runs.map((run) => [
          run.runId,
          run.job,
          run.state,
          formatTime(run.startedAt),
          splitsText(run),
          formatCount(run.rowsWritten),
          run.target,
        ]),
        { alignRight: [4, 5], heading: stdout.bold },
      ),
    );
  }
  return EXIT.done;
});

/** `lakeveil runs clean` */
export const cleanRunsAction = action(cleanRunsFlags, async ({ flags, terminal }) => {
  const { stdout, folder } = terminal;
  const { config } = await loadConfig(folder);
  const catalog = await openCatalog(config, folder, flags);
  const { cleanRuns } = await loadRunModule();
  const report = await cleanRuns(catalog);
  if (flags.json) stdout.print(`${JSON.stringify(report)}\n`);
  else if (report.runs.length === 0 && report.unsettled === undefined)
    stdout.print('Nothing to clean: no dead run left anything.\n');
  else {
    stdout.print(
      `Cleaned ${formatQuantity(report.runs.length, 'run')}: ${formatQuantity(report.files, 'file')}, ${formatBytes(report.bytes)} removed.\n`,
    );
    for (const run of report.unsettled ?? []) {
      stdout.print(
        `Left alone: ${run}, whose commit was sent in the last 15 minutes and may still land. Clean again later.\n`,
      );
    }
  }
  return EXIT.done;
});

const splitsText = (run: { splitsDone: number; splits?: number }): string =>
  run.splits === undefined
    ? formatCount(run.splitsDone)
    : `${formatCount(run.splitsDone)} of ${formatCount(run.splits)}`;
