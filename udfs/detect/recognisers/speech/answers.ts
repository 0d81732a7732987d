import type { Label } from '../../labels.js';
import { lexicon, PlaceKind } from '../../lexicon.js';
import type { Recogniser, Sink } from '../../recogniser.js';
import { Gap, type TextView, TokenKind } from '../../text-view.js';
import { Asked, type Turn } from '../../turns.js';
import { addName, clauseEnds, nameAt } from './name-words.js';

const set = (words: string): ReadonlySet<string> => new Set(words.split(' '));
/** Said before the answer itself. */
const LEADS = set(
  "sure yes yeah yep ya okay ok um uh er uhm umm ah oh so well it is that would be will my the this name last first surname maiden was of course absolutely certainly right alright hi hello and mister mr mrs ms miss doctor dr sir ma'am please i'm s it's i am middle full actually just under",
);
const PLACE_LEADS = set('in from near city town of at live live lived i we out over down state');
const WORK_LEADS = set("i work for at with as a an employed by i'm currently the um in they're called it's");
/** An answer that begins so gives no value. */
const EVASIVE = set(
  "why what who how when where which don't not no nope none never nothing do does is can could can't cannot hold one just let wait sorry pardon excuse huh for because same you your didn't i'll i've i'd already we'll nobody retired unemployed self myself between hang give we ours mine he she they their his her if but maybe depends anything whatever sure speaking forgot forget me them yet",
);
const VALUE_ENDS = set(
  "and but i i'm it my so because since that's that please thank thanks sir uh um or if when spelled which",
);
/** Longest value in words. */
const MOST = 4;
const OPEN =
  Asked.NAME |
  Asked.CITY |
  Asked.COUNTRY |
  Asked.ORGANISATION |
  Asked.OCCUPATION |
  Asked.SECRET |
  Asked.STATE;

/** Short answers to what the turn before asked for: "okafor", "boise", "a dental hygienist", "fluffy". */
export const answers: Recogniser = {
  name: 'answers',
  recognise(view, turns, sink) {
    for (const turn of turns.list) {
      if ((turn.answers & OPEN) === 0 || turn.body >= turn.end) continue;
      answer(view, turn, sink);
    }
  },
};

function answer(view: TextView, turn: Turn, sink: Sink): void {
  const { answers: asked } = turn;
  if ((asked & Asked.SECRET) !== 0) secret(view, turn, asked, sink);
  else if ((asked & Asked.NAME) !== 0) name(view, turn, asked, sink);
  if ((asked & Asked.OCCUPATION) !== 0) value(view, turn, WORK_LEADS, 'OCCUPATION', 0.75, sink);
  else if ((asked & Asked.ORGANISATION) !== 0) value(view, turn, WORK_LEADS, 'ORGANIZATION', 0.75, sink);
  if ((asked & (Asked.CITY | Asked.COUNTRY)) !== 0 && (asked & Asked.NAME) === 0)
    place(view, turn, asked, sink);
}

/** First token of the answer itself, past the leads. */
function core(view: TextView, turn: Turn, leads: ReadonlySet<string>): number {
  let at = turn.body;
  const most = Math.min(turn.end, turn.body + 10);
  while (
    at < most &&
    (view.kind[at] === TokenKind.MARK || LEADS.has(view.lower[at]!) || leads.has(view.lower[at]!))
  )
    at++;
  return at;
}

const NO_LEADS: ReadonlySet<string> = new Set();

