import { LakeveilError } from '../../errors.js';
import { type AwsCall, awsError, awsErrorName, awsStatus } from '../aws/aws-error.js';

/**
 * What a failed call says about its effect. `missing`, `exists`, `conflict`: the answers EntityNotFound, AlreadyExists and
 * ConcurrentModification. `refused`: not done, and no use to try again. `again`: not done, and may be tried again.
 * `unknown`: it may have been done, or may still be.
 */
export type FailureKind = 'missing' | 'exists' | 'conflict' | 'refused' | 'again' | 'unknown';

const ANSWERS: Readonly<Record<string, FailureKind>> = {
  EntityNotFoundException: 'missing',
  AlreadyExistsException: 'exists',
  ConcurrentModificationException: 'conflict',
};

/** No connection came about, so the service saw no request. */
const NOT_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

/** A failed call of the Glue client. Its own message is empty: the service's may quote the request. */
export class GlueFailure extends Error {
  override readonly name = 'GlueFailure';
  readonly kind: FailureKind;
  readonly #thrown: unknown;

  constructor(thrown: unknown) {
    super();
    this.#thrown = thrown;
    this.kind = kindOf(thrown);
  }

  /** Codes: those of `awsError`, and GLUE_LIMIT. */
  toLakeveilError(call: AwsCall): LakeveilError {
    const name = awsErrorName(this.#thrown);
    if (name === 'ResourceNumberLimitExceededException') {
      return new LakeveilError(
        'GLUE_LIMIT',
        `${call.what}: the account has as many of them in Glue as its quota allows. Remove what is not needed (old table versions, tables), or have the quota raised.`,
        { details: { action: call.action, resource: call.resource } },
      );
    }
    const error = awsError(this.#thrown, call);
    if (error.code !== 'ACCESS_DENIED') return error;
    return new LakeveilError(
      'ACCESS_DENIED',
      isLakeFormation(this.#thrown)
        ? `${call.what}: Lake Formation has not granted these credentials what ${call.action} needs on ${call.resource}. Grant it there (${grantFor(call.action)}); an IAM policy alone is not enough.`
        : `${call.what}: these credentials may not do ${call.action} on ${call.resource}. Allow it in their policy, on the catalog, the database and the table; in another account also in the catalog's resource policy. Or use others (AWS_PROFILE, a role).`,
      { details: { ...error.details } },
    );
  }
}

function kindOf(thrown: unknown): FailureKind {
  if (thrown instanceof LakeveilError) return 'refused';
  const name = awsErrorName(thrown);
  const answer = ANSWERS[name];
  if (answer !== undefined) return answer;
  const { $metadata } = (thrown ?? {}) as { $metadata?: { clockSkewCorrected?: unknown } };
  // The client has taken the service's clock over: the next call is signed by it.
  if ($metadata?.clockSkewCorrected === true) return 'again';
  const { code, details } = awsError(thrown, { what: '', action: '', resource: '' });
  if (code === 'THROTTLED') return 'again';
  if (code === 'SERVICE_UNREACHABLE') {
    return NOT_SENT.has(String(details['systemCode'] ?? '')) ? 'again' : 'unknown';
  }
  if (code !== 'AWS_ERROR') return 'refused';
  const status = awsStatus(thrown);
  // An answer that could not be read is no refusal.
  return status !== undefined && status >= 400 && status < 500 ? 'refused' : 'unknown';
}

/** The service answers AccessDenied for both; only its message tells them apart. */
function isLakeFormation(thrown: unknown): boolean {
  return thrown instanceof Error && /lake ?formation/i.test(thrown.message);
}

const GRANTS: Readonly<Record<string, string>> = {
  'glue:GetTable': 'SELECT or DESCRIBE on the table',
  'glue:GetTables': 'DESCRIBE on the database',
  'glue:GetPartitions': 'SELECT on the table',
  'glue:GetDatabase': 'DESCRIBE on the database',
  'glue:GetDatabases': 'DESCRIBE on the databases',
  'glue:CreateTable': 'CREATE_TABLE on the database, and the data location',
  'glue:UpdateTable': 'ALTER on the table',
  'glue:DeleteTable': 'DROP on the table',
  'glue:CreateDatabase': 'CREATE_DATABASE on the catalog',
};

const grantFor = (action: string): string => GRANTS[action] ?? 'the permission';
