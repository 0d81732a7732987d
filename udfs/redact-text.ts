import { LakeveilError } from '../errors.js';
import type { Candidate } from './detect/recogniser.js';
import { resolveOverlaps } from './detect/resolve-overlaps.js';
import type { Span } from './detect/span.js';
import { groupAddresses } from './generate/address-group.js';
import type { Neighbour } from './generate/generator.js';
import { createReplacer, type Replace, type Replacer } from './generate/replacer.js';
import { mayKeepOriginal } from './generator-metadata.js';
import { findLeftOver } from './left-over.js';
import type { CompiledPolicy } from './policy.js';

export interface RedactedSpan extends Span {
  /** Where the replacement stands in the redacted text. */
  readonly newStart: number;
  readonly newEnd: number;
  /** False for a label that the policy leaves as it is. */
  readonly replaced: boolean;
}

export interface Redacted {
  readonly text: string;
  readonly spans: readonly RedactedSpan[];
  /** Values replaced, by label. */
  readonly entities: Readonly<Record<string, number>>;
}

export interface RowContext {
  /** Value of the row's scope column: its conversation or subject. */
  readonly scope?: string | null;
  /** Of the key; reversible tokens name it. Default 0. */
  readonly keyEpoch?: number;
}

const replacers = new WeakMap<CompiledPolicy, { key: Uint8Array; keyEpoch: number; replacer: Replacer }>();

/**
 * Redacts one text: what the engine found, with the policy's lists applied, is replaced.
 *
 * @param found spans of an engine over `text`, in order and disjoint
 * @throws LakeveilError ORIGINAL_LEFT if an original value would be left in the text; the row must not be written
 */
export function redactSpans(
  text: string,
  found: readonly Span[],
  policy: CompiledPolicy,
  key: Uint8Array,
  { scope = null, keyEpoch = 0 }: RowContext = {},
): Redacted {
  const replace = replacerOf(policy, key, keyEpoch).forRow(text, scope);
  return replaceSpans(text, settleSpans(text, found, policy), policy, replace);
}

function replacerOf(policy: CompiledPolicy, key: Uint8Array, keyEpoch: number): Replacer {
  const known = replacers.get(policy);
  if (known !== undefined && known.key === key && known.keyEpoch === keyEpoch) return known.replacer;
  const replacer = createReplacer(policy, key, { keyEpoch });
  replacers.set(policy, { key, keyEpoch, replacer });
  return replacer;
}

/**
 * The spans that are to be replaced, and those that are left as they are, in order and disjoint: the engine's, by the
 * policy's thresholds and lists, and what stands a second time outside of them.
 *
 * @throws LakeveilError ORIGINAL_LEFT
 */
export function settleSpans(text: string, found: readonly Span[], policy: CompiledPolicy): Span[] {
  const spans = applyLists(text, found, policy);
  const isReplaced = (span: Span): boolean => policy.stateOf(span.label) !== 'Off';
  // What stands a second time outside the spans is masked as well, also inside a span that is left as it is.
  const left = remaining(text, spans.filter(isReplaced), policy);
  if (left.length === 0) return spans;
  const all = resolveOverlaps(text, [...spans, ...left] as Candidate[], (candidate) =>
    isReplaced(candidate) ? 1 : 0,
  );
  if (remaining(text, all.filter(isReplaced), policy).length > 0) {
    throw new LakeveilError(
      'ORIGINAL_LEFT',
      'An original value would have been left in the text: the row was not written.',
    );
  }
  return all;
}

/**
 * @param groupOf the group of a span of `spans`; by default the parts of an address in `text`
 * @throws LakeveilError ORIGINAL_LEFT if a generator gives the original back
 */
export function replaceSpans(
  text: string,
  spans: readonly Span[],
  policy: CompiledPolicy,
  replace: Replace,
  groupOf: (span: Span) => readonly Neighbour[] | undefined = groupsIn(text, spans),
): Redacted {
  let out = '';
  let at = 0;
  const entities: Record<string, number> = {};
  const done: RedactedSpan[] = [];
  for (const span of spans) {
    out += text.slice(at, span.start);
    const value = text.slice(span.start, span.end);
    const replaced = policy.stateOf(span.label) !== 'Off';
    const newStart = out.length;
    if (replaced) {
      const made = replace(span.label, value, groupOf(span));
      if (made === value && !mayKeepOriginal(policy.metadataOf(span.label))) {
        throw new LakeveilError(
          'ORIGINAL_LEFT',
          'A generator returned the original value: the row was not written.',
        );
      }
      out += made;
      entities[span.label] = (entities[span.label] ?? 0) + 1;
    } else out += value;
    const { start, end, label, score } = span;
    done.push({ start, end, label, score, newStart, newEnd: out.length, replaced });
    at = span.end;
  }
  return { text: out + text.slice(at), spans: done, entities };
}

function groupsIn(text: string, spans: readonly Span[]) {
  const groups = groupAddresses(text, spans);
  return (span: Span) => groups.get(span);
}

function remaining(text: string, replaced: readonly Span[], policy: CompiledPolicy): Span[] {
  return findLeftOver(text, replaced).filter(
    (span) => !policy.isLeftAlone(span.label, text.slice(span.start, span.end)),
  );
}

/** Allow lists and custom labels add spans (values to detect as well), block lists take spans away. */
function applyLists(text: string, found: readonly Span[], policy: CompiledPolicy): Span[] {
  const isWanted = (span: Span): boolean =>
    span.score >= policy.thresholdOf(span.label) &&
    !policy.isLeftAlone(span.label, text.slice(span.start, span.end));
  const kept = found.filter(isWanted);
  const listed = policy.findListed(text).filter(isWanted);
  if (listed.length === 0) return kept;
  return resolveOverlaps(text, [...kept, ...listed] as Candidate[], (candidate) =>
    policy.stateOf(candidate.label) === 'Off' ? 0 : 1,
  );
}
