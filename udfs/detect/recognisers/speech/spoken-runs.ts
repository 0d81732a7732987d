import { Gap, markedTokens, type TextView, TokenKind } from '../../text-view.js';
import { markWords } from '../../word-marks.js';
import { WordClass, wordClass } from './word-classes.js';

export const ItemKind = {
  /** One digit, said or written by itself. */
  DIGIT: 1,
  /** Several digits written together. */
  WRITTEN: 2,
  /** Ten … ninety-nine in words. */
  PAIR: 3,
  /** A quantity in words with hundred or thousand; text holds its value. */
  CARDINAL: 4,
  LETTER: 5,
} as const;

export interface SpokenItem {
  /** Token indices, both inclusive. */
  readonly first: number;
  readonly last: number;
  /** Digits and lower-case letters: "77" of "double seven", "b" of "B as in boy". */
  readonly text: string;
  readonly kind: number;
}

/** Digits and letters read aloud one after the other, with what is said between them. One line, one speaker. */
export interface SpokenRun {
  readonly items: readonly SpokenItem[];
  readonly first: number;
  readonly last: number;
  /** All items' text, without what was taken back ("five, no sorry, six"). */
  readonly text: string;
  readonly digits: number;
  readonly letters: number;
  /** True if a word took part: a number word, "as in", a word of a spelling alphabet. */
  readonly worded: boolean;
  /** Letters said with a word for them ("B as in boy", "bravo"). */
  readonly phonetic: number;
  /** True if thousand or million was said. */
  readonly scaled: boolean;
}

const MOST_ITEMS = 64;
const MOST_BETWEEN = 8;
const known = new WeakMap<TextView, readonly SpokenRun[]>();

/** All runs of a view in order, read once a view. Linear: looks a bounded number of tokens ahead. */
export function spokenRuns(view: TextView): readonly SpokenRun[] {
  let runs = known.get(view);
  if (runs === undefined) {
    runs = read(view);
    known.set(view, runs);
  }
  return runs;
}

function read(view: TextView): SpokenRun[] {
  const runs: SpokenRun[] = [];
  const { count, kind, numeric } = view;
  const words = markedTokens(view, OPENING);
  let number = 0;
  let word = 0;
  let from = 0;
  for (;;) {
    while (
      number < numeric.length &&
      (numeric[number]! < from || kind[numeric[number]!] !== TokenKind.NUMBER)
    )
      number++;
    while (word < words.length && words[word]! < from) word++;
    const token = Math.min(numeric[number] ?? count, words[word] ?? count);
    if (token === count) return runs;
    const run = readRun(view, token);
    if (run !== undefined) runs.push(run);
    from = run === undefined ? token + 1 : run.last + 1;
  }
}

/** Words that a run may begin with: letters by themselves, digits and numbers in words, words for letters. */
const OPENING = markWords((word) => {
  const kind = wordClass(word) & 15;
  return word.length === 1 || (kind >= WordClass.DIGIT && kind <= WordClass.PHONETIC);
});

interface Reading {
  worded: boolean;
  phonetic: number;
  scaled: boolean;
  dotted: number;
}

function readRun(view: TextView, from: number): SpokenRun | undefined {
  const items: SpokenItem[] = [];
  const reading: Reading = { worded: false, phonetic: 0, scaled: false, dotted: 0 };
  let text = '';
  let letters = 0;
  let singles = 0;
  let item = readItem(view, from, undefined, reading);
  if (item === undefined) return undefined;
  while (item !== undefined) {
    items.push(item);
    text += item.text;
    if (item.kind === ItemKind.LETTER) letters += item.text.length;
    else if (item.kind === ItemKind.DIGIT) singles++;
    if (items.length >= MOST_ITEMS) break;
    // "PIN 4 5 6": an abbreviation said by its letters, then the value.
    const step = bridge(view, item, reading, singles, text.length);
    if (step === undefined) break;
    if (
      step.item.kind !== ItemKind.LETTER &&
      letters === items.length &&
      letters < 6 &&
      reading.phonetic === 0 &&
      ABBREVIATIONS.has(text)
    )
      break;
    if (step.corrected && items.length > 0) {
      const wrong: SpokenItem = items.at(-1)!;
      text = text.slice(0, text.length - wrong.text.length);
    }
    item = step.item;
  }
  let digits = 0;
  let spelled = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code >= 97 && code <= 122) spelled++;
    else digits++;
  }
  // "e.g.", "U.S.A.": abbreviations with their dots.
  if (reading.dotted > 0 && digits === 0 && (spelled < 5 || reading.dotted < items.length - 1))
    return undefined;
  return {
    items,
    first: items[0]!.first,
    last: items.at(-1)!.last,
    text,
    digits,
    letters: spelled,
    worded: reading.worded,
    phonetic: reading.phonetic,
    scaled: reading.scaled,
  };
}

