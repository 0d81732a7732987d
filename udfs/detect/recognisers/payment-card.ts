import type { Recogniser } from '../recogniser.js';
import { type TextView, TokenKind } from '../text-view.js';
import { Asked } from '../turns.js';
import { luhn } from './check-digits.js';
import { contextOf, cueAfter, cueBefore, cued, cueSet } from './context.js';
import { Cue } from './cue-words.js';
import { isDigitAt, isWordAt, matchAt } from './match-at.js';

export { luhn } from './check-digits.js';

/** Digits with at most a joint between two: a space, dash, dot, slash, underscore, or a line's end. */
const CARD =
  /\d(?:(?:[ \u00a0\u2009\u202f]?[-_./\u2010-\u2015]?[ \u00a0\u2009\u202f]?|[ -]?\r?\n[ ]?)\d){11,18}/y;
const FEWEST_DIGITS = 12;
/** Characters of a hyphen or space, a line's end of two and a space. */
const LONGEST_JOINT = 4;
const CARDS = cueSet(Cue.CARD, Cue.CARD_WEAK);
const CVVS = cueSet(Cue.CVV);
const EXPIRIES = cueSet(Cue.EXPIRY);
const PARTS = cueSet(Cue.LAST, Cue.ENDING);
const EXPIRY =
  /(?:(?:0?[1-9]|1[0-2])\s?[/\u2013.-]\s?(?:20\d{2}|\d{2})|20\d{2}[/-](?:0[1-9]|1[0-2]))(?![\d/-])/y;
const PLAIN_EXPIRY = /^(?:0[1-9]|1[0-2])(?:20)?[2-4]\d$/;

/** Card numbers (Luhn, issuer's lengths), security codes and expiry dates beside their words. */
export const paymentCard: Recogniser = {
  name: 'payment-card',
  recognise(view, turns, sink) {
    const { text } = view;
    if (view.numeric.length === 0) return;
    const context = contextOf(view);
    let covered = 0;
    let lastCardToken = -100;
    for (let index = 0; index < view.numeric.length; index++) {
      const token = view.numeric[index]!;
      if (view.kind[token] !== TokenKind.NUMBER) continue;
      const start = view.start[token]!;
      const size = view.end[token]! - start;
      if (start < covered) continue;
      // Digits said one by one ("4 1 1 1 …") are tried from their first only.
      const within = size === 1 && isDigitAt(text, start - 2);
      if (!within && digitsAhead(view, index) && (!isWordAt(text, start - 1) || text[start - 1] === '_')) {
        const end = cardEnd(text, start);
        if (end > 0) {
          const written = text.slice(start, end);
          const digits = written.replace(/\D/g, '');
          const score = cardScore(digits, written, cued(context, token, token, CARDS, 12, 10));
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
      if ((size <= 2 || size === 4) && !isWordAt(text, start - 1) && text[start - 1] !== '/') {
        const end = matchAt(EXPIRY, text, start);
        if (
          end > 0 &&
          !isWordAt(text, end) &&
          (cued(context, token, token, EXPIRIES, 5, 0) || (turn.answers & Asked.EXPIRY) !== 0 || nearCard)
        ) {
          sink.add(start, end, 'CC_EXP', 0.95);
          covered = end;
          continue;
        }
      }
      if (isWordAt(text, start - 1) || isWordAt(text, view.end[token]!)) continue;
      if (
        (size === 4 || size === 6) &&
        PLAIN_EXPIRY.test(text.slice(start, start + size)) &&
        (cued(context, token, token, EXPIRIES, 3, 0) || (turn.answers & Asked.EXPIRY) !== 0)
      ) {
        sink.add(start, start + size, 'CC_EXP', 0.85);
      } else if (size === 3 || size === 4) {
        const asked = (turn.answers & Asked.CVV) !== 0;
        if (context.column !== undefined && context.column[token] !== 0) {
          if (CVVS[context.column[token]!] === 1) sink.add(start, view.end[token]!, 'CVV', 0.95);
        } else if (cueBefore(context, token, CVVS, 6) > 0 && cueBefore(context, token, PARTS, 4) === 0)
          sink.add(start, view.end[token]!, 'CVV', 0.95);
        else if (asked && size === 3) sink.add(start, view.end[token]!, 'CVV', 0.9);
        else if (cueAfter(context, token, CVVS, 5) > 0 && text[start - 1] !== '$')
          sink.add(start, view.end[token]!, 'CVV', 0.7);
      }
    }
  },
};

/** False if from this number on there are surely fewer digits than a card's, with no more than joints between them. */
function digitsAhead({ numeric, start, end }: TextView, index: number): boolean {
  let digits = 0;
  for (let at = index; at < numeric.length; at++) {
    const token = numeric[at]!;
    if (at > index && start[token]! - end[numeric[at - 1]!]! > LONGEST_JOINT) return false;
    digits += end[token]! - start[token]!;
    if (digits >= FEWEST_DIGITS) return true;
  }
  return false;
}

function cardEnd(text: string, start: number): number {
  const end = matchAt(CARD, text, start);
  if (end < 0 || isDigitAt(text, end) || isWordAt(text, end)) return -1;
  return end;
}

function cardScore(digits: string, written: string, isCued: boolean): number {
  const known = issuerLength(digits);
  const groups = written.split(/\D+/).map((group) => group.length);
  // In the groups that cards are printed in; otherwise these are several numbers in a row.
  const printed =
    groups.length === 1 ||
    /^(?:4,4,4,[1-7]|4,6,[45]|4,4,5,?\d*|4,4,4,4,3|6,\d+|8,8|5,5,5|1(?:,1)+|2(?:,2)+)$/.test(
      groups.join(','),
    );
  if (luhn(digits)) {
    if (known && printed) return 0.99;
    if (printed && groups.length === 1 && !isCued) return 0.66;
    if (printed || (known && isCued)) return isCued ? 0.95 : 0.8;
    return 0;
  }
  if (!printed) return 0;
  // A slip of the tongue or a made-up number is still written where a card number belongs.
  if (groups.length > 1 && known) return isCued ? 0.9 : 0.62;
  return isCued && (known || digits.length >= 14) ? 0.85 : 0;
}

/** Lengths that the issuer's range allows (ISO/IEC 7812 issuer ranges, as the networks publish them). */
function issuerLength(digits: string): boolean {
  const size = digits.length;
  if (/^3[47]/.test(digits)) return size === 15; // American Express
  if (/^4/.test(digits)) return size === 13 || size === 16 || size === 19; // Visa
  if (/^(?:5[1-5]|2(?:22[1-9]|2[3-9]|[3-6]|7[01]|720))/.test(digits)) return size === 16; // Mastercard
  if (/^220[0-4]/.test(digits)) return size >= 16 && size <= 19; // Mir
  if (/^(?:6011|64[4-9]|65|62|81)/.test(digits)) return size >= 16 && size <= 19; // Discover, UnionPay, RuPay
  if (/^3(?:0[0-59]|[689])/.test(digits)) return size >= 14 && size <= 19; // Diners Club
  if (/^(?:35|9792)/.test(digits)) return size >= 16 && size <= 19; // JCB, Troy
  if (/^1/.test(digits)) return size === 15; // UATP
  if (/^(?:50|5[6-9]|6)/.test(digits)) return size >= 12 && size <= 19; // Maestro, Verve, Elo, Dankort
  return false;
}
