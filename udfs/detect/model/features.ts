import { LexiconFlag } from '../lexicon.js';
import { Caps, type TextView, TokenKind } from '../text-view.js';
import { Asked, type Turns } from '../turns.js';
import { nameReach } from './gazetteer-marks.js';
import { wordClass } from './word-classes.js';
import { statisticsOf } from './word-statistics.js';

/**
 * Features are hashed into rows of one weight table (the hashing trick: Weinberger et al., ICML 2009). A word's features
 * depend on the word alone, so the sum of their weights can be kept by word and offset; conjunctions of neighbours are looked up each
 * time. Changing anything here needs new weights.
 */
export const ROW_BITS = 18;
export const ROWS = 1 << ROW_BITS;
/** A word speaks for its neighbours from 3 before it to 3 after it. */
export const REACH = 3;

/** How a text is written: capitals mean something in `MIXED` only; text all in capitals is read as lower case. */
export const Writing = { MIXED: 0, LOWER: 1, UPPER: 2 } as const;

/** What features of a token are made of; equal for all tokens written alike. */
export interface Word {
  /** Hash of the lower-case word. */
  readonly lower: number;
  /** Hash of shape and lexicon classes. */
  readonly kind: number;
  readonly shape: number;
  /** Shape, and the few lexicon bits that matter most: common enough to be learnt in pairs and triples. */
  readonly coarse: number;
  /** Hash of the Brown cluster, or of the shape for what is no word. */
  readonly cluster: number;
  /** How many tokens may follow it in a gazetteer name; -1 if none begins with it. */
  readonly nameReach: number;
  /** Rows that the word adds at distance −REACH … REACH from itself: `rows[REACH + distance]`. */
  readonly rows: readonly Int32Array[];
  /** No other word of this thread has it, forgotten ones included. */
  readonly id: number;
  /** What a tagger keeps of the word; see `createTagger`. */
  kept: KeptSums | undefined;
}

/** Sums of the word's rows by distance, of the tagger that owns them. */
export interface KeptSums {
  readonly owner: object;
  readonly lanes: Int32Array;
}

let lastId = 0;

export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash;
}