/** Said letter by letter without being anybody's. */
const ABBREVIATIONS = new Set(
  'pin ssn cvv cvc dob vin id zip atm usa us uk eu tv pc dvd cd pdf faq ceo vip gps usb sms url ok am pm po pos ein itin iban isp ip mac imei mrn npi dl dmv irs fbi cia nyc la dc ups usps dhl kyc ach aba er icu mri ct hr it qa abc xyz asap eta rsvp diy suv bmw ibm att hp lg gm gmc rv ac dj mc bp ekg ecg iv ob gyn phd mba md rn lpn llc hoa fha va hsa fsa ira cod sat act gpa'.split(
    ' ',
  ),
);

/** The other words for a spelled letter: "S as in Sam", "S for Sam", "S like Sam". */
const LIKENESS = new Set(['for', 'like']);
const CASE_WORDS = new Set(['capital', 'uppercase', 'lowercase', 'big', 'small', 'cap', 'caps', 'letter']);
/** What machines write for a digit between two digits. */
const HOMOPHONES: Readonly<Record<string, string>> = {
  for: '4',
  to: '2',
  too: '2',
  won: '1',
  ate: '8',
};

function readItem(
  view: TextView,
  token: number,
  before: SpokenItem | undefined,
  reading: Reading,
): SpokenItem | undefined {
  const { kind, lower } = view;
  if (kind[token] === TokenKind.NUMBER) return writtenItem(view, token, reading);
  if (kind[token] === TokenKind.CODE) {
    // "B2", "4B" beside other pieces of a code.
    const size = view.end[token]! - view.start[token]!;
    if (before === undefined || size > 6 || /^\d+(?:st|nd|rd|th|am|pm|k|m|x|s)$/.test(lower[token]!))
      return undefined;
    return { first: token, last: token, text: lower[token]!, kind: ItemKind.WRITTEN };
  }
  if (kind[token] !== TokenKind.WORD) return undefined;
  const word = lower[token]!;
  if (isLetter(view, token)) return letterItem(view, token, before, reading);
  const found = wordClass(word);
  const value = found >> 4;
  switch (found & 15) {
    case WordClass.DIGIT:
    case WordClass.TEEN:
    case WordClass.TENS:
    case WordClass.HUNDRED:
      reading.worded = true;
      return cardinal(view, token, reading);
    case WordClass.REPEAT: {
      const next = skipHyphen(view, token);
      if (next < 0) return undefined;
      if (isLetter(view, next)) {
        if (before === undefined && !isLetter(view, next + 1)) return undefined;
        reading.worded = true;
        const letter = lower[next]!;
        if (letter === 'o' && before?.kind !== ItemKind.LETTER)
          return { first: token, last: next, text: '0'.repeat(value), kind: ItemKind.DIGIT };
        return {
          first: token,
          last: next,
          text: letter === 'u' && value === 2 ? 'w' : letter.repeat(value),
          kind: ItemKind.LETTER,
        };
      }
      const digit = digitAt(view, next);
      if (digit === '') return undefined;
      reading.worded = true;
      return { first: token, last: next, text: digit.repeat(value), kind: ItemKind.DIGIT };
    }
    case WordClass.PHONETIC: {
      // "Hotel", "Mike", "India" are words too: only beside other spelled letters.
      const beside =
        (before !== undefined && before.kind === ItemKind.LETTER) ||
        (token + 1 < view.count &&
          view.gap[token + 1] !== Gap.LINE &&
          ((wordClass(lower[token + 1]!) & 15) === WordClass.PHONETIC ||
            (lower[token + 1] === '-' && (wordClass(lower[token + 2] ?? '') & 15) === WordClass.PHONETIC) ||
            (lower[token + 1] === ',' && (wordClass(lower[token + 2] ?? '') & 15) === WordClass.PHONETIC))) ||
        (before !== undefined &&
          before.text.length > 0 &&
          view.gap[token] === Gap.SPACE &&
          !MONTHLIKE.has(word));
      if (!beside) return undefined;
      reading.worded = true;
      reading.phonetic++;
      return { first: token, last: token, text: String.fromCharCode(97 + value), kind: ItemKind.LETTER };
    }
  }
  if (
    CASE_WORDS.has(word) &&
    token + 1 < view.count &&
    view.gap[token + 1] === Gap.SPACE &&
    isLetter(view, token + 1)
  ) {
    const letter = letterItem(view, token + 1, before ?? undefined, reading, true);
    return letter === undefined ? undefined : { ...letter, first: token };
  }
  return undefined;
}

