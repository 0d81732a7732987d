import type { Span } from '../detect/span.js';
import type { Neighbour } from './generator.js';

const PARTS: ReadonlySet<string> = new Set([
  'LOCATION_ADDRESS',
  'LOCATION_CITY',
  'LOCATION_STATE',
  'LOCATION_ZIP',
  'LOCATION_COUNTRY',
]);
const JOINT = /^[\s,;.-]{0,4}$/;

/**
 * The parts of one address know of each other: location spans with nothing but a little white space and punctuation
 * between them are a group. Each gets the others, in order; spans that stand alone get none.
 *
 * @param spans in order and disjoint
 * @param isJoined says of two neighbours whether they belong together; undefined leaves it to what stands between
 */
export function groupAddresses(
  text: string,
  spans: readonly Span[],
  isJoined: (before: Span, after: Span) => boolean | undefined = () => undefined,
): ReadonlyMap<Span, readonly Neighbour[]> {
  const groups = new Map<Span, readonly Neighbour[]>();
  for (let from = 0; from < spans.length; ) {
    let to = from + 1;
    if (PARTS.has(spans[from]!.label)) {
      const follows = (before: Span, after: Span): boolean =>
        PARTS.has(after.label) && (isJoined(before, after) ?? isJoint(text, before, after));
      while (to < spans.length && follows(spans[to - 1]!, spans[to]!)) to++;
      if (to - from > 1) {
        const run = spans.slice(from, to);
        const parts = run.map(({ start, end, label }) => ({ label, value: text.slice(start, end) }));
        for (const [index, span] of run.entries()) groups.set(span, parts.toSpliced(index, 1));
      }
    }
    from = to;
  }
  return groups;
}

function isJoint(text: string, before: Span, after: Span): boolean {
  return after.start - before.end <= 4 && JOINT.test(text.slice(before.end, after.start));
}
