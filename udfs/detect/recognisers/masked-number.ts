import type { Recogniser } from '../recogniser.js';
import { TokenKind } from '../text-view.js';
import { contextOf, cued, cueSet } from './context.js';
import { Cue } from './cue-words.js';
import { isDigitAt, isWordAt } from './match-at.js';

const CARDS = cueSet(Cue.CARD, Cue.CARD_WEAK);
const SSNS = cueSet(Cue.SSN, Cue.ITIN);
const LONGEST = 40;

/** Numbers of which only the last digits are shown: `XXXX-XXXX-XXXX-1234`, `***-**-6789`, `4111 11** **** 1111`. */
export const maskedNumber: Recogniser = {
  name: 'masked-number',
  recognise(view, _turns, sink) {
    const { text } = view;
    let covered = 0;
    for (const token of view.numeric) {
      let digits = view.start[token]!;
      const end = view.end[token]!;
      if (digits < covered || isWordAt(text, end)) continue;
      if (view.kind[token] === TokenKind.CODE) {
        // "xxxxxxxxxxxx1234" is one token.
        while (digits < end && isMask(text, digits)) digits++;
        if (digits === view.start[token]) continue;
        let at = digits;
        while (isDigitAt(text, at)) at++;
        if (at !== end) continue;
      } else if (!isMaskOrJoint(text, digits - 1)) continue;
      const size = end - digits;
      if (size < 2 || size > 6) continue;
      let start = digits;
      let masks = 0;
      let open = digits;
      while (open > 0 && digits - open < LONGEST) {
        if (isMask(text, open - 1)) {
          masks++;
          open--;
          start = open;
        } else if (isJoint(text, open - 1) && (isMask(text, open - 2) || isDigitAt(text, open - 2))) open--;
        else if (isDigitAt(text, open - 1) && masks > 0) {
          open--;
          start = open;
        } else break;
      }
      if (masks < 4 || isWordAt(text, start - 1)) continue;
      const written = text.slice(start, end);
      const shape = written.replace(/[^A-Za-z0-9*\u2022#\u25cf\u00b7]/g, '');
      const parts = written
        .split(/[ .\u2010-\u2015-]+/)
        .map((part) => part.length)
        .join();
      if (cued(contextOf(view), token, token, SSNS) || parts === '3,2,4') sink.add(start, end, 'US_SSN', 0.9);
      else if (
        (shape.length >= 12 && shape.length <= 19 && size === 4) ||
        cued(contextOf(view), token, token, CARDS)
      )
        sink.add(start, end, 'CREDIT_CARD', 0.92);
      else sink.add(start, end, 'NUMERIC_PII', 0.86);
      covered = end;
    }
  },
};

function isMask(text: string, offset: number): boolean {
  const character = text[offset];
  return character !== undefined && 'xX*#\u2022\u25cf\u00b7'.includes(character);
}

function isJoint(text: string, offset: number): boolean {
  const character = text[offset];
  return character !== undefined && ' -.\u2010\u2011\u2013'.includes(character);
}

function isMaskOrJoint(text: string, offset: number): boolean {
  return isMask(text, offset) || (isJoint(text, offset) && isMask(text, offset - 1));
}
