import type { Recogniser, Sink } from '../../recogniser.js';
import { Gap, markedTokens, type TextView, TokenKind } from '../../text-view.js';
import type { Turn } from '../../turns.js';
import { addName, clauseEnds, isCommonGiven, isKnownName, nameAt, nameLikeness } from './name-words.js';
import { CUES } from './trigger-words.js';

const TITLES = new Set(['mister', 'mr', 'mrs', 'ms', 'miss', 'doctor', 'dr']);
const FAMILY_CUES = new Set(['last', 'family', 'maiden', 'second']);
const GIVEN_CUES = new Set(['first', 'given', 'middle', 'christian', 'preferred']);
const PRONOUNS = new Set([
  'i',
  'you',
  'we',
  'they',
  "don't",
  'will',
  'did',
  'to',
  "didn't",
  "i'll",
  'not',
  'would',
  'never',
  'the',
  'a',
  'my',
  'your',
  'her',
  'his',
]);
const AFTER_SELF = new Set([
  'my',
  "i'm",
  'um',
  'uh',
  'calling',
  'speaking',
  'from',
  'here',
  'with',
  'again',
  'over',
  'at',
  'and',
  'in',
  'i',
  'how',
  'your',
]);
const SPEECH = new Set(['speaking', 'spoke', 'talking', 'talked', 'speak', 'talk', 'speaks']);

/**
 * Names beside the words that bring them up in speech, in any case: "my name is chidi okafor", "last name okafor",
 * "this is priya from billing", "you're speaking with mark", "mister young", "thanks grace".
 */
export const introductions: Recogniser = {
  name: 'introductions',
  recognise(view, turns, sink) {
    for (const token of markedTokens(view, CUES)) {
      const turn = turns.of(token);
      if (token < turn.body) continue;
      introduced(view, turn, token, sink);
    }
  },
};

