import { LakeveilError } from '../../errors.js';

/** Shorter secrets can be guessed from the tokens that they make. */
const MIN_BYTES = 16;
/** By the frequencies of its bytes; 16 random hexadecimal digits have about 51, a word twice has fewer than 40. */
const MIN_BITS = 40;

/**
 * Refuses secrets that can be guessed: whoever guesses one can test values against tokens. What looks random may still
 * be a well-known text: no check can tell.
 *
 * Errors: KEY_TOO_SHORT, KEY_TOO_WEAK; neither tells more of the secret than its length.
 */
export function assertHardToGuess(secret: Uint8Array, refusal: string): void {
  if (secret.length < MIN_BYTES) {
    throw new LakeveilError(
      'KEY_TOO_SHORT',
      `${refusal}: its pseudonym key has ${secret.length} bytes, and at least ${MIN_BYTES} are needed. ` +
        'Make one with: openssl rand -hex 32',
    );
  }
  if (repeats(secret) || bitsOf(secret) < MIN_BITS) {
    throw new LakeveilError(
      'KEY_TOO_WEAK',
      `${refusal}: its pseudonym key repeats itself or has too few different characters, and could be guessed. ` +
        'Make one with: openssl rand -hex 32',
    );
  }
}

/** The same piece again and again, of at most half its length. */
function repeats(secret: Uint8Array): boolean {
  for (let period = 1; period <= secret.length / 2; period++) {
    let at = period;
    while (at < secret.length && secret[at] === secret[at - period]) at++;
    if (at === secret.length) return true;
  }
  return false;
}

/** Shannon's entropy of the bytes' frequencies, times their number. */
function bitsOf(secret: Uint8Array): number {
  const counts = new Map<number, number>();
  for (const byte of secret) counts.set(byte, (counts.get(byte) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= count * Math.log2(count / secret.length);
  return bits;
}
