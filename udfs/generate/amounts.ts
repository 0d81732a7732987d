import { freshDigits } from './digit-text.js';
import type { Draw } from './draw.js';
import type { Generator, GeneratorContext } from './generator.js';
import { likeWord } from './letter-case.js';
import { TEEN_WORDS, TEENS, TENS, TENS_WORDS, twoDigitsInWords, UNIT_WORDS, UNITS } from './number-words.js';

/** Another amount of like magnitude: currency, separators, decimals and roundness stay, words stay words. */
export const money: Generator = (value, context) =>
  likeMagnitude(value, context.draw('money', value.toLowerCase()));

/** Another number of like magnitude, or a permuted one, so that no two numbers of as many digits become the same. */
export const numericValue: Generator = (value, context) => {
  if (context.metadata.use_oracle_integer_pk_generator === true && /^\d{1,15}$/.test(value))
    return permuted(value, context);
  const draw = context.draw('numeric-value', value.toLowerCase());
  if (UNITS.get(value.toLowerCase()) === 0) return likeWord(value, UNIT_WORDS[1 + draw.below(9)]!);
  return likeMagnitude(value, draw);
};

/**
 * Numbers in digits and in words, each by another of as many digits (of units, of tens). Zeros at the end of a whole
 * number and ".00" stay, so that a round sum stays one.
 */
