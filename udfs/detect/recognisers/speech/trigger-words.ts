import { type Mark, markWords } from '../../word-marks.js';
import { WordClass, wordClass } from './word-classes.js';

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

/** Of a word of two groups the later one counts: "dr" is a doctor. */
function mark(group: number): Mark {
  return markWords([...TRIGGERS.keys()].filter((word) => TRIGGERS.get(word) === group));
}

export const MONTHS = mark(MONTH);
export const ORDINALS = markWords(
  (word) => (wordClass(word) & 15) === WordClass.ORDINAL && !TRIGGERS.has(word),
);
/** "at" */
export const ATS = mark(AT);
/** "dot" of addresses that are read aloud. */
export const DOTS = mark(DOT);
/** Street, avenue, … and "box". */
export const STREETS = mark(STREET);
/** Words after or before which a name or another value stands. */
export const CUES = mark(CUE);
/** "past", "o'clock" of times of day. */
export const TIMES = mark(TIME);
