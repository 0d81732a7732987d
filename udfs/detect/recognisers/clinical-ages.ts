import type { Recogniser } from '../recogniser.js';
import { Caps, Gap, type TextView, TokenKind } from '../text-view.js';
import { matchAt } from './match-at.js';

const set = (words: string): ReadonlySet<string> => new Set(words.split(' '));
/** Whom an age is written beside. */
const PERSONS = set(
  'man woman boy girl male female gentleman lady patient pt child infant baby toddler teenager adolescent adult widow widower',
);
const KIN = set(
  'mother father mum mom dad brother sister son daughter husband wife spouse partner aunt uncle cousin grandmother grandfather grandson granddaughter niece nephew twin sibling carer guardian',
);
const SEXED = set('male female man woman boy girl gentleman lady m f');
const DYING = set('died dead deceased passed death onset diagnosed');
const UNIT =
  /\s?-?(?:years?|yrs?|y|months?|mths?|mos?|weeks?|wks?|days?)\b(?:[ -](?:old|of age))?(?:\/o\b)?/iy;
/** Largest age in years. */
const OLDEST = 115;

/**
 * Ages as clinical notes and forms write them: "Woman of 83", "male, 54", "M 62", "M/62", "mother Leilani, 27",
 * "patient (49)", "died at 63".
 */
export const clinicalAges: Recogniser = {
  name: 'clinical-ages',
  recognise(view, _turns, sink) {
    for (const token of view.numeric) {
      if (view.kind[token] !== TokenKind.NUMBER || token === 0 || view.gap[token] === Gap.LINE) continue;
      const size = view.end[token]! - view.start[token]!;
      if (size > 3 || size === 0) continue;
      const value = Number(view.lower[token]);
      if (!(value >= 1 && value <= OLDEST)) continue;
      const score = scoreOf(view, token, value);
      if (score === 0) continue;
      const unit = matchAt(UNIT, view.text, view.end[token]!);
      sink.add(view.start[token]!, unit > 0 ? unit : view.end[token]!, 'PERSON_AGE', score);
    }
  },
};

/** True if nothing goes on with the number: a mark that ends a phrase, the line's end, or a unit of time. */
function closes(view: TextView, token: number): boolean {
  const next = token + 1;
  if (next >= view.count || view.gap[next] === Gap.LINE) return true;
  const mark = view.lower[next]!;
  if (view.kind[next] === TokenKind.MARK) {
    if (!',;.)(]'.includes(mark)) return false;
    return next + 1 >= view.count || view.gap[next + 1] !== Gap.NONE || mark === ')' || mark === '(';
  }
  return matchAt(UNIT, view.text, view.end[token]!) > 0;
}

function scoreOf(view: TextView, token: number, value: number): number {
  const { lower, gap } = view;
  const one = token - 1;
  const before = lower[one]!;
  const word = view.kind[one] === TokenKind.WORD;
  const two = one > 0 && gap[one] !== Gap.LINE ? one - 1 : -1;
  if (before === 'of' && two >= 0) {
    // "Woman of 83"; "a patient of 12 years" too
    const whom = lower[two]!;
    return SEXED.has(whom) && whom.length > 1 && value > 1 && !counts(view, token) ? 0.8 : 0;
  }
  if (before === 'at' && two >= 0)
    return value > 1 &&
      (DYING.has(lower[two]!) || (lower[two] === 'away' && lower[two - 1] === 'passed')) &&
      !counts(view, token)
      ? 0.75
      : 0;
  if (before === '/' && two >= 0 && gap[token] === Gap.NONE && lower[token + 1] !== '/')
    return (lower[two] === 'm' || lower[two] === 'f') && sexed(view, two) && value > 9 ? 0.75 : 0;
  if (!closes(view, token)) return 0;
  // "male 54", "M 62"
  if (word && SEXED.has(before)) return sexed(view, one) ? 0.75 : 0;
  if (before !== ',' && before !== '(') return 0;
  if (two < 0 || view.kind[two] !== TokenKind.WORD) return 0;
  const whom = lower[two]!;
  if (before === '(' && lower[token + 1] !== ')' && matchAt(UNIT, view.text, view.end[token]!) < 0) return 0;
  if (SEXED.has(whom)) return sexed(view, two) ? 0.75 : 0;
  if (KIN.has(whom) || PERSONS.has(whom)) return 0.7;
  // "Mother Leilani, 27."
  for (let at = two, names = 0; names < 2; names++, at--) {
    if (view.kind[at] !== TokenKind.WORD || view.caps[at] !== Caps.FIRST) return 0;
    if (at === 0 || gap[at] !== Gap.SPACE) return 0;
    if (KIN.has(lower[at - 1]!)) return 0.75;
  }
  return 0;
}

/** A word for a sex; a letter for one must be a capital that opens a line or follows a mark, a name or an age. */
function sexed(view: TextView, token: number): boolean {
  if (view.end[token]! - view.start[token]! > 1) return true;
  if (view.caps[token] === Caps.LOWER) return false;
  if (token === 0 || view.gap[token] === Gap.LINE) return true;
  const before = token - 1;
  return (
    (view.kind[before] === TokenKind.MARK && ',;:('.includes(view.lower[before]!)) ||
    PERSONS.has(view.lower[before]!) ||
    view.lower[before] === 'sex'
  );
}

/** "a man of 40 books": what follows is counted. */
function counts(view: TextView, token: number): boolean {
  const next = token + 1;
  if (next >= view.count || view.gap[next] === Gap.LINE || view.kind[next] === TokenKind.MARK)
    return view.lower[next] === '%' || (view.lower[next] === '.' && view.gap[next + 1] === Gap.NONE);
  // "at 10 Downing Street"
  if (view.caps[next] === Caps.FIRST) return true;
  return view.lower[next] === 'percent' || /(?:ts|ks|ls|hes|ns|es)$/.test(view.lower[next]!);
}
