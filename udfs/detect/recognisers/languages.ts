import { LANGUAGES as NAMES } from '../gazetteers/languages.js';
import type { Recogniser } from '../recogniser.js';
import { Caps, Gap, markedTokens, type TextView, TokenKind } from '../text-view.js';
import { markWords } from '../word-marks.js';

const set = (words: string): ReadonlySet<string> => new Set(words.split(' '));
const LANGUAGES: ReadonlySet<string> = new Set(NAMES.split(','));
/** What stands before a language and is part of its name: "Brazilian Portuguese". */
const VARIETIES = set(
  'american australian belgian brazilian british canadian caribbean castilian egyptian european gulf haitian iraqi jamaican latin levantine mandarin mexican moroccan nigerian old ancient modern scottish simplified swiss syrian traditional irish',
);
/** Say for sure that a language comes. */
const SPEAKING = set(
  'speak speaks speaking spoke spoken fluent bilingual trilingual multilingual interpreter interpreters interpret translator translators translate translated translates translating translation translations language languages preferredlanguage primarylanguage nativelanguage spokenlanguage homelanguage lang tongue sprache langue idioma',
);
/** Say it if no noun follows the language: "in German", not "in German hospitals". */
const PERHAPS = set(
  'understand understands understood learn learning learned teach teaches taught study studies studied studying in into native conversational conversant proficient proficiency converse',
);
/** May stand between the cue and the language. */
const BETWEEN = set(
  'in some a little bit of only both good basic conversational broken excellent perfect mainly mostly primarily no not any either limited is are as was native enough very also fluent preferred primary first second needed required and or & , : ( = " - / > to from into intermediate advanced beginner well english ;',
);
/** Say that what stands before them is a language. */
const AFTER = set(
  'speaker speakers speaking interpreter interpreters translator translators translation language fluently dialect subtitles proficiency',
);
/** Go on with the sentence after a language. */
const GOES_ON = set(
  'and or please but with at to for is was are on when by because so only not if as from too also then while than well since that which i he she we they the you',
);
/** Between two languages of a list. */
const LISTS = set(', and or & / some a little plus also fluent basic ; " [ native ( ) limited in');
const REACH = 6;
const LANGUAGE = markWords((word) => LANGUAGES.has(word) || word === 'sign');

/** Names of human languages where somebody speaks, needs or translates them. */
export const languages: Recogniser = {
  name: 'languages',
  recognise(view, _turns, sink) {
    const { kind, lower, start, end, caps } = view;
    let found = -1;
    let taken = -1;
    for (const token of markedTokens(view, LANGUAGE)) {
      if (token <= taken) continue;
      const sign = lower[token] === 'sign' && lower[token + 1] === 'language';
      if (!sign && !LANGUAGES.has(lower[token]!)) continue;
      const last = sign ? token + 1 : token;
      let first = token;
      if (token > 0 && view.gap[token] === Gap.SPACE && kind[token - 1] === TokenKind.WORD) {
        const before = lower[token - 1]!;
        if (VARIETIES.has(before) && (caps[token - 1] !== Caps.LOWER || caps[token] === Caps.LOWER)) first--;
      }
      if (
        sign
          ? first < token || spoken(view, first, last)
          : spoken(view, first, last) ||
            isFollowed(view, last) ||
            (found >= 0 && listed(view, found, first) && standsAlone(view, last))
      ) {
        sink.add(start[first]!, end[last]!, 'LANGUAGE', 0.9);
        found = last;
      }
      taken = last;
    }
  },
};

function spoken(view: TextView, first: number, last: number): boolean {
  const { lower, gap } = view;
  for (let at = first; at > 0 && at > first - REACH; ) {
    if (gap[at] === Gap.LINE) return false;
    at--;
    const word = lower[at]!;
    if (SPEAKING.has(word)) return !LANGUAGES.has(lower[last + 1] ?? '') || view.gap[last + 1] === Gap.LINE;
    if (PERHAPS.has(word) && view.caps[first] === Caps.FIRST)
      if (standsAlone(view, last) || (word === 'native' && AFTER.has(lower[last + 1] ?? ''))) {
        // "native": an adjective too; "in": "in French" is enough, "in good French" as well.
        return word !== 'native' || at > 0;
      }
    if (!BETWEEN.has(word)) return false;
  }
  return false;
}

/** True if the word after says that this is a language: "Spanish interpreter", "Spanish-speaking". */
function isFollowed(view: TextView, last: number): boolean {
  const { lower, gap } = view;
  let at = last + 1;
  if (at >= view.count || gap[at] === Gap.LINE) return false;
  if (lower[at] === '-' && gap[at] === Gap.NONE) at++;
  if (lower[at] === 'language' && view.caps[at] === Caps.FIRST && view.caps[last] === Caps.FIRST) at++;
  return AFTER.has(lower[at] ?? '') || (at > last + 1 && lower[at - 1] === 'language');
}

function standsAlone(view: TextView, last: number): boolean {
  const at = last + 1;
  if (at >= view.count || view.gap[at] === Gap.LINE) return true;
  if (view.kind[at] === TokenKind.MARK) return view.lower[at] !== '-' && view.lower[at] !== "'";
  return GOES_ON.has(view.lower[at]!);
}

function listed(view: TextView, found: number, first: number): boolean {
  if (first - found > 5) return false;
  for (let at = found + 1; at < first; at++)
    if (view.gap[at] === Gap.LINE || !LISTS.has(view.lower[at]!)) return false;
  return first > found + 1 && view.gap[first] !== Gap.LINE;
}
