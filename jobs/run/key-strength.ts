import { LakeveilError } from '../../errors.js';

/** Shorter secrets can be guessed from the tokens that they make. */
const MIN_BYTES = 16;
/** By the frequencies of its bytes; 16 random hexadecimal digits have about 51, and fewer than 32 twice in a hundred thousand. */
const MIN_BITS = 32;
/** Fewer bytes at the end are the same as those at the start by mere chance. */
const LEAST_REPEATED = 4;

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
  if (repeats(secret) || counts(secret) || bitsOf(secret) < MIN_BITS) {
    throw new LakeveilError(
      'KEY_TOO_WEAK',
      `${refusal}: its pseudonym key repeats itself or has too few different characters, and could be guessed. ` +
        'Make one with: openssl rand -hex 32',
    );
  }
}

/** The same piece again and again, of at most half its length or too short by itself ("changeme-changeme"). */
function repeats(secret: Uint8Array): boolean {
  const longest = Math.max(secret.length / 2, Math.min(MIN_BYTES - 1, secret.length - LEAST_REPEATED));
  for (let period = 1; period <= longest; period++) {
    let at = period;
    while (at < secret.length && secret[at] === secret[at - period]) at++;
    if (at === secret.length) return true;
  }
  return false;
}

/** Characters in their order, up or down, for the most part: "0123456789abcdef". */
function counts(secret: Uint8Array): boolean {
  let steps = 0;
  for (let at = 1; at < secret.length; at++) if (Math.abs(secret[at]! - secret[at - 1]!) <= 1) steps++;
  return steps > (secret.length - 1) * 0.75;
}

/** Shannon's entropy of the bytes' frequencies, times their number. */
function bitsOf(secret: Uint8Array): number {
  const counts = new Map<number, number>();
  for (const byte of secret) counts.set(byte, (counts.get(byte) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= count * Math.log2(count / secret.length);
  return bits;
}
