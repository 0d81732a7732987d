import { LexiconFlag, lexicon, PlaceKind } from '../lexicon.js';
import type { Recogniser } from '../recogniser.js';
import { Caps, Gap, type TextView, TokenKind } from '../text-view.js';
import { Asked } from '../turns.js';
import { isDigitAt, isWordAt, matchAt } from './match-at.js';

const set = (words: string): ReadonlySet<string> => new Set(words.split(' '));
/** Words for a postal code in the languages of the countries that have them; what ends a phrase. */
const POSTAL_WORDS = set(
  'plz postleitzahl cep eircode postnummer postnr postnumero postinumero kod irányítószám psč psc zip zipcode postcode pincode npa postcodes zipcodes',
);
/** The last words of "post code", "pin code", "code postal", "codice postale", "C.P.". */
const POSTAL_PHRASES: Readonly<Record<string, ReadonlySet<string>>> = {
  code: set('post postal pin zip'),
  postal: set('code código codigo'),
  postale: set('codice'),
  pocztowy: set('kod'),
  p: set('c'),
};
const BETWEEN = set("is : = . , ( ) / - ort no number # the my our it s ' it's code");
/** The code after a word for one: two to five letters and digits, once or twice, with a digit in it. */
const GENERIC =
  /(?:[A-Za-z]{1,2}-)?(?:\d{3,8}|[A-Za-z]{1,2}\d[A-Za-z\d]?|[A-Za-z]\d[\dWw]|\d{2})(?:[ -]?(?:\d[A-Za-z]{2}|[A-Za-z]{2}(?![a-z])|\d{3}|\d{2}|[A-Za-z\d]{4}))?(?![A-Za-z0-9])/y;
const DUTCH = /[1-9]\d{3} ?[A-Z]{2}(?![A-Za-z0-9])/y;
/** Two letters after four digits that count or measure. */
const NOT_DUTCH = set(
  'am pm us uk eu mb gb kb tb km mm cm mg ml kg hp hz ad bc bp hr cc iu rp tv pc vs sa sd ss ft lb oz kw mw',
);
const BRAZIL = /\d{5}-\d{3}(?![\d-])/y;
const POLAND = /\d{2}-\d{3}(?![\d-])/y;
const PORTUGAL = /[1-9]\d{3}-\d{3}(?![\d-])/y;
const JAPAN = /\d{3}-\d{4}(?![\d-])/y;
const SPACED = /\d{3} \d{2,3}(?! ?\d)/y;
const EIRCODE = /[A-Z]\d[\dW] ?[A-Z\d]{4}(?![A-Za-z0-9])/y;
const BRITISH = /[A-Za-z]{1,2}\d[A-Za-z\d]? ?\d[A-Za-z]{2}(?![A-Za-z0-9])/y;
const AUSTRALIAN_STATES = set('nsw vic qld wa sa tas act nt');
/** Countries' letters before a code: "CH-8004", "D-50667". */
const COUNTRY = /^(?:a|b|ch|cz|d|de|dk|e|es|f|fi|fin|fl|fr|i|it|l|li|lu|lt|lv|n|nl|no|p|pl|s|se|si|sk)$/;
/** What is counted with a capital. */
const NO_TOWN = set('euro eur usd gbp chf dkk sek nok pln zar inr mb gb kb kcal rpm mhz ghz');
const YEARLIKE = /^(?:19|20)\d\d$/;

/**
 * Postal codes of countries other than the US beside what tells them: their city ("6850 Dornbirn", "Bengaluru
 * 560034"), their state ("VIC 3011"), a country's letters ("CH-8004"), a word for one ("PLZ:", "CEP", "code postal"),
 * or their own form ("3572 VK Utrecht", "01310-100"). Forms: Universal Postal Union, Postal addressing systems.
 */
