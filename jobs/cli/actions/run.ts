import { loadConfig } from '../../load-config.js';
import { createReporter } from '../../report/reporter.js';
import { planSummary, runSummary } from '../../report/run-summary.js';
import type { RunContext } from '../../run/types.js';
import { secretStore } from '../../secrets/secret-store.js';
import { action } from '../command.js';
import { runFlags } from '../commands/run.js';
import { EXIT } from '../exit-codes.js';
import { interruptible } from '../interrupt.js';
import { loadRunModule } from '../load-run-module.js';
import { openCatalog } from '../open-catalog.js';
import { prepareJob } from '../prepare-job.js';

/** `run-job NAME`, `lakeveil run NAME` */
export const runAction = action(runFlags, async ({ arguments: [name = ''], flags, terminal }) => {
  const { stdout, stderr, folder } = terminal;
  const loaded = await loadConfig(folder);
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
      onEvent: (event) => reporter.onEvent(event),
    };
    try {
      if (flags.plan) {
        const plan = await planJob(context);
        reporter.close();
        if (flags.json) stdout.print(`${JSON.stringify(plan)}\n`);
        else stdout.print(planSummary(plan, stdout.bold));
        return EXIT.done;
      }
      const report = await runJob(context);
      reporter.close();
      if (flags.json) stdout.print(`${JSON.stringify(report)}\n`);
      else if (!flags.quiet) stdout.print(runSummary(report, stdout.bold));
      return report.outcome === 'done-with-quarantine' ? EXIT.quarantined : EXIT.done;
    } finally {
      reporter.close();
    }
  });
});
