import { LexiconFlag, lexicon } from './detect/lexicon.js';
import type { Span } from './detect/span.js';

const RUN = /[\p{L}\p{M}\p{N}]+/gu;
const LEAST = 4;
const LONGEST = 8;
const NAMES = new Set(['NAME_GIVEN', 'NAME_FAMILY', 'PERSON']);
const ORDINARY = LexiconFlag.EVERYDAY | LexiconFlag.ENGLISH;
/** Digits of a number that is looked for in any grouping, and said aloud. */
const LEAST_DIGITS = 6;
const MOST_DIGITS = 32;
const MOST_LETTERS = 24;
/** Characters between two groups of one number, at most. */
const BETWEEN = 3;
const SPOKEN_DIGITS = new Map(
  'zero:0 oh:0 o:0 one:1 two:2 three:3 four:4 five:5 six:6 seven:7 eight:8 nine:9'
    .split(' ')
    .map((pair) => pair.split(':') as [string, string]),
);
const REPEATS = new Map([
  ['double', 2],
  ['triple', 3],
]);

/** What is looked for, by its form. */
interface Sought {
  /** By runs of letters and digits, joined by U+0000. */
  readonly values: Map<string, Span>;
  /** Sizes in runs, longest first, of the values that begin with a run. */
  readonly sizes: Map<string, number[]>;
  /** By digits alone. */
  readonly numbers: Map<string, Span>;
  /** Lengths of `numbers`, longest first. */
  readonly lengths: number[];
}

/**
 * Where, outside `replaced`, an original value of `replaced` still stands: compared by runs of letters and digits,
 * without regard to case, to diacritics and to what joins them; numbers of six digits and more in any grouping, also
 * said digit by digit; names also spelled letter by letter. It shares no code with the engines, because it guards what
 * they missed. Values under four characters and single ordinary words ("Will", "Target") are not looked for. Linear.
 */
export function findLeftOver(text: string, replaced: readonly Span[]): Span[] {
  if (replaced.length === 0) return [];
  const sought = collect(text, replaced);
  if (sought.values.size === 0 && sought.numbers.size === 0) return [];
  const left: Span[] = [];
  let from = 0;
  for (let index = 0; index <= replaced.length; index++) {
    const to = index < replaced.length ? replaced[index]!.start : text.length;
    if (to > from) scan(text, from, to, sought, left);
    if (index < replaced.length) from = replaced[index]!.end;
  }
  return left;
}

function collect(text: string, replaced: readonly Span[]): Sought {
  const lexical = lexicon();
  const sought: Sought = { values: new Map(), sizes: new Map(), numbers: new Map(), lengths: [] };
  const remember = (runs: readonly string[], span: Span): void => {
    const key = runs.join('\u0000');
    if (runs.length === 0 || runs.length > LONGEST || key.length - runs.length + 1 < LEAST) return;
    if (runs.every((run) => (lexical.flagsOf(run) & ORDINARY) !== 0)) return;
    if (!sought.values.has(key)) sought.values.set(key, span);
    const known = sought.sizes.get(runs[0]!);
    if (known === undefined) sought.sizes.set(runs[0]!, [runs.length]);
    else if (!known.includes(runs.length)) {
      known.push(runs.length);
      known.sort((a, b) => b - a);
    }
  };
  const lengths = new Set<number>();
  for (const span of replaced) {
    const runs = runsOf(text.slice(span.start, span.end));
    if (NAMES.has(span.label)) {
      for (const run of runs) remember([run], span);
      if (runs.length >= LEAST && runs.every((run) => run.length === 1)) remember([runs.join('')], span);
    }
    remember(runs, span);
    const digits = digitsOf(runs);
    if (digits.length >= LEAST_DIGITS && digits.length <= MOST_DIGITS && !sought.numbers.has(digits)) {
      sought.numbers.set(digits, span);
      lengths.add(digits.length);
    }
  }
  sought.lengths.push(...[...lengths].sort((a, b) => b - a));
  return sought;
}

function runsOf(value: string): string[] {
  return (value.match(RUN) ?? []).map(plain);
}

