import { LexiconFlag, lexicon } from './detect/lexicon.js';
import type { Span } from './detect/span.js';

const MEANING = /[\p{L}\p{M}\p{N}]/u;
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
  /** By the first character of a run in ASCII: bits of the lengths that values beginning with it have; the last bit is for all longer ones. */
  readonly begins: Int32Array;
}

/** Bit of a run of this many characters. */
const lengthBit = (length: number): number => 1 << Math.min(length, 31);

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
  const sought: Sought = {
    values: new Map(),
    sizes: new Map(),
    numbers: new Map(),
    lengths: [],
    begins: new Int32Array(128),
  };
  const remember = (key: string, runs: readonly string[], span: Span): void => {
    if (runs.length === 0 || runs.length > LONGEST || key.length - runs.length + 1 < LEAST) return;
    if (sought.values.has(key)) return;
    if (runs.every((run) => (lexical.flagsOf(run) & ORDINARY) !== 0)) return;
    sought.values.set(key, span);
    const first = runs[0]!;
    const begin = first.charCodeAt(0);
    if (begin < 128) sought.begins[begin]! |= lengthBit(first.length);
    const known = sought.sizes.get(first);
    if (known === undefined) sought.sizes.set(first, [runs.length]);
    else if (!known.includes(runs.length)) {
      known.push(runs.length);
      known.sort((a, b) => b - a);
    }
  };
  const lengths = new Set<number>();
  for (const span of replaced) {
    const runs = runsIn(text, span.start, span.end);
    if (NAMES.has(span.label)) {
      for (const run of runs) remember(run, [run], span);
      if (runs.length >= LEAST && runs.every((run) => run.length === 1)) {
        const word = runs.join('');
        remember(word, [word], span);
      }
    }
    remember(runs.length === 1 ? runs[0]! : runs.join('\u0000'), runs, span);
    const digits = digitsOf(runs);
    if (digits.length >= LEAST_DIGITS && digits.length <= MOST_DIGITS && !sought.numbers.has(digits)) {
      sought.numbers.set(digits, span);
      lengths.add(digits.length);
    }
  }
  sought.lengths.push(...[...lengths].sort((a, b) => b - a));
  return sought;
}

function runsIn(text: string, from: number, to: number): string[] {
  const words: string[] = [];
  for (let at = nextRun(text, from, to); at < to; ) {
    const end = endOfRun(text, at, to);
    words.push(plain(text.slice(at, end)));
    at = nextRun(text, end, to);
  }
  return words;
}

/** Of ASCII: whether a character is a letter or a digit. */
const ALPHANUMERIC = Uint8Array.from({ length: 128 }, (_, code) =>
  MEANING.test(String.fromCharCode(code)) ? 1 : 0,
);
/** Of other code points that were met: 1 if they are letters, marks or digits, 2 if not. */
const met = new Uint8Array(0x1_0000);

/** Code units of the letter, mark or digit at `at`; 0 if it is none. A pair of surrogates beyond `to` is none. */
function meaningAt(text: string, at: number, to: number): number {
  const code = text.charCodeAt(at);
  if (code < 128) return ALPHANUMERIC[code]!;
  if (code >= 0xd800 && code < 0xdc00 && at + 1 < to) {
    const next = text.charCodeAt(at + 1);
    if (next >= 0xdc00 && next < 0xe000) return MEANING.test(text.slice(at, at + 2)) ? 2 : 0;
  }
  if (met[code] === 0) met[code] = MEANING.test(String.fromCharCode(code)) ? 1 : 2;
  return met[code] === 1 ? 1 : 0;
}

/** Where the first run in [from, to) begins; `to` if there is none. */
function nextRun(text: string, from: number, to: number): number {
  let at = from;
  while (at < to && meaningAt(text, at, to) === 0) at++;
  return at;
}

function endOfRun(text: string, from: number, to: number): number {
  let at = from;
  while (at < to) {
    const units = meaningAt(text, at, to);
    if (units === 0) break;
    at += units;
  }
  return at;
}

const ASCII = /^[\x00-\x7f]*$/;

