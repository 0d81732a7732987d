import { replaceCharacters } from './characters.js';
import { NEW_STREETS } from './data/streets.js';
import { type Draw, pick } from './draw.js';
import type { Generator } from './generator.js';
import { inCaseOf, likeWord } from './letter-case.js';
import { familyNames } from './name-pools.js';
import { ordinalInWords, ordinalSuffix } from './number-in-date.js';
import { TEEN_WORDS, TEENS, TENS, TENS_WORDS, UNIT_WORDS, UNITS } from './number-words.js';

const words = (list: string): ReadonlySet<string> => new Set(list.split(' '));
/** Kinds of unit and direction. */
const UNITS_OF = words(
  'apt apartment unit suite ste floor fl room rm bldg building lot trailer north south east west',
);
/** Kinds of street; they stay behind a name. */
const KINDS = words(
  'street st avenue ave av blvd boulevard drive dr road rd lane ln court ct place pl terrace ter circle cir highway hwy parkway pkwy trail trl square sq alley way loop plaza row walk run ridge point crossing path view park hill cove landing green close crescent mews gardens expressway freeway turnpike route straße strasse platz weg allee',
);
/** What may stand before the name or number: directions, units, kinds of street of other languages, small words. */
const LEADING = words(
  'n s e w ne nw se sw north south east west apt apartment unit suite ste floor fl room rm bldg building lot trailer po p o box pmb rr no rue avenue avenida calle via piazza plaza rua carrer chemin allée quai boulevard de la du des le les el los las del della di am an der dem zum zur c/o attn post office rural highway hwy route rt county state interstate us double triple hundred thousand oh the and',
);
const KEPT: ReadonlySet<string> = new Set([...KINDS, ...LEADING]);
const COMPOUND = /(straße|strasse|str|platz|weg|gasse|allee|straat|laan|gatan|vägen|ring|damm)$/i;
const ORDINAL_WORDS = Array.from({ length: 20 }, (_, at) => ordinalInWords(at, ' '));

/** New house number, street name and unit, written or spoken; the kinds of street and unit stay. */
export const street: Generator = (value, context) => {
  const draw = context.draw('street-address', value.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' '));
  let named = false;
  return value
    .replace(/\d+(?:st|nd|rd|th)\b|[\p{L}\p{M}\p{N}'\u2019]+/giu, (part, offset: number) => {
      if (/^\d+(?:st|nd|rd|th)$/i.test(part)) {
        const n = 1 + draw.below(99);
        named = true;
        return `${n}${inCaseOf(part.replace(/\d/g, ''), ordinalSuffix(n))}`;
      }
      if (/\d/.test(part)) return replaceCharacters(part, draw);
      const lower = part.toLowerCase();
      const number = named ? undefined : otherNumberWord(lower, draw);
      if (number !== undefined) return likeWord(part, number);
      if (ORDINAL_WORDS.indexOf(lower) > 0) {
        named = true;
        return likeWord(part, ORDINAL_WORDS[1 + draw.below(19)]!);
      }
      const before = value.slice(Math.max(0, offset - 14), offset);
      const afterUnit =
        /(?:apt|apartment|unit|suite|ste|floor|fl|room|rm|bldg|building|lot|trailer|box|#)\.?\s*$/i.test(
          before,
        );
      if (afterUnit) {
        const spoken = otherNumberWord(lower, draw);
        if (spoken !== undefined) return likeWord(part, spoken);
        if (part.length <= 2) return replaceCharacters(part, draw);
      }
      // "Oak Ridge Rd": only the last of several kinds is the kind, the others are part of the name.
      const next = /^[. ]+([\p{L}]+)/u
        .exec(value.slice(offset + part.length, offset + part.length + 40))?.[1]
        ?.toLowerCase();
      const inner =
        named &&
        lower.length > 2 &&
        next !== undefined &&
        KEPT.has(next) &&
        next.length > 1 &&
        !UNITS_OF.has(next);
      const rest = value.slice(offset + part.length);
      if (!named && LEADING.has(lower) && leads(lower, rest)) return part;
      if (named && KEPT.has(lower) && !inner) return part;
      if (named) return '\u0000';
      named = true;
      const compound = COMPOUND.exec(lower)?.[0] ?? '';
      if (compound !== '' && lower.length > compound.length + 2)
        return part.slice(0, 1) === part.slice(0, 1).toLowerCase()
          ? (streetName(draw, lower) + compound).toLowerCase()
          : streetName(draw, lower) + part.slice(-compound.length);
      return inCaseOf(part, streetName(draw, lower));
    })
    .replace(/[\s-]{0,4}\u0000/g, '');
};

/** Whether a word that may stand before a name or number does: "Highway 61", "N Oak St", "Rue de la Paix", not "Park Ave". */
function leads(word: string, rest: string): boolean {
  const after = (rest.match(/[\p{L}\p{M}\p{N}]+/gu) ?? []).slice(0, 6);
  if (after.length === 0) return word.length <= 2;
  if (UNITS_OF.has(word) && /^(?:\d|\p{L}{1,2}$)/u.test(after[0]!)) return true;
  if (/^\d/.test(after[0]!)) return true;
  return (
    after.some((other) => !KEPT.has(other.toLowerCase())) ||
    word.length === 1 ||
    /^(?:po|box|post|rr)$/.test(word)
  );
}

function otherNumberWord(lower: string, draw: Draw): string | undefined {
  if ((UNITS.get(lower) ?? 0) > 0) return UNIT_WORDS[1 + draw.below(9)]!;
  if (TEENS.has(lower)) return TEEN_WORDS[draw.below(10)]!;
  if (TENS.has(lower)) return TENS_WORDS[draw.below(8)]!;
  return undefined;
}

/** A tree, a bird, a stone, or a family name. */
function streetName(draw: Draw, old: string): string {
  for (;;) {
    const name = draw.below(3) === 0 ? pick(draw, NEW_STREETS) : familyNames().evenly(draw);
    if (name.toLowerCase() !== old) return name;
  }
}
