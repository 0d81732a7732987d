import { awsError, awsErrorName } from '../../catalog/aws/aws-error.js';
import { LakeveilError } from '../../errors.js';

/**
 * What GetSecretValue failed with. The service's messages are not repeated.
 *
 * Codes: NO_KEY, INTERRUPTED, those of `awsError`.
 */
export function secretFailure(error: unknown, name: string): LakeveilError {
  const what = `The secret ${name} was not read`;
  switch (awsErrorName(error)) {
    case 'ResourceNotFoundException':
      return new LakeveilError(
        'NO_KEY',
        `${what}: AWS Secrets Manager has none of that name in this account and region. Check name and region (AWS_REGION, or secrets.region in lakeveil.config.*), or make it: aws secretsmanager create-secret --name NAME --secret-string file://key`,
      );
    case 'InvalidRequestException':
      return new LakeveilError(
        'NO_KEY',
        `${what}: it is marked for deletion, or has no value. Restore it: aws secretsmanager restore-secret --secret-id NAME`,
      );
    case 'InvalidParameterException':
    case 'ValidationException':
      return new LakeveilError(
        'NO_KEY',
        `${what}: AWS Secrets Manager takes no such name. Write secret://NAME#FIELD, or an ARN in place of NAME.`,
      );
    case 'DecryptionFailure':
      return denied(what, name, 'DecryptionFailure');
    case 'AccessDeniedException':
    case 'AccessDenied':
      return denied(what, name, 'AccessDeniedException');
    case 'AbortError':
      return new LakeveilError('INTERRUPTED', `${what}: it was interrupted.`, { retryable: true });
    default:
      return awsError(error, { what, action: 'secretsmanager:GetSecretValue', resource: name });
  }
}

/** AWS does not tell for sure which of the two is missing. */
function denied(what: string, name: string, awsName: string): LakeveilError {
  return new LakeveilError(
    'ACCESS_DENIED',
    `${what}: these credentials may not. They need secretsmanager:GetSecretValue on it and, if it is encrypted with a KMS key of your own, kms:Decrypt on that key, in their policy and in the secret's and the key's.`,
    { details: { action: 'secretsmanager:GetSecretValue', awsError: awsName, resource: name } },
  );
}
