/** Counts from which precision and recall follow. */
export interface Tally {
  /** Gold spans. */
  gold: number;
  /** Gold spans that were found. */
  found: number;
  /** Predictions. */
  predicted: number;
  /** Predictions that are right. */
  right: number;
}

/** Shares of 0…1; null where there is nothing to divide by. */
export interface Score extends Readonly<Tally> {
  readonly precision: number | null;
  readonly recall: number | null;
  /** The harmonic mean of precision and recall. */
  readonly f1: number | null;
  /** As F1, with recall counting twice as much as precision: a missed value costs more than a masked word. */
  readonly f2: number | null;
}

export const emptyTally = (): Tally => ({ gold: 0, found: 0, predicted: 0, right: 0 });

export function addTally(into: Tally, other: Readonly<Tally>): void {
  into.gold += other.gold;
  into.found += other.found;
  into.predicted += other.predicted;
  into.right += other.right;
}

export function scoreOf(tally: Readonly<Tally>): Score {
  const precision = ratio(tally.right, tally.predicted);
  const recall = ratio(tally.found, tally.gold);
  return { ...tally, precision, recall, f1: fScore(precision, recall, 1), f2: fScore(precision, recall, 2) };
}

export const ratio = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);

/**
 * F-beta = (1 + b²)·P·R / (b²·P + R) (van Rijsbergen). With gold spans and no prediction it is 0; with neither, null;
 * with predictions and no gold span, 0.
 */
function fScore(precision: number | null, recall: number | null, beta: number): number | null {
  if (precision === null && recall === null) return null;
  const p = precision ?? 0;
  const r = recall ?? 0;
  const square = beta * beta;
  return p + r === 0 ? 0 : ((1 + square) * p * r) / (square * p + r);
}
