const LONE_SURROGATE = /\p{Surrogate}/u;
const LONE_SURROGATES = /\p{Surrogate}/gu;

/** Whether a text is Unicode: no half of a surrogate pair stands alone in it. (`isWellFormed` of ES2024.) */
export function isUnicode(text: string): boolean {
  return !LONE_SURROGATE.test(text);
}

/**
 * The text as UTF-8 can carry it: each surrogate that is alone becomes U+FFFD. Both are one code point and one UTF-16 code
 * unit, so that every offset stays what it was.
 */
export function wellFormed(text: string): string {
  return text.replace(LONE_SURROGATES, '\ufffd');
}

/** Code points of a text; a surrogate that is alone counts as one. */
export function countCodePoints(text: string): number {
  let pairs = 0;
  for (let at = 0; at + 1 < text.length; at++) {
    if (isPair(text, at)) {
      pairs++;
      at++;
    }
  }
  return text.length - pairs;
}

/** UTF-16 offset of each code point of a text, its end included. */
export function utf16Offsets(text: string): Uint32Array {
  const offsets = new Uint32Array(countCodePoints(text) + 1);
  let at = 0;
  for (let index = 0; index < offsets.length; index++) {
    offsets[index] = at;
    at += isPair(text, at) ? 2 : 1;
  }
  return offsets;
}

/** Whether a surrogate pair begins at `at`. */
export function isPair(text: string, at: number): boolean {
  return (text.charCodeAt(at) & 0xfc00) === 0xd800 && (text.charCodeAt(at + 1) & 0xfc00) === 0xdc00;
}
