import { constants } from 'node:os';

/**
 * The one error shape of Lakeveil.
 *
 * `code` is the contract (stable, documented in docs/errors.md); `message` says what was *not* done and what to do
 * next; neither it nor `details` ever carries row text. `cause` is never set to a foreign error: DuckDB, CSV and HTTP
 * errors quote the data that they failed on.
 */
export class LakeveilError extends Error {
  override readonly name: string = 'LakeveilError';
  /** Stable, SCREAMING_SNAKE_CASE. */
  readonly code: string;
  /** True when the same call may succeed later with nothing changed by the user. */
  readonly retryable: boolean;
  /** Row-free facts for logs: counts, ids, locations. */
  readonly details: Readonly<Record<string, string | number | boolean>>;

  constructor(
    code: string,
    message: string,
    options: { retryable?: boolean; details?: Record<string, string | number | boolean> } = {},
  ) {
    super(message);
    this.code = code;
    this.retryable = options.retryable ?? false;
    this.details = options.details ?? {};
  }
}

/** A LakeveilError as plain data: what crosses a thread, a process or a journal. */
export interface PlainError {
  readonly code: string;
  readonly message: string;
  readonly retryable: boolean;
  readonly details: Readonly<Record<string, string | number | boolean>>;
}

/**
 * Any thrown value as plain data. A foreign error keeps its class name (and Node's `code`, e.g. ENOSPC) and loses its
 * message and stack, because those may quote row text.
 */
export function toPlainError(error: unknown): PlainError {
  if (error instanceof LakeveilError) {
    return { code: error.code, message: error.message, retryable: error.retryable, details: error.details };
  }
  const systemCode = systemCodeOf(error);
  const className = classNameOf(error);
  const what = systemCode === '' ? className : `${className} ${systemCode}`;
  return {
    code: systemCode === 'ENOSPC' ? 'DISK_FULL' : 'INTERNAL',
    message:
      systemCode === 'ENOSPC'
        ? 'The disk is full: the file was not written. Free space, then start the same run again.'
        : `An unexpected ${what} stopped the work; its message is withheld because it may quote data.`,
    retryable: false,
    details: { class: className, ...(systemCode === '' ? {} : { systemCode }) },
  };
}

/** Of the operating system (ENOSPC) or of Node (ERR_WORKER_OUT_OF_MEMORY); whatever else stands in `code` may be data. */
function systemCodeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null | undefined)?.code;
  if (typeof code !== 'string') return '';
  return Object.hasOwn(constants.errno, code) || /^ERR_[A-Z][A-Z0-9_]{1,60}$/.test(code) ? code : '';
}

function classNameOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const { name } = error.constructor;
  return typeof name === 'string' && /^[A-Za-z_$][\w$]{0,60}$/.test(name) ? name : 'Error';
}

export function fromPlainError(plain: PlainError): LakeveilError {
  return new LakeveilError(plain.code, plain.message, {
    retryable: plain.retryable,
    details: { ...plain.details },
  });
}
