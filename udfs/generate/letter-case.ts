/** `replacement` in the letter case of `original`: all capitals, all small, or as it is. */
export function inCaseOf(original: string, replacement: string): string {
  if (original === original.toLowerCase() && original !== original.toUpperCase())
    return replacement.toLowerCase();
  if (original === original.toUpperCase() && original !== original.toLowerCase() && [...original].length > 1)
    return replacement.toUpperCase();
  return replacement;
}
