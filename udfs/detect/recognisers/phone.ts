import type { Recogniser } from '../recogniser.js';
import { TokenKind } from '../text-view.js';
import { Asked } from '../turns.js';
import { contextOf, cued, cueSet } from './context.js';
import { Cue } from './cue-words.js';
import { isDigitAt, isWordAt, matchAt } from './match-at.js';
import { isInternational, isNational } from './phone-formats.js';

const S = '[ .\\u00a0\\u2009\\u2010-\\u2015-]';
const EXTENSION = '(?:[,;]?\\s?(?:x|ext\\.?|extension|extn\\.?|#)\\s?:?\\s?\\d{1,6}(?!\\d))?';
const NANP = new RegExp(
  `(?:\\(?1\\)?${S}?)?(?:\\(\\d{3}\\)${S}{0,2}|\\d{3}${S}{1,2}|\\d{3}\\/|\\d{3} - )\\d{3}(?:${S}| - )\\d{4}${EXTENSION}`,
  'iy',
);
const NANP_PLAIN = new RegExp(`1?[2-9]\\d{2}[2-9]\\d{6}${EXTENSION}`, 'iy');
const LOCAL = new RegExp(`[2-9]\\d{2}[.\\u2010-\\u2015-]\\d{4}${EXTENSION}`, 'iy');
const LOCAL_SPACED = new RegExp(`[2-9]\\d{2} ?\\d{4}${EXTENSION}`, 'iy');
const CUT = new RegExp(`\\(\\d{3}\\)${S}?\\d{4}`, 'y');
const VANITY =
  /(?:1[-. ]?)?\(?(?:8(?:00|33|44|55|66|77|88)|900)\)?[-. ](?=[A-Z0-9-]{0,8}[A-Z])[A-Z0-9]{2,9}(?:-[A-Z0-9]{1,7}){0,2}/y;
const INTERNATIONAL = new RegExp(`\\d{1,4}(?:${S}{0,2}\\/?\\(?\\d{1,12}\\)?){1,7}${EXTENSION}`, 'iy');
const NATIONAL = new RegExp(`\\d{1,5}\\)?(?:(?:${S}| - | ?\\/ ?)?\\(?\\d{1,8}\\)?){0,5}${EXTENSION}`, 'iy');
const BRACKETED = new RegExp(`\\(0?\\d{1,5}\\)${S}?\\d{2,5}(?:${S}\\d{2,5}){0,4}(?!\\d)`, 'y');
/** Foreign groupings that little else is written in: India, China, Brazil, pairs as in France. */
const KNOWN_GROUPS =
  /[6-9]\d{4} \d{5}(?!\d)|1[3-9]\d[ -]\d{4}[ -]\d{4}(?!\d)|\d{2} 9?\d{4}-\d{4}(?!\d)|0\d(?:([ .-])\d{2})(?:\1\d{2}){3}(?!\d)/y;
const PHONES = cueSet(Cue.PHONE);
const WEAK = cueSet(Cue.PHONE, Cue.PHONE_WEAK);
/** Numbers checked against numbering plans a text: more than any text has, and a bound for what is made to be slow. */
const CHECKS_PER_CHARACTER = 1 / 150;

