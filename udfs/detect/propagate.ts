import { foldLetters } from './fold-letters.js';
import type { Label } from './labels.js';
import { LexiconFlag, lexicon } from './lexicon.js';
import { isMonth, type NameLabel, opensSentence, standsForPerson } from './name-evidence.js';
import { nicknamesOf } from './nicknames.js';
import { NUMBER_LABELS, otherSpellings } from './number-spellings.js';
import type { Candidate } from './recogniser.js';
import { spokenRuns } from './recognisers/speech/spoken-runs.js';
import { resolveOverlaps } from './resolve-overlaps.js';
import type { Span } from './span.js';
import { Caps, Gap, type TextView, TokenKind } from './text-view.js';

const ORDINARY = LexiconFlag.EVERYDAY | LexiconFlag.ENGLISH;
/** Labels whose values are worth looking for again: they point at somebody wherever they stand. */
const SPREADS: ReadonlySet<string> = new Set<Label>([
  ...NUMBER_LABELS,
  'NAME_GIVEN',
  'NAME_FAMILY',
  'PERSON',
  'ORGANIZATION',
  'LOCATION_ADDRESS',
  'LOCATION_CITY',
  'LOCATION_ZIP',
  'EMAIL_ADDRESS',
  'IBAN_CODE',
  'USERNAME',
  'PASSWORD',
  'DOB',
]);
const LONGEST = 12;
/** Words inside names that name nobody by themselves. */
const PARTICLES = new Set(
  'de da di del della der den dos du la le van von bin ibn al el ben y e ter ten mac st jr sr ii iii iv md phd esq mr mrs ms dr miss mister doctor the of and junior senior aunt uncle'.split(
    ' ',
  ),
);
/** A name that is a mere guess is not looked for elsewhere; an ordinary word must be more than that. */
const LEAST_SCORE = 0.45;
const GUESS = 0.65;
const LEAST_SCORE_ORDINARY = 0.5;

interface Value {
  readonly label: Label;
  readonly score: number;
  readonly ordinary: boolean;
  /** True if the value is (a part of) a person's name. */
  readonly name: boolean;
}

/**
 * A value found once is an entity wherever it stands in the text: each other occurrence, by whole tokens and without
 * regard to case and diacritics, gets the label of the first. Of a personal name each word counts by itself ("Jordan
 * Miles", later "Jordan", "MILES"), its short forms ("Johnny"), its initial before the family name ("J. Miles"), the
 * family's plural and its letters one by one. Numbers count in any spelling. Words that are ordinary English too
 * ("Will", "Young") are followed only where something else says that the person is meant. Linear in the text.
 */
export function propagate(view: TextView, spans: readonly Span[]): Span[] {
  if (spans.length === 0) return [];
  const known = collect(view, spans);
  const found: Candidate[] = known.values.size === 0 ? [] : follow(view, spans, known);
  if (spans.some(({ start, end }) => end - start >= 5))
    for (const again of otherSpellings(view, spans)) found.push(again);
  if (found.length === 0) return [...spans];
  return resolveOverlaps(view.text, [...(spans as Candidate[]), ...found]);
}

interface Known {
  readonly values: ReadonlyMap<string, Value>;
  /** Sizes in tokens, longest first, of the values that begin with a token. */
  readonly sizes: ReadonlyMap<string, readonly number[]>;
  /** By the low bits of the first character of a token: `lengthBit`s of the tokens that values begin with. */
  readonly begins: Int32Array;
  /** First letters of the given names. */
  readonly initials: ReadonlySet<string>;
  /** Given and family names that stood side by side, as "given family". */
  readonly pairs: ReadonlySet<string>;
  readonly keyOf: (token: number) => string;
}

function lengthBit(key: string): number {
  return 1 << Math.min(key.length, 31);
}

