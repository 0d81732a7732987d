import { PlaceKind } from '../../lexicon.js';
import type { Recogniser, Sink } from '../../recogniser.js';
import { Caps, Gap, markedTokens, type TextView, TokenKind } from '../../text-view.js';
import { Asked, type Turn } from '../../turns.js';
import { placeAt } from './answers.js';
import { type SpokenRun, spokenRuns } from './spoken-runs.js';
import { STREETS } from './trigger-words.js';

const set = (words: string): ReadonlySet<string> => new Set(words.split(' '));
/** Endings that say "street" whatever stands before them. */
const SURE = set(
  'street avenue boulevard drive road lane court terrace circle highway parkway crescent plaza turnpike st ave blvd rd ln dr pkwy hwy',
);
/** Words of no street's name. */
const NOT_NAMES = set(
  'the a an my your his her our their this that these those is was are were be down up on in at to from of for with and or but off over into out miles mile blocks block minutes hours days feet lanes people times time cars way ways other another more most per every each new or i you he she it we they have has had can could will would just about like long only few little no not so take took go goes going drive walk run turn left right what when where who all next last first-class single double one-way dead-end',
);
const UNITS = set('trlr ste apartment apt unit suite floor room lot building trailer number box');
/** Fewest to most words of a street's name. */
const MOST_NAMES = 4;

/** Addresses as they are said: "forty two oak street apartment three b springfield illinois six two seven oh four". */
export const spokenStreets: Recogniser = {
  name: 'spoken-streets',
  recognise(view, turns, sink) {
    const streets = markedTokens(view, STREETS);
    if (streets.length === 0) return;
    const runs = spokenRuns(view);
    let next = 0;
    let covered = -1;
    for (const street of streets) {
      if (street <= covered) continue;
      // The last run that ends before the street's ending.
      while (next < runs.length && runs[next]!.last < street) next++;
      const turn = turns.of(street);
      if (view.lower[street] === 'box') {
        covered = box(view, turn, street, runs, next, sink);
        continue;
      }
      let number = next - 1;
      // "forty two fifth street", "twelve o street": a number may be the street's name.
      const last = number >= 0 ? runs[number]! : undefined;
      if (last === undefined || last.first < turn.body) continue;
      if (
        last.last === street - 1 &&
        last.items.length === 1 &&
        number > 0 &&
        runs[number - 1]!.last === last.first - 1
      )
        number--;
      const end = streetAt(view, turn, runs[number]!, street);
      if (end < 0) continue;
      covered = rest(view, turn, runs[number]!.first, end, runs, next, sink);
    }
  },
};

/** End of "number name… ending" where `run` is the number; -1 if it is none. */
function streetAt(view: TextView, turn: Turn, run: SpokenRun, street: number): number {
  const { lower, kind, gap } = view;
  if (run.digits === 0 || run.digits > 6) return -1;
  const names = street - run.last - 1;
  if (names < 1 || names > MOST_NAMES) return -1;
  const worded = run.worded;
  const asked = (turn.answers & Asked.ADDRESS) !== 0;
  const capital = (at: number): boolean => view.caps[at] === Caps.FIRST && at > run.last;
  if (!worded && !asked) return -1;
  for (let at = run.last + 1; at <= street; at++) {
    if (gap[at] !== Gap.SPACE && !(at === street && gap[at] === Gap.SPACE)) return -1;
    if (kind[at] === TokenKind.MARK || (at < street && NOT_NAMES.has(lower[at]!) && !capital(at))) return -1;
  }
  const named = capital(street) && capital(street - 1);
  if (!SURE.has(lower[street]!) && !(named || asked || addressed(view, turn, run.first))) return -1;
  return street;
}

const ADDRESS_CUES = set(
  'address live lives living reside located mailing shipping billing ship deliver moved at',
);
function addressed(view: TextView, turn: Turn, first: number): boolean {
  for (let at = first - 1; at >= Math.max(turn.body, first - 8); at--)
    if (ADDRESS_CUES.has(view.lower[at]!)) return true;
  return false;
}

