import type { TextView } from '../text-view.js';
import type { Turns } from '../turns.js';
import {
  CONTEXT_ROWS,
  contextRows,
  EDGE,
  gapAfter,
  PAIR_ROWS,
  REACH,
  ROWS,
  rowsOfFirst,
  rowsOfSecond,
  type Word,
  wordOf,
  writingOf,
} from './features.js';
import { markGazetteer } from './gazetteer-marks.js';
import { classOfTag, type EntityClass, isInside, mayFollow, OUTSIDE, TAGS } from './tags.js';
import type { TaggerWeights } from './weights.js';

/** Tokens `[first, last]` of one entity. */
export interface TaggedSpan {
  readonly first: number;
  readonly last: number;
  readonly entityClass: EntityClass;
  /** Mean, over its tokens, of the odds of its tags against being outside, as a probability: 0…1. */
  readonly score: number;
}

export interface Tagger {
  /**
   * Entities of a viewed text, in order.
   *
   * @param bias added to the odds of each tag, in nats (see `tagBias`); zeros read the model as it was trained
   */
  tag(view: TextView, turns: Turns, bias: Float64Array): TaggedSpan[];
}

/** The bias of every tag that is not outside: `by` for all classes, and what `more` adds for some. */
export function tagBias(by: number, more: Partial<Readonly<Record<EntityClass, number>>> = {}): Float64Array {
  const bias = new Float64Array(TAGS);
  for (let tag = 1; tag < TAGS; tag++) bias[tag] = by + (more[classOfTag(tag)] ?? 0);
  return bias;
}

/** Outside, and the beginning of every class: what may follow any tag. */
const STARTS = Uint8Array.from({ length: (TAGS + 1) >> 1 }, (_, index) =>
  index === 0 ? OUTSIDE : 2 * index - 1,
);
const EVERY = Uint8Array.from({ length: TAGS }, (_, tag) => tag);

/** A path this far behind the best one, in nats, is not followed further. */
const BEAM = 8;

// Only how a tag's weight differs from that of being outside matters, which leaves 16 of them. The table holds each in a byte, made
// positive by a bias: what costs time is memory, and a row is a quarter of a cache line. Sums hold them in 16 bits, two to an int32, so
// that one addition adds both: the even bytes of a word of the table in one lane, the odd ones in the next. Seven words, two pairs
// and CONTEXT_ROWS rows stay below 2^16, so that no sum carries into its neighbour.
const WORDS_A_ROW = (TAGS - 1) >> 2;
const LANES = (TAGS - 1) >> 1;
const HALVES = 0x00ff00ff;
const BIAS = 128;
const WORD_BIAS = 3500;
const DISTANCES = 2 * REACH + 1;
/** Lane and shift of each tag's sum. */
const LANE_OF = Array.from({ length: TAGS }, (_, tag) => (((tag - 1) >> 2) << 1) | ((tag - 1) & 1));
const SHIFT_OF = Array.from({ length: TAGS }, (_, tag) => ((tag - 1) & 2) << 3);

// Pairs of neighbours met lately, by a hash of both: what they say of the second one, then what they say of the first one. Speech
// repeats itself, and a pair found here spares twelve rows.
const PAIR_BITS = 15;
const PAIRS = 1 << PAIR_BITS;
const PAIR_SIZE = 2 * LANES;

/**
 * A linear-chain conditional random field (Lafferty, McCallum, Pereira, ICML 2001) over hashed features, read by Viterbi
 * within a beam: most tokens have two or three tags worth following.
 */