function collect(view: TextView, spans: readonly Span[]): Known {
  const values = new Map<string, Value>();
  const sizes = new Map<string, number[]>();
  const initials = new Set<string>();
  const pairs = new Set<string>();
  let lastName = -2;
  const begins = new Int32Array(128);
  const keyOf = (token: number): string => {
    const word = view.words[token];
    if (word !== undefined) return word.folded;
    return view.kind[token] === TokenKind.NUMBER
      ? view.lower[token]! || view.text.slice(view.start[token]!, view.end[token]!)
      : foldLetters(view.lower[token]!);
  };
  const put = (key: string, begin: string, size: number, value: Value): void => {
    if (values.has(key)) return;
    values.set(key, value);
    begins[begin.charCodeAt(0) & 127]! |= lengthBit(begin);
    const known = sizes.get(begin);
    if (known === undefined) sizes.set(begin, [size]);
    else if (!known.includes(size)) {
      known.push(size);
      known.sort((a, b) => b - a);
    }
  };
  const remember = (span: Span, from: number, to: number, name: boolean): void => {
    const size = to - from + 1;
    if (size > LONGEST) return;
    let meaningful = 0;
    let digits = true;
    let ordinary = true;
    for (let at = from; at <= to; at++) {
      if (view.kind[at] === TokenKind.MARK) continue;
      meaningful += view.end[at]! - view.start[at]!;
      if (view.kind[at] === TokenKind.WORD) digits = false;
      if (
        view.kind[at] !== TokenKind.WORD ||
        ((view.flags[at]! & ORDINARY) === 0 && !isMonth(view.lower[at]!))
      )
        ordinary = false;
    }
    if (meaningful < (digits ? 4 : 2)) return;
    if (meaningful < 3 && view.caps[from] !== Caps.FIRST) return;
    if (ordinary && span.score < LEAST_SCORE_ORDINARY) return;
    const key = joinedKey(view, from, size, keyOf);
    put(key, keyOf(from), size, {
      label: span.label as Label,
      score: Math.min(span.score, 0.8),
      ordinary,
      name,
    });
    if (!name || span.label === 'NAME_FAMILY') return;
    initials.add(key[0]!);
    for (const form of nicknamesOf(key)) {
      const flags = lexicon().flagsOf(form);
      put(form, form, 1, { label: 'NAME_GIVEN', score: 0.7, ordinary: (flags & ORDINARY) !== 0, name: true });
    }
  };
  let token = 0;
  for (const span of spans) {
    while (token < view.count && view.end[token]! <= span.start) token++;
    if (!SPREADS.has(span.label) || span.score < LEAST_SCORE) continue;
    let last = token;
    while (last + 1 < view.count && view.start[last + 1]! < span.end) last++;
    if (token >= view.count || view.start[token]! >= span.end) continue;
    if (isName(span.label)) {
      let letters = '';
      for (let at = token; at <= last; at++) {
        if (view.kind[at] !== TokenKind.WORD) continue;
        if (view.end[at]! - view.start[at]! === 1) letters += keyOf(at);
        else if (!PARTICLES.has(view.lower[at]!)) {
          remember(span, at, at, true);
          if (lastName === at - 1 && view.gap[at] === Gap.SPACE) pairs.add(`${keyOf(at - 1)} ${keyOf(at)}`);
          lastName = at;
        }
      }
      // "S M I T H": the name that was spelled.
      if (letters.length >= 3 && last - token >= letters.length - 1) {
        const flags = lexicon().flagsOf(letters);
        put(letters, letters, 1, {
          label: span.label as Label,
          score: Math.min(span.score, 0.8),
          ordinary: (flags & ORDINARY) !== 0,
          name: true,
        });
      }
    } else remember(span, token, last, false);
  }
  return { values, sizes, begins, initials, pairs, keyOf };
}

function isName(label: string): label is NameLabel {
  return label === 'NAME_GIVEN' || label === 'NAME_FAMILY' || label === 'PERSON';
}

