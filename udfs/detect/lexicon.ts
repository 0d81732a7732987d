import { CITIES } from './gazetteers/cities.js';
import { COUNTRIES, US_STATES } from './gazetteers/places.js';
import { LEXICON_WORDS } from './gazetteers/words.js';

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

export interface Lexicon {
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
  const remembered = new Map<string, number>();
  return {
    flagsOf(word) {
      const known = remembered.get(word);
      if (known !== undefined) return known;
      const index = bucketOf(word);
      let bucket = buckets[index];
      if (bucket === undefined) {
        bucket = readBucket(lines[index]!);
        buckets[index] = bucket;
      }
      const flags = bucket.get(index === OTHER ? word : word.slice(2)) ?? 0;
      if (remembered.size >= REMEMBERED) remembered.clear();
      if (word.length <= LONGEST) remembered.set(word, flags);
      return flags;
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
