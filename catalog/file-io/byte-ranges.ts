/** Bytes `[start, end)`. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** Sorted, without empty ones, those that overlap or touch joined. */
export function mergeRanges(ranges: readonly ByteRange[]): ByteRange[] {
  const merged: { start: number; end: number }[] = [];
  const sorted = ranges.filter(({ start, end }) => end > start).sort((a, b) => a.start - b.start);
  for (const { start, end } of sorted) {
    const last = merged.at(-1);
    if (last !== undefined && start <= last.end) last.end = Math.max(last.end, end);
    else merged.push({ start, end });
  }
  return merged;
}

/** What is in `ranges` and not in `without`; both merged, and so is the result. */
export function subtractRanges(ranges: readonly ByteRange[], without: readonly ByteRange[]): ByteRange[] {
  const left: ByteRange[] = [];
  let index = 0;
  for (const range of ranges) {
    let { start } = range;
    while (index < without.length && without[index]!.end <= start) index++;
    for (let i = index; i < without.length && without[i]!.start < range.end; i++) {
      if (without[i]!.start > start) left.push({ start, end: without[i]!.start });
      start = Math.max(start, without[i]!.end);
    }
    if (start < range.end) left.push({ start, end: range.end });
  }
  return left;
}

/** The same bytes in pieces of at most `bytes`. */
export function* splitRanges(ranges: Iterable<ByteRange>, bytes: number): Iterable<ByteRange> {
  for (const { start, end } of ranges) {
    for (let at = start; at < end; at += bytes) yield { start: at, end: Math.min(end, at + bytes) };
  }
}

export const totalBytes = (ranges: readonly ByteRange[]): number =>
  ranges.reduce((sum, { start, end }) => sum + end - start, 0);
