import { createHash, timingSafeEqual } from 'node:crypto';
import { LakeveilError } from '../../errors.js';
import { readPrivateFile } from '../../udfs/keys/private-file.js';
import { parseSecretReference, type SecretResolver } from '../../udfs/keys/secret-reference.js';

const SHORTEST = 16;

/** Keys that let a request in: their hashes alone are kept. */
export interface ApiKeys {
  /** Takes as long for a key that is wrong in its first character as for one that is wrong in its last. */
  accepts(key: string | undefined): boolean;
}

/**
 * @param text one key a line, blank lines aside
 * @param from what the keys are from, for errors
 * @throws LakeveilError BAD_API_KEYS
 */
export function apiKeys(text: string, from: string): ApiKeys {
  const keys = text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const refuse = (why: string): never => {
    throw new LakeveilError('BAD_API_KEYS', `The server was not started: ${why}`);
  };
  if (keys.length === 0) refuse(`there is no API key in ${from}. Make one with: openssl rand -hex 32`);
  const short = keys.findIndex((key) => key.length < SHORTEST);
  if (short >= 0)
    refuse(
      `API key ${short + 1} in ${from} has fewer than ${SHORTEST} characters and could be guessed. Make one with: openssl rand -hex 32`,
    );
  // What a client can't send in a header would never let it in.
  const odd = keys.findIndex((key) => !/^[\x21-\x7e]+$/.test(key));
  if (odd >= 0) refuse(`API key ${odd + 1} in ${from} has blanks or letters that are not ASCII.`);
  const hashes = keys.map(hashOf);
  return {
    accepts(key) {
      const given = hashOf(key ?? '');
      let isKnown = false;
      for (const hash of hashes) if (timingSafeEqual(hash, given)) isKnown = true;
      return isKnown && key !== undefined;
    },
  };
}

const hashOf = (key: string): Buffer => createHash('sha256').update(key).digest();

/** @throws LakeveilError BAD_API_KEYS, KEY_NOT_PRIVATE; those of `secrets` */
export async function readApiKeys(
  source: {
    readonly env?: string | undefined;
    readonly file?: string | undefined;
    readonly secret?: string | undefined;
  },
  environment: Readonly<Record<string, string | undefined>>,
  secrets?: SecretResolver,
): Promise<ApiKeys | undefined> {
  const { env, file, secret } = source;
  if (env !== undefined) {
    const from = `the environment variable ${env}`;
    return apiKeys(environment[env] ?? '', from);
  }
  if (secret !== undefined) {
    const reference = parseSecretReference(secret);
    if (reference === undefined || secrets === undefined)
      throw new LakeveilError(
        'NO_SECRET_STORE',
        'The server was not started: its API keys are to come from a secret store, and none is configured.',
      );
    return apiKeys(Buffer.from(await secrets.resolve(reference)).toString('utf8'), `the secret ${secret}`);
  }
  if (file === undefined) return undefined;
  const content = await readPrivateFile(file, {
    unreadable: () =>
      new LakeveilError(
        'BAD_API_KEYS',
        `The server was not started: the API key file ${file} can't be read. Create it with: openssl rand -hex 32 > ${file} && chmod 600 ${file}`,
      ),
    notPrivate: () =>
      new LakeveilError(
        'KEY_NOT_PRIVATE',
        `The server was not started: others can read its API key file ${file}. Run: chmod 600 ${file}`,
      ),
  });
  return apiKeys(content.toString('utf8'), file);
}
