import { replaceCharacters } from './characters.js';
import type { Generator, GeneratorContext } from './generator.js';

const MONTHS = 'january february march april may june july august september october november december'.split(
  ' ',
);
const WEEKDAYS = 'sunday monday tuesday wednesday thursday friday saturday'.split(' ');
const DAY = 86_400_000;

/**
 * Moves every date of a document by one number of days (−7 … +7 by default, never 0) that is drawn from the document,
 * in the form in which it was written. A month alone moves by a month, a weekday by days, a time by minutes.
 */
export const dateTime: Generator = (value, context) => {
  const days = shiftOf(context);
  return (
    numeric(value, days) ??
    textual(value, days) ??
    alone(value, days) ??
    time(value, days) ??
    replaceCharacters(value, context.draw('date', value))
  );
};

function shiftOf(context: GeneratorContext): number {
  const reach = context.metadata.metadata?.right_shift_in_days ?? 7;
  const drawn = context.document().below(2 * reach) - reach;
  return drawn >= 0 ? drawn + 1 : drawn;
}

function shift(year: number, month: number, day: number, days: number): Date | undefined {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  return new Date(date.getTime() + days * DAY);
}

function numeric(value: string, days: number): string | undefined {
  const match = /^(\d{1,4})([/.-])(\d{1,2})(?:\2(\d{2}|\d{4}))?(?=$|[T ])/.exec(value);
  if (match === null) return undefined;
  const [whole, a = '', joint = '', b = '', c] = match;
  const rest = value.slice(whole.length);
  const pad = (n: number, like: string): string =>
    String(n).padStart(
      like.startsWith('0') || like.length > 2 ? like.length : like.length === 2 && n < 10 ? 2 : 1,
      '0',
    );
  if (a.length === 4) {
    if (c === undefined) return undefined;
    const date = shift(Number(a), Number(b), Number(c), days);
    return (
      date &&
      `${String(date.getUTCFullYear()).padStart(4, '0')}${joint}${pad(date.getUTCMonth() + 1, b)}${joint}${pad(date.getUTCDate(), c)}${rest}`
    );
  }
  if (c === undefined) {
    // Month and day, or month and year ("09/12", "07/26").
    const date = Number(b) <= 31 ? shift(2001, Number(a), Number(b), days) : undefined;
    return date && `${pad(date.getUTCMonth() + 1, a)}${joint}${pad(date.getUTCDate(), b)}${rest}`;
  }
  const dayFirst = Number(a) > 12;
  const year = c.length === 2 ? 2000 + Number(c) : Number(c);
  const date = dayFirst ? shift(year, Number(b), Number(a), days) : shift(year, Number(a), Number(b), days);
  if (date === undefined) return undefined;
  const written =
    c.length === 2 ? String(date.getUTCFullYear() % 100).padStart(2, '0') : String(date.getUTCFullYear());
  const month = date.getUTCMonth() + 1;
  return dayFirst
    ? `${pad(date.getUTCDate(), a)}${joint}${pad(month, b)}${joint}${written}${rest}`
    : `${pad(month, a)}${joint}${pad(date.getUTCDate(), b)}${joint}${written}${rest}`;
}

function textual(value: string, days: number): string | undefined {
  const word = /[a-z]{3,9}/gi;
  let month = -1;
  let name = '';
  for (const match of value.matchAll(word)) {
    const found = MONTHS.findIndex(
      (full) =>
        full === match[0].toLowerCase() ||
        full.slice(0, 3) === match[0].toLowerCase() ||
        (match[0].toLowerCase() === 'sept' && full === 'september'),
    );
    if (found >= 0) {
      month = found;
      name = match[0];
      break;
    }
  }
  if (month < 0) return undefined;
  const year = /(?<!\d)(\d{4})(?!\d)/.exec(value)?.[1];
  const day = /(?<!\d)(\d{1,2})(st|nd|rd|th)?(?![\d])/i.exec(value.replace(/'\d{2}/, ''));
  const write = (index: number): string => {
    const full = MONTHS[index]!;
    const short = name.length <= 4 && name.toLowerCase() !== MONTHS[month];
    const plain = short ? full.slice(0, 3) : full;
    return name === name.toUpperCase()
      ? plain.toUpperCase()
      : name === name.toLowerCase()
        ? plain
        : plain[0]!.toUpperCase() + plain.slice(1);
  };
  if (day === null) {
    const moved = (month + (days > 0 ? 1 : 11)) % 12;
    return value.replace(name, write(moved));
  }
  const date = shift(year === undefined ? 2001 : Number(year), month + 1, Number(day[1]), days);
  if (date === undefined) return undefined;
  const n = date.getUTCDate();
  const suffix =
    day[2] === undefined ? '' : n >= 11 && n <= 13 ? 'th' : (['th', 'st', 'nd', 'rd'][n % 10] ?? 'th');
  return value
    .replace(name, '\u0001')
    .replace(/(?<!\d)\d{4}(?!\d)/, String(date.getUTCFullYear()))
    .replace(/(?<![\d'])\d{1,2}(?:st|nd|rd|th)?(?![\d])/i, `${n}${suffix}`)
    .replace('\u0001', write(date.getUTCMonth()));
}

function alone(value: string, days: number): string | undefined {
  const weekday = WEEKDAYS.indexOf(value.toLowerCase());
  if (weekday >= 0) {
    const fresh = WEEKDAYS[(((weekday + (days % 7 === 0 ? 1 : days)) % 7) + 7) % 7]!;
    return value[0] === value[0]!.toUpperCase() ? fresh[0]!.toUpperCase() + fresh.slice(1) : fresh;
  }
  return /^(?:19|20)\d\d$/.test(value) ? String(Number(value) + (days > 0 ? 1 : -1)) : undefined;
}

function time(value: string, days: number): string | undefined {
  const match = /^(\d{1,2}):(\d{2})/.exec(value);
  if (match === null) return undefined;
  const [whole, hour = '', minute = ''] = match;
  const moved = (Number(minute) + days * 4 + 120) % 60;
  return `${hour}:${String(moved).padStart(2, '0')}${value.slice(whole.length)}`;
}
