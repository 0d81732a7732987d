import type { Recogniser } from '../recogniser.js';
import { TokenKind } from '../text-view.js';
import { Asked } from '../turns.js';
import { cueBefore } from './cues.js';
import { isWordAt, matchAt } from './match-at.js';

const NUMBER = /\d{1,3}(?:,\d{3}){1,6}(?:\.\d{1,2})?|\d{1,15}(?:\.\d{1,4})?/y;
const CURRENCY_WORD =
  /\s?(?:k|m|bn|million|billion|thousand|grand)?\s?(?:dollars?|bucks|cents?|usd|eur|euros?|pounds?|gbp|cad|yen|rupees?|pesos?)\b/iy;
const SCALE = /\s?(?:k|m|bn|million|billion|thousand)\b/iy;
const AGE_AFTER = /(?:\s|-)?(?:years?|yrs?|months?|year)?(?:\s|-)?(?:old|y\/?o|of age)\b/iy;
const AGE_CUES = new Set(['age', 'aged', 'turned', 'turning']);

/** Money with its sign or word, and people's ages. */
export const amounts: Recogniser = {
  name: 'amounts',
  recognise(view, turns, sink) {
    const { text } = view;
    let covered = 0;
    for (const token of view.numeric) {
      const start = view.start[token]!;
      if (start < covered) continue;
      const sign = text[start - 1] === ' ' ? start - 2 : start - 1;
      if (sign >= 0 && '$\u20ac\u00a3\u00a5\u20b9'.includes(text[sign]!)) {
        let end = matchAt(NUMBER, text, start);
        if (end > 0) {
          const scale = matchAt(SCALE, text, end);
          if (scale > 0) end = scale;
          const word = matchAt(CURRENCY_WORD, text, end);
          if (word > 0) end = word;
          sink.add(sign, end, 'MONEY', 0.95);
          covered = end;
          continue;
        }
      }
      if (isWordAt(text, start - 1) || view.kind[token] !== TokenKind.NUMBER) continue;
      const number = matchAt(NUMBER, text, start);
      const word = number > 0 ? matchAt(CURRENCY_WORD, text, number) : -1;
      if (word > 0) {
        sink.add(start, word, 'MONEY', 0.85);
        covered = word;
        continue;
      }
      const size = view.end[token]! - start;
      if (size <= 3 && Number(text.slice(start, view.end[token]!)) <= 120) {
        const after = matchAt(AGE_AFTER, text, view.end[token]!);
        if (after > 0) sink.add(start, after, 'PERSON_AGE', 0.9);
        else if (
          size === 2 &&
          (cueBefore(view, token, AGE_CUES, 3) ||
            ((turns.of(token).answers & Asked.AGE) !== 0 && token - turns.of(token).body < 3))
        ) {
          sink.add(start, view.end[token]!, 'PERSON_AGE', 0.7);
        }
      }
    }
  },
};
