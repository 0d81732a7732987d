import { likeMagnitude } from './amounts.js';
import { replaceCharacters } from './characters.js';
import { digitText, freshDigits } from './digit-text.js';
import type { Generator, GeneratorContext } from './generator.js';
import { capitalisedLike, likeWord } from './letter-case.js';
import { MONTH_NAMES, monthOf } from './month-names.js';
import { type DatePart, dayAt, fullYear, type Token, yearAt } from './number-in-date.js';
import { strptime } from './strptime.js';

const WEEKDAYS = 'sunday monday tuesday wednesday thursday friday saturday'.split(' ');
const DAY = 86_400_000;
/** Taken for this year where years are grouped, unless the settings name one; a later year groups more. */
const REFERENCE_YEAR = 2030;
/** 45 CFR 164.514(b)(2)(i)(C): ages of 90 and more are one group. */
const GROUPED_AGE = 90;

/** A day of the calendar; `year` is undefined where the text has none. */
interface Day {
  readonly year: number | undefined;
  readonly month: number;
  readonly day: number;
}

/** What becomes of dates under the settings. */
interface Change {
  /** Days by which a date moves; its sign is the direction of what is no date. Never 0. */
  readonly days: number;
  /** Undefined if there is no such day. */
  of(day: Day): (Day & { readonly weekday: number | undefined }) | undefined;
  year(year: number): number;
}

export const dateTime: Generator = (value, context) => date(value, context, 'DATE_TIME');
export const birthDate: Generator = (value, context) => date(value, context, 'DOB');

/**
 * Moves every date of a document by one number of days (−7 … +7 by default, never 0) that is drawn from the document,
 * in the form in which it was written or spoken. A month alone moves by a month, a weekday by days, a time by minutes.
 */
function date(value: string, context: GeneratorContext, label: string): string | undefined {
  const { metadata } = context;
  if (metadata.cut_to_year === true) return cutToYear(value, context, label);
  const clears = metadata.use_clear_date_and_passthrough_or_group_year_generator === true;
  const change = clears ? cleared(context) : shifted(value, context);
  const made =
    byFormats(value, metadata.additional_date_formats ?? [], change) ??
    numeric(value, change) ??
    named(value, change) ??
    spokenNumeric(value, change) ??
    alone(value, change);
  if (made !== undefined) return made === value && clears ? undefined : made;
  if (metadata.scramble_unrecognized_dates === false) return undefined;
  if (clears) return `[${label}]`;
  return time(value, change) ?? scrambled(value, context, change);
}

function shiftOf(value: string, { metadata, document, draw }: GeneratorContext): number {
  const { left_shift_in_days, right_shift_in_days, time_stamp_shift_in_days: both } = metadata.metadata ?? {};
  const left = both === undefined ? (left_shift_in_days ?? -7) : -both;
  const right = both === undefined ? (right_shift_in_days ?? 7) : both;
  const withoutZero = left <= 0 && right >= 0 ? 1 : 0;
  const stream =
    metadata.apply_constant_shift_to_document === false
      ? draw('date-shift', value.toLowerCase())
      : document();
  const drawn = left + stream.below(right - left + 1 - withoutZero);
  return withoutZero === 1 && drawn >= 0 ? drawn + 1 : drawn;
}

function shifted(value: string, context: GeneratorContext): Change {
  const days = shiftOf(value, context);
  return {
    days,
    // A leap year for dates without one, so that 29 February is a day.
    of: ({ year, month, day }) => {
      const from = calendar(year ?? 2000, month, day);
      if (from === undefined) return undefined;
      const to = new Date(from.getTime() + days * DAY);
      return {
        year: year === undefined ? undefined : to.getUTCFullYear(),
        month: to.getUTCMonth() + 1,
        day: to.getUTCDate(),
        weekday: undefined,
      };
    },
    year: (year) => year + (days > 0 ? 1 : -1),
  };
}

function cleared({ metadata }: GeneratorContext): Change {
  const oldest = (metadata.reference_year ?? REFERENCE_YEAR) - GROUPED_AGE;
  const year = (old: number): number => Math.max(old, oldest);
  return {
    days: 1,
    of: (day) => {
      const fresh = day.year === undefined ? undefined : year(day.year);
      if (calendar(day.year ?? 2000, day.month, day.day) === undefined) return undefined;
      return {
        year: fresh,
        month: 1,
        day: 1,
        weekday: fresh === undefined ? 1 : calendar(fresh, 1, 1)!.getUTCDay(),
      };
    },
    year,
  };
}

