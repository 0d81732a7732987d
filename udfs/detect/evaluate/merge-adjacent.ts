import type { LabelledSpan } from './labelled-text.js';

/** Classes whose parts some engines report one by one: given and family name; street, city, state. */
const IN_PARTS: ReadonlySet<string> = new Set(['PERSON', 'LOCATION']);
const MAX_GAP = 8;

/**
 * Predictions of one class that lie side by side in one gold span of that class, with only white space or commas
 * between, become one prediction: `[Jane] [Roe]` is as good an answer to `[Jane Roe]` as `[Jane Roe]` is. Where gold has
 * the parts apart, predictions stay apart, also where gold has the whole besides.
 *
 * @param gold, predicted of one class; predictions in order of their start
 */
export function mergeAdjacent(
  text: string,
  label: string,
  gold: readonly LabelledSpan[],
  predicted: readonly LabelledSpan[],
): LabelledSpan[] {
  if (!IN_PARTS.has(label) || gold.length === 0 || predicted.length < 2) return [...predicted];
  const byStart = [...gold].sort((a, b) => a.start - b.start || b.end - a.end);
  const places = new Set(gold.map(({ start, end }) => `${start}-${end}`));
  const isGold = ({ start, end }: LabelledSpan): boolean => places.has(`${start}-${end}`);
  const merged: LabelledSpan[] = [];
  let next = 0;
  for (const span of predicted) {
    const before = merged.at(-1);
    if (before !== undefined && isGap(text, before.end, span.start) && !isGold(before) && !isGold(span)) {
      // The first gold span that ends after the one before began: the only one that both can touch first.
      while (next < byStart.length && byStart[next]!.end <= before.start) next++;
      const around = byStart[next];
      if (around !== undefined && around.start < before.end && around.end > span.start) {
        merged[merged.length - 1] = { start: before.start, end: Math.max(before.end, span.end), label };
        continue;
      }
    }
    merged.push(span);
  }
  return merged;
}

function isGap(text: string, from: number, to: number): boolean {
  if (to < from || to - from > MAX_GAP) return false;
  for (let at = from; at < to; at++) if (!/[\s,]/.test(text[at]!)) return false;
  return true;
}
