import { digitText, freshDigits, otherDigit } from './digit-text.js';
import type { Draw } from './draw.js';
import type { Generator } from './generator.js';
import { inCaseOf } from './letter-case.js';
import { codeWord } from './spelling.js';

/**
 * Each digit by a digit and each letter by a letter of its case; all else stays. A number keeps its first non-zero, and
 * of four digits in a row one changes at least. Letters of other scripts become Latin ones.
 */
export function replaceCharacters(value: string, draw: Draw): string {
  const least = Math.min(4, value.match(/\d/g)?.length ?? 0);
  let out = '';
  let first = true;
  let run = 0;
  for (const character of value) {
    const code = character.charCodeAt(0);
    if (code >= 48 && code <= 57) {
      const old = code - 48;
      let digit = first && old !== 0 ? 1 + draw.below(9) : draw.below(10);
      if (digit === old && run + 1 >= least) digit = otherDigit(draw, old, first && old !== 0);
      run = digit === old ? run + 1 : 0;
      out += digit;
      first = false;
      continue;
    }
    first = true;
    if (code >= 97 && code <= 122) out += String.fromCharCode(97 + draw.below(26));
    else if (code >= 65 && code <= 90) out += String.fromCharCode(65 + draw.below(26));
    else if (code < 128) out += character;
    else if (/\p{Nd}/u.test(character)) out += draw.below(10);
    else if (/\p{Lu}/u.test(character)) out += String.fromCharCode(65 + draw.below(26));
    else if (/\p{L}/u.test(character)) out += String.fromCharCode(97 + draw.below(26));
    else if (!/\p{M}/u.test(character)) out += character;
  }
  return out;
}

/** Words that join spoken characters and are none themselves. */
const JOINING = new Set(
  'dash hyphen slash dot point space underscore as in for like then and capital lowercase uppercase small big letter letters number numbers digit digits pound star hash'.split(
    ' ',
  ),
);

/** What the number is, where it stands in front of it. */
const LEAD =
  /^(?:mrn|id|no|nr|acct|account|ref|reference|case|order|ticket|member|policy|claim|invoice|tracking|confirmation|license|licence|passport|dl|npi|dea|medical record)\b(?:\s{1,2}(?:number|no|id))?[\s.:#]{1,4}/i;

/** A code of digits and letters, written or spoken: "four oh two seven", "A as in apple, 4, 7". */
export function replaceCode(value: string, draw: Draw): string {
  const name = LEAD.exec(value)?.[0] ?? '';
  if (name !== '' && name.length < value.length) return name + replaceCode(value.slice(name.length), draw);
  const text = digitText(value);
  if (!text.spoken && !isSpelt(value)) return replaceCharacters(value, draw);
  const fresh = text.write(freshDigits(draw, text.digits));
  let letter = '';
  let before = '';
  return fresh.replace(/[a-z]+/gi, (word) => {
    const lower = word.toLowerCase();
    const after = before;
    before = lower;
    if (lower.length === 1) {
      letter = String.fromCharCode(97 + draw.below(26));
      return inCaseOf(/[A-Z]/.test(word) ? 'AA' : 'aa', letter);
    }
    if ((after === 'in' || after === 'for' || after === 'like') && letter !== '') {
      const code = codeWord(letter);
      return inCaseOf(word, /^[A-Z]/.test(word) ? code[0]!.toUpperCase() + code.slice(1) : code);
    }
    if (JOINING.has(lower) || SPOKEN_DIGITS.has(lower)) return word;
    return replaceCharacters(word, draw);
  });
}

const SPOKEN_DIGITS = new Set(
  'zero oh nought one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand double triple'.split(
    ' ',
  ),
);

function isSpelt(value: string): boolean {
  return /(?:^|[ ,])[a-z](?: as in |[ ,-]+[a-z0-9](?:[ ,-]|$))/i.test(value);
}

/** Codes and numbers with no form of their own: account, order, licence, passport, one-time codes. */
export const characters: Generator = (value, context) =>
  replaceCode(value, context.draw('characters', value.toLowerCase()));
