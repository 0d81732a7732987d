/** How many characters (UTF-16 code units) of `[start, end)` some span covers; a character counts once. */
export type Coverage = (start: number, end: number) => number;

/** Coverage of a text of `length` by spans, in any order, overlapping or not. Time is linear in length and spans. */
export function coverageBy(
  length: number,
  spans: readonly { readonly start: number; readonly end: number }[],
): Coverage {
  if (spans.length === 0) return () => 0;
  const opened = new Int32Array(length + 1);
  for (const { start, end } of spans) {
    opened[start]! += 1;
    opened[end]! -= 1;
  }
  // covered[at]: characters before `at` that are covered.
  const covered = new Int32Array(length + 1);
  let depth = 0;
  for (let at = 0; at < length; at++) {
    depth += opened[at]!;
    covered[at + 1] = covered[at]! + (depth > 0 ? 1 : 0);
  }
  return (start, end) => covered[end]! - covered[start]!;
}
