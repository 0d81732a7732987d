/**
 * Most bytes of UTF-8 in the text of one call. The service says 100 KB and not which: the smaller reading of it, and less
 * than that, because for its sister operations it says "less than".
 * https://docs.aws.amazon.com/comprehend/latest/APIReference/API_DetectPiiEntities.html
 */
export const MAX_TEXT_BYTES = 99_999;

/** Most cells a call: so that one call that is lost does not hold up more rows than that. */
export const MAX_ITEMS = 10_000;

/**
 * How far two pieces of a long cell overlap, in UTF-16 code units, at most: longer than what is found in one piece, with a
 * paragraph around it.
 */
export const OVERLAP = 2_000;

/** Bytes of UTF-8; a surrogate that is alone counts as the U+FFFD that travels in its place. */
export function utf8Bytes(text: string): number {
  return Buffer.byteLength(text, 'utf8');
}
