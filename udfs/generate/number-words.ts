/** English number words, one place for all generators. */
export const UNIT_WORDS = [
  'zero',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
] as const;
export const TEEN_WORDS = [
  'ten',
  'eleven',
  'twelve',
  'thirteen',
  'fourteen',
  'fifteen',
  'sixteen',
  'seventeen',
  'eighteen',
  'nineteen',
] as const;
export const TENS_WORDS = [
  'twenty',
  'thirty',
  'forty',
  'fifty',
  'sixty',
  'seventy',
  'eighty',
  'ninety',
] as const;

export const UNITS: ReadonlyMap<string, number> = new Map([
  ...UNIT_WORDS.map((word, digit) => [word, digit] as const),
  ['oh', 0],
  ['o', 0],
  ['nought', 0],
]);
export const TEENS: ReadonlyMap<string, number> = new Map(TEEN_WORDS.map((word, at) => [word, 10 + at]));
export const TENS: ReadonlyMap<string, number> = new Map([
  ...TENS_WORDS.map((word, at) => [word, 20 + 10 * at] as const),
  ['fourty', 40],
]);

/** 0 … 99 in words: "seven", "fourteen", "eighty four" with `joint` between the two. */
export function twoDigitsInWords(n: number, joint = ' '): string {
  if (n < 10) return UNIT_WORDS[n]!;
  if (n < 20) return TEEN_WORDS[n - 10]!;
  const tens = TENS_WORDS[Math.floor(n / 10) - 2]!;
  return n % 10 === 0 ? tens : `${tens}${joint}${UNIT_WORDS[n % 10]!}`;
}
