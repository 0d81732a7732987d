import type { Recogniser, Sink } from '../recogniser.js';
import { Caps, Gap, markedTokens, type TextView, TokenKind } from '../text-view.js';
import { Asked, type Turns } from '../turns.js';
import { markWords } from '../word-marks.js';
import { ALONE_MONTHS, HOLIDAYS, MONTHS, SHORT_WEEKDAYS, WEEKDAYS } from './calendar-words.js';
import { type Context, contextOf, cueBefore, cueSet, nearestCue } from './context.js';
import { Cue } from './cue-words.js';
import { isDigitAt, isWordAt, matchAt } from './match-at.js';

const ZONE =
  '(?:\\s?(?:Z|UTC|GMT|[ECMP][SD]T|CES?T|BST|IST|JST)(?![A-Za-z])(?:[+-]\\d{1,2}(?::?\\d{2})?)?|\\s?[+-]\\d{2}:?\\d{2}(?!\\d))?';
const CLOCK = `\\d{1,2}:\\d{2}(?::\\d{2}(?:[.,]\\d{1,9})?)?(?:\\s?[ap]\\.?m\\b\\.?|\\s?(?:uhr|hrs?|h)\\b)?${ZONE}`;
const NUMERIC = new RegExp(
  `(?:\\d{4}([/.-])\\d{1,2}\\1\\d{1,2}|\\d{1,2}([/.\\u2010-\\u2013-])\\d{1,2}\\2(?:\\d{4}|\\d{2})|\\d{1,2} ?([/-]) ?\\d{1,2} ?\\3 ?\\d{4})(?!\\d)(?:(?:T|,?[ ]{1,2}(?:um |\\u00e0 |@ ?)?)${CLOCK})?`,
  'iy',
);
const NUMERIC_JOINTS = '/.- \u2010\u2011\u2012\u2013';
const COMPACT =
  /(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:T\d{4,6}(?:\.\d{1,6})?(?:Z|[+-]\d{2}:?\d{2})?)?/iy;
