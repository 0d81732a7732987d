import type { LogLevel } from '../config.js';
import type { RunEvent } from '../run/types.js';
import { engineLines } from './engine-lines.js';
import { formatCount, formatQuantity, formatShort } from './format.js';
import { fractionOf, progressBar } from './progress-bar.js';

/** Tells on stderr how a run goes. */
export interface Reporter {
  onEvent(event: RunEvent): void;
  /** Before anything else is printed. */
  close(): void;
}

export interface ReporterOptions {
  readonly write: (text: string) => void;
  readonly terminal: boolean;
  readonly columns: () => number;
  readonly quiet: boolean;
  /** The result goes to stdout as JSON. */
  readonly json: boolean;
  readonly logLevel?: LogLevel;
  readonly job: string;
}

/**
 * Quiet: nothing. A log level: JSON log lines (pino). A terminal: a progress bar. Else: JSON log lines if the result is
 * JSON too, or plain lines.
 */
export async function createReporter(options: ReporterOptions): Promise<Reporter> {
  if (options.quiet) return { onEvent() {}, close() {} };
  const reporter = await chosenReporter(options);
  const told = new Set<string>();
  return {
    onEvent(event) {
      // Planning again (after a conflict, after the sample) gives the same notices again.
      if (event.type === 'notice') {
        if (told.has(event.message)) return;
        told.add(event.message);
      }
      reporter.onEvent(event);
    },
    close: reporter.close,
  };
}

async function chosenReporter(options: ReporterOptions): Promise<Reporter> {
  if (options.logLevel !== undefined) return logLines(options, options.logLevel);
  if (options.terminal) return barReporter(options);
  return options.json ? logLines(options, 'info') : plainLines(options);
}

function barReporter(options: ReporterOptions): Reporter {
  const bar = progressBar(options.write, options.columns);
  return {
    onEvent(event) {
      if (event.type === 'progress') bar.update(event);
      else if (event.type === 'notice') bar.line(`note: ${event.message}`);
      else if (event.type === 'committing') bar.clear();
    },
    close: () => bar.clear(),
  };
}

const SECONDS_BETWEEN_LINES = 10;

function plainLines(options: ReporterOptions, now = Date.now): Reporter {
  const started = now();
  let last = started;
  return {
    onEvent(event) {
      if (event.type === 'planned') {
        const { plan } = event;
        options.write(
          `${options.job}: ${formatQuantity(plan.rows, 'row')} in ${formatQuantity(plan.splits, 'split')}, ${formatQuantity(plan.threads, 'thread')}, run ${plan.runId}\n`,
        );
      } else if (event.type === 'notice') {
        options.write(`note: ${event.message}\n`);
      } else if (event.type === 'engine') {
        for (const line of engineLines(event.engine)) options.write(`${options.job}: ${line}\n`);
      } else if (event.type === 'committing') {
        options.write(`${options.job}: committing\n`);
      } else if (now() - last >= SECONDS_BETWEEN_LINES * 1000) {
        last = now();
        const rate = formatShort((event.characters * 1000) / (last - started));
        const percent = Math.floor(fractionOf(event) * 100);
        options.write(`${options.job}: ${percent}%, ${formatCount(event.rows)} rows, ${rate} characters/s\n`);
      }
    },
    close() {},
  };
}

async function logLines(options: ReporterOptions, level: LogLevel): Promise<Reporter> {
  const { pino } = await import('pino');
  const log = pino({ level, base: { job: options.job } }, { write: options.write });
  let last = 0;
  return {
    onEvent(event) {
      if (event.type === 'planned') {
        const { notices: _, columns: __, job: ___, ...plan } = event.plan;
        log.info(plan, 'planned');
      } else if (event.type === 'notice') log.warn({ code: event.code }, event.message);
      else if (event.type === 'engine') log.info({ engine: event.engine }, 'engine');
      else if (event.type === 'committing') log.info('committing');
      else {
        const { type: _, ...progress } = event;
        const due = Date.now() - last >= SECONDS_BETWEEN_LINES * 1000;
        if (due) last = Date.now();
        log[due ? 'info' : 'debug'](progress, 'progress');
      }
    },
    close() {
      log.flush();
    },
  };
}