export function createTagger(weights: TaggerWeights): Tagger {
  const { scale, transitions } = weights;
  const packed = pack(weights.rows);
  const owner = {};
  const sumsOf = (word: Word): Int32Array => {
    const { kept } = word;
    if (kept !== undefined && kept.owner === owner) return kept.lanes;
    const lanes = wordSums(packed, word);
    word.kept = { owner, lanes };
    return lanes;
  };
  const edge = sumsOf(EDGE);
  const pairKeys = new Int32Array(PAIRS * 2);
  const pairSums = new Int32Array(PAIRS * PAIR_SIZE);
  const rows = new Int32Array(Math.max(CONTEXT_ROWS, PAIR_ROWS));
  /** Where the sums of the pair stand. */
  const pairAt = (first: Word, gap: number, second: Word): number => {
    const key = (first.id << 2) | gap;
    const slot = Math.imul(Math.imul(key, 0x9e3779b1) ^ second.id, 0x85ebca6b) >>> (32 - PAIR_BITS);
    const at = slot * PAIR_SIZE;
    if (pairKeys[slot * 2] !== key || pairKeys[slot * 2 + 1] !== second.id) {
      pairKeys[slot * 2] = key;
      pairKeys[slot * 2 + 1] = second.id;
      for (let lane = at; lane < at + PAIR_SIZE; lane++) pairSums[lane] = 0;
      rowsOfSecond(first, gap, second, rows, 0);
      addRows(packed, rows, PAIR_ROWS, pairSums, at);
      rowsOfFirst(first, gap, second, rows, 0);
      addRows(packed, rows, PAIR_ROWS, pairSums, at + LANES);
    }
    return at;
  };
  const table = new Float64Array(TAGS * TAGS);
  for (let from = 0; from < TAGS; from++)
    for (let to = 0; to < TAGS; to++)
      table[from * TAGS + to] = mayFollow(from, to)
        ? transitions[from * TAGS + to]!
        : Number.NEGATIVE_INFINITY;
  let capacity = 0;
  let scores = new Float32Array(0);
  let gazetteer = new Uint16Array(0);
  const lanes = new Int32Array(LANES);

  function emit(view: TextView, turns: Turns, bias: Float64Array): void {
    const count = view.count;
    if (capacity < count || (capacity > 1 << 18 && count < 1 << 14)) {
      capacity = Math.max(1024, count + (count >> 1));
      scores = new Float32Array(capacity * TAGS);
      gazetteer = new Uint16Array(capacity);
    }
    const writing = writingOf(view);
    const line: Word[] = new Array(count);
    const lineSums: Int32Array[] = new Array(count);
    for (let token = 0; token < count; token++) {
      const word = wordOf(view, token, writing);
      line[token] = word;
      lineSums[token] = sumsOf(word);
    }
    markGazetteer(view, line, gazetteer);
    // Of each token its pair with the one before was added when that one's turn was, so each pair is looked up once.
    let before = count === 0 ? 0 : pairAt(EDGE, view.gap[0]!, line[0]!);
    for (let token = 0; token < count; token++) {
      addWords(lineSums, edge, token, lanes);
      addSums(pairSums, before, lanes);
      before = pairAt(line[token]!, gapAfter(view, token), token + 1 < count ? line[token + 1]! : EDGE);
      addSums(pairSums, before + LANES, lanes);
      const found = contextRows(view, turns, line, gazetteer, token, rows);
      addRows(packed, rows, found, lanes, 0);
      const offset = DISTANCES * WORD_BIAS + (found + 2 * PAIR_ROWS) * BIAS;
      const base = token * TAGS;
      scores[base] = 0;
      for (let lane = 0, tag = 1; lane < LANES; lane += 2, tag += 4) {
        const even = lanes[lane]!;
        const odd = lanes[lane + 1]!;
        scores[base + tag] = ((even & 0xffff) - offset) * scale + bias[tag]!;
        scores[base + tag + 1] = ((odd & 0xffff) - offset) * scale + bias[tag + 1]!;
        scores[base + tag + 2] = ((even >>> 16) - offset) * scale + bias[tag + 2]!;
        scores[base + tag + 3] = ((odd >>> 16) - offset) * scale + bias[tag + 3]!;
      }
    }
  }

  return {
    tag(view, turns, bias) {
      emit(view, turns, bias);
      const back = decoder.run(scores, view.count, table);
      return readPath(scores, view.count, back, decoder.last);
    },
  };
}

