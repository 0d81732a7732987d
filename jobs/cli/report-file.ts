import { dirname, resolve } from 'node:path';
import { isS3Location } from '../../catalog/file-io/open-file-io.js';
import { openFolders } from '../../catalog/file-io/open-folders.js';
import { shownLocation } from '../../catalog/file-io/shown-location.js';
import type { StorageOptions } from '../../catalog/file-io/storage-options.js';
import { LakeveilError, type PlainError, toPlainError } from '../../errors.js';
import type { PlanReport, RunReport } from '../run/types.js';
import { PACKAGE_VERSION } from '../run/version.js';

/** How a start of `run-job` ended. */
export interface RunOutcome {
  readonly exitCode: number;
  readonly report?: RunReport;
  readonly plan?: PlanReport;
  readonly error?: PlainError;
}

/**
 * `--report`: one JSON object on disk or S3, replaced as a whole. It says `running` from the beginning, so that one that can't be
 * written stops the run before it costs anything, and so that nobody takes an older run's for this one's.
 *
 *     {"state": "running" | "done" | "failed", "job", "started", "ended", "exitCode", "lakeveil", "report" | "plan" | "error"}
 */
export class ReportFile {
  readonly #location: string;
  readonly #started = new Date().toISOString();
  /** How S3 is reached. */
  storage: StorageOptions = {};

  constructor(
    given: string,
    folder: string,
    private readonly job: string,
  ) {
    this.#location = isS3Location(given) ? given : resolve(folder, given);
  }

  /** Errors: REPORT_NOT_WRITTEN. */
  async begin(): Promise<void> {
    try {
      if (!isS3Location(this.#location)) {
        await openFolders(this.#location, this.storage).create(dirname(this.#location));
      }
      await this.#write({ state: 'running' });
    } catch (error) {
      throw this.#notWritten('Nothing was done', error);
    }
  }

  /** Errors: REPORT_NOT_WRITTEN; the outcome stands. */
  async end({ exitCode, report, plan, error }: RunOutcome): Promise<void> {
    try {
      await this.#write({
        state: error === undefined ? 'done' : 'failed',
        exitCode,
        ended: new Date().toISOString(),
        ...(report === undefined ? {} : { report }),
        ...(plan === undefined ? {} : { plan }),
        ...(error === undefined ? {} : { error }),
      });
    } catch (failure) {
      throw this.#notWritten(`The exit code is ${exitCode}`, failure);
    }
  }

  async #write(content: Readonly<Record<string, unknown>>): Promise<void> {
    const { state, ...rest } = content;
    const whole = {
      state,
      job: this.job,
      lakeveil: PACKAGE_VERSION,
      started: this.#started,
      ...rest,
    };
    const bytes = Buffer.from(`${JSON.stringify(whole)}\n`);
    await openFolders(this.#location, this.storage).replaceFile(this.#location, bytes);
  }

  #notWritten(consequence: string, error: unknown): LakeveilError {
    const { code, retryable } = toPlainError(error);
    return new LakeveilError(
      'REPORT_NOT_WRITTEN',
      `${consequence}: the report ${shownLocation(this.#location)} could not be written (${code}). Look at its folder or bucket, or name another with --report.`,
      { retryable, details: { cause: code } },
    );
  }
}
