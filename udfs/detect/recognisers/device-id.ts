import type { Recogniser } from '../recogniser.js';
import { TokenKind } from '../text-view.js';
import { luhn } from './check-digits.js';
import { contextOf, cued, cueSet } from './context.js';
import { Cue } from './cue-words.js';
import { isWordAt, matchAt } from './match-at.js';

const MAC =
  /[0-9a-f]{2}([:-])[0-9a-f]{2}(?:\1[0-9a-f]{2}){4}(?:(?:\1[0-9a-f]{2}){2})?|[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4}/iy;
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/iy;
const IMEI = /\d{2}([- /]?)\d{6}\1\d{6}\1\d(?:\1\d)?/y;
const VIN = /[A-HJ-NPR-Z0-9]{17}/iy;
const DEVICES = cueSet(Cue.DEVICE, Cue.ID);
const VINS = cueSet(Cue.VIN, Cue.ID);
/** Values of letters in a VIN (49 CFR 565.15). */
const VIN_VALUES: Readonly<Record<string, number>> = {
  A: 1,
  B: 2,
  C: 3,
  D: 4,
  E: 5,
  F: 6,
  G: 7,
  H: 8,
  J: 1,
  K: 2,
  L: 3,
  M: 4,
  N: 5,
  P: 7,
  R: 9,
  S: 2,
  T: 3,
  U: 4,
  V: 5,
  W: 6,
  X: 7,
  Y: 8,
  Z: 9,
};
const VIN_WEIGHTS = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];

/** Hardware addresses, IMEI (Luhn), UUIDs, vehicle identification numbers (check digit). */
export const deviceId: Recogniser = {
  name: 'device-id',
  recognise(view, _turns, sink) {
    const { text } = view;
    let covered = 0;
    const tryAt = (token: number): void => {
      const start = view.start[token]!;
      const size = view.end[token]! - start;
      if (start < covered || isWordAt(text, start - 1) || text[start - 1] === ':') return;
      const joint = text[view.end[token]!];
      let end = -1;
      if ((size === 2 && (joint === ':' || joint === '-')) || (size === 4 && joint === '.')) {
        end = matchAt(MAC, text, start);
        if (end > 0 && !isWordAt(text, end) && text[end] !== joint && text[start - 1] !== '-') {
          sink.add(start, end, 'NUMERIC_PII', 0.96);
          covered = end;
          return;
        }
      }
      if (size === 8 && joint === '-') {
        end = matchAt(UUID, text, start);
        if (end > 0 && !isWordAt(text, end)) {
          sink.add(start, end, 'NUMERIC_PII', 0.9);
          covered = end;
          return;
        }
      }
      if (size === 17) {
        end = matchAt(VIN, text, start);
        if (end > 0 && !isWordAt(text, end)) {
          const isCued = cued(contextOf(view), token, token, VINS);
          const right = vin(text.slice(start, end).toUpperCase());
          if (right || isCued)
            sink.add(
              start,
              end,
              'NUMERIC_PII',
              right && view.kind[token] === TokenKind.CODE ? 0.93 : isCued ? 0.88 : 0.67,
            );
        }
        return;
      }
      if (view.kind[token] === TokenKind.NUMBER && (size === 2 || size === 15 || size === 16)) {
        end = matchAt(IMEI, text, start);
        if (end < 0 || isWordAt(text, end)) return;
        const digits = text.slice(start, end).replace(/\D/g, '');
        const isCued = cued(contextOf(view), token, token, DEVICES);
        if (isCued) sink.add(start, end, 'NUMERIC_PII', 0.96);
        else if (digits.length === 15 && luhn(digits) && end - start > 15)
          sink.add(start, end, 'NUMERIC_PII', 0.85);
      }
    };
    // Hexadecimal groups may be letters only, so words before a colon or a dash count too.
    for (const token of view.numeric) {
      let first = token;
      for (let back = 0; back < 5 && first >= 2; back++) {
        const joint = view.lower[first - 1];
        if (joint !== ':' && joint !== '-') break;
        if (view.start[first]! !== view.end[first - 1]! || view.kind[first - 2] === TokenKind.MARK) break;
        if (
          view.end[first - 2]! - view.start[first - 2]! !== 2 &&
          view.end[first - 2]! - view.start[first - 2]! !== 8
        )
          break;
        first -= 2;
      }
      if (first < token) tryAt(first);
      tryAt(token);
    }
  },
};

/** Check digit (9th character) of a North American VIN. */
export function vin(code: string): boolean {
  let sum = 0;
  for (let at = 0; at < 17; at++) {
    const character = code[at]!;
    sum += (character >= 'A' ? VIN_VALUES[character]! : Number(character)) * VIN_WEIGHTS[at]!;
  }
  const rest = sum % 11;
  return code[8] === (rest === 10 ? 'X' : String(rest));
}
