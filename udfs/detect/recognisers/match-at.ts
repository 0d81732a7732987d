/** Runs a sticky pattern at one offset; the end of its match, or -1. The pattern must bound its own length. */
export function matchAt(sticky: RegExp, text: string, offset: number): number {
  sticky.lastIndex = offset;
  return sticky.test(text) ? sticky.lastIndex : -1;
}

/** True if the character at `offset`, or the one after a space or hyphen there, may be a letter: not surely, but no letter is missed. */
export function mayBeLetterAt(text: string, offset: number): boolean {
  let code = text.charCodeAt(offset);
  if (code <= 32 || code === 45) code = text.charCodeAt(offset + 1);
  return code > 64;
}

/** True if a letter, digit or underscore of ASCII stands at `offset`. */
export function isWordAt(text: string, offset: number): boolean {
  if (offset < 0 || offset >= text.length) return false;
  const code = text.charCodeAt(offset);
  return (
    (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code === 95
  );
}

export function isDigitAt(text: string, offset: number): boolean {
  const code = text.charCodeAt(offset);
  return code >= 48 && code <= 57;
}

/** ASCII digits of `text[start, end)`. */
export function digitsOf(text: string, start: number, end: number): string {
  let digits = '';
  for (let at = start; at < end; at++) if (isDigitAt(text, at)) digits += text[at];
  return digits;
}
