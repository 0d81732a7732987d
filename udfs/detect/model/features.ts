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
}

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

/** `caps` is the token's `Caps`, or LOWER where capitals mean nothing. */
export function makeWord(written: string, kind: number, caps: number, flags: number, lower: string): Word {
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
  const suffix = hashText(lower.slice(-3));
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

const words = new Map<string, Word>();
const LONGEST_WORD = 64;
const REMEMBERED_WORDS = 1 << 16;

/** The word of a token, remembered by how it is written. */
export function wordOf(view: TextView, token: number, writing: number): Word {
  // A token of a megabyte is told apart by its beginning, and not kept whole.
  const written = view.text.slice(
    view.start[token]!,
    Math.min(view.end[token]!, view.start[token]! + LONGEST_WORD),
  );
  // What lies beyond shows in its kind and capitals: the word must not depend on which such token came first.
  const beyond =
    written.length < LONGEST_WORD
      ? ''
      : `\u0003${view.kind[token]!}${view.caps[token]!}${view.flags[token]!}`;
  const key =
    writing === Writing.MIXED
      ? written + beyond
      : `${writing === Writing.LOWER ? '\u0001' : '\u0002'}${written}${beyond}`;
  let word = words.get(key);
  if (word === undefined) {
    if (words.size >= REMEMBERED_WORDS) words.clear();
    word = makeWord(
      written,
      view.kind[token]!,
      writing === Writing.MIXED
        ? view.caps[token]!
        : writing === Writing.LOWER && view.caps[token] !== Caps.LOWER
          ? Caps.FIRST
          : Caps.LOWER,
      view.flags[token]!,
      view.lower[token]! === '' ? written : view.lower[token]!.slice(0, LONGEST_WORD),
    );
    words.set(key, word);
  }
  return word;
}

/** Rows that depend on several tokens, written to `out` from `at`; answers the end. At most `CONTEXT_ROWS`. */
export const CONTEXT_ROWS = 30;
export function contextRows(
  view: TextView,
  turns: Turns,
  line: readonly Word[],
  gazetteer: Uint16Array,
  writing: number,
  token: number,
  out: Int32Array,
): number {
  let at = 0;
  const here = line[token]!;
  const none = EDGE;
  const b1 = token > 0 ? line[token - 1]! : none;
  const b2 = token > 1 ? line[token - 2]! : none;
  const a1 = token + 1 < view.count ? line[token + 1]! : none;
  const a2 = token + 2 < view.count ? line[token + 2]! : none;
  const gap = view.gap[token]!;
  const gapAfter = token + 1 < view.count ? view.gap[token + 1]! : 3;
  const g0 = gazetteer[token]!;
  out[at++] = rowOf(100, b1.lower, here.lower);
  out[at++] = rowOf(101, here.lower, a1.lower);
  out[at++] = rowOf(102, b1.kind, here.kind);
  out[at++] = rowOf(103, here.kind, a1.kind);
  out[at++] = rowOf(104, b1.shape, here.kind, a1.shape);
  out[at++] = rowOf(105, b1.lower, here.kind);
  out[at++] = rowOf(106, here.kind, a1.lower);
  out[at++] = rowOf(107, b2.lower, b1.lower);
  out[at++] = rowOf(108, a1.lower, a2.lower);
  out[at++] = rowOf(109, b2.lower, b1.lower, here.kind);
  out[at++] = rowOf(110, here.kind, a1.lower, a2.lower);
  out[at++] = rowOf(111, b2.shape ^ (gap << 4), b1.kind, here.kind);
  out[at++] = rowOf(112, (gap << 2) | gapAfter, here.kind);
  out[at++] = rowOf(113, here.kind, writing);
  out[at++] = rowOf(121, b1.coarse, here.coarse);
  out[at++] = rowOf(122, here.coarse, a1.coarse);
  out[at++] = rowOf(123, b1.coarse, here.coarse, a1.coarse);
  out[at++] = rowOf(124, b2.coarse, b1.coarse, here.coarse);
  out[at++] = rowOf(125, here.coarse, a1.coarse, a2.coarse);
  out[at++] = rowOf(118, b1.cluster, here.cluster);
  out[at++] = rowOf(119, here.cluster, a1.cluster);
  out[at++] = rowOf(120, b1.cluster, here.kind, a1.cluster);
  if (g0 !== 0) {
    out[at++] = rowOf(114, g0, here.shape);
    out[at++] = rowOf(126, g0, here.kind);
  }
  const around =
    ((token > 0 ? gazetteer[token - 1]! : 0) << 20) ^
    (g0 << 10) ^
    (token + 1 < view.count ? gazetteer[token + 1]! : 0);
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
export const EDGE: Word = makeWord('\u0000', TokenKind.MARK, Caps.LOWER, 0, '\u0000');
