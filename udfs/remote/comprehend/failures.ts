import { CallFailure } from '../call-service.js';

const set = (names: string): ReadonlySet<string> => new Set(names.split(' '));

/** Names of the service's errors and of AWS's common ones: https://docs.aws.amazon.com/comprehend/latest/APIReference/CommonErrors.html */
const THROTTLED = set(
  'ThrottlingException Throttling ThrottledException RequestThrottled RequestThrottledException TooManyRequestsException RequestLimitExceeded BandwidthLimitExceeded LimitExceededException ProvisionedThroughputExceededException SlowDown ServiceUnavailable ServiceUnavailableException',
);
const TOO_LARGE = set('TextSizeLimitExceededException RequestEntityTooLarge RequestEntityTooLargeException');
const NO_CREDENTIALS = set(
  'CredentialsProviderError TokenProviderError MissingAuthenticationToken MissingAuthenticationTokenException',
);
const EXPIRED = set('ExpiredToken ExpiredTokenException RequestExpired');
const UNKNOWN_CREDENTIALS = set(
  'UnrecognizedClientException InvalidClientTokenId InvalidAccessKeyId AuthFailure IncompleteSignature IncompleteSignatureException InvalidSignatureException SignatureDoesNotMatch RequestTimeTooSkewed RequestInTheFuture',
);
const DENIED = set('AccessDeniedException AccessDenied NotAuthorized OptInRequired UnauthorizedOperation');
const SETTINGS = set(
  'UnsupportedLanguageException UnknownOperationException InvalidAction UnsupportedProtocolException',
);
const REFUSED = set('InvalidRequestException ValidationException ValidationError SerializationException');
const TRANSIENT = set('InternalServerException InternalServerError InternalFailure InternalException');

/** Node's and OpenSSL's codes. */
const NO_HOST = set('ENOTFOUND ERR_INVALID_URL');
const CERTIFICATE =
  /^(?:CERT_|UNABLE_TO_|DEPTH_ZERO_SELF_SIGNED_CERT$|SELF_SIGNED_CERT_IN_CHAIN$|HOSTNAME_MISMATCH$|INVALID_CA$|INVALID_PURPOSE$|ERR_TLS_|ERR_SSL_|EPROTO$)/;
const RESET = set('ECONNRESET EPIPE');
/** No connection came about: the service had nothing to bill. */
const NOT_CONNECTED = set('ECONNREFUSED EHOSTUNREACH ENETUNREACH EAI_AGAIN EADDRNOTAVAIL EMFILE ENFILE');

const AGAIN = 'Then start the same run again: it goes on where it stopped, and pays for nothing twice.';
const MESSAGES = {
  noCredentials: `Amazon Comprehend was not called: no AWS credentials were found. Set AWS_PROFILE, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or run where a role is attached. ${AGAIN}`,
  expired: `Amazon Comprehend refused the calls: the AWS credentials have expired. Renew them (aws sso login). ${AGAIN}`,
  unknownCredentials: `Amazon Comprehend refused the calls: it does not accept the AWS credentials or their signature. Check the key, the region and this machine's clock. ${AGAIN}`,
  denied: `Amazon Comprehend refused the calls: the AWS credentials may not call comprehend:DetectPiiEntities here. Let their policy allow it, also that of the VPC endpoint. ${AGAIN}`,
  settings:
    'Amazon Comprehend does not offer this in the region: DetectPiiEntities, in the language that engine.language names. Check engine.language (en or es), engine.region and engine.endpoint; no row was written. Then start the run again.',
  redirected: `The endpoint of Amazon Comprehend sent the call on to another place: it was not followed, because text goes to the planned destination only. Check engine.endpoint, engine.region and what stands between. ${AGAIN}`,
  noHost: `The host of Amazon Comprehend was not found: nothing was sent. Check engine.region, engine.endpoint and the network. ${AGAIN}`,
  certificate: `The host of Amazon Comprehend could not prove who it is (TLS): nothing was sent. Check engine.endpoint; a private certificate authority is named with NODE_EXTRA_CA_CERTS. ${AGAIN}`,
} as const;

