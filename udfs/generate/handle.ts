import { LexiconFlag, lexicon } from '../detect/lexicon.js';
import { replaceCharacters } from './characters.js';
import { pick } from './draw.js';
import type { GeneratorContext } from './generator.js';
import { inCaseOf } from './letter-case.js';
import { newFamily, newGiven } from './person-name.js';

/** Words of mailboxes that belong to no person. */
const ROLES =
  'info support sales admin contact office help hello team billing hr jobs service services accounts orders press marketing legal security reception booking enquiries customercare webmaster postmaster'.split(
    ' ',
  );
const ROLE = new Set([
  ...ROLES,
  'noreply',
  'no',
  'reply',
  'donotreply',
  'do',
  'not',
  'the',
  'mail',
  'care',
  'customer',
]);
const LONGEST = 24;

/**
 * A mailbox or user name in the shape of the old one. Its words are renamed as the names of people are, so that
 * "jordan.miles" goes on agreeing with "Jordan Miles" and "jmiles" with "Miles"; digits are replaced; a tag ("+news") as
 * well. The words of mailboxes that are nobody's stay.
 */
export function newHandle(handle: string, context: GeneratorContext): string {
  const plus = handle.indexOf('+');
  if (plus > 0)
    return `${newHandle(handle.slice(0, plus), context)}+${replaceCharacters(handle.slice(plus + 1), context.draw('tag', handle.toLowerCase()))}`;
  const words = handle.toLowerCase().match(/\p{L}[\p{L}\p{M}]*/gu) ?? [];
  const digits = context.draw('handle-digits', handle.toLowerCase());
  const isRole = words.length > 0 && words.every((word) => ROLE.has(word));
  if (isRole && context.metadata.preserve_domain === true) {
    let other = pick(digits, ROLES);
    while ((words as readonly string[]).includes(other)) other = pick(digits, ROLES);
    return other;
  }
  if (isRole) return handle.replace(/\p{N}+/gu, (part) => replaceCharacters(part, digits));
  const named = words.filter((word) => word.length > 1);
  // By position, unless the gazetteer says that the order is the other way round ("miles.jordan").
  const swapped =
    named.length > 1 &&
    kinds(named[0]!) === LexiconFlag.FAMILY &&
    (kinds(named[1]!) & LexiconFlag.GIVEN) !== 0;
  let index = 0;
  return handle.replace(/\p{L}[\p{L}\p{M}]*|\p{N}+/gu, (part) => {
    if (/^\p{N}/u.test(part)) return replaceCharacters(part, digits);
    const position = index++;
    if ([...part].length === 1) return newGiven(part, context);
    const isGiven = (position === 0) !== swapped;
    if (named.length === 1 || isGiven) {
      const joined = splitName(part.toLowerCase(), words.length === 1);
      if (joined !== undefined) {
        const [given, family] = joined;
        return inCaseOf(
          part,
          plain(
            (given === '' ? '' : newGiven(given, context)) +
              (family === '' ? '' : newFamily(family, context)),
          ),
        );
      }
    }
    // "j.miles" and "jordan_miles": the second word is a family name.
    return plain(
      isGiven && !(words.length > 1 && words[0]!.length === 1)
        ? newGiven(part, context)
        : newFamily(part, context),
    );
  });
}

/** Mailboxes have no apostrophes. */
function plain(name: string): string {
  return name.replace(/['\u2019 ]/g, '');
}

/** "jordanmiles", "jmiles", "jordanm": given and family part of a word that is no name by itself. */
function splitName(word: string, alone: boolean): readonly [given: string, family: string] | undefined {
  if (!alone || word.length < 4 || word.length > LONGEST || !/^[a-z]+$/.test(word)) return undefined;
  if (kinds(word) !== 0) return undefined;
  const common = lexicon();
  for (let at = word.length - 3; at >= 3; at--) {
    const given = word.slice(0, at);
    const family = word.slice(at);
    if ((kinds(given) & LexiconFlag.GIVEN) !== 0 && (kinds(family) & LexiconFlag.FAMILY) !== 0)
      return [given, family];
  }
  if ((common.flagsOf(word.slice(1)) & LexiconFlag.FAMILY) !== 0) return [word[0]!, word.slice(1)];
  if ((common.flagsOf(word.slice(0, -1)) & LexiconFlag.GIVEN) !== 0)
    return [word.slice(0, -1), word.slice(-1)];
  return undefined;
}

function kinds(word: string): number {
  return lexicon().flagsOf(word) & (LexiconFlag.FAMILY | LexiconFlag.GIVEN);
}
