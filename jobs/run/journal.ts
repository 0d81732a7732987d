import { randomBytes, randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { FileIO } from '../../catalog/file-io/file-io.js';
import { isRunning } from '../../catalog/file-io/unfinished.js';
import { LakeveilError, type PlainError } from '../../errors.js';
import type { TaskResult } from '../../workers/task.js';

/** What a journal says of its run; written once, when the run first starts. */
export interface RunHeader {
  readonly runId: string;
  readonly job: string;
  /** ISO 8601 */
  readonly created: string;
  readonly source: string;
  readonly sourceSnapshotId: string | null;
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

/** One process that works, or worked, on a run. */
export interface RunAttempt {
  readonly id: string;
  readonly host: string;
  readonly pid: number;
  readonly started: string;
  /** Why it ended without a commit, if it could still say so. */
  readonly failed?: PlainError;
}

/**
 * What must outlive a killed process, as create-only files under `<journalRoot>/runs/<run id>/`:
 *
 *     run.json              what the run is
 *     attempts/<uuid>.json  a process that works on it; `<uuid>.failed.json` says why it stopped
 *     done/<task>.json      a finished task: its data files' manifest entries and counters, no row text
 *     key                   a pseudonym key made for this run; gone once it is committed
 *     shared/<part>/…       what UDFs share over the workers and a killed process, such as a ledger of paid answers (0700)
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
    await this.createOnce('run.json', header);
  }

  header(): Promise<RunHeader | undefined> {
    return this.readJson<RunHeader>('run.json');
  }

  end(): Promise<RunEnd | undefined> {
    return this.readJson<RunEnd>('committed.json');
  }

  /** Begun and not ended: at work, or to be resumed. */
  async isUnfinished(): Promise<boolean> {
    return (await this.header()) !== undefined && (await this.end()) === undefined;
  }

  /** Whether answers of a service are kept. */
  async keepsAnswers(): Promise<boolean> {
    for await (const file of this.io.list(`${this.location}/shared`)) {
      if (file.location.endsWith('.ledger')) return true;
    }
    return false;
  }

  /** Durable before it returns. The result that counts: an earlier record of the same task, if there is one. */
  async record(result: TaskResult): Promise<TaskResult> {
    if (await this.createOnce(`done/${result.taskId}.json`, result)) return result;
    const earlier = await this.readJson<TaskResult>(`done/${result.taskId}.json`);
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
      const result = parse<TaskResult>(await this.io.read(file.location), file.location);
      results.set(result.taskId, result);
    }
    return results;
  }

  /** The run's own pseudonym key: 32 bytes, made once, the same for every process that resumes the run. */
  async ephemeralKey(): Promise<Uint8Array> {
    const location = `${this.location}/key`;
    await this.createBytesOnce(location, randomBytes(32), true);
    return this.io.read(location);
  }

  /** Tells other processes that this one works on the run; returns how to end it. */
  async enter(now: Date): Promise<{ readonly id: string; leave(failed?: PlainError): Promise<void> }> {
    const id = randomUUID();
    const attempt: RunAttempt = { id, host: hostname(), pid: process.pid, started: now.toISOString() };
    await this.io.create(`${this.location}/attempts/${id}.json`, bytes(attempt));
    return {
      id,
      leave: async (failed) => {
        if (failed === undefined) await this.io.remove(`${this.location}/attempts/${id}.json`);
        else await this.createOnce(`attempts/${id}.failed.json`, failed);
      },
    };
  }

  async attempts(): Promise<RunAttempt[]> {
    const attempts = new Map<string, RunAttempt>();
    const failures = new Map<string, PlainError>();
    for await (const file of this.io.list(`${this.location}/attempts`)) {
      const name = file.location.slice(file.location.lastIndexOf('/') + 1);
      const id = name.slice(0, 36);
      // A file may go between the listing and the read: that process ended well.
      const content = await this.readJson<RunAttempt & PlainError>(`attempts/${name}`);
      if (content === undefined) continue;
      if (name.endsWith('.failed.json')) failures.set(id, content);
      else attempts.set(id, content);
    }
    return [...attempts.values()]
      .map((attempt) => {
        const failed = failures.get(attempt.id);
        return failed === undefined ? attempt : { ...attempt, failed };
      })
      .sort((a, b) => (a.started + a.id < b.started + b.id ? -1 : 1));
  }

  /** Another process that is still at work on the run, as far as this machine can tell. */
  async liveAttempt(now: Date): Promise<RunAttempt | undefined> {
    return (await this.attempts()).find((attempt) => isLive(attempt, now));
  }

  /** Drops the key, writes the end, and drops what only an unfinished run needs. */
  async finish(end: RunEnd): Promise<void> {
    // First of all: once the end is there, nobody looks for a key again.
    await this.io.remove(`${this.location}/key`);
    await this.createOnce('committed.json', end);
    await this.removeRemains();
  }

  /** What a process that was killed while it finished the journal left of it. */
  async removeRemains(): Promise<void> {
    for (const folder of ['done', 'attempts', 'shared']) await this.removeUnder(`${this.location}/${folder}`);
  }

  /** Forgets finished tasks and key: `--fresh`. */
  async forget(): Promise<void> {
    await this.removeUnder(this.location);
  }

  private async removeUnder(prefix: string): Promise<void> {
    const files: string[] = [];
    for await (const file of this.io.list(prefix)) files.push(file.location);
    for (const location of files) await this.io.remove(location);
  }

  /** False if it is there already. */
  private createOnce(name: string, value: unknown): Promise<boolean> {
    return this.createBytesOnce(`${this.location}/${name}`, bytes(value), false);
  }

  private async createBytesOnce(location: string, content: Uint8Array, secret: boolean): Promise<boolean> {
    try {
      await this.io.create(location, content, { secret });
      return true;
    } catch (error) {
      if (error instanceof LakeveilError && error.code === 'FILE_EXISTS') return false;
      throw error;
    }
  }

  private async readJson<T>(name: string): Promise<T | undefined> {
    const location = `${this.location}/${name}`;
    try {
      return parse<T>(await this.io.read(location), location);
    } catch (error) {
      if (error instanceof LakeveilError && error.code === 'FILE_NOT_FOUND') return undefined;
      throw error;
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

/** A process of another machine counts as live for a day: nothing here can ask it. */
export function isLive(attempt: RunAttempt, now: Date): boolean {
  if (attempt.failed !== undefined) return false;
  if (attempt.host !== hostname()) return now.getTime() - Date.parse(attempt.started) < 24 * 3600 * 1000;
  // Our own id under another attempt: that process is gone, and its id came to us (usual in containers).
  return attempt.pid !== process.pid && isRunning(attempt.pid);
}

const bytes = (value: unknown): Uint8Array => Buffer.from(JSON.stringify(value));

function parse<T>(content: Uint8Array, location: string): T {
  try {
    return JSON.parse(Buffer.from(content).toString('utf8')) as T;
  } catch {
    throw new LakeveilError(
      'JOURNAL_CORRUPT',
      `A journal record can't be read (${location}); nothing was committed. Start the run again with --fresh.`,
    );
  }
}
