import { LakeveilError } from '../../errors.js';

/** What a call to AWS was for. */
export interface AwsCall {
  /** What was not done, a whole clause: `The table db.t was not loaded`. */
  readonly what: string;
  /** The IAM action that it needs: `glue:GetTable`. */
  readonly action: string;
  /** What the action is on, as a policy would name it: `arn:aws:s3:::bucket/key`, or a plain name. */
  readonly resource: string;
}

/**
 * A failed call of an AWS client as a coded error. Of the service's error only its name, its HTTP status, the region that
 * it names and which KMS action it refuses are taken over: its message may quote the request.
 *
 * Codes: ACCESS_DENIED, NO_CREDENTIALS, CREDENTIALS_EXPIRED, CLOCK_SKEWED, NO_AWS_REGION, NO_SUCH_BUCKET, WRONG_REGION,
 * THROTTLED and SERVICE_UNREACHABLE (both retryable), AWS_ERROR. What is no failure but an answer (no such key, no such
 * table, a precondition) is the caller's to tell first: see `awsErrorName` and `awsStatus`.
 */
export function awsError(error: unknown, call: AwsCall): LakeveilError {
  if (error instanceof LakeveilError) return error;
  const name = awsErrorName(error);
  const status = awsStatus(error);
  const text = error instanceof Error ? error.message : '';
  const details = {
    action: call.action,
    ...(name === '' ? {} : { awsError: name }),
    ...(status === undefined ? {} : { status }),
  };

  if (EXPIRED.has(name) || (name === 'CredentialsProviderError' && /expired|refresh/i.test(text))) {
    return new LakeveilError(
      'CREDENTIALS_EXPIRED',
      `${call.what}: the AWS credentials have expired. Sign in again (aws sso login), or use a role that renews them; then start the same command again.`,
      { details },
    );
  }
  if (NO_CREDENTIALS.has(name)) {
    return new LakeveilError(
      'NO_CREDENTIALS',
      name === 'CredentialsProviderError'
        ? `${call.what}: no AWS credentials were found. Set AWS_PROFILE, sign in (aws sso login), or run under a role.`
        : `${call.what}: AWS does not accept the credentials (${name}). Check AWS_PROFILE and AWS_ACCESS_KEY_ID, or sign in again (aws sso login).`,
      { details },
    );
  }
  if (/^Region is missing/i.test(text) || name === 'ConfigError') {
    return new LakeveilError(
      'NO_AWS_REGION',
      `${call.what}: no AWS region is named. Set AWS_REGION, or \`region\` in the configuration.`,
      { details },
    );
  }
  if (name === 'RequestTimeTooSkewed' || name === 'RequestInTheFuture') {
    return new LakeveilError(
      'CLOCK_SKEWED',
      `${call.what}: the clock of this machine is off, so AWS does not accept its signatures. Set the clock (NTP), then start the same command again.`,
      { details },
    );
  }
  const kms = kmsActionOf(name, text);
  if (kms !== undefined) {
    return new LakeveilError(
      'ACCESS_DENIED',
      kms === 'key'
        ? `${call.what}: the KMS key that encrypts it can't be used (${name}). Check that the key exists and is enabled, and that its key policy lets these credentials use it.`
        : `${call.what}: these credentials may not do ${kms} with the KMS key that encrypts ${call.resource}. Allow it in their policy and in the key's policy.`,
      { details: { ...details, ...(kms === 'key' ? {} : { kmsAction: kms }), resource: call.resource } },
    );
  }
  if (name === 'NoSuchBucket') {
    return new LakeveilError(
      'NO_SUCH_BUCKET',
      `${call.what}: there is no such bucket. Check its name${bucketIn(call.resource)} and the account.`,
      { details: { ...details, resource: call.resource } },
    );
  }
  if (WRONG_REGION.has(name) || status === 301) {
    const region = regionOf(error);
    return new LakeveilError(
      'WRONG_REGION',
      `${call.what}: ${call.resource} is in ${region === undefined ? 'another region' : `the region ${region}`}. Set AWS_REGION, or \`region\` in the configuration, to it.`,
      { details: { ...details, ...(region === undefined ? {} : { region }) } },
    );
  }
  if (isThrottling(error, name, status)) {
    return new LakeveilError(
      'THROTTLED',
      `${call.what}: AWS asks for fewer calls (${name === '' ? status : name}). Start the same command again in some minutes, or with fewer threads.`,
      { retryable: true, details },
    );
  }
  if (DENIED.has(name) || status === 401 || status === 403) {
    return new LakeveilError(
      'ACCESS_DENIED',
      `${call.what}: these credentials may not do ${call.action} on ${call.resource}. Allow it in their policy, or use others (AWS_PROFILE, a role).${/^(?:s3|secretsmanager):/.test(call.action) ? ' If it is encrypted with a KMS key, they need kms:Decrypt and kms:GenerateDataKey on that key too.' : ''}`,
      { details: { ...details, resource: call.resource } },
    );
  }
  const systemCode = systemCodeOf(error);
  if (CERTIFICATE.test(systemCode)) {
    return new LakeveilError(
      'SERVICE_UNREACHABLE',
      `${call.what}: the certificate of the service is not trusted (${systemCode}). Check the endpoint; for a private authority set NODE_EXTRA_CA_CERTS.`,
      { details: { ...details, systemCode } },
    );
  }
  if (isOutage(name, status, systemCode)) {
    return new LakeveilError(
      'SERVICE_UNREACHABLE',
      `${call.what}: AWS was not reached, or did not answer (${systemCode || name || status}). Check the network, the endpoint and the region; then start the same command again.`,
      { retryable: true, details: { ...details, ...(systemCode === '' ? {} : { systemCode }) } },
    );
  }
  return new LakeveilError(
    'AWS_ERROR',
    `${call.what}: AWS refused ${call.action} with ${name || `status ${status ?? 'unknown'}`}.`,
    { details: { ...details, resource: call.resource } },
  );
}

