import { type TextView, TokenKind } from '../../text-view.js';
import { WordClass, wordClass } from './word-classes.js';

/** Tokens where spoken entities can be, found in one pass a view. */
export interface Triggers {
  readonly months: readonly number[];
  readonly ordinals: readonly number[];
  /** "at" */
  readonly at: readonly number[];
  /** "dot", "com" and the like of addresses that are read aloud. */
  readonly dots: readonly number[];
  /** Street, avenue, … and "box". */
  readonly streets: readonly number[];
  /** Words after or before which a name or another value stands. */
  readonly cues: readonly number[];
  /** "past", "to", "o'clock", "half" of times of day. */
  readonly times: readonly number[];
}

const MONTH = 1;
const AT = 2;
const DOT = 3;
const STREET = 4;
const CUE = 5;
const TIME = 6;
const TRIGGERS = new Map<string, number>();
function put(group: number, words: string): void {
  for (const word of words.split(' ')) TRIGGERS.set(word, group);
}
put(
  MONTH,
  'january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec',
);
put(AT, 'at');
put(DOT, 'dot');
put(
  STREET,
  'street avenue boulevard drive road lane court place terrace circle highway parkway trail square alley crescent plaza pike turnpike way loop row hill walk run ridge park close gardens grove heights mews box pl ct st ave blvd rd ln dr pkwy hwy',
);
put(
  CUE,
  "is name name's names surname i'm this speaking calling here with thanks thank mister mr mrs ms miss doctor dr hi hello hey maiden called named am it's",
);
put(TIME, "past o'clock oclock");

const known = new WeakMap<TextView, Triggers>();

export function triggers(view: TextView): Triggers {
  let found = known.get(view);
  if (found !== undefined) return found;
  const months: number[] = [];
  const ordinals: number[] = [];
  const at: number[] = [];
  const dots: number[] = [];
  const streets: number[] = [];
  const cues: number[] = [];
  const times: number[] = [];
  for (let token = 0; token < view.count; token++) {
    if (view.kind[token] !== TokenKind.WORD) continue;
    const word = view.lower[token]!;
    if (word.length < 2 || word.length > 11) continue;
    const group = TRIGGERS.get(word);
    if (group === undefined) {
      // Ordinals end in "st", "nd", "rd", "th".
      const last = word.charCodeAt(word.length - 1);
      if ((last === 104 || last === 116 || last === 100) && (wordClass(word) & 15) === WordClass.ORDINAL)
        ordinals.push(token);
    } else if (group === MONTH) months.push(token);
    else if (group === AT) at.push(token);
    else if (group === DOT) dots.push(token);
    else if (group === STREET) streets.push(token);
    else if (group === CUE) cues.push(token);
    else times.push(token);
  }
  found = { months, ordinals, at, dots, streets, cues, times };
  known.set(view, found);
  return found;
}
