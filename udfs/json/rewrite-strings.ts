import { decodeString, scanJson } from './scan-json.js';

/**
 * A JSON document with other strings, names of properties among them; whatever `rewrite` gives back as it was, and all
 * that is no string, stays as it is spelled.
 *
 * @throws LakeveilError JSON_INVALID, JSON_TOO_DEEP
 */
export function rewriteStrings(text: string, rewrite: (value: string) => string): string {
  let out = '';
  let copied = 0;
  const replace = (start: number, end: number): void => {
    const value = decodeString(text, start, end);
    const written = rewrite(value);
    if (written === value) return;
    out += text.slice(copied, start) + JSON.stringify(written);
    copied = end;
  };
  scanJson(text, { open() {}, close() {}, number() {}, literal() {}, key: replace, string: replace });
  return out + text.slice(copied);
}