/** The service's name of its error (`NoSuchKey`, `EntityNotFoundException`); empty if it has none. */
export function awsErrorName(error: unknown): string {
  const { name, Code } = (error ?? {}) as { name?: unknown; Code?: unknown };
  for (const one of [name, Code]) {
    if (typeof one === 'string' && one !== 'Error' && /^[A-Za-z][\w.]{0,80}$/.test(one)) return one;
  }
  return '';
}

/** HTTP status of the answer; undefined if none came. */
export function awsStatus(error: unknown): number | undefined {
  const status = (error as { $metadata?: { httpStatusCode?: unknown } } | undefined)?.$metadata
    ?.httpStatusCode;
  return typeof status === 'number' ? status : undefined;
}

const EXPIRED = new Set([
  'ExpiredToken',
  'ExpiredTokenException',
  'TokenRefreshRequired',
  'RequestExpired',
  'UnauthorizedSSOTokenError',
]);
const NO_CREDENTIALS = new Set([
  'CredentialsProviderError',
  'TokenProviderError',
  'InvalidAccessKeyId',
  'InvalidToken',
  'SignatureDoesNotMatch',
  'InvalidSignatureException',
  'InvalidClientTokenId',
  'UnrecognizedClientException',
  'MissingAuthenticationToken',
  'MissingAuthenticationTokenException',
  'IncompleteSignature',
]);
const DENIED = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'AllAccessDisabled',
  'AccountProblem',
  'Forbidden',
  'UnauthorizedOperation',
  'NotAuthorized',
]);
const WRONG_REGION = new Set([
  'PermanentRedirect',
  'AuthorizationHeaderMalformed',
  'IllegalLocationConstraintException',
]);
const THROTTLING = new Set([
  'SlowDown',
  'Throttling',
  'ThrottlingException',
  'ThrottledException',
  'RequestThrottled',
  'RequestThrottledException',
  'RequestLimitExceeded',
  'TooManyRequestsException',
  'BandwidthLimitExceeded',
  'ProvisionedThroughputExceededException',
]);
const OUTAGE = new Set([
  'TimeoutError',
  'NetworkingError',
  'InternalError',
  'InternalFailure',
  'InternalServiceException',
  'InternalServerException',
  'InternalServerError',
  'OperationTimeoutException',
  'ServiceUnavailable',
  'ServiceUnavailableException',
  'RequestTimeout',
  'RequestTimeoutException',
]);
const NETWORK = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EAI_FAIL',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETDOWN',
  'ETIMEDOUT',
  'EPIPE',
  'EPROTO',
]);
const CERTIFICATE = /CERT|^UNABLE_TO_|SELF_SIGNED/;

function isThrottling(error: unknown, name: string, status: number | undefined): boolean {
  const hint = (error as { $retryable?: { throttling?: unknown } } | undefined)?.$retryable;
  return THROTTLING.has(name) || status === 429 || hint?.throttling === true;
}

function isOutage(name: string, status: number | undefined, systemCode: string): boolean {
  return OUTAGE.has(name) || NETWORK.has(systemCode) || (status !== undefined && status >= 500);
}

/** What of KMS was refused: an action, the key itself (`key`), or nothing of KMS. */
function kmsActionOf(name: string, text: string): string | undefined {
  const action = /\bkms:(GenerateDataKeyWithoutPlaintext|GenerateDataKey|Decrypt|Encrypt|DescribeKey)\b/.exec(
    text,
  )?.[1];
  if (action !== undefined && (DENIED.has(name) || name.startsWith('KMS'))) return `kms:${action}`;
  return name.startsWith('KMS') || name === 'GlueEncryptionException' ? 'key' : undefined;
}

/** The bucket of an ARN of S3, to be read after "its name". */
function bucketIn(resource: string): string {
  const bucket = /^arn:aws[\w-]*:s3:::([^/]+)/.exec(resource)?.[1];
  return bucket === undefined ? '' : ` (${bucket})`;
}

/** The region that S3 names in a header of its answer. */
function regionOf(error: unknown): string | undefined {
  const headers = (error as { $response?: { headers?: Record<string, unknown> } } | undefined)?.$response
    ?.headers;
  const region = headers?.['x-amz-bucket-region'] ?? (error as { Region?: unknown } | undefined)?.Region;
  return typeof region === 'string' && /^[a-z]{2}(?:-[a-z]+)+-\d{1,2}$/.test(region) ? region : undefined;
}

/** Of the operating system or of TLS. */
function systemCodeOf(error: unknown): string {
  const { code, errno, cause } = (error ?? {}) as { code?: unknown; errno?: unknown; cause?: unknown };
  for (const one of [code, errno]) {
    if (typeof one === 'string' && /^[A-Z][A-Z0-9_]{1,60}$/.test(one)) return one;
  }
  // AggregateError of several addresses of one name.
  const [first] = (error as { errors?: unknown[] } | undefined)?.errors ?? [];
  if (first !== undefined) return systemCodeOf(first);
  return cause === undefined ? '' : systemCodeOf(cause);
}
