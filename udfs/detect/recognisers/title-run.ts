import { Caps, Gap, type TextView, TokenKind } from '../text-view.js';

const LINKS = new Set([
  'and',
  'of',
  'for',
  'the',
  'to',
  'in',
  'on',
  '&',
  'against',
  'with',
  'a',
  'an',
  '-',
  "'",
  '\u2019',
  's',
]);
/** Capitalised because a sentence or a line begins with them. */
const OPENERS = new Set(
  'the a an this that these those under in on at by of for to from with and or but if when since per see our your my his her their its we i you it as is was are did does do has have will can may should please pursuant because while after before during against both each every any some no not last next yes hi hello dear'.split(
    ' ',
  ),
);

function isCapital(view: TextView, token: number): boolean {
  return view.kind[token] === TokenKind.WORD && view.caps[token] !== Caps.LOWER;
}

/**
 * First token of the title-cased run that ends at `last`, over the small words inside it, at most `reach` tokens back;
 * `last` itself if no name stands before. The openers of a sentence are left out.
 */
export function runStart(view: TextView, last: number, reach: number): number {
  const { lower, gap } = view;
  let first = last;
  let and = false;
  const least = Math.max(0, last - reach);
  for (let at = last; at > least; ) {
    if (gap[at] === Gap.LINE) break;
    at--;
    const word = lower[at]!;
    if (isCapital(view, at)) {
      first = at;
      continue;
    }
    if (word === 'and' || word === '&') and = true;
    // "Food, Drug, and Cosmetic Act"
    if (word === ',' && and && at > 0 && (isCapital(view, at - 1) || lower[at + 1] === 'and')) continue;
    if (!LINKS.has(word) || (word === 'the' && lower[at - 1] === 'and')) break;
  }
  while (first < last && (OPENERS.has(lower[first]!) || !isCapital(view, first))) first++;
  return first;
}

/**
 * Last token of the title that begins at `first`: capitalised words and numbers, with small words between them, at
 * most `reach` tokens on; `first - 1` if none begins there.
 */
export function runEnd(view: TextView, first: number, reach: number): number {
  const { lower, gap, kind } = view;
  if (first >= view.count || !isCapital(view, first)) return first - 1;
  let last = first;
  const most = Math.min(view.count - 1, first + reach);
  for (let at = first + 1; at <= most; at++) {
    if (gap[at] === Gap.LINE) break;
    if (isCapital(view, at)) last = at;
    else if (kind[at] === TokenKind.NUMBER || kind[at] === TokenKind.CODE) {
      if (last === at - 1) last = at;
    } else if (!LINKS.has(lower[at]!)) break;
  }
  return last;
}
