import { LakeveilError } from '../../errors.js';
import type { SecretReference } from '../../udfs/keys/secret-reference.js';

/**
 * A member of a secret that is a JSON object, as the console of Secrets Manager makes them: its text in UTF-8. The
 * errors name what was asked for, and nothing of what the secret holds.
 *
 * @throws LakeveilError NO_KEY
 */
export function fieldOf(secret: Uint8Array, { name, field = '' }: SecretReference): Uint8Array {
  const refuse = (why: string): never => {
    throw new LakeveilError('NO_KEY', `The field ${field} of the secret ${name} was not read: ${why}`);
  };
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(secret));
  } catch {
    return refuse(
      `the secret is not JSON. Write secret://${name} for the whole of it, or make it a JSON object.`,
    );
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value) || !Object.hasOwn(value, field))
    return refuse('the secret has no such field. Check its name, letter by letter, in AWS Secrets Manager.');
  const member = (value as Record<string, unknown>)[field];
  if (typeof member !== 'string')
    return refuse('it is not text. Put it in quotation marks in AWS Secrets Manager.');
  return Buffer.from(member, 'utf8');
}
