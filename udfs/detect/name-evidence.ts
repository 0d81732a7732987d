import { LexiconFlag } from './lexicon.js';
import { Caps, Gap, type TextView, TokenKind } from './text-view.js';

const { GIVEN, FAMILY, EVERYDAY, ENGLISH } = LexiconFlag;
const set = (words: string): ReadonlySet<string> => new Set(words.split(' '));
const TITLES = set('mr mrs ms miss mister doctor dr prof professor sir madam judge officer aunt uncle');
const GREETINGS = set('thanks hi hello hey okay ok sorry alright goodbye bye dear welcome');
const NAMING = set('named called');
/** A name stands before one of these. */
const SAYING = set(
  'said says told called asked wrote lives works speaking here calling again signed answered replied agreed',
);
const GRAMMAR = set('will may can might');
const PRONOUNS = set('i you we they he she it be there this that');
const BEFORE_MONTH = set('in on by since until till last next this of early late mid during for every');
const AROUND_MONTH = set('from to after before through and or between');
const MONTHS = set('january february march april may june july august september october november december');
/** Nouns that are also names: what "is" something is more often the thing. */
const THINGS = set(
  'bill page case price art hope grace rose faith joy king court summer autumn dawn ivy pearl ruby chance chase dean law bank day field wood stone hill park street church mark will may sue pat drew frank rich long young brown white green black gray grey moon star star cash money work love best good banks bush ford read reading rock sky sunny angel candy cherry daisy fern heather holly iris jade jasmine lily melody misty olive penny poppy sandy star violet miles major junior baron duke earl prince',
);
const ARTICLES = set('a an the my your his her our their this that these those some any no every each');
const MARKS_OPENING = '.!?:\u2014\u2013\u2026"\u201c\u2018([{*>|\u2022';

export type NameLabel = 'NAME_GIVEN' | 'NAME_FAMILY' | 'PERSON';

export function isMonth(word: string): boolean {
  return MONTHS.has(word);
}

/** True if the first token of a sentence, a line or a quotation. */
export function opensSentence(view: TextView, token: number): boolean {
  if (token === 0 || view.gap[token] === Gap.LINE) return true;
  return view.kind[token - 1] === TokenKind.MARK && MARKS_OPENING.includes(view.lower[token - 1]!);
}

/** True if case says nothing at `token`: it and the words beside it are all capitals or all small. */
function isUncased(view: TextView, token: number): boolean {
  const caps = view.caps[token]!;
  if (caps === Caps.LOWER) return true;
  if (caps !== Caps.ALL) return false;
  let words = 0;
  for (let at = Math.max(0, token - 3); at < Math.min(view.count, token + 4); at++) {
    if (at === token || view.kind[at] !== TokenKind.WORD || view.end[at]! - view.start[at]! < 2) continue;
    if (view.caps[at] !== Caps.ALL) return false;
    words++;
  }
  return words > 0;
}

function isPossessive(view: TextView, token: number): boolean {
  const mark = view.lower[token + 1];
  return (
    token + 2 < view.count &&
    (mark === "'" || mark === '\u2019') &&
    view.gap[token + 1] === Gap.NONE &&
    view.gap[token + 2] === Gap.NONE &&
    view.lower[token + 2] === 's'
  );
}

function clauseEnds(view: TextView, token: number): boolean {
  const next = token + 1;
  return (
    next >= view.count ||
    view.gap[next] === Gap.LINE ||
    (view.kind[next] === TokenKind.MARK && '.,!?;:'.includes(view.lower[next]!))
  );
}

/**
 * Whether the word at `token`, which is an ordinary word as well as a name of somebody in this text, stands for the
 * person here: by what stands beside it, and by its capital where that says something.
 *
 * @param besideName true if a token that is surely a name stands right before or after
 */
