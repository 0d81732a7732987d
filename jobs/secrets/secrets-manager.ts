import { awsClientSettings } from '../../catalog/aws/client-settings.js';
import { LakeveilError } from '../../errors.js';
import type { SecretReference, SecretResolver } from '../../udfs/keys/secret-reference.js';
import { secretFailure } from './secret-failure.js';
import { fieldOf } from './secret-field.js';
import type { SecretsConfig } from './secrets-config.js';
import { SharedRead } from './shared-read.js';

/** A read changes nothing: it may be tried again. */
const ATTEMPTS = 4;

/**
 * AWS Secrets Manager. NAME of a reference is a secret's name or ARN; an ARN says in which region it lies. A secret is
 * asked for once, however many of its fields are wanted and by however many at a time, and kept in this closure for as
 * long as the resolver lives; what failed is asked for again.
 *
 * `resolve` throws LakeveilErrors: NO_KEY (no such secret or field, marked for deletion, without a value), INTERRUPTED,
 * those of `awsError`.
 */
export function secretsManager({ region, endpoint }: SecretsConfig): SecretResolver {
  const kept = new Map<string, SharedRead<Uint8Array>>();
  const read = (name: string): SharedRead<Uint8Array> => {
    const found = kept.get(name);
    if (found !== undefined && !found.isAbandoned) return found;
    const made = new SharedRead(async (signal) => {
      try {
        return await readSecret(name, { region: regionOfArn(name) ?? region, endpoint }, signal);
      } catch (error) {
        if (kept.get(name) === made) kept.delete(name);
        throw error;
      }
    });
    kept.set(name, made);
    return made;
  };
  return {
    async resolve(reference, signal) {
      const secret = await read(reference.name).wait(signal, () => interrupted(reference));
      // A copy: whoever wipes or changes it has no hand in what the next one gets.
      return reference.field === undefined ? Uint8Array.from(secret) : fieldOf(secret, reference);
    },
  };
}

/** GetSecretValue: https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html */
async function readSecret(name: string, config: SecretsConfig, signal: AbortSignal): Promise<Uint8Array> {
  try {
    const { SecretsManagerClient, GetSecretValueCommand } = await import('@aws-sdk/client-secrets-manager');
    const client = new SecretsManagerClient(
      awsClientSettings('SECRETS_MANAGER', { ...config, attempts: ATTEMPTS }),
    );
    const { SecretString, SecretBinary } = await client.send(new GetSecretValueCommand({ SecretId: name }), {
      abortSignal: signal,
    });
    if (SecretString !== undefined) return Buffer.from(SecretString, 'utf8');
    if (SecretBinary !== undefined) return SecretBinary;
  } catch (error) {
    throw secretFailure(error, name);
  }
  throw new LakeveilError(
    'NO_KEY',
    `The secret ${name} was not read: it has no value. Give it one in AWS Secrets Manager.`,
  );
}

/** arn:aws:secretsmanager:REGION:ACCOUNT:secret:NAME-abcdef */
const regionOfArn = (name: string): string | undefined =>
  /^arn:aws[\w-]*:secretsmanager:([a-z]{2}(?:-[a-z]+)+-\d{1,2}):/.exec(name)?.[1];

const interrupted = ({ name }: SecretReference): LakeveilError =>
  new LakeveilError('INTERRUPTED', `The secret ${name} was not read: it was interrupted.`, {
    retryable: true,
  });