const HAN = /\d{2,4}\s?[\u5e74\ub144]\s?(?:\d{1,2}\s?[\u6708\uc6d4]\s?(?:\d{1,2}\s?[\u65e5\uc77c\u53f7])?)?/y;
const SHORT = /\d{1,2}\/\d{1,4}/y;
const TIME = new RegExp(`${CLOCK}(?:\\s?[-\\u2013]\\s?${CLOCK})?`, 'iy');
const HOUR = /\d{1,2}(?:[.]\d{2})?(?:\s?[-\u2013]\s?\d{1,2})?\s?(?:[ap]\.?m\b\.?|o['\u2019]?clock\b|uhr\b)/iy;
const HOUR_H = /\d{1,2}h\d{2}(?![A-Za-z0-9])|[0-2]\d{3}\s?(?:hrs|hours)\b/iy;
const DAY = '(?:[12]\\d|3[01]|0?[1-9])(?:st|nd|rd|th)?(?![\\d:])';
const YEAR =
  "(?:(?:,\\s?|\\s{1,2}|\\.\\s?|-|\\/)(?:of\\s|de\\s|del\\s|do\\s)?(?:\\d{4}(?!\\d)|['\\u2019]\\d{2}(?!\\d)))";
/** Between two days of one month: "March 3rd, 5th and 9th", "Jan 5th through the 9th"; no hour after it. */
const MORE_DAYS = `(?:(?:,\\s?(?:the\\s)?${DAY}){0,6},?\\s?(?:-|\\u2013|&|\\b(?:to|thru|through|until|till|and|or)\\b)\\s?(?:the\\s)?${DAY}(?!\\s?[ap]\\.?m\\b))?`;
const AFTER_MONTH = new RegExp(
  `\\.?(?:\\s{1,2}|-|\\/)(?:the\\s)?${DAY}${MORE_DAYS}(?:${YEAR}|-\\d{2}(?!\\d))?(?:\\s(?:\\d{2}:\\d{2}:\\d{2})(?:\\s\\d{4})?)?`,
  'iy',
);
const YEAR_AFTER = new RegExp(`\\.?${YEAR}`, 'iy');
const MONTH_YEAR = /\.?(?:,?\s{1,2}(?:of\s|de\s|del\s)?|-|\/)(?:(?:19|20)\d{2}(?!\d)|['\u2019]\d{2}(?!\d))/iy;
const SHORT_YEAR = /-\d{2}(?!\d)/y;
const CLOCK_AFTER = new RegExp(`,?\\s{1,2}(?:at\\s)?\\d{1,2}:\\d{2}:\\d{2}${ZONE}`, 'iy');
const DAY_BEFORE = /^(?:[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th|er|e|\u00ba|\u00aa)?$/;
const DAY_JOINTS = new Set('- \u2013 to and or & thru through until till'.split(' '));
const RANGE_DAY = /^(?:[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?$/;
/** Earlier days that one month is looked back for, and characters between two. */
const MOST_DAYS = 7;
const LONGEST_JOINT = 16;
/** A weekday right after a date, in brackets or after a comma. */
const AFTER_DATE = /^(?: \(([A-Za-z]{3,9})\)|,? ([A-Z][a-z]{2,8})(?![A-Za-z]))/;
/** Abbreviated weekdays that are words of their own in small letters. */
const WORD_WEEKDAYS = new Set(['sat', 'sun', 'wed']);
const QUARTER =
  /(?:q[1-4]|[hq][12])(?:\s?(?:of\s)?(?:fy\s?)?(?:(?:19|20)\d{2}|['\u2019]\d{2}|\d{2}))?(?![\w])/iy;
const FISCAL = /fy\s?(?:(?:19|20)\d{2}|['\u2019]?\d{2})(?:[-/]\d{2,4})?(?!\w)/iy;
const DECADE = /(?:19|20)\d0['\u2019]?s\b/y;
const YEAR_RANGE =
  /(?:19|20)\d{2}\s?[-\u2013]\s?(?:(?:19|20)\d{2}|\d{2}(?![\d-])|present|now|today)(?![\w-])/iy;
const YEAR_WORDS = new Set(
  'in since until till before after during year years circa ca c by of from between and early late mid around spring summer fall autumn winter class anno im en nel depuis desde seit sinds to through'.split(
    ' ',
  ),
);
/** Before "of 2004". */
const OF_YEARS = new Set(
  'class spring summer fall autumn winter year end beginning start graduating cohort quarter half month'.split(
    ' ',
  ),
);
/** Halves, and around the clock. */
const NO_DATES = new Set(['1/2', '24/7']);
const MONTH = 1;
const WEEKDAY = 2;
const HOLIDAY = 3;
const PART = 4;
const DATE_WORDS: ReadonlyMap<string, number> = new Map([
  ...['quarter', 'half'].map((word) => [word, PART] as const),
  ...Object.keys(HOLIDAYS).map((word) => [word, HOLIDAY] as const),
  ...[...MONTHS].map((word) => [word, MONTH] as const),
  ...[...WEEKDAYS].map((word) => [word, WEEKDAY] as const),
]);
const DATE_WORD = markWords(DATE_WORDS.keys());
const BEFORE_MAY = new Set(
  'in of by since last next this until till early late mid from to and through each every'.split(' '),
);
const GLUED = /^\d{1,2}(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}(?:\d{2}|\d{4})?$/i;
const BIRTHS = cueSet(Cue.BIRTH);
/** Whichever stands nearest says whether a date is one of birth. */
const KINDS = cueSet(Cue.BIRTH, Cue.DATE, Cue.EXPIRY, Cue.PHONE, Cue.SSN, Cue.HEALTH, Cue.POSTAL, Cue.CARD);
const DATED = cueSet(Cue.DATE, Cue.BIRTH);

/** Dates and times in their written forms; a date beside a word for birth is a DOB. */
export const dateTime: Recogniser = {
  name: 'date-time',
  recognise(view, turns, sink) {
    const dates = new Dates(view, turns, sink);
    const isCaptionClock = captionClocks(view, turns);
    for (const token of view.numeric) if (!isCaptionClock(token)) dates.numeric(token);
    dates.startOver();
    for (const token of markedTokens(view, DATE_WORD)) dates.word(token);
  },
};

/**
 * The clock of a caption or a speaker tag that counts from the beginning ("[00:01:23] Agent:") is the transcript's,
 * nobody's. Where the text's first such clock is later than the first hour or minute, it tells when a message was
 * sent ("11:02 PM Tobi:").
 */
function captionClocks(view: TextView, turns: Turns): (token: number) => boolean {
  let fromZero: boolean | undefined;
  return (token) => {
    if (view.lower[token + 1] !== ':' && view.lower[token - 1] !== ':') return false;
    if (token >= turns.of(token).body) return false;
    fromZero ??= /^0{1,2}$/.test(view.lower[token]!) || view.lower[token + 4] === '-';
    return fromZero;
  };
}

class Dates {
  readonly #context: Context;
  covered = 0;
  /** Token of the last date of birth. */
  #born = -1;

  constructor(
    readonly view: TextView,
    readonly turns: Turns,
    readonly sink: Sink,
  ) {
    this.#context = contextOf(view);
  }

  startOver(): void {
    this.covered = 0;
    this.#born = -1;
  }

  #birth(token: number): boolean {
    const context = this.#context;
    const cue = nearestCue(context, token, token, KINDS, 9, 0);
    if (cue === Cue.BIRTH) {
      // "DOB 4/7/58, seen 03/12/24": the word has had its date.
      const distance = cueBefore(context, token, BIRTHS, 9);
      return distance === 0 || token - distance > this.#born;
    }
    if (cue !== 0 && cue !== Cue.DATE) return false;
    // "date of birth", "born on": the words between are dates' too.
    if (cue === Cue.DATE && nearestCue(context, token, token, BIRTHS, 3, 0) !== 0) return true;
    if ((this.turns.of(token).answers & Asked.BIRTH) !== 0) return true;
    const last = Math.min(this.view.count - 1, token + 4);
    return nearestCue(context, last, last, KINDS, 0, 5) === Cue.BIRTH && context.column === undefined;
  }

  #add(token: number, start: number, end: number, score: number): void {
    const birth = this.#birth(token);
    this.sink.add(start, end, birth ? 'DOB' : 'DATE_TIME', birth ? Math.max(score, 0.92) : score);
    this.covered = end;
    if (birth) this.#born = token;
  }

  numeric(token: number): void {
    const { view } = this;
    const { text } = view;
    const start = view.start[token]!;
    if (
      start < this.covered ||
      isWordAt(text, start - 1) ||
      (text[start - 1] === '/' && isDigitAt(text, start - 2))
    )
      return;
    if (text[start - 1] === '.' && isDigitAt(text, start - 2)) return;
    const size = view.end[token]! - start;
    const code = view.kind[token] !== TokenKind.NUMBER;
    const joint = text[view.end[token]!];
    let end = -1;
    if ((!code && size <= 4) || (code && size <= 5)) {
      const jointed = joint !== undefined && NUMERIC_JOINTS.includes(joint);
      end = jointed && (size === 4 || size <= 2) ? matchAt(NUMERIC, text, start) : -1;
      if (
        end > 0 &&
        !isDigitAt(text, end) &&
        !(text[start - 1] === '-' && isWordAt(text, start - 2)) &&
        !(text[start - 1] === '.' && isDigitAt(text, start - 2)) &&
        !(text[end] === '.' && isDigitAt(text, end + 1)) &&
        !(text[end] === '-' && isWordAt(text, end + 1)) &&
        plausible(text.slice(start, end))
      ) {
        this.#add(token, ...this.#withWeekday(token, start, end), 0.9);
        return;
      }
    }
    if (size === 8 || (code && size > 8 && size < 20)) {
      end = matchAt(COMPACT, text, start);
      if (end > 0 && !isWordAt(text, end)) {
        const dated = nearestCue(this.#context, token, token, DATED, 5, 0) !== 0;
        if (dated || end - start > 8) this.#add(token, start, end, dated ? 0.9 : 0.85);
        if (dated || end - start > 8) return;
      }
    }
    if (code && size >= 4 && size <= 15 && GLUED.test(text.slice(start, start + size))) {
      this.#add(token, start, start + size, 0.85);
      return;
    }
    if (
      joint === '\u5e74' ||
      joint === '\ub144' ||
      (code && /[\u5e74\ub144\u6708]/.test(text.slice(start, start + 6)))
    ) {
      end = matchAt(HAN, text, start);
      if (end > 0) {
        this.#add(token, start, end, 0.9);
        return;
      }
    }
    if (size <= 2 && joint === '/') {
      end = matchAt(SHORT, text, start);
      if (
        end > 0 &&
        !isWordAt(text, end) &&
        text[end] !== '/' &&
        /^(?:0?[1-9]|1[0-2])\/(?:0?[1-9]|[12]\d|3[01]|\d{2}|(?:19|20)\d{2})$|^(?:[12]\d|3[01])\/(?:0?[1-9]|1[0-2])$/.test(
          text.slice(start, end),
        ) &&
        !NO_DATES.has(text.slice(start, end))
      ) {
        // A month and a whole year are a date beside "account" and "policy" too.
        const score = /\/(?:19|20)\d\d$/.test(text.slice(start, end)) ? 0.86 : 0.6;
        this.#add(token, ...this.#withWeekday(token, start, end), score);
        return;
      }
    }
    end = size <= 2 && joint === ':' ? matchAt(TIME, text, start) : -1;
    if (end > 0 && (Number(text.slice(start, start + size)) > 24 || text[end] === ':')) end = -1;
    if (end < 0 && (code ? size <= 4 : size <= 2)) end = matchAt(HOUR, text, start);
    if (end < 0 && (size === 4 || size === 5)) end = matchAt(HOUR_H, text, start);
    if (end < 0 && size > 2 && code) end = matchAt(HOUR, text, start);
    if (end > 0 && !isDigitAt(text, end)) {
      const weekday = this.#weekdayBefore(token);
      if (weekday >= 0 && this.view.caps[weekday] !== Caps.LOWER)
        this.sink.add(view.start[weekday]!, view.end[weekday]!, 'DATE_TIME', 0.6);
      // A time has no birth but after its date.
      this.sink.add(start, end, 'DATE_TIME', 0.75);
      this.covered = end;
      return;
    }
    if (size === 4 || (code && size <= 6)) this.#year(token, start, code);
    if (code && size <= 6) {
      end = Math.max(matchAt(QUARTER, text, start), matchAt(FISCAL, text, start));
      if (end > view.end[token]! || (end > 0 && size > 2)) {
        this.sink.add(start, end, 'DATE_TIME', 0.6);
        this.covered = end;
      }
    }
  }

  /** Years alone: beside a word that says so, ranges, decades. */
  #year(token: number, start: number, code: boolean): void {
    const { view } = this;
    const { text } = view;
    if (code) {
      const decade = matchAt(DECADE, text, start);
      if (decade > 0) this.sink.add(start, decade, 'DATE_TIME', 0.5);
      return;
    }
    const written = text.slice(start, start + 4);
    if (!/^(?:19|20)\d\d$/.test(written) || isWordAt(text, start + 4)) return;
    if (
      text[start - 1] === '$' ||
      text[start - 1] === '#' ||
      (text[start - 1] === '-' && isWordAt(text, start - 2))
    )
      return;
    if (text[start + 4] === '.' && isDigitAt(text, start + 5)) return;
    const range = matchAt(YEAR_RANGE, text, start);
    if (range > 0) {
      this.sink.add(start, range, 'DATE_TIME', 0.6);
      this.covered = range;
      return;
    }
    if (text[start + 4] === '-' || text[start + 4] === ',') {
      if (isDigitAt(text, start + 5)) return;
    }
    if (this.#birth(token)) {
      this.#add(token, start, start + 4, 0.8);
      return;
    }
    const before = token - 1;
    if (before < 0 || view.gap[token] === Gap.LINE) return;
    const word = view.lower[before]!;
    if (!YEAR_WORDS.has(word)) return;
    if (word === 'of' && (before === 0 || !OF_YEARS.has(view.lower[before - 1]!))) return;
    if (word === 'and' || word === 'to' || word === 'through') {
      if (before < 1 || !/^(?:19|20)\d\d$/.test(view.lower[before - 1]!)) return;
    }
    // "in 2000 steps"
    const next = view.lower[token + 1] ?? '';
    if (
      view.gap[token + 1] === Gap.SPACE &&
      /^(?:people|users|steps|points|units|miles|km|copies|dollars|euros|pounds|customers|employees|words|calories|meters|metres|feet)$/.test(
        next,
      )
    )
      return;
    this.sink.add(start, start + 4, 'DATE_TIME', 0.55);
  }

  word(token: number): void {
    const { view } = this;
    const { text } = view;
    const word = view.lower[token]!;
    if (word.length < 3 || word.length > 13) return;
    if (view.start[token]! < this.covered) return;
    const kind = DATE_WORDS.get(word);
    if (kind === undefined) return;
    if (kind === WEEKDAY) {
      this.sink.add(view.start[token]!, view.end[token]!, 'DATE_TIME', 0.45);
      return;
    }
    if (kind === MONTH) this.#month(token, word);
    else if (kind === HOLIDAY) this.#holiday(token, word);
    else {
      const end = matchAt(/\s(?:of\s)?(?:fy\s?)?(?:19|20)\d{2}(?!\d)/iy, text, view.end[token]!);
      const first = token - 1;
      if (
        end > 0 &&
        first >= 0 &&
        /^(?:first|second|third|fourth|1st|2nd|3rd|4th|last)$/.test(view.lower[first]!)
      )
        this.sink.add(view.start[first]!, end, 'DATE_TIME', 0.6);
    }
  }

  #month(token: number, word: string): void {
    const { view } = this;
    const { text } = view;
    let start = view.start[token]!;
    let end = view.end[token]!;
    const capital = text[start] !== word[0];
    let first = token;
    const before = this.#dayBefore(token);
    const day = before >= 0;
    const short = word.length <= 3 || word === 'march' || word === 'sept' || word === 'may';
    let after = day ? matchAt(YEAR_AFTER, text, end) : matchAt(AFTER_MONTH, text, end);
    if (after < 0) after = matchAt(MONTH_YEAR, text, end);
    if (after < 0 && (day || capital)) after = matchAt(SHORT_YEAR, text, end);
    // "Jun 5 percent", "may 3 of us": small letters need a day that reads as one.
    if (after > 0 && !day && !capital && short && !/\d{4}|(?:st|nd|rd|th)$/i.test(text.slice(end, after)))
      after = -1;
    if (after > 0) end = after;
    if (day) {
      if (!capital && word === 'mar' && after < 0) return;
      first = before;
      start = view.start[first]!;
      first = this.#earlierDays(first);
      start = view.start[first]!;
    }
    if (end > view.end[token]! || day) {
      // "Mon, 02 Jan 2006 15:04:05 -0700"
      const clock = matchAt(CLOCK_AFTER, text, end);
      if (clock > 0) end = clock;
      const weekday = this.#weekdayBefore(first);
      if (weekday >= 0) start = view.start[weekday]!;
      const score = !capital && short && after < 0 ? 0.5 : 0.88;
      this.#add(first, start, end, score);
    } else if (capital && ALONE_MONTHS.has(word)) {
      const opens = token === 0 || view.gap[token] === Gap.LINE || '.!?'.includes(view.lower[token - 1]!);
      const named = word === 'may' || word === 'april' || word === 'june' || word === 'august';
      if ((opens && named) || (word === 'may' && !BEFORE_MAY.has(view.lower[token - 1] ?? ''))) return;
      this.#add(first, start, end, 0.45);
    }
  }

  /** Token of the day before a month: "3 May", "the 3rd of May", "3. Mai", "3 de mayo", "03-May"; else -1. */
  #dayBefore(token: number): number {
    const { view } = this;
    let at = token - 1;
    if (at < 0 || view.gap[token] === Gap.LINE) return -1;
    const joint = view.lower[at]!;
    if (
      joint === 'of' ||
      joint === 'de' ||
      joint === 'do' ||
      joint === 'di' ||
      joint === '.' ||
      joint === '-' ||
      joint === '/' ||
      joint === '\u00ba'
    )
      at--;
    if (
      at < 0 ||
      view.gap[at + 1] === Gap.LINE ||
      view.kind[at] === TokenKind.WORD ||
      view.kind[at] === TokenKind.MARK
    )
      return -1;
    const start = view.start[at]!;
    if (view.end[at]! - start > 4 || !DAY_BEFORE.test(view.text.slice(start, view.end[at]!))) return -1;
    if (isWordAt(view.text, start - 1) || view.text[start - 1] === '.' || view.text[start - 1] === '$')
      return -1;
    return at;
  }

  /** First of the days that share a month: "3-5 May", "3 to 5 May", "from the 3rd, 5th and the 9th of May". */
  #earlierDays(day: number): number {
    const { view } = this;
    let first = day;
    for (let more = 0; more < MOST_DAYS; more++) {
      let at = first - 1;
      if (view.lower[at] === 'the') at--;
      const joint = view.lower[at] ?? '';
      if (!(DAY_JOINTS.has(joint) || (joint === ',' && more > 0))) break;
      at--;
      if (view.lower[at] === ',' && joint !== ',') at--;
      const isDay = at >= 0 && view.start[at]! >= this.covered && RANGE_DAY.test(view.lower[at]!);
      if (!isDay || view.start[first]! - view.end[at]! > LONGEST_JOINT) break;
      let lines = false;
      for (let between = at + 1; between <= first; between++) lines ||= view.gap[between] === Gap.LINE;
      // A price or part of a decimal is no day.
      if (
        lines ||
        isWordAt(view.text, view.start[at]! - 1) ||
        '.$#/-'.includes(view.text[view.start[at]! - 1] ?? ' ')
      )
        break;
      first = at;
    }
    return first;
  }

  /** Where a date begins and ends with an abbreviated weekday beside it: "Mon 3/4", "3/4 (Mon)". */
  #withWeekday(token: number, start: number, end: number): [number, number] {
    const { view } = this;
    const before = this.#weekdayBefore(token);
    if (before >= 0 && !this.#isOrdinary(before)) return [view.start[before]!, end];
    const after = AFTER_DATE.exec(view.text.slice(end, end + 16));
    const word = (after?.[1] ?? after?.[2] ?? '').toLowerCase();
    const follows = SHORT_WEEKDAYS.has(word) || WEEKDAYS.has(word);
    return [start, follows ? end + after![0].length : end];
  }

  #isOrdinary(token: number): boolean {
    return WORD_WEEKDAYS.has(this.view.lower[token]!) && this.view.caps[token] === Caps.LOWER;
  }

  #weekdayBefore(token: number): number {
    const { view } = this;
    let at = token - 1;
    for (let back = 0; back < 3 && at >= 0 && view.gap[at + 1] !== Gap.LINE; back++, at--) {
      const word = view.lower[at]!;
      if (word === ',' || word === '.' || word === 'the' || word === 'den' || word === 'le') continue;
      return WEEKDAYS.has(word) || SHORT_WEEKDAYS.has(word) ? at : -1;
    }
    return -1;
  }

  #holiday(token: number, word: string): void {
    const { view } = this;
    for (const phrase of HOLIDAYS[word]!) {
      let at = token;
      let matched = 0;
      while (matched < phrase.length && at > 0) {
        at--;
        if (view.kind[at] === TokenKind.MARK && "'\u2019".includes(view.lower[at]!)) continue;
        if (
          view.lower[at] !== phrase[matched] &&
          !(phrase[matched]!.endsWith('s') && `${view.lower[at]}s` === phrase[matched])
        )
          break;
        matched++;
      }
      if (matched < phrase.length) continue;
      if (phrase.length === 0 && view.text[view.start[token]!] === word[0]) continue;
      this.sink.add(view.start[phrase.length === 0 ? token : at]!, view.end[token]!, 'DATE_TIME', 0.45);
      return;
    }
  }
}

function plausible(date: string): boolean {
  const [a, b, c] = date.split(/[^\d]+/, 3).map(Number) as [number, number, number];
  if (/^\d{4}/.test(date)) return b >= 1 && b <= 12 && c >= 1 && c <= 31 && a >= 1000 && a < 2200;
  return a >= 1 && b >= 1 && ((a <= 12 && b <= 31) || (a <= 31 && b <= 12));
}