function follow(
  view: TextView,
  spans: readonly Span[],
  { values, sizes, begins, initials, pairs, keyOf }: Known,
): Candidate[] {
  const found: Candidate[] = [];
  let covered = 0;
  const sureName = (token: number): boolean => {
    if (token < 0 || token >= view.count || view.kind[token] !== TokenKind.WORD) return false;
    const value = values.get(keyOf(token));
    return value?.name === true && !value.ordinary;
  };
  for (let at = 0; at < view.count; at++) {
    if (view.kind[at] === TokenKind.MARK) continue;
    while (covered < spans.length && spans[covered]!.end <= view.start[at]!) covered++;
    // A guess that "June" is a month or "Turner" a town gives way to a person of that name.
    const over = spans[covered];
    const guess =
      over !== undefined &&
      over.score < GUESS &&
      !isName(over.label) &&
      over.start === view.start[at] &&
      over.end === view.end[at] &&
      values.get(keyOf(at))?.name === true;
    if (!guess && covered < spans.length && spans[covered]!.start <= view.start[at]!) {
      if (spans[covered]!.label === 'NAME_FAMILY') initialBefore(view, at, initials, found);
      continue;
    }
    const key = keyOf(at);
    const mayBegin = (begins[key.charCodeAt(0) & 127]! & lengthBit(key)) !== 0;
    const possible = mayBegin ? sizes.get(key) : undefined;
    if (possible === undefined) {
      // "the Millers": capitalised, of a family that is known.
      if (
        view.caps[at] !== Caps.LOWER &&
        key.length > 4 &&
        key.endsWith('s') &&
        view.kind[at] === TokenKind.WORD
      ) {
        const family = values.get(key.slice(0, -1));
        if (
          family?.label === 'NAME_FAMILY' &&
          (!family.ordinary || (view.lower[at - 1] === 'the' && view.caps[at] === Caps.FIRST)) &&
          (view.flags[at]! & ORDINARY) === 0
        )
          found.push({
            start: view.start[at]!,
            end: view.end[at]!,
            label: 'NAME_FAMILY',
            score: family.score,
          });
      }
      continue;
    }
    for (const size of possible) {
      if (at + size > view.count) continue;
      const value = values.get(size === 1 ? key : joinedKey(view, at, size, keyOf));
      if (value === undefined) continue;
      if (value.ordinary) {
        if (value.name) {
          const beside =
            (at + 1 < view.count && pairs.has(`${key} ${keyOf(at + 1)}`)) ||
            (at > 0 && pairs.has(`${keyOf(at - 1)} ${key}`)) ||
            (view.gap[at] === Gap.SPACE && sureName(at - 1)) ||
            (at + 1 < view.count && view.gap[at + 1] === Gap.SPACE && sureName(at + 1)) ||
            (covered > 0 &&
              isName(spans[covered - 1]!.label) &&
              spans[covered - 1]!.end === view.start[at]! - 1 &&
              value.label === 'NAME_FAMILY') ||
            (covered < spans.length &&
              isName(spans[covered]!.label) &&
              spans[covered]!.start === view.end[at]! + 1 &&
              spans[covered]!.label === 'NAME_FAMILY');
          if (!standsForPerson(view, at, value.label as NameLabel, beside)) continue;
        } else if (view.caps[at] === Caps.LOWER || opensSentence(view, at)) continue;
      }
      found.push({
        start: view.start[at]!,
        end: view.end[at + size - 1]!,
        label: value.label,
        score: value.score,
      });
      if (value.label === 'NAME_FAMILY') initialBefore(view, at, initials, found);
      break;
    }
  }
  // Names spelled again, letter by letter.
  for (const run of spokenRuns(view)) {
    if (run.digits > 0 || run.letters < 3) continue;
    const value = values.get(run.text);
    if (value?.name)
      found.push({
        start: view.start[run.first]!,
        end: view.end[run.last]!,
        label: value.label,
        score: value.score,
      });
  }
  return found;
}

/** "J. Smith": the initial of a given name that is known, right before its family name. */
function initialBefore(
  view: TextView,
  family: number,
  initials: ReadonlySet<string>,
  found: Candidate[],
): void {
  let at = family - 1;
  if (at < 0 || view.gap[family] === Gap.LINE) return;
  const dot = view.lower[at] === '.' && view.gap[at] === Gap.NONE;
  if (dot) at--;
  if (at < 0 || view.kind[at] !== TokenKind.WORD || view.end[at]! - view.start[at]! !== 1) return;
  if (!initials.has(view.lower[at]!) || view.text[view.start[at]!] === view.lower[at]) return;
  if (!dot && (view.lower[at] === 'i' || view.lower[at] === 'a')) return;
  found.push({
    start: view.start[at]!,
    end: dot ? view.end[at + 1]! : view.end[at]!,
    label: 'NAME_GIVEN',
    score: 0.75,
  });
}

function joinedKey(view: TextView, first: number, size: number, keyOf: (token: number) => string): string {
  if (size === 1) return keyOf(first);
  let key = '';
  for (let at = first; at < first + size; at++) {
    if (at > first && view.gap[at] !== Gap.NONE) key += ' ';
    key += keyOf(at);
  }
  return key;
}
