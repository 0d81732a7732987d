import { LakeveilError } from '../../errors.js';
import type { Candidate } from '../detect/recogniser.js';
import { resolveOverlaps } from '../detect/resolve-overlaps.js';
import type { Span } from '../detect/span.js';
import { groupAddresses } from '../generate/address-group.js';
import { drawFrom } from '../generate/draw.js';
import type { Neighbour } from '../generate/generator.js';
import { createReplacer, type Replace } from '../generate/replacer.js';
import { rowScopes } from '../generate/scope.js';
import { mayKeepOriginal } from '../generator-metadata.js';
import { deriveKey } from '../keys/derive-key.js';
import { policyDetector } from '../local-engine.js';
import type { CompiledPolicy } from '../policy.js';
import { replaceSpans, settleSpans } from '../redact-text.js';
import { documentLeaves, type Leaf, type PathRule, pathOf } from './document-leaves.js';
import { hintSpans } from './hint-spans.js';
import { bareDraw, isWholeNumber, numberOfShape } from './json-number.js';
import { JsonPathMatcher, parseJsonPath } from './json-path.js';
import { repeatedLeaves } from './repeated-leaves.js';

export interface DocumentRules {
  /** Paths whose values are wholly an entity of a label, by label. */
  readonly allow: Readonly<Record<string, readonly string[]>>;
  /** Paths that are left alone, with all beneath them. They win over `allow`. */
  readonly ignore: readonly string[];
  /** What becomes of a number that is an entity: nothing, a number of the same shape, or what a string would become. */
  readonly numbers: 'keep' | 'redact' | 'text';
  readonly propertyNames: 'keep' | 'redact';
}

export interface RedactedDocument {
  readonly text: string;
  readonly entities: Readonly<Record<string, number>>;
}

/** What was replaced in one value of a document; offsets are UTF-16 code units of the value, not of the document. */
export interface DocumentSpan extends Span {
  /** `$.calls[0].text` */
  readonly path: string;
  readonly newStart: number;
  readonly newEnd: number;
  readonly value: string;
  readonly newValue: string;
}

export interface DocumentRedactor {
  /**
   * @param onSpan is told of each replacement, in order
   * @throws LakeveilError JSON_INVALID, JSON_TOO_DEEP, ORIGINAL_LEFT
   */
  redact(text: string, scope: string | null, onSpan?: (span: DocumentSpan) => void): RedactedDocument;
}

/**
 * Redacts the strings, numbers and (if asked) property names of JSON documents in place: structure, order, repeated
 * names, white space and the spelling of all that is not replaced stay as they are.
 *
 * @param rules with paths that `parseJsonPath` reads
 */
