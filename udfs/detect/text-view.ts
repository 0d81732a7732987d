import { type KnownWord, lexicon } from './lexicon.js';
import { type Mark, MOST_MARKS } from './word-marks.js';

export const TokenKind = { WORD: 1, NUMBER: 2, CODE: 3, MARK: 4 } as const;
export const Gap = { NONE: 0, SPACE: 1, LINE: 2 } as const;
export const Caps = { LOWER: 0, FIRST: 1, ALL: 2, MIXED: 3 } as const;

/**
 * One text, tokenised once for all recognisers. Tokens are WORD (letters, with apostrophes inside), NUMBER (digits),
 * CODE (letters and digits glued) and MARK (any other character, one code point each). A possessive "'s" is left out
 * of its word. Offsets are UTF-16 code units.
 *
 * The arrays are longer than `count`, and are overwritten by the next text that is viewed.
 */
export interface TextView {
  readonly text: string;
  readonly count: number;
  readonly start: Int32Array;
  readonly end: Int32Array;
  /** `TokenKind` */
  readonly kind: Uint8Array;
  /** `Gap` between the token before and this one. */
  readonly gap: Uint8Array;
  /** `Caps` of a WORD or CODE. */
  readonly caps: Uint8Array;
  /** `LexiconFlag` bits of a WORD. */
  readonly flags: Uint8Array;
  /** Lower case of a WORD or CODE, apostrophes made straight; the character itself for a MARK; a NUMBER of up to
   * four digits as it is, '' for a longer one. */
  readonly lower: readonly string[];
  /** What the thread keeps of each WORD of usual length; undefined for the others. */
  readonly words: readonly (KnownWord | undefined)[];
  /** Indices of NUMBER and CODE tokens. */
  readonly numeric: readonly number[];
  /** Indices of WORD tokens with a capital first. */
  readonly capital: readonly number[];
  /** Indices of WORD and CODE tokens with capitals inside: "iPhone", "accountNumber". */
  readonly mixed: readonly number[];
  /** By `Mark`, the indices of the WORD tokens that have it: see `markedTokens`. */
  readonly marked: readonly (readonly number[] | undefined)[];
  /** Indices of `@` and of `:` marks. */
  readonly at: readonly number[];
  readonly colon: readonly number[];
}

const LETTER = 1;
const DIGIT = 2;
const UPPER = 4;
const SPACE = 8;
const LINE = 16;
/** A letter of a script that does not separate words: digits beside it are a token of their own. */
const UNSPACED = 32;

const CLASS = new Uint8Array(0x250);
for (let code = 0; code < CLASS.length; code++) CLASS[code] = classify(code);

function classify(code: number): number {
  if (code === 10 || code === 13 || code === 0x85 || code === 0x2028 || code === 0x2029) return LINE;
  const character = String.fromCodePoint(code);
  if (/\p{Lu}|\p{Lt}/u.test(character)) return LETTER | UPPER;
  if (
    /\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Thai}/u.test(character) &&
    /\p{L}|\p{M}/u.test(character)
  )
    return LETTER | UNSPACED;
  if (/\p{L}|\p{M}/u.test(character)) return LETTER;
  if (/\p{Nd}/u.test(character)) return DIGIT;
  return /\s|\p{Z}|\p{Cc}|\p{Cf}/u.test(character) ? SPACE : 0;
}

const beyond = new Map<number, number>();
function classOf(code: number): number {
  if (code < CLASS.length) return CLASS[code]!;
  let found = beyond.get(code);
  if (found === undefined) {
    found = classify(code);
    if (beyond.size < 65536) beyond.set(code, found);
  }
  return found;
}

/** Seed of `KnownWord`s' hashes. */
const WORD_HASH = 0x811c9dc5;

let capacity = 0;
let start = new Int32Array(0);
let end = new Int32Array(0);
let kind = new Uint8Array(0);
let gap = new Uint8Array(0);
let caps = new Uint8Array(0);
let flags = new Uint8Array(0);

function grow(count: number): void {
  const larger = Math.max(1024, capacity * 2, count);
  const copy = <T extends Int32Array | Uint8Array>(from: T, to: T): T => {
    to.set(from);
    return to;
  };
  start = copy(start, new Int32Array(larger));
  end = copy(end, new Int32Array(larger));
  kind = copy(kind, new Uint8Array(larger));
  gap = copy(gap, new Uint8Array(larger));
  caps = copy(caps, new Uint8Array(larger));
  flags = copy(flags, new Uint8Array(larger));
  capacity = larger;
}

const NO_TOKENS: readonly number[] = [];

/** Indices of the words of a group of `markWords`, in order. */
export function markedTokens(view: TextView, mark: Mark): readonly number[] {
  return view.marked[mark] ?? NO_TOKENS;
}