function calendar(year: number, month: number, day: number): Date | undefined {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? date : undefined;
}

/** The year of a date and nothing else; years of 90 years ago and before are one group. */
function cutToYear(value: string, context: GeneratorContext, label: string): string | undefined {
  const oldest = (context.metadata.reference_year ?? REFERENCE_YEAR) - GROUPED_AGE;
  const year = yearOf(value, label === 'DOB');
  if (year === undefined) return `[${label}]`;
  const cut = year <= oldest ? `${oldest} or before` : String(year);
  return cut === value ? undefined : cut;
}

/** @param isBirth then two digits tell no year if they may be of either century: who was born in '12 may be over 89. */
function yearOf(value: string, isBirth: boolean): number | undefined {
  const whole = (short: number): number | undefined => {
    const year = fullYear(short);
    return isBirth && year >= 2000 ? undefined : year;
  };
  const four = /(?<!\d)(1[5-9]\d\d|20\d\d)(?:(?!\d)|(?=[01]\d[0-3]\d(?!\d)))/.exec(value);
  if (four !== null) return Number(four[1]);
  const short = /(?:\d{1,2}|[a-z]{3,9})([/.-])\d{1,2}\1(\d\d)(?!\d)|['\u2019](\d\d)(?!\d)/i.exec(value);
  if (short !== null) return whole(Number(short[2] ?? short[3]));
  const tokens = tokensOf(value);
  for (let at = 0; at < tokens.length; at++) {
    const year = /^[a-z]/.test(tokens[at]!.word)
      ? yearAt(value, tokens, at, at > 0 && at === tokens.length - 2)
      : undefined;
    if (year !== undefined) return year.tokens > 1 || !isBirth ? year.value : whole(year.value % 100);
  }
  return undefined;
}

const NUMERIC =
  /(?<![\d/.-])(?:(\d{4})([/.-])(\d{1,2})\2(\d{1,2})|(\d{1,2})([/.-])(\d{1,2})\6(\d{4}|\d{2}))(?![\d])|(?<!\d)((?:19|20)\d\d)(0[1-9]|1[0-2])([0-2]\d|3[01])(?!\d)/g;
const SHORT = /^(\d{1,4})([/.-])(\d{1,4})(?=$|[T ,])/;

const WEEKDAY_FIRST = /^([a-z]{3,9})\b[.,]{0,2}\s{1,2}(?=\d)/i;

function numeric(value: string, change: Change): string | undefined {
  let understood = true;
  let found = 0;
  const out = value.replace(NUMERIC, (whole, y1, j1, m1, d1, a, j2, b, c, y3, m3, d3) => {
    found++;
    const fresh =
      y1 !== undefined
        ? yearFirst(y1, m1, d1, j1, change)
        : y3 !== undefined
          ? yearFirst(y3, m3, d3, '', change)
          : yearLast(a, b, c, j2, change);
    if (fresh === undefined) understood = false;
    return fresh ?? whole;
  });
  if (found > 0) return understood ? moveWeekday(out, change, undefined) : undefined;
  // "Mon 3/4"
  const weekday = WEEKDAY_FIRST.exec(value);
  if (weekday !== null && weekdayOf(weekday[1]!).index >= 0) {
    const rest = numeric(value.slice(weekday[0].length), change);
    return rest && moveWeekday(weekday[0], change, undefined) + rest;
  }
  const short = SHORT.exec(value);
  if (short === null) return undefined;
  const [whole, a = '', joint = '', b = ''] = short;
  const written = value.slice(whole.length);
  const rest = moveWeekday(written, change, undefined);
  // "5-7 March": days.
  if (tokensOf(written).some(({ word }) => monthOf(word) !== undefined)) return undefined;
  // Year and month ("2026-01", "01/2026"), or month and day ("09/12").
  if (a.length === 4 && b.length <= 2) {
    const moved = movedMonth(Number(a), Number(b), change);
    return moved && `${moved.year}${joint}${pad(moved.month, b)}${rest}`;
  }
  if (b.length === 4 && a.length <= 2) {
    const moved = movedMonth(Number(b), Number(a), change);
    return moved && `${pad(moved.month, a)}${joint}${moved.year}${rest}`;
  }
  if (a.length > 2 || b.length > 2) return undefined;
  const dayFirst = Number(a) > 12;
  const to = change.of({ year: undefined, month: Number(dayFirst ? b : a), day: Number(dayFirst ? a : b) });
  if (to === undefined) {
    // Month and short year ("07/84").
    const moved = movedMonth(fullYear(Number(b)), Number(a), change);
    return moved && `${pad(moved.month, a)}${joint}${String(moved.year % 100).padStart(2, '0')}${rest}`;
  }
  return `${pad(dayFirst ? to.day : to.month, a)}${joint}${pad(dayFirst ? to.month : to.day, b)}${rest}`;
}

function yearFirst(y: string, m: string, d: string, joint: string, change: Change): string | undefined {
  const to = change.of({ year: Number(y), month: Number(m), day: Number(d) });
  return to && `${String(to.year).padStart(4, '0')}${joint}${pad(to.month, m)}${joint}${pad(to.day, d)}`;
}

function yearLast(a: string, b: string, c: string, joint: string, change: Change): string | undefined {
  const year = c.length === 2 ? fullYear(Number(c)) : Number(c);
  const dayFirst = Number(a) > 12 || (joint === '.' && Number(b) <= 12);
  const to = change.of({ year, month: Number(dayFirst ? b : a), day: Number(dayFirst ? a : b) });
  if (to === undefined) return undefined;
  const written = String(c.length === 2 ? to.year! % 100 : to.year).padStart(c.length, '0');
  return `${pad(dayFirst ? to.day : to.month, a)}${joint}${pad(dayFirst ? to.month : to.day, b)}${joint}${written}`;
}

/** With a leading zero if the old one had one, or if it had two digits, which leaves it open. */
function pad(n: number, like: string): string {
  return String(n).padStart(like.length, '0');
}

function movedMonth(
  year: number,
  month: number,
  change: Change,
): { year: number; month: number } | undefined {
  if (month < 1 || month > 12) return undefined;
  const clear = change.of({ year, month, day: 1 });
  if (clear?.weekday !== undefined) return { year: clear.year!, month: 1 };
  const index = year * 12 + month - 1 + (change.days > 0 ? 1 : -1);
  return { year: Math.floor(index / 12), month: (index % 12) + 1 };
}

/** Other weekday names in a date that has moved. */
function moveWeekday(value: string, change: Change, fixed: number | undefined): string {
  return value.replace(/[a-z]{3,9}/gi, (word) => {
    const { index, short } = weekdayOf(word);
    if (index < 0) return word;
    const fresh = WEEKDAYS[fixed ?? (((index + change.days) % 7) + 7) % 7]!;
    return likeWord(word, short ? fresh.slice(0, 3) : fresh);
  });
}

/** Abbreviations of weekdays that have more than three letters. */
const LONGER_SHORT = new Set(['tues', 'thur', 'thurs']);

function weekdayOf(word: string): { index: number; short: boolean } {
  const lower = word.toLowerCase();
  const full = WEEKDAYS.indexOf(lower);
  if (full >= 0) return { index: full, short: false };
  return {
    index:
      lower.length === 3 || LONGER_SHORT.has(lower)
        ? WEEKDAYS.findIndex((name) => name.startsWith(lower))
        : -1,
    short: true,
  };
}

function tokensOf(value: string): Token[] {
  return [...value.matchAll(/\p{L}+|\d+/gu)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
    word: match[0].toLowerCase(),
    written: match[0],
  }));
}

