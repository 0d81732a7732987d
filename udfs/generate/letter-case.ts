/** `replacement` in the letter case of `original`: all capitals, all small, or as it is. */
export function inCaseOf(original: string, replacement: string): string {
  const lower = original.toLowerCase();
  const upper = original.toUpperCase();
  if (lower === upper) return replacement;
  if (original === lower) return replacement.toLowerCase();
  if (original === upper && (original.length > 2 || [...original].length > 1))
    return replacement.toUpperCase();
  return replacement;
}

/** `fresh`, a word in small letters, with the capitals of the word `old`: none, the first, all. */
export function likeWord(old: string, fresh: string): string {
  if (old === old.toLowerCase()) return fresh;
  if (old === old.toUpperCase() && old.length > 1) return fresh.toUpperCase();
  return fresh.slice(0, 1).toUpperCase() + fresh.slice(1);
}

/** A replacement that is written small by itself, with the capitals of the original: at its start, of each word, all. */
export function capitalisedLike(original: string, replacement: string): string {
  const lower = original.toLowerCase();
  if (original === lower) return replacement;
  if (original === original.toUpperCase() && (original.match(/\p{L}/gu)?.length ?? 0) > 1)
    return replacement.toUpperCase();
  const words = original.split(/\s+/).filter((word) => /^\p{L}/u.test(word));
  const everyWord =
    words.length > 1 && words.filter((word) => /^\p{Lu}/u.test(word)).length * 2 > words.length;
  return everyWord || (words.length === 1 && /^\p{Lu}/u.test(original) && /\s/.test(replacement))
    ? titled(replacement)
    : /^\p{Lu}/u.test(original)
      ? replacement[0]!.toUpperCase() + replacement.slice(1)
      : replacement;
}

/** "new york" → "New York"; small joining words stay small. */
export function titled(name: string): string {
  return name.replace(/(?:^|[ -])\p{Ll}+/gu, (word, at: number) =>
    at > 0 && /^ (?:of|and|the|de|la|del|in|on|for)$/.test(word)
      ? word
      : word.replace(/\p{Ll}/u, (letter) => letter.toUpperCase()),
  );
}
