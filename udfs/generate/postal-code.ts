import type { GeneratorMetadata } from '../generator-metadata.js';
import { replaceCharacters } from './characters.js';
import { digitText } from './digit-text.js';
import { type Draw, pick } from './draw.js';
import { inCaseOf } from './letter-case.js';

export type PostalForm = 'US' | 'GB' | 'CA' | 'other';

/** Which country's form a postal code has; five digits, or nine, are taken for a ZIP code. */
export function postalForm(value: string): PostalForm {
  const { length } = digitText(value).digits;
  if (!/[a-z]\d|\d[a-z]/i.test(value) && (length === 5 || length === 9 || length === 3)) return 'US';
  const compact = value.replace(/[\s-]+/g, '').toUpperCase();
  if (/^[A-Z]\d[A-Z]\d[A-Z]\d$/.test(compact)) return 'CA';
  if (/^[A-Z]{1,2}\d[A-Z\d]?\d[A-Z]{2}$/.test(compact)) return 'GB';
  return 'other';
}

/** UK post towns' areas and what the inward part's letters may be (Royal Mail, Programmer's Guide to PAF). */
const UK_AREAS = [
  ['B', 'E', 'G', 'L', 'M', 'N', 'S', 'W'],
  'AB AL BA BB BD BH BL BN BR BS CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY EH EN EX FK FY GL GU HA HD HG HP HR HU HX IG IP IV KA KT KY LA LD LE LL LN LS LU ME MK ML NE NG NN NP NR OL OX PA PE PH PL PO PR RG RH RM SA SG SK SL SM SN SO SP SR SS ST SY TA TD TF TN TQ TR TS TW UB WA WD WF WN WR WS WV YO'.split(
    ' ',
  ),
] as const;
const UK_INWARD = [...'ABDEFGHJLNPQRSTUWXYZ'];
/** Canada Post, "Addressing guidelines": D, F, I, O, Q and U are not used, W and Z not in the first place. */
const CA_FIRST = [...'ABCEGHJKLMNPRSTVXY'];
const CA_LETTERS = [...'ABCEGHJKLMNPRSTVWXYZ'];

/** Another code of the same form and spacing; no postal code of the US. */
export function foreignPostalCode(value: string, form: PostalForm, draw: Draw): string {
  if (form === 'other') return replaceCharacters(value, draw);
  const letters = value.replace(/[^A-Za-z]/g, '');
  let fresh: string;
  if (form === 'CA')
    fresh = `${pick(draw, CA_FIRST)}${draw.below(10)}${pick(draw, CA_LETTERS)}${draw.below(10)}${pick(draw, CA_LETTERS)}${draw.below(10)}`;
  else {
    const compact = value.replace(/[\s-]+/g, '');
    const area = /^[A-Za-z]+/.exec(compact)![0].length === 1 ? UK_AREAS[0] : UK_AREAS[1];
    const outward = compact.slice(0, -3).replace(/^[A-Za-z]+/, '');
    fresh =
      pick(draw, area) +
      outward
        .replace(/\d/g, () => String(1 + draw.below(9)))
        .replace(/[A-Za-z]/g, () => pick(draw, ['A', 'B', 'E', 'H', 'N'])) +
      draw.below(10) +
      pick(draw, UK_INWARD) +
      pick(draw, UK_INWARD);
  }
  const written = inCaseOf(letters, fresh);
  let at = 0;
  return value.replace(/[A-Za-z0-9]/g, () => written[at++]!);
}

/** Five digits as in Germany, France, Italy, Spain or Finland: 01 … 95 and three more. */
export function fiveDigits(draw: Draw): string {
  return String(1 + draw.below(95)).padStart(2, '0') + String(draw.below(1000)).padStart(3, '0');
}

/**
 * First three digits of ZIP codes whose areas hold 20,000 people or fewer, which Safe Harbor wants as 000: 45 CFR
 * 164.514(b)(2)(i)(B). The list is the union of those by the census of 2000 (HHS, "Guidance Regarding Methods for
 * De-identification", 2012), of 2010 and of 2020: one too many removes more, one too few would be a leak.
 */
export const RESTRICTED_ZIP3: ReadonlySet<string> = new Set(
  '036 059 063 102 202 203 204 205 369 556 692 753 772 790 821 823 830 831 878 879 884 890 893'.split(' '),
);

/** ZIP codes of no place with known residents: military (APO, FPO, DPO) and those not in use. */
function isUnplaced(prefix: string): boolean {
  return /^(?:00[0-5]|09\d|340|96[2-6])$/.test(prefix);
}

/**
 * A ZIP code cut as Safe Harbor allows: its first three digits, or 000 where few people live; the rest goes or becomes
 * zeros.
 */
export function safeHarborZip(value: string, metadata: GeneratorMetadata): string {
  const text = digitText(value);
  const prefix = text.digits.slice(0, 3);
  const kept = RESTRICTED_ZIP3.has(prefix) || isUnplaced(prefix) ? '000' : prefix;
  const zeros =
    metadata.use_three_digit_zips !== true && metadata.replace_truncated_zeros_in_zip_code !== false;
  return zeros ? text.write(kept.padEnd(text.digits.length, '0')) : kept;
}
