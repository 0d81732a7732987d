import { US_STATES } from '../gazetteers/places.js';
import { LexiconFlag, lexicon } from '../lexicon.js';
import type { Recogniser, Sink } from '../recogniser.js';
import { Caps, Gap, markedTokens, type TextView, TokenKind } from '../text-view.js';
import { Asked } from '../turns.js';
import { markWords } from '../word-marks.js';

const set = (words: string): ReadonlySet<string> => new Set(words.split(' '));
const PLACED = set('in from near to at around outside of toward towards visiting leaving downtown via into');
/** State abbreviations that are also words, or initials too common to trust. */
const WORDLIKE_STATE = set('IN OR ME OK HI OH ID LA MA PA AL DE CO MI MO MS MD VI GU ON AB NB PE');
const STATES = markWords(Object.keys(US_STATES).map((code) => code.toLowerCase()));

/** Two-letter states, and the town before them: a comma or a ZIP code says what no gazetteer need know. */
export const stateCodes: Recogniser = {
  name: 'state-codes',
  recognise(view, turns, sink) {
    for (const token of markedTokens(view, STATES))
      if (view.caps[token] === Caps.ALL) abbreviation(view, token, turns.of(token).answers, sink);
  },
};

function isTown(view: TextView, last: number): boolean {
  const { places } = lexicon();
  const name = view.lower[last]!;
  return places.has(name) || (last > 0 && places.has(`${view.lower[last - 1]!} ${name}`));
}

function zipAt(view: TextView, token: number): boolean {
  if (token >= view.count) return false;
  const size = view.end[token]! - view.start[token]!;
  if (view.kind[token] === TokenKind.NUMBER) return size === 5;
  const code = view.kind[token] === TokenKind.CODE && (size === 3 || size === 6);
  return code && /^[A-Z]\d[A-Z]/.test(view.text.slice(view.start[token]!, view.end[token]!));
}

/** "…, TX", "TX 78701", "Boise ID 83702": the state, and the capitalised words before it as a city. */
function abbreviation(view: TextView, token: number, asked: number, sink: Sink): void {
  const written = view.text.slice(view.start[token]!, view.end[token]!);
  if (!Object.hasOwn(US_STATES, written)) return;
  const comma =
    token >= 2 &&
    view.lower[token - 1] === ',' &&
    view.kind[token - 2] === TokenKind.WORD &&
    view.caps[token - 2] !== Caps.LOWER;
  const zip = zipAt(view, token + 1);
  // "Anthony Wu, MD" is a doctor, unless the word before is known as a town.
  if (written === 'MD' && comma && !zip && !isTown(view, token - 2)) return;
  if (comma || zip) {
    sink.add(view.start[token]!, view.end[token]!, 'LOCATION_STATE', zip ? 0.95 : 0.85);
    const last = comma ? token - 2 : token - 1;
    if (
      last < 0 ||
      view.kind[last] !== TokenKind.WORD ||
      view.caps[last] === Caps.LOWER ||
      (!comma && view.gap[token] !== Gap.SPACE)
    )
      return;
    let first = last;
    while (
      first > 0 &&
      last - first < 2 &&
      view.gap[first] === Gap.SPACE &&
      view.kind[first - 1] === TokenKind.WORD &&
      view.caps[first - 1] === Caps.FIRST &&
      (view.flags[first - 1]! & LexiconFlag.EVERYDAY) === 0
    )
      first--;
    // A street before the city belongs to the address, which scores higher.
    if (view.kind[last] === TokenKind.WORD)
      sink.add(view.start[first]!, view.end[last]!, 'LOCATION_CITY', 0.7);
    return;
  }
  if ((asked & (Asked.STATE | Asked.ADDRESS)) !== 0)
    sink.add(view.start[token]!, view.end[token]!, 'LOCATION_STATE', 0.85);
  else if (!WORDLIKE_STATE.has(written) && token > 0 && PLACED.has(view.lower[token - 1]!))
    sink.add(view.start[token]!, view.end[token]!, 'LOCATION_STATE', 0.8);
}
