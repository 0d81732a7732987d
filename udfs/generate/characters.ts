import type { Draw } from './draw.js';
import type { Generator } from './generator.js';

const DIGIT_WORDS = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];

/** Each digit by a digit and each letter by a letter of its case; all else stays. A number keeps its first non-zero. */
export function replaceCharacters(value: string, draw: Draw): string {
  let out = '';
  let first = true;
  for (const character of value) {
    if (/\p{Nd}/u.test(character)) {
      out += first && character !== '0' ? String(1 + draw.below(9)) : String(draw.below(10));
      first = false;
    } else if (/\p{Lu}/u.test(character)) out += String.fromCharCode(65 + draw.below(26));
    else if (/\p{L}/u.test(character)) out += String.fromCharCode(97 + draw.below(26));
    else if (/\p{M}/u.test(character)) out += '';
    else out += character;
    if (!/\p{Nd}/u.test(character)) first = true;
  }
  return out;
}

/** Writes `digits` into the places of the digits of `value`; as many as there are. */
export function fillDigits(value: string, digits: string): string {
  let at = 0;
  return value.replace(/\d/g, (digit) => digits[at++] ?? digit);
}

export function randomDigits(draw: Draw, count: number): string {
  let digits = '';
  for (let at = 0; at < count; at++) digits += draw.below(10);
  return digits;
}

/** Codes and numbers with no form of their own: account, order, licence, passport, one-time codes. */
export const characters: Generator = (value, context) => {
  const draw = context.draw('characters', value.toLowerCase());
  if (/^[a-z]+(?:[ ,-]+[a-z]+){2,}$/i.test(value))
    return value.replace(/[a-z]+/gi, () => DIGIT_WORDS[draw.below(10)]!);
  return replaceCharacters(value, draw);
};
