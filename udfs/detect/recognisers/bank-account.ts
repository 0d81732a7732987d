import type { Recogniser, Sink } from '../recogniser.js';
import { Caps, Gap, type TextView, TokenKind } from '../text-view.js';
import { mod97 } from './check-digits.js';
import { type Context, contextOf, cueAfter, cueBefore, cued, cueSet, nearestCue } from './context.js';
import { Cue } from './cue-words.js';
import { IBAN_LENGTH } from './iban-lengths.js';
import { isDigitAt, isWordAt, matchAt } from './match-at.js';

export { mod97 } from './check-digits.js';

const IBAN = /[A-Za-z]{2}[ ]?\d{2}(?:[ \u00a0.-]?[A-Za-z0-9]){10,30}/y;
const ROUTED = /\d{4}[ -]?\d{4}[ -]?\d|\d{3}[ -]\d{3}[ -]\d{3}/y;
const ACCOUNT = /\d{1,17}(?:[ -]\d{2,12}){0,4}/y;
const BIC = /^[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?$/i;
const ROUTINGS = cueSet(Cue.ROUTING);
const IBANS = cueSet(Cue.IBAN);
const BANKS = cueSet(Cue.BANK, Cue.ROUTING, Cue.BANK_ACCOUNT, Cue.ROUTING_WEAK);
const SWIFTS = cueSet(Cue.SWIFT);
/** Whatever else a number may be, so that the nearest word decides. */
const NUMBERS = cueSet(
  Cue.BANK_ACCOUNT,
  Cue.ACCOUNT,
  Cue.ROUTING,
  Cue.ROUTING_WEAK,
  Cue.CARD,
  Cue.SSN,
  Cue.PHONE,
  Cue.ID,
  Cue.CODE,
  Cue.CVV,
  Cue.ENDING,
  Cue.LAST,
  Cue.HEALTH,
  Cue.USERNAME,
  Cue.PASSWORD,
  Cue.NATIONAL,
  Cue.MONEY,
);

/** IBAN (ISO 13616, mod 97), ABA routing numbers (checksum), US bank account numbers, BIC and cheque lines. */
export const bankAccount: Recogniser = {
  name: 'bank-account',
  recognise(view, _turns, sink) {
    const { text } = view;
    if (view.numeric.length === 0) return;
    const context = contextOf(view);
    let covered = 0;
    for (const token of view.numeric) {
      const start = view.start[token]!;
      if (start < covered || isWordAt(text, start - 1)) continue;
      if (view.kind[token] === TokenKind.CODE) {
        covered = Math.max(covered, iban(context, token, start, sink));
        continue;
      }
      if (
        view.end[token]! - start === 2 &&
        token > 0 &&
        view.gap[token] === Gap.SPACE &&
        view.caps[token - 1] === Caps.ALL
      )
        covered = Math.max(covered, iban(context, token - 1, view.start[token - 1]!, sink));
      const end = view.end[token]!;
      const size = end - start;
      if (size === 9 || size === 4 || size === 3) {
        const routed = matchAt(ROUTED, text, start);
        if (routed > 0 && !isWordAt(text, routed)) {
          const right = abaChecksum(text.slice(start, routed).replace(/\D/g, ''));
          if (cued(context, token, token, ROUTINGS, 7))
            sink.add(start, routed, 'US_ROUTING_TRANSIT_NUMBER', right ? 0.97 : 0.75);
          else if (right && size === 9 && cueBefore(context, token, BANKS, 8) > 0)
            sink.add(start, routed, 'US_ROUTING_TRANSIT_NUMBER', 0.6);
        }
      }
      if (size > 17 || text[start - 1] === '$') continue;
      const cue = nearestCue(context, token, token, NUMBERS, 8, 4);
      if (cue !== Cue.BANK_ACCOUNT && cue !== Cue.ACCOUNT && cue !== Cue.ROUTING_WEAK) continue;
      const account = matchAt(ACCOUNT, text, start);
      let digits = 0;
      for (let at = start; at < account; at++) if (isDigitAt(text, at)) digits++;
      if (
        digits < 6 ||
        digits > 20 ||
        isWordAt(text, account) ||
        (text[account] === '.' && isDigitAt(text, account + 1))
      )
        continue;
      const banked =
        cue === Cue.BANK_ACCOUNT ||
        cueBefore(context, token, BANKS, 14) > 0 ||
        cueAfter(context, token, BANKS, 10) > 0;
      if (cue === Cue.ROUTING_WEAK) sink.add(start, account, 'NUMERIC_PII', 0.82);
      else if (banked) sink.add(start, account, 'US_BANK_NUMBER', 0.9);
    }
    bankCodes(context, sink);
  },
};

/** SWIFT codes (ISO 9362) beside their word; they may be letters only. */
function bankCodes(context: Context, sink: Sink): void {
  const { view, cue } = context;
  for (let token = 0; token < view.count; token++) {
    if (SWIFTS[cue[token]!] === 0) continue;
    for (let at = token + 1; at < Math.min(view.count, token + 6); at++) {
      if (view.gap[at] === Gap.LINE) break;
      const size = view.end[at]! - view.start[at]!;
      if ((size !== 8 && size !== 11) || view.caps[at] !== Caps.ALL) continue;
      if (BIC.test(view.lower[at]!)) sink.add(view.start[at]!, view.end[at]!, 'NUMERIC_PII', 0.85);
      break;
    }
  }
}

/** Adds the IBAN that begins at `start`; its end, or -1. */
function iban(context: Context, token: number, start: number, sink: Sink): number {
  const { view } = context;
  const { text } = view;
  const length = IBAN_LENGTH[text.slice(start, start + 2).toUpperCase()];
  if (length === undefined || isWordAt(text, start - 1)) return -1;
  const limit = matchAt(IBAN, text, start);
  if (limit < 0) return -1;
  let end = start;
  let compact = '';
  while (end < limit && compact.length < length) {
    if (isWordAt(text, end)) compact += text[end];
    end++;
  }
  const isCued = cued(context, token, token, IBANS, 5);
  if (compact.length < length || isWordAt(text, end)) {
    // Cut short, or a digit too many: still the number of an account, where the word for it stands.
    if (!isCued) return -1;
    const cut = endOfGroups(view, token);
    if (cut - start >= 12) sink.add(start, cut, 'IBAN_CODE', 0.75);
    return cut;
  }
  if (mod97(compact.toUpperCase()) === 1) sink.add(start, end, 'IBAN_CODE', 0.99);
  else if (isCued) sink.add(start, end, 'IBAN_CODE', 0.8);
  else return -1;
  return end;
}

function endOfGroups(view: TextView, token: number): number {
  let last = token;
  while (
    last + 1 < view.count &&
    view.gap[last + 1] === Gap.SPACE &&
    view.kind[last + 1] !== TokenKind.MARK &&
    view.end[last + 1]! - view.start[last + 1]! <= 4 &&
    (view.kind[last + 1] !== TokenKind.WORD || view.caps[last + 1] === Caps.ALL)
  )
    last++;
  return view.end[last]!;
}

/** ABA routing number: weights 3, 7, 1, and a first pair that the Federal Reserve assigns. */
export function abaChecksum(digits: string): boolean {
  if (!/^(?:0\d|1[0-2]|2[1-9]|3[0-2]|6[1-9]|7[0-2]|80)\d{7}$/.test(digits)) return false;
  let sum = 0;
  for (let at = 0; at < 9; at++) sum += (digits.charCodeAt(at) - 48) * [3, 7, 1][at % 3]!;
  return sum % 10 === 0;
}
