const LEAST_BEGINNING = 4;

/**
 * The candidate nearest to `word` (optimal string alignment distance, case ignored), if it is near enough to be a slip; else the only
 * one that begins with it ("Synth", "hipaa").
 */
export function suggest(word: string, candidates: Iterable<string>): string | undefined {
  const known = [...candidates];
  return nearest(word.toLowerCase(), known) ?? onlyBeginning(word.toLowerCase(), known);
}

function onlyBeginning(typed: string, candidates: readonly string[]): string | undefined {
  if (typed.length < LEAST_BEGINNING) return undefined;
  const begun = candidates.filter((candidate) => candidate.toLowerCase().startsWith(typed));
  return begun.length === 1 ? begun[0] : undefined;
}

function nearest(typed: string, candidates: readonly string[]): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.max(2, Math.floor(typed.length / 3)) + 1;
  for (const candidate of candidates) {
    const lower = candidate.toLowerCase();
    const distance = lower === typed ? 0 : editDistance(typed, lower);
    // A three-letter slip in a four-letter word is another word.
    if (distance < bestDistance && distance < Math.max(typed.length, lower.length) / 1.5) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** ` Did you mean "x"?`, or nothing. */
export function didYouMean(word: string, candidates: Iterable<string>): string {
  const nearest = suggest(word, candidates);
  return nearest === undefined ? '' : ` Did you mean "${nearest}"?`;
}

/** Insertions, deletions, substitutions, and transpositions of neighbours, each at cost 1. */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        cost = Math.min(cost, beforeLast[j - 2]! + 1);
      }
      row.push(cost);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length]!;
}