/** Of each row the 16 weights against being outside, a byte each. */
function pack(rows: Int8Array): Int32Array {
  const packed = new Int32Array(ROWS * WORDS_A_ROW);
  const bytes = new Uint8ClampedArray(packed.buffer);
  for (let row = 0, from = 0, to = 0; row < ROWS; row++, from += TAGS) {
    const outside = rows[from]!;
    for (let tag = 1; tag < TAGS; tag++) bytes[to++] = rows[from + tag]! - outside + BIAS;
  }
  return packed;
}

/** What the word's rows add up to at each distance from it. */
function wordSums(packed: Int32Array, word: Word): Int32Array {
  const bytes = new Uint8Array(packed.buffer);
  const sums = new Int32Array(DISTANCES * LANES);
  for (let distance = 0; distance < DISTANCES; distance++)
    for (let tag = 1; tag < TAGS; tag++) {
      let weight = 0;
      for (const row of word.rows[distance]!) weight += bytes[row * (TAGS - 1) + tag - 1]! - BIAS;
      const biased = Math.max(0, Math.min(2 * WORD_BIAS, weight + WORD_BIAS));
      sums[distance * LANES + LANE_OF[tag]!]! += biased << SHIFT_OF[tag]!;
    }
  return sums;
}

/** Sums what the words around `token` say of it. */
function addWords(line: readonly Int32Array[], edge: Int32Array, token: number, lanes: Int32Array): void {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  let e = 0;
  let f = 0;
  let g = 0;
  let h = 0;
  const count = line.length;
  for (let distance = 0, at = 0; distance < DISTANCES; distance++, at += LANES) {
    const from = token + REACH - distance;
    const sum = from >= 0 && from < count ? line[from]! : edge;
    a = (a + sum[at]!) | 0;
    b = (b + sum[at + 1]!) | 0;
    c = (c + sum[at + 2]!) | 0;
    d = (d + sum[at + 3]!) | 0;
    e = (e + sum[at + 4]!) | 0;
    f = (f + sum[at + 5]!) | 0;
    g = (g + sum[at + 6]!) | 0;
    h = (h + sum[at + 7]!) | 0;
  }
  lanes[0] = a;
  lanes[1] = b;
  lanes[2] = c;
  lanes[3] = d;
  lanes[4] = e;
  lanes[5] = f;
  lanes[6] = g;
  lanes[7] = h;
}

/** Adds the lanes at `from`. */
function addSums(sums: Int32Array, from: number, lanes: Int32Array): void {
  for (let lane = 0; lane < LANES; lane++) lanes[lane] = (lanes[lane]! + sums[from + lane]!) | 0;
}

/** Adds `count` rows to the lanes from `to` on, which stay in registers. */
function addRows(packed: Int32Array, rows: Int32Array, count: number, lanes: Int32Array, to: number): void {
  let a = lanes[to]!;
  let b = lanes[to + 1]!;
  let c = lanes[to + 2]!;
  let d = lanes[to + 3]!;
  let e = lanes[to + 4]!;
  let f = lanes[to + 5]!;
  let g = lanes[to + 6]!;
  let h = lanes[to + 7]!;
  for (let index = 0; index < count; index++) {
    const at = rows[index]! * WORDS_A_ROW;
    const first = packed[at]!;
    const second = packed[at + 1]!;
    const third = packed[at + 2]!;
    const fourth = packed[at + 3]!;
    a = (a + (first & HALVES)) | 0;
    b = (b + ((first >>> 8) & HALVES)) | 0;
    c = (c + (second & HALVES)) | 0;
    d = (d + ((second >>> 8) & HALVES)) | 0;
    e = (e + (third & HALVES)) | 0;
    f = (f + ((third >>> 8) & HALVES)) | 0;
    g = (g + (fourth & HALVES)) | 0;
    h = (h + ((fourth >>> 8) & HALVES)) | 0;
  }
  lanes[to] = a;
  lanes[to + 1] = b;
  lanes[to + 2] = c;
  lanes[to + 3] = d;
  lanes[to + 4] = e;
  lanes[to + 5] = f;
  lanes[to + 6] = g;
  lanes[to + 7] = h;
}