/** Tokenises `text` in one pass. The view is valid until the next call in this thread. */
export function viewText(text: string): TextView {
  const known = lexicon();
  known.refresh();
  const lower: string[] = [];
  const words: (KnownWord | undefined)[] = [];
  const numeric: number[] = [];
  const capital: number[] = [];
  const mixed: number[] = [];
  const marked: (number[] | undefined)[] = new Array(MOST_MARKS).fill(undefined);
  const at: number[] = [];
  const colon: number[] = [];
  const length = text.length;
  if (capacity > 1 << 20 && length < 1 << 18) capacity = 0; // a huge row does not hold its memory for ever
  if (capacity === 0) {
    start = new Int32Array(0);
    end = new Int32Array(0);
    kind = new Uint8Array(0);
    gap = new Uint8Array(0);
    caps = new Uint8Array(0);
    flags = new Uint8Array(0);
    grow(1024);
  }
  let count = 0;
  let at0 = 0;
  let pending: number = Gap.LINE;
  while (at0 < length) {
    let code = text.charCodeAt(at0);
    let width = 1;
    if (code >= 0xd800 && code < 0xdc00 && at0 + 1 < length) {
      const low = text.charCodeAt(at0 + 1);
      if (low >= 0xdc00 && low < 0xe000) {
        code = text.codePointAt(at0)!;
        width = 2;
      }
    }
    let type = classOf(code);
    if ((type & (SPACE | LINE)) !== 0) {
      if ((type & LINE) !== 0) pending = Gap.LINE;
      else if (pending === Gap.NONE) pending = Gap.SPACE;
      at0 += width;
      continue;
    }
    if (count === capacity) grow(count + 1);
    start[count] = at0;
    gap[count] = pending;
    pending = Gap.NONE;
    if (type === 0) {
      kind[count] = TokenKind.MARK;
      caps[count] = Caps.LOWER;
      flags[count] = 0;
      end[count] = at0 + width;
      lower.push(text.slice(at0, at0 + width));
      words.push(undefined);
      if (code === 64) at.push(count);
      else if (code === 58) colon.push(count);
      count++;
      at0 += width;
      continue;
    }
    let seen = 0;
    let uppers = 0;
    let letters = 0;
    let apostrophe = false;
    const firstUpper = (type & UPPER) !== 0;
    // Of the lower-case letters, as long as they are of ASCII.
    let hash = WORD_HASH;
    let wide = 0;
    for (;;) {
      seen |= type;
      wide |= code;
      hash = Math.imul(hash ^ (code | 0x20), 0x01000193);
      if ((type & LETTER) !== 0) {
        letters++;
        if ((type & UPPER) !== 0) uppers++;
      }
      at0 += width;
      if (at0 >= length) break;
      code = text.charCodeAt(at0);
      width = 1;
      if (code >= 0xd800 && code < 0xdc00 && at0 + 1 < length) {
        const whole = text.codePointAt(at0)!;
        if (whole > 0xffff) {
          code = whole;
          width = 2;
        }
      }
      type = classOf(code);
      if ((seen & UNSPACED) !== 0 ? (type & DIGIT) !== 0 : (seen & DIGIT) !== 0 && (type & UNSPACED) !== 0)
        break;
      if ((type & (LETTER | DIGIT)) !== 0) continue;
      // An apostrophe between letters stays inside its word (O'Brien, don't), unless it opens a possessive.
      if ((code === 0x27 || code === 0x2019) && (seen & DIGIT) === 0 && at0 + 1 < length) {
        const next = text.charCodeAt(at0 + 1);
        const nextType = classOf(next);
        if ((nextType & LETTER) === 0) break;
        const possessive =
          (next === 0x73 || next === 0x53) &&
          (at0 + 2 >= length || (classOf(text.charCodeAt(at0 + 2)) & (LETTER | DIGIT)) === 0);
        if (possessive) break;
        apostrophe = true;
        type = 0;
        continue;
      }
      break;
    }
    end[count] = at0;
    if ((seen & LETTER) === 0) {
      kind[count] = TokenKind.NUMBER;
      caps[count] = Caps.LOWER;
      flags[count] = 0;
      lower.push(at0 - start[count]! <= 4 ? text.slice(start[count]!, at0) : '');
      words.push(undefined);
      numeric.push(count);
    } else {
      const from = start[count]!;
      const plain = wide < 0x80 && !apostrophe && (seen & DIGIT) === 0;
      let found = plain ? known.wordAt(text, from, at0, hash) : undefined;
      let word: string;
      if (found !== undefined) word = found.lower;
      else {
        word = text.slice(from, at0);
        if (uppers > 0) word = word.toLowerCase();
        if (apostrophe) word = word.replaceAll('\u2019', "'");
        if ((seen & DIGIT) === 0) found = known.word(word, plain ? hash : undefined);
      }
      caps[count] =
        uppers === 0
          ? Caps.LOWER
          : uppers === letters && letters > 1
            ? Caps.ALL
            : firstUpper && uppers === 1
              ? Caps.FIRST
              : Caps.MIXED;
      if (caps[count] === Caps.MIXED) mixed.push(count);
      lower.push(word);
      words.push(found);
      if ((seen & DIGIT) === 0) {
        kind[count] = TokenKind.WORD;
        flags[count] = found === undefined ? known.flagsOf(word) : found.flags;
        if (firstUpper) capital.push(count);
        for (let left = found === undefined ? 0 : found.marks; left !== 0; left &= left - 1) {
          const mark = 31 - Math.clz32(left & -left);
          const tokens = marked[mark];
          if (tokens === undefined) marked[mark] = [count];
          else tokens.push(count);
        }
      } else {
        kind[count] = TokenKind.CODE;
        flags[count] = 0;
        numeric.push(count);
      }
    }
    count++;
  }
  return {
    text,
    count,
    start,
    end,
    kind,
    gap,
    caps,
    flags,
    lower,
    words,
    numeric,
    capital,
    mixed,
    marked,
    at,
    colon,
  };
}
