import type { LabelledSpan, LabelledText } from './labelled-text.js';
import { type ScoringOptions, scoreText } from './score-text.js';
import { addTally, emptyTally, ratio, type Score, scoreOf, type Tally } from './tally.js';

/** What an engine is worth on a set of labelled texts. */
export interface Evaluation {
  readonly texts: number;
  readonly goldCharacters: number;
  readonly coveredCharacters: number;
  /** Share of the characters of gold spans that some prediction covers; null without gold. */
  readonly leakRecall: number | null;
  readonly anyType: Score;
  /** All labels together, each span with its right label. */
  readonly sameLabel: Score;
  /** As `sameLabel`, with the very same bounds. */
  readonly strict: Score;
  /** By compared label, by name. */
  readonly labels: Readonly<Record<string, { readonly overlap: Score; readonly strict: Score }>>;
  /** Gold label → predicted label → count; `(nothing)` stands for no gold, or no prediction. */
  readonly confusion: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Texts with something wrong, the worst first: most characters left uncovered, then most wrong predictions. */
  readonly worst: readonly WorstText[];
}

export interface WorstText {
  /** Which text, from 0. */
  readonly index: number;
  readonly leakedCharacters: number;
  readonly goldCharacters: number;
  readonly wrongPredictions: number;
  /** Gold spans of which less than the overlap is covered, with compared labels. */
  readonly missed: readonly LabelledSpan[];
}

/**
 * Scores predictions, one list a text, in the order of the texts.
 *
 * @param worst how many of the worst texts to name
 */
export function evaluate(
  texts: readonly LabelledText[],
  predictions: readonly (readonly LabelledSpan[])[],
  options: ScoringOptions & { readonly worst?: number },
): Evaluation {
  let goldCharacters = 0;
  let coveredCharacters = 0;
  const anyType = emptyTally();
  const sameLabel = emptyTally();
  const strict = emptyTally();
  const labels = new Map<string, { overlap: Tally; strict: Tally }>();
  const confusion = new Map<string, Map<string, number>>();
  const worst: WorstText[] = [];
  for (const [index, labelled] of texts.entries()) {
    const score = scoreText(labelled, predictions[index] ?? [], options);
    goldCharacters += score.goldCharacters;
    coveredCharacters += score.coveredCharacters;
    addTally(anyType, score.anyType);
    for (const [label, tallies] of score.labels) {
      let sums = labels.get(label);
      if (sums === undefined) {
        sums = { overlap: emptyTally(), strict: emptyTally() };
        labels.set(label, sums);
      }
      addTally(sums.overlap, tallies.overlap);
      addTally(sums.strict, tallies.strict);
      addTally(sameLabel, tallies.overlap);
      addTally(strict, tallies.strict);
    }
    for (const [gold, predicted] of score.confusion) {
      const row = confusion.get(gold) ?? new Map<string, number>();
      confusion.set(gold, row.set(predicted, (row.get(predicted) ?? 0) + 1));
    }
    const leakedCharacters = score.goldCharacters - score.coveredCharacters;
    const wrongPredictions = score.anyType.predicted - score.anyType.right;
    if (leakedCharacters > 0 || wrongPredictions > 0) {
      worst.push({
        index,
        leakedCharacters,
        goldCharacters: score.goldCharacters,
        wrongPredictions,
        missed: score.missed,
      });
    }
  }
  worst.sort(
    (a, b) =>
      b.leakedCharacters - a.leakedCharacters || b.wrongPredictions - a.wrongPredictions || a.index - b.index,
  );
  return {
    texts: texts.length,
    goldCharacters,
    coveredCharacters,
    leakRecall: ratio(coveredCharacters, goldCharacters),
    anyType: scoreOf(anyType),
    sameLabel: scoreOf(sameLabel),
    strict: scoreOf(strict),
    labels: sorted(labels, (sums) => ({ overlap: scoreOf(sums.overlap), strict: scoreOf(sums.strict) })),
    confusion: sorted(confusion, (row) => sorted(row, (count) => count)),
    worst: worst.slice(0, options.worst ?? 5),
  };
}

function sorted<From, To>(map: ReadonlyMap<string, From>, each: (value: From) => To): Record<string, To> {
  return Object.fromEntries(
    [...map].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, value]) => [key, each(value)]),
  );
}
