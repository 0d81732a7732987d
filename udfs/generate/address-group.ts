import type { Span } from '../detect/span.js';
import type { Neighbour } from './generator.js';

const PARTS: ReadonlySet<string> = new Set([
  'LOCATION_ADDRESS',
  'LOCATION_CITY',
  'LOCATION_STATE',
  'LOCATION_ZIP',
  'LOCATION_COUNTRY',
]);
/** Of these an address has one; of lines with street and unit a few. */
const ONCE: ReadonlySet<string> = new Set([
  'LOCATION_CITY',
  'LOCATION_STATE',
  'LOCATION_ZIP',
  'LOCATION_COUNTRY',
]);
const MOST = 8;
const LONGEST_JOINT = 20;
/** White space and punctuation, and in forms the name of the part that follows. */
const JOINT =
  /^[\s,;.|-]{0,4}(?:(?:in|city|town|state|province|country|zip(?: ?code)?|post(?:al ?)?code)[\s:=#]{1,3})?$/i;

/**
 * The parts of one address know of each other: location spans with nothing but a little white space and punctuation
 * between them (or "City:", "ZIP:") are a group, until a part comes that the group has already. Each gets the others, in
 * order. A city or ZIP code that stands alone has the neighbours that it has elsewhere in the text, so that it is the
 * same place there; other spans that stand alone get none. Linear.
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
  const elsewhere = new Map<string, readonly Neighbour[]>();
  const alone: Span[] = [];
  const keyOf = ({ start, end, label }: Span): string => `${label} ${text.slice(start, end).toLowerCase()}`;
  for (let from = 0; from < spans.length; ) {
    let to = from + 1;
    if (PARTS.has(spans[from]!.label)) {
      const labels = new Set([spans[from]!.label]);
      while (to < spans.length && to - from < MOST) {
        const before = spans[to - 1]!;
        const after = spans[to]!;
        if (!PARTS.has(after.label) || (labels.has(after.label) && ONCE.has(after.label))) break;
        if (!(isJoined(before, after) ?? isJoint(text, before, after))) break;
        labels.add(after.label);
        to++;
      }
      if (to - from > 1) {
        const run = spans.slice(from, to);
        const parts = run.map(({ start, end, label }) => ({ label, value: text.slice(start, end) }));
        for (const [index, span] of run.entries()) {
          const others = parts.toSpliced(index, 1);
          groups.set(span, others);
          if (!elsewhere.has(keyOf(span))) elsewhere.set(keyOf(span), others);
        }
      } else if (spans[from]!.label === 'LOCATION_CITY' || spans[from]!.label === 'LOCATION_ZIP')
        alone.push(spans[from]!);
    }
    from = to;
  }
  if (elsewhere.size > 0)
    for (const span of alone) {
      const others = elsewhere.get(keyOf(span));
      if (others !== undefined) groups.set(span, others);
    }
  return groups;
}

function isJoint(text: string, before: Span, after: Span): boolean {
  return after.start - before.end <= LONGEST_JOINT && JOINT.test(text.slice(before.end, after.start));
}
