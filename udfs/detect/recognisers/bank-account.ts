import type { Recogniser } from '../recogniser.js';
import { TokenKind } from '../text-view.js';
import { cueBefore } from './cues.js';
import { isWordAt, matchAt } from './match-at.js';

const IBAN = /[A-Za-z]{2}\d{2}(?:[ -]?[A-Za-z0-9]){11,30}/y;
/** Length by country (SWIFT IBAN registry). */
const IBAN_LENGTH: Readonly<Record<string, number>> = {
  AD: 24,
  AE: 23,
  AL: 28,
  AT: 20,
  AZ: 28,
  BA: 20,
  BE: 16,
  BG: 22,
  BH: 22,
  BR: 29,
  BY: 28,
  CH: 21,
  CR: 22,
  CY: 28,
  CZ: 24,
  DE: 22,
  DK: 18,
  DO: 28,
  EE: 20,
  EG: 29,
  ES: 24,
  FI: 18,
  FO: 18,
  FR: 27,
  GB: 22,
  GE: 22,
  GI: 23,
  GL: 18,
  GR: 27,
  GT: 28,
  HR: 21,
  HU: 28,
  IE: 22,
  IL: 23,
  IQ: 23,
  IS: 26,
  IT: 27,
  JO: 30,
  KW: 30,
  KZ: 20,
  LB: 28,
  LC: 32,
  LI: 21,
  LT: 20,
  LU: 20,
  LV: 21,
  LY: 25,
  MC: 27,
  MD: 24,
  ME: 22,
  MK: 19,
  MR: 27,
  MT: 31,
  MU: 30,
  NL: 18,
  NO: 15,
  PK: 24,
  PL: 28,
  PS: 29,
  PT: 25,
  QA: 29,
  RO: 24,
  RS: 22,
  SA: 24,
  SC: 31,
  SD: 18,
  SE: 24,
  SI: 19,
  SK: 24,
  SM: 27,
  ST: 25,
  SV: 28,
  TL: 23,
  TN: 24,
  TR: 26,
  UA: 29,
  VA: 22,
  VG: 24,
  XK: 20,
};
const ROUTING_CUES = new Set(['routing', 'aba', 'rtn', 'transit']);
const BANK_CUES = new Set(['checking', 'savings', 'bank', 'deposit', 'ach', 'acct']);
const ACCOUNT_CUES = new Set(['account', 'acct']);
const IBAN_CUES = new Set(['iban']);

/** IBAN (ISO 13616, mod 97), ABA routing numbers (checksum), US bank account numbers beside their words. */
export const bankAccount: Recogniser = {
  name: 'bank-account',
  recognise(view, _turns, sink) {
    const { text } = view;
    for (const token of view.numeric) {
      const start = view.start[token]!;
      if (isWordAt(text, start - 1)) continue;
      if (view.kind[token] === TokenKind.CODE) {
        const match = matchAt(IBAN, text, start);
        if (match > 0) iban(text, start, match, cueBefore(view, token, IBAN_CUES, 5), sink.add.bind(sink));
        continue;
      }
      const end = view.end[token]!;
      const size = end - start;
      if (size === 9 && !isWordAt(text, end)) {
        if (cueBefore(view, token, ROUTING_CUES, 6))
          sink.add(
            start,
            end,
            'US_ROUTING_TRANSIT_NUMBER',
            abaChecksum(text.slice(start, end)) ? 0.97 : 0.75,
          );
      }
      if (
        size >= 6 &&
        size <= 17 &&
        !isWordAt(text, end) &&
        cueBefore(view, token, ACCOUNT_CUES, 5) &&
        cueBefore(view, token, BANK_CUES, 8)
      ) {
        sink.add(start, end, 'US_BANK_NUMBER', 0.8);
      }
    }
  },
};

function iban(
  text: string,
  start: number,
  limit: number,
  cued: boolean,
  add: (start: number, end: number, label: 'IBAN_CODE', score: number) => void,
): void {
  const length = IBAN_LENGTH[text.slice(start, start + 2).toUpperCase()];
  if (length === undefined) return;
  let end = start;
  let compact = '';
  while (end < limit && compact.length < length) {
    if (text[end] !== ' ' && text[end] !== '-') compact += text[end];
    end++;
  }
  if (compact.length < length || isWordAt(text, end)) return;
  if (mod97(compact.toUpperCase()) === 1) add(start, end, 'IBAN_CODE', 0.99);
  else if (cued) add(start, end, 'IBAN_CODE', 0.8);
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

/** ABA routing number: weights 3, 7, 1, and a first pair that the Federal Reserve assigns. */
export function abaChecksum(digits: string): boolean {
  if (!/^(?:0\d|1[0-2]|2[1-9]|3[0-2]|6[1-9]|7[0-2]|80)\d{7}$/.test(digits)) return false;
  let sum = 0;
  for (let at = 0; at < 9; at++) sum += (digits.charCodeAt(at) - 48) * [3, 7, 1][at % 3]!;
  return sum % 10 === 0;
}