interface ForeignError {
  readonly name?: unknown;
  readonly code?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: unknown; readonly clockSkewCorrected?: unknown };
  readonly $response?: {
    readonly statusCode?: unknown;
    readonly headers?: Readonly<Record<string, unknown>>;
  };
}

/**
 * What is to be done about an error of the SDK. It is told by its name, its status and Node's code alone: its message and
 * the body that hangs on it may quote the text.
 */
export function callFailure(thrown: unknown): CallFailure {
  const error: ForeignError = thrown !== null && typeof thrown === 'object' ? thrown : {};
  const name = typeof error.name === 'string' ? error.name : '';
  const code = typeof error.code === 'string' ? error.code : '';
  const status = statusOf(error);
  const facts = status === undefined ? {} : { status };
  const access = (message: string): CallFailure =>
    new CallFailure('fatal', { ...facts, code: 'REMOTE_REFUSED_ACCESS', message });

  if (THROTTLED.has(name) || status === 429 || status === 503) {
    const retryAfterMs = retryAfter(error);
    return new CallFailure('throttled', {
      ...facts,
      code: 'REMOTE_UNAVAILABLE',
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    });
  }
  if (TOO_LARGE.has(name) || status === 413)
    return new CallFailure('too-large', { ...facts, code: 'REMOTE_TOO_LARGE' });
  // The SDK took the service's clock over: the next call is signed by it.
  if (error.$metadata?.clockSkewCorrected === true)
    return new CallFailure('transient', { ...facts, code: 'REMOTE_UNAVAILABLE' });
  if (NO_CREDENTIALS.has(name)) return access(MESSAGES.noCredentials);
  if (EXPIRED.has(name)) return access(MESSAGES.expired);
  if (UNKNOWN_CREDENTIALS.has(name) || status === 401) return access(MESSAGES.unknownCredentials);
  if (DENIED.has(name) || status === 403) return access(MESSAGES.denied);
  // The service sends nobody on; a proxy or a login page before it does, and would get the text if it were followed.
  if (status !== undefined && status >= 300 && status < 400)
    return new CallFailure('fatal', { ...facts, code: 'REMOTE_REDIRECTED', message: MESSAGES.redirected });
  if (SETTINGS.has(name) || status === 404)
    return new CallFailure('fatal', { ...facts, code: 'REMOTE_SETTINGS', message: MESSAGES.settings });
  if (REFUSED.has(name) || status === 400)
    return new CallFailure('refused', { ...facts, code: 'REMOTE_REFUSED' });
  if (TRANSIENT.has(name) || (status !== undefined && status >= 500))
    return new CallFailure('transient', { ...facts, code: 'REMOTE_UNAVAILABLE' });
  if (NO_HOST.has(code))
    return new CallFailure('fatal', { code: 'REMOTE_UNREACHABLE', message: MESSAGES.noHost });
  if (CERTIFICATE.test(code))
    return new CallFailure('fatal', { code: 'REMOTE_UNREACHABLE', message: MESSAGES.certificate });
  if (NOT_CONNECTED.has(code)) return new CallFailure('transient', { code: 'REMOTE_UNAVAILABLE' });
  // The SDK gives a reset the name of a time-out; its code stays.
  if (name === 'TimeoutError' && !RESET.has(code))
    return new CallFailure('transient', { code: 'REMOTE_UNAVAILABLE', mayBeBilled: true, timedOut: true });
  if (name === 'AbortError' || code !== '')
    return new CallFailure('transient', { ...facts, code: 'REMOTE_UNAVAILABLE', mayBeBilled: true });
  // An answer that is no JSON, or none of this protocol.
  return new CallFailure('untrusted', { ...facts, code: 'REMOTE_UNTRUSTED', mayBeBilled: true });
}

function statusOf({ $metadata, $response }: ForeignError): number | undefined {
  for (const status of [$metadata?.httpStatusCode, $response?.statusCode])
    if (typeof status === 'number' && Number.isSafeInteger(status)) return status;
  return undefined;
}

/** Of Retry-After, in seconds or as a date (RFC 9110, 10.2.3). */
function retryAfter({ $response }: ForeignError): number | undefined {
  const value = $response?.headers?.['retry-after'];
  if (typeof value !== 'string') return undefined;
  if (/^\d{1,6}$/.test(value.trim())) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}