export const postalCodes: Recogniser = {
  name: 'postal-codes',
  recognise(view, turns, sink) {
    const { text } = view;
    let covered = 0;
    for (const token of view.numeric) {
      const start = view.start[token]!;
      const size = view.end[token]! - start;
      if (
        start < covered ||
        size > 8 ||
        isWordAt(text, start - 1) ||
        '$€£¥₹#%'.includes(text[start - 1] ?? ' ')
      )
        continue;
      const turn = turns.of(token);
      // A clock in a speaker's tag is no answer.
      const asked = (turn.answers & Asked.ZIP) !== 0 && token >= turn.body;
      const found = codeAt(view, token, asked);
      if (found === undefined) continue;
      sink.add(found.start, found.end, 'LOCATION_ZIP', found.score);
      covered = found.end;
      if (found.city !== undefined) sink.add(found.city[0], found.city[1], 'LOCATION_CITY', 0.8);
      if (found.state !== undefined)
        sink.add(view.start[found.state]!, view.end[found.state]!, 'LOCATION_STATE', 0.92);
    }
  },
};

interface Found {
  readonly start: number;
  readonly end: number;
  readonly score: number;
  /** Offsets. */
  readonly city?: readonly [number, number];
  /** Token. */
  readonly state?: number;
}

function codeAt(view: TextView, token: number, asked: boolean): Found | undefined {
  const { text, lower, gap } = view;
  const start = view.start[token]!;
  const own = view.end[token]!;
  const size = own - start;
  if (asked || cued(view, token)) {
    const british = matchAt(BRITISH, text, start);
    const end = british > 0 ? british : matchAt(GENERIC, text, start);
    if (end >= own && end - start >= 4 && !joins(text, end)) return { start, end, score: 0.93 };
  }
  if (view.kind[token] === TokenKind.CODE) {
    if (size === 3) {
      // "D02 X285" after its place
      const end = matchAt(EIRCODE, text, start);
      if (end > 0 && placeBefore(view, token)) return { start, end, score: 0.9 };
    } else if (size === 6) {
      const end = matchAt(DUTCH, text, start);
      if (end > 0 && cityAfter(view, token, false) >= 0) return { start, end, score: 0.85 };
    }
    return undefined;
  }
  const next = token + 1;
  const after = next < view.count && gap[next] === Gap.SPACE && view.kind[next] === TokenKind.WORD;
  if (size === 4) {
    const state = token - 1;
    if (state >= 0 && gap[token] === Gap.SPACE && AUSTRALIAN_STATES.has(lower[state]!) && !joins(text, own)) {
      const town = state - 1;
      const known = town >= 0 && gap[state] !== Gap.LINE && isTown(view, town);
      if (view.caps[state] === Caps.ALL || known)
        return { start, end: own, score: 0.92, state, ...capitalsBefore(view, state) };
    }
    if (
      after &&
      view.caps[next] === Caps.ALL &&
      view.end[next]! - view.start[next]! === 2 &&
      !NOT_DUTCH.has(lower[next]!)
    ) {
      const end = matchAt(DUTCH, text, start);
      const city = next + 1;
      const opens = token === 0 || gap[token] === Gap.LINE || lower[token - 1] === ',';
      const ends = city >= view.count || gap[city] === Gap.LINE || lower[city] === ',' || lower[city] === '.';
      const named = city < view.count && gap[city] === Gap.SPACE && isCapital(view, city);
      if (
        end > 0 &&
        ((named && (opens || isTown(view, city) || streetBefore(view, token))) || (ends && opens))
      )
        return { start, end, score: 0.9, ...(named ? cityFrom(view, city) : {}) };
    }
    const portugal = matchAt(PORTUGAL, text, start);
    if (portugal > 0 && capitalAfter(view, portugal, token)) return { start, end: portugal, score: 0.97 };
  }
  if (size === 2) {
    const end = matchAt(POLAND, text, start);
    if (end > 0 && capitalAfter(view, end, token)) return { start, end, score: 0.9 };
    return undefined;
  }
  if (size === 3) {
    if (text[start - 1] === '\u3012' || text[start - 2] === '\u3012') {
      const end = matchAt(JAPAN, text, start);
      if (end > 0) return { start, end, score: 0.95 };
    }
    const end = matchAt(SPACED, text, start);
    if (end < 0 || joins(text, end)) return undefined;
    if (end - start === 6) {
      // "114 55 Stockholm"
      const city = cityAfter(view, token + 1, true);
      return city >= 0 ? { start, end, score: 0.88 } : undefined;
    }
    return text[start] !== '0' && placeBefore(view, token) && !countsAfter(view, token + 1)
      ? { start, end, score: 0.75 }
      : undefined;
  }
  if (size === 5) {
    const end = matchAt(BRAZIL, text, start);
    if (end > 0) return { start, end, score: 0.94 };
  }
  if (joins(text, own)) return undefined;
  if (size === 4 || size === 5) {
    const letters = token - 2;
    const led =
      letters >= 0 &&
      lower[token - 1] === '-' &&
      gap[token] === Gap.NONE &&
      gap[token - 1] === Gap.NONE &&
      COUNTRY.test(lower[letters]!) &&
      view.caps[letters] !== Caps.LOWER;
    if (led && after && isCapital(view, next))
      return { start: view.start[letters]!, end: own, score: 0.96, ...cityFrom(view, next) };
    if (after && isCapital(view, next) && text[start - 1] !== '-') {
      const yearlike = YEARLIKE.test(lower[token]!);
      const known = isTown(view, next);
      const opens = token === 0 || gap[token] === Gap.LINE || ',;|('.includes(lower[token - 1]!);
      const street = opens && token > 0 && streetBefore(view, token);
      if (street && (known || !isEveryday(view, next)))
        return { start, end: own, score: 0.9, ...cityFrom(view, next) };
      if (
        opens &&
        !yearlike &&
        (view.flags[next]! & (LexiconFlag.EVERYDAY | LexiconFlag.ENGLISH)) === 0 &&
        !lower[next]!.endsWith('s') &&
        !NO_TOWN.has(lower[next]!) &&
        endsPhrase(view, next)
      )
        return { start, end: own, score: 0.7, ...cityFrom(view, next) };
      if (known && !yearlike && !countsAfter(view, next) && (opens || size === 5))
        return { start, end: own, score: 0.85 };
    }
    // "Auckland 1010", "Perth, WA 6000"
    if (size === 4 && !YEARLIKE.test(lower[token]!) && placeBefore(view, token) && endsPhrase(view, token))
      return { start, end: own, score: 0.7 };
  }
  if (size === 6 && text[start] !== '0' && placeBefore(view, token) && !countsAfter(view, token))
    return { start, end: own, score: 0.93 };
  return undefined;
}

