import { US_STATES } from '../gazetteers/places.js';
import type { Recogniser } from '../recogniser.js';
import { Caps, Gap, markedTokens, type TextView, TokenKind } from '../text-view.js';
import { Asked } from '../turns.js';
import { markWords } from '../word-marks.js';
import { cueAfter, cueBefore } from './cues.js';
import { isDigitAt, isWordAt, matchAt } from './match-at.js';

const set = (words: string): ReadonlySet<string> => new Set(words.split(' '));
/** USPS Publication 28 street suffixes, the usual ones, in full and abbreviated. */
const SUFFIX_FULL = set(
  'street avenue boulevard drive road lane court place terrace circle highway parkway trail square alley crescent plaza pike turnpike expressway causeway esplanade close gardens grove heights hollow mews',
);
const SUFFIX_SHORT = set(
  'st ave av blvd dr rd ln ct pl ter terr cir hwy pkwy trl sq aly cres plz tpke expy row walk run loop way ridge point pt crossing xing bend path pass view park hill cove landing green glen bluff commons creek canyon mall',
);
const UNIT =
  /,?\s{0,2}(?:(?:apt|apartment|unit|suite|ste|floor|fl|room|rm|bldg|building|lot|trailer)\.?\s{0,2}#?\s?[A-Za-z0-9][A-Za-z0-9-]{0,5}|#\s?[A-Za-z0-9][A-Za-z0-9-]{0,5}|\d{1,2}(?:st|nd|rd|th)\s(?:floor|fl))(?![A-Za-z0-9])/iy;
const PO_BOX = /p\.?\s?o\.?\s?box\s{1,2}#?\d{1,8}/iy;
/** Words that tell of an address or a part of one without a number before it. */
const WITHOUT_NUMBER = markWords([...SUFFIX_FULL, ...set('p po apt apartment unit suite')]);
const DIRECTION = set('n s e w ne nw se sw north south east west northeast northwest southeast southwest');
const ORDINAL = /^\d{1,3}(?:st|nd|rd|th)$/;
const ZIP_CUES = set('zip zipcode postal postcode zips');
const ZIP = /\d{5}(?:[-\u2011\u2013]\d{4})?/y;
const UK = /[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}(?![A-Za-z0-9])/y;
const CANADA = /[ABCEGHJ-NPRSTVXY]\d[A-Z][ -]?\d[A-Z]\d(?![A-Za-z0-9])/y;
const ADDRESS_CUES = set(
  'address street live lives living reside located mailing shipping billing ship deliver delivered moved apartment apt',
);
const IN = set('in on at to near off of from');
const NOT_STREET = set('the a an my your our this that and or to in on at from for with is was of');

/** Street addresses with unit and PO boxes; ZIP and other postal codes with their context. */
export const postalAddress: Recogniser = {
  name: 'postal-address',
  recognise(view, turns, sink) {
    const { text } = view;
    let covered = 0;
    for (const token of view.numeric) {
      const start = view.start[token]!;
      if (isWordAt(text, start - 1) || start < covered) continue;
      if (view.kind[token] === TokenKind.CODE && view.caps[token] !== Caps.LOWER) {
        const end = Math.max(matchAt(UK, text, start), matchAt(CANADA, text, start));
        if (end > 0 && text[start - 1] !== '\u2026' && text[start - 1] !== '*') {
          sink.add(start, end, 'LOCATION_ZIP', 0.88);
          continue;
        }
      }
      const street = streetEnd(view, token);
      if (street > 0) {
        const unit = matchAt(UNIT, text, street);
        const end = unit > 0 ? unit : street;
        sink.add(start, end, 'LOCATION_ADDRESS', 0.96);
        covered = end;
        continue;
      }
      if (view.kind[token] !== TokenKind.NUMBER) continue;
      const asked = turns.of(token).answers;
      if ((asked & Asked.ADDRESS) !== 0 && view.end[token]! - start <= 6) {
        // "19 Laurel" in answer to a question for the address.
        const last = capitalRun(view, token + 1, 4);
        if (last > token) {
          const unit = matchAt(UNIT, text, view.end[last]!);
          const end = unit > 0 ? unit : view.end[last]!;
          sink.add(start, end, 'LOCATION_ADDRESS', 0.75);
          covered = end;
          continue;
        }
      }
      const zip = view.end[token]! - start === 5 ? matchAt(ZIP, text, start) : -1;
      if (
        zip < 0 ||
        isWordAt(text, zip) ||
        (text[zip] === '-' && isDigitAt(text, zip + 1)) ||
        text[start - 1] === '-' ||
        text[start - 1] === '$' ||
        text[start - 1] === '#'
      )
        continue;
      const score = zipScore(view, token, zip - start > 5, asked);
      if (score > 0) {
        sink.add(start, zip, 'LOCATION_ZIP', score);
        covered = zip;
      }
    }
    for (const token of markedTokens(view, WITHOUT_NUMBER)) {
      const word = view.lower[token]!;
      if (word === 'p' || word === 'po') {
        const end = matchAt(PO_BOX, text, view.start[token]!);
        if (end > 0) sink.add(view.start[token]!, end, 'LOCATION_ADDRESS', 0.95);
      } else if (
        (word === 'apt' || word === 'apartment' || word === 'unit' || word === 'suite') &&
        cueBefore(view, token, ADDRESS_CUES, 10)
      ) {
        const end = matchAt(UNIT, text, view.start[token]!);
        if (end > 0 && /\d/.test(text.slice(view.start[token]!, end)))
          sink.add(view.start[token]!, end, 'LOCATION_ADDRESS', 0.6);
      } else if (
        SUFFIX_FULL.has(word) &&
        view.caps[token] === Caps.FIRST &&
        token > 0 &&
        view.caps[token - 1] === Caps.FIRST &&
        view.gap[token] === Gap.SPACE &&
        word !== 'court' &&
        word !== 'place' &&
        word !== 'square'
      ) {
        // A street without its number: "on Laurel Street".
        let first = token - 1;
        while (
          first > 0 &&
          token - first < 4 &&
          view.gap[first] === Gap.SPACE &&
          view.caps[first - 1] === Caps.FIRST &&
          view.kind[first - 1] === TokenKind.WORD &&
          !NOT_STREET.has(view.lower[first - 1]!)
        )
          first--;
        const placed = first > 0 && IN.has(view.lower[first - 1]!);
        if (!NOT_STREET.has(view.lower[first]!))
          sink.add(view.start[first]!, view.end[token]!, 'LOCATION_ADDRESS', placed ? 0.65 : 0.5);
      }
    }
  },
};

/** End of "number [direction] name… suffix [direction]" that begins at the number `token`, or -1. */
function streetEnd(view: TextView, token: number): number {
  const { text } = view;
  const number = view.end[token]! - view.start[token]!;
  if (
    number > 7 ||
    (view.kind[token] === TokenKind.CODE &&
      !/^\d{1,6}[A-Za-z]$/.test(text.slice(view.start[token]!, view.end[token]!)))
  )
    return -1;
  let at = token + 1;
  // "12-34 Main Street", "12 1/2 Main Street"
  if (at + 1 < view.count && view.lower[at] === '-' && view.kind[at + 1] === TokenKind.NUMBER) at += 2;
  let names = 0;
  let capitals = 0;
  const limit = Math.min(view.count, at + 7);
  while (at < limit && view.gap[at] === Gap.SPACE) {
    const lower = view.lower[at]!;
    const kind = view.kind[at]!;
    if (kind === TokenKind.MARK) return -1;
    const full = SUFFIX_FULL.has(lower);
    const short = SUFFIX_SHORT.has(lower);
    if ((full || short) && (names > 0 || lower === 'highway' || lower === 'hwy')) {
      const capital = view.caps[at] !== Caps.LOWER;
      // "3 hours on the road": a lower-case street needs a full suffix and no small words before it.
      if (full ? capitals > 0 || names <= 2 : capital || (capitals > 0 && lower.length <= 4)) {
        let last = at;
        // "5 Park View Road": a suffix may be part of the name of the street.
        while (
          last + 1 < limit &&
          view.gap[last + 1] === Gap.SPACE &&
          (SUFFIX_FULL.has(view.lower[last + 1]!) || SUFFIX_SHORT.has(view.lower[last + 1]!)) &&
          view.caps[last + 1] !== Caps.LOWER
        )
          last++;
        let end = view.end[last]!;
        if (text[end] === '.' && view.end[last]! - view.start[last]! <= 4) {
          const sentence =
            last + 2 < view.count && view.gap[last + 2] === Gap.SPACE && view.caps[last + 2] !== Caps.LOWER;
          if (!sentence && last + 2 < view.count && view.gap[last + 2] !== Gap.LINE) end++;
        }
        if (
          last + 1 < view.count &&
          view.gap[last + 1] === Gap.SPACE &&
          DIRECTION.has(view.lower[last + 1]!) &&
          view.caps[last + 1] !== Caps.LOWER
        )
          end = view.end[last + 1]!;
        if (
          (lower === 'highway' || lower === 'hwy') &&
          last + 1 < view.count &&
          view.kind[last + 1] === TokenKind.NUMBER
        )
          end = view.end[last + 1]!;
        return end;
      }
    }
    if (NOT_STREET.has(lower) && lower !== 'the' && lower !== 'of') return -1;
    if (kind === TokenKind.NUMBER) return -1;
    if (kind === TokenKind.CODE && !ORDINAL.test(lower)) return -1;
    if (view.caps[at] !== Caps.LOWER || ORDINAL.test(lower)) capitals++;
    names++;
    at++;
    if (at < limit && view.lower[at] === '.' && view.gap[at] === Gap.NONE) at++; // "88 N. Harbor Dr", "5 St. James Road"
  }
  return -1;
}

function capitalRun(view: TextView, from: number, most: number): number {
  let last = from - 1;
  for (let at = from; at < Math.min(view.count, from + most); at++) {
    const named =
      view.kind[at] === TokenKind.WORD
        ? view.caps[at] !== Caps.LOWER
        : view.kind[at] === TokenKind.CODE && ORDINAL.test(view.lower[at]!);
    if (!named || view.gap[at] !== Gap.SPACE) break;
    last = at;
  }
  return last;
}

function zipScore(view: TextView, token: number, plusFour: boolean, asked: number): number {
  const before = token - 1;
  const state =
    before >= 0 && view.gap[token] === Gap.SPACE
      ? stateBefore(view, view.lower[before] === ',' || view.lower[before] === '.' ? before - 1 : before)
      : false;
  if (state) return 0.97;
  if (cueBefore(view, token, ZIP_CUES, 6) || cueAfter(view, token, ZIP_CUES, 3)) return 0.95;
  if ((asked & Asked.ZIP) !== 0) return 0.93;
  if (plusFour) return 0.8;
  if ((asked & (Asked.ADDRESS | Asked.CITY | Asked.STATE)) !== 0) return 0.85;
  if (cueBefore(view, token, ADDRESS_CUES, 14)) return 0.6;
  // "Jordan Miles, 07001."
  if (before > 0 && view.lower[before] === ',' && view.caps[before - 1] === Caps.FIRST) return 0.6;
  return 0;
}

function stateBefore(view: TextView, token: number): boolean {
  if (token < 0 || view.kind[token] !== TokenKind.WORD) return false;
  const written = view.text.slice(view.start[token]!, view.end[token]!);
  if (Object.hasOwn(US_STATES, written)) return true;
  return STATE_LAST_WORDS.has(view.lower[token]!) && view.caps[token] !== Caps.LOWER;
}

const STATE_LAST_WORDS = new Set(Object.values(US_STATES).map((name) => name.split(' ').at(-1)!));
