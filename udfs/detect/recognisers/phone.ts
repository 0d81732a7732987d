import type { Recogniser } from '../recogniser.js';
import { TokenKind } from '../text-view.js';
import { Asked } from '../turns.js';
import { cueBefore } from './cues.js';
import { isDigitAt, isWordAt, matchAt } from './match-at.js';

const S = '[ .\\u00a0\\u2011\\u2013-]';
const EXTENSION = '(?:,?\\s?(?:x|ext\\.?|extension|#)\\s?\\d{1,6})?';
const NANP = new RegExp(
  `(?:1${S}?)?(?:\\(\\d{3}\\)${S}?|\\d{3}${S}{1,2}|\\d{3}\\/)\\d{3}${S}\\d{4}${EXTENSION}`,
  'iy',
);
const NANP_PLAIN = new RegExp(`1?[2-9]\\d{2}[2-9]\\d{6}${EXTENSION}`, 'iy');
const LOCAL = new RegExp(`[2-9]\\d{2}[.\\u2011-]\\d{4}${EXTENSION}`, 'iy');
const CUT = new RegExp(`\\(\\d{3}\\)${S}?\\d{4}`, 'y');
const INTERNATIONAL = new RegExp(`\\d{1,3}(?:${S}?\\(?\\d{1,5}\\)?){1,7}${EXTENSION}`, 'iy');
const NATIONAL = new RegExp(`0\\d{1,4}(?:${S}\\(?\\d{2,5}\\)?){1,4}`, 'y');
const PHONE_CUES = new Set([
  'phone',
  'call',
  'calling',
  'cell',
  'mobile',
  'tel',
  'telephone',
  'fax',
  'text',
  'sms',
  'callback',
  'reach',
  'dial',
  'whatsapp',
  'ph',
  'contact',
  'landline',
  'voicemail',
  'number',
  'at',
  'line',
  'hotline',
  'ring',
]);
const STRONG_CUES = new Set([
  'phone',
  'cell',
  'mobile',
  'tel',
  'telephone',
  'fax',
  'callback',
  'sms',
  'whatsapp',
  'landline',
  'hotline',
]);

/** North American numbers in their written forms, international ones with `+`, national ones beside their words. */
export const phone: Recogniser = {
  name: 'phone',
  recognise(view, turns, sink) {
    const { text } = view;
    let covered = 0;
    for (const token of view.numeric) {
      let start = view.start[token]!;
      if (start < covered || !isDigitAt(text, start) || isWordAt(text, start - 1)) continue;
      const plus = text[start - 1] === '+' || (text[start - 1] === '(' && text[start - 2] === '+');
      const bracket = text[start - 1] === '(';
      const size = view.end[token]! - start;
      if (size > 15) continue;
      const asked = (turns.of(token).answers & Asked.PHONE) !== 0;
      const strong = asked || cueBefore(view, token, STRONG_CUES, 8);
      const cued = strong || cueBefore(view, token, PHONE_CUES, 6);
      if (plus) {
        const end = clean(text, matchAt(INTERNATIONAL, text, start));
        const digits = count(text, start, end);
        if (end > 0 && digits >= 8 && digits <= 21) {
          start -= text[start - 1] === '+' ? 1 : 2;
          sink.add(start, end, 'PHONE_NUMBER', 0.95);
          covered = end;
          continue;
        }
      }
      if (text[start] === '0' && text[start + 1] === '0' && size <= 5) {
        // "0046 70 123 45 67": the other way to dial abroad.
        const end = clean(text, matchAt(INTERNATIONAL, text, start + 2));
        const digits = count(text, start, end);
        if (end > 0 && digits >= 10 && digits <= 17 && !isWordAt(text, end)) {
          sink.add(start, end, 'PHONE_NUMBER', 0.85);
          covered = end;
          continue;
        }
      }
      const from = bracket ? start - 1 : start;
      if (!(text[from - 1] === '-' && isDigitAt(text, from - 2))) {
        let end = matchAt(NANP, text, from);
        if (end > 0 && !isWordAt(text, end)) {
          const valid = /^1?[2-9]\d\d[2-9]/.test(text.slice(from, end).replace(/\D/g, ''));
          sink.add(from, end, 'PHONE_NUMBER', valid ? 0.95 : cued ? 0.9 : 0.75);
          covered = end;
          continue;
        }
        end = bracket ? matchAt(CUT, text, from) : -1;
        if (end > 0 && !isWordAt(text, end)) {
          sink.add(from, end, 'PHONE_NUMBER', 0.85);
          covered = end;
          continue;
        }
      }
      if (size >= 10 && view.kind[token] === TokenKind.NUMBER) {
        const end = matchAt(NANP_PLAIN, text, start);
        if (end > 0 && !isWordAt(text, end)) sink.add(start, end, 'PHONE_NUMBER', cued ? 0.9 : 0.62);
        else if (strong && size <= 15) sink.add(start, view.end[token]!, 'PHONE_NUMBER', 0.8);
        continue;
      }
      if (size === 3) {
        const end = matchAt(LOCAL, text, start);
        if (end > 0 && !isWordAt(text, end) && text[start - 1] !== '-' && text[end] !== '-') {
          sink.add(start, end, 'PHONE_NUMBER', cued ? 0.9 : 0.6);
          covered = end;
          continue;
        }
      }
      if (cued && (text[start] === '0' || strong)) {
        const end = clean(text, matchAt(text[start] === '0' ? NATIONAL : INTERNATIONAL, text, start));
        const digits = count(text, start, end);
        if (end > 0 && digits >= 7 && digits <= 15 && !isWordAt(text, end)) {
          sink.add(from, end, 'PHONE_NUMBER', 0.8);
          covered = end;
        }
      }
    }
  },
};

function clean(text: string, end: number): number {
  while (end > 0 && !isDigitAt(text, end - 1) && text[end - 1] !== ')') end--;
  return end;
}

function count(text: string, start: number, end: number): number {
  let digits = 0;
  for (let at = start; at < end; at++) if (isDigitAt(text, at)) digits++;
  return digits;
}