/** Adds the street with its unit, then what is said of city, state and ZIP after it; the last token covered. */
function rest(
  view: TextView,
  turn: Turn,
  first: number,
  street: number,
  runs: readonly SpokenRun[],
  from: number,
  sink: Sink,
): number {
  const { lower, gap } = view;
  let last = street;
  const direction = last + 1 < turn.end && gap[last + 1] === Gap.SPACE && DIRECTIONS.has(lower[last + 1]!);
  if (direction) last++;
  let at = overMarks(view, turn, last + 1);
  let next = from;
  if (at < turn.end && UNITS.has(lower[at]!)) {
    const unit = at + 1 < turn.end && lower[at + 1] === 'number' ? at + 2 : at + 1;
    while (next < runs.length && runs[next]!.last < unit) next++;
    const run = runs[next];
    if (run !== undefined && run.first === unit) {
      last = unitEnd(view, turn, run);
      next++;
    } else if (
      unit < turn.end &&
      view.kind[unit] !== TokenKind.MARK &&
      (view.end[unit]! - view.start[unit]! <= 3 || view.kind[unit] === TokenKind.CODE)
    )
      last = unit;
  }
  sink.add(view.start[first]!, view.end[last]!, 'LOCATION_ADDRESS', 0.93);
  at = overMarks(view, turn, last + 1);
  // City: of the gazetteer, or up to three words before a state.
  const city = at < turn.end && view.kind[at] === TokenKind.WORD ? placeAt(view, at, turn.end) : undefined;
  if (city !== undefined && (city.kind & (PlaceKind.CITY | PlaceKind.STATE)) !== 0) {
    const isCity = (city.kind & PlaceKind.CITY) !== 0;
    sink.add(view.start[at]!, view.end[city.last]!, isCity ? 'LOCATION_CITY' : 'LOCATION_STATE', 0.85);
    last = city.last;
    at = overMarks(view, turn, last + 1);
    if (isCity) {
      const state =
        at < turn.end && view.kind[at] === TokenKind.WORD ? placeAt(view, at, turn.end) : undefined;
      if (state !== undefined && (state.kind & PlaceKind.STATE) !== 0) {
        sink.add(view.start[at]!, view.end[state.last]!, 'LOCATION_STATE', 0.88);
        last = state.last;
      }
    }
  } else if (city === undefined) {
    for (
      let word = at + 1;
      word < Math.min(turn.end, at + 4) && view.kind[word] === TokenKind.WORD && gap[word] === Gap.SPACE;
      word++
    ) {
      const state = placeAt(view, word, turn.end);
      if (state === undefined || (state.kind & PlaceKind.STATE) === 0) continue;
      if (!NOT_NAMES.has(lower[at]!)) {
        sink.add(view.start[at]!, view.end[word - 1]!, 'LOCATION_CITY', 0.8);
        sink.add(view.start[word]!, view.end[state.last]!, 'LOCATION_STATE', 0.85);
        last = state.last;
      }
      break;
    }
  }
  // ZIP: five or nine digits right after.
  at = overMarks(view, turn, last + 1);
  if (lower[at] === 'zip' || lower[at] === 'zipcode') at++;
  if (lower[at] === 'code' || lower[at] === 'is') at++;
  while (next < runs.length && runs[next]!.last < at) next++;
  const zip = runs[next];
  if (
    zip !== undefined &&
    zip.first === at &&
    at < turn.end &&
    zip.letters === 0 &&
    (zip.digits === 5 || zip.digits === 9)
  ) {
    sink.add(view.start[zip.first]!, view.end[zip.last]!, 'LOCATION_ZIP', 0.92);
    last = zip.last;
  }
  return last;
}

const DIRECTIONS = set('north south east west northeast northwest southeast southwest');

function overMarks(view: TextView, turn: Turn, token: number): number {
  let at = token;
  while (
    at < turn.end &&
    (view.lower[at] === ',' ||
      view.lower[at] === '.' ||
      view.lower[at] === 'in' ||
      view.lower[at] === 'and' ||
      view.lower[at] === 'uh' ||
      view.lower[at] === 'um')
  )
    at++;
  return at;
}

/** "three b", "four oh two", "twelve": the unit's number goes no further than that. */
function unitEnd(view: TextView, turn: Turn, run: SpokenRun): number {
  if (run.digits <= 5) {
    const letter = run.last + 1;
    if (
      letter < turn.end &&
      view.gap[letter] === Gap.SPACE &&
      run.letters === 0 &&
      view.end[letter]! - view.start[letter]! === 1 &&
      /[a-h]/.test(view.lower[letter]!) &&
      !(view.lower[letter] === 'a' && letter + 1 < turn.end && view.kind[letter + 1] === TokenKind.WORD)
    )
      return letter;
    return run.last;
  }
  return run.items[Math.min(run.items.length, 3) - 1]!.last;
}

/** "P O box four five six" */
function box(
  view: TextView,
  turn: Turn,
  token: number,
  runs: readonly SpokenRun[],
  from: number,
  sink: Sink,
): number {
  const { lower } = view;
  let first = token - 1;
  if (lower[first] === '.') first--;
  if (lower[first] === 'o') {
    first--;
    if (lower[first] === '.') first--;
    if (lower[first] !== 'p') return token;
  } else if (lower[first] !== 'po') return token;
  if (first < turn.body) return token;
  let next = from;
  const number = token + 1 < turn.end && lower[token + 1] === 'number' ? token + 2 : token + 1;
  while (next < runs.length && runs[next]!.last < number) next++;
  const run = runs[next];
  if (run === undefined || run.first !== number || run.digits === 0) return token;
  return rest(view, turn, first, run.last, runs, next + 1, sink);
}
