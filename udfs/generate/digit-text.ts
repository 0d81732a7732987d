import type { Draw } from './draw.js';
import { likeWord } from './letter-case.js';
import { TEENS, TENS, twoDigitsInWords, UNIT_WORDS, UNITS } from './number-words.js';

/** The digits of a number as it is written or spoken, and the same form with other digits. */
export interface DigitText {
  readonly digits: string;
  /** True if any of the digits are words. */
  readonly spoken: boolean;
  /** `fresh` has as many digits as `digits`. */
  write(fresh: string): string;
}

interface Piece {
  readonly start: number;
  readonly end: number;
  readonly digits: string;
  write(fresh: string): string;
}

/**
 * Digits of `value`: "(312) 555-0147", "four one five", "double seven", "twenty oh four", "eight hundred". What is neither
 * digit nor number word stays where it is. Linear.
 */
export function digitText(value: string): DigitText {
  if (!/[a-z]{2}|\bo\b/i.test(value)) return writtenDigits(value);
  const pieces = spokenPieces(value);
  if (pieces === undefined) return writtenDigits(value);
  return {
    digits: pieces.map((piece) => piece.digits).join(''),
    spoken: true,
    write(fresh) {
      let out = '';
      let at = 0;
      let used = 0;
      for (const piece of pieces) {
        out += value.slice(at, piece.start) + piece.write(fresh.slice(used, used + piece.digits.length));
        used += piece.digits.length;
        at = piece.end;
      }
      return out + value.slice(at);
    },
  };
}

function writtenDigits(value: string): DigitText {
  return {
    digits: value.replace(/\D+/g, ''),
    spoken: false,
    write(fresh) {
      let at = 0;
      return value.replace(/\d/g, (digit) => fresh[at++] ?? digit);
    },
  };
}

function spokenPieces(value: string): Piece[] | undefined {
  const tokens = [...value.matchAll(/[a-z]+|\d/gi)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
    word: match[0].toLowerCase(),
    written: match[0],
  }));
  const zero =
    tokens.find(({ word }) => UNITS.get(word) === 0 && word !== 'o')?.word ??
    (/\bo\b/i.test(value) ? 'oh' : 'zero');
  const unit = (digit: string, like: string): string =>
    likeWord(like, digit === '0' ? zero : UNIT_WORDS[Number(digit)]!);
  const each = (fresh: string, like: string): string =>
    [...fresh].map((digit) => unit(digit, like)).join(' ');
  const near = (at: number): boolean =>
    tokens[at] !== undefined && value.slice(tokens[at - 1]!.end, tokens[at]!.start).length <= 2;
  const pieces: Piece[] = [];
  let words = 0;
  for (let at = 0; at < tokens.length; at++) {
    const { start, end, word, written } = tokens[at]!;
    if (word >= '0' && word <= '9') {
      pieces.push({ start, end, digits: word, write: (fresh) => fresh });
      continue;
    }
    const next = near(at + 1) ? tokens[at + 1]! : undefined;
    const repeated = word === 'double' ? 2 : word === 'triple' ? 3 : 0;
    if (repeated > 0 && next !== undefined && (UNITS.has(next.word) || /^\d$/.test(next.word))) {
      const digit = UNITS.get(next.word) ?? Number(next.word);
      pieces.push({
        start,
        end: next.end,
        digits: String(digit).repeat(repeated),
        write: (fresh) =>
          new Set(fresh).size === 1 ? `${written} ${unit(fresh[0]!, written)}` : each(fresh, written),
      });
      at++;
      words++;
      continue;
    }
    const ten = TENS.get(word);
    const digit = UNITS.get(word);
    if (ten !== undefined) {
      const rest = next === undefined || next.word === 'o' ? undefined : UNITS.get(next.word);
      const joined = rest !== undefined && rest > 0;
      const joint = joined ? value.slice(end, next!.start) : ' ';
      pieces.push({
        start,
        end: joined ? next!.end : end,
        digits: String(ten + (joined ? rest : 0)),
        write: (fresh) =>
          fresh[0] === '0' ? each(fresh, written) : likeWord(written, twoDigitsInWords(Number(fresh), joint)),
      });
      if (joined) at++;
      words++;
    } else if (TEENS.has(word)) {
      pieces.push({
        start,
        end,
        digits: String(TEENS.get(word)),
        write: (fresh) =>
          fresh[0] === '0' ? each(fresh, written) : likeWord(written, twoDigitsInWords(Number(fresh))),
      });
      words++;
    } else if (digit !== undefined && digit > 0 && (next?.word === 'hundred' || next?.word === 'thousand')) {
      const zeros = next.word === 'hundred' ? '00' : '000';
      const scale = next.written;
      pieces.push({
        start,
        end: next.end,
        digits: digit + zeros,
        write: (fresh) =>
          fresh.slice(1) === zeros && fresh[0] !== '0'
            ? `${unit(fresh[0]!, written)} ${scale}`
            : each(fresh, written),
      });
      at++;
      words++;
    } else if (digit !== undefined && (word !== 'o' || pieces.length > 0 || next !== undefined)) {
      pieces.push({ start, end, digits: String(digit), write: (fresh) => unit(fresh, written) });
      if (word !== 'o') words++;
    }
  }
  return words > 0 ? pieces : undefined;
}

export function randomDigits(draw: Draw, count: number): string {
  let digits = '';
  for (let at = 0; at < count; at++) digits += draw.below(10);
  return digits;
}

/**
 * Random digits in place of `digits`: no four in a row stay where they were, the last four do not stay (shorter ones do
 * not stay as a whole), and a leading zero, or none, stays one.
 */
export function freshDigits(draw: Draw, digits: string): string {
  const least = Math.min(4, digits.length);
  let fresh = '';
  let run = 0;
  for (let at = 0; at < digits.length; at++) {
    const old = digits.charCodeAt(at) - 48;
    let digit = at === 0 && old !== 0 ? 1 + draw.below(9) : draw.below(10);
    if (digit === old && run + 1 >= least) digit = otherDigit(draw, old, at === 0 && old !== 0);
    run = digit === old ? run + 1 : 0;
    fresh += digit;
  }
  return fresh;
}

/** A digit that is not `old`, and not 0 if `positive`. */
export function otherDigit(draw: Draw, old: number, positive: boolean): number {
  const digit = (old + 1 + draw.below(9)) % 10;
  return digit === 0 && positive ? (old === 1 ? 2 : 1) : digit;
}

/** Whether four digits in a row (all of them, if there are fewer) are the same at the same place. */
export function keepsRun(digits: string, fresh: string): boolean {
  const least = Math.min(4, digits.length);
  let run = 0;
  for (let at = 0; at < digits.length; at++) {
    run = digits[at] === fresh[at] ? run + 1 : 0;
    if (run >= least && least > 0) return true;
  }
  return false;
}
