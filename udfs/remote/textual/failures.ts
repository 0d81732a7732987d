import { CallFailure } from '../call-service.js';
import { retryAfterMs } from './retry-after.js';

const AGAIN = 'Then start the same run again: it goes on where it stopped, and pays for nothing twice.';

/** Answers that were paid for belong to one place. */
const AGAIN_THERE = `${AGAIN} With another url it is another run, which pays anew.`;

const ACCESS = `The Textual service refused the key (apiKey): no more text was sent. Check that it is a key of this service, that it is valid and may redact. ${AGAIN}`;
const LICENCE = `The Textual service answered that its licence or plan does not allow the call: no more text was sent. Renew it with the service. ${AGAIN}`;
const NO_ENDPOINT = `The Textual service has no such endpoint: no more text was sent. Check the url: it is what stands before /api/redact. ${AGAIN_THERE}`;
const REDIRECTED = `The Textual service sent the call on to another place: it was not followed, because text goes to the planned destination only. Set url to the place that is meant, and look at the plan. ${AGAIN_THERE}`;
const NO_HOST = `The host of the Textual service is not there, or takes no connections: nothing was sent. Check the url and the network. ${AGAIN_THERE}`;
const CERTIFICATE = `The host of the Textual service could not prove who it is (TLS): nothing was sent. Check the url; name a private certificate authority with caFile. ${AGAIN_THERE}`;

const fatal = (code: string, message: string, status?: number): CallFailure =>
  new CallFailure('fatal', { code, message, ...(status === undefined ? {} : { status }) });

/** What an HTTP status other than 200 means. The body is not read: it may quote the text. */
export function statusFailure(status: number, retryAfter: string | undefined): CallFailure {
  if (status >= 300 && status < 400) return fatal('REMOTE_REDIRECTED', REDIRECTED, status);
  switch (status) {
    case 401:
    case 403:
    case 407:
      return fatal('REMOTE_REFUSED_ACCESS', ACCESS, status);
    // The official SDK reads 422 as a licence that is not valid.
    case 402:
    case 422:
      return fatal('REMOTE_REFUSED_ACCESS', LICENCE, status);
    case 404:
    case 405:
    case 410:
    case 501:
      return fatal('REMOTE_SETTINGS', NO_ENDPOINT, status);
    case 413:
      return new CallFailure('too-large', { status, code: 'REMOTE_TOO_LARGE' });
    case 408:
      return new CallFailure('transient', { status, code: 'REMOTE_UNAVAILABLE', timedOut: true });
    case 429:
    case 503: {
      const wait = retryAfterMs(retryAfter, Date.now());
      return new CallFailure('throttled', {
        status,
        code: 'REMOTE_UNAVAILABLE',
        ...(wait === undefined ? {} : { retryAfterMs: wait }),
      });
    }
  }
  if (status >= 500) {
    // A gateway that gave up waiting says nothing of what the service did behind it.
    const gateway = status === 502 || status === 504;
    return new CallFailure('transient', {
      status,
      code: 'REMOTE_UNAVAILABLE',
      ...(gateway ? { mayBeBilled: true } : {}),
      ...(status === 504 ? { timedOut: true } : {}),
    });
  }
  if (status >= 400) return new CallFailure('refused', { status, code: 'REMOTE_REFUSED' });
  return new CallFailure('untrusted', { status, code: 'REMOTE_UNTRUSTED', mayBeBilled: true });
}

/** Of an answer that can't be taken apart by item. */
export function untrusted(): CallFailure {
  return new CallFailure('untrusted', { status: 200, code: 'REMOTE_UNTRUSTED', mayBeBilled: true });
}

/** Node's and OpenSSL's codes of a certificate or TLS handshake that failed. */
const TLS =
  /^(?:CERT_|UNABLE_TO_|DEPTH_ZERO_SELF_SIGNED_CERT$|SELF_SIGNED_CERT_IN_CHAIN$|HOSTNAME_MISMATCH$|INVALID_CA$|INVALID_PURPOSE$|ERR_TLS_|ERR_SSL_|EPROTO$)/;
const NO_CONNECTION = new Set(['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL', 'ENOTFOUND']);
const BEFORE_SENDING = new Set(['EAI_AGAIN', 'EMFILE', 'ENFILE', 'UND_ERR_CONNECT_TIMEOUT']);
const TIMED_OUT = new Set(['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT']);
/** Answers that are no HTTP, or not of the length that they name. */
const MALFORMED =
  /^(?:HPE_|UND_ERR_HEADERS_OVERFLOW$|UND_ERR_RES_CONTENT_LENGTH_MISMATCH$|UND_ERR_RES_EXCEEDED_MAX_SIZE$)/;

/**
 * What an error of the connection means. It is told by its code alone: messages of undici name the socket and may quote
 * what was read.
 *
 * @param hasAnswered whether the service gave any answer before: then a host that is gone may come back
 */
export function connectionFailure(error: unknown, hasAnswered: boolean): CallFailure {
  const code = codeOf(error);
  if (TLS.test(code)) return fatal('REMOTE_UNREACHABLE', CERTIFICATE);
  if (NO_CONNECTION.has(code))
    return hasAnswered
      ? new CallFailure('transient', { code: 'REMOTE_UNAVAILABLE' })
      : fatal('REMOTE_UNREACHABLE', NO_HOST);
  if (BEFORE_SENDING.has(code)) return new CallFailure('transient', { code: 'REMOTE_UNAVAILABLE' });
  if (MALFORMED.test(code)) return untrusted();
  return new CallFailure('transient', {
    code: 'REMOTE_UNAVAILABLE',
    mayBeBilled: true,
    ...(TIMED_OUT.has(code) ? { timedOut: true } : {}),
  });
}

/** Of an error, or of the first of those that it is made of (addresses of one host that were tried in turn). */
function codeOf(error: unknown): string {
  if (error === null || typeof error !== 'object') return '';
  const { code, cause, errors } = error as { code?: unknown; cause?: unknown; errors?: unknown };
  if (typeof code === 'string' && code !== 'UND_ERR_SOCKET') return code;
  if (Array.isArray(errors) && errors.length > 0) return codeOf(errors[0]);
  return cause === undefined ? String(code ?? '') : codeOf(cause);
}
