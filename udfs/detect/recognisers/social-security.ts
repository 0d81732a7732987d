import type { Recogniser } from '../recogniser.js';
import { TokenKind } from '../text-view.js';
import { Asked } from '../turns.js';
import { contextOf, cueBefore, cued, cueSet, nearestCue } from './context.js';
import { Cue } from './cue-words.js';
import { isWordAt, matchAt } from './match-at.js';

const WRITTEN = /\d{3}([ .\u2010-\u2015]|-|\s-\s|\/)\d{2}\1\d{4}(?![\d-])/y;
const EMPLOYER = /\d{2}-\d{7}(?![\d-])/y;
const SSNS = cueSet(Cue.SSN);
const ITINS = cueSet(Cue.ITIN);
const EINS = cueSet(Cue.EIN, Cue.TAX);
const EITHER = cueSet(Cue.SSN, Cue.ITIN);
const LASTS = cueSet(Cue.LAST, Cue.ENDING);

/** US social security numbers, ITINs and EINs; the last four beside the words for them. */
export const socialSecurity: Recogniser = {
  name: 'social-security',
  recognise(view, turns, sink) {
    if (view.numeric.length === 0) return;
    const { text } = view;
    const context = contextOf(view);
    for (const token of view.numeric) {
      if (view.kind[token] !== TokenKind.NUMBER) continue;
      const start = view.start[token]!;
      const size = view.end[token]! - start;
      if ((size !== 3 && size !== 4 && size !== 9 && size !== 2) || isWordAt(text, start - 1)) continue;
      if (text[start - 1] === '-' && isWordAt(text, start - 2)) continue;
      if (size === 2) {
        const end = text[start + 2] === '-' ? matchAt(EMPLOYER, text, start) : -1;
        if (end > 0 && !isWordAt(text, end))
          sink.add(
            start,
            end,
            'NUMERIC_PII',
            cued(context, token, Math.min(token + 2, view.count - 1), EINS, 10) ? 0.95 : 0.72,
          );
        continue;
      }
      const asked = (turns.of(token).answers & Asked.SSN) !== 0;
      if (size === 3) {
        const end = matchAt(WRITTEN, text, start);
        if (end < 0 || isWordAt(text, end)) continue;
        const digits = text.slice(start, end).replace(/\D/g, '');
        const isCued =
          asked || nearestCue(context, token, Math.min(token + 4, view.count - 1), EITHER, 10) === Cue.SSN;
        if (isItin(digits)) sink.add(start, end, isCued ? 'US_SSN' : 'US_ITIN', 0.9);
        else sink.add(start, end, 'US_SSN', isCued ? 0.97 : couldBeIssued(digits) ? 0.95 : 0.7);
        continue;
      }
      const end = view.end[token]!;
      if (isWordAt(text, end) || (text[end] === '-' && isWordAt(text, end + 1))) continue;
      if (size === 9) {
        const digits = text.slice(start, end);
        if (asked || cued(context, token, token, SSNS, 10)) sink.add(start, end, 'US_SSN', 0.97);
        else if (cued(context, token, token, ITINS))
          sink.add(start, end, 'US_ITIN', isItin(digits) ? 0.93 : 0.8);
        else if (cued(context, token, token, EINS)) sink.add(start, end, 'NUMERIC_PII', 0.85);
      } else if (asked || cued(context, token, token, SSNS, 8, 4)) {
        if (text[end] === '/' || text[start - 1] === '/' || text[start - 1] === '$') continue;
        const year = /^(?:19|20)\d\d$/.test(text.slice(start, end));
        if (!year || asked || cueBefore(context, token, LASTS, 8) > 0) sink.add(start, end, 'US_SSN', 0.9);
      }
    }
  },
};

/** Area, group and serial numbers that the SSA may issue. */
export function couldBeIssued(digits: string): boolean {
  return !/^(?:000|666|9\d\d)/.test(digits) && digits.slice(3, 5) !== '00' && !digits.endsWith('0000');
}

/** IRS: 9xx with group 50–65, 70–88, 90–92, 94–99. */
export function isItin(digits: string): boolean {
  const group = Number(digits.slice(3, 5));
  return (
    digits[0] === '9' &&
    ((group >= 50 && group <= 65) ||
      (group >= 70 && group <= 88) ||
      (group >= 90 && group <= 92) ||
      group >= 94)
  );
}