function introduced(view: TextView, turn: Turn, token: number, sink: Sink): void {
  const { lower, gap, end } = { lower: view.lower, gap: view.gap, end: turn.end };
  const word = lower[token]!;
  const before = token > turn.body ? lower[token - 1]! : '';
  switch (word) {
    case 'name':
    case 'names':
    case 'surname':
      named(view, turn, token, sink);
      return;
    case 'is':
      if (before === 'this' || before === 'here') self(view, turn, token + 1, sink);
      return;
    case 'this':
      // "this' s john"
      if (lower[token + 1] === "'" && lower[token + 2] === 's') self(view, turn, token + 3, sink);
      return;
    case 'it':
      if ((lower[token + 1] === "'" || lower[token + 1] === '\u2019') && lower[token + 2] === 's')
        self(view, turn, token + 3, sink);
      return;
    case "i'm":
      self(view, turn, token + 1, sink);
      return;
    case 'am':
      if (before === 'i') self(view, turn, token + 1, sink);
      return;
    case 'with':
      if (SPEECH.has(before)) {
        const name = token + 1 < end ? nameAt(view, skipTitle(view, token + 1)) : undefined;
        if (
          name !== undefined &&
          (name.likeness === 2 || name.family <= name.last || clauseEnds(view, name.last))
        )
          addName(
            view,
            name,
            'NAME_GIVEN',
            name.known ? 0.85 : clauseEnds(view, name.last) ? 0.75 : 0.6,
            sink,
          );
      }
      return;
    case 'named':
    case 'called': {
      // "a girl called siobhan", "a guy named oluchi"; not "i called fedex"
      if (before === '' || PRONOUNS.has(before) || token + 1 >= end) return;
      const name = nameAt(view, token + 1);
      if (
        name !== undefined &&
        name.likeness === 2 &&
        (name.known || (word === 'named' && view.flags[token + 1] === 0))
      )
        addName(view, name, 'NAME_GIVEN', 0.6, sink);
      return;
    }
    case 'speaking':
    case 'calling':
    case 'here': {
      // "chidi speaking", "okafor here"
      let first = token - 1;
      if (first < turn.body || gap[token] !== Gap.SPACE || nameLikeness(view, first) === 0) return;
      if (
        first > turn.body &&
        gap[first] === Gap.SPACE &&
        nameLikeness(view, first - 1) === 2 &&
        isKnownName(view, first - 1)
      )
        first--;
      const opens =
        first === turn.body ||
        view.kind[first - 1] === TokenKind.MARK ||
        [
          'hello',
          'hi',
          'yes',
          'yeah',
          'is',
          's',
          'morning',
          'afternoon',
          'evening',
          'support',
          'services',
        ].includes(lower[first - 1]!);
      const name = nameAt(view, first);
      if (!opens || name === undefined || name.last !== token - 1) return;
      if (
        name.likeness === 2
          ? name.known || word !== 'here'
          : isCommonGiven(view, first) && word === 'speaking'
      )
        addName(view, name, 'NAME_GIVEN', name.known ? 0.8 : 0.55, sink);
      return;
    }
    case 'thanks':
    case 'thank':
    case 'hi':
    case 'hello':
    case 'hey': {
      let first = token + 1;
      if (word === 'thank') {
        if (lower[first] !== 'you') return;
        first++;
      }
      if (lower[first] === ',' && gap[first] !== Gap.LINE) first++;
      const much = lower[first] === 'so' || lower[first] === 'very';
      if (much && lower[first + 1] === 'much') first += 2;
      if (first >= end || gap[first] === Gap.LINE) return;
      const name = nameAt(view, first);
      if (name === undefined) return;
      // A word that no list has, where speech goes on as after a name: "hi oluchi this is …".
      const plain = name.likeness === 2 && view.flags[first] === 0 && name.last === first;
      if (!name.known && !(plain && (GREETED.has(lower[first + 1] ?? '') || lower[first + 1] === ',')))
        return;
      if (
        name.likeness === 1 &&
        !(
          isCommonGiven(view, first) &&
          name.last === first &&
          clauseEnds(view, first) &&
          !grammatical(view, first)
        )
      )
        return;
      addName(view, name, 'NAME_GIVEN', name.likeness === 2 ? 0.75 : 0.6, sink);
      return;
    }
  }
  if (TITLES.has(word)) {
    if (word === 'miss' && PRONOUNS.has(before)) return;
    let first = token + 1;
    if (lower[first] === '.' && gap[first] === Gap.NONE) first++;
    if (first >= end || gap[first] === Gap.LINE) return;
    const name = nameAt(view, first, 3);
    if (name === undefined) return;
    if (
      name.likeness === 1 &&
      ((word === 'doctor' && name.last === first && !clauseEnds(view, first)) || grammatical(view, first))
    )
      return;
    addName(view, name, 'NAME_FAMILY', 0.88, sink);
    if (name.family <= name.last) addName(view, name, 'NAME_GIVEN', 0.9, sink);
  }
}

const GREETING = new Set(['hi', 'hello', 'hey', 'morning', 'afternoon', 'evening']);
const GREETED = new Set(['this', 'it', "i'm", 'my', 'yes', 'thanks', 'thank', 'how', 'can', 'i', 'welcome']);

/** "hi may i …", "thanks will you …" */
function grammatical(view: TextView, first: number): boolean {
  const next = view.lower[first + 1] ?? '';
  const word = view.lower[first]!;
  return (
    (word === 'may' || word === 'will' || word === 'can') &&
    (next === 'i' || next === 'you' || next === 'we' || next === 'be' || next === 'see')
  );
}

function skipTitle(view: TextView, token: number): number {
  if (!TITLES.has(view.lower[token] ?? '')) return token;
  return view.lower[token + 1] === '.' ? token + 2 : token + 1;
}

