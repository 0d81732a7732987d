import { LakeveilError, toPlainError } from '../../errors.js';

/** What goes out in place of an answer. `errorMessage` is the field that the service's own clients look for. */
export interface ErrorBody {
  readonly errorMessage: string;
  readonly code: string;
  readonly retryable: boolean;
  readonly details?: Readonly<Record<string, string | number | boolean>>;
  readonly requestId: string;
}

/**
 * Statuses, by code. A text that can't be redacted is answered with 400, as the service does: the same again would not
 * help, and a client that sent many can halve them. 422 is kept for nothing, because the SDK takes it for a licence.
 */
const STATUS: Readonly<Record<string, number>> = {
  BAD_REQUEST: 400,
  POLICY_INVALID: 400,
  ORIGINAL_LEFT: 400,
  REDACT_FAILED: 400,
  JSON_INVALID: 400,
  JSON_TOO_DEEP: 400,
  NOT_REVERSIBLE: 400,
  BAD_API_KEY: 401,
  HOST_NOT_LOCAL: 403,
  NO_SUCH_ROUTE: 404,
  REQUEST_TOO_SLOW: 408,
  BODY_TOO_LARGE: 413,
  WRONG_CONTENT_TYPE: 415,
  NOT_AVAILABLE: 501,
  TOO_BUSY: 503,
  STOPPING: 503,
  TIME_LIMIT: 504,
};

export const statusOf = (code: string): number => STATUS[code] ?? 500;

export const bodyTooLarge = (maxBody: number): LakeveilError =>
  new LakeveilError(
    'BODY_TOO_LARGE',
    `Nothing was redacted: the body of the request has more than ${maxBody} bytes. Send fewer or shorter texts.`,
    { details: { maxBytes: maxBody } },
  );

/** Whatever was thrown while a request was answered, Fastify's own errors too, without the words of foreign ones. */
export function asServedError(error: unknown, maxBody: number): LakeveilError {
  if (error instanceof LakeveilError) return error;
  switch ((error as { code?: unknown } | null)?.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return bodyTooLarge(maxBody);
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return wrongContentType();
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return new LakeveilError('BAD_REQUEST', 'Nothing was redacted: the body of the request is not whole.');
    default: {
      const { details } = toPlainError(error);
      return new LakeveilError('INTERNAL', 'Nothing was redacted: an unexpected error stopped the request.', {
        details: { ...details },
      });
    }
  }
}

export const wrongContentType = (): LakeveilError =>
  new LakeveilError(
    'WRONG_CONTENT_TYPE',
    'Nothing was redacted: the body must be JSON in UTF-8, not compressed, with Content-Type application/json.',
  );

export function errorBody(error: LakeveilError, requestId: string): ErrorBody {
  const { message, code, retryable, details } = error;
  const where =
    typeof details['item'] === 'number'
      ? ` It was text ${details['item']} of the request, counted from 0.`
      : '';
  return {
    errorMessage: `${message}${where}`,
    code,
    retryable,
    ...(Object.keys(details).length === 0 ? {} : { details }),
    requestId,
  };
}