export function documentRedactor(
  policy: CompiledPolicy,
  rules: DocumentRules,
  key: Uint8Array,
  keyEpoch = 0,
): DocumentRedactor {
  const detector = policyDetector(policy);
  const replacer = createReplacer(policy, key, { keyEpoch });
  const numberKey = deriveKey(key, 'lakeveil JSON numbers');
  const scopeOf = rowScopes(key, policy.policy.consistency);
  const matcher = new JsonPathMatcher(pathRules(rules));
  const isOn = (label: string): boolean => policy.stateOf(label) !== 'Off';

  const find = (joined: string, leaves: readonly Leaf[]): Span[] => {
    const whole = leaves.flatMap(({ label, from, to }) =>
      label !== undefined && to > from ? [{ start: from, end: to, label, score: 1 }] : [],
    );
    const hints = leaves.flatMap((leaf) => (leaf.label === undefined ? hintSpans(joined, leaf) : []));
    const wholly = new Set<Span>(whole);
    const loose = new Set<Span>(hints.filter(({ isAtomic }) => !isAtomic).map(({ span }) => span));
    const all = [...detector.detectText(joined), ...whole, ...hints.map(({ span }) => span)];
    // Of a path's word first; then of what is replaced at all, so that nothing hides in what is not.
    const found = resolveOverlaps(joined, all as Candidate[], (span) =>
      wholly.has(span) ? 3 : !isOn(span.label) ? 0 : loose.has(span) ? 1 : 2,
    );
    const again = repeatedLeaves(joined, leaves, found, isOn);
    if (again.length === 0) return found;
    return resolveOverlaps(joined, [...found, ...again] as Candidate[], ({ label }) => (isOn(label) ? 1 : 0));
  };

  const newNumber = (literal: string, label: string, made: string, scope: string): string => {
    if (rules.numbers === 'text') return JSON.stringify(made);
    // Ages that are grouped: "90+" is 90 as a number.
    if (/^[1-9]\d*\+$/.test(made)) return made.slice(0, -1);
    const isKept = made === literal && !mayKeepOriginal(policy.metadataOf(label));
    if (isWholeNumber(made) && made.length === literal.length && !isKept) return made;
    const isBare =
      policy.formOf(label) === 'label' &&
      (policy.stateOf(label) === 'Redaction' || policy.metadataOf(label).cut_to_year === true);
    // As a bare label tells nothing of the value, so does the number in its place.
    const draw = isBare ? bareDraw(literal) : drawFrom(numberKey, label, scope, literal);
    const shaped = numberOfShape(literal, draw);
    if (shaped !== undefined) return shaped;
    throw new LakeveilError(
      'ORIGINAL_LEFT',
      'A number would have been left in the document: the row was not written.',
    );
  };

  return {
    redact(text, scopeValue, onSpan) {
      const { leaves, joined } = documentLeaves(text, matcher, rules.propertyNames === 'redact');
      const replace = replacer.forRow(text, scopeValue);
      const spans = byLeaf(settleSpans(joined, find(joined, leaves), policy), leaves);
      const groups = addressesOf(joined, spans, leaves);
      const entities: Record<string, number> = {};
      let out = '';
      let copied = 0;
      for (const index of documentOrder(leaves)) {
        const leaf = leaves[index]!;
        const own = spans[index]!.filter(({ label }) => isOn(label));
        if (own.length === 0 || (leaf.kind === 'number' && rules.numbers === 'keep')) continue;
        out += text.slice(copied, leaf.start);
        copied = leaf.end;
        const value = joined.slice(leaf.from, leaf.to);
        if (leaf.kind === 'number') {
          const { label } = own[0]!;
          const made = replace(label, value, groups.get(own[0]!));
          const literal = newNumber(value, label, made, scopeOf(text, scopeValue).values);
          out += literal;
          const newValue = literal.startsWith('"') ? (JSON.parse(literal) as string) : literal;
          onSpan?.({
            ...own[0]!,
            path: pathOf(leaf.place),
            start: 0,
            end: value.length,
            newStart: 0,
            newEnd: newValue.length,
            value,
            newValue,
          });
          entities[label] = (entities[label] ?? 0) + 1;
          continue;
        }
        const redacted = replaceLeaf(value, leaf, own, policy, replace, groups);
        out += JSON.stringify(redacted.text);
        if (onSpan !== undefined) {
          const path = pathOf(leaf.place);
          for (const { replaced: _, ...span } of redacted.spans)
            onSpan({
              ...span,
              path,
              value: value.slice(span.start, span.end),
              newValue: redacted.text.slice(span.newStart, span.newEnd),
            });
        }
        for (const [label, count] of Object.entries(redacted.entities))
          entities[label] = (entities[label] ?? 0) + count;
      }
      return { text: out + text.slice(copied), entities };
    },
  };
}

function pathRules({ allow, ignore }: DocumentRules) {
  const rule = (path: string, value: PathRule) => ({ path: parseJsonPath(path)!, value });
  // The first that fits stands.
  return [
    ...ignore.map((path) => rule(path, 'ignore')),
    ...Object.entries(allow).flatMap(([label, paths]) => paths.map((path) => rule(path, { label }))),
  ];
}

/** Indices of leaves as they stand in the document. */
function documentOrder(leaves: readonly Leaf[]): number[] {
  return [...leaves.keys()].sort((one, other) => leaves[one]!.start - leaves[other]!.start);
}

/** Spans cut at the bounds of leaves; what lies between leaves is no part of the document. */
function byLeaf(spans: readonly Span[], leaves: readonly Leaf[]): Span[][] {
  let first = 0;
  return leaves.map(({ from, to }) => {
    const own: Span[] = [];
    while (first < spans.length && spans[first]!.end <= from) first++;
    for (let at = first; at < spans.length && spans[at]!.start < to; at++) {
      const span = spans[at]!;
      own.push({ ...span, start: Math.max(span.start, from), end: Math.min(span.end, to) });
    }
    return own;
  });
}

function replaceLeaf(
  value: string,
  leaf: Leaf,
  own: readonly Span[],
  policy: CompiledPolicy,
  replace: Replace,
  groups: ReadonlyMap<Span, readonly Neighbour[]>,
) {
  const moved = own.map((span) => ({
    ...span,
    start: span.start - leaf.from,
    end: span.end - leaf.from,
  }));
  const groupOf = new Map(moved.map((span, index) => [span as Span, groups.get(own[index]!)]));
  return replaceSpans(value, moved, policy, replace, (span) => groupOf.get(span));
}

/** The parts of one address stand in one leaf, or in leaves that follow each other in one object. */
function addressesOf(
  joined: string,
  spans: readonly (readonly Span[])[],
  leaves: readonly Leaf[],
): ReadonlyMap<Span, readonly Neighbour[]> {
  const leafOf = new Map<Span, number>();
  for (const [index, own] of spans.entries()) for (const span of own) leafOf.set(span, index);
  return groupAddresses(joined, spans.flat(), (before, after) => {
    const [one, other] = [leafOf.get(before)!, leafOf.get(after)!];
    if (one === other) return undefined;
    return other === one + 1 && leaves[one]!.container === leaves[other]!.container;
  });
}
