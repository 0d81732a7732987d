import { NEW_FAMILY_NAMES } from './data/family-names.js';
import { NEW_GIVEN_NAMES } from './data/given-names.js';
import { pick } from './draw.js';
import type { Generator, GeneratorContext } from './generator.js';
import { inCaseOf } from './letter-case.js';

let given: readonly string[] | undefined;
let family: readonly string[] | undefined;

const WORD = /[\p{L}\p{M}]+(?:['\u2019][\p{L}\p{M}]+)*/gu;

/**
 * Word by word, so that "Jordan Miles", "Jordan" and "Mr Miles" share their new names; initials become other
 * initials. Names are drawn without regard to gender.
 */
export const givenName: Generator = (value, context) => byWord(value, context, newGiven);
export const familyName: Generator = (value, context) => byWord(value, context, newFamily);

/** A whole name: the last word as a family name, the others as given names. */
export const wholeName: Generator = (value, context) => {
  const words = value.match(WORD)?.length ?? 0;
  let at = 0;
  return byWord(value, context, (word, ctx) =>
    ++at === words && words > 1 ? newFamily(word, ctx) : newGiven(word, ctx),
  );
};

export function newGiven(word: string, context: GeneratorContext): string {
  given ??= NEW_GIVEN_NAMES.split(' ');
  return other(word, 'given-name', given, context);
}

export function newFamily(word: string, context: GeneratorContext): string {
  family ??= NEW_FAMILY_NAMES.split(' ');
  return other(word, 'family-name', family, context);
}

function other(word: string, purpose: string, list: readonly string[], context: GeneratorContext): string {
  const canonical = context.metadata.is_consistency_case_sensitive === true ? word : word.toLowerCase();
  // Without apostrophes, so that "O'Donnell" and "odonnell@…" are one name.
  const draw = context.draw(purpose, canonical.normalize('NFC').replace(/['\u2019]/g, ''));
  if ([...word].length === 1) {
    const letter = String.fromCharCode(65 + draw.below(26));
    return inSame(
      word,
      letter.toLowerCase() === word.toLowerCase()
        ? String.fromCharCode(65 + ((letter.charCodeAt(0) - 64) % 26))
        : letter,
    );
  }
  let name = pick(draw, list);
  while (name.toLowerCase() === word.toLowerCase()) name = pick(draw, list);
  return inCaseOf(word, name);
}

function inSame(word: string, letter: string): string {
  return word === word.toLowerCase() ? letter.toLowerCase() : letter;
}

function byWord(
  value: string,
  context: GeneratorContext,
  make: (word: string, context: GeneratorContext) => string,
): string {
  return value.replace(WORD, (word) => make(word, context));
}
