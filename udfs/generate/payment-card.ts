import { fillDigits, randomDigits } from './characters.js';
import type { Draw } from './draw.js';
import { pick } from './draw.js';
import type { Generator } from './generator.js';

/** Ranges that processors publish for tests, by first digits of the brand. */
const TEST_RANGES: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^3[47]/, ['378282', '371449']],
  [/^3/, ['305693', '356600']],
  [/^4/, ['400000', '424242', '411111']],
  [/^[25]/, ['555555', '510510', '222300']],
  [/^6/, ['601111', '601100']],
];

/** Another number of the same brand, length and written form, out of test ranges, that passes Luhn. */
export const creditCard: Generator = (value, context) => {
  const digits = value.replace(/\D/g, '');
  const draw = context.draw('card', digits);
  return fillDigits(value, testNumber(digits, draw));
};

function testNumber(digits: string, draw: Draw): string {
  if (digits.length < 12) return randomDigits(draw, digits.length);
  const range = TEST_RANGES.find(([brand]) => brand.test(digits))?.[1] ?? ['400000'];
  const body = pick(draw, range) + randomDigits(draw, digits.length - 7);
  return body + checkDigit(body);
}

function checkDigit(body: string): string {
  let sum = 0;
  for (let at = 0; at < body.length; at++) {
    let digit = body.charCodeAt(body.length - 1 - at) - 48;
    if (at % 2 === 0) {
      digit *= 2;
      if (digit > 9) digit -= 9;
    }
    sum += digit;
  }
  return String((10 - (sum % 10)) % 10);
}

export const cvv: Generator = (value, context) => {
  const digits = value.replace(/\D/g, '');
  return fillDigits(value, randomDigits(context.draw('cvv', digits), digits.length));
};

/** Another month, and a year one to four years on; the written form stays. */
export const cardExpiry: Generator = (value, context) => {
  const match = /^(\d{1,2})(\D+)(\d{2}|\d{4})$/.exec(value);
  const draw = context.draw('card-expiry', value);
  if (match === null) return fillDigits(value, randomDigits(draw, value.length));
  const [, month = '', joint = '', year = ''] = match;
  const fresh = String(1 + draw.below(month.length === 1 ? 9 : 12)).padStart(month.length, '0');
  const later = Number(year) + 1 + draw.below(4);
  return `${fresh}${joint}${String(year.length === 2 ? later % 100 : later).padStart(year.length, '0')}`;
};
