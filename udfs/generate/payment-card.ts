import { replaceCharacters } from './characters.js';
import { digitText, freshDigits, keepsRun, randomDigits } from './digit-text.js';
import type { Draw } from './draw.js';
import { pick } from './draw.js';
import type { Generator } from './generator.js';
import { capitalisedLike } from './letter-case.js';
import { MONTH_NAMES, monthOf } from './month-names.js';

/**
 * First six digits of numbers that processors publish for tests (Stripe, "Test card numbers"; PayPal, "Test Credit Card
 * Account Numbers"; Adyen, "Test card numbers"), by the first digits of the network.
 */
const TEST_RANGES: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^3[47]/, ['378282', '371449', '378734']],
  [/^35/, ['353011', '356600']],
  [/^3/, ['305693', '385200', '362272']],
  [/^4/, ['400000', '424242', '411111']],
  [/^5[1-5]/, ['555555', '510510', '520082']],
  [/^2/, ['222300']],
  [/^62/, ['620000']],
  [/^6(?:011|4|5)/, ['601111', '601100', '601198']],
  [/^[56]/, ['677179']],
];

/** Another number of the same network, length and written form, out of test ranges, that passes Luhn. */
export const creditCard: Generator = (value, context) => {
  const text = digitText(value);
  return text.write(testNumber(text.digits, context.draw('card', text.digits)));
};

function testNumber(digits: string, draw: Draw): string {
  // "ending in 4242", or all but the last four masked
  if (digits.length < 12 || digits.length > 19) return freshDigits(draw, digits);
  const ranges = TEST_RANGES.find(([network]) => network.test(digits))?.[1] ?? ['400000'];
  const others = ranges.filter((range) => !digits.startsWith(range));
  const range = pick(draw, others.length > 0 ? others : ranges);
  for (;;) {
    const body = range + randomDigits(draw, digits.length - 7);
    const fresh = body + luhnDigit(body);
    if (!keepsRun(digits.slice(6), fresh.slice(6))) return fresh;
  }
}

/** The digit that makes `body` pass Luhn (ISO/IEC 7812-1). */
export function luhnDigit(body: string): string {
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
  const text = digitText(value);
  return text.write(freshDigits(context.draw('cvv', text.digits), text.digits));
};

/** Another month, and a year one to four years on; the written form stays. */
export const cardExpiry: Generator = (value, context) => {
  const draw = context.draw('card-expiry', value.toLowerCase());
  const later = (year: string): string =>
    String(Number(year) + 1 + draw.below(4))
      .slice(-year.length)
      .padStart(year.length, '0');
  const named = /[a-z]{3,9}/gi;
  for (const { 0: word } of value.matchAll(named)) {
    const month = monthOf(word);
    if (month === undefined || month.language !== 'en') continue;
    const fresh = (month.index + 1 + draw.below(11)) % 12;
    const names = MONTH_NAMES['en']!;
    const full = names[fresh]!;
    const written = capitalisedLike(word, month.short ? full.slice(0, 3) : full);
    const text = digitText(value.replace(word, '\u0001'));
    return text.write(later(text.digits)).replace('\u0001', written);
  }
  const text = digitText(value);
  const { digits } = text;
  if (digits.length < 3 || digits.length > 6) return text.write(replaceCharacters(digits, draw));
  if (/^20\d{4}$/.test(digits))
    return text.write(later(digits.slice(0, 4)) + newMonth(digits.slice(4), draw));
  const size = digits.length % 2 === 1 ? 1 : 2;
  return text.write(newMonth(digits.slice(0, size), draw) + later(digits.slice(size)));
};

function newMonth(month: string, draw: Draw): string {
  return String(1 + draw.below(month.length === 1 ? 9 : 12)).padStart(month.length, '0');
}
