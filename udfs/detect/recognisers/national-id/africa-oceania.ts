import { luhn, plausibleDate, weighted } from '../check-digits.js';
import type { IdFormat } from './format.js';

function tfn(digits: string): boolean {
  const weights = digits.length === 8 ? [10, 7, 8, 4, 6, 3, 5, 1] : [1, 4, 3, 7, 5, 8, 6, 9, 10];
  return weighted(digits, weights) % 11 === 0;
}

function abn(digits: string): boolean {
  const reduced = String(Number(digits[0]) - 1) + digits.slice(1);
  return digits[0] !== '0' && weighted(reduced, [10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19]) % 89 === 0;
}

function acn(digits: string): boolean {
  return (10 - (weighted(digits, [8, 7, 6, 5, 4, 3, 2, 1]) % 10)) % 10 === Number(digits[8]);
}

function medicare(digits: string): boolean {
  return weighted(digits, [1, 3, 7, 9, 1, 3, 7, 9]) % 10 === Number(digits[8]);
}

/** The old scheme (modulus 11) of New Zealand's National Health Index. */
function nhi(code: string): boolean {
  const letters = 'ABCDEFGHJKLMNPQRSTUVWXYZ';
  let sum = 0;
  for (let at = 0; at < 6; at++) {
    const value = at < 3 ? letters.indexOf(code[at]!) + 1 : Number(code[at]);
    sum += value * (7 - at);
  }
  const check = 11 - (sum % 11);
  return check !== 11 && (check === 10 ? 0 : check) === Number(code[6]);
}

export const AFRICA_OCEANIA: readonly IdFormat[] = [
  { name: 'AU TFN', opens: [3, 8, 9], written: /\d{3}([ -]?)\d{3}\1\d{2,3}/y, check: tfn, alone: 0.7 },
  { name: 'AU ABN', opens: [2, 11], written: /\d{2}([ -]?)\d{3}\1\d{3}\1\d{3}/y, check: abn, alone: 0.82 },
  { name: 'AU ACN', opens: [3, 9], written: /\d{3}([ -]?)\d{3}\1\d{3}/y, check: acn, alone: 0.7 },
  {
    name: 'AU Medicare',
    label: 'HEALTHCARE_ID',
    opens: [4, 10, 11],
    written: /[2-6]\d{3}([ -]?)\d{5}\1\d(?:[ /-]?\d(?!\d))?/y,
    check: medicare,
    alone: 0.72,
  },
  {
    name: 'NZ NHI',
    label: 'HEALTHCARE_ID',
    opens: [0],
    written: /[A-HJ-NP-Z]{3}\d{4}/y,
    check: nhi,
    alone: 0,
  },
  { name: 'NZ IRD', opens: [2, 3], written: /\d{2,3}-\d{3}-\d{3}/y, alone: 0.6 },
  {
    name: 'ZA identity number',
    opens: [13, 6],
    written: /\d{6} ?\d{4} ?[01]\d{2}/y,
    check: (digits) => luhn(digits) && plausibleDate(digits),
    alone: 0.88,
  },
  { name: 'NG NIN', opens: [11], written: /\d{11}/y, alone: 0 },
  { name: 'KE PIN', opens: [0], written: /[AP]\d{9}[A-Z]/iy, alone: 0.75 },
  {
    name: 'EG identity number',
    opens: [14],
    written: /[23]\d{13}/y,
    check: (digits) => plausibleDate(digits.slice(1)),
    alone: 0.75,
  },
  { name: 'GH card', opens: [0], written: /GHA-\d{9}-\d/iy, alone: 0.9 },
];
