import type { Span } from '../detect/span.js';
import type { Leaf } from './document-leaves.js';

/** Labels of words: what is numbers or unlike any word is found again by the guard against left-over originals. */
const WORDS: ReadonlySet<string> = new Set([
  'NAME_GIVEN',
  'NAME_FAMILY',
  'PERSON',
  'ORGANIZATION',
  'USERNAME',
  'PASSWORD',
]);
const LEAST = 3;

/**
 * A leaf that is, as a whole and without regard to case, a value which fills another leaf as an entity, is that entity:
 * `{"first_name": "hope", "tags": ["vip", "hope"]}`. In a sentence an ordinary word may be just that; alone in a leaf it
 * is not taken for one.
 *
 * @param spans in order and disjoint
 * @param isOn whether entities of a label are replaced
 */
export function repeatedLeaves(
  joined: string,
  leaves: readonly Leaf[],
  spans: readonly Span[],
  isOn: (label: string) => boolean,
): Span[] {
  const values = new Map<string, Span>();
  const open: Leaf[] = [];
  let at = 0;
  for (const leaf of leaves) {
    while (at < spans.length && spans[at]!.end <= leaf.from) at++;
    const span = spans[at];
    const value = keyOf(joined, leaf);
    if (value.length < LEAST) continue;
    const touches = span !== undefined && span.start < leaf.to;
    if (touches && isOn(span.label)) {
      if (WORDS.has(span.label) && span.end - span.start === value.length && !values.has(value))
        values.set(value, span);
    } else open.push(leaf);
  }
  return open.flatMap((leaf) => {
    const span = values.get(keyOf(joined, leaf));
    return span === undefined
      ? []
      : [{ start: leaf.from, end: leaf.to, label: span.label, score: span.score }];
  });
}

function keyOf(joined: string, { from, to }: Leaf): string {
  return joined.slice(from, to).trim().toLowerCase();
}
