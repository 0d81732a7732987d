import type { Recogniser } from '../recogniser.js';
import { TokenKind } from '../text-view.js';
import { contextOf, cueSet, nearestCue } from './context.js';
import { Cue } from './cue-words.js';
import { isDigitAt, isWordAt, matchAt } from './match-at.js';

const DEGREES =
  /\d{1,3}(?:\.\d{1,10})?\s?(?:\u00b0|\u00ba|deg(?:rees)?\b)\s?(?:\d{1,2}(?:\.\d{1,8})?\s?['\u2019\u2032]\s?(?:\d{1,2}(?:\.\d{1,8})?\s?(?:["\u201d\u2033]|''|\u2019\u2019)\s?)?)?[NSEWO](?![A-Za-z])/iy;
const PAIR = /\d{1,3}\.\d{3,15}\s?[NS]?\s?[,/ ]\s?[-+]?\d{1,3}\.\d{3,15}(?:\s?[EW])?(?![\d.])/iy;
const DECIMAL = /\d{1,3}\.\d{2,15}(?![\d.])/y;
const PLACES = cueSet(Cue.PLACE);
const SEPARATOR = /[ ,;/]{1,3}/y;

/** Latitude and longitude: degrees with their side, decimal pairs, decimals beside "lat" and "lon" (ISO 6709). */
export const coordinates: Recogniser = {
  name: 'coordinates',
  recognise(view, _turns, sink) {
    const { text } = view;
    let covered = 0;
    for (const token of view.numeric) {
      const start = view.start[token]!;
      if (start < covered || view.kind[token] !== TokenKind.NUMBER || view.end[token]! - start > 3) continue;
      if (isWordAt(text, start - 1) || (text[start - 1] === '.' && isDigitAt(text, start - 2))) continue;
      const from = text[start - 1] === '-' || text[start - 1] === '+' ? start - 1 : start;
      let end = matchAt(DEGREES, text, start);
      if (end > 0) {
        const separator = matchAt(SEPARATOR, text, end);
        const second = separator > 0 ? matchAt(DEGREES, text, separator) : -1;
        if (second > 0) end = second;
        sink.add(from, end, 'LOCATION', 0.92);
        covered = end;
        continue;
      }
      if (text[view.end[token]!] !== '.') continue;
      end = matchAt(PAIR, text, start);
      if (end > 0 && inRange(text.slice(from, end))) {
        sink.add(from, end, 'LOCATION', 0.8);
        covered = end;
        continue;
      }
      end = matchAt(DECIMAL, text, start);
      if (end > 0 && nearestCue(contextOf(view), token, token, PLACES, 5, 0) !== 0) {
        sink.add(from, end, 'LOCATION', 0.85);
        covered = end;
      }
    }
  },
};

function inRange(written: string): boolean {
  const [latitude, longitude] = written.match(/[-+]?\d{1,3}\.\d+/g)!.map((part) => Math.abs(Number(part)));
  return latitude! <= 90 && longitude! <= 180;
}