export function standsForPerson(
  view: TextView,
  token: number,
  label: NameLabel,
  besideName: boolean,
): boolean {
  const everyday = (view.flags[token]! & EVERYDAY) !== 0 || isMonth(view.lower[token]!);
  const { lower, gap } = view;
  const word = lower[token]!;
  const first = token === 0 || gap[token] === Gap.LINE;
  const one = first ? '' : lower[token - 1]!;
  const two = first || token < 2 || gap[token - 1] === Gap.LINE ? '' : lower[token - 2]!;
  const next = token + 1 < view.count && gap[token + 1] !== Gap.LINE ? lower[token + 1]! : '';
  if (TITLES.has(one) || (one === '.' && TITLES.has(two))) return true;
  if (GRAMMAR.has(word) && PRONOUNS.has(next)) return false;
  if (besideName) return true;
  const given = label !== 'NAME_FAMILY';
  const uncased = isUncased(view, token);
  // "thanks mark", "hi, grace!", "okay will."
  if (given && clauseEnds(view, token)) {
    const greeted =
      GREETINGS.has(one) || (one === ',' && GREETINGS.has(two)) || (one === 'you' && two === 'thank');
    if (greeted) return true;
    if (
      (one === 'is' && (two === 'this' || two === 'name')) ||
      NAMING.has(one) ||
      (one === 'with' && (two === 'speaking' || two === 'talking' || two === 'spoke'))
    )
      return true;
  }
  if (one === 'is' && two === 'name') return true;
  if (NAMING.has(one) && !uncased) return true;
  if (uncased) {
    // A rarer word ("turner", "mason") without an article.
    if (!everyday && !ARTICLES.has(one) && next !== 'of') return true;
    if (given && isPossessive(view, token) && !GRAMMAR.has(word))
      return !THINGS.has(word) || word === 'mark' || word === 'frank' || word === 'drew';
    return (
      given &&
      SAYING.has(next) &&
      !(GRAMMAR.has(word) && next !== 'said' && next !== 'says' && next !== 'told') &&
      (first ||
        view.kind[token - 1] === TokenKind.MARK ||
        one === 'and' ||
        one === 'that' ||
        one === 'but' ||
        one === 'is')
    );
  }
  if (MONTHS.has(word)) {
    if (AROUND_MONTH.has(one) && (MONTHS.has(two) || MONTHS.has(lower[token + 2] ?? ''))) return false;
    if (BEFORE_MONTH.has(one) || (token + 1 < view.count && view.kind[token + 1] === TokenKind.NUMBER))
      return false;
  }
  // "Page 4", "Case #12", "Grace Period", "King Street": headings and names of things.
  if (token + 1 < view.count && gap[token + 1] === Gap.SPACE) {
    if (view.kind[token + 1] === TokenKind.NUMBER || next === '#') return false;
    if (
      view.kind[token + 1] === TokenKind.WORD &&
      view.caps[token + 1] !== Caps.LOWER &&
      (view.flags[token + 1]! & (EVERYDAY | ENGLISH)) !== 0 &&
      (view.flags[token + 1]! & (GIVEN | FAMILY)) === 0 &&
      !SAYING.has(next) &&
      !PRONOUNS.has(next)
    )
      return false;
    if (view.kind[token + 1] === TokenKind.WORD && view.caps[token + 1] === Caps.FIRST && THINGS.has(next))
      return false;
  }
  if (!opensSentence(view, token))
    return one !== 'the' && one !== 'a' && one !== 'an' && one !== 'your' && one !== 'my' && one !== 'our';
  if (next === ':' && first) return !THINGS.has(word);
  if (SAYING.has(next)) return true;
  if (isPossessive(view, token)) return given && !THINGS.has(word);
  if (next === ',' && given)
    return (
      !THINGS.has(word) ||
      word === 'mark' ||
      word === 'frank' ||
      word === 'will' ||
      word === 'grace' ||
      word === 'drew'
    );
  if (
    next === 'is' ||
    next === 'was' ||
    next === 'has' ||
    next === 'wants' ||
    next === 'needs' ||
    next === 'and'
  )
    return given && (!THINGS.has(word) || ((word === 'will' || word === 'mark') && next !== 'and'));
  return false;
}
