const MARKS = /\p{M}/gu;
const PLAIN: Readonly<Record<string, string>> = {
  ß: 'ss',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  æ: 'ae',
  œ: 'oe',
  ı: 'i',
  ð: 'd',
  þ: 'th',
};
const SPECIAL = /[ßøłđæœıðþ]/g;

/** Lower-case text without diacritics, so that "José" and "jose" are one name. */
export function foldLetters(lower: string): string {
  let at = 0;
  while (at < lower.length && lower.charCodeAt(at) < 128) at++;
  if (at === lower.length) return lower;
  return lower
    .normalize('NFD')
    .replace(MARKS, '')
    .replace(SPECIAL, (letter) => PLAIN[letter]!);
}
