import { ROWS } from '../model/features.js';
import { mayFollow, OUTSIDE, TAGS } from '../model/tags.js';
import type { TaggerWeights } from '../model/weights.js';
import { ANY, type Example } from './example.js';
import type { Random } from './random.js';

export interface CrfOptions {
  readonly epochs: number;
  /** First step of AdaGrad. */
  readonly rate: number;
  /** Share of words whose own features are left out in a pass, so that the words around them must do. */
  readonly wordDropout: number;
  /** Share of the other features that are left out in a pass, each by itself. */
  readonly featureDropout: number;
  /** Weights nearer to zero than this are shipped as zero. */
  readonly cut: number;
  /** Pulls weights that are in use to zero: what an update takes off, as a multiple of its step. */
  readonly l1: number;
  /** Passes at whose ends the weights are averaged. */
  readonly averaged: number;
  readonly onEpoch?: (epoch: number, loss: number) => void;
}

/**
 * Trains a linear-chain CRF by AdaGrad (Duchi, Hazan, Singer, JMLR 2011) on the log-likelihood of the allowed tags, so that a token whose
 * label is not known teaches nothing by itself. The weights at the ends of the last passes are averaged (Polyak, Juditsky, SIAM J. Control
 * Optim. 1992). Deterministic for the same examples, options and random numbers.
 */
export function trainCrf(examples: readonly Example[], options: CrfOptions, random: Random): TaggerWeights {
  const rows = new Float32Array(ROWS * TAGS);
  const rowSquares = new Float32Array(ROWS * TAGS);
  const moves = new Float64Array((TAGS + 1) * TAGS);
  const moveSquares = new Float64Array((TAGS + 1) * TAGS);
  const meanRows = new Float32Array(rows.length);
  const meanMoves = new Float64Array(moves.length);
  const averaged = Math.min(options.averaged, options.epochs);
  const order = examples.map((_, index) => index);
  const longest = examples.reduce((most, example) => Math.max(most, example.count), 0);
  const scores = new Float64Array(longest * TAGS);
  const free = workspace(longest);
  const held = workspace(longest);
  const kept = new Int32Array(examples.reduce((most, example) => Math.max(most, example.rows.length), 0));
  const ends = new Int32Array(longest + 1);
  const keep = Math.floor((1 - options.featureDropout) * 0x1_0000);
  const gain = 1 / (1 - options.featureDropout);
  for (let epoch = 0; epoch < options.epochs; epoch++) {
    for (let at = order.length - 1; at > 0; at--) {
      const other = random.below(at + 1);
      const swap = order[at]!;
      order[at] = order[other]!;
      order[other] = swap;
    }
    const rate = options.rate * (1 - (0.9 * epoch) / options.epochs);
    let loss = 0;
    let tokens = 0;
    for (const index of order) {
      const example = examples[index]!;
      const { count, offsets, own } = example;
      for (let token = 0; token < count; token++) {
        const end = random.chance(options.wordDropout) ? own[token]! : offsets[token + 1]!;
        const base = token * TAGS;
        for (let tag = 0; tag < TAGS; tag++) scores[base + tag] = 0;
        let to = ends[token]!;
        let bits = 0;
        for (let at = offsets[token]!, turn = 0; at < end; at++, turn++) {
          if (options.featureDropout > 0) {
            bits = (turn & 1) === 0 ? random.below(0x1_0000_0000) : bits >>> 16;
            if ((bits & 0xffff) >= keep) continue;
          }
          const row = example.rows[at]!;
          kept[to++] = row;
          let from = row * TAGS;
          for (let tag = 0; tag < TAGS; tag++) scores[base + tag]! += rows[from++]!;
        }
        ends[token + 1] = to;
        if (gain !== 1) for (let tag = 0; tag < TAGS; tag++) scores[base + tag]! *= gain;
      }
      const partition = expectations(scores, count, moves, undefined, free);
      const gold = expectations(scores, count, moves, example.allowed, held);
      if (Number.isNaN(gold)) continue;
      loss += partition - gold;
      tokens += count;
      for (let token = 0; token < count; token++) {
        const base = token * TAGS;
        for (let tag = 0; tag < TAGS; tag++) {
          const gradient = (held.marginal[base + tag]! - free.marginal[base + tag]!) * example.weight;
          if (gradient < 2e-3 && gradient > -2e-3) continue;
          const square = gradient * gradient;
          for (let at = ends[token]!; at < ends[token + 1]!; at++) {
            const slot = kept[at]! * TAGS + tag;
            const sum = rowSquares[slot]! + square;
            rowSquares[slot] = sum;
            const step = rate / Math.sqrt(sum);
            let next = rows[slot]! + step * gradient;
            const pull = step * options.l1;
            next = next > pull ? next - pull : next < -pull ? next + pull : 0;
            rows[slot] = next;
          }
        }
      }
      for (let slot = 0; slot < moves.length; slot++) {
        const gradient = (held.pairs[slot]! - free.pairs[slot]!) * example.weight;
        if (gradient < 1e-4 && gradient > -1e-4) continue;
        moveSquares[slot]! += gradient * gradient;
        moves[slot]! += (rate / Math.sqrt(moveSquares[slot]!)) * gradient;
      }
    }
    if (epoch >= options.epochs - averaged) {
      for (let slot = 0; slot < rows.length; slot++) meanRows[slot]! += rows[slot]! / averaged;
      for (let slot = 0; slot < moves.length; slot++) meanMoves[slot]! += moves[slot]! / averaged;
    }
    options.onEpoch?.(epoch, loss / tokens);
  }
  return quantize(meanRows, meanMoves, options.cut);
}

