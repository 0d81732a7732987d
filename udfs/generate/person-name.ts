import { replaceCharacters } from './characters.js';
import { NAMES_BY_SCRIPT, type ScriptNames } from './data/names-by-script.js';
import { pick } from './draw.js';
import type { Generator, GeneratorContext } from './generator.js';
import { inCaseOf } from './letter-case.js';
import { familyNames, givenNames } from './name-pools.js';
import { spelled } from './spelling.js';

const WORD = /[\p{L}\p{M}]+(?:['\u2019][\p{L}\p{M}]+)*/gu;
const words = (list: string): ReadonlySet<string> => new Set(list.split(' '));
const TITLES = words(
  'mr mrs ms miss mx dr doctor prof professor sir madam dame lord lady rev reverend father sister brother judge sgt capt captain lt col maj gen officer nurse herr frau señor señora sr sra mme monsieur madame',
);
const SUFFIXES = words('jr sr ii iii iv md phd esq dds rn np dvm cpa mba');
/** Small words within a family name; the new name has none. */
const PARTICLES = words(
  'de la las los del der den van von vom zu zur ter ten te di da dos das do du le el al bin ibn bint abu st san santa della dello dei',
);

/**
 * Word by word, so that "Jordan Miles", "Jordan", "Mr Miles" and jordan.miles@… share their new names; initials become
 * other initials, spelled names are spelled. Drawn by the names' weights in the US census, in the script of the original
 * where there is a list for it.
 */
export const givenName: Generator = (value, context) => named(value, context, 'given');
export const familyName: Generator = (value, context) => named(value, context, 'family');
/** A whole name: the last word as a family name, or the first if a comma follows it; the others as given names. */
export const wholeName: Generator = (value, context) => named(value, context, 'whole');

type Part = 'given' | 'family' | 'whole';

function named(value: string, context: GeneratorContext, part: Part): string {
  const letters = spelled(value);
  if (letters !== undefined)
    return letters.write(
      part === 'family' ? newFamily(letters.word, context) : newGiven(letters.word, context),
    );
  const found = [...value.matchAll(WORD)];
  if (found.length === 0) return replaceCharacters(value, context.draw('name', value));
  if (found.length === 1) {
    const [word] = found[0]!;
    if (part === 'whole') {
      const names = namesOf(word);
      if (names?.joined === true && word.length > 1)
        return value.replace(word, () => newFamily(word[0]!, context) + newGiven(word.slice(1), context));
    }
    const fresh = part === 'family' ? newFamily(word, context) : newGiven(word, context);
    return value.slice(0, found[0]!.index) + fresh + value.slice(found[0]!.index + word.length);
  }
  return severalWords(value, found, context, part);
}

function severalWords(
  value: string,
  found: readonly RegExpExecArray[],
  context: GeneratorContext,
  part: Part,
): string {
  let last = found.length - 1;
  while (last > 0 && SUFFIXES.has(found[last]![0].toLowerCase())) last--;
  let first = 0;
  while (first < last && TITLES.has(found[first]![0].toLowerCase())) first++;
  const comma = value.indexOf(',');
  const familyFirst = part === 'whole' && comma > found[first]!.index && comma < found[last]!.index;
  let out = '';
  let at = 0;
  for (let index = 0; index < found.length; index++) {
    const match = found[index]!;
    const word = match[0];
    const isFamily =
      part === 'family' ||
      (part === 'whole' && (familyFirst ? match.index < comma : index === last && index > first));
    // A particle with its space goes: "de la Cruz" and "Cruz" are one name.
    const isParticle = index < last && (part === 'family' || index > first);
    if (isParticle && PARTICLES.has(word.toLowerCase())) {
      out += value.slice(at, match.index);
      at = match.index + word.length;
      while (at < value.length && /[ '\u2019-]/.test(value[at]!)) at++;
      continue;
    }
    const kept = index < first || index > last;
    out += value.slice(at, match.index);
    out += kept ? word : isFamily ? newFamily(word, context) : newGiven(word, context);
    at = match.index + word.length;
  }
  return out + value.slice(at);
}

export function newGiven(word: string, context: GeneratorContext): string {
  return other(word, 'given', context);
}

export function newFamily(word: string, context: GeneratorContext): string {
  return other(word, 'family', context);
}

function other(word: string, part: 'given' | 'family', context: GeneratorContext): string {
  const possessive = /['\u2019]s$/iu.exec(word)?.[0];
  if (possessive !== undefined && word.length > possessive.length)
    return other(word.slice(0, -possessive.length), part, context) + possessive;
  const folded = foldName(word);
  const draw = context.draw(
    `${part}-name`,
    context.metadata.is_consistency_case_sensitive === true ? `${folded}\u0000${word}` : folded,
  );
  const names = namesOf(word);
  if ([...word].length === 1 && names === undefined) {
    const letter = String.fromCharCode(97 + draw.below(26));
    const fresh = letter === folded ? String.fromCharCode(97 + ((letter.charCodeAt(0) - 96) % 26)) : letter;
    return word === word.toLowerCase() ? fresh : fresh.toUpperCase();
  }
  let next: () => string;
  if (names !== undefined) next = () => pick(draw, names[part]);
  else if (part === 'family') next = () => familyNames().byWeight(draw);
  else {
    const known = givenNames();
    const gender = context.metadata.preserve_gender === true ? known.genders.get(folded) : undefined;
    const pool = gender === undefined ? known.all : known.of[gender];
    next = () => pool.byWeight(draw);
  }
  let name = next();
  while (foldName(name) === folded) name = next();
  return inCaseOf(word, name);
}

/** Without case, accents and apostrophes: "O'Donnell" and odonnell@…, "José" and jose@… are one name. */
function foldName(word: string): string {
  const lower = word.toLowerCase();
  if (/^[a-z]+$/.test(lower)) return lower;
  const bare = lower.replace(/['\u2019]/g, '');
  return /\p{Script=Latin}/u.test(bare)
    ? bare.normalize('NFD').replace(/\p{M}/gu, '')
    : bare.normalize('NFC');
}

/** The names of the word's script; undefined for Latin and for scripts without a list. */
function namesOf(word: string): ScriptNames | undefined {
  if (word.charCodeAt(0) < 0x370) return undefined;
  return NAMES_BY_SCRIPT.find(({ script }) => script.test(word));
}
