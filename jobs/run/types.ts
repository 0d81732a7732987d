import type { Catalog } from '../../catalog/catalog.js';
import type { SecretResolver } from '../../udfs/keys/secret-reference.js';
import type { CostEstimate, TextProfile } from '../../udfs/shared-part.js';
import type { SharedCounters } from '../../workers/shared-services.js';
import type { ResolvedJob } from '../resolved-job.js';

export interface RunContext {
  readonly catalog: Catalog;
  readonly job: ResolvedJob;
  readonly jobName: string;
  /** File URL of the compiled job module, in which workers find the job's own UDFs; absent for built-in jobs. */
  readonly jobModule?: string;
  /** Reads keys out of a secret store; none is configured if absent. */
  readonly secrets?: SecretResolver;
  readonly signal?: AbortSignal;
  /** Forget a resumable run of the same id, and run again what is up to date. */
  readonly fresh?: boolean;
  /** How long to wait, milliseconds, while another process is at work on the very run; 0 if absent. */
  readonly waitMs?: number;
  /** After so long without a sign of life, milliseconds, this process may be taken for dead; a minute if absent. */
  readonly leaseMs?: number;
  onEvent?(event: RunEvent): void;
}

export type RunEvent =
  | { readonly type: 'planned'; readonly plan: PlanReport }
  | {
      readonly type: 'progress';
      readonly rows: number;
      readonly characters: number;
      readonly totalRows?: number;
      readonly totalBytes: number;
      readonly doneBytes: number;
    }
  | { readonly type: 'notice'; readonly code: string; readonly message: string }
  /** What services counted, when the last worker has ended; of this process alone. */
  | { readonly type: 'engine'; readonly engine: SharedCounters }
  | { readonly type: 'committing' };

export interface SourceReport {
  readonly table: string;
  readonly snapshotId?: string;
  readonly files: number;
  /** Of mode incremental: what is read, up to `snapshotId`. */
  readonly interval?: IntervalReport;
}

export interface IntervalReport {
  /** What the target holds already; null: nothing, so that the whole source is read. */
  readonly baseSnapshotId: string | null;
  /** Snapshots after the base that added rows. */
  readonly appends: number;
  /** Snapshots after the base that only rewrote files; they are skipped. */
  readonly replaces: number;
}

export interface PlanReport {
  readonly runId: string;
  readonly job: string;
  readonly source: SourceReport;
  readonly target: { readonly table: string; readonly mode: string };
  readonly splits: number;
  readonly rows: number;
  /** Of source files, to be read. */
  readonly bytes: number;
  /** Where text will go, e.g. `this machine only (local engine)`; it goes nowhere else. */
  readonly destinations: readonly string[];
  /** What columns cost at a service, if any go to one. */
  readonly costs?: readonly CostReport[];
  readonly threads: number;
  readonly columns: readonly { readonly name: string; readonly from: string }[];
  readonly state: 'new' | 'resumable' | 'up-to-date';
  readonly notices: readonly string[];
}

/** What one column costs, and what that was counted from. */
export interface CostReport extends CostEstimate {
  readonly column: string;
  readonly profile: TextProfile;
}

export interface RunReport {
  readonly outcome: 'done' | 'up-to-date' | 'done-with-quarantine';
  readonly runId: string;
  readonly job: string;
  readonly source: SourceReport;
  readonly target: { readonly table: string; readonly mode: string };
  readonly snapshotId: string;
  readonly rowsRead: number;
  readonly rowsWritten: number;
  readonly rowsQuarantined: number;
  /** UTF-16 code units that entered UDFs. */
  readonly characters: number;
  /** Replaced, by label. */
  readonly entities: Readonly<Record<string, number>>;
  /** Quarantined rows, by error code. */
  readonly failures: Readonly<Record<string, number>>;
  readonly files: number;
  readonly bytes: number;
  readonly resumedSplits: number;
  readonly seconds: number;
  readonly quarantineTable?: string;
  /** What engines that are services counted, by what workers share: calls, retries, characters, dollars. Of this process. */
  readonly engine?: SharedCounters;
  /** What to know of the output: that it can be turned back, that nothing links it to other runs. */
  readonly notices?: readonly string[];
  /** The next command to try. */
  readonly next: string;
}

/** One run that the journal knows. */
export interface RunInfo {
  readonly runId: string;
  readonly job: string;
  readonly source: string;
  readonly target: string;
  readonly state: 'done' | 'resumable' | 'running' | 'failed';
  /** milliseconds since the epoch */
  readonly startedAt: number;
  readonly splitsDone: number;
  readonly splits?: number;
  readonly rowsWritten: number;
  readonly mode: string;
  /** Of the source; null if it had none. */
  readonly sourceSnapshotId: string | null;
  /** Of mode incremental: what is read lies after this snapshot; null: the whole source is read. */
  readonly baseSnapshotId?: string | null;
}

export interface CleanReport {
  readonly runs: readonly string[];
  readonly files: number;
  readonly bytes: number;
  /** Runs that were left alone because a commit of theirs may still land. */
  readonly unsettled?: readonly string[];
}

/** What `jobs/run/index.ts` exports, for the CLI. */
export interface RunModule {
  planJob(context: RunContext): Promise<PlanReport>;
  runJob(context: RunContext): Promise<RunReport>;
  listRuns(catalog: Catalog): Promise<RunInfo[]>;
  /** Lines that say what the run did, what is left of it and what to do next. */
  explainRun(catalog: Catalog, runId: string): Promise<{ run: RunInfo; lines: readonly string[] }>;
  cleanRuns(catalog: Catalog): Promise<CleanReport>;
}