const MONTHLIKE = new Set(['november', 'hotel', 'mike', 'india', 'golf', 'papa']);

function writtenItem(view: TextView, token: number, reading: Reading): SpokenItem | undefined {
  const { text, start, end } = view;
  const before = text[start[token]! - 1] ?? '';
  const after = text[end[token]!] ?? '';
  const next = text.charCodeAt(end[token]! + 1);
  const digitNext = next >= 48 && next <= 57;
  if ('$\u20ac\u00a3%'.includes(before || ' ') || after === '%') return undefined;
  if ((after === ':' || after === '/' || after === '.' || after === ',') && digitNext) return undefined;
  const prior = text.charCodeAt(start[token]! - 2);
  if ((before === ':' || before === '/' || before === '.' || before === ',') && prior >= 48 && prior <= 57)
    return undefined;
  const size = end[token]! - start[token]!;
  const found =
    token + 1 < view.count && view.gap[token + 1] === Gap.SPACE ? wordClass(view.lower[token + 1]!) : 0;
  if ((found & 15) === WordClass.HUNDRED || (found & 15) === WordClass.SCALE) {
    reading.worded = true;
    reading.scaled ||= (found & 15) === WordClass.SCALE;
    return {
      first: token,
      last: token + 1,
      text: `${text.slice(start[token]!, end[token]!)}00`,
      kind: ItemKind.CARDINAL,
    };
  }
  return {
    first: token,
    last: token,
    text: text.slice(start[token]!, end[token]!),
    kind: size === 1 ? ItemKind.DIGIT : ItemKind.WRITTEN,
  };
}

function isLetter(view: TextView, token: number): boolean {
  if (
    token >= view.count ||
    view.kind[token] !== TokenKind.WORD ||
    view.end[token]! - view.start[token]! !== 1
  )
    return false;
  const code = view.lower[token]!.charCodeAt(0);
  if (code < 97 || code > 122 || view.lower[token]!.length !== 1) return false;
  // "John's", "R&D"
  const before = view.text[view.start[token]! - 1] ?? ' ';
  const after = view.text[view.end[token]!] ?? ' ';
  return !"'\u2019&@/_+=<>$#*".includes(before) && !"'\u2019&@/_+=<>*".includes(after);
}

