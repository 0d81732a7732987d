import type { Recogniser } from '../recogniser.js';
import { TokenKind } from '../text-view.js';
import { Asked } from '../turns.js';
import { cueAfter, cueBefore } from './cues.js';
import { isDigitAt, isWordAt, matchAt } from './match-at.js';

const CARD = /\d(?:[ .\u00a0\u2011-]?\d){11,18}/y;
const CARD_CUES = new Set([
  'card',
  'visa',
  'mastercard',
  'amex',
  'discover',
  'credit',
  'debit',
  'cc',
  'express',
  'pan',
  'maestro',
  'diners',
  'jcb',
]);
const CVV_CUES = new Set(['cvv', 'cvc', 'cvv2', 'cvc2', 'csc', 'cid', 'security', 'verification']);
const EXPIRY_CUES = new Set([
  'exp',
  'expires',
  'expiry',
  'expiration',
  'expiring',
  'expired',
  'thru',
  'valid',
]);
const EXPIRY = /(?:0?[1-9]|1[0-2])\s?[/-]\s?(?:20\d{2}|\d{2})(?![\d/-])/y;
const LAST_CUES = new Set(['last', 'final']);
const ENDING_CUES = new Set(['ending', 'ends', 'end']);

/** Card numbers (Luhn, issuer's lengths), security codes and expiry dates beside their words. */
export const paymentCard: Recogniser = {
  name: 'payment-card',
  recognise(view, turns, sink) {
    const { text } = view;
    let covered = 0;
    let lastCardToken = -100;
    for (const token of view.numeric) {
      if (view.kind[token] !== TokenKind.NUMBER) continue;
      const start = view.start[token]!;
      const size = view.end[token]! - start;
      if (start < covered) continue;
      // Digits said one by one ("4 1 1 1 …") are tried from their first only.
      const within = size === 1 && isDigitAt(text, start - 2);
      if (!within && (!isWordAt(text, start - 1) || text[start - 1] === '_')) {
        const end = cardEnd(text, start);
        if (end > 0) {
          const digits = text.slice(start, end).replace(/\D/g, '');
          const score = cardScore(digits, text.slice(start, end), cueBefore(view, token, CARD_CUES, 12));
          if (score > 0) {
            sink.add(start, end, 'CREDIT_CARD', score);
            covered = end;
            lastCardToken = token;
            continue;
          }
        }
      }
      const turn = turns.of(token);
      const nearCard = lastCardToken >= turn.first && token - lastCardToken < 16;
      if (size <= 2 && !isWordAt(text, start - 1) && text[start - 1] !== '/') {
        const end = matchAt(EXPIRY, text, start);
        if (
          end > 0 &&
          (cueBefore(view, token, EXPIRY_CUES, 5) || (turn.answers & Asked.EXPIRY) !== 0 || nearCard)
        ) {
          sink.add(start, end, 'CC_EXP', 0.95);
          covered = end;
          continue;
        }
      }
      if ((size === 3 || size === 4) && !isWordAt(text, start - 1) && !isWordAt(text, view.end[token]!)) {
        const asked = (turn.answers & Asked.CVV) !== 0;
        if (
          cueBefore(view, token, CVV_CUES, 5) &&
          !cueBefore(view, token, LAST_CUES, 4) &&
          !cueBefore(view, token, ENDING_CUES, 3)
        )
          sink.add(start, view.end[token]!, 'CVV', 0.95);
        else if (asked && size === 3) sink.add(start, view.end[token]!, 'CVV', 0.9);
        else if (cueAfter(view, token, CVV_CUES, 3)) sink.add(start, view.end[token]!, 'CVV', 0.7);
      }
    }
  },
};

function cardEnd(text: string, start: number): number {
  const end = matchAt(CARD, text, start);
  if (end < 0 || isDigitAt(text, end) || isWordAt(text, end)) return -1;
  return end;
}

function cardScore(digits: string, written: string, cued: boolean): number {
  const known = issuerLength(digits);
  const groups = written.split(/\D/).map((group) => group.length);
  // One kind of separator, in the groups that cards are printed in; otherwise these are several numbers in a row.
  const printed =
    groups.length === 1 || /^(?:4,4,4,[1-7]|4,6,[45]|4,4,5,?\d*|4,4,4,4,3)$/.test(groups.join(','));
  if (luhn(digits)) {
    if (known && printed) return 0.99;
    if (printed || (known && cued)) return cued ? 0.95 : 0.8;
    return 0;
  }
  if (!printed) return 0;
  // A slip of the tongue or a made-up number is still written where a card number belongs.
  if (groups.length > 1 && known) return cued ? 0.9 : 0.75;
  return cued && known ? 0.85 : 0;
}

/** Lengths that the issuer's range allows (ISO/IEC 7812 issuer ranges). */
function issuerLength(digits: string): boolean {
  const size = digits.length;
  if (/^3[47]/.test(digits)) return size === 15;
  if (/^4/.test(digits)) return size === 13 || size === 16 || size === 19;
  if (/^(?:5[1-5]|2[2-7])/.test(digits)) return size === 16;
  if (/^(?:6011|64[4-9]|65|62)/.test(digits)) return size >= 16 && size <= 19;
  if (/^3(?:0[0-5]|[689])/.test(digits)) return size >= 14 && size <= 19;
  if (/^35/.test(digits)) return size >= 16 && size <= 19;
  if (/^(?:50|5[6-9]|6)/.test(digits)) return size >= 12 && size <= 19;
  return false;
}

/** ISO/IEC 7812-1 check digit. */
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