/** Mixes template and values to a row. */
export function rowOf(template: number, a: number, b = 0, c = 0): number {
  let hash = Math.imul(template + 0x9e3779b9, 0x85ebca6b);
  hash = Math.imul((hash ^ a) + 0x27d4eb2f, 0xc2b2ae35);
  hash ^= hash >>> 15;
  hash = Math.imul((hash ^ b) + 0x165667b1, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul((hash ^ c) + 0x9e3779b9, 0xc2b2ae35);
  hash ^= hash >>> 16;
  return hash & (ROWS - 1);
}

const SHAPE_OF_CAPS = ['x', 'Xx', 'XX', 'xX'];

/** `caps` is the token's `Caps` as `shownCaps` has it. */
function makeWord(
  written: string,
  kind: number,
  caps: number,
  flags: number,
  lower: string,
  writing: number,
): Word {
  let shape: string;
  let key: string;
  let rowsHere: number[];
  const size = written.length;
  if (kind === TokenKind.WORD || kind === TokenKind.CODE) {
    key = kind === TokenKind.CODE ? lower.replace(/\d/g, '0') : lower;
    const single = size === 1 ? '1' : '';
    shape =
      kind === TokenKind.CODE
        ? `c${written
            .slice(0, 12)
            .replace(/\p{Lu}+/gu, 'X')
            .replace(/\p{Ll}+/gu, 'x')
            .replace(/\p{Nd}/gu, '0')}`
        : SHAPE_OF_CAPS[caps]! + single;
  } else if (kind === TokenKind.NUMBER) {
    key = size <= 2 ? '#' : `#${Math.min(size, 12)}`;
    shape = `0${Math.min(size, 12)}`;
  } else {
    key = written;
    shape = `m${written}`;
  }
  const classes = kind === TokenKind.WORD ? wordClass(lower) : 0;
  const mask = flags | (classes << 8);
  const lowerHash = hashText(key);
  const shapeHash = hashText(shape);
  const known = kind === TokenKind.WORD ? statisticsOf(hashText(lower)) : undefined;
  // The cluster of the word as it is written; in text without capitals both are told.
  const path =
    known === undefined
      ? 0
      : caps === Caps.LOWER
        ? known.lowerCluster || known.titleCluster
        : known.titleCluster || known.lowerCluster;
  const other = known === undefined ? 0 : caps === Caps.LOWER ? known.titleCluster : known.lowerCluster;
  const kindHash = hashText(`${shape} ${mask} ${known?.capital ?? 0}`);
  const cluster = known === undefined || path === 0 ? kindHash : path + 1;
  rowsHere = [
    rowOf(1, lowerHash),
    rowOf(2, shapeHash),
    rowOf(3, mask),
    rowOf(4, kindHash),
    rowOf(5, lowerHash, shapeHash),
    rowOf(113, kindHash, writing),
  ];
  if (kind === TokenKind.WORD) {
    for (const length of [2, 3, 4]) {
      if (size <= length) break;
      rowsHere.push(rowOf(5 + length, hashText(lower.slice(0, length)), shapeHash));
      rowsHere.push(rowOf(10 + length, hashText(lower.slice(-length)), shapeHash));
    }
    for (let bit = 0; bit < 24; bit++)
      if ((mask & (1 << bit)) !== 0) rowsHere.push(rowOf(16, bit, shapeHash));
    if (known !== undefined) {
      for (const bits of [4, 6, 8, 10]) {
        const prefix = path & ((1 << bits) - 1);
        rowsHere.push(rowOf(60 + bits, prefix), rowOf(80 + bits, prefix, shapeHash));
      }
      rowsHere.push(rowOf(61, other), rowOf(63, other & 63, path & 63));
      rowsHere.push(
        rowOf(65, known.capital + 2, shapeHash),
        rowOf(67, known.rarity, shapeHash),
        rowOf(69, known.capital + 2, mask, shapeHash),
      );
      rowsHere.push(rowOf(71, known.rarity, known.capital + 2, mask));
    }
    if (flags === 0 && classes === 0) rowsHere.push(rowOf(17, shapeHash, Math.min(size, 12)));
  }
  // The digits themselves tell nothing that is true of another text.
  const suffix = hashText(kind === TokenKind.NUMBER ? key : lower.slice(-3));
  const rows: Int32Array[] = [];
  for (let distance = -REACH; distance <= REACH; distance++) {
    if (distance === 0) {
      rows.push(Int32Array.from(rowsHere));
      continue;
    }
    const near = 200 + (distance + REACH) * 8;
    const list = [rowOf(near, lowerHash)];
    if (Math.abs(distance) <= 2) list.push(rowOf(near + 1, kindHash), rowOf(near + 5, cluster));
    if (Math.abs(distance) === 1)
      list.push(
        rowOf(near + 2, suffix),
        rowOf(near + 3, shapeHash),
        rowOf(near + 4, mask),
        rowOf(near + 6, path & 63),
        rowOf(near + 7, path & 15),
      );
    rows.push(Int32Array.from(list));
  }
  const bits =
    flags & (LexiconFlag.GIVEN | LexiconFlag.FAMILY | LexiconFlag.EVERYDAY | LexiconFlag.PLACE_START);
  const coarse =
    kind === TokenKind.WORD ? hashText(`${shape} ${bits} ${(known?.capital ?? 0) >= 4 ? 1 : 0}`) : shapeHash;
  return {
    lower: lowerHash,
    kind: kindHash,
    shape: shapeHash,
    coarse,
    cluster,
    nameReach: nameReach(lower),
    rows,
    id: ++lastId,
    kept: undefined,
  };
}

/** How the text uses capitals; a few words say nothing, so they count as mixed. */
export function writingOf(view: TextView): number {
  let words = 0;
  let capital = 0;
  let shouted = 0;
  for (let token = 0; token < view.count; token++) {
    if (view.kind[token] !== TokenKind.WORD) continue;
    words++;
    const caps = view.caps[token];
    if (caps !== Caps.LOWER) capital++;
    if (caps === Caps.ALL) shouted++;
  }
  if (words >= 4 && shouted * 10 > words * 6) return Writing.UPPER;
  if (words >= 4 && capital * 50 <= words) return Writing.LOWER;
  return Writing.MIXED;
}

const LONGEST_WORD = 64;
const REMEMBERED_WORDS = 1 << 16;

const otherWords = new Map<string, Word>();
/** Numbers by their length: digits tell nothing that is true of another text. */
const numbers: (Word | undefined)[] = [];
const WRITINGS = 3;

/** The word of a token, remembered by its letters, `Caps` and writing, and a number by its length. */
export function wordOf(view: TextView, token: number, writing: number): Word {
  const known = view.words[token];
  if (known !== undefined) {
    const caps = shownCaps(view.caps[token]!, writing);
    const tagged = known.tagged as (Word | undefined)[];
    const slot = caps * WRITINGS + writing;
    let word = tagged[slot];
    if (word === undefined) {
      word = makeWord(known.lower, TokenKind.WORD, caps, known.flags, known.lower, writing);
      while (tagged.length < slot) tagged.push(undefined);
      tagged[slot] = word;
    }
    return word;
  }
  const size = view.end[token]! - view.start[token]!;
  if (view.kind[token] !== TokenKind.NUMBER) return otherWord(view, token, writing);
  const digits = '0'.repeat(Math.min(size, LONGEST_WORD));
  const slot = digits.length * WRITINGS + writing;
  let word = numbers[slot];
  if (word === undefined) {
    word = makeWord(digits, TokenKind.NUMBER, Caps.LOWER, 0, digits, writing);
    while (numbers.length < slot) numbers.push(undefined);
    numbers[slot] = word;
  }
  return word;
}

/** Capitals as the features see them: in text without them a capital is one, in text all of them it is none. */
function shownCaps(caps: number, writing: number): number {
  if (writing === Writing.MIXED) return caps;
  return writing === Writing.LOWER && caps !== Caps.LOWER ? Caps.FIRST : Caps.LOWER;
}

/** Marks, codes, and tokens of great length: told apart by their beginning, and not kept whole. */
function otherWord(view: TextView, token: number, writing: number): Word {
  const start = view.start[token]!;
  const written = view.text.slice(start, Math.min(view.end[token]!, start + LONGEST_WORD));
  const kind = view.kind[token]!;
  const caps = shownCaps(view.caps[token]!, writing);
  // What lies beyond shows in its kind and flags: the word must not depend on which such token came first.
  const key = `${kind}${caps}${writing}${view.flags[token]!} ${written}`;
  let word = otherWords.get(key);
  if (word === undefined) {
    if (otherWords.size >= REMEMBERED_WORDS) otherWords.clear();
    const lower = view.lower[token]!.slice(0, LONGEST_WORD);
    word = makeWord(written, kind, caps, view.flags[token]!, lower, writing);
    otherWords.set(key, word);
  }
  return word;
}

/** Text ends after the last token as no `Gap` does. */
const END = 3;

/** The gap between a token and the next one. */
export function gapAfter(view: TextView, token: number): number {
  return token + 1 < view.count ? view.gap[token + 1]! : END;
}

/** Rows that two neighbours add to each of them. */
export const PAIR_ROWS = 6;

/** What two neighbours, with `gap` between them, say of the second one, written to `out` from `at`. */
export function rowsOfSecond(first: Word, gap: number, second: Word, out: Int32Array, at: number): void {
  out[at] = rowOf(100, first.lower, second.lower);
  out[at + 1] = rowOf(102, first.kind, second.kind);
  out[at + 2] = rowOf(105, first.lower, second.kind);
  out[at + 3] = rowOf(118, first.cluster, second.cluster);
  out[at + 4] = rowOf(121, first.coarse, second.coarse);
  out[at + 5] = rowOf(112, gap, second.kind);
}

/** What two neighbours, with `gap` between them, say of the first one, written to `out` from `at`. */
export function rowsOfFirst(first: Word, gap: number, second: Word, out: Int32Array, at: number): void {
  out[at] = rowOf(101, first.lower, second.lower);
  out[at + 1] = rowOf(103, first.kind, second.kind);
  out[at + 2] = rowOf(106, first.kind, second.lower);
  out[at + 3] = rowOf(119, first.cluster, second.cluster);
  out[at + 4] = rowOf(122, first.coarse, second.coarse);
  out[at + 5] = rowOf(127, gap, first.kind);
}

/** Most rows that `contextRows` writes. */
export const CONTEXT_ROWS = 16;

/**
 * Rows that depend on several tokens and are not of a pair with the token in it, written to `out`; answers how many.
 */
export function contextRows(
  view: TextView,
  turns: Turns,
  line: readonly Word[],
  gazetteer: Uint16Array,
  token: number,
  out: Int32Array,
): number {
  let at = 0;
  const count = view.count;
  const here = line[token]!;
  const b1 = token > 0 ? line[token - 1]! : EDGE;
  const b2 = token > 1 ? line[token - 2]! : EDGE;
  const a1 = token + 1 < count ? line[token + 1]! : EDGE;
  const a2 = token + 2 < count ? line[token + 2]! : EDGE;
  const g0 = gazetteer[token]!;
  out[at++] = rowOf(107, b2.lower, b1.lower);
  out[at++] = rowOf(108, a1.lower, a2.lower);
  out[at++] = rowOf(109, b2.lower, b1.lower, here.kind);
  out[at++] = rowOf(110, here.kind, a1.lower, a2.lower);
  out[at++] = rowOf(120, b1.cluster, here.kind, a1.cluster);
  out[at++] = rowOf(123, b1.coarse, here.coarse, a1.coarse);
  out[at++] = rowOf(124, b2.coarse, b1.coarse, here.coarse);
  out[at++] = rowOf(125, here.coarse, a1.coarse, a2.coarse);
  if (g0 !== 0) {
    out[at++] = rowOf(114, g0, here.shape);
    out[at++] = rowOf(126, g0, here.kind);
  }
  const around =
    ((token > 0 ? gazetteer[token - 1]! : 0) << 20) ^
    (g0 << 10) ^
    (token + 1 < count ? gazetteer[token + 1]! : 0);
  if (around !== 0) out[at++] = rowOf(115, around);
  const turn = turns.of(token);
  const asked = turn.answers & (Asked.NAME | Asked.CITY | Asked.ADDRESS | Asked.STATE | Asked.ORGANISATION);
  if (asked !== 0) {
    out[at++] = rowOf(116, asked, here.kind, token - turn.body < 12 ? 1 : 0);
    out[at++] = rowOf(117, asked, Math.min(token - turn.body, 4), here.shape);
  }
  return at;
}

/** Stands before the first and after the last token. */
export const EDGE: Word = makeWord('\u0000', TokenKind.MARK, Caps.LOWER, 0, '\u0000', Writing.MIXED);
