import type { Label } from './labels.js';
import { LexiconFlag } from './lexicon.js';
import type { Candidate } from './recogniser.js';
import { resolveOverlaps } from './resolve-overlaps.js';
import type { Span } from './span.js';
import { Caps, Gap, type TextView, TokenKind } from './text-view.js';

const ORDINARY = LexiconFlag.EVERYDAY | LexiconFlag.ENGLISH;
/** Labels whose values are worth looking for again: they point at somebody wherever they stand. */
const SPREADS: ReadonlySet<string> = new Set<Label>([
  'NAME_GIVEN',
  'NAME_FAMILY',
  'PERSON',
  'ORGANIZATION',
  'LOCATION_ADDRESS',
  'LOCATION_CITY',
  'LOCATION_ZIP',
  'EMAIL_ADDRESS',
  'PHONE_NUMBER',
  'CREDIT_CARD',
  'US_SSN',
  'US_ITIN',
  'US_BANK_NUMBER',
  'US_ROUTING_TRANSIT_NUMBER',
  'US_PASSPORT',
  'US_DRIVER_LICENSE',
  'HEALTHCARE_ID',
  'MEDICAL_LICENSE',
  'IBAN_CODE',
  'NUMERIC_PII',
  'USERNAME',
  'PASSWORD',
  'DOB',
]);
const LONGEST = 12;

/**
 * A value found once is an entity wherever it stands in the text: each other occurrence, by whole tokens and without
 * regard to case, gets the label of the first. Of a personal name each word counts by itself ("Jordan Miles", later
 * "Jordan", "MILES"). Words that are ordinary English too ("Will", "Young") are followed only where they are
 * capitalised inside a sentence. Linear in the text.
 */
export function propagate(view: TextView, spans: readonly Span[]): Span[] {
  if (spans.length === 0) return [];
  const values = new Map<string, { label: Label; score: number; ordinary: boolean }>();
  /** Sizes in tokens, longest first, of the values that begin with a token. */
  const sizes = new Map<string, number[]>();
  let token = 0;
  for (const span of spans) {
    while (token < view.count && view.end[token]! <= span.start) token++;
    if (!SPREADS.has(span.label)) continue;
    let last = token;
    while (last + 1 < view.count && view.start[last + 1]! < span.end) last++;
    if (token >= view.count || view.start[token]! >= span.end) continue;
    const remember = (from: number, to: number): void => {
      const size = to - from + 1;
      if (size > LONGEST) return;
      const key = keyOf(view, from, size);
      let meaningful = 0;
      let digits = true;
      let ordinary = true;
      for (let at = from; at <= to; at++) {
        if (view.kind[at] === TokenKind.MARK) continue;
        meaningful += view.end[at]! - view.start[at]!;
        if (view.kind[at] === TokenKind.WORD) digits = false;
        if (view.kind[at] !== TokenKind.WORD || (view.flags[at]! & ORDINARY) === 0) ordinary = false;
      }
      if (meaningful < (digits ? 4 : 2) || values.has(key)) return;
      if (meaningful < 3 && view.caps[from] !== Caps.FIRST) return;
      values.set(key, { label: span.label as Label, score: Math.min(span.score, 0.8), ordinary });
      const begin = tokenKey(view, from);
      const known = sizes.get(begin) ?? [];
      if (!known.includes(size))
        sizes.set(
          begin,
          [...known, size].sort((a, b) => b - a),
        );
    };
    if (span.label === 'NAME_GIVEN' || span.label === 'NAME_FAMILY' || span.label === 'PERSON') {
      for (let at = token; at <= last; at++) if (view.kind[at] === TokenKind.WORD) remember(at, at);
    } else remember(token, last);
  }
  if (values.size === 0) return [...spans];
  const found: Candidate[] = [];
  let covered = 0;
  for (let at = 0; at < view.count; at++) {
    while (covered < spans.length && spans[covered]!.end <= view.start[at]!) covered++;
    if (covered < spans.length && spans[covered]!.start <= view.start[at]!) continue;
    const possible = sizes.get(tokenKey(view, at));
    if (possible === undefined) continue;
    for (const size of possible) {
      if (at + size > view.count) continue;
      const value = values.get(keyOf(view, at, size));
      if (value === undefined) continue;
      if (value.ordinary && (view.caps[at] === Caps.LOWER || opensSentence(view, at))) continue;
      found.push({
        start: view.start[at]!,
        end: view.end[at + size - 1]!,
        label: value.label,
        score: value.score,
      });
      break;
    }
  }
  if (found.length === 0) return [...spans];
  return resolveOverlaps(view.text, [...(spans as Candidate[]), ...found]);
}

function keyOf(view: TextView, first: number, size: number): string {
  if (size === 1) return tokenKey(view, first);
  let key = '';
  for (let at = first; at < first + size; at++) {
    if (at > first && view.gap[at] !== Gap.NONE) key += ' ';
    key += tokenKey(view, at);
  }
  return key;
}

function tokenKey(view: TextView, token: number): string {
  return view.kind[token] === TokenKind.NUMBER
    ? view.text.slice(view.start[token]!, view.end[token]!)
    : view.lower[token]!;
}

function opensSentence(view: TextView, token: number): boolean {
  if (token === 0 || view.gap[token] === Gap.LINE) return true;
  return view.kind[token - 1] === TokenKind.MARK && '.!?:\u2014\u2013\u2026'.includes(view.lower[token - 1]!);
}
