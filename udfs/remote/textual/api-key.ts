import { LakeveilError } from '../../../errors.js';
import { readPrivateFile } from '../../keys/private-file.js';
import type { ApiKeySource } from '../engine-options.js';

/**
 * The service's key, without the white space around it. It is read where calls are made, and is part of no option, error,
 * log or report.
 *
 * @throws LakeveilError NO_API_KEY (variable unset, file missing or empty), KEY_NOT_PRIVATE (others can read the file),
 * API_KEY_INVALID (characters that a header can't carry)
 */
export async function readApiKey(from: ApiKeySource): Promise<string> {
  const key = (await ('env' in from ? fromEnvironment(from.env) : fromFile(from.file))).trim();
  const where = 'env' in from ? `the environment variable ${from.env}` : `the file ${from.file}`;
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