export function likeMagnitude(value: string, draw: Draw): string {
  for (let attempt = 0; attempt < 16; attempt++) {
    const made = value
      .replace(/\d+(?:[.,\u00a0']\d+)*/g, (number) => newNumber(number, draw))
      .replace(/\p{L}+/gu, (word, at: number) => newNumberWord(word, value.slice(at + word.length), draw));
    if (made.toLowerCase() !== value.toLowerCase()) return made;
  }
  return value;
}

function newNumber(number: string, draw: Draw): string {
  const fraction = /[.,](\d{1,2}|\d{4,})$/.exec(number)?.[0] ?? '';
  const whole = number.slice(0, number.length - fraction.length);
  const zeros =
    fraction !== '' || /[1-9]/.test(whole) ? (/(?:0[.,\u00a0']?)*$/.exec(whole)?.[0].length ?? 0) : 0;
  const end = whole.length - zeros;
  let first = true;
  let out = '';
  for (let at = 0; at < whole.length; at++) {
    const code = whole.charCodeAt(at);
    if (at >= end || code < 48 || code > 57) out += whole[at];
    else out += first && code !== 48 ? 1 + draw.below(9) : draw.below(10);
    if (code > 48) first = false;
  }
  return out + (/^[.,]0+$/.test(fraction) ? fraction : fraction.replace(/\d/g, () => String(draw.below(10))));
}

const VAGUE = ['few', 'couple', 'several', 'dozen'];
const COUNTED = /^[\s-]+(?:hundred|thousand|million|billion|grand|dollar|buck|euro|pound|cent)\b/i;

function newNumberWord(word: string, after: string, draw: Draw): string {
  const lower = word.toLowerCase();
  const vague = VAGUE.indexOf(lower);
  if (vague >= 0) return likeWord(word, VAGUE[(vague + 1 + draw.below(VAGUE.length - 1)) % VAGUE.length]!);
  const unit = UNITS.get(lower);
  if ((unit !== undefined && unit > 0) || (/^an?$/.test(lower) && COUNTED.test(after)))
    return likeWord(word.length > 1 || word === 'A' ? word : 'aa', UNIT_WORDS[1 + draw.below(9)]!);
  if (TEENS.has(lower)) return likeWord(word, TEEN_WORDS[draw.below(10)]!);
  if (TENS.has(lower)) return likeWord(word, TENS_WORDS[draw.below(8)]!);
  return word;
}

/**
 * A permutation of the numbers of as many digits that do not begin with 0: a Feistel network of six rounds on the
 * number's two halves, walked until the result lies in the range again (Black and Rogaway, "Ciphers with Arbitrary
 * Finite Domains", 2002).
 */
function permuted(value: string, context: GeneratorContext): string {
  const least = value.length === 1 ? 0 : 10 ** (value.length - 1);
  const size = 10 ** value.length - least;
  const side = Math.ceil(Math.sqrt(size));
  let at = Number(value) - least;
  if (at < 0) return freshDigits(context.draw('numeric-pk', value), value);
  do {
    let left = Math.floor(at / side);
    let right = at % side;
    for (let round = 0; round < 6; round++) {
      const mixed =
        (left + context.draw('numeric-pk', `${value.length} ${round} ${right}`).below(side)) % side;
      left = right;
      right = mixed;
    }
    at = left * side + right;
  } while (at >= size);
  return String(at + least);
}

/** From this age on Safe Harbor wants one group: 45 CFR 164.514(b)(2)(i)(C). */
const GROUPED_FROM = 90;

/**
 * An age some years away, up or down (seven at most by default), 0 … 89, in digits or words as it was; ages above 89 become
 * "90+". Ages in months, weeks and days move by those. With `use_passthrough_or_group_age_generator` ages up to 89 stay.
 */
export const personAge: Generator = (value, context) => {
  const { metadata } = context;
  const grouping = metadata.use_passthrough_or_group_age_generator === true;
  const found = findAge(value);
  if (found === undefined) {
    if (grouping || metadata.scramble_unrecognized_dates === false) return undefined;
    const draw = context.draw('age', value.toLowerCase());
    const stage = STAGES.find((word) => value.toLowerCase().includes(word));
    if (stage === undefined) return likeMagnitude(value, draw);
    return value.replace(new RegExp(stage, 'i'), (word) =>
      likeWord(word, STAGES[draw.below(STAGES.length)]!),
    );
  }
  const { age, start, end, write } = found;
  const put = (written: string): string => value.slice(0, start) + written + value.slice(end);
  const unit = /^[\s-]{0,2}(month|week|day|hour)/i.exec(value.slice(end))?.[1]?.toLowerCase();
  if (unit === undefined && age >= GROUPED_FROM) {
    if (grouping)
      return value.startsWith('+', end) && age === GROUPED_FROM ? undefined : putGroup(found, value);
    return age === GROUPED_FROM && value.startsWith('+', end)
      ? put('over 90').replace('over 90+', 'over 90')
      : putGroup(found, value);
  }
  if (grouping) return undefined;
  const constant = metadata.metadata?.apply_constant_shift_to_document === true;
  const draw = constant ? context.document() : context.draw('age', value.toLowerCase());
  // The first number of a document's stream is the shift of its dates.
  if (constant) draw.below(2);
  const reach = metadata.metadata?.age_shift_in_years ?? 7;
  const least = found.decade ? 10 : 1;
  const steps = found.decade
    ? Math.max(1, Math.floor(reach / 10))
    : unit === undefined
      ? reach
      : Math.min(reach, Math.max(1, age));
  const by = (1 + draw.below(steps)) * least;
  const up = draw.below(2) === 0;
  const top = unit === undefined ? GROUPED_FROM - (found.decade ? 10 : 1) : 10_000;
  const bottom = unit === undefined ? 0 : 1;
  let moved = up ? age + by : age - by;
  if (moved > top) moved = age - by;
  if (moved < bottom) moved = age + by;
  return put(write(Math.min(Math.max(moved, bottom), top)));
};

/** Words for ages; longer ones before those that they contain. */
const STAGES = [
  'teenager',
  'toddler',
  'newborn',
  'infant',
  'adolescent',
  'pensioner',
  'adult',
  'minor',
  'teen',
];

interface WrittenAge {
  readonly age: number;
  readonly start: number;
  readonly end: number;
  /** "in her forties", "40s" */
  readonly decade: boolean;
  write(age: number): string;
}

function putGroup({ start, end, decade, write }: WrittenAge, value: string): string {
  const after = value.slice(end).replace(/^\+/, '');
  const before = value.slice(0, start);
  if (decade) return `${before}${write(90)}${after}`.replace(/(90s|nineties)/i, '$1 or over');
  const inDigits = /\d/.test(value.slice(start, end));
  return before + (inDigits ? '90+' : 'over ninety') + after;
}

const DECADES = new Map(TENS_WORDS.map((word, at) => [`${word.slice(0, -1)}ies`, 20 + 10 * at]));

function findAge(value: string): WrittenAge | undefined {
  // "9 0" is ninety, not nine.
  const spelled = /(?<!\d)([1-9])[ ,-]{1,2}(\d)(?![\d])(?!\s?(?:months|weeks|days))/.exec(value);
  if (spelled !== null) {
    const [whole, tens = '', ones = ''] = spelled;
    const end = spelled.index + whole.length;
    return { age: Number(tens + ones), start: spelled.index, end, decade: false, write: String };
  }
  const digits = /\d{1,3}(?!\d)/.exec(value);
  if (digits !== null) {
    const end = digits.index + digits[0].length;
    const decade = /^'?s\b/.test(value.slice(end));
    return { age: Number(digits[0]), start: digits.index, end, decade, write: String };
  }
  const words = [...value.matchAll(/[a-z]+/gi)];
  for (let at = 0; at < words.length; at++) {
    const { 0: written, index: start } = words[at]!;
    const word = written.toLowerCase();
    const decade = DECADES.get(word);
    const wordEnd = start + written.length;
    if (decade !== undefined)
      return {
        age: decade,
        start,
        end: wordEnd,
        decade: true,
        write: (age) => likeWord(written, `${twoDigitsInWords(Math.max(20, age)).slice(0, -1)}ies`),
      };
    const next = words[at + 1];
    const hundred =
      word === 'hundred' ||
      ((UNITS.get(word) === 1 || word === 'a') && next?.[0].toLowerCase() === 'hundred');
    if (hundred) {
      const last = [...words]
        .reverse()
        .find(({ 0: one }) => isNumberWord(one.toLowerCase()) || /^hundred$/i.test(one))!;
      return {
        age: 100,
        start,
        end: last.index + last[0].length,
        decade: false,
        write: (age) => twoDigitsInWords(age),
      };
    }
    const ones = next === undefined ? undefined : digitSaid(next[0].toLowerCase());
    const leading = UNITS.get(word) ?? 0;
    if (leading > 0 && ones !== undefined && /^[ ,-]{1,2}$/.test(value.slice(wordEnd, next!.index)))
      return {
        age: leading * 10 + ones,
        start,
        end: next!.index + next![0].length,
        decade: false,
        write: (age) => likeWord(written, twoDigitsInWords(age, ' ')),
      };
    const tens = TENS.get(word);
    if (tens === undefined && !TEENS.has(word) && (UNITS.get(word) ?? 0) === 0) continue;
    const unit = tens === undefined || next === undefined ? 0 : (UNITS.get(next[0].toLowerCase()) ?? 0);
    const joint = unit > 0 ? value.slice(wordEnd, next!.index) : '-';
    const joined = unit > 0 && joint.length <= 2;
    return {
      age: tens !== undefined ? tens + (joined ? unit : 0) : (TEENS.get(word) ?? UNITS.get(word)!),
      start,
      end: joined ? next!.index + next![0].length : wordEnd,
      decade: false,
      write: (age) =>
        likeWord(written, twoDigitsInWords(age, joined ? joint : value.includes('-') ? '-' : ' ')),
    };
  }
  return undefined;
}

function digitSaid(word: string): number | undefined {
  return word === 'oh' || word === 'o' || word === 'nought' ? 0 : UNITS.get(word);
}

function isNumberWord(word: string): boolean {
  return UNITS.has(word) || TEENS.has(word) || TENS.has(word);
}
