import type { PlainError } from '../errors.js';
import type { CountSpec } from './executor.js';
import type { OutgoingFile } from './outgoing-files.js';
import type { StagedFiles } from './staged-files.js';
import type { RunSpec, Task, TaskOutcome } from './task.js';

/** What a thread is opened with; structured-cloneable. */
export interface ThreadSession {
  readonly port: import('node:worker_threads').MessagePort;
  readonly workerId: string;
  /** `Pulse` of the thread. */
  readonly pulse: SharedArrayBuffer;
  readonly work:
    | { readonly kind: 'run'; readonly spec: RunSpec }
    | { readonly kind: 'count'; readonly spec: CountSpec };
}

export type ToThread =
  | {
      readonly type: 'task';
      readonly task: Task;
      readonly attempt: string;
      /** Its remote files, if they are here. */
      readonly staged?: StagedFiles;
    }
  | { readonly type: 'cancel' }
  | { readonly type: 'shared-answer'; readonly id: number; readonly value: unknown }
  | { readonly type: 'shared-answer'; readonly id: number; readonly error: PlainError }
  | { readonly type: 'close' };

export type FromThread =
  /** Open, and free for the first task. */
  | { readonly type: 'ready' }
  | { readonly type: 'progress'; readonly taskId: string; readonly rows: number; readonly characters: number }
  /** These files are about to become visible. */
  | { readonly type: 'publishing'; readonly locations: readonly string[] }
  /** To the service that the UDF column of that field id shares with others; answered out of turn. */
  | {
      readonly type: 'shared-request';
      readonly id: number;
      readonly fieldId: number;
      readonly request: unknown;
    }
  | {
      readonly type: 'outcome';
      readonly outcome: TaskOutcome;
      /** Files of the result that are to be published before it counts. */
      readonly outgoing?: readonly OutgoingFile[];
    }
  | { readonly type: 'counted'; readonly taskId: string; readonly rows: number };

/** How a session ends: nothing of it runs any more, its DuckDB instance and UDFs are closed. */
export interface SessionEnd {
  readonly error?: PlainError;
}
