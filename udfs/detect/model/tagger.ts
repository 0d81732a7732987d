import type { TextView } from '../text-view.js';
import type { Turns } from '../turns.js';
import { CONTEXT_ROWS, contextRows, EDGE, REACH, ROWS, type Word, wordOf, writingOf } from './features.js';
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

/** A path this far behind the best one, in nats, is not followed further. */
const BEAM = 8;

// Only how a tag's weight differs from that of being outside matters, which leaves 16 of them: two to an int32, each in 16 bits and made
// positive by a bias, so that one addition adds both and a row is half a cache line. Seven words and CONTEXT_ROWS rows stay
// below 2^16, so that no lane carries into its neighbour.
const LANES = (TAGS - 1) >> 1;
const BIAS = 256;
const WORD_BIAS = 3500;
const DISTANCES = 2 * REACH + 1;

/**
 * A linear-chain conditional random field (Lafferty, McCallum, Pereira, ICML 2001) over hashed features, read by Viterbi
 * within a beam: most tokens have two or three tags worth following.
 */
export function createTagger(weights: TaggerWeights): Tagger {
  const { scale, transitions } = weights;
  const packed = pack(weights.rows);
  const sums = new WeakMap<Word, Int32Array>();
  const sumsOf = (word: Word): Int32Array => {
    let sum = sums.get(word);
    if (sum === undefined) {
      sum = new Int32Array(DISTANCES * LANES);
      for (let distance = 0; distance < DISTANCES; distance++)
        for (let tag = 1; tag < TAGS; tag++) {
          let weight = 0;
          for (const row of word.rows[distance]!)
            weight += weights.rows[row * TAGS + tag]! - weights.rows[row * TAGS]!;
          const biased = Math.max(0, Math.min(2 * WORD_BIAS, weight + WORD_BIAS));
          sum[distance * LANES + ((tag - 1) >> 1)]! += biased << (((tag - 1) & 1) * 16);
        }
      sums.set(word, sum);
    }
    return sum;
  };
  const edge = sumsOf(EDGE);
  const context = new Int32Array(CONTEXT_ROWS);
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
    for (let token = 0; token < count; token++) {
      addWords(lineSums, edge, token, lanes);
      const found = contextRows(view, turns, line, gazetteer, writing, token, context);
      addRows(packed, context, found, lanes);
      const offset = DISTANCES * WORD_BIAS + found * BIAS;
      const base = token * TAGS;
      scores[base] = 0;
      for (let tag = 1; tag < TAGS; tag += 2) {
        const lane = lanes[tag >> 1]!;
        scores[base + tag] = ((lane & 0xffff) - offset) * scale + bias[tag]!;
        scores[base + tag + 1] = ((lane >>> 16) - offset) * scale + bias[tag + 1]!;
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

function pack(rows: Int8Array): Int32Array {
  const packed = new Int32Array(ROWS * LANES);
  for (let row = 0; row < ROWS; row++)
    for (let tag = 1; tag < TAGS; tag++)
      packed[row * LANES + ((tag - 1) >> 1)]! +=
        (rows[row * TAGS + tag]! - rows[row * TAGS]! + BIAS) << (((tag - 1) & 1) * 16);
  return packed;
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

/** Adds `count` rows to the lanes, which stay in registers. */
function addRows(packed: Int32Array, rows: Int32Array, count: number, lanes: Int32Array): void {
  let a = lanes[0]!;
  let b = lanes[1]!;
  let c = lanes[2]!;
  let d = lanes[3]!;
  let e = lanes[4]!;
  let f = lanes[5]!;
  let g = lanes[6]!;
  let h = lanes[7]!;
  for (let index = 0; index < count; index++) {
    const at = rows[index]! * LANES;
    a = (a + packed[at]!) | 0;
    b = (b + packed[at + 1]!) | 0;
    c = (c + packed[at + 2]!) | 0;
    d = (d + packed[at + 3]!) | 0;
    e = (e + packed[at + 4]!) | 0;
    f = (f + packed[at + 5]!) | 0;
    g = (g + packed[at + 6]!) | 0;
    h = (h + packed[at + 7]!) | 0;
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
      next.fill(Number.NEGATIVE_INFINITY);
      let best = Number.NEGATIVE_INFINITY;
      for (let index = 0; index < living; index++) {
        const from = alive[index]!;
        const so = total[from]!;
        const row = from * TAGS;
        // Outside, and every class's beginning.
        for (let to = 0; to < TAGS; to += to === 0 ? 1 : 2) {
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
      for (let tag = 0; tag < TAGS; tag++) {
        const score = next[tag]! + scores[base + tag]!;
        next[tag] = score;
        if (score > best) best = score;
      }
      living = 0;
      for (let tag = 0; tag < TAGS; tag++) {
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
