import { luhn, mod11_10, plausibleDate, uniform, weighted } from '../check-digits.js';
import type { IdFormat } from './format.js';

const NIF_LETTERS = 'TRWAGMYFPDXBNJZSQVHLCKE';
const HETU_LETTERS = '0123456789ABCDEFHJKLMNPRSTUVWXY';
/** Values of characters on odd places of a codice fiscale (DM 23/12/1976). */
const CODICE_ODD: Readonly<Record<string, number>> = {
  0: 1,
  1: 0,
  2: 5,
  3: 7,
  4: 9,
  5: 13,
  6: 15,
  7: 17,
  8: 19,
  9: 21,
  A: 1,
  B: 0,
  C: 5,
  D: 7,
  E: 9,
  F: 13,
  G: 15,
  H: 17,
  I: 19,
  J: 21,
  K: 2,
  L: 4,
  M: 18,
  N: 20,
  O: 11,
  P: 3,
  Q: 6,
  R: 8,
  S: 12,
  T: 14,
  U: 16,
  V: 10,
  W: 22,
  X: 25,
  Y: 24,
  Z: 23,
};

function nhs(digits: string): boolean {
  const check = 11 - (weighted(digits, [10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11);
  return !uniform(digits) && (check === 11 ? 0 : check) === Number(digits[9]);
}

function nif(code: string): boolean {
  const first = 'XYZ'.indexOf(code[0]!);
  const number = first >= 0 ? String(first) + code.slice(1, -1) : code.slice(0, -1);
  return NIF_LETTERS[Number(number) % 23] === code.at(-1);
}

function cif(code: string): boolean {
  let sum = 0;
  for (let at = 1; at <= 7; at++) {
    const digit = Number(code[at]);
    const twice = digit * 2;
    sum += at % 2 === 1 ? (twice > 9 ? twice - 9 : twice) : digit;
  }
  const check = (10 - (sum % 10)) % 10;
  return code[8] === String(check) || code[8] === 'JABCDEFGHI'[check];
}

function codiceFiscale(code: string): boolean {
  let sum = 0;
  for (let at = 0; at < 15; at++) {
    const character = code[at]!;
    if (at % 2 === 0) sum += CODICE_ODD[character]!;
    else sum += character >= 'A' ? character.charCodeAt(0) - 65 : Number(character);
  }
  return String.fromCharCode(65 + (sum % 26)) === code[15];
}

function pesel(digits: string): boolean {
  const check = (10 - (weighted(digits, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3]) % 10)) % 10;
  return check === Number(digits[10]) && plausibleDate(digits, 'ymd', [0, 20, 40, 60, 80]);
}

function steuerId(digits: string): boolean {
  if (digits[0] === '0' || mod11_10(digits.slice(0, 10)) !== Number(digits[10])) return false;
  // Of the first ten digits one occurs twice or three times, so not all differ.
  return new Set(digits.slice(0, 10)).size <= 9;
}

/** VKVV: letters count as two digits, digit sums with weights 2 1 2 5 7 1 2 1 2 1 2 1. */
function rentenversicherung(code: string): boolean {
  const letter = String(code.charCodeAt(8) - 64).padStart(2, '0');
  const digits = code.slice(0, 8) + letter + code.slice(9, 11);
  const weights = [2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1];
  let sum = 0;
  for (let at = 0; at < 12; at++) {
    const product = Number(digits[at]) * weights[at]!;
    sum += Math.floor(product / 10) + (product % 10);
  }
  return sum % 10 === Number(code[11]);
}

function nir(code: string): boolean {
  const number = code.slice(0, 13).replace('2A', '19').replace('2B', '18');
  return 97 - Number(BigInt(number) % 97n) === Number(code.slice(13));
}

function bsn(digits: string): boolean {
  return !uniform(digits) && (weighted(digits, [9, 8, 7, 6, 5, 4, 3, 2]) - Number(digits[8])) % 11 === 0;
}

function rijksregister(digits: string): boolean {
  const body = Number(digits.slice(0, 9));
  const check = Number(digits.slice(9));
  return (
    (97 - (body % 97) === check || 97 - ((2_000_000_000 + body) % 97) === check) &&
    plausibleDate(digits, 'ymd', [0, 20, 40])
  );
}

function personnummer(compact: string): boolean {
  const digits = compact.slice(-10);
  if (!luhn(digits)) return false;
  const day = Number(digits.slice(4, 6));
  const month = Number(digits.slice(2, 4));
  return month >= 1 && month <= 12 && ((day >= 1 && day <= 31) || (day >= 61 && day <= 91));
}

function hetu(compact: string): boolean {
  const digits = compact.replace(/\D/g, '').slice(0, 9);
  return HETU_LETTERS[Number(digits) % 31] === compact.at(-1) && plausibleDate(compact, 'dmy');
}

function fodselsnummer(digits: string): boolean {
  const first = (11 - (weighted(digits, [3, 7, 6, 1, 8, 9, 4, 5, 2]) % 11)) % 11;
  const second = (11 - (weighted(digits, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11)) % 11;
  return first === Number(digits[9]) && second === Number(digits[10]);
}

function pps(code: string): boolean {
  let sum = weighted(code, [8, 7, 6, 5, 4, 3, 2]);
  const second = code[8];
  if (second !== undefined && second !== 'W') sum += (second.charCodeAt(0) - 64) * 9;
  return 'WABCDEFGHIJKLMNOPQRSTUV'[sum % 23] === code[7];
}

function portugueseNif(digits: string): boolean {
  const check = 11 - (weighted(digits, [9, 8, 7, 6, 5, 4, 3, 2]) % 11);
  return (check >= 10 ? 0 : check) === Number(digits[8]);
}

/** EAN-13. */
function ahv(digits: string): boolean {
  let sum = 0;
  for (let at = 0; at < 12; at++) sum += Number(digits[at]) * (at % 2 === 0 ? 1 : 3);
  return (10 - (sum % 10)) % 10 === Number(digits[12]);
}

function svnr(digits: string): boolean {
  const check = weighted(digits.slice(0, 3) + digits.slice(4), [3, 7, 9, 5, 8, 4, 2, 1, 6]) % 11;
  return check === Number(digits[3]) && plausibleDate(digits.slice(4), 'dmy', [0, 12]);
}

function rodneCislo(digits: string): boolean {
  return plausibleDate(digits, 'ymd', [0, 20, 50, 70]) && (digits.length === 9 || Number(digits) % 11 === 0);
}

function cnp(digits: string): boolean {
  const sum = weighted(digits, [2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9]) % 11;
  return (sum === 10 ? 1 : sum) === Number(digits[12]) && plausibleDate(digits.slice(1));
}

function jmbg(digits: string): boolean {
  const sum = 11 - (weighted(digits, [7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11);
  return (sum > 9 ? 0 : sum) === Number(digits[12]) && plausibleDate(digits, 'dmy');
}

function egn(digits: string): boolean {
  return (
    (weighted(digits, [2, 4, 8, 5, 10, 9, 7, 3, 6]) % 11) % 10 === Number(digits[9]) &&
    plausibleDate(digits, 'ymd', [0, 20, 40])
  );
}

function isikukood(digits: string): boolean {
  let sum = weighted(digits, [1, 2, 3, 4, 5, 6, 7, 8, 9, 1]) % 11;
  if (sum === 10) sum = (weighted(digits, [3, 4, 5, 6, 7, 8, 9, 1, 2, 3]) % 11) % 10;
  return sum === Number(digits[10]) && plausibleDate(digits.slice(1));
}

export const EUROPE: readonly IdFormat[] = [
  {
    name: 'GB NHS number',
    label: 'HEALTHCARE_ID',
    opens: [3, 10],
    written: /\d{3}([ -]?)\d{3}\1\d{4}/y,
    check: nhs,
    alone: 0.66,
  },
  {
    name: 'GB National Insurance number',
    opens: [0],
    written:
      /(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z][ -]?\d{2}[ -]?\d{2}[ -]?\d{2}[ -]?[A-D]/iy,
    alone: 0.85,
  },
  {
    name: 'GB National Insurance number, any prefix',
    opens: [0],
    written: /[A-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D]?/y,
    alone: 0,
  },
  { name: 'GB tax reference (UTR)', opens: [5], written: /\d{5} \d{5}/y, alone: 0 },
  {
    name: 'ES NIF',
    opens: [0, 8, 2],
    written: /(?:\d{8}|\d{2}\.\d{3}\.\d{3})[ -]?[A-HJ-NP-TV-Z]/iy,
    check: nif,
    alone: 0.85,
  },
  { name: 'ES NIE', opens: [0], written: /[XYZ][ -]?\d{7}[ -]?[A-HJ-NP-TV-Z]/iy, check: nif, alone: 0.85 },
  {
    name: 'ES social security number',
    opens: [2, 12],
    written: /\d{2}([ /-]?)\d{8}\1\d{2}/y,
    check: (digits) => Number(BigInt(digits.slice(0, 10)) % 97n) === Number(digits.slice(10)),
    alone: 0.8,
  },
  {
    name: 'ES CIF',
    opens: [0],
    written: /[ABCDEFGHJNPQRSUVW][ -]?\d{7}[ -]?[0-9A-J]/iy,
    check: cif,
    alone: 0.75,
  },
  {
    name: 'IT codice fiscale',
    opens: [0],
    written: /[A-Z]{3} ?[A-Z]{3} ?[0-9LMNP-V]{2}[ABCDEHLMPRST][0-9LMNP-V]{2} ?[A-Z][0-9LMNP-V]{3}[A-Z]/iy,
    check: codiceFiscale,
    alone: 0.95,
  },
  {
    name: 'IT partita IVA',
    opens: [0, 11],
    written: /(?:IT ?)?\d{11}/iy,
    check: (code) => luhn(code.slice(-11)),
    alone: 0.68,
  },
  { name: 'PL PESEL', opens: [11], written: /\d{11}/y, check: pesel, alone: 0.8 },
  {
    name: 'PL NIP',
    opens: [3, 10],
    written: /\d{3}-\d{3}-\d{2}-\d{2}|\d{3}-\d{2}-\d{2}-\d{3}|\d{10}/y,
    check: (digits) => weighted(digits, [6, 5, 7, 2, 3, 4, 5, 6, 7]) % 11 === Number(digits[9]),
    alone: 0.68,
  },
  {
    name: 'DE Steuer-ID',
    opens: [2, 11],
    written: /\d{2}([ /]?)\d{3}\1\d{3}\1\d{3}/y,
    check: steuerId,
    alone: 0.78,
  },
  { name: 'DE Steuernummer', opens: [2, 3, 5], written: /\d{2,3}\/\d{3}\/\d{4,5}|\d{5}\/\d{5}/y, alone: 0.6 },
  {
    name: 'DE Rentenversicherungsnummer',
    opens: [0, 2, 8],
    written: /\d{2} ?\d{6} ?[A-Z] ?\d{3}/iy,
    check: rentenversicherung,
    alone: 0.85,
  },
  {
    name: 'DE identity card',
    opens: [0],
    written: /[CFGHJKLMNPRTVWXYZ][0-9CFGHJKLMNPRTVWXYZ]{8}\d?(?=$|[^A-Za-z0-9])/y,
    alone: 0,
  },
  {
    name: 'DE Krankenversichertennummer',
    label: 'HEALTHCARE_ID',
    opens: [0],
    written: /[A-Z]\d{9}/y,
    check: kvnr,
    alone: 0.7,
  },
  {
    name: 'FR NIR',
    opens: [0, 1, 15, 13],
    written: /[1-478]([ .-]?)\d{2}\1(?:0[1-9]|[1-9]\d)\1(?:\d{2}|2[AB])\1\d{3}\1\d{3}(?:[ .-]?\d{2})/iy,
    check: nir,
    alone: 0.9,
  },
  { name: 'FR SIREN', opens: [3], written: /\d{3} \d{3} \d{3}(?: \d{5})?/y, check: luhn, alone: 0.6 },
  {
    name: 'NL BSN',
    opens: [9, 4, 3],
    written: /\d{9}|\d{4}[ .]\d{2}[ .]\d{3}|\d{3}[ .]\d{3}[ .]\d{3}/y,
    check: bsn,
    alone: 0.67,
  },
  {
    name: 'BE rijksregisternummer',
    opens: [2, 6, 11],
    written: /\d{2}[. ]?\d{2}[. ]?\d{2}[- ]?\d{3}[. ]?\d{2}/y,
    check: rijksregister,
    alone: 0.85,
  },
  {
    name: 'SE personnummer',
    opens: [6, 8, 10, 12],
    written: /(?:\d{2})?\d{6}[-+]?\d{4}/y,
    check: personnummer,
    alone: 0.8,
  },
  {
    name: 'FI henkilötunnus',
    opens: [6, 0],
    written: /\d{6}[-+A-FU-Y]\d{3}[0-9A-FHJ-NPR-Y]/iy,
    check: hetu,
    alone: 0.92,
  },
  { name: 'NO fødselsnummer', opens: [6, 11], written: /\d{6} ?\d{5}/y, check: fodselsnummer, alone: 0.85 },
  {
    name: 'DK CPR',
    opens: [6, 10],
    written: /\d{6}[- ]?\d{4}/y,
    check: (digits) => plausibleDate(digits, 'dmy'),
    alone: 0.66,
  },
  { name: 'IS kennitala', opens: [6], written: /\d{6}-\d{4}/y, alone: 0.6 },
  { name: 'IE PPS', opens: [0, 7], written: /\d{7} ?[A-W][A-IW]?/iy, check: pps, alone: 0.8 },
  { name: 'PT NIF', opens: [9, 3], written: /\d{3}([ .]?)\d{3}\1\d{3}/y, check: portugueseNif, alone: 0.66 },
  { name: 'PT cartão de cidadão', opens: [8], written: /\d{8}[ -]?\d[ -]?[A-Z]{2}\d/iy, alone: 0.8 },
  { name: 'CH AHV', opens: [3, 13], written: /756([. ]?)\d{4}\1\d{4}\1\d{2}/y, check: ahv, alone: 0.93 },
  { name: 'AT SVNR', opens: [4, 10], written: /\d{4}[ -]?\d{6}/y, check: svnr, alone: 0.75 },
  { name: 'CZ, SK rodné číslo', opens: [6], written: /\d{6}\/\d{3,4}/y, check: rodneCislo, alone: 0.85 },
  { name: 'RO CNP', opens: [13], written: /[1-9]\d{12}/y, check: cnp, alone: 0.8 },
  { name: 'RS, BA, MK, ME JMBG', opens: [13], written: /\d{13}/y, check: jmbg, alone: 0.78 },
  {
    name: 'HR OIB',
    opens: [11],
    written: /\d{11}/y,
    check: (digits) => mod11_10(digits.slice(0, 10)) === Number(digits[10]),
    alone: 0.68,
  },
  { name: 'BG EGN', opens: [10], written: /\d{10}/y, check: egn, alone: 0.7 },
  { name: 'EE, LT personal code', opens: [11], written: /[1-6]\d{10}/y, check: isikukood, alone: 0.8 },
  { name: 'LV personas kods', opens: [6], written: /\d{6}-\d{5}/y, alone: 0.7 },
  { name: 'HU TAJ', label: 'HEALTHCARE_ID', opens: [3], written: /\d{3}-\d{3}-\d{3}/y, alone: 0.6 },
  {
    name: 'GR AMKA',
    opens: [11],
    written: /\d{11}/y,
    check: (digits) => luhn(digits) && plausibleDate(digits, 'dmy'),
    alone: 0.8,
  },
  { name: 'RU СНИЛС', opens: [3], written: /\d{3}-\d{3}-\d{3} \d{2}/y, check: snils, alone: 0.9 },
  { name: 'RU passport', opens: [4, 2], written: /\d{2} ?\d{2} \d{6}/y, alone: 0 },
  {
    name: 'UA tax number',
    opens: [10],
    written: /\d{10}/y,
    check: (digits) => mod11of(weighted(digits, [-1, 5, 7, 9, 4, 6, 10, 5, 7])) === Number(digits[9]),
    alone: 0.66,
  },
];

function mod11of(sum: number): number {
  return (((sum % 11) + 11) % 11) % 10;
}

/** Weights 1, 2 in turn over the letter's two digits and the number (GKV). */
function kvnr(code: string): boolean {
  const digits = String(code.charCodeAt(0) - 64).padStart(2, '0') + code.slice(1, 9);
  let sum = 0;
  for (let at = 0; at < 10; at++) {
    const product = Number(digits[at]) * (at % 2 === 0 ? 1 : 2);
    sum += product > 9 ? product - 9 : product;
  }
  return sum % 10 === Number(code[9]);
}

function snils(digits: string): boolean {
  const sum = weighted(digits, [9, 8, 7, 6, 5, 4, 3, 2, 1]) % 101;
  return (sum === 100 ? 0 : sum) === Number(digits.slice(9));
}
