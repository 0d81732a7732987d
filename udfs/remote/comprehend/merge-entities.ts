import type { Candidate } from '../../detect/recogniser.js';
import { resolveOverlaps } from '../../detect/resolve-overlaps.js';
import type { Span } from '../../detect/span.js';

/**
 * Disjoint spans in order out of what was found in the pieces of one cell. What two pieces saw of one entity, in the part
 * in which they overlap, becomes one span; what one of them saw counts. Every letter and digit that any of them covered
 * stays covered, and a label that is left as it is gives way to one that is not.
 */
export function mergeSpans(text: string, found: readonly Span[], isOff: (label: string) => boolean): Span[] {
  const sorted = [...found].sort((a, b) => a.start - b.start || a.end - b.end);
  const open = new Map<string, Span>();
  const joined: Span[] = [];
  for (const span of sorted) {
    const known = open.get(span.label);
    if (known !== undefined && span.start < known.end) {
      open.set(span.label, {
        ...known,
        end: Math.max(known.end, span.end),
        score: Math.max(known.score, span.score),
      });
      continue;
    }
    if (known !== undefined) joined.push(known);
    open.set(span.label, span);
  }
  joined.push(...open.values());
  return resolveOverlaps(text, joined as Candidate[], ({ label }) => (isOff(label) ? 0 : 1));
}
