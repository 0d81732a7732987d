import type { Recogniser } from '../recogniser.js';
import { abaChecksum } from './bank-account.js';
import { contextOf, cued, cueSet } from './context.js';
import { Cue } from './cue-words.js';
import { isWordAt, matchAt } from './match-at.js';

/** E-13B: ⑆ transit, ⑇ amount, ⑈ on-us, ⑉ dash; as typed: colons, bars, quotes, or the letters A, C, T, O of fonts. */
const REST =
  /(?:[ \u2446-\u2449:;|"'<>ACDTOUacdtou-]{0,5}\d{1,17}){0,4}[ \u2446-\u2449:;|"'<>ACDTOUacdtou]{0,4}/y;
const FRAMED = /(?:[\u2446:|;<]{1,2}|[ATat])$/;
const MICRS = cueSet(Cue.MICR);

/** The magnetic-ink line of a cheque: a routing number between transit marks, with account and cheque number. */
export const chequeLine: Recogniser = {
  name: 'cheque-line',
  recognise(view, _turns, sink) {
    const { text } = view;
    let covered = 0;
    for (const token of view.numeric) {
      let start = view.start[token]!;
      if (start < covered) continue;
      let end = view.end[token]!;
      let size = end - start;
      const first = text[start]!;
      // "A021000021A", "t021000021t" in a font's letters
      if (size === 11 && 'AaTt'.includes(first) && text[end - 1] === first) {
        start++;
        end--;
        size = 9;
      }
      const micr = cued(contextOf(view), token, token, MICRS, 6, 0);
      if (size !== 9 && !micr) continue;
      if (!micr && !abaChecksum(text.slice(start, end))) continue;
      const framed =
        FRAMED.test(text.slice(Math.max(0, start - 2), start)) &&
        /^[\u2446:|;<>AaTt]/.test(text.slice(end, end + 1));
      if (!framed && !micr) continue;
      let open = start;
      if (framed) {
        while (open > 0 && /[\u2446:|;<ATat]/.test(text[open - 1]!) && start - open < 2) open--;
        // "⑈001234⑈ ⑆021000021⑆ …": the cheque's number may come first.
        const before = /(?:[\u2448|"'<C]{1,2}\d{3,12}[\u2448|"'<C]{1,2}[ ]?)$/.exec(
          text.slice(Math.max(0, open - 20), open),
        );
        if (before !== null) open -= before[0].length;
      }
      let close = matchAt(REST, text, end);
      if (close < 0) close = end;
      while (close > end && text[close - 1] === ' ') close--;
      if (isWordAt(text, close)) continue;
      sink.add(open, close, 'MICR_CODE', 0.97);
      covered = close;
    }
  },
};
