import type { Draw } from '../generate/draw.js';

const NUMBER = /^(-?)(0|[1-9]\d*)(?:\.(\d+))?([eE][+-]?\d+)?$/;
const TRIES = 32;

/** Digits that JSON takes for a number. */
export function isWholeNumber(text: string): boolean {
  return /^(?:0|[1-9]\d*)$/.test(text);
}

/**
 * Another number of the same shape: sign, count of digits before and after the point, and exponent stay, the digits
 * change. Undefined if no other digits were drawn.
 */
export function numberOfShape(literal: string, draw: Draw): string | undefined {
  const [, sign = '', whole = '', fraction, exponent = ''] = NUMBER.exec(literal)!;
  for (let attempt = 0; attempt < TRIES; attempt++) {
    let made = whole;
    // The nought before a point stays.
    if (whole !== '0' || fraction === undefined) {
      made = String(whole.length === 1 ? draw.below(10) : 1 + draw.below(9));
      for (let at = 1; at < whole.length; at++) made += draw.below(10);
    }
    if (fraction !== undefined) {
      made += '.';
      for (let at = 0; at < fraction.length; at++) made += draw.below(10);
    }
    const number = `${sign}${made}${exponent}`;
    if (number !== literal) return number;
  }
  return undefined;
}

/** Digits that derive from no value and no key: the least ones, then all one more, so that the original is not met. */
export function bareDraw(literal: string): Draw {
  let drawn = 0;
  return { below: (n) => Math.floor(drawn++ / literal.length) % n };
}
