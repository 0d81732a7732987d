import { LakeveilError } from '../../../errors.js';
import { readPrivateFile } from '../../keys/private-file.js';
import { parseSecretReference, type SecretResolver } from '../../keys/secret-reference.js';
import type { ApiKeySource } from '../engine-options.js';

/**
 * The service's key, without the white space around it. It is read where calls are made, and is part of no option, error,
 * log or report.
 *
 * @param secrets of `secret://` references; none is configured if undefined
 * @throws LakeveilError NO_API_KEY (variable unset, file missing or empty), KEY_NOT_PRIVATE (others can read the file),
 * NO_SECRET_STORE, API_KEY_INVALID (characters that a header can't carry); those of `secrets`
 */
export async function readApiKey(from: ApiKeySource, secrets?: SecretResolver): Promise<string> {
  const key = (await read(from, secrets)).trim();
  const where = place(from);
  if (key === '')
    throw new LakeveilError(
      'NO_API_KEY',
      `Nothing was sent: the key of the Textual service is to come from ${where}, which is not set or empty. Set it.`,
    );
  if (!/^[\x21-\x7e]{1,4096}$/.test(key))
    throw new LakeveilError(
      'API_KEY_INVALID',
      `Nothing was sent: what ${where} holds can't be a key of the Textual service: it has spaces, line breaks or characters that are not ASCII. Copy the key again.`,
    );
  return key;
}

function read(from: ApiKeySource, secrets: SecretResolver | undefined): Promise<string> | string {
  if ('env' in from) return fromEnvironment(from.env);
  return 'file' in from ? fromFile(from.file) : fromStore(from.secret, secrets);
}

function place(from: ApiKeySource): string {
  if ('env' in from) return `the environment variable ${from.env}`;
  return 'file' in from ? `the file ${from.file}` : `the secret ${from.secret}`;
}

async function fromStore(text: string, secrets: SecretResolver | undefined): Promise<string> {
  if (secrets === undefined)
    throw new LakeveilError(
      'NO_SECRET_STORE',
      'Nothing was sent: the key of the Textual service is to come from a secret store, and none is configured. Use apiKey with env or file, or hand over a SecretResolver.',
    );
  const reference = parseSecretReference(text);
  if (reference === undefined)
    throw new LakeveilError(
      'INVALID_OPTION',
      'Nothing was sent: the secret of the key of the Textual service is not written secret://NAME or secret://NAME#FIELD.',
    );
  return Buffer.from(await secrets.resolve(reference)).toString('utf8');
}

function fromEnvironment(name: string): string {
  return process.env[name] ?? '';
}

async function fromFile(path: string): Promise<string> {
  const content = await readPrivateFile(path, {
    unreadable: () =>
      new LakeveilError(
        'NO_API_KEY',
        `Nothing was sent: the key file ${path} of the Textual service can't be read. Write the key into it and run: chmod 600 ${path}`,
      ),
    notPrivate: () =>
      new LakeveilError(
        'KEY_NOT_PRIVATE',
        `Nothing was sent: others can read the key file ${path} of the Textual service. Run: chmod 600 ${path}`,
      ),
  });
  return content.toString('utf8');
}
