import { foldLetters } from './fold-letters.js';
import { CITIES } from './gazetteers/cities.js';
import { COUNTRIES, US_STATES } from './gazetteers/places.js';
import { LEXICON_WORDS } from './gazetteers/words.js';
import { marksGiven, marksOf } from './word-marks.js';

/** What the lexicon knows of one lower-case word: bits of `LexiconFlag`. */
export const LexiconFlag = {
  GIVEN: 1,
  GIVEN_COMMON: 2,
  FAMILY: 4,
  FAMILY_COMMON: 8,
  /** An everyday English word. */
  EVERYDAY: 16,
  /** A rarer English word. */
  ENGLISH: 32,
  /** First word of a city, state or country of the gazetteer. */
  PLACE_START: 64,
} as const;

export const PlaceKind = { CITY_LARGE: 1, CITY: 2, STATE: 4, COUNTRY: 8 } as const;

/** A word met lately: one object for all its tokens, so that what is found out of a word is found out once. */
export interface KnownWord {
  readonly lower: string;
  /** Without diacritics. */
  readonly folded: string;
  readonly flags: number;
  /** Bits of the groups that it is in: see `markWords`. */
  readonly marks: number;
  /** What the tagger made of it, by capitals and writing. */
  readonly tagged: unknown[];
}

export interface Lexicon {
  /** Before a text is read: words are looked at again if groups of marks came since. */
  refresh(): void;
  /**
   * The known word of the ASCII letters `text[start, end)`, capitals or not; undefined if it was not met lately.
   *
   * @param hash FNV-1a of the lower-case letters
   */
  wordAt(text: string, start: number, end: number, hash: number): KnownWord | undefined;
  /** The known word, made if need be; undefined for one of unusual length. `hash` as for `wordAt`, if it is of ASCII letters. */
  word(lower: string, hash: number | undefined): KnownWord | undefined;
  /** `LexiconFlag` bits of a lower-case word; 0 if it is unknown. */
  flagsOf(word: string): number;
  /** `PlaceKind` bits by lower-case name, words joined by one space. */
  readonly places: ReadonlyMap<string, number>;
}

let loaded: Lexicon | undefined;

/** Shared by all detectors of the thread. Words are indexed by first letters as they come up, so it opens at once. */
export function lexicon(): Lexicon {
  loaded ??= open();
  return loaded;
}

function open(): Lexicon {
  /** Lines by first two letters, as numbers; the last one holds the words that begin otherwise. */
  const lines: string[] = new Array(OTHER + 1).fill('');
  const buckets: (Map<string, number> | undefined)[] = new Array(OTHER + 1).fill(undefined);
  for (const line of LEXICON_WORDS.split('|')) lines[bucketOf(line)] = line;
  let places: Map<string, number> | undefined;
  const flagsOf = (word: string): number => {
    const index = bucketOf(word);
    let bucket = buckets[index];
    if (bucket === undefined) {
      bucket = readBucket(lines[index]!);
      buckets[index] = bucket;
    }
    return bucket.get(index === OTHER ? word : word.slice(2)) ?? 0;
  };
  const met = new Map<string, KnownWord>();
  let marked = marksGiven();
  // The same words by hash, the latest in each place: what is found here needs no string of its own.
  const latest: (KnownWord | undefined)[] = new Array(PLACES).fill(undefined);
  const forget = (): void => {
    met.clear();
    latest.fill(undefined);
  };
  return {
    refresh() {
      if (marked === marksGiven()) return;
      marked = marksGiven();
      forget();
    },
    flagsOf: (word) => met.get(word)?.flags ?? flagsOf(word),
    wordAt(text, start, end, hash) {
      const known = latest[hash & (PLACES - 1)];
      if (known === undefined || known.lower.length !== end - start) return undefined;
      const { lower } = known;
      for (let at = start, index = 0; at < end; at++, index++)
        if ((text.charCodeAt(at) | 0x20) !== lower.charCodeAt(index)) return undefined;
      return known;
    },
    word(lower, hash) {
      if (lower.length > LONGEST) return undefined;
      let known = met.get(lower);
      if (known === undefined) {
        if (met.size >= REMEMBERED) forget();
        const flags = flagsOf(lower);
        known = { lower, folded: foldLetters(lower), flags, marks: marksOf(lower, flags), tagged: [] };
        met.set(lower, known);
      }
      if (hash !== undefined) latest[hash & (PLACES - 1)] = known;
      return known;
    },
    get places() {
      places ??= readPlaces();
      return places;
    },
  };
}

const OTHER = 26 * 26;
/** Words met lately, so that most of a text costs one look-up a word. */
const REMEMBERED = 1 << 15;
const LONGEST = 40;
/** A power of two. */
const PLACES = 1 << 14;

function bucketOf(word: string): number {
  const first = word.charCodeAt(0) - 97;
  const second = word.charCodeAt(1) - 97;
  return first >= 0 && first < 26 && second >= 0 && second < 26 ? first * 26 + second : OTHER;
}

function readBucket(line: string): Map<string, number> {
  const bucket = new Map<string, number>();
  const groups = line.split(';');
  for (let at = 1; at < groups.length; at++) {
    const group = groups[at]!;
    const space = group.indexOf(' ');
    const flags = Number(group.slice(0, space));
    for (const rest of group.slice(space + 1).split(' ')) bucket.set(rest, flags);
  }
  return bucket;
}

function readPlaces(): Map<string, number> {
  const places = new Map<string, number>();
  const place = (name: string, kind: number): void => {
    places.set(name, (places.get(name) ?? 0) | kind);
  };
  const bar = CITIES.indexOf('|');
  for (const name of CITIES.slice(0, bar).split(',')) place(name, PlaceKind.CITY_LARGE | PlaceKind.CITY);
  for (const name of CITIES.slice(bar + 1).split(',')) place(name, PlaceKind.CITY);
  for (const name of Object.values(US_STATES)) place(name, PlaceKind.STATE);
  for (const name of COUNTRIES) place(name, PlaceKind.COUNTRY);
  return places;
}
