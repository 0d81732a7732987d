import { US_STATES } from '../gazetteers/places.js';
import { LexiconFlag, lexicon, PlaceKind } from '../lexicon.js';
import type { Recogniser } from '../recogniser.js';
import { Caps, Gap, type TextView, TokenKind } from '../text-view.js';
import { Asked } from '../turns.js';

const set = (words: string): ReadonlySet<string> => new Set(words.split(' '));
const PLACED = set('in from near to at around outside of toward towards visiting leaving downtown via into');
const LIVING = set(
  'live lives living moved moving located based born city town born relocating relocated travel traveling flying visit visiting stationed downtown',
);
/** State abbreviations that are also words, or initials too common to trust. */
const WORDLIKE_STATE = set('IN OR ME OK HI OH ID LA MA PA AL DE CO MI MO MS MD VI GU ON AB NB PE');
const AFTER_CITY = set('resident area office branch airport store location weather metro');
const ORDINARY = LexiconFlag.EVERYDAY | LexiconFlag.ENGLISH;
const PERSONAL = LexiconFlag.GIVEN | LexiconFlag.FAMILY;

/** Cities, states and countries of the gazetteer, and any "Name, ST". */
export const places: Recogniser = {
  name: 'places',
  recognise(view, turns, sink) {
    const known = lexicon().places;
    let skip = -1;
    for (let token = 0; token < view.count; token++) {
      if (token <= skip || view.kind[token] !== TokenKind.WORD) continue;
      if ((view.flags[token]! & LexiconFlag.PLACE_START) !== 0) {
        const found = longest(view, token, known);
        if (found !== undefined) {
          const { last, kind } = found;
          const score = scoreOf(view, token, last, kind, turns.of(token).answers);
          if (score > 0) {
            const state = stateAfter(view, last);
            const isState =
              (kind & PlaceKind.STATE) !== 0 &&
              !(state >= 0 && (kind & PlaceKind.CITY) !== 0) &&
              !((kind & PlaceKind.CITY_LARGE) !== 0 && (turns.of(token).answers & Asked.CITY) !== 0);
            sink.add(
              view.start[token]!,
              view.end[last]!,
              isState
                ? 'LOCATION_STATE'
                : (kind & PlaceKind.CITY) !== 0
                  ? 'LOCATION_CITY'
                  : 'LOCATION_COUNTRY',
              score,
            );
            skip = last;
          }
        }
      }
      abbreviation(view, token, turns.of(token).answers, sink.add.bind(sink));
    }
  },
};

/** The longest gazetteer name of up to five tokens that begins at `token`. */
function longest(
  view: TextView,
  token: number,
  known: ReadonlyMap<string, number>,
): { last: number; kind: number } | undefined {
  let name = view.lower[token]!;
  const single = known.get(name);
  let best = single === undefined ? undefined : { last: token, kind: single };
  let at = token;
  for (let words = 1; words < 5 && at + 1 < view.count; words++) {
    at++;
    const gap = view.gap[at]!;
    if (gap === Gap.LINE) break;
    const mark = view.kind[at] === TokenKind.MARK;
    if (mark && view.lower[at] !== '.' && view.lower[at] !== '-' && view.lower[at] !== "'") break;
    if (!mark && view.kind[at] !== TokenKind.WORD) break;
    name += (gap === Gap.SPACE ? ' ' : '') + view.lower[at]!;
    const kind = known.get(name);
    if (kind !== undefined) best = { last: at, kind };
  }
  return best;
}

