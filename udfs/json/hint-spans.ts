import type { Span } from '../detect/span.js';
import type { Leaf } from './document-leaves.js';
import { fieldHint, isNothing } from './field-names.js';

/** A span that a property's name calls for, and whether the value is that and nothing else. */
export interface HintSpan {
  readonly span: Span;
  readonly isAtomic: boolean;
}

/** Under what the patterns are sure of. */
const SCORE = 0.9;
/** A longer value is a text that speaks of it. */
const LONGEST = 120;

/** What the name of a leaf's property says that its value is. */
export function hintSpans(joined: string, leaf: Leaf): HintSpan[] {
  if (leaf.kind === 'key' || leaf.name === undefined) return [];
  const hint = fieldHint(leaf.name);
  const value = joined.slice(leaf.from, leaf.to);
  const start = leaf.from + (value.length - value.trimStart().length);
  const end = leaf.from + value.trimEnd().length;
  if (hint === undefined || end - start > LONGEST || end <= start || isNothing(value.trim())) return [];
  const { label, isAtomic } = hint;
  if (label !== 'whole name') return [{ span: { start, end, label, score: SCORE }, isAtomic }];
  return wholeName(value.trim(), start).map((span) => ({ span, isAtomic }));
}

/** "Maria del Carmen Lopez", "Lopez, Maria": the family name is the last word, or what stands before a comma. */
function wholeName(value: string, start: number): Span[] {
  const span = (from: number, to: number, label: string): Span => ({
    start: start + from,
    end: start + to,
    label,
    score: SCORE,
  });
  const comma = value.indexOf(',');
  if (comma > 0) {
    const rest = value.slice(comma + 1);
    const given = comma + 1 + (rest.length - rest.trimStart().length);
    return given < value.length
      ? [span(0, comma, 'NAME_FAMILY'), span(given, value.length, 'NAME_GIVEN')]
      : [span(0, comma, 'NAME_FAMILY')];
  }
  const last = value.search(/\S+$/);
  if (last <= 0) return [span(0, value.length, 'NAME_GIVEN')];
  return [
    span(0, value.slice(0, last).trimEnd().length, 'NAME_GIVEN'),
    span(last, value.length, 'NAME_FAMILY'),
  ];
}