/** The tag before each tag of each token on its best path; kept between texts. */
class Decoder {
  #back = new Uint8Array(0);
  #total = new Float64Array(TAGS);
  #next = new Float64Array(TAGS);
  #alive = new Uint8Array(TAGS);
  #nextAlive = new Uint8Array(TAGS);
  /** The tag of the last token on the best path. */
  last: number = OUTSIDE;

  run(scores: Float32Array, count: number, table: Float64Array): Uint8Array {
    if (this.#back.length < count * TAGS || (this.#back.length > 1 << 22 && count < 1 << 12))
      this.#back = new Uint8Array(Math.max(1024, count) * TAGS);
    const back = this.#back;
    let total = this.#total;
    let next = this.#next;
    let alive = this.#alive;
    let nextAlive = this.#nextAlive;
    // Before the first token is outside.
    total[OUTSIDE] = 0;
    alive[0] = OUTSIDE;
    let living = 1;
    for (let token = 0; token < count; token++) {
      const base = token * TAGS;
      // Nothing is open, as nearly everywhere: only staying outside and the beginnings are to be weighed.
      const isClosed = living === 1 && alive[0] === OUTSIDE;
      const tags = isClosed ? STARTS : EVERY;
      if (isClosed)
        for (let at = 0; at < STARTS.length; at++) {
          const to = STARTS[at]!;
          next[to] = total[OUTSIDE]! + table[to]!;
          back[base + to] = OUTSIDE;
        }
      else {
        next.fill(Number.NEGATIVE_INFINITY);
        for (let index = 0; index < living; index++) {
          const from = alive[index]!;
          const so = total[from]!;
          const row = from * TAGS;
          for (let at = 0; at < STARTS.length; at++) {
            const to = STARTS[at]!;
            const score = so + table[row + to]!;
            if (score > next[to]!) {
              next[to] = score;
              back[base + to] = from;
            }
          }
          if (from !== OUTSIDE) {
            const inside = isInside(from) ? from : from + 1;
            const score = so + table[row + inside]!;
            if (score > next[inside]!) {
              next[inside] = score;
              back[base + inside] = from;
            }
          }
        }
      }
      let best = Number.NEGATIVE_INFINITY;
      for (let at = 0; at < tags.length; at++) {
        const tag = tags[at]!;
        const score = next[tag]! + scores[base + tag]!;
        next[tag] = score;
        if (score > best) best = score;
      }
      living = 0;
      for (let at = 0; at < tags.length; at++) {
        const tag = tags[at]!;
        if (next[tag]! < best - BEAM) continue;
        next[tag]! -= best;
        nextAlive[living++] = tag;
      }
      const swap = total;
      total = next;
      next = swap;
      const list = alive;
      alive = nextAlive;
      nextAlive = list;
    }
    this.last = OUTSIDE;
    let top = Number.NEGATIVE_INFINITY;
    for (let index = 0; index < living; index++) {
      const tag = alive[index]!;
      const score = total[tag]! + table[tag * TAGS + OUTSIDE]!;
      if (score > top) {
        top = score;
        this.last = tag;
      }
    }
    return back;
  }
}

const decoder = new Decoder();

/** The spans of the best path that ends in `last`. */
function readPath(scores: Float32Array, count: number, back: Uint8Array, last: number): TaggedSpan[] {
  const spans: TaggedSpan[] = [];
  let tag = last;
  let end = -1;
  let odds = 0;
  for (let token = count - 1; token >= 0; token--) {
    const base = token * TAGS;
    if (tag !== OUTSIDE) {
      if (end < 0) end = token;
      odds += 1 / (1 + Math.exp(scores[base]! - scores[base + tag]!));
      if (!isInside(tag)) {
        spans.push({
          first: token,
          last: end,
          entityClass: classOfTag(tag),
          score: odds / (end - token + 1),
        });
        end = -1;
        odds = 0;
      }
    }
    tag = back[base + tag]!;
  }
  return spans.reverse();
}
