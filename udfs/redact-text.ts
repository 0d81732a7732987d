import { LakeveilError } from '../errors.js';
import type { Candidate } from './detect/recogniser.js';
import { resolveOverlaps } from './detect/resolve-overlaps.js';
import type { Span } from './detect/span.js';
import { createReplacer, type Replacer } from './generate/replacer.js';
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

const replacers = new WeakMap<CompiledPolicy, { key: Uint8Array; replacer: Replacer }>();

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
): Redacted {
  const replace = replacerOf(policy, key).forRow(text);
  let spans = applyLists(text, found, policy);
  const isReplaced = (span: Span): boolean => policy.stateOf(span.label) !== 'Off';
  // What stands a second time outside the spans is masked as well, also inside a span that is left as it is.
  const left = remaining(text, spans.filter(isReplaced), policy);
  if (left.length > 0) {
    spans = resolveOverlaps(text, [...spans, ...left] as Candidate[], (candidate) =>
      isReplaced(candidate) ? 1 : 0,
    );
    if (remaining(text, spans.filter(isReplaced), policy).length > 0) {
      throw new LakeveilError(
        'ORIGINAL_LEFT',
        'An original value would have been left in the text: the row was not written.',
      );
    }
  }
  let out = '';
  let at = 0;
  const entities: Record<string, number> = {};
  const done: RedactedSpan[] = [];
  for (const span of spans) {
    out += text.slice(at, span.start);
    const value = text.slice(span.start, span.end);
    const replaced = isReplaced(span);
    const newStart = out.length;
    if (replaced) {
      const made = replace(span.label, value);
      if (made === value && !mayKeepOriginal(policy.metadataOf(span.label))) {
        throw new LakeveilError(
          'ORIGINAL_LEFT',
          'A generator returned the original value: the row was not written.',
        );
      }
      out += made;
      entities[span.label] = (entities[span.label] ?? 0) + 1;
    } else out += value;
    done.push({ ...span, newStart, newEnd: out.length, replaced });
    at = span.end;
  }
  return { text: out + text.slice(at), spans: done, entities };
}

function remaining(text: string, replaced: readonly Span[], policy: CompiledPolicy): Span[] {
  return findLeftOver(text, replaced).filter(
    (span) => !policy.isLeftAlone(span.label, text.slice(span.start, span.end)),
  );
}

/** Allow lists add spans (values to detect as well), block lists take spans away (values to leave alone). */
function applyLists(text: string, found: readonly Span[], policy: CompiledPolicy): Span[] {
  const kept = found.filter(
    (span) =>
      span.score >= policy.thresholdOf(span.label) &&
      !policy.isLeftAlone(span.label, text.slice(span.start, span.end)),
  );
  const added: Candidate[] = [];
  for (const { label, pattern } of policy.detectAsWell) {
    const matcher = pattern.matcher(text);
    while (matcher.find()) {
      const start = matcher.start();
      const end = matcher.end();
      if (end > start && !policy.isLeftAlone(label, text.slice(start, end)))
        added.push({ start, end, label, score: 1 });
    }
  }
  if (added.length === 0) return kept;
  return resolveOverlaps(text, [...(kept as Candidate[]), ...added], (candidate) =>
    policy.stateOf(candidate.label) === 'Off' ? 0 : 1,
  );
}

function replacerOf(policy: CompiledPolicy, key: Uint8Array): Replacer {
  const known = replacers.get(policy);
  if (known !== undefined && known.key === key) return known.replacer;
  const replacer = createReplacer(policy, key);
  replacers.set(policy, { key, replacer });
  return replacer;
}
