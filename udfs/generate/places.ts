import { COUNTRIES, US_STATES } from '../detect/gazetteers/places.js';
import { fillDigits, randomDigits, replaceCharacters } from './characters.js';
import { NEW_CITIES } from './data/cities.js';
import { NEW_STREETS } from './data/streets.js';
import { type Draw, pick } from './draw.js';
import type { Generator } from './generator.js';
import { inCaseOf } from './letter-case.js';

let cities: readonly string[] | undefined;
const ABBREVIATIONS = Object.keys(US_STATES).slice(0, 51);
const STATES = ABBREVIATIONS.map((abbreviation) => titled(US_STATES[abbreviation]!));
const ABBREVIATION_OF: ReadonlyMap<string, string> = new Map(
  Object.entries(US_STATES).map(([short, name]) => [name, short]),
);
/** Kinds of street, unit and direction. */
const UNITS = new Set(
  'apt apartment unit suite ste floor fl room rm bldg building lot trailer north south east west'.split(' '),
);
const KEPT = new Set(
  'street st avenue ave av blvd boulevard drive dr road rd lane ln court ct place pl terrace ter circle cir highway hwy parkway pkwy trail trl square sq alley way loop plaza row walk run ridge point crossing path view park hill cove landing green apt apartment unit suite ste floor fl room rm bldg building lot trailer po p o box n s e w ne nw se sw north south east west no'.split(
    ' ',
  ),
);

export const city: Generator = (value, context) => {
  cities ??= NEW_CITIES.split(',');
  return inCaseOf(value, pick(context.draw('city', value.toLowerCase()), cities));
};

export const state: Generator = (value, context) => {
  // "WA" and "Washington" are one state.
  const written = value.toLowerCase();
  const old = value.length === 2 ? value.toUpperCase() : (ABBREVIATION_OF.get(written) ?? written);
  const draw = context.draw('state', old);
  let index = draw.below(ABBREVIATIONS.length);
  if (ABBREVIATIONS[index] === old) index = (index + 1) % ABBREVIATIONS.length;
  return inCaseOf(value, value.length === 2 ? ABBREVIATIONS[index]! : STATES[index]!);
};

export const country: Generator = (value, context) =>
  inCaseOf(value, titled(pick(context.draw('country', value.toLowerCase()), COUNTRIES)));

/** US codes get a first part between 010 and 994; others keep their pattern of letters and digits. */
export const zip: Generator = (value, context) => {
  const draw = context.draw('zip', value.toLowerCase());
  const digits = value.replace(/\D/g, '');
  if (/[A-Za-z]/.test(value) || (digits.length !== 5 && digits.length !== 9))
    return replaceCharacters(value, draw);
  return fillDigits(
    value,
    String(10 + draw.below(985)).padStart(3, '0') + randomDigits(draw, digits.length - 3),
  );
};

/** New house number, street name and unit; the kinds of street and unit stay. */
export const streetAddress: Generator = (value, context) => {
  const draw = context.draw('street-address', value.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' '));
  let named = false;
  return value
    .replace(/\d+(?:st|nd|rd|th)\b|[\p{L}\p{M}\p{N}'\u2019]+/giu, (part, offset: number) => {
      if (/^\d+(?:st|nd|rd|th)$/i.test(part)) return ordinal(1 + draw.below(99));
      if (/\d/.test(part)) return replaceCharacters(part, draw);
      const lower = part.toLowerCase();
      const afterUnit =
        /(?:apt|apartment|unit|suite|ste|floor|fl|room|rm|bldg|building|lot|trailer|#)\.?\s*$/i.test(
          value.slice(0, offset),
        );
      if (afterUnit && part.length <= 2) return replaceCharacters(part, draw);
      // "Oak Ridge Rd": only the last of several kinds is the kind, the others are part of the name.
      const next = /^[. ]+([\p{L}]+)/u.exec(value.slice(offset + part.length))?.[1]?.toLowerCase();
      const inner =
        named &&
        lower.length > 2 &&
        next !== undefined &&
        KEPT.has(next) &&
        next.length > 1 &&
        !UNITS.has(next);
      if (KEPT.has(lower) && !inner && (named || offset > 0 || lower.length <= 2)) return part;
      if (named) return '\u0000';
      named = true;
      return inCaseOf(part, street(draw, lower));
    })
    .replace(/\s*\u0000/g, '');
};

function street(draw: Draw, old: string): string {
  let name = pick(draw, NEW_STREETS);
  while (name.toLowerCase() === old) name = pick(draw, NEW_STREETS);
  return name;
}

function ordinal(n: number): string {
  const last = n % 100;
  if (last >= 11 && last <= 13) return `${n}th`;
  return `${n}${['th', 'st', 'nd', 'rd'][n % 10] ?? 'th'}`;
}

function titled(name: string): string {
  return name
    .replace(/(?:^|[ -])\p{Ll}/gu, (start) => start.toUpperCase())
    .replace(/ (Of|And) /g, (word) => word.toLowerCase());
}
