import { type Coverage, coverageBy } from './coverage.js';
import { comparedAs, type LabelMap } from './label-map.js';
import type { LabelledSpan, LabelledText } from './labelled-text.js';
import { mergeAdjacent } from './merge-adjacent.js';
import { emptyTally, type Tally } from './tally.js';

export interface ScoringOptions {
  /** Share of a span that must be covered for it to be found, or right: above 0, at most 1. */
  readonly overlap: number;
  readonly labelMap: LabelMap;
  /** Of labels as they stand in gold or predictions: whether they count in neither. */
  readonly isIgnored: (label: string) => boolean;
}

/** The row of the confusion matrix for predictions where gold has nothing, and the column for gold spans not found. */
export const NOTHING = '(nothing)';

/** Ignores labels by their own name or by the one that they are compared as; in capitals. */
export function ignoring(names: Iterable<string>, labelMap: LabelMap): (label: string) => boolean {
  const ignored = new Set(names);
  return (label) => ignored.has(label.toUpperCase()) || ignored.has(comparedAs(label, labelMap));
}

export interface TextScore {
  /** Characters of gold spans, each once. */
  readonly goldCharacters: number;
  /** Of them, those that some prediction covers. */
  readonly coveredCharacters: number;
  readonly anyType: Tally;
  /** By compared label. */
  readonly labels: ReadonlyMap<string, { readonly overlap: Tally; readonly strict: Tally }>;
  /** [gold label, predicted label] → count; compared labels or NOTHING. */
  readonly confusion: readonly (readonly [gold: string, predicted: string])[];
  /** Gold spans of which less than the overlap is covered. */
  readonly missed: readonly LabelledSpan[];
}

/**
 * One text's counts.
 *
 * - A gold span is found, any type, if at least `overlap` of it is covered by predictions of whatever label; a
 *   prediction is right if at least `overlap` of it is covered by gold.
 * - By label: the same with the predictions, and gold spans, of that compared label only.
 * - Strict: same label, same start, same end.
 *
 * Predictions that lie, by the overlap, in gold of an ignored label are left out: nobody asked for or against them.
 */
export function scoreText(
  { text, spans }: LabelledText,
  predictions: readonly LabelledSpan[],
  options: ScoringOptions,
): TextScore {
  const { overlap, labelMap } = options;
  const isIgnored = ({ label }: LabelledSpan): boolean => options.isIgnored(label);
  const compared = (span: LabelledSpan): LabelledSpan => ({
    start: span.start,
    end: span.end,
    label: comparedAs(span.label, labelMap),
  });
  const gold = spans.filter((span) => !isIgnored(span)).map(compared);
  const goldCover = coverageBy(text.length, gold);
  const inIgnored = coverageBy(text.length, spans.filter(isIgnored));
  const enough = (cover: Coverage, { start, end }: LabelledSpan): boolean =>
    cover(start, end) >= overlap * (end - start);
  const predicted = predictions
    .filter((span) => !isIgnored(span) && (enough(goldCover, span) || !enough(inIgnored, span)))
    .map(compared)
    .sort((a, b) => a.start - b.start || a.end - b.end);
  const cover = coverageBy(text.length, predicted);

  const missed = gold.filter((span) => !enough(cover, span));
  const wrong = predicted.filter((span) => !enough(goldCover, span));
  const labels = new Map<string, { overlap: Tally; strict: Tally }>();
  const coverOf = new Map<string, Coverage>();
  const goldBy = byLabel(gold);
  const predictedBy = byLabel(predicted);
  for (const label of new Set([...goldBy.keys(), ...predictedBy.keys()])) {
    const golds = goldBy.get(label) ?? [];
    const answers = mergeAdjacent(text, label, golds, predictedBy.get(label) ?? []);
    const byAnswers = coverageBy(text.length, answers);
    const byGold = coverageBy(text.length, golds);
    coverOf.set(label, byAnswers);
    labels.set(label, {
      overlap: {
        gold: golds.length,
        found: golds.filter((span) => enough(byAnswers, span)).length,
        predicted: answers.length,
        right: answers.filter((span) => enough(byGold, span)).length,
      },
      strict: strictTally(golds, answers),
    });
  }
  return {
    goldCharacters: goldCover(0, text.length),
    coveredCharacters: coveredBoth(text.length, gold, predicted),
    anyType: {
      ...emptyTally(),
      gold: gold.length,
      found: gold.length - missed.length,
      predicted: predicted.length,
      right: predicted.length - wrong.length,
    },
    labels,
    confusion: [
      ...gold.map((span) => [span.label, enough(cover, span) ? mostly(span, coverOf) : NOTHING] as const),
      ...wrong.map(({ label }) => [NOTHING, label] as const),
    ],
    missed,
  };
}

function byLabel(spans: readonly LabelledSpan[]): Map<string, LabelledSpan[]> {
  const grouped = new Map<string, LabelledSpan[]>();
  for (const span of spans) {
    const list = grouped.get(span.label);
    if (list === undefined) grouped.set(span.label, [span]);
    else list.push(span);
  }
  return grouped;
}

function strictTally(gold: readonly LabelledSpan[], predicted: readonly LabelledSpan[]): Tally {
  const place = ({ start, end }: LabelledSpan): string => `${start}-${end}`;
  const golds = new Set(gold.map(place));
  const answers = new Set(predicted.map(place));
  return {
    gold: gold.length,
    found: gold.filter((span) => answers.has(place(span))).length,
    predicted: predicted.length,
    right: predicted.filter((span) => golds.has(place(span))).length,
  };
}

/** Characters that both gold and predictions cover: |A| + |B| − |A ∪ B|. */
function coveredBoth(
  length: number,
  gold: readonly LabelledSpan[],
  predicted: readonly LabelledSpan[],
): number {
  const count = (spans: readonly LabelledSpan[]): number => coverageBy(length, spans)(0, length);
  return count(gold) + count(predicted) - count([...gold, ...predicted]);
}

/** The label that covers most of a span: its own if none covers more, else the first by name. */
function mostly(span: LabelledSpan, coverOf: ReadonlyMap<string, Coverage>): string {
  let best = span.label;
  let most = coverOf.get(best)?.(span.start, span.end) ?? 0;
  for (const label of [...coverOf.keys()].sort()) {
    const covered = coverOf.get(label)!(span.start, span.end);
    if (covered > most) {
      best = label;
      most = covered;
    }
  }
  return best;
}