function letterItem(
  view: TextView,
  token: number,
  before: SpokenItem | undefined,
  reading: Reading,
  said = false,
): SpokenItem | undefined {
  const { lower, count, gap, kind } = view;
  const letter = lower[token]!;
  // "B as in boy", "B for boy"
  let at = token + 1;
  if (at < count && (lower[at] === ',' || lower[at] === '(') && gap[at] !== Gap.LINE) at++;
  let word = -1;
  if (at + 2 < count && lower[at] === 'as' && lower[at + 1] === 'in') word = at + 2;
  else if (at + 1 < count && LIKENESS.has(lower[at]!)) word = at + 1;
  if (word > 0 && word < count && gap[word] !== Gap.LINE) {
    if (kind[word] === TokenKind.MARK && word + 1 < count) word++;
    if (
      kind[word] === TokenKind.WORD &&
      view.end[word]! - view.start[word]! > 1 &&
      gap[word] !== Gap.LINE &&
      (lower[at] === 'as' || lower[word]!.startsWith(letter))
    ) {
      reading.worded = true;
      reading.phonetic++;
      return { first: token, last: word, text: letter, kind: ItemKind.LETTER };
    }
  }
  const next = nextSpoken(view, token);
  if (letter === 'o') {
    const previous = before?.kind;
    const digits = previous !== undefined && previous !== ItemKind.LETTER;
    if (digits || (previous === undefined && digitsGoOn(view, token))) {
      if (!digits && next > 0 && isLetter(view, next) && !zeroesLead(view, next))
        return { first: token, last: token, text: letter, kind: ItemKind.LETTER };
      reading.worded = true;
      return { first: token, last: token, text: '0', kind: ItemKind.DIGIT };
    }
  }
  if ((letter === 'a' || letter === 'i') && !said && view.text[view.start[token]! - 1] !== '-') {
    // Words, unless spelled letters stand on the sides.
    const follows =
      next > 0 && (isLetter(view, next) || (before?.kind === ItemKind.LETTER && isDigitLike(view, next)));
    if (before === undefined || before.kind !== ItemKind.LETTER) {
      const second = follows ? nextSpoken(view, next) : -1;
      if (
        second < 0 ||
        !(isLetter(view, second) || isDigitLike(view, second) || view.lower[next + 1] === 'as')
      )
        return undefined;
    } else if (
      !follows &&
      next > 0 &&
      gap[next] === Gap.SPACE &&
      kind[next] === TokenKind.WORD &&
      letter === 'i'
    )
      return undefined;
    else if (
      !follows &&
      letter === 'a' &&
      next > 0 &&
      gap[next] === Gap.SPACE &&
      next === token + 1 &&
      view.flags[next] !== 0 &&
      view.kind[next] === TokenKind.WORD &&
      before.last - before.first === 0 &&
      !endsSpelling(view.lower[next]!)
    )
      return undefined;
  }
  // "four p m": a time of day.
  if ((letter === 'a' || letter === 'p') && before !== undefined && before.kind !== ItemKind.LETTER) {
    if (next > 0 && lower[next] === 'm') return undefined;
  }
  if (before !== undefined && before.kind === ItemKind.LETTER && gluedDot(view, before.last, token))
    reading.dotted++;
  else if (
    before === undefined &&
    view.text[view.end[token]!] === '.' &&
    isLetter(view, token + 2) &&
    gap[token + 2] === Gap.NONE
  )
    reading.dotted++;
  return { first: token, last: token, text: letter, kind: ItemKind.LETTER };
}

function endsSpelling(word: string): boolean {
  return (
    word === 'and' || word === 'then' || word === 'at' || word === 'that' || word === 'is' || word === 'dot'
  );
}

function gluedDot(view: TextView, before: number, token: number): boolean {
  return token - before === 2 && view.lower[before + 1] === '.' && view.gap[token] === Gap.NONE;
}

/** Next token after `token` over one comma, hyphen or full stop of its line; -1 if there is none. */
function nextSpoken(view: TextView, token: number): number {
  let at = token + 1;
  if (
    at < view.count &&
    view.kind[at] === TokenKind.MARK &&
    ',-.\u2013\u2014'.includes(view.lower[at]!) &&
    view.gap[at] !== Gap.LINE
  )
    at++;
  return at < view.count && view.gap[at] !== Gap.LINE ? at : -1;
}

/** Most zeroes that are said in a row before a digit that is no zero. */
const MOST_ZEROES = 6;

/** "o o four five": from `token` on, letters "o" and then a digit rather than letters that are spelled. */
function zeroesLead(view: TextView, token: number): boolean {
  let at = token;
  for (let zeroes = 0; zeroes < MOST_ZEROES && at > 0 && view.lower[at] === 'o'; zeroes++) {
    if (!isLetter(view, at)) return false;
    at = nextSpoken(view, at);
    if (at > 0 && !isLetter(view, at) && digitsGoOn(view, at - 1)) return true;
  }
  return false;
}

/** True if a digit follows over marks and what is said between digits. */
function digitsGoOn(view: TextView, token: number): boolean {
  for (let at = token + 1; at < Math.min(view.count, token + 5) && view.gap[at] !== Gap.LINE; at++) {
    if (isDigitLike(view, at)) return true;
    const between =
      view.kind[at] === TokenKind.MARK || (wordClass(view.lower[at]!) & 15) === WordClass.FILLER;
    if (!between) return false;
  }
  return false;
}

