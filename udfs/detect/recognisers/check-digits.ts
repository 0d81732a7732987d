/** Check-digit schemes that several number formats share. All take plain ASCII digits or capitals, no separators. */

/** ISO/IEC 7812-1 (Luhn); false for zeros only. */
export function luhn(digits: string): boolean {
  let sum = 0;
  let zero = true;
  for (let at = 0; at < digits.length; at++) {
    let digit = digits.charCodeAt(digits.length - 1 - at) - 48;
    if (digit !== 0) zero = false;
    if (at % 2 === 1) {
      digit *= 2;
      if (digit > 9) digit -= 9;
    }
    sum += digit;
  }
  return sum % 10 === 0 && !zero;
}

/** ISO 7064 MOD 97-10 of an IBAN; 1 if it is right. */
export function mod97(compact: string): number {
  let remainder = 0;
  for (const character of compact.slice(4) + compact.slice(0, 4)) {
    const value = Number.parseInt(character, 36);
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97;
  }
  return remainder;
}

/** ISO 7064 MOD 11,10: the check digit after `digits`. */
export function mod11_10(digits: string): number {
  let product = 10;
  for (let at = 0; at < digits.length; at++) {
    let sum = (digits.charCodeAt(at) - 48 + product) % 10;
    if (sum === 0) sum = 10;
    product = (sum * 2) % 11;
  }
  return (11 - product) % 10;
}

/** Sum of digit × weight. */
export function weighted(digits: string, weights: readonly number[]): number {
  let sum = 0;
  for (let at = 0; at < weights.length; at++) sum += (digits.charCodeAt(at) - 48) * weights[at]!;
  return sum;
}

const VERHOEFF_PRODUCT = [
  '0123456789',
  '1234067895',
  '2340178956',
  '3401289567',
  '4012395678',
  '5987604321',
  '6598710432',
  '7659821043',
  '8765932104',
  '9876543210',
];
const VERHOEFF_TURN = [
  '0123456789',
  '1576283094',
  '5803796142',
  '8916043527',
  '9453126870',
  '4286573901',
  '2793806415',
  '7046913258',
];

/** Verhoeff's dihedral check (J. Verhoeff, 1969). */
export function verhoeff(digits: string): boolean {
  let check = 0;
  for (let at = 0; at < digits.length; at++) {
    const digit = digits.charCodeAt(digits.length - 1 - at) - 48;
    check = Number(VERHOEFF_PRODUCT[check]![Number(VERHOEFF_TURN[at % 8]![digit])]);
  }
  return check === 0;
}

/** True if the six digits `yymmdd` (or `ddmmyy` with `order` "dmy") can be a date; months past 12 by `monthOffsets`. */
export function plausibleDate(
  digits: string,
  order: 'ymd' | 'dmy' = 'ymd',
  monthOffsets: readonly number[] = [0],
): boolean {
  const day = Number(order === 'ymd' ? digits.slice(4, 6) : digits.slice(0, 2));
  const month = Number(digits.slice(2, 4));
  return day >= 1 && day <= 31 && monthOffsets.some((offset) => month - offset >= 1 && month - offset <= 12);
}

/** True if all characters are the same ("111111111"): a filler that some schemes accept. */
export function uniform(digits: string): boolean {
  for (let at = 1; at < digits.length; at++) if (digits[at] !== digits[0]) return false;
  return true;
}