/** Lower case without diacritics. */
function plain(run: string): string {
  const lower = run.toLowerCase();
  return /[^\x00-\x7f]/.test(lower) ? lower.normalize('NFD').replace(/\p{M}/gu, '') : lower;
}

function isNumber(run: string): boolean {
  const code = run.charCodeAt(0);
  return code < 128 ? code < 58 && /^\d+$/.test(run) : /^\p{N}+$/u.test(run);
}

/** Digits that the runs write or say, if they write or say nothing else; '' otherwise. */
function digitsOf(runs: readonly string[]): string {
  let digits = '';
  let repeat = 1;
  for (const run of runs) {
    const times = REPEATS.get(run);
    if (times !== undefined) {
      repeat = times;
      continue;
    }
    const digit = isNumber(run) ? run : SPOKEN_DIGITS.get(run);
    if (digit === undefined) return '';
    digits += digit.repeat(digit.length === 1 ? repeat : 1);
    repeat = 1;
    if (digits.length > MOST_DIGITS) return '';
  }
  return digits;
}

interface Run {
  readonly start: number;
  readonly end: number;
  readonly word: string;
}

function scan(text: string, from: number, to: number, sought: Sought, left: Span[]): void {
  const kept = text.slice(from, to);
  const runs: Run[] = [];
  for (const match of kept.matchAll(RUN))
    runs.push({
      start: from + match.index,
      end: from + match.index + match[0].length,
      word: plain(match[0]),
    });
  for (let at = 0; at < runs.length; ) {
    const found = longest(worded(runs, at, sought), numbered(runs, at, sought), spelled(runs, at, sought));
    if (found === undefined) {
      at++;
      continue;
    }
    const { last, value } = found;
    left.push({ start: runs[at]!.start, end: runs[last]!.end, label: value.label, score: value.score });
    at = last + 1;
  }
}

/** A value that stands again, up to this run. */
interface Found {
  readonly last: number;
  readonly value: Span;
}

function longest(...found: readonly (Found | undefined)[]): Found | undefined {
  let best: Found | undefined;
  for (const one of found) if (one !== undefined && (best === undefined || one.last > best.last)) best = one;
  return best;
}

/** A value that begins at `at`, run by run. */
function worded(runs: readonly Run[], at: number, { values, sizes }: Sought): Found | undefined {
  for (const size of sizes.get(runs[at]!.word) ?? []) {
    if (at + size > runs.length) continue;
    let key = runs[at]!.word;
    for (let next = at + 1; next < at + size; next++) key += `\u0000${runs[next]!.word}`;
    const value = values.get(key);
    if (value !== undefined) return { last: at + size - 1, value };
  }
  return undefined;
}

/** A number that begins at `at`, in whatever groups and words. */
function numbered(runs: readonly Run[], at: number, { numbers, lengths }: Sought): Found | undefined {
  const most = lengths[0] ?? 0;
  let digits = '';
  let repeat = 1;
  let found: Found | undefined;
  for (let next = at; next < runs.length && digits.length < most && next - at < MOST_DIGITS * 2; next++) {
    if (next > at && runs[next]!.start - runs[next - 1]!.end > BETWEEN) break;
    const { word } = runs[next]!;
    const times = REPEATS.get(word);
    if (times !== undefined) {
      repeat = times;
      continue;
    }
    const digit = isNumber(word) ? word : SPOKEN_DIGITS.get(word);
    if (digit === undefined || digit.length > most) break;
    digits += digit.repeat(digit.length === 1 ? repeat : 1);
    repeat = 1;
    const value = numbers.get(digits);
    if (value !== undefined) found = { last: next, value };
  }
  return found;
}

/** A name that begins at `at`, letter by letter. */
function spelled(runs: readonly Run[], at: number, { values }: Sought): Found | undefined {
  let word = '';
  let found: Found | undefined;
  for (let next = at; next < runs.length && word.length < MOST_LETTERS; next++) {
    const letter = runs[next]!.word;
    if (letter.length !== 1 || isNumber(letter)) break;
    if (next > at && runs[next]!.start - runs[next - 1]!.end > BETWEEN) break;
    word += letter;
    const value = word.length >= LEAST ? values.get(word) : undefined;
    if (value !== undefined) found = { last: next, value };
  }
  return found;
}