const SMALL = new Set(['of', 'the', 'de', 'del', 'in', 'on', 'and']);

/** Between two days of one month. */
const DAYS_JOINT =
  /^\s{0,2}(?:[-\u2013\u2014,&/+]|,?\s{0,2}\b(?:to|and|or|through|thru|until|till|und|bis|y|al?|et|au)\b)\s{0,2}(?:the\b\s{0,2})?$/i;
const LONGEST_JOINT = 20;
/** A longer list is not understood: each day is compared with each part. */
const MOST_DAYS = 16;
/** What follows an hour. */
const CLOCK = /^\s?(?:[:h]\d|[ap]\.?m\b|o['\u2019]?clock|h\b|uhr\b)/i;

/** Dates with the name of a month, in digits or in words, one or several. */
function named(value: string, change: Change): string | undefined {
  const tokens = tokensOf(value);
  const edits: { start: number; end: number; text: string }[] = [];
  let weekday: number | undefined;
  let months = 0;
  /** Tokens before this one belong to an earlier date. */
  let free = 0;
  const days: { start: number; end: number; year: number | undefined; month: number }[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at]!;
    const month = monthOf(token.word);
    if (month === undefined) continue;
    months++;
    const names = MONTH_NAMES[month.language]!;
    const write = (index: number): string => {
      const full = names[index]!;
      return likeWord(token.written, month.short ? full.slice(0, 3) : full);
    };
    const skip = (index: number, step: number): number => {
      let to = index;
      while (tokens[to] !== undefined && SMALL.has(tokens[to]!.word)) to += step;
      return to;
    };
    const before = dayBefore(value, tokens, skip(at - 1, -1), free);
    let after = before === undefined ? dayAt(value, tokens, skip(at + 1, 1)) : undefined;
    let next = skip(at + 1, 1);
    // "march nineteen eighty four" has a year and no day.
    const yearNow = yearAt(value, tokens, next, before !== undefined);
    if (before === undefined && yearNow !== undefined && yearNow.tokens > 1 && yearNow.value >= 1000)
      after = undefined;
    if (after !== undefined) next = skip(next + after.tokens, 1);
    const day = before ?? after;
    const year = yearAt(value, tokens, next, day !== undefined);
    free = Math.max(at + 1, next) + (year?.tokens ?? 0);
    if (day === undefined) {
      const moved = movedMonth(year?.value ?? 2000, month.index + 1, change);
      if (moved === undefined) return undefined;
      edits.push({ start: token.start, end: token.end, text: write(moved.month - 1) });
      if (year !== undefined) edits.push({ start: year.start, end: year.end, text: year.write(moved.year) });
    } else {
      const to = change.of({ year: year?.value, month: month.index + 1, day: day.value });
      if (to === undefined) return undefined;
      weekday = to.weekday;
      days.push({ start: day.start, end: day.end, year: year?.value, month: month.index + 1 });
      edits.push({ start: token.start, end: token.end, text: write(to.month - 1) });
      edits.push({ start: day.start, end: day.end, text: day.write(to.day) });
      if (year !== undefined) edits.push({ start: year.start, end: year.end, text: year.write(to.year!) });
    }
  }
  if (months === 0) return undefined;
  // The other days of "March 5-7", "March 5, 6 and 9", "the 6th and 7th of March"; the list grows as they are found.
  for (const { start, end, year, month } of days) {
    if (days.length > MOST_DAYS) return undefined;
    for (const [index, day] of tokens.entries()) {
      if (edits.some((edit) => day.start < edit.end && edit.start < day.end)) continue;
      const other = dayAt(value, tokens, index);
      if (other === undefined || CLOCK.test(value.slice(other.end, other.end + 10))) continue;
      const joint = other.end <= start ? value.slice(other.end, start) : value.slice(end, other.start);
      if (joint.length > LONGEST_JOINT || !DAYS_JOINT.test(joint)) continue;
      const to = change.of({ year, month, day: other.value });
      if (to === undefined) return undefined;
      edits.push({ start: other.start, end: other.end, text: other.write(to.day) });
      days.push({ start: other.start, end: other.end, year, month });
    }
  }
  return moveWeekday(apply(value, edits), change, weekday);
}

function apply(value: string, edits: { start: number; end: number; text: string }[]): string {
  edits.sort((a, b) => a.start - b.start);
  let out = '';
  let at = 0;
  for (const { start, end, text } of edits) {
    if (start < at) continue;
    out += value.slice(at, start) + text;
    at = end;
  }
  return out + value.slice(at);
}

/** The day whose last token is `last`. */
function dayBefore(
  value: string,
  tokens: readonly Token[],
  last: number,
  free: number,
): DatePart | undefined {
  for (const from of [last - 1, last]) {
    const day = from < free ? undefined : dayAt(value, tokens, from);
    if (day !== undefined && from + day.tokens - 1 === last) return day;
  }
  return undefined;
}

/** "oh three oh four nineteen eighty", "three four eighty four", "nineteen eighty four" */
function spokenNumeric(value: string, change: Change): string | undefined {
  const tokens = tokensOf(value);
  if (tokens.length < 2) return undefined;
  const whole = yearAt(value, tokens, 0, false);
  if (whole !== undefined && whole.tokens === tokens.length && whole.tokens > 1)
    return apply(value, [
      { start: whole.start, end: whole.end, text: whole.write(change.year(whole.value)) },
    ]);
  const text = digitText(value);
  const { digits } = text;
  if (!text.spoken || digits.length < 4 || digits.length > 8) return undefined;
  for (const [m, d] of [
    [2, 2],
    [1, 2],
    [2, 1],
    [1, 1],
  ] as const) {
    const y = digits.length - m - d;
    if (y !== 4 && y !== 2) continue;
    const [month, day, year] = [digits.slice(0, m), digits.slice(m, m + d), digits.slice(m + d)];
    if (y === 4 && !/^(?:19|20)/.test(year)) continue;
    const to = change.of({
      year: y === 2 ? fullYear(Number(year)) : Number(year),
      month: Number(month),
      day: Number(day),
    });
    if (to === undefined) continue;
    const fresh =
      pad(to.month, month) + pad(to.day, day) + String(y === 2 ? to.year! % 100 : to.year).padStart(y, '0');
    // Another count of digits does not fit into the words: the day stays in its month then.
    if (fresh.length === digits.length) return text.write(fresh);
    const near = pad(Number(month), month) + String(((Number(day) + 3) % 9) + 1).padStart(d, '0') + year;
    return text.write(near);
  }
  return undefined;
}

const RELATIVE = ['the other day', 'some days ago', 'a while ago', 'not long ago'];
const AHEAD = ['one of these days', 'in a few days', 'before long', 'some time soon'];

/** A weekday, year, decade, quarter or relative day by itself. */
function alone(value: string, change: Change): string | undefined {
  const words = value.toLowerCase().match(/\p{L}+/gu) ?? [];
  if (words.length > 0 && words.length <= 4 && !/\d/.test(value)) {
    const at = words.findIndex((word) => weekdayOf(word).index >= 0);
    if (at >= 0) {
      const days = change.days % 7 === 0 ? 1 : change.days;
      return moveWeekday(value, { ...change, days }, undefined);
    }
  }
  const year = /^(\D{0,12})(1[5-9]\d\d|20\d\d)('?s)?$/.exec(value);
  if (year !== null) {
    const [, lead = '', written = '', decade = ''] = year;
    const moved = change.year(Number(written));
    if (decade === '') return `${lead}${moved}`;
    return moved === Number(written)
      ? value
      : `${lead}${Number(written) + (change.days > 0 ? 10 : -10)}${decade}`;
  }
  if (/^(?:yesterday|last (?:night|week|month|year|weekend)|the day before yesterday)$/i.test(value))
    return capitalisedLike(value, RELATIVE[Math.abs(change.days) % RELATIVE.length]!);
  if (
    /^(?:today|tonight|tomorrow|now|this (?:morning|afternoon|evening|week|month|year|weekend)|next (?:week|month|year|weekend)|the day after tomorrow)$/i.test(
      value,
    )
  )
    return capitalisedLike(value, AHEAD[Math.abs(change.days) % AHEAD.length]!);
  return undefined;
}

/** A time of day moves by some minutes, an hour alone by one hour. */
function time(value: string, change: Change): string | undefined {
  const clock = /(?<!\d)(\d{1,2})([:.h])(\d{2})(?!\d)/.exec(value);
  if (clock !== null) {
    const [whole, hour = '', joint = '', minute = ''] = clock;
    const by = (((change.days * 7) % 60) + 60) % 60 || 7;
    const moved = (Number(minute) + by) % 60;
    return value.replace(whole, `${hour}${joint}${String(moved).padStart(2, '0')}`);
  }
  const hour = /(?<!\d)(\d{1,2})(?=\s?(?:[ap]\.?m|o'?clock|h\b|uhr\b))/i.exec(value);
  if (hour !== null) {
    const moved = ((Number(hour[1]) - 1 + (change.days > 0 ? 1 : 11)) % 12) + 1;
    return value.replace(hour[0], String(moved));
  }
  return undefined;
}

/** What was not understood: other digits and number words; words of no number stay, unless there is nothing else. */
function scrambled(value: string, context: GeneratorContext, change: Change): string {
  const draw = context.draw('date', value.toLowerCase());
  if (/\d/.test(value))
    return value.replace(/\d+/g, (digits, at: number) => {
      if (/^(?:1[5-9]|20)\d\d$/.test(digits)) return String(change.year(Number(digits)));
      if (/[Qq]/.test(value[at - 1] ?? '') && /^[1-4]$/.test(digits)) return String((Number(digits) % 4) + 1);
      // What may be a day or a month stays one.
      return digits.length <= 2 ? pad(1 + draw.below(12), digits) : freshDigits(draw, digits);
    });
  const words = likeMagnitude(value, draw);
  if (words !== value) return words;
  return /^[\p{L}\s'\u2019-]+$/u.test(value)
    ? capitalisedLike(value, [...RELATIVE, ...AHEAD][draw.below(8)]!)
    : replaceCharacters(value, draw);
}

function byFormats(value: string, formats: readonly string[], change: Change): string | undefined {
  for (const format of formats) {
    const parsed = strptime(value, format);
    const to = parsed === undefined ? undefined : change.of(parsed);
    if (to !== undefined) return parsed!.write(to);
  }
  return undefined;
}