/** True if a number or a code goes on at `end`. */
function joins(text: string, end: number): boolean {
  return isWordAt(text, end) || ('-.,:/'.includes(text[end] ?? ' ') && isDigitAt(text, end + 1));
}

/** True if a word for a postal code stands right before. */
function cued(view: TextView, token: number): boolean {
  const { lower, gap } = view;
  for (let at = token; at > 0 && at > token - 6; ) {
    if (gap[at] === Gap.LINE) return false;
    at--;
    const word = lower[at]!;
    if (POSTAL_WORDS.has(word)) return true;
    const phrase = Object.hasOwn(POSTAL_PHRASES, word) ? POSTAL_PHRASES[word] : undefined;
    if (phrase !== undefined) {
      const one = lower[at - 1] === '.' ? lower[at - 2] : lower[at - 1];
      if (phrase.has(one ?? '')) return true;
    }
    if (!BETWEEN.has(word)) return false;
  }
  return false;
}

function isCapital(view: TextView, token: number): boolean {
  return (
    view.kind[token] === TokenKind.WORD &&
    (view.caps[token] === Caps.FIRST || view.caps[token] === Caps.ALL) &&
    view.end[token]! - view.start[token]! > 2
  );
}

function isEveryday(view: TextView, token: number): boolean {
  return view.flags[token] !== 0 && !isTown(view, token);
}

