import { randomBytes } from 'node:crypto';
import type { FileIO } from '../../catalog/file-io/file-io.js';
import { LakeveilError } from '../../errors.js';
import type { TaskResult } from '../../workers/task.js';
import { type RunAttempt, readAttempts, seemsLive } from './attempts.js';
import { createBytes, createRecord, parseRecord, readRecord } from './journal-record.js';

/** What a journal says of its run; written once, when the run first starts. */
export interface RunHeader {
  readonly runId: string;
  readonly job: string;
  /** ISO 8601 */
  readonly created: string;
  readonly source: string;
  readonly sourceSnapshotId: string | null;
  /** Of mode incremental: what is read lies after this snapshot; null: all is read. */
  readonly baseSnapshotId?: string | null;
  readonly target: string;
  readonly mode: string;
  /** Folders in which this run writes files whose names begin with its short id. */
  readonly locations: readonly string[];
  readonly quarantine: string;
  readonly version: string;
}

/** How a run ended; written once, after its commit. */
export interface RunEnd {
  readonly committed: string;
  readonly snapshotId: string;
  readonly rowsWritten: number;
  readonly rowsQuarantined: number;
  readonly splits: number;
}

/**
 * What must outlive a killed process, as create-only files under `<journalRoot>/runs/<run id>/`:
 *
 *     run.json              what the run is
 *     attempts/<n>.json     a process that works on it: the last one holds the run's lease (lease.ts). Its signs of life are
 *                           `<n>.beat-<k>`; `<n>.failed.json` says why it stopped
 *     done/<task>.json      a finished task: its data files' manifest entries and counters, no row text
 *     key                   a pseudonym key made for this run; gone once it is committed
 *     shared/<part>/…       what UDFs share over the workers and a killed process, such as a ledger of paid answers (0700);
 *                           not on local disk: `shared/<n>/<part>/…` in segments (mirrored-files.ts)
 *     committed.json        the end
 *
 * Because every record is create-only, two processes on one run agree on each task's result: the later one's record is
 * refused, and it adopts the earlier one's.
 */
export class Journal {
  constructor(
    private readonly io: FileIO,
    readonly location: string,
  ) {}

  get runId(): string {
    return this.location.slice(this.location.lastIndexOf('/') + 1);
  }

  static at(io: FileIO, journalRoot: string, runId: string): Journal {
    return new Journal(io, `${journalRoot}/runs/${runId}`);
  }

  /** Every run that has a journal. */
  static async list(io: FileIO, journalRoot: string): Promise<Journal[]> {
    const found: Journal[] = [];
    for await (const file of io.list(`${journalRoot}/runs`)) {
      const [folder, name] = file.location.slice(`${journalRoot}/runs/`.length).split('/');
      // Files deeper down are a run's own, whatever their names.
      if (name === 'run.json') found.push(new Journal(io, `${journalRoot}/runs/${folder}`));
    }
    return found.sort((a, b) => (a.location < b.location ? -1 : 1));
  }

  async begin(header: RunHeader): Promise<void> {
    await createRecord(this.io, `${this.location}/run.json`, header);
  }

  header(): Promise<RunHeader | undefined> {
    return readRecord<RunHeader>(this.io, `${this.location}/run.json`);
  }

  end(): Promise<RunEnd | undefined> {
    return readRecord<RunEnd>(this.io, `${this.location}/committed.json`);
  }

  /** Begun and not ended: at work, or to be resumed. */
  async isUnfinished(): Promise<boolean> {
    return (await this.header()) !== undefined && (await this.end()) === undefined;
  }

  /** Whether answers of a service are kept. */
  async keepsAnswers(): Promise<boolean> {
    for await (const file of this.io.list(this.sharedFolder)) {
      // Itself, or a segment of one.
      if (/\.ledger(?:\/[\d-]+)?$/.test(file.location)) return true;
    }
    return false;
  }