function name(view: TextView, turn: Turn, asked: number, sink: Sink): void {
  const at = core(view, turn, NO_LEADS);
  if (at >= turn.end) return;
  const found = nameAt(view, at);
  if (found === undefined || found.last >= turn.end) return;
  const ends = clauseEnds(view, found.last) || found.last + 1 >= turn.end;
  if (!ends && !(found.likeness === 2 && found.known)) return;
  if (found.likeness === 1 && !ends) return;
  const flags = view.flags[at]!;
  const family = (asked & Asked.FAMILY_NAME) !== 0 && (asked & Asked.GIVEN_NAME) === 0;
  // One word of a list of family names only, where either could be meant.
  const single =
    family || ((asked & Asked.GIVEN_NAME) === 0 && (flags & 5) === 4) ? 'NAME_FAMILY' : 'NAME_GIVEN';
  if (family && found.family <= found.last && found.family === found.first + 1) {
    addName(view, found, found.known ? 'NAME_GIVEN' : 'NAME_FAMILY', 0.8, sink);
    return;
  }
  const which = (asked & (Asked.FAMILY_NAME | Asked.GIVEN_NAME)) !== 0;
  addName(view, found, single, which ? 0.94 : 0.86, sink);
}

function secret(view: TextView, turn: Turn, asked: number, sink: Sink): void {
  const named = (asked & Asked.NAME) !== 0;
  const label: Label = (asked & Asked.FAMILY_NAME) !== 0 ? 'NAME_FAMILY' : named ? 'NAME_GIVEN' : 'PASSWORD';
  value(view, turn, NO_LEADS, label, 0.72, sink, named ? 2 : MOST);
}

/** The words up to the end of the clause, if they are few and no way of saying nothing. */
function value(
  view: TextView,
  turn: Turn,
  leads: ReadonlySet<string>,
  label: Label,
  score: number,
  sink: Sink,
  most = MOST,
): void {
  const { lower, kind } = view;
  const first = core(view, turn, leads);
  let last = first - 1;
  let words = 0;
  for (let at = first; at < turn.end; at++) {
    if (kind[at] === TokenKind.MARK) {
      if (lower[at] === '-' || lower[at] === "'" || lower[at] === '\u2019' || lower[at] === '&') continue;
      break;
    }
    const word = lower[at]!;
    if (words > 0 && VALUE_ENDS.has(word) && word !== 'and') break;
    if (words > 0 && word === 'and' && words > 1) break;
    if (EVASIVE.has(word)) {
      if (words === 0) return;
      break;
    }
    if (++words > most) return;
    last = at;
  }
  if (last < first || kind[first] === TokenKind.NUMBER) return;
  if (view.end[last]! - view.start[first]! < 2) return;
  sink.add(view.start[first]!, view.end[last]!, label, score);
}

function place(view: TextView, turn: Turn, asked: number, sink: Sink): void {
  const first = core(view, turn, PLACE_LEADS);
  if (first >= turn.end || view.kind[first] !== TokenKind.WORD) return;
  const found = placeAt(view, first, turn.end);
  if (found !== undefined) {
    const { last, kind } = found;
    const label: Label =
      (kind & PlaceKind.CITY) !== 0
        ? 'LOCATION_CITY'
        : (kind & PlaceKind.STATE) !== 0
          ? 'LOCATION_STATE'
          : 'LOCATION_COUNTRY';
    if (clauseEnds(view, last) || last + 1 >= turn.end || view.kind[last + 1] === TokenKind.WORD)
      sink.add(
        view.start[first]!,
        view.end[last]!,
        (asked & Asked.CITY) === 0 ? 'LOCATION_COUNTRY' : label,
        0.8,
      );
    return;
  }
  // A place that no list has.
  if (EVASIVE.has(view.lower[first]!) || view.flags[first]! !== 0) return;
  if (clauseEnds(view, first)) sink.add(view.start[first]!, view.end[first]!, 'LOCATION_CITY', 0.55);
}

/** The longest gazetteer place of up to four words at `token`. */
export function placeAt(
  view: TextView,
  token: number,
  end: number,
): { last: number; kind: number } | undefined {
  const { places } = lexicon();
  let key = view.lower[token]!;
  let kind = places.get(key);
  let best = kind === undefined ? undefined : { last: token, kind };
  for (let at = token + 1; at < Math.min(end, token + 4); at++) {
    if (view.gap[at] !== Gap.SPACE || view.kind[at] !== TokenKind.WORD) break;
    key += ` ${view.lower[at]!}`;
    kind = places.get(key);
    if (kind !== undefined) best = { last: at, kind };
  }
  return best;
}
