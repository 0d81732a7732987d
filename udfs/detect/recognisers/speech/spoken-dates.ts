import type { Recogniser } from '../../recogniser.js';
import { Gap, markedTokens, type TextView, TokenKind } from '../../text-view.js';
import { Asked } from '../../turns.js';
import { cueBefore } from '../cues.js';
import { belowHundred } from './spoken-runs.js';
import { MONTHS, ORDINALS } from './trigger-words.js';
import { WordClass, wordClass } from './word-classes.js';

const BIRTH_CUES = new Set(['born', 'dob', 'birth', 'birthday', 'birthdate']);
const DAY_CUES = new Set(['on', 'by', 'until', 'till', 'since', 'before', 'after', 'for', 'from', 'to']);
const DAY_ENDS = new Set([
  'and',
  'at',
  'of',
  'but',
  'so',
  'if',
  'or',
  'please',
  'then',
  'is',
  'was',
  'in',
  'when',
  'because',
  'or',
]);

/** Dates in words: "march third nineteen eighty four", "the fifteenth of june", "june of eighty four". */
export const spokenDates: Recogniser = {
  name: 'spoken-dates',
  recognise(view, turns, sink) {
    const months = markedTokens(view, MONTHS);
    const ordinals = markedTokens(view, ORDINALS);
    const label = (token: number): 'DOB' | 'CC_EXP' | 'DATE_TIME' => {
      const { answers } = turns.of(token);
      if (cueBefore(view, token, BIRTH_CUES, 14) || (answers & Asked.BIRTH) !== 0) return 'DOB';
      return (answers & Asked.EXPIRY) !== 0 ? 'CC_EXP' : 'DATE_TIME';
    };
    let covered = -1;
    for (const month of months) {
      if (month <= covered) continue;
      let first = month;
      let last = month;
      let worded = false;
      const before = dayBefore(view, month);
      if (before >= 0) {
        first = before;
        worded = view.kind[before] === TokenKind.WORD;
      }
      let next = after(view, last);
      if (before < 0 && next > 0) {
        if (view.lower[next] === 'the') next = after(view, next);
        const day = next < 0 ? -1 : dayAt(view, next);
        if (day >= 0) {
          worded ||= view.kind[next] === TokenKind.WORD;
          last = day;
        }
      }
      const dated = before >= 0 || last > month;
      next = after(view, last);
      if (next > 0 && view.lower[next] === ',') next = after(view, next);
      const of = next > 0 && (view.lower[next] === 'of' || view.lower[next] === 'in');
      if (of) next = after(view, next);
      const year = next < 0 ? -1 : yearAt(view, next, dated || of);
      if (year >= 0) {
        worded ||= view.kind[next] === TokenKind.WORD;
        last = year;
      }
      if (!worded) continue;
      sink.add(view.start[first]!, view.end[last]!, label(first), year >= 0 ? 0.92 : 0.88);
      covered = last;
    }
    // "on the fifteenth"
    for (const token of ordinals) {
      if (token <= covered || token < 2 || view.lower[token - 1] !== 'the') {
        const tens =
          token >= 3 &&
          view.lower[token - 2] === 'the' &&
          (wordClass(view.lower[token - 1]!) & 15) === WordClass.TENS;
        if (!tens || token <= covered) continue;
      }
      const the = view.lower[token - 1] === 'the' ? token - 1 : token - 2;
      if (wordClass(view.lower[token]!) >> 4 < 3 && the === token - 1) continue;
      if (the < 1 || !DAY_CUES.has(view.lower[the - 1]!)) continue;
      const next = token + 1;
      const ends =
        next >= view.count ||
        view.gap[next] === Gap.LINE ||
        view.kind[next] === TokenKind.MARK ||
        DAY_ENDS.has(view.lower[next]!);
      if (ends && view.lower[next] !== '-')
        sink.add(view.start[the + 1]!, view.end[token]!, label(token), 0.55);
    }
  },
};

function after(view: TextView, token: number): number {
  const next = token + 1;
  return next < view.count && view.gap[next] !== Gap.LINE ? next : -1;
}

/** First token of "fifteenth", "twenty-first", "3rd" that ends right before `month`, over "of"; -1 if there is none. */
function dayBefore(view: TextView, month: number): number {
  let at = month - 1;
  if (at < 0 || view.gap[month] === Gap.LINE) return -1;
  const of = view.lower[at] === 'of';
  if (of) {
    if (view.gap[at] === Gap.LINE) return -1;
    at--;
  }
  if (at < 0) return -1;
  const found = wordClass(view.lower[at]!);
  if ((found & 15) === WordClass.ORDINAL) {
    let tens = at - 1;
    if (tens > 0 && view.lower[tens] === '-') tens--;
    return tens >= 0 && view.gap[at] !== Gap.LINE && (wordClass(view.lower[tens]!) & 15) === WordClass.TENS
      ? tens
      : at;
  }
  return -1;
}

