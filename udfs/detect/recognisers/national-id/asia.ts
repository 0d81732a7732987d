import { luhn, plausibleDate, uniform, verhoeff, weighted } from '../check-digits.js';
import type { IdFormat } from './format.js';

const GSTIN_VALUES = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** Luhn in base 36. */
function gstin(code: string): boolean {
  let sum = 0;
  for (let at = 0; at < 14; at++) {
    const product = GSTIN_VALUES.indexOf(code[at]!) * (at % 2 === 0 ? 1 : 2);
    sum += Math.floor(product / 36) + (product % 36);
  }
  return GSTIN_VALUES[(36 - (sum % 36)) % 36] === code[14];
}

function nric(code: string): boolean {
  let sum = weighted(code.slice(1), [2, 7, 6, 5, 4, 3, 2]);
  const series = code[0]!;
  if (series === 'T' || series === 'G') sum += 4;
  if (series === 'M') sum += 3;
  const letters = series === 'M' ? 'KLJNPQRTUWX' : 'ST'.includes(series) ? 'JZIHGFEDCBA' : 'XWUTRQPNMLK';
  const rest = sum % 11;
  return letters[series === 'M' ? 10 - rest : rest] === code[8];
}

function rrn(digits: string): boolean {
  const check = (11 - (weighted(digits, [2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5]) % 11)) % 10;
  return check === Number(digits[12]);
}