function isDigitLike(view: TextView, token: number): boolean {
  if (view.kind[token] === TokenKind.NUMBER) return true;
  if (view.lower[token] === 'o') return isLetter(view, token);
  const found = wordClass(view.lower[token]!) & 15;
  return found >= WordClass.DIGIT && found <= WordClass.REPEAT;
}

/** The one digit that the token says, or ''. */
function digitAt(view: TextView, token: number): string {
  if (token >= view.count) return '';
  if (view.kind[token] === TokenKind.NUMBER)
    return view.end[token]! - view.start[token]! === 1 ? view.lower[token]! : '';
  const found = wordClass(view.lower[token]!);
  if ((found & 15) === WordClass.DIGIT) return String(found >> 4);
  return view.lower[token] === 'o' && isLetter(view, token) ? '0' : '';
}

/** The token after `token`, or after a hyphen glued to it; -1 at a line's end. */
function skipHyphen(view: TextView, token: number): number {
  let at = token + 1;
  if (at < view.count && view.lower[at] === '-' && view.gap[at] !== Gap.LINE) at++;
  return at < view.count && view.gap[at] !== Gap.LINE ? at : -1;
}

/** One to ninety-nine in words at `token`: value and last token; a digit by itself has `single`. */
export function belowHundred(
  view: TextView,
  token: number,
): { value: number; last: number; single: boolean } | undefined {
  if (token < 0 || token >= view.count) return undefined;
  const found = wordClass(view.lower[token]!);
  const value = found >> 4;
  switch (found & 15) {
    case WordClass.DIGIT:
      return { value, last: token, single: true };
    case WordClass.TEEN:
      return { value, last: token, single: false };
    case WordClass.TENS: {
      const next = skipHyphen(view, token);
      const unit = next < 0 ? 0 : wordClass(view.lower[next]!);
      if ((unit & 15) === WordClass.DIGIT && unit >> 4 > 0)
        return { value: value + (unit >> 4), last: next, single: false };
      return { value, last: token, single: false };
    }
  }
  return undefined;
}

/** A number in words from `token` on: a digit, a pair, or a quantity with hundred and thousand. */
function cardinal(view: TextView, token: number, reading: Reading): SpokenItem | undefined {
  const { lower, gap, count } = view;
  let value: number;
  let last: number;
  let large = false;
  const begin = belowHundred(view, token);
  if (begin === undefined) {
    value = 100;
    last = token;
    large = true;
  } else {
    ({ value, last } = begin);
    const next = skipHyphen(view, last);
    if (value > 0 && next > 0 && (wordClass(lower[next]!) & 15) === WordClass.HUNDRED) {
      value *= 100;
      last = next;
      large = true;
    }
  }
  const absorb = (): void => {
    let next = last + 1;
    if (next >= count || gap[next] !== Gap.SPACE) return;
    const and = lower[next] === 'and';
    if (and) next++;
    if (next >= count || gap[next] !== Gap.SPACE) return;
    const rest = belowHundred(view, next);
    if (rest === undefined || rest.value === 0) return;
    if (rest.single && rest.last + 1 < count && gap[rest.last + 1] !== Gap.LINE) {
      // "eight hundred five five five": digits go on.
      if (!and && isDigitLike(view, rest.last + 1)) return;
      if (and && (wordClass(lower[rest.last + 1]!) & 15) === WordClass.HUNDRED) return;
    }
    value += rest.value;
    last = rest.last;
  };
  if (large) absorb();
  const next = last + 1;
  const scale = value > 0 && next < count && gap[next] === Gap.SPACE ? wordClass(lower[next]!) : 0;
  if ((scale & 15) === WordClass.SCALE) {
    value *= scale >> 4 === 1 ? 1e6 : scale >> 4 === 2 ? 1e9 : 1e3;
    last = next;
    large = true;
    reading.scaled = true;
    const rest = last + 1;
    const hundreds = rest + 1 < count && gap[rest] === Gap.SPACE ? belowHundred(view, rest) : undefined;
    if (hundreds !== undefined && (wordClass(lower[hundreds.last + 1] ?? '') & 15) === WordClass.HUNDRED) {
      value += hundreds.value * 100;
      last = hundreds.last + 1;
    }
    absorb();
  }
  return {
    first: token,
    last,
    text: String(value),
    kind: large ? ItemKind.CARDINAL : begin!.single ? ItemKind.DIGIT : ItemKind.PAIR,
  };
}

