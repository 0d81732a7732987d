import { replaceCharacters, replaceCode } from './characters.js';
import { digitText, freshDigits, randomDigits } from './digit-text.js';
import type { Draw } from './draw.js';
import type { Generator } from './generator.js';

/**
 * Same country and written form, right check digits (ISO 7064), another account. The bank's part begins with 99 or XX,
 * which hardly any country assigns.
 */
export const iban: Generator = (value, context) => {
  const compact = value.replace(/[^A-Za-z0-9]/g, '');
  const draw = context.draw('iban', compact.toLowerCase());
  if (!/^[A-Za-z]{2}\d{2}[A-Za-z0-9]{8,30}$/.test(compact)) return replaceCode(value, draw);
  const country = compact.slice(0, 2).toUpperCase();
  const old = compact.slice(4).toUpperCase();
  const bank = /^[A-Z]{2}/.test(old) ? 'XX' : /^\d{2}/.test(old) ? '99' : '';
  const body = bank + replaceCharacters(old.slice(bank.length), draw);
  let remainder = 0;
  for (const character of `${body}${country}00`) {
    const digit = Number.parseInt(character, 36);
    remainder = (remainder * (digit > 9 ? 100 : 10) + digit) % 97;
  }
  const fresh = `${country}${String(98 - remainder).padStart(2, '0')}${body}`;
  const small = value === value.toLowerCase();
  let at = 0;
  return value.replace(/[A-Za-z0-9]/g, () => (small ? fresh[at++]!.toLowerCase() : fresh[at++]!));
};

/**
 * A routing number with a right checksum that begins with 99, which the Federal Reserve has not assigned (ABA: 00–12,
 * 21–32, 61–72 and 80 are).
 */
export const routingNumber: Generator = (value, context) => {
  const text = digitText(value);
  const draw = context.draw('routing', text.digits);
  return text.write(text.digits.length === 9 ? unassignedRouting(draw) : freshDigits(draw, text.digits));
};

function unassignedRouting(draw: Draw): string {
  const body = `99${randomDigits(draw, 6)}`;
  let sum = 0;
  for (let at = 0; at < 8; at++) sum += Number(body[at]) * [3, 7, 1][at % 3]!;
  return body + ((10 - (sum % 10)) % 10);
}

/** A cheque's line: its nine digits in a row are the routing number, what else there is are account and cheque. */
export const micrCode: Generator = (value, context) => {
  const draw = context.draw('micr', value);
  let routed = false;
  return value.replace(/\d+/g, (digits) => {
    if (routed || digits.length !== 9) return freshDigits(draw, digits);
    routed = true;
    return unassignedRouting(draw);
  });
};
