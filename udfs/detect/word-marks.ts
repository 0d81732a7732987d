/** A group of words that something is looked for at: a bit of `KnownWord.marks`. */
export type Mark = number;

type Test = (lower: string, flags: number) => boolean;

/** Bits of `KnownWord.marks`, all that a number of 32 bits has. */
export const MOST_MARKS = 32;
const bits = new Map<string, number>();
const tests: { readonly bit: number; readonly test: Test }[] = [];
let given = 0;

/**
 * Marks words, so that `markedTokens` lists where they stand in a text: what begins at certain words only needs no look
 * at all the others. Called once a group, as its module loads; the look at a word is once a word, not once a token.
 *
 * @param words lower case, or a test of a lower-case word and its `LexiconFlag` bits
 * @throws RangeError if there are more groups than bits
 */
export function markWords(words: Iterable<string> | Test): Mark {
  if (given === MOST_MARKS) throw new RangeError('no mark is left');
  const mark = given++;
  const bit = 1 << mark;
  if (typeof words === 'function') tests.push({ bit, test: words });
  else for (const word of words) bits.set(word, (bits.get(word) ?? 0) | bit);
  return mark;
}

/** The bit of a group in `KnownWord.marks`. */
export function bitOf(mark: Mark): number {
  return 1 << mark;
}

/** How many groups there are: a word that was looked at when there were fewer is to be looked at again. */
export function marksGiven(): number {
  return given;
}

/** Bits of all groups that a lower-case word is in. */
export function marksOf(lower: string, flags: number): number {
  let marks = bits.get(lower) ?? 0;
  for (const { bit, test } of tests) if (test(lower, flags)) marks |= bit;
  return marks;
}
