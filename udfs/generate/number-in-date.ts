import { likeWord } from './letter-case.js';
import { TEEN_WORDS, TEENS, TENS, twoDigitsInWords, UNIT_WORDS, UNITS } from './number-words.js';

const ORDINAL_UNITS = 'zeroth first second third fourth fifth sixth seventh eighth ninth'.split(' ');
const ORDINAL_TEENS = TEEN_WORDS.map((word) => (word === 'twelve' ? 'twelfth' : `${word}th`));

/** "third", "twenty first"; 1 … 31. */
export function ordinalInWords(n: number, joint: string): string {
  if (n < 10) return ORDINAL_UNITS[n]!;
  if (n < 20) return ORDINAL_TEENS[n - 10]!;
  const tens = n < 30 ? 'twenty' : 'thirty';
  return n % 10 === 0 ? (n < 30 ? 'twentieth' : 'thirtieth') : `${tens}${joint}${ORDINAL_UNITS[n % 10]!}`;
}

/** "st", "nd", "rd" or "th" */
export function ordinalSuffix(n: number): string {
  const last = n % 100;
  if (last >= 11 && last <= 13) return 'th';
  return ['th', 'st', 'nd', 'rd'][n % 10] ?? 'th';
}

export interface Token {
  readonly start: number;
  readonly end: number;
  /** Small letters. */
  readonly word: string;
  readonly written: string;
}

/** A number that some tokens of a date say: how many tokens, and how another is written in the same manner. */
export interface DatePart {
  readonly value: number;
  readonly tokens: number;
  readonly start: number;
  readonly end: number;
  write(value: number): string;
}

/** A day of the month that begins at token `at`: 3, 3rd, third, twenty-first, three. */
export function dayAt(text: string, tokens: readonly Token[], at: number): DatePart | undefined {
  const token = tokens[at];
  if (token === undefined) return undefined;
  const next = tokens[at + 1];
  if (/^\d{1,2}$/.test(token.word)) {
    const value = Number(token.word);
    if (value < 1 || value > 31) return undefined;
    const suffixed = next !== undefined && next.start === token.end && /^(?:st|nd|rd|th)$/.test(next.word);
    const pad = token.word[0] === '0' ? 2 : 1;
    return {
      value,
      tokens: suffixed ? 2 : 1,
      start: token.start,
      end: suffixed ? next.end : token.end,
      write: (n) => String(n).padStart(pad, '0') + (suffixed ? likeWord(next.written, ordinalSuffix(n)) : ''),
    };
  }
  const one = (value: number, ordinal: boolean): DatePart => ({
    value,
    tokens: 1,
    start: token.start,
    end: token.end,
    write: (n) => likeWord(token.written, ordinal ? ordinalInWords(n, ' ') : twoDigitsInWords(n)),
  });
  const unit = ORDINAL_UNITS.indexOf(token.word);
  if (unit > 0) return one(unit, true);
  const teen = ORDINAL_TEENS.indexOf(token.word);
  if (teen >= 0) return one(10 + teen, true);
  if (token.word === 'twentieth' || token.word === 'thirtieth')
    return one(token.word === 'twentieth' ? 20 : 30, true);
  const tens = TENS.get(token.word);
  if (tens === 20 || tens === 30) {
    const joint = next === undefined ? '' : text.slice(token.end, next.start);
    if (next !== undefined && joint.length === 1) {
      const ordinal = ORDINAL_UNITS.indexOf(next.word);
      const cardinal = UNITS.get(next.word) ?? 0;
      const rest = ordinal > 0 ? ordinal : cardinal;
      if (rest > 0 && tens + rest <= 31)
        return {
          value: tens + rest,
          tokens: 2,
          start: token.start,
          end: next.end,
          write: (n) =>
            likeWord(token.written, ordinal > 0 ? ordinalInWords(n, joint) : twoDigitsInWords(n, joint)),
        };
    }
    return one(tens, false);
  }
  const cardinal = TEENS.get(token.word) ?? UNITS.get(token.word) ?? 0;
  return cardinal > 0 ? one(cardinal, false) : undefined;
}