/** "my name is …", "last name's …", "first name chidi", "the name on the account is …" */
function named(view: TextView, turn: Turn, token: number, sink: Sink): void {
  const { lower, gap } = view;
  const before = token > turn.body ? lower[token - 1]! : '';
  if (
    before === 'user' ||
    before === 'company' ||
    before === 'business' ||
    before === 'street' ||
    before === 'brand' ||
    before === 'product' ||
    before === 'domain' ||
    before === 'file'
  )
    return;
  const family = lower[token] === 'surname' || FAMILY_CUES.has(before);
  const given = GIVEN_CUES.has(before);
  let at = token + 1;
  let linked = false;
  const limit = Math.min(turn.end, token + 9);
  // Over "on the account", "for the policy holder", to the word that links.
  while (at < limit && gap[at] !== Gap.LINE) {
    const word = lower[at]!;
    if (word === 'is' || word === 'was' || word === ':' || word === 's') {
      linked = true;
      at++;
      continue;
    }
    if (
      word === "'" ||
      word === '\u2019' ||
      word === ',' ||
      word === 'uh' ||
      word === 'um' ||
      word === 'actually' ||
      (word === 'and' && linked)
    ) {
      at++;
      continue;
    }
    if (
      !linked &&
      at - token < 6 &&
      (word === 'on' ||
        word === 'for' ||
        word === 'of' ||
        word === 'the' ||
        word === 'account' ||
        word === 'card' ||
        word === 'policy' ||
        word === 'order' ||
        word === 'reservation' ||
        word === 'my' ||
        word === 'wife' ||
        word === 'husband')
    ) {
      at++;
      continue;
    }
    break;
  }
  if (at >= turn.end || gap[at] === Gap.LINE) return;
  if (!linked && at > token + 2) return;
  const first = TITLES.has(lower[at]!) ? skipTitle(view, at) : at;
  const name = nameAt(view, first);
  if (name === undefined) return;
  if (!linked && !(family || given) && !(name.likeness === 2 && name.known)) return;
  if (!linked && name.likeness === 1 && !clauseEnds(view, name.last)) return;
  if (name.likeness === 1 && name.last === first && !clauseEnds(view, first) && !isCommonGiven(view, first))
    return;
  addName(view, name, family || first > at ? 'NAME_FAMILY' : 'NAME_GIVEN', linked ? 0.88 : 0.8, sink);
}

/** "this is …", "I'm …": a name if it looks like one and speech goes on as after a name. */
function self(view: TextView, turn: Turn, at: number, sink: Sink): void {
  if (at >= turn.end || view.gap[at] === Gap.LINE) return;
  const titled = skipTitle(view, at);
  const name = nameAt(view, titled);
  if (name === undefined) return;
  const next = name.last + 1 < turn.end ? view.lower[name.last + 1]! : '';
  const goes = AFTER_SELF.has(next);
  const strong = next === 'calling' || next === 'speaking' || next === 'from' || next === 'here';
  if (titled > at) {
    addName(view, name, 'NAME_FAMILY', 0.9, sink);
    return;
  }
  if (name.likeness === 1) {
    // "I'm mark from …", "this is grace speaking"; not "I'm rich", "this is art".
    if (!(strong && isCommonGiven(view, titled)) && !(name.family <= name.last && strong)) return;
    if (next === 'from' && !isCommonGiven(view, titled)) return;
    addName(view, name, 'NAME_GIVEN', 0.65, sink);
    return;
  }
  const opened = GREETING.has(view.lower[at - 4] ?? '') || GREETING.has(view.lower[at - 3] ?? '');
  if (
    !name.known &&
    !(
      strong ||
      next === 'how' ||
      next === 'with' ||
      next === 'again' ||
      (opened && clauseEnds(view, name.last)) ||
      (goes && name.family <= name.last)
    )
  )
    return;
  const city = (view.flags[titled]! & 64) !== 0 && !isCommonGiven(view, titled);
  addName(
    view,
    name,
    'NAME_GIVEN',
    city && !strong ? 0.42 : strong || clauseEnds(view, name.last) ? 0.8 : 0.6,
    sink,
  );
}