function scoreOf(view: TextView, first: number, last: number, kind: number, asked: number): number {
  const words = last - first + 1;
  const flags = view.flags[first]!;
  const before = first > 0 && view.gap[first] !== Gap.LINE ? view.lower[first - 1]! : '';
  const state = stateAfter(view, last) >= 0;
  const answered = (asked & (Asked.CITY | Asked.STATE | Asked.ADDRESS)) !== 0;
  const placed = PLACED.has(before) || LIVING.has(before) || AFTER_CITY.has(view.lower[last + 1] ?? '');
  if (view.caps[first] === Caps.LOWER) {
    if (state && (flags & ORDINARY) === 0) return 0.75;
    // Lower case, as transcription writes: only unmistakable names, or after "in", or when asked for.
    if ((kind & PlaceKind.COUNTRY) !== 0 || (flags & ORDINARY) !== 0) return words > 1 && placed ? 0.6 : 0;
    if ((kind & PlaceKind.STATE) !== 0) return words > 1 || (flags & PERSONAL) === 0 ? 0.7 : placed ? 0.6 : 0;
    if (answered || placed)
      return (kind & PlaceKind.CITY_LARGE) !== 0 || (flags & PERSONAL) === 0 ? 0.6 : 0.45;
    return words > 1 && (kind & PlaceKind.CITY_LARGE) !== 0 ? 0.6 : 0;
  }
  if (words > 1 && view.caps[last] === Caps.LOWER) return 0;
  if (state) return 0.95;
  if (answered) return 0.9;
  if ((kind & PlaceKind.STATE) !== 0)
    return (flags & PERSONAL & LexiconFlag.GIVEN) !== 0 && words === 1 && !placed ? 0.45 : 0.9;
  if ((kind & PlaceKind.COUNTRY) !== 0 && (kind & PlaceKind.CITY) === 0)
    return (flags & ORDINARY) !== 0 && words === 1 && !placed ? 0.45 : 0.85;
  const large = (kind & PlaceKind.CITY_LARGE) !== 0;
  if (words > 1) {
    const allOrdinary = (flags & ORDINARY) !== 0 && (view.flags[last]! & ORDINARY) !== 0;
    return large ? 0.88 : placed ? 0.85 : allOrdinary ? 0.45 : 0.65;
  }
  const ordinary = (flags & ORDINARY) !== 0;
  const personal = (flags & PERSONAL) !== 0;
  // A capital at the start of a sentence says nothing.
  if (ordinary) return placed && view.caps[first] === Caps.FIRST && large ? 0.6 : placed ? 0.42 : 0;
  if (placed) return personal && !large ? 0.7 : 0.88;
  if (large) return personal ? 0.45 : 0.85;
  return personal ? 0 : 0.6;
}

/** Index of a state's abbreviation or name after `last` and a comma or space, or -1. */
function stateAfter(view: TextView, last: number): number {
  let at = last + 1;
  const comma = at < view.count && view.lower[at] === ',';
  if (comma) at++;
  if (at >= view.count || view.gap[at] !== Gap.SPACE || view.kind[at] !== TokenKind.WORD) return -1;
  const written = view.text.slice(view.start[at]!, view.end[at]!);
  if (Object.hasOwn(US_STATES, written) && (comma || !WORDLIKE_STATE.has(written) || zipAt(view, at + 1)))
    return at;
  if (!STATE_NAMES.has(view.lower[at]!)) return -1;
  // "Dayton, Ohio"; "dayton ohio"
  if (comma) return view.caps[at] !== Caps.LOWER ? at : -1;
  return view.caps[at] === view.caps[last] && (view.flags[at]! & ORDINARY) === 0 ? at : -1;
}

const STATE_NAMES = new Set(Object.values(US_STATES).map((name) => name.split(' ')[0]!));

function zipAt(view: TextView, token: number): boolean {
  if (token >= view.count) return false;
  const size = view.end[token]! - view.start[token]!;
  if (view.kind[token] === TokenKind.NUMBER) return size === 5;
  const code = view.kind[token] === TokenKind.CODE && (size === 3 || size === 6);
  return code && /^[A-Z]\d[A-Z]/.test(view.text.slice(view.start[token]!, view.end[token]!));
}

/** "…, TX", "TX 78701", "Boise ID 83702": the state, and the capitalised words before it as a city. */
function abbreviation(
  view: TextView,
  token: number,
  asked: number,
  add: (start: number, end: number, label: 'LOCATION_STATE' | 'LOCATION_CITY', score: number) => void,
): void {
  if (view.caps[token] !== Caps.ALL || view.end[token]! - view.start[token]! !== 2) return;
  const written = view.text.slice(view.start[token]!, view.end[token]!);
  if (!Object.hasOwn(US_STATES, written)) return;
  const comma =
    token >= 2 &&
    view.lower[token - 1] === ',' &&
    view.kind[token - 2] === TokenKind.WORD &&
    view.caps[token - 2] !== Caps.LOWER;
  const zip = zipAt(view, token + 1);
  if (comma || zip) {
    add(view.start[token]!, view.end[token]!, 'LOCATION_STATE', zip ? 0.95 : 0.85);
    let last = comma ? token - 2 : token - 1;
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
    if (view.kind[last] === TokenKind.WORD) add(view.start[first]!, view.end[last]!, 'LOCATION_CITY', 0.7);
    last = first;
    return;
  }
  if ((asked & (Asked.STATE | Asked.ADDRESS)) !== 0)
    add(view.start[token]!, view.end[token]!, 'LOCATION_STATE', 0.85);
  else if (!WORDLIKE_STATE.has(written) && token > 0 && PLACED.has(view.lower[token - 1]!))
    add(view.start[token]!, view.end[token]!, 'LOCATION_STATE', 0.8);
}
