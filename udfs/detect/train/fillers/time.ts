import { TEEN_WORDS, TENS_WORDS, UNIT_WORDS } from '../../../generate/number-words.js';
import type { Random } from '../random.js';
import type { Filler } from './subject.js';

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const TENS = ['', '', ...TENS_WORDS];
const ONES = ['', ...UNIT_WORDS.slice(1), ...TEEN_WORDS];

const two = (n: number): string => (n < 10 ? `0${n}` : `${n}`);
const ordinal = (n: number): string =>
  `${n}${n > 10 && n < 14 ? 'th' : (['th', 'st', 'nd', 'rd'][n % 10] ?? 'th')}`;

/** Words for 1 … 99. */
export function inWords(n: number): string {
  if (n < 20) return ONES[n]!;
  return TENS[Math.floor(n / 10)]! + (n % 10 ? `-${ONES[n % 10]}` : '');
}

/** A calendar date in one of many spellings. */
function dateIn(random: Random, year: number): string {
  const m = random.between(1, 12);
  const d = random.between(1, 28);
  const month = random.chance(0.55) ? MONTHS[m - 1]! : MONTHS[m - 1]!.slice(0, 3);
  const y = random.chance(0.06) ? `'${two(year % 100)}` : `${year}`;
  return random.weighted([
    [12, `${month} ${d}, ${year}`],
    [6, `${month} ${ordinal(d)}, ${year}`],
    [5, `${d} ${month} ${y}`],
    [3, `${ordinal(d)} ${month} ${year}`],
    [2, `${ordinal(d)} of ${month}, ${year}`],
    [12, `${two(m)}/${two(d)}/${year}`],
    [5, `${m}/${d}/${year}`],
    [4, `${m}/${d}/${two(year % 100)}`],
    [5, `${two(d)}/${two(m)}/${year}`],
    [4, `${two(d)}.${two(m)}.${year}`],
    [3, `${two(d)}-${two(m)}-${year}`],
    [10, `${year}-${two(m)}-${two(d)}`],
    [1, `${year}/${two(m)}/${two(d)}`],
    [2, `${two(d)}-${month.slice(0, 3)}-${year}`],
    [1, `${two(d)}-${month.slice(0, 3).toUpperCase()}-${two(year % 100)}`],
    [1, `${year}${two(m)}${two(d)}`],
  ]);
}

export const TIME_FILLERS = {
  date: (_, random) => {
    const n = random.below(100);
    if (n < 62) return dateIn(random, random.between(1995, 2027));
    const month = random.pick(MONTHS);
    const d = random.between(1, 28);
    if (n < 70) return `${month} ${random.chance(0.5) ? d : ordinal(d)}`;
    if (n < 75) return `${d} ${month}`;
    if (n < 78) return `the ${ordinal(d)} of ${month}`;
    if (n < 83) return `${month} ${random.between(1990, 2027)}`;
    if (n < 87) return `${random.pick(DAYS)}, ${month} ${d}`;
    if (n < 91) return `${random.between(1900, 2026)}`;
    if (n < 95) return `${random.between(1, 12)}/${d}`;
    return `${random.pick(DAYS)} ${ordinal(d)} ${month}`;
  },
  time: (_, random) => {
    const h = random.between(1, 12);
    const m = random.pick([0, 15, 30, 45, random.between(0, 59)]);
    return random.pick([
      `${h}:${two(m)} ${random.pick(['am', 'pm', 'AM', 'PM', 'a.m.', 'p.m.'])}`,
      `${h}${random.pick(['am', 'pm', ' am', ' pm', 'AM', 'PM'])}`,
      `${h}:${two(m)}${random.pick(['am', 'pm'])}`,
      `${two(random.between(0, 23))}:${two(m)}`,
      `${two(random.between(0, 23))}:${two(m)}:${two(random.between(0, 59))}`,
      `${h} o'clock`,
      random.pick(['noon', 'midnight', 'half past three', 'quarter to nine']),
    ]);
  },
  dob: (_, random) => dateIn(random, random.between(1930, 2012)),
  /** The number alone: templates say "years old". */
  age: (_, random) => {
    const n = random.chance(0.85) ? random.between(16, 90) : random.between(1, 104);
    return random.chance(0.07) && n < 100 ? inWords(n) : `${n}`;
  },
} satisfies Readonly<Record<string, Filler>>;
