import { truncateText } from '../values/transforms.js';

/** Iceberg's default metrics mode is `truncate(16)`: code points of a string, bytes of a binary. */
export const boundLength = 16;

/** At most `length` code points and not above `text`. */
export const lowerTextBound = (text: string, length: number): string => truncateText(text, length);

/** At most `length` code points and not below `text` in code point order; undefined if there is none. */
export function upperTextBound(text: string, length: number): string | undefined {
  const cut = truncateText(text, length);
  if (cut === text) return text;
  const points = [...cut];
  while (points.length > 0) {
    const last = points.pop()!.codePointAt(0)! + 1;
    // Surrogates are no characters of their own.
    const next = last === 0xd800 ? 0xe000 : last;
    if (next <= 0x10ffff) return points.join('') + String.fromCodePoint(next);
  }
  return undefined;
}

export const lowerBytesBound = (bytes: Uint8Array, length: number): Uint8Array => bytes.slice(0, length);

export function upperBytesBound(bytes: Uint8Array, length: number): Uint8Array | undefined {
  if (bytes.byteLength <= length) return bytes;
  for (let end = length; end > 0; end -= 1) {
    if (bytes[end - 1]! < 0xff) {
      const bound = bytes.slice(0, end);
      bound[end - 1] = bound[end - 1]! + 1;
      return bound;
    }
  }
  return undefined;
}
