import { createHash, hkdfSync } from 'node:crypto';
import { LakeveilError } from '../../errors.js';
import { deriveKey, epochKey } from '../../udfs/keys/derive-key.js';
import { readPrivateFile } from '../../udfs/keys/private-file.js';
import { parseSecretReference, type SecretResolver } from '../../udfs/keys/secret-reference.js';
import type { PseudonymKeySource } from './key-source.js';
import { assertHardToGuess } from './key-strength.js';

export type KeySource =
  /** The user's key: 32 bytes of its epoch, and what the run id says of it. */
  | {
      readonly kind: 'given';
      readonly key: Uint8Array;
      readonly epoch: number;
      readonly fingerprint: string;
    }
  /** One is made for the run, and kept in its journal until the run is committed. */
  | { readonly kind: 'ephemeral' };

export interface KeyContext {
  /** What was not done if there is no key: `The job "x" was not run`. */
  readonly refusal: string;
  /** Of `secret://` references; none is configured if absent. */
  readonly secrets?: SecretResolver;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The pseudonym key of a job: of the epoch that the source names, derived from its root key. The fingerprint is a
 * separate expansion, so that it tells nothing of the key.
 *
 * Errors: those of `rootKey`.
 */
export async function pseudonymKey(
  from: PseudonymKeySource | undefined,
  context: KeyContext,
): Promise<KeySource> {
  if (from === undefined) return { kind: 'ephemeral' };
  const key = epochKey(await rootKey(from, context), from.epoch);
  const fingerprint = createHash('sha256').update(deriveKey(key, 'lakeveil key fingerprint')).digest('hex');
  return { kind: 'given', key, epoch: from.epoch, fingerprint: fingerprint.slice(0, 16) };
}

/**
 * The secret, stretched with HKDF-SHA256 (RFC 5869) to 32 bytes: the keys of all epochs derive from it.
 *
 * Errors: NO_KEY (variable unset, file missing, no such secret), KEY_TOO_SHORT, KEY_TOO_WEAK, KEY_NOT_PRIVATE (others
 * can read the file), NO_SECRET_STORE.
 */
export async function rootKey(from: PseudonymKeySource, context: KeyContext): Promise<Uint8Array> {
  const secret = await readSecret(from, context);
  assertHardToGuess(secret, context.refusal);
  return new Uint8Array(hkdfSync('sha256', secret, '', 'lakeveil pseudonym key', 32));
}

function readSecret(from: PseudonymKeySource, context: KeyContext): Promise<Uint8Array> | Uint8Array {
  if ('env' in from) return fromEnvironment(from.env, context);
  return 'file' in from ? fromFile(from.file, context) : fromStore(from.secret, context);
}

function fromEnvironment(name: string, { refusal }: KeyContext): Buffer {
  const value = process.env[name];
  if (value !== undefined && value.trim() !== '') return Buffer.from(value.trim());
  throw new LakeveilError(
    'NO_KEY',
    `${refusal}: its pseudonym key is to come from the environment variable ${name}, which is not set. Set it.`,
  );
}

async function fromFile(path: string, { refusal }: KeyContext): Promise<Buffer> {
  const content = await readPrivateFile(path, {
    unreadable: () =>
      new LakeveilError(
        'NO_KEY',
        `${refusal}: its pseudonym key file ${path} can't be read. Create it with: openssl rand -hex 32 > ${path} && chmod 600 ${path}`,
      ),
    notPrivate: () =>
      new LakeveilError(
        'KEY_NOT_PRIVATE',
        `${refusal}: others can read its pseudonym key file ${path}. Run: chmod 600 ${path}`,
      ),
  });
  return trimmed(content);
}

/** A secret that is text, without the white space around it, such as a line break at its end; other bytes as they are. */
function trimmed(secret: Uint8Array): Buffer {
  const bytes = Buffer.from(secret);
  const text = bytes.toString('utf8');
  return Buffer.from(text).equals(bytes) ? Buffer.from(text.trim()) : bytes;
}

async function fromStore(text: string, { refusal, secrets, signal }: KeyContext): Promise<Uint8Array> {
  const reference = parseSecretReference(text);
  if (reference === undefined) {
    throw new LakeveilError(
      'INVALID_OPTION',
      `${refusal}: the secret of its pseudonym key is not written secret://NAME or secret://NAME#FIELD.`,
    );
  }
  if (secrets === undefined) {
    throw new LakeveilError(
      'NO_SECRET_STORE',
      `${refusal}: its pseudonym key is to come from a secret store, and none is configured. ` +
        'Use pseudonymKey with env or file: most platforms hand a secret over as one of them.',
    );
  }
  return trimmed(await secrets.resolve(reference, signal));
}