/** Last token of a day of the month that begins at `token`, or -1. */
function dayAt(view: TextView, token: number): number {
  if (view.kind[token] === TokenKind.NUMBER) {
    const size = view.end[token]! - view.start[token]!;
    return size <= 2 && Number(view.lower[token]) >= 1 && Number(view.lower[token]) <= 31 ? token : -1;
  }
  if (view.kind[token] === TokenKind.CODE)
    return /^\d{1,2}(?:st|nd|rd|th)$/.test(view.lower[token]!) ? token : -1;
  const found = wordClass(view.lower[token]!);
  const kind = found & 15;
  if (kind === WordClass.ORDINAL) return token;
  if (kind === WordClass.TENS) {
    let next = token + 1;
    if (next < view.count && view.lower[next] === '-') next++;
    if (
      next < view.count &&
      view.gap[next] !== Gap.LINE &&
      (wordClass(view.lower[next]!) & 15) === WordClass.ORDINAL
    )
      return next;
  }
  if (kind === WordClass.DIGIT && found >> 4 === 0) {
    const unit = token + 1 < view.count ? wordClass(view.lower[token + 1]!) : 0;
    return (unit & 15) === WordClass.DIGIT ? token + 1 : -1;
  }
  const value = belowHundred(view, token);
  if (value === undefined || value.value < 1) return -1;
  if (value.value <= 31 && !yearGoesOn(view, value.last)) return value.last;
  return -1;
}

/** "nineteen eighty four": nineteen is no day then. */
function yearGoesOn(view: TextView, last: number): boolean {
  const value = wordClass(view.lower[last]!) >> 4;
  if (value !== 19 && value !== 20) return false;
  const next = last + 1;
  if (next >= view.count || view.gap[next] === Gap.LINE) return false;
  const pair = belowHundred(view, next);
  const then = pair === undefined ? -1 : pair.last + 1;
  // "june nineteen nineteen eighty four" goes on with a year after the day.
  return (
    pair !== undefined &&
    !(
      then > 0 &&
      then < view.count &&
      belowHundred(view, then) !== undefined &&
      (pair.value === 19 || pair.value === 20)
    )
  );
}

/** Last token of a year that begins at `token`, or -1. Two digits count only after a day. */
export function yearAt(view: TextView, token: number, dated: boolean): number {
  if (view.kind[token] === TokenKind.NUMBER) {
    const size = view.end[token]! - view.start[token]!;
    return (size === 4 && /^(?:19|20)/.test(view.lower[token]!)) || (size === 2 && dated) ? token : -1;
  }
  if (
    (view.lower[token] === "'" || view.lower[token] === '\u2019') &&
    token + 1 < view.count &&
    view.kind[token + 1] === TokenKind.NUMBER
  )
    return token + 1;
  const century = belowHundred(view, token);
  if (century === undefined) return -1;
  const next = century.last + 1;
  const open = next < view.count && view.gap[next] !== Gap.LINE;
  if (century.single) {
    // "two thousand", "two thousand and four", "oh four" after a day
    if (!open) return -1;
    if (view.lower[next] === 'thousand' && century.value <= 2) {
      let rest = next + 1;
      if (rest < view.count && view.lower[rest] === 'and') rest++;
      const more = rest < view.count && view.gap[rest] !== Gap.LINE ? belowHundred(view, rest) : undefined;
      return more === undefined ? next : more.last;
    }
    return dated && century.value === 0 && (wordClass(view.lower[next]!) & 15) === WordClass.DIGIT
      ? next
      : -1;
  }
  if (open) {
    let then = next;
    if (view.lower[then] === '-') then++;
    if (view.lower[then] === 'hundred') {
      if (view.lower[then + 1] === 'and') then++;
      const more = belowHundred(view, then + 1);
      return more === undefined ? then : more.last;
    }
    if (century.value >= 18 && century.value <= 20) {
      const oh = wordClass(view.lower[then] ?? '') === WordClass.DIGIT || view.lower[then] === 'o';
      if (oh && then + 1 < view.count && (wordClass(view.lower[then + 1]!) & 15) === WordClass.DIGIT)
        return then + 1;
      const pair = then < view.count ? belowHundred(view, then) : undefined;
      if (pair !== undefined && !pair.single) return pair.last;
    }
  }
  return dated && century.value >= 10 ? century.last : -1;
}
