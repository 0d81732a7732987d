import type { Draw } from './draw.js';

/** Names to draw from, by weight or evenly. */
export interface WeightedPool {
  readonly size: number;
  byWeight(draw: Draw): string;
  evenly(draw: Draw): string;
}

/** A pool of `names` with their integer `weights` (> 0): one draw and a binary search over the running totals a name. */
export function weightedPool(names: readonly string[], weights: readonly number[]): WeightedPool {
  const upTo = new Uint32Array(names.length);
  let total = 0;
  for (let at = 0; at < names.length; at++) {
    total += weights[at]!;
    upTo[at] = total;
  }
  return {
    size: names.length,
    byWeight(draw) {
      const ticket = draw.below(total);
      let low = 0;
      let high = names.length - 1;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (upTo[middle]! > ticket) high = middle;
        else low = middle + 1;
      }
      return names[low]!;
    },
    evenly: (draw) => names[draw.below(names.length)]!,
  };
}