function isTown(view: TextView, token: number): boolean {
  if (view.kind[token] !== TokenKind.WORD || view.caps[token] === Caps.LOWER) return false;
  const { places } = lexicon();
  const kind = places.get(view.lower[token]!);
  if (kind !== undefined && (kind & PlaceKind.CITY) !== 0) return true;
  const two =
    token + 1 < view.count ? places.get(`${view.lower[token]!} ${view.lower[token + 1]!}`) : undefined;
  return two !== undefined && (two & PlaceKind.CITY) !== 0;
}

/** The known city that begins right after `token`, its token; -1. */
function cityAfter(view: TextView, token: number, known: boolean): number {
  const next = token + 1;
  if (next >= view.count || view.gap[next] !== Gap.SPACE || !isCapital(view, next)) return -1;
  return !known || isTown(view, next) ? next : -1;
}

/** True if a known place ends right before the token: "Mumbai 400053", "Bengaluru - 560034", "Perth, WA 6000". */
function placeBefore(view: TextView, token: number): boolean {
  const { lower, gap, kind } = view;
  let at = token - 1;
  if (at < 0 || gap[token] === Gap.LINE) return false;
  if (kind[at] === TokenKind.MARK && '-\u2013,('.includes(lower[at]!)) at--;
  if (at < 0 || kind[at] !== TokenKind.WORD || view.caps[at] === Caps.LOWER) return false;
  const { places } = lexicon();
  if (view.caps[at] === Caps.ALL && AUSTRALIAN_STATES.has(lower[at]!)) return true;
  if (places.has(lower[at]!)) return true;
  return at > 0 && gap[at] === Gap.SPACE && places.has(`${lower[at - 1]!} ${lower[at]!}`);
}

/** True if a house number ends the line or clause before: "Hauptstr. 12, 6850 …". */
function streetBefore(view: TextView, token: number): boolean {
  for (let at = token - 1; at >= 0 && at >= token - 3; at--) {
    if (view.kind[at] === TokenKind.NUMBER || view.kind[at] === TokenKind.CODE)
      return view.end[at]! - view.start[at]! <= 4;
  }
  return false;
}

function capitalAfter(view: TextView, end: number, token: number): boolean {
  for (let at = token + 1; at < Math.min(view.count, token + 5); at++)
    if (view.start[at]! >= end) return view.gap[at] === Gap.SPACE && isCapital(view, at);
  return false;
}

/** The capitalised words from `token` as a city. */
function cityFrom(view: TextView, token: number): { readonly city: readonly [number, number] } {
  let last = token;
  while (
    last + 1 < view.count &&
    last - token < 2 &&
    view.gap[last + 1] === Gap.SPACE &&
    isCapital(view, last + 1) &&
    isEveryday(view, last + 1) === false
  )
    last++;
  return { city: [view.start[token]!, view.end[last]!] };
}

/** "Footscray" of "Footscray VIC 3011". */
function capitalsBefore(view: TextView, state: number): { readonly city?: readonly [number, number] } {
  const last = state - 1;
  if (last < 0 || view.gap[state] !== Gap.SPACE || !isCapital(view, last) || isEveryday(view, last))
    return {};
  return { city: [view.start[last]!, view.end[last]!] };
}

function endsPhrase(view: TextView, token: number): boolean {
  const next = token + 1;
  if (next >= view.count || view.gap[next] === Gap.LINE) return true;
  return (
    view.kind[next] === TokenKind.MARK &&
    ',.;)|'.includes(view.lower[next]!) &&
    view.gap[next + 1] !== Gap.NONE
  );
}

/** True if a small word in the plural follows: "2000 London bus drivers". */
function countsAfter(view: TextView, token: number): boolean {
  const next = token + 1;
  return (
    next < view.count &&
    view.gap[next] === Gap.SPACE &&
    view.kind[next] === TokenKind.WORD &&
    view.caps[next] === Caps.LOWER
  );
}
