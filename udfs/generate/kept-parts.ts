import { LexiconFlag, lexicon } from '../detect/lexicon.js';

const NAMES: ReadonlySet<string> = new Set(['NAME_GIVEN', 'NAME_FAMILY', 'PERSON']);
const NUMBERS: ReadonlySet<string> = new Set([
  'US_SSN',
  'US_ITIN',
  'PHONE_NUMBER',
  'CREDIT_CARD',
  'CVV',
  'CC_EXP',
  'MICR_CODE',
  'US_ROUTING_TRANSIT_NUMBER',
  'LOCATION_ZIP',
]);
const ORDINARY = LexiconFlag.EVERYDAY | LexiconFlag.ENGLISH;
/** Cheap refusals: in ASCII most names have no digit, and most numbers no letter. */
const MAYBE_DIGIT = /[\d\u0080-\uffff]/;
const MAYBE_LETTER = /[A-Za-z\u0080-\uffff]/;
const DIGITS = /\p{Nd}{3,}/gu;
const WORDS = /[\p{L}\p{M}]{4,}/gu;

/**
 * Whether `made` still shows what no generator of the label replaces: digits (three and more) in a name, as a user's own
 * pattern may find them ("Patient 48213"), or a word that is no ordinary English in a number.
 */
export function keepsPart(label: string, value: string, made: string): boolean {
  if (NAMES.has(label))
    return MAYBE_DIGIT.test(value) && (value.match(DIGITS) ?? []).some((digits) => made.includes(digits));
  if (!NUMBERS.has(label) || !MAYBE_LETTER.test(value)) return false;
  const lower = made.toLowerCase();
  return (value.toLowerCase().match(WORDS) ?? []).some(
    (word) => (lexicon().flagsOf(word) & ORDINARY) === 0 && lower.includes(word),
  );
}
