/** What one answer is about: a text, alone in it or with others of its group. */
export interface RemoteItem {
  readonly text: string;
  /**
   * Items of different groups never travel in one call, and their answers are never taken for each other's, although
   * their texts are equal: the seed of Textual's header, the language of Comprehend. '' where all may travel together.
   */
  readonly group: string;
}

/** The answer to one item, or why its row must be quarantined. A code, never text. */
export type ItemOutcome<Answer> =
  | { readonly ok: true; readonly answer: Answer }
  | { readonly ok: false; readonly code: string };

export interface CallLimits {
  /** Most items a call. */
  readonly maxItems: number;
  /** Most bytes a call, as `bytesOf` counts them. */
  readonly maxBytes: number;
}

/** What a call takes out of the run's budget. */
export interface CallCost {
  readonly characters: number;
  readonly dollars: number;
}

/**
 * A service that answers texts in calls. It knows its wire form and nothing of budgets, retries, ledgers and threads.
 * One instance a worker thread; several calls may be open at once.
 */
export interface CallService<Answer> {
  /** `textual`, `comprehend`: for messages and counters. */
  readonly name: string;
  readonly limits: CallLimits;
  /** Bytes that the text adds to a call's body: of UTF-8, escapes and delimiter included. */
  bytesOf(text: string): number;
  /** What a call of these texts is billed. */
  costOf(texts: readonly string[]): CallCost;
  /**
   * One call, once. As many outcomes as texts, in order: what could not be trusted is an outcome of that item alone,
   * where the answer allows telling which.
   *
   * @throws CallFailure and nothing else
   */
  call(texts: readonly string[], group: string, signal: AbortSignal): Promise<readonly ItemOutcome<Answer>[]>;
  /** For the ledger. No original text. */
  encode(answer: Answer): Uint8Array;
  /** Undefined if the bytes are no answer (of an older version, damaged): the item is sent again. */
  decode(bytes: Uint8Array): Answer | undefined;
  close(): Promise<void>;
}

/**
 * How a call failed; decides what is done next.
 *
 * - throttled: 429, 503, the service's own throttling errors: later, and slower.
 * - transient: other 5xx, resets, time-outs: later.
 * - too-large: 413, or a size that the service names: in halves.
 * - refused: 400: in halves, down to the item that is refused.
 * - untrusted: an answer that can't be taken apart by item (not JSON, wrong count): again, then in halves.
 * - fatal: 401, 403, a certificate, a host that is not there: no other call can succeed, the run stops.
 */
export type CallFailureKind = 'throttled' | 'transient' | 'too-large' | 'refused' | 'untrusted' | 'fatal';

export interface CallFailureFacts {
  /** HTTP status, if there was one. */
  readonly status?: number;
  /** Of Retry-After. */
  readonly retryAfterMs?: number;
  /** Quarantine code of the items that fail for good by it: REMOTE_REFUSED, REMOTE_UNTRUSTED, REMOTE_UNAVAILABLE, … */
  readonly code: string;
  /** Whether the service may have worked, and billed, although no answer came: a time-out, a reset. */
  readonly mayBeBilled?: boolean;
  /** Of `transient`: no answer in time. A smaller call may get one, so it is halved. */
  readonly timedOut?: boolean;
  /** Of `fatal`: what the user is told: what was not done, and what to do. Names no text and no key. */
  readonly message?: string;
}

/** Carries no text, no body, no header and no foreign error. */
export class CallFailure extends Error {
  override readonly name = 'CallFailure';

  constructor(
    readonly kind: CallFailureKind,
    readonly facts: CallFailureFacts,
  ) {
    super(kind);
  }
}
