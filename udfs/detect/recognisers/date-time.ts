import type { Recogniser } from '../recogniser.js';
import { Gap, TokenKind } from '../text-view.js';
import { Asked } from '../turns.js';
import { cueBefore } from './cues.js';
import { isDigitAt, isWordAt, matchAt } from './match-at.js';

const NUMERIC =
  /(?:\d{4}([/.-])\d{1,2}\1\d{1,2}|\d{1,2}([/.-])\d{1,2}\2(?:\d{4}|\d{2}))(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?)?/y;
const SHORT = /\d{1,2}\/\d{1,4}/y;
const TIME = /\d{1,2}:\d{2}(?::\d{2})?(?:\s?[ap]\.?m\b\.?)?/iy;
const HOUR = /\d{1,2}\s?[ap]\.?m\b/iy;
const MONTHS = new Set(
  'january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec'.split(
    ' ',
  ),
);
const AFTER_MONTH = /\.?\s{0,2}\d{1,2}(?:st|nd|rd|th)?(?:,?\s{1,2}(?:'\d{2}|\d{4}))?(?!\d)/iy;
const MONTH_YEAR = /\.?,?\s{0,2}(?:19|20)\d{2}(?!\d)/y;
const BEFORE_MONTH = /^\d{1,2}(?:st|nd|rd|th)?$/;
const YEAR_AFTER = /,?\s{1,2}(?:19|20)\d{2}(?!\d)/y;
const BIRTH_CUES = new Set(['born', 'dob', 'birth', 'birthday', 'birthdate', 'd.o.b']);
const WEEKDAYS = new Set('monday tuesday wednesday thursday friday saturday sunday'.split(' '));

/** Dates and times in their written forms; a date beside a word for birth is a DOB. */
export const dateTime: Recogniser = {
  name: 'date-time',
  recognise(view, turns, sink) {
    const { text } = view;
    let covered = 0;
    const birth = (token: number): boolean =>
      cueBefore(view, token, BIRTH_CUES, 8) || (turns.of(token).answers & Asked.BIRTH) !== 0;
    const add = (token: number, start: number, end: number, score: number): void => {
      sink.add(start, end, birth(token) ? 'DOB' : 'DATE_TIME', birth(token) ? Math.max(score, 0.9) : score);
      covered = end;
    };
    for (const token of view.numeric) {
      // The clock of a caption or a speaker tag is the transcript's, nobody's.
      if (token < turns.of(token).body) continue;
      const start = view.start[token]!;
      if (start < covered || isWordAt(text, start - 1) || text[start - 1] === '/') continue;
      const size = view.end[token]! - start;
      if (size > 4 && view.kind[token] === TokenKind.NUMBER) continue;
      let end = size === 4 || size <= 2 ? matchAt(NUMERIC, text, start) : -1;
      if (end > 0 && !isDigitAt(text, end) && text[start - 1] !== '-' && plausible(text.slice(start, end))) {
        add(token, start, end, 0.9);
        continue;
      }
      if (size <= 2) {
        end = matchAt(SHORT, text, start);
        if (
          end > 0 &&
          !isWordAt(text, end) &&
          text[end] !== '/' &&
          /^(?:0?[1-9]|1[0-2])\/(?:0?[1-9]|[12]\d|3[01]|\d{2}|(?:19|20)\d{2})$/.test(text.slice(start, end))
        ) {
          add(token, start, end, 0.6);
          continue;
        }
      }
      end = size <= 2 ? matchAt(TIME, text, start) : -1;
      if (end < 0) end = matchAt(HOUR, text, start);
      if (end > 0 && !isDigitAt(text, end)) add(token, start, end, 0.7);
      else if (
        size === 4 &&
        birth(token) &&
        /^(?:19|20)\d\d$/.test(text.slice(start, start + 4)) &&
        !isWordAt(text, start + 4)
      )
        add(token, start, start + 4, 0.8);
    }
    for (let token = 0; token < view.count; token++) {
      if (view.kind[token] !== TokenKind.WORD) continue;
      const word = view.lower[token]!;
      if (word.length < 3 || word.length > 9) continue;
      if (WEEKDAYS.has(word)) {
        sink.add(view.start[token]!, view.end[token]!, 'DATE_TIME', 0.45);
        continue;
      }
      if (!MONTHS.has(word)) continue;
      let start = view.start[token]!;
      let end = view.end[token]!;
      const capital = text[start] !== word[0];
      let first = token;
      const previous = token - 1;
      const ofMonth = previous >= 0 && view.lower[previous] === 'of' ? previous - 1 : previous;
      const dayBefore =
        ofMonth >= 0 &&
        view.gap[token] === Gap.SPACE &&
        BEFORE_MONTH.test(text.slice(view.start[ofMonth]!, view.end[ofMonth]!));
      const after = matchAt(AFTER_MONTH, text, end);
      if (after > 0) end = after;
      else {
        const year = matchAt(dayBefore ? YEAR_AFTER : MONTH_YEAR, text, end);
        if (year > 0) end = year;
      }
      if (dayBefore) {
        first = ofMonth;
        start = view.start[ofMonth]!;
      }
      if (end > view.end[token]! || dayBefore) add(first, start, end, 0.85);
      else if (capital && word.length > 3 && word !== 'march') add(first, start, end, 0.45);
    }
  },
};

function plausible(date: string): boolean {
  const [a, b, c] = date.split(/[^\d]/, 3).map(Number) as [number, number, number];
  if (date.indexOf('-') === 4 || date.indexOf('/') === 4 || date.indexOf('.') === 4)
    return b >= 1 && b <= 12 && c >= 1 && c <= 31;
  return a >= 1 && b >= 1 && ((a <= 12 && b <= 31) || (a <= 31 && b <= 12));
}
