import { fillDigits, randomDigits, replaceCharacters } from './characters.js';
import type { Generator } from './generator.js';

/** Same country and written form, right check digits (ISO 7064), another account. */
export const iban: Generator = (value, context) => {
  const compact = value.replace(/[ -]/g, '');
  const draw = context.draw('iban', compact.toLowerCase());
  const body = replaceCharacters(compact.slice(4), draw).toUpperCase();
  const country = compact.slice(0, 2).toUpperCase();
  let remainder = 0;
  for (const character of `${body}${country}00`) {
    const digit = Number.parseInt(character, 36);
    remainder = (remainder * (digit > 9 ? 100 : 10) + digit) % 97;
  }
  const fresh = `${country}${String(98 - remainder).padStart(2, '0')}${body}`;
  let at = 0;
  return value.replace(/[A-Za-z0-9]/g, () => fresh[at++]!);
};

/** A routing number with a right checksum in a range that the Federal Reserve has not assigned (first pair 99). */
export const routingNumber: Generator = (value, context) => {
  const digits = value.replace(/\D/g, '');
  const draw = context.draw('routing', digits);
  if (digits.length !== 9) return fillDigits(value, randomDigits(draw, digits.length));
  const body = `99${randomDigits(draw, 6)}`;
  let sum = 0;
  for (let at = 0; at < 8; at++) sum += Number(body[at]) * [3, 7, 1][at % 3]!;
  return fillDigits(value, body + ((10 - (sum % 10)) % 10));
};