/** A year that begins at token `at`: 1984, '84, 84, nineteen eighty four, two thousand (and) five, twenty oh four. */
export function yearAt(
  text: string,
  tokens: readonly Token[],
  at: number,
  shortToo: boolean,
): DatePart | undefined {
  const token = tokens[at];
  if (token === undefined) return undefined;
  if (/^\d{4}$/.test(token.word))
    return {
      value: Number(token.word),
      tokens: 1,
      start: token.start,
      end: token.end,
      write: (y) => String(y).padStart(4, '0'),
    };
  if (/^\d\d$/.test(token.word)) {
    if (!shortToo && !/['\u2019]/.test(text[token.start - 1] ?? '')) return undefined;
    return {
      value: fullYear(Number(token.word)),
      tokens: 1,
      start: token.start,
      end: token.end,
      write: (y) => String(y % 100).padStart(2, '0'),
    };
  }
  const near = (index: number): Token | undefined => {
    const one = tokens[index];
    return one !== undefined && one.start - tokens[index - 1]!.end <= 2 ? one : undefined;
  };
  if (UNITS.get(token.word) === 2 && near(at + 1)?.word === 'thousand') {
    const and = near(at + 2)?.word === 'and' ? 1 : 0;
    const rest = twoDigitsAt(tokens, at + 2 + and);
    const used = rest === undefined ? 2 : 2 + and + rest.tokens;
    return {
      value: 2000 + (rest?.value ?? 0),
      tokens: used,
      start: token.start,
      end: tokens[at + used - 1]!.end,
      write: (y) => likeWord(token.written, yearInWords(y, and > 0)),
    };
  }
  const century = token.word === 'twenty' ? 20 : (TEENS.get(token.word) ?? 0);
  if (century >= 17 && century <= 20) {
    const next = near(at + 1);
    if (next?.word === 'hundred' && century < 20)
      return {
        value: century * 100,
        tokens: 2,
        start: token.start,
        end: next.end,
        write: (y) => likeWord(token.written, yearInWords(y)),
      };
    const oh =
      next !== undefined && UNITS.get(next.word) === 0 ? (UNITS.get(near(at + 2)?.word ?? '') ?? 0) : 0;
    const rest = oh > 0 ? undefined : next === undefined ? undefined : twoDigitsAt(tokens, at + 1);
    if (oh > 0 || (rest !== undefined && rest.value >= 10)) {
      const used = oh > 0 ? 3 : 1 + rest!.tokens;
      return {
        value: century * 100 + (oh > 0 ? oh : rest!.value),
        tokens: used,
        start: token.start,
        end: tokens[at + used - 1]!.end,
        write: (y) => likeWord(token.written, yearInWords(y)),
      };
    }
  }
  if (shortToo && TENS.has(token.word)) {
    const rest = twoDigitsAt(tokens, at)!;
    return {
      value: fullYear(rest.value),
      tokens: rest.tokens,
      start: token.start,
      end: tokens[at + rest.tokens - 1]!.end,
      write: (y) =>
        likeWord(token.written, y % 100 < 10 ? `oh ${UNIT_WORDS[y % 10]!}` : twoDigitsInWords(y % 100)),
    };
  }
  return undefined;
}

function twoDigitsAt(tokens: readonly Token[], at: number): { value: number; tokens: number } | undefined {
  const token = tokens[at];
  if (token === undefined) return undefined;
  const tens = TENS.get(token.word);
  if (tens === undefined) {
    const value = TEENS.get(token.word) ?? UNITS.get(token.word);
    return value === undefined || value === 0 ? undefined : { value, tokens: 1 };
  }
  const next = tokens[at + 1];
  const unit = next === undefined || next.start - token.end > 2 ? 0 : (UNITS.get(next.word) ?? 0);
  return { value: tens + unit, tokens: unit > 0 ? 2 : 1 };
}

/** 1984 → "nineteen eighty four", 2005 → "two thousand five", 1905 → "nineteen oh five" */
export function yearInWords(year: number, and = false): string {
  const century = Math.floor(year / 100);
  const rest = year % 100;
  if (century === 20 && rest < 10)
    return rest === 0 ? 'two thousand' : `two thousand ${and ? 'and ' : ''}${UNIT_WORDS[rest]!}`;
  if (rest === 0) return `${twoDigitsInWords(century)} hundred`;
  return `${twoDigitsInWords(century)} ${rest < 10 ? `oh ${UNIT_WORDS[rest]!}` : twoDigitsInWords(rest)}`;
}

/** Two digits of a year: 31 … 99 are of the last century. */
export function fullYear(short: number): number {
  return short > 30 ? 1900 + short : 2000 + short;
}