const BRIDGING_MARKS = ',-.()\u2013\u2014\u2026#/';
const THINKING = new Set(['mean', 'think', 'guess', 'believe']);

/** The next item of the run after `item`, over what is said in between; undefined if the run ends. */
function bridge(
  view: TextView,
  item: SpokenItem,
  reading: Reading,
  singles: number,
  size: number,
): { item: SpokenItem; corrected: boolean } | undefined {
  const { lower, gap, kind, count, text } = view;
  let corrected = false;
  let connected = false;
  let stop = false;
  let slash = false;
  let comma = false;
  const most = Math.min(count, item.last + 1 + MOST_BETWEEN);
  for (let at = item.last + 1; at < most; at++) {
    if (gap[at] === Gap.LINE) return undefined;
    if (kind[at] === TokenKind.MARK) {
      const mark = lower[at]!;
      if (!BRIDGING_MARKS.includes(mark)) return undefined;
      if (mark === '.') stop = true;
      if (mark === '/') slash = true;
      if (mark === ',') comma = true;
      continue;
    }
    const before = text[view.start[at]! - 1];
    const next = readItem(view, at, item, reading);
    if (next !== undefined) {
      const written = kind[at] === TokenKind.NUMBER && kind[item.last] === TokenKind.NUMBER;
      // Two written amounts with words between them are two amounts.
      if (written && (connected || slash) && !(next.kind === ItemKind.DIGIT && item.kind === ItemKind.DIGIT))
        return undefined;
      if (connected && kind[at] !== TokenKind.NUMBER && size < 3 && lower[at - 1] === 'and') return undefined;
      // "…1112, one digit off"
      if (
        comma &&
        item.kind === ItemKind.WRITTEN &&
        next.kind === ItemKind.DIGIT &&
        kind[at] === TokenKind.WORD &&
        !isDigitLike(view, Math.min(count - 1, next.last + 1))
      )
        return undefined;
      if (slash && (item.kind === ItemKind.LETTER || next.kind === ItemKind.LETTER)) return undefined;
      if (stop && before !== '.' && next.kind >= ItemKind.CARDINAL && next.kind !== ItemKind.LETTER)
        return undefined;
      if (next.kind === ItemKind.LETTER && connected && reading.phonetic === 0) return undefined;
      return { item: next, corrected };
    }
    if (kind[at] !== TokenKind.WORD) return undefined;
    const word = lower[at]!;
    const homophone = HOMOPHONES[word];
    if (
      homophone !== undefined &&
      singles >= 3 &&
      at === item.last + 1 &&
      at + 1 < count &&
      gap[at] === Gap.SPACE &&
      gap[at + 1] === Gap.SPACE &&
      digitAt(view, at + 1) !== ''
    )
      return { item: { first: at, last: at, text: homophone, kind: ItemKind.DIGIT }, corrected };
    const found = wordClass(word);
    const type = found & 15;
    if (type === WordClass.CORRECTION) corrected = true;
    else if (type === WordClass.FILLER) {
      if (found >> 4 === 1) connected = true;
    } else if (word === 'code' && lower[at - 1] === 'area') continue;
    else if (word === 'i' && at + 1 < count && THINKING.has(lower[at + 1]!)) {
      connected = true;
      at++;
    } else if (word === 'that' && (lower[at - 1] === 'make' || lower[at - 1] === 'scratch')) continue;
    else if (word === 'make' && lower[at + 1] === 'that') continue;
    else if (word === 'on' && (lower[at - 1] === 'hang' || lower[at - 1] === 'hold')) continue;
    else if ((word === 'hang' || word === 'hold') && lower[at + 1] === 'on') connected = true;
    else if (word === 'x' && size >= 7) continue;
    else return undefined;
  }
  return undefined;
}
