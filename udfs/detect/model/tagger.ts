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

/** Beyond this lead, in nats, a token is outside whatever stands beside it. */
const SURE = 6;
/** A tag this far behind the best one of its token is not looked at. */
const HOPELESS = 6;

// Two weights share an int32, each in 16 bits and made positive by a bias, so that one addition adds both: a lane's sum of at most
// 250 rows of at most 255 stays below 2^16 and never carries into its neighbour.
const LANES = (TAGS + 1) >> 1;
const BIAS = 128;
const DISTANCES = 2 * REACH + 1;

/**
 * A linear-chain conditional random field (Lafferty, McCallum, Pereira, ICML 2001) over hashed features, read by Viterbi. Stretches
 * between tokens that are surely outside are decoded apart, so that the usual text costs little more than its emissions.
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
        for (const row of word.rows[distance]!)
          for (let lane = 0; lane < LANES; lane++)
            sum[distance * LANES + lane]! += packed[row * LANES + lane]!;
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
  let scores = new Float64Array(0);
  let gazetteer = new Uint16Array(0);
  let sure = new Uint8Array(0);
  const lanes = new Int32Array(LANES);

  function emit(view: TextView, turns: Turns, bias: Float64Array): void {
    const count = view.count;
    if (capacity < count || (capacity > 1 << 18 && count < 1 << 14)) {
      capacity = Math.max(1024, count + (count >> 1));
      scores = new Float64Array(capacity * TAGS);
      gazetteer = new Uint16Array(capacity);
      sure = new Uint8Array(capacity);
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
      lanes.fill(0);
      let rows = 0;
      for (let distance = -REACH; distance <= REACH; distance++) {
        const from = token - distance;
        const inside = from >= 0 && from < count;
        const sum = inside ? lineSums[from]! : edge;
        rows += (inside ? line[from]! : EDGE).rows[distance + REACH]!.length;
        let at = (distance + REACH) * LANES;
        for (let lane = 0; lane < LANES; lane++) lanes[lane]! += sum[at++]!;
      }
      const found = contextRows(view, turns, line, gazetteer, writing, token, context);
      rows += found;
      addRows(packed, context, found, lanes);
      const base = token * TAGS;
      const offset = rows * BIAS;
      let best = Number.NEGATIVE_INFINITY;
      for (let tag = 0; tag < TAGS; tag++) {
        const lane = lanes[tag >> 1]!;
        const score = (((tag & 1) === 0 ? lane & 0xffff : lane >>> 16) - offset) * scale + bias[tag]!;
        scores[base + tag] = score;
        if (tag > 0 && score > best) best = score;
      }
      sure[token] = scores[base]! - best > SURE ? 1 : 0;
    }
  }

  return {
    tag(view, turns, bias) {
      emit(view, turns, bias);
      const spans: TaggedSpan[] = [];
      let token = 0;
      while (token < view.count) {
        if (sure[token] === 1) {
          token++;
          continue;
        }
        let end = token + 1;
        while (end < view.count && sure[end] === 0) end++;
        decode(scores, token, end, table, spans);
        token = end;
      }
      return spans;
    },
  };
}

function pack(rows: Int8Array): Int32Array {
  const packed = new Int32Array(ROWS * LANES);
  for (let row = 0; row < ROWS; row++)
    for (let tag = 0; tag < TAGS; tag++)
      packed[row * LANES + (tag >> 1)]! += (rows[row * TAGS + tag]! + BIAS) << ((tag & 1) * 16);
  return packed;
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
  let i = lanes[8]!;
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
    i = (i + packed[at + 8]!) | 0;
  }
  lanes[0] = a;
  lanes[1] = b;
  lanes[2] = c;
  lanes[3] = d;
  lanes[4] = e;
  lanes[5] = f;
  lanes[6] = g;
  lanes[7] = h;
  lanes[8] = i;
}

let total = new Float64Array(0);
let back = new Uint8Array(0);
let alive = new Uint8Array(0);
let aliveCount = new Uint8Array(0);

/** Viterbi over tokens `[from, to)`; those before and after are outside. */
function decode(
  scores: Float64Array,
  from: number,
  to: number,
  table: Float64Array,
  spans: TaggedSpan[],
): void {
  const length = to - from;
  if (aliveCount.length < length || (aliveCount.length > 1 << 18 && length < 1 << 12)) {
    const size = Math.max(64, length);
    total = new Float64Array(size * TAGS);
    back = new Uint8Array(size * TAGS);
    alive = new Uint8Array(size * TAGS);
    aliveCount = new Uint8Array(size);
  }
  for (let step = 0; step < length; step++) {
    const base = step * TAGS;
    const emission = (from + step) * TAGS;
    let best = Number.NEGATIVE_INFINITY;
    for (let tag = 0; tag < TAGS; tag++) if (scores[emission + tag]! > best) best = scores[emission + tag]!;
    let count = 0;
    for (let tag = 0; tag < TAGS; tag++)
      if (tag === OUTSIDE || scores[emission + tag]! > best - HOPELESS) alive[base + count++] = tag;
    aliveCount[step] = count;
    for (let index = 0; index < count; index++) {
      const tag = alive[base + index]!;
      let top = Number.NEGATIVE_INFINITY;
      let via = OUTSIDE;
      if (step === 0) top = table[OUTSIDE * TAGS + tag]!;
      else {
        const before = base - TAGS;
        for (let other = 0; other < aliveCount[step - 1]!; other++) {
          const previous = alive[before + other]!;
          const score = total[before + previous]! + table[previous * TAGS + tag]!;
          if (score > top) {
            top = score;
            via = previous;
          }
        }
      }
      total[base + tag] = top + scores[emission + tag]!;
      back[base + tag] = via;
    }
  }
  let tag = OUTSIDE;
  let top = Number.NEGATIVE_INFINITY;
  const last = (length - 1) * TAGS;
  for (let index = 0; index < aliveCount[length - 1]!; index++) {
    const candidate = alive[last + index]!;
    const score = total[last + candidate]! + table[candidate * TAGS + OUTSIDE]!;
    if (score > top) {
      top = score;
      tag = candidate;
    }
  }
  const found: TaggedSpan[] = [];
  let end = -1;
  let odds = 0;
  for (let step = length - 1; step >= 0; step--) {
    const via = back[step * TAGS + tag]!;
    if (tag !== OUTSIDE) {
      if (end < 0) end = step;
      const emission = (from + step) * TAGS;
      odds += 1 / (1 + Math.exp(scores[emission]! - scores[emission + tag]!));
      if (!isInside(tag)) {
        found.push({
          first: from + step,
          last: from + end,
          entityClass: classOfTag(tag),
          score: odds / (end - step + 1),
        });
        end = -1;
        odds = 0;
      }
    }
    tag = via;
  }
  for (let index = found.length - 1; index >= 0; index--) spans.push(found[index]!);
}