function myNumber(digits: string): boolean {
  const rest = weighted(digits, [6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11;
  return !uniform(digits) && (rest <= 1 ? 0 : 11 - rest) === Number(digits[11]);
}

/** GB 11643: ISO 7064 MOD 11-2. */
function residentId(code: string): boolean {
  const rest = weighted(code, [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]) % 11;
  return '10X98765432'[rest] === code[17] && plausibleDate(code.slice(8, 14));
}

function hkid(code: string): boolean {
  const letters = code.length === 9 ? code.slice(0, 2) : ` ${code[0]}`;
  const value = (character: string): number => (character === ' ' ? 36 : character.charCodeAt(0) - 55);
  let sum = value(letters[0]!) * 9 + value(letters[1]!) * 8;
  const digits = code.slice(-7, -1);
  for (let at = 0; at < 6; at++) sum += Number(digits[at]) * (7 - at);
  const check = (11 - (sum % 11)) % 11;
  return code.at(-1) === (check === 10 ? 'A' : String(check));
}

/** Letter values of Taiwan's household places, 10 to 35. */
const TW_LETTERS = 'ABCDEFGHJKLMNPQRSTUVXYWZIO';

function taiwanId(code: string): boolean {
  const value = TW_LETTERS.indexOf(code[0]!) + 10;
  const sum =
    Math.floor(value / 10) + (value % 10) * 9 + weighted(code.slice(1), [8, 7, 6, 5, 4, 3, 2, 1, 1]);
  return sum % 10 === 0;
}

function thaiId(digits: string): boolean {
  const sum = weighted(digits, [13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2]);
  return (11 - (sum % 11)) % 10 === Number(digits[12]);
}

export const ASIA: readonly IdFormat[] = [
  {
    name: 'IN Aadhaar',
    opens: [4, 12],
    written: /[2-9]\d{3}([ -]?)\d{4}\1\d{4}/y,
    check: (digits) => verhoeff(digits) && !uniform(digits),
    alone: 0.8,
  },
  { name: 'IN PAN', opens: [0], written: /[A-Z]{3}[ABCFGHJLPT][A-Z]\d{4}[A-Z]/iy, alone: 0.85 },
  { name: 'IN voter id', opens: [0], written: /[A-Z]{3}\d{7}/iy, alone: 0.7 },
  {
    name: 'IN GSTIN',
    opens: [0],
    written: /[0-3]\d[A-Z]{5}\d{4}[A-Z][1-9A-Z]Z[0-9A-Z]/iy,
    check: gstin,
    alone: 0.92,
  },
  {
    name: 'IN vehicle',
    opens: [0],
    written:
      /(?:A[NPRS]|BR|C[GH]|D[DLN]|G[AJ]|H[PR]|J[HK]|K[AL]|L[AD]|M[HLNPZ]|NL|O[DR]|P[BY]|RJ|SK|T[GNRS]|U[AKP]|WB)[ -]?\d{1,2}[ -]?[A-Z]{1,3}[ -]?\d{4}/iy,
    alone: 0.75,
  },
  { name: 'SG NRIC', opens: [0], written: /[STFGM]\d{7}[A-Z]/iy, check: nric, alone: 0.92 },
  { name: 'SG UEN', opens: [0, 9], written: /\d{8,9}[A-Z]|[TSR]\d{2}[A-Z]{2}\d{4}[A-Z]/iy, alone: 0.7 },
  {
    name: 'KR RRN',
    opens: [6],
    written: /\d{6}-[1-8]\d{6}/y,
    check: (digits) => plausibleDate(digits),
    alone: 0.88,
  },
  {
    name: 'KR RRN, undashed',
    opens: [13],
    written: /\d{6}[1-8]\d{6}/y,
    check: (digits) => plausibleDate(digits) && rrn(digits),
    alone: 0.8,
  },
  { name: 'JP My Number', opens: [4, 12], written: /\d{4}([ -]?)\d{4}\1\d{4}/y, check: myNumber, alone: 0.7 },
  {
    name: 'CN resident identity number',
    opens: [0, 18, 6],
    written: /[1-8]\d{5} ?(?:18|19|20)\d{6} ?\d{3}[\dX]/iy,
    check: residentId,
    alone: 0.95,
  },
  {
    name: 'HK identity card',
    opens: [0],
    written: /[A-Z]{1,2}\d{6}(?:\([\dA]\)|-?[\dA])/iy,
    check: hkid,
    alone: 0.85,
  },
  { name: 'TW identity number', opens: [0], written: /[A-Z][1289]\d{8}/iy, check: taiwanId, alone: 0.85 },
  {
    name: 'TH identity number',
    opens: [1, 13],
    written: /[1-8]([- ]?)\d{4}\1\d{5}\1\d{2}\1\d/y,
    check: thaiId,
    alone: 0.85,
  },
  {
    name: 'MY MyKad',
    opens: [6],
    written: /\d{6}-\d{2}-\d{4}/y,
    check: (digits) => plausibleDate(digits),
    alone: 0.85,
  },
  {
    name: 'ID NIK',
    opens: [16],
    written: /\d{16}/y,
    check: (digits) =>
      plausibleDate(digits.slice(6), 'dmy') ||
      plausibleDate(`${Number(digits.slice(6, 8)) - 40}${digits.slice(8, 12)}`, 'dmy'),
    alone: 0.6,
  },
  { name: 'PK CNIC', opens: [5], written: /\d{5}-\d{7}-\d/y, alone: 0.85 },
  { name: 'PH SSS', opens: [2], written: /\d{2}-\d{7}-\d/y, alone: 0.7 },
  { name: 'AE Emirates ID', opens: [3], written: /784-\d{4}-\d{7}-\d/y, alone: 0.93 },
  { name: 'IL identity number', opens: [9], written: /\d{9}/y, check: luhn, alone: 0.66 },
  { name: 'TR kimlik', opens: [11], written: /[1-9]\d{10}/y, check: tckn, alone: 0.8 },
  { name: 'VN CCCD', opens: [12], written: /0\d{11}/y, alone: 0.6 },
];

function tckn(digits: string): boolean {
  const odd =
    Number(digits[0]) + Number(digits[2]) + Number(digits[4]) + Number(digits[6]) + Number(digits[8]);
  const even = Number(digits[1]) + Number(digits[3]) + Number(digits[5]) + Number(digits[7]);
  const tenth = (((odd * 7 - even) % 10) + 10) % 10;
  return tenth === Number(digits[9]) && (odd + even + tenth) % 10 === Number(digits[10]);
}