function quantize(rows: Float32Array, moves: Float64Array, cut: number): TaggerWeights {
  let most = 0;
  for (const weight of rows) most = Math.max(most, Math.abs(weight));
  // Few weights are very large; clipping them keeps the others exact.
  const scale = Math.min(most, 3) / 127;
  const small = new Int8Array(rows.length);
  for (let slot = 0, outside = 0; slot < rows.length; slot++) {
    const weight = rows[slot]!;
    const isOutside = slot % TAGS === OUTSIDE;
    const rounded =
      weight > -cut && weight < cut ? 0 : Math.max(-127, Math.min(127, Math.round(weight / scale)));
    if (isOutside) outside = rounded;
    // The tagger keeps what a tag's weight is above that of being outside in a byte.
    small[slot] = isOutside ? rounded : Math.max(outside - 127, Math.min(outside + 127, rounded));
  }
  return { scale: Math.fround(scale), rows: small, transitions: Float32Array.from(moves) };
}

interface Workspace {
  readonly alpha: Float64Array;
  readonly beta: Float64Array;
  readonly weight: Float64Array;
  readonly marginal: Float64Array;
  /** Expected transitions, from × TAGS + to; from = TAGS is the beginning. */
  readonly pairs: Float64Array;
}

function workspace(count: number): Workspace {
  const size = count * TAGS;
  return {
    alpha: new Float64Array(size),
    beta: new Float64Array(size),
    weight: new Float64Array(size),
    marginal: new Float64Array(size),
    pairs: new Float64Array((TAGS + 1) * TAGS),
  };
}

const FOLLOWS = Array.from({ length: TAGS * TAGS }, (_, at) => mayFollow(Math.floor(at / TAGS), at % TAGS));
const expMoves = new Float64Array(TAGS * TAGS);

/** Forward–backward over the allowed tags; answers the log of the sum over their paths. */
function expectations(
  scores: Float64Array,
  count: number,
  moves: Float64Array,
  allowed: Int32Array | undefined,
  work: Workspace,
): number {
  const { alpha, beta, weight, marginal, pairs } = work;
  pairs.fill(0);
  for (let slot = 0; slot < TAGS * TAGS; slot++) expMoves[slot] = FOLLOWS[slot] ? Math.exp(moves[slot]!) : 0;
  let log = 0;
  for (let token = 0; token < count; token++) {
    const base = token * TAGS;
    const mask = allowed === undefined ? ANY : allowed[token]!;
    let top = Number.NEGATIVE_INFINITY;
    for (let tag = 0; tag < TAGS; tag++)
      if ((mask & (1 << tag)) !== 0 && scores[base + tag]! > top) top = scores[base + tag]!;
    for (let tag = 0; tag < TAGS; tag++)
      weight[base + tag] = (mask & (1 << tag)) === 0 ? 0 : Math.exp(scores[base + tag]! - top);
    let total = 0;
    for (let tag = 0; tag < TAGS; tag++) {
      let sum = 0;
      if (weight[base + tag] !== 0) {
        if (token === 0) sum = expMoves[OUTSIDE * TAGS + tag]!;
        else
          for (let from = 0; from < TAGS; from++)
            sum += alpha[base - TAGS + from]! * expMoves[from * TAGS + tag]!;
      }
      sum *= weight[base + tag]!;
      alpha[base + tag] = sum;
      total += sum;
    }
    if (total <= 0) {
      // The allowed tags contradict each other (a span that begins inside another): nothing to learn here.
      marginal.fill(0, 0, count * TAGS);
      return Number.NaN;
    }
    for (let tag = 0; tag < TAGS; tag++) alpha[base + tag]! /= total;
    log += Math.log(total) + top;
  }
  for (let token = count - 1; token >= 0; token--) {
    const base = token * TAGS;
    let total = 0;
    for (let tag = 0; tag < TAGS; tag++) {
      let sum = 0;
      if (token === count - 1) sum = 1;
      else
        for (let to = 0; to < TAGS; to++)
          sum += expMoves[tag * TAGS + to]! * weight[base + TAGS + to]! * beta[base + TAGS + to]!;
      beta[base + tag] = sum;
      total += sum;
    }
    let all = 0;
    for (let tag = 0; tag < TAGS; tag++) {
      beta[base + tag]! /= total;
      marginal[base + tag] = alpha[base + tag]! * beta[base + tag]!;
      all += marginal[base + tag]!;
    }
    for (let tag = 0; tag < TAGS; tag++) marginal[base + tag]! /= all;
  }
  for (let token = 1; token < count; token++) {
    const base = token * TAGS;
    let total = 0;
    for (let from = 0; from < TAGS; from++) {
      const before = alpha[base - TAGS + from]!;
      if (before < 1e-12) continue;
      for (let to = 0; to < TAGS; to++)
        total += before * expMoves[from * TAGS + to]! * weight[base + to]! * beta[base + to]!;
    }
    if (total <= 0) continue;
    for (let from = 0; from < TAGS; from++) {
      const before = alpha[base - TAGS + from]! / total;
      if (before < 1e-12) continue;
      for (let to = 0; to < TAGS; to++)
        pairs[from * TAGS + to]! +=
          before * expMoves[from * TAGS + to]! * weight[base + to]! * beta[base + to]!;
    }
  }
  return log;
}
