import { inCaseOf } from './letter-case.js';

/** Code words of the ICAO alphabet. */
const CODE_WORDS =
  'alpha bravo charlie delta echo foxtrot golf hotel india juliet kilo lima mike november oscar papa quebec romeo sierra tango uniform victor whiskey xray yankee zulu'.split(
    ' ',
  );

export interface Spelled {
  /** The word that was spelled, lower case. */
  readonly word: string;
  /** Another word in the same manner of spelling. */
  write(word: string): string;
}

/**
 * A word spelled letter by letter: "w o j c i e c h", "S-m-i-t-h", "S as in Sam, M for Mary, double L". Initials with
 * full stops ("J. R. R.") are not: those are names. Undefined if `value` is anything else.
 */
export function spelled(value: string): Spelled | undefined {
  // Cheap refusal for nearly all values: two single letters, or one with its code word, are needed.
  if (!/(?:^|[^\p{L}\p{M}])\p{L}(?:[ ,-]|$)/u.test(value) || value.includes('.')) return undefined;
  const tokens = value.match(/\p{L}\p{M}*(?:[\p{L}\p{M}]*)/gu) ?? [];
  let word = '';
  let letters = 0;
  let coded = 0;
  for (let at = 0; at < tokens.length; at++) {
    let times = 1;
    let token = tokens[at]!;
    const lower = token.toLowerCase();
    if ((lower === 'double' || lower === 'triple') && tokens[at + 1] !== undefined) {
      times = lower === 'double' ? 2 : 3;
      token = tokens[++at]!;
    }
    if ([...token].length !== 1) return undefined;
    word += token.toLowerCase().repeat(times);
    letters++;
    const next = tokens[at + 1]?.toLowerCase();
    const inWord =
      next === 'as' && tokens[at + 2]?.toLowerCase() === 'in' ? 3 : next === 'for' || next === 'like' ? 2 : 0;
    const code = inWord > 0 ? tokens[at + inWord] : undefined;
    if (code !== undefined && [...code].length > 1) {
      coded++;
      at += inWord;
    }
  }
  if (letters < (coded > 0 ? 1 : 3)) return undefined;
  const joint = coded > 0 ? (value.includes(',') ? ', ' : ' ') : (/[^\p{L}\p{M}]+/u.exec(value)?.[0] ?? ' ');
  return {
    word,
    write: (fresh) =>
      [...fresh.toLowerCase().replace(/[^\p{L}]/gu, '')]
        .map((letter) => {
          const written = inCaseOf(/\p{Lu}/u.test(value[0]!) ? 'AA' : 'aa', letter);
          const code = CODE_WORDS[letter.charCodeAt(0) - 97];
          return coded * 2 >= letters && code !== undefined ? `${written} as in ${code}` : written;
        })
        .join(joint),
  };
}

/** The code word of a letter a–z, or the letter. */
export function codeWord(letter: string): string {
  return CODE_WORDS[letter.toLowerCase().charCodeAt(0) - 97] ?? letter;
}