/** Lower case without diacritics. */
function plain(run: string): string {
  const lower = run.toLowerCase();
  return ASCII.test(lower) ? lower : lower.normalize('NFD').replace(/\p{M}/gu, '');
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

/** The runs of a part of the text; their words are made when they are asked for. */
class Runs {
  readonly starts: number[] = [];
  readonly ends: number[] = [];
  readonly ascii: boolean[] = [];
  readonly #text: string;
  readonly #words: (string | undefined)[] = [];

  constructor(text: string, from: number, to: number) {
    this.#text = text;
    for (let at = nextRun(text, from, to); at < to; ) {
      let end = at;
      while (end < to && ALPHANUMERIC[text.charCodeAt(end)] === 1) end++;
      const plainEnd = end;
      if (end < to && text.charCodeAt(end) > 127) end = endOfRun(text, end, to);
      this.starts.push(at);
      this.ends.push(end);
      this.ascii.push(end === plainEnd);
      this.#words.push(undefined);
      at = nextRun(text, end, to);
    }
  }

  get length(): number {
    return this.starts.length;
  }

  word(index: number): string {
    const known = this.#words[index];
    if (known !== undefined) return known;
    const word = plain(this.#text.slice(this.starts[index]!, this.ends[index]!));
    this.#words[index] = word;
    return word;
  }

  /** Characters between a run and the one before it. */
  gap(index: number): number {
    return this.starts[index]! - this.ends[index - 1]!;
  }
}

const SAYING = [...SPOKEN_DIGITS.keys(), ...REPEATS.keys()];
/** First letters of the words that say digits and repeats. */
const SAYS_DIGITS = new Uint8Array(128);
for (const word of SAYING) SAYS_DIGITS[word.charCodeAt(0)] = 1;
const LONGEST_SAID = Math.max(...SAYING.map((word) => word.length));

function scan(text: string, from: number, to: number, sought: Sought, left: Span[]): void {
  const runs = new Runs(text, from, to);
  const { begins, lengths } = sought;
  for (let at = 0; at < runs.length; ) {
    const start = runs.starts[at]!;
    const length = runs.ends[at]! - start;
    const code = text.charCodeAt(start);
    let mayBegin = true;
    let maySay = lengths.length > 0;
    let maySpell = true;
    // Most runs begin nothing that is sought: their words are not even made. What is not ASCII may change its length.
    if (runs.ascii[at]) {
      const lower = code >= 65 && code <= 90 ? code + 32 : code;
      const isDigit = code < 58;
      mayBegin = (begins[lower]! & lengthBit(length)) !== 0;
      maySay &&= isDigit || (SAYS_DIGITS[lower] === 1 && length <= LONGEST_SAID);
      maySpell = length === 1 && !isDigit;
      if (!mayBegin && !maySay && !maySpell) {
        at++;
        continue;
      }
    }
    const found = longest(
      mayBegin ? worded(runs, at, sought) : undefined,
      maySay ? numbered(runs, at, sought) : undefined,
      maySpell ? spelled(runs, at, sought) : undefined,
    );
    if (found === undefined) {
      at++;
      continue;
    }
    const { last, value } = found;
    left.push({ start, end: runs.ends[last]!, label: value.label, score: value.score });
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
function worded(runs: Runs, at: number, { values, sizes }: Sought): Found | undefined {
  for (const size of sizes.get(runs.word(at)) ?? []) {
    if (at + size > runs.length) continue;
    let key = runs.word(at);
    for (let next = at + 1; next < at + size; next++) key += `\u0000${runs.word(next)}`;
    const value = values.get(key);
    if (value !== undefined) return { last: at + size - 1, value };
  }
  return undefined;
}

/** A number that begins at `at`, in whatever groups and words. */
function numbered(runs: Runs, at: number, { numbers, lengths }: Sought): Found | undefined {
  const most = lengths[0] ?? 0;
  let digits = '';
  let repeat = 1;
  let found: Found | undefined;
  for (let next = at; next < runs.length && digits.length < most && next - at < MOST_DIGITS * 2; next++) {
    if (next > at && runs.gap(next) > BETWEEN) break;
    const word = runs.word(next);
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
function spelled(runs: Runs, at: number, { values }: Sought): Found | undefined {
  let word = '';
  let found: Found | undefined;
  for (let next = at; next < runs.length && word.length < MOST_LETTERS; next++) {
    const letter = runs.word(next);
    if (letter.length !== 1 || isNumber(letter)) break;
    if (next > at && runs.gap(next) > BETWEEN) break;
    word += letter;
    const value = word.length >= LEAST ? values.get(word) : undefined;
    if (value !== undefined) found = { last: next, value };
  }
  return found;
}
