import type { RedactedRow } from '../redact-rows.js';

export interface RemoteRow {
  readonly text: string;
  /** Value of the row's scope column: its conversation or subject; null if it has none. */
  readonly scope: string | null;
}

/** A row's new text, or the code under which it is quarantined. */
export type RemoteRowOutcome = RedactedRow | { readonly code: string };

/** Detection by a service, under one policy and key: what `redact` opens in each worker in place of the local engine. */
export interface RemoteEngine {
  /** As many outcomes as rows, in order. Throws what `Dispatcher.dispatch` throws. */
  redact(rows: readonly RemoteRow[], signal: AbortSignal): Promise<readonly RemoteRowOutcome[]>;
  close(): Promise<void>;
}
