import type { Label } from './labels.js';
import type { Candidate } from './recogniser.js';
import { spokenRuns } from './recognisers/speech/spoken-runs.js';
import type { Span } from './span.js';
import { Gap, type TextView, TokenKind } from './text-view.js';

/** Labels of numbers, which are the same however they are grouped or said. */
export const NUMBER_LABELS: readonly Label[] = [
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
  'NUMERIC_PII',
];
const NUMBERS: ReadonlySet<string> = new Set(NUMBER_LABELS);
/** Shorter numbers stand for other things too often. */
const FEWEST = 5;
const MOST = 24;
/** Written groups of one number: "(312) 555-0147". */
const MOST_GROUPS = 6;

/**
 * Where a number of `spans` stands again in another spelling: grouped otherwise, said aloud, with or without the
 * country's 1. Linear.
 */
export function otherSpellings(view: TextView, spans: readonly Span[]): Candidate[] {
  const values = new Map<string, { label: Label; score: number }>();
  const runs = spokenRuns(view);
  let run = 0;
  for (const span of spans) {
    if (!NUMBERS.has(span.label) || span.score < 0.6) continue;
    while (run < runs.length && view.end[runs[run]!.last]! <= span.start) run++;
    const said = runs[run];
    let digits = '';
    if (said?.worded && view.start[said.first]! >= span.start && view.end[said.last]! <= span.end)
      digits = said.text;
    else if (span.end - span.start <= 40)
      digits = view.text
        .slice(span.start, span.end)
        .replace(/[^0-9A-Za-z]/g, '')
        .toLowerCase();
    if (digits.length < FEWEST || digits.length > MOST || !/^[a-z]{0,3}\d{4,}[a-z]{0,3}$/.test(digits))
      continue;
    const value = { label: span.label as Label, score: Math.min(span.score, 0.8) };
    if (!values.has(digits)) values.set(digits, value);
    if (
      span.label === 'PHONE_NUMBER' &&
      digits.length === 11 &&
      digits[0] === '1' &&
      !values.has(digits.slice(1))
    )
      values.set(digits.slice(1), value);
    if (span.label === 'PHONE_NUMBER' && digits.length === 10 && !values.has(`1${digits}`))
      values.set(`1${digits}`, value);
  }
  if (values.size === 0) return [];
  const found: Candidate[] = [];
  for (const said of runs) {
    if (said.text.length < FEWEST || said.text.length > MOST) continue;
    const value = values.get(said.text);
    if (value !== undefined)
      found.push({ start: view.start[said.first]!, end: view.end[said.last]!, ...value });
  }
  for (let index = 0; index < view.numeric.length; index++) {
    let joined = '';
    let last = -1;
    for (let step = 0; step < MOST_GROUPS && index + step < view.numeric.length; step++) {
      const token = view.numeric[index + step]!;
      if (view.end[token]! - view.start[token]! > MOST) break;
      if (last >= 0 && !joins(view, last, token)) break;
      joined += view.text.slice(view.start[token]!, view.end[token]!).toLowerCase();
      if (joined.length > MOST) break;
      last = token;
      const value = joined.length >= FEWEST ? values.get(joined) : undefined;
      if (value !== undefined) {
        found.push({ start: view.start[view.numeric[index]!]!, end: view.end[token]!, ...value });
        break;
      }
    }
  }
  return found;
}

/** True if only what joins the groups of one number stands between the tokens. */
function joins(view: TextView, before: number, token: number): boolean {
  if (token - before > 3) return false;
  for (let at = before + 1; at <= token; at++) {
    if (view.gap[at] === Gap.LINE) return false;
    if (at < token && !(view.kind[at] === TokenKind.MARK && '-.()/ \u2011\u2013'.includes(view.lower[at]!)))
      return false;
  }
  return true;
}
