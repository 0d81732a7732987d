import type { z } from 'zod';
import type { StorageOptions } from '../../../catalog/file-io/storage-options.js';
import { toPlainError } from '../../../errors.js';
import { loadConfig } from '../../load-config.js';
import { createReporter } from '../../report/reporter.js';
import { planSummary, runSummary } from '../../report/run-summary.js';
import type { RunContext } from '../../run/types.js';
import { secretStore } from '../../secrets/secret-store.js';
import { action, type Call } from '../command.js';
import { runFlags } from '../commands/run.js';
import { durationMs } from '../duration.js';
import { EXIT, exitCodeOf } from '../exit-codes.js';
import { sameCatalog } from '../flags.js';
import { interruptible } from '../interrupt.js';
import { leaseMsOf } from '../lease-seconds.js';
import { loadRunModule } from '../load-run-module.js';
import { openCatalog } from '../open-catalog.js';
import { prepareJob } from '../prepare-job.js';
import { printError } from '../print-error.js';
import { ReportFile, type RunOutcome } from '../report-file.js';

type RunCall = Omit<Call, 'flags'> & { readonly flags: z.output<typeof runFlags> };
type Told = Omit<RunOutcome, 'exitCode'>;

/** `run-job NAME`, `lakeveil run NAME` */
export const runAction = action(runFlags, async (call) => {
  const { flags, terminal } = call;
  const report =
    flags.report === undefined
      ? undefined
      : new ReportFile(flags.report, terminal.folder, call.arguments[0] ?? '');
  let told: Told = {};
  let exitCode: number = EXIT.failed;
  let failed: { readonly error: unknown } | undefined;
  try {
    exitCode = await run(call, report, (outcome) => {
      told = outcome;
    });
  } catch (error) {
    failed = { error };
    told = { error: toPlainError(error) };
    exitCode = exitCodeOf(told.error!.code);
  }
  try {
    if (told.error?.code !== 'REPORT_NOT_WRITTEN') await report?.end({ ...told, exitCode });
  } catch (error) {
    // What was done is done: the exit code is the run's.
    printError(error, terminal, false);
  }
  if (failed !== undefined) throw failed.error;
  return exitCode;
});

async function run(
  { arguments: [name = ''], flags, terminal }: RunCall,
  file: ReportFile | undefined,
  tell: (outcome: Told) => void,
): Promise<number> {
  const { stdout, stderr, folder } = terminal;
  const loaded = await loadConfig(folder);
  if (file !== undefined) {
    file.storage = loaded.config.storage as StorageOptions;
    await file.begin();
  }
  const leaseMs = leaseMsOf(terminal.env);
  const { job, found } = await prepareJob(name, flags, loaded, folder);
  const catalog = await openCatalog(loaded.config, folder, flags);
  const { planJob, runJob } = await loadRunModule();
  const logLevel = flags.logLevel ?? loaded.config.logLevel;
  const reporter = await createReporter({
    write: (text) => stderr.print(text),
    terminal: stderr.isTerminal,
    columns: stderr.columns,
    quiet: flags.quiet,
    json: flags.json,
    ...(logLevel === undefined ? {} : { logLevel }),
    job: job.name,
  });
  const resume =
    `Start the same command again${flags.fresh ? ' without --fresh' : ''} to resume: finished splits, and what a service ` +
    'has answered, are kept and not done twice.';
  return interruptible(terminal, resume, async (signal) => {
    const context: RunContext = {
      catalog,
      job,
      jobName: job.name,
      ...(found.module === undefined ? {} : { jobModule: found.module }),
      secrets: secretStore(loaded.config.secrets),
      signal,
      fresh: flags.fresh,
      ...(flags.wait === undefined ? {} : { waitMs: durationMs(flags.wait) }),
      ...(leaseMs === undefined ? {} : { leaseMs }),
      onEvent: (event) => reporter.onEvent(event),
    };
    try {
      if (flags.plan) {
        const plan = await planJob(context);
        tell({ plan });
        reporter.close();
        if (flags.json) stdout.print(`${JSON.stringify(plan)}\n`);
        else stdout.print(planSummary(plan, stdout.bold));
        return EXIT.done;
      }
      const done = await runJob(context);
      const report = { ...done, next: `${done.next}${sameCatalog(flags)}` };
      tell({ report });
      reporter.close();
      if (flags.json) stdout.print(`${JSON.stringify(report)}\n`);
      else if (!flags.quiet) stdout.print(runSummary(report, stdout.bold));
      return report.outcome === 'done-with-quarantine' ? EXIT.quarantined : EXIT.done;
    } catch (error) {
      tell({ error: toPlainError(error) });
      throw error;
    } finally {
      reporter.close();
    }
  });
}