/** Phone and fax numbers: North America, with `+` or `00`, national ones of many countries; extensions, vanity. */
export const phone: Recogniser = {
  name: 'phone',
  recognise(view, turns, sink) {
    if (view.numeric.length === 0) return;
    const { text } = view;
    const context = contextOf(view);
    let covered = 0;
    let checks = 20 + text.length * CHECKS_PER_CHARACTER;
    const checked = (check: (written: string) => boolean, written: string): boolean =>
      checks-- > 0 && check(written);
    for (const token of view.numeric) {
      const start = view.start[token]!;
      if (start < covered || !isDigitAt(text, start) || isWordAt(text, start - 1)) continue;
      const size = view.end[token]! - start;
      if (size > 15 && view.kind[token] === TokenKind.NUMBER) continue;
      const before = text[start - 1];
      if (before === '.' && isDigitAt(text, start - 2)) continue;
      const bracket = before === '(';
      const plus =
        before === '+' ||
        before === '\uff0b' ||
        (bracket && text[start - 2] === '+') ||
        (before === ' ' && text[start - 2] === '+');
      const asked = (turns.of(token).answers & Asked.PHONE) !== 0;
      const other =
        context.column !== undefined &&
        context.column[token]! > Cue.FILLER &&
        PHONES[context.column[token]!] === 0;
      if (other && !plus) continue;
      const strong = asked || cued(context, token, token, PHONES, 8, 6);
      const weak = strong || cued(context, token, token, WEAK, 6, 0);
      if (plus) {
        let end = clean(text, matchAt(INTERNATIONAL, text, start));
        let digits = count(text, start, end);
        if (end > 0 && digits >= 7) {
          const from = before === '+' || before === '\uff0b' ? start - 1 : start - 2;
          let valid = checked(isInternational, text.slice(from, end));
          for (let tries = 0; !valid && tries < 4; tries++) {
            // "+44 20 7946 0958 12 of them": less and less of it.
            const shorter = lastGroup(text, start, end);
            if (shorter < 0 || count(text, start, shorter) < 7) break;
            if (checked(isInternational, text.slice(from, shorter))) {
              end = shorter;
              valid = true;
            } else if (digits > 15) {
              end = shorter;
              digits = count(text, start, end);
            } else if (tries > 2) break;
            else {
              const next = lastGroup(text, start, shorter);
              if (
                next > 0 &&
                count(text, start, next) >= 8 &&
                checked(isInternational, text.slice(from, next))
              ) {
                end = next;
                valid = true;
              }
              break;
            }
          }
          if (!isWordAt(text, end)) {
            sink.add(from, end, 'PHONE_NUMBER', valid ? 0.97 : 0.9);
            covered = end;
            continue;
          }
        }
      }
      if (text[start] === '0' && text[start + 1] === '0' && size <= 15 && size !== 3) {
        // "0046 70 123 45 67": the other way to dial abroad.
        const end = clean(text, matchAt(INTERNATIONAL, text, start + 2));
        const digits = count(text, start, end);
        if (
          end > 0 &&
          digits >= 10 &&
          digits <= 17 &&
          !isWordAt(text, end) &&
          (weak || checked(isInternational, `+${text.slice(start + 2, end)}`))
        ) {
          sink.add(start, end, 'PHONE_NUMBER', 0.9);
          covered = end;
          continue;
        }
      }
      const from = bracket ? start - 1 : start;
      if (before === '-' && isWordAt(text, start - 2)) continue;
      let end = bracket || size === 1 || size === 3 || size === 4 ? matchAt(NANP, text, from) : -1;
      if (end > 0 && !isWordAt(text, end) && !(text[end] === '-' && isDigitAt(text, end + 1))) {
        const valid = /^1?[2-9]\d\d[2-9]/.test(text.slice(from, end).replace(/\D/g, ''));
        sink.add(from, end, 'PHONE_NUMBER', valid ? 0.95 : weak ? 0.9 : 0.75);
        covered = end;
        continue;
      }
      end = bracket || '189'.includes(text[start]!) ? matchAt(VANITY, text, from) : -1;
      if (end > 0 && !isWordAt(text, end) && count(text, from, end) < 11 && letters(text, from, end) >= 10) {
        sink.add(from, end, 'PHONE_NUMBER', 0.9);
        covered = end;
        continue;
      }
      if (bracket) {
        end = matchAt(CUT, text, from);
        if (end < 0 || isWordAt(text, end)) {
          end = matchAt(BRACKETED, text, from);
          if (end > 0 && (count(text, from, end) < 7 || count(text, from, end) > 12)) end = -1;
        }
        if (end > 0 && !isWordAt(text, end)) {
          sink.add(from, end, 'PHONE_NUMBER', 0.85);
          covered = end;
          continue;
        }
      }
      if (size >= 10 && size <= 11) {
        end = matchAt(NANP_PLAIN, text, start);
        if (end > 0 && !isWordAt(text, end)) {
          sink.add(start, end, 'PHONE_NUMBER', weak ? 0.9 : 0.62);
          covered = end;
          continue;
        }
      }
      if (size === 3) {
        end = matchAt(LOCAL, text, start);
        if (end < 0 && weak) end = matchAt(LOCAL_SPACED, text, start);
        if (
          end > 0 &&
          !isWordAt(text, end) &&
          text[end] !== '-' &&
          !(text[end] === '.' && isDigitAt(text, end + 1))
        ) {
          sink.add(start, end, 'PHONE_NUMBER', weak ? 0.9 : 0.6);
          covered = end;
          continue;
        }
      }
      const zero = text[start] === '0';
      const known = size === 2 || size === 3 || size === 5 ? matchAt(KNOWN_GROUPS, text, start) : -1;
      if (known > 0 && !isWordAt(text, known) && (weak || checked(isNational, text.slice(start, known)))) {
        sink.add(from, known, 'PHONE_NUMBER', strong ? 0.93 : 0.7);
        covered = known;
        continue;
      }
      if (!strong && !weak && !(zero && size >= 2)) continue;
      end = clean(text, matchAt(NATIONAL, text, start));
      const digits = count(text, start, end);
      if (end < 0 || digits < (strong ? 6 : 7) || digits > 21 || isWordAt(text, end)) continue;
      if (
        text[end] === '/' ||
        (text[end] === ':' && isDigitAt(text, end + 1)) ||
        (text[end] === '-' && isWordAt(text, end + 1))
      )
        continue;
      const written = text.slice(start, end);
      if ((DATE.test(written) && !strong) || DATED.test(written)) continue;
      if (strong)
        sink.add(from, end, 'PHONE_NUMBER', digits >= 7 && digits <= 15 && !DATE.test(written) ? 0.88 : 0.6);
      else if (zero && (checked(isNational, written) || (weak && digits >= 9 && digits <= 12)))
        sink.add(from, end, 'PHONE_NUMBER', weak ? 0.85 : /\D/.test(written) ? 0.72 : 0.64);
      else continue;
      covered = end;
    }
  },
};

const DATE = /^(?:\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})|\d{4}[./-]\d{1,2}[./-]\d{1,2})$/;

/** A whole date, with a time or anything else after it. */
const DATED = /^\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d{2}(?:\D|$)/;

function clean(text: string, end: number): number {
  while (end > 0 && !isDigitAt(text, end - 1) && text[end - 1] !== ')') end--;
  return end;
}

/** End of what is left when the last group of digits is taken off, or -1. */
function lastGroup(text: string, start: number, end: number): number {
  let at = end;
  while (at > start && isDigitAt(text, at - 1)) at--;
  while (at > start && !isDigitAt(text, at - 1)) at--;
  return at > start ? at : -1;
}

function count(text: string, start: number, end: number): number {
  let digits = 0;
  for (let at = start; at < end; at++) if (isDigitAt(text, at)) digits++;
  return digits;
}

function letters(text: string, start: number, end: number): number {
  let found = 0;
  for (let at = start; at < end; at++) if (isWordAt(text, at)) found++;
  return found;
}
