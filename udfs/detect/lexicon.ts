import { CITIES } from './gazetteers/cities.js';
import { ENGLISH_WORDS } from './gazetteers/english-words.js';
import { FAMILY_NAMES } from './gazetteers/family-names.js';
import { GIVEN_NAMES } from './gazetteers/given-names.js';
import { COUNTRIES, US_STATES } from './gazetteers/places.js';

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
  /** Flags by lower-case word. */
  readonly words: ReadonlyMap<string, number>;
  /** `PlaceKind` bits by lower-case name, words joined by one space. */
  readonly places: ReadonlyMap<string, number>;
}

let loaded: Lexicon | undefined;

/** Built at the first call (some 25 ms), then shared by all detectors of the thread. */
export function lexicon(): Lexicon {
  loaded ??= build();
  return loaded;
}

function build(): Lexicon {
  const words = new Map<string, number>();
  const places = new Map<string, number>();
  const add = (list: string, separator: string, common: number, other: number): void => {
    const bar = list.indexOf('|');
    for (const word of list.slice(0, bar).split(separator)) words.set(word, (words.get(word) ?? 0) | common);
    for (const word of list.slice(bar + 1).split(separator)) words.set(word, (words.get(word) ?? 0) | other);
  };
  const { GIVEN, GIVEN_COMMON, FAMILY, FAMILY_COMMON, EVERYDAY, ENGLISH, PLACE_START } = LexiconFlag;
  add(ENGLISH_WORDS, ' ', EVERYDAY, ENGLISH);
  add(GIVEN_NAMES, ' ', GIVEN | GIVEN_COMMON, GIVEN);
  add(FAMILY_NAMES, ' ', FAMILY | FAMILY_COMMON, FAMILY);
  const place = (name: string, kind: number): void => {
    places.set(name, (places.get(name) ?? 0) | kind);
    const first = /^[\p{L}\p{M}]+/u.exec(name)?.[0] ?? name;
    words.set(first, (words.get(first) ?? 0) | PLACE_START);
  };
  const bar = CITIES.indexOf('|');
  for (const name of CITIES.slice(0, bar).split(',')) place(name, PlaceKind.CITY_LARGE | PlaceKind.CITY);
  for (const name of CITIES.slice(bar + 1).split(',')) place(name, PlaceKind.CITY);
  for (const name of Object.values(US_STATES)) place(name, PlaceKind.STATE);
  for (const name of COUNTRIES) place(name, PlaceKind.COUNTRY);
  return { words, places };
}
