import { createHash, hkdfSync } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { LakeveilError } from '../../errors.js';
import type { ResolvedJob } from '../resolved-job.js';

export type KeySource =
  /** The user's key: 32 bytes, and what the run id says of it. */
  | { readonly kind: 'given'; readonly key: Uint8Array; readonly fingerprint: string }
  /** One is made for the run, and kept in its journal until the run is committed. */
  | { readonly kind: 'ephemeral' };

/** Shorter secrets can be guessed from the tokens that they make. */
const MIN_BYTES = 16;

/**
 * The pseudonym key of a job. The secret is stretched with HKDF-SHA256 (RFC 5869) to 32 bytes; the fingerprint is a
 * separate expansion, so that it tells nothing of the key.
 *
 * Errors: NO_KEY (variable unset, file missing), KEY_TOO_SHORT, KEY_NOT_PRIVATE (others can read the file).
 */
export async function pseudonymKey(job: ResolvedJob): Promise<KeySource> {
  const from = job.pseudonymKey;
  if (from === undefined) return { kind: 'ephemeral' };
  const secret = 'env' in from ? fromEnvironment(from.env, job.name) : await fromFile(from.file, job.name);
  if (secret.length < MIN_BYTES) {
    throw new LakeveilError(
      'KEY_TOO_SHORT',
      `The job "${job.name}" was not run: its pseudonym key has ${secret.length} bytes, and at least ${MIN_BYTES} are needed. ` +
        'Make one with: openssl rand -hex 32',
    );
  }
  const expand = (info: string): Uint8Array => new Uint8Array(hkdfSync('sha256', secret, '', info, 32));
  return {
    kind: 'given',
    key: expand('lakeveil pseudonym key'),
    fingerprint: createHash('sha256').update(expand('lakeveil key fingerprint')).digest('hex').slice(0, 16),
  };
}

function fromEnvironment(name: string, job: string): Buffer {
  const value = process.env[name];
  if (value !== undefined && value.trim() !== '') return Buffer.from(value.trim());
  throw new LakeveilError(
    'NO_KEY',
    `The job "${job}" was not run: its pseudonym key is to come from the environment variable ${name}, which is not set. Set it.`,
  );
}

async function fromFile(path: string, job: string): Promise<Buffer> {
  const missing = (): LakeveilError =>
    new LakeveilError(
      'NO_KEY',
      `The job "${job}" was not run: its pseudonym key file ${path} can't be read. Create it with: openssl rand -hex 32`,
    );
  const info = await stat(path).catch(() => {
    throw missing();
  });
  if (process.platform !== 'win32' && (info.mode & 0o077) !== 0) {
    throw new LakeveilError(
      'KEY_NOT_PRIVATE',
      `The job "${job}" was not run: others can read its pseudonym key file ${path}. Run: chmod 600 ${path}`,
    );
  }
  const content = await readFile(path).catch(() => {
    throw missing();
  });
  return Buffer.from(content.toString('utf8').trim());
}
