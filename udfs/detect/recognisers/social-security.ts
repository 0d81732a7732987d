import type { Recogniser } from '../recogniser.js';
import { TokenKind } from '../text-view.js';
import { Asked } from '../turns.js';
import { cueBefore } from './cues.js';
import { isDigitAt, isWordAt, matchAt } from './match-at.js';

const WRITTEN = /\d{3}([ .\u2011\u2013-])\d{2}\1\d{4}(?![\d-])/y;
const MASKED = /(?:[*xX#\u2022]{3}[ -][*xX#\u2022]{2}[ -])(\d{4})(?!\d)/g;
const SSN_CUES = new Set(['ssn', 'social', 'ss', 'ssn#', 'socials']);
const ITIN_CUES = new Set(['itin', 'taxpayer']);

/** US social security numbers and ITINs; the last four beside the words for them. */
export const socialSecurity: Recogniser = {
  name: 'social-security',
  recognise(view, turns, sink) {
    const { text } = view;
    for (const token of view.numeric) {
      if (view.kind[token] !== TokenKind.NUMBER) continue;
      const start = view.start[token]!;
      const size = view.end[token]! - start;
      if (isWordAt(text, start - 1) || (size !== 3 && size !== 4 && size !== 9)) continue;
      if (size === 3) {
        const end = matchAt(WRITTEN, text, start);
        if (end < 0 || isWordAt(text, end) || (text[start - 1] === '-' && isDigitAt(text, start - 2)))
          continue;
        const digits = text.slice(start, end).replace(/\D/g, '');
        const cued = cueBefore(view, token, SSN_CUES, 10) || (turns.of(token).answers & Asked.SSN) !== 0;
        if (isItin(digits)) sink.add(start, end, cued ? 'US_SSN' : 'US_ITIN', 0.9);
        else sink.add(start, end, 'US_SSN', couldBeIssued(digits) || cued ? 0.95 : 0.7);
        continue;
      }
      const end = view.end[token]!;
      if (isWordAt(text, end) || text[end] === '-' || text[start - 1] === '-') continue;
      const asked = (turns.of(token).answers & Asked.SSN) !== 0;
      const cued = asked || cueBefore(view, token, SSN_CUES, size === 9 ? 10 : 8);
      if (cued) sink.add(start, end, 'US_SSN', asked ? 0.85 : 0.9);
      else if (size === 9 && cueBefore(view, token, ITIN_CUES, 8)) sink.add(start, end, 'US_ITIN', 0.9);
    }
    if (text.includes('-') || text.includes('*')) {
      for (const match of text.matchAll(MASKED)) {
        const end = match.index + match[0].length;
        sink.add(end - 4, end, 'US_SSN', 0.8);
      }
    }
  },
};

/** Area, group and serial numbers that the SSA may issue. */
function couldBeIssued(digits: string): boolean {
  return !/^(?:000|666|9\d\d)/.test(digits) && digits.slice(3, 5) !== '00' && digits.slice(5) !== '0000';
}

/** IRS: 9xx with group 50–65, 70–88, 90–92, 94–99. */
function isItin(digits: string): boolean {
  const group = Number(digits.slice(3, 5));
  return (
    digits[0] === '9' &&
    ((group >= 50 && group <= 65) ||
      (group >= 70 && group <= 88) ||
      (group >= 90 && group <= 92) ||
      group >= 94)
  );
}