  /** Durable before it returns. The result that counts: an earlier record of the same task, if there is one. */
  async record(result: TaskResult): Promise<TaskResult> {
    const location = `${this.location}/done/${result.taskId}.json`;
    if (await createRecord(this.io, location, result)) return result;
    const earlier = await readRecord<TaskResult>(this.io, location);
    if (earlier === undefined) throw this.changed();
    return earlier;
  }

  /** Forgets a finished task. */
  async retract(taskId: string): Promise<void> {
    await this.io.remove(`${this.location}/done/${taskId}.json`);
  }

  /** Finished tasks by id. */
  async results(): Promise<Map<string, TaskResult>> {
    const results = new Map<string, TaskResult>();
    for await (const file of this.io.list(`${this.location}/done`)) {
      if (!file.location.endsWith('.json')) continue;
      const result = parseRecord<TaskResult>(await this.io.read(file.location), file.location);
      results.set(result.taskId, result);
    }
    return results;
  }

  /** The run's own pseudonym key: 32 bytes, made once, the same for every process that resumes the run. */
  async ephemeralKey(): Promise<Uint8Array> {
    const location = `${this.location}/key`;
    await createBytes(this.io, location, randomBytes(32), { secret: true });
    return this.io.read(location);
  }

  /** Where the run's lease lies. */
  get attemptsFolder(): string {
    return `${this.location}/attempts`;
  }

  /** What UDFs share, or its mirror. */
  get sharedFolder(): string {
    return `${this.location}/shared`;
  }

  /** In order; the last one is, or was, at work. */
  attempts(): Promise<RunAttempt[]> {
    return readAttempts(this.io, this.attemptsFolder);
  }

  /** For display: a process that is at work on the run, as far as this machine can tell. */
  async liveAttempt(now: Date): Promise<RunAttempt | undefined> {
    const last = (await this.attempts()).at(-1);
    return last !== undefined && seemsLive(last, now) ? last : undefined;
  }

  /** Drops the key, writes the end, and drops what only an unfinished run needs. */
  async finish(end: RunEnd): Promise<void> {
    // First of all: once the end is there, nobody looks for a key again.
    await this.io.remove(`${this.location}/key`);
    await createRecord(this.io, `${this.location}/committed.json`, end);
    await this.removeRemains();
  }

  /** What a process that was killed while it finished the journal left of it. */
  async removeRemains(): Promise<void> {
    for (const folder of ['done', 'attempts', 'shared']) await this.removeUnder(`${this.location}/${folder}`);
  }

  /** For a run whose commit is gone, with its table for instance, and that is made again: it has not ended. */
  async reopen(): Promise<void> {
    await this.io.remove(`${this.location}/committed.json`);
  }

  /** Forgets the run: its header last, by which it is found. */
  async forget(): Promise<void> {
    await this.forgetTasks();
    await this.forgetKeyAndAnswers();
    await this.removeUnder(this.attemptsFolder);
    await this.removeUnder(this.location);
  }

  /** Forgets finished tasks. */
  async forgetTasks(): Promise<void> {
    await this.removeUnder(`${this.location}/done`);
  }

  /** Forgets key and answers: with the tasks, all that a run begins anew without. */
  async forgetKeyAndAnswers(): Promise<void> {
    await this.io.remove(`${this.location}/key`);
    await this.removeUnder(this.sharedFolder);
  }

  private async removeUnder(prefix: string): Promise<void> {
    const files: string[] = [];
    for await (const file of this.io.list(prefix)) files.push(file.location);
    while (files.length > 0) {
      await Promise.all(files.splice(-REMOVALS_AT_ONCE).map((location) => this.io.remove(location)));
    }
  }

  private changed(): LakeveilError {
    return new LakeveilError(
      'JOURNAL_CHANGED',
      `The run's journal was removed while it ran (${this.location}); nothing was committed. Start the run again.`,
      { retryable: true },
    );
  }
}

const REMOVALS_AT_ONCE = 16;
