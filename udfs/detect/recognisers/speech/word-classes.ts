/** What a word does in a number, a spelling or a code that is read aloud. */
export const WordClass = {
  NONE: 0,
  /** zero … nine */
  DIGIT: 1,
  /** ten … nineteen */
  TEEN: 2,
  /** twenty … ninety */
  TENS: 3,
  HUNDRED: 4,
  /** thousand, million, billion */
  SCALE: 5,
  /** double, triple */
  REPEAT: 6,
  /** A word of a spelling alphabet. */
  PHONETIC: 7,
  /** first … thirty-first, without the tens before */
  ORDINAL: 8,
  /** Said between digits: hesitations, separators, corrections. */
  FILLER: 9,
  /** Takes back what was said right before. */
  CORRECTION: 10,
} as const;

/** `WordClass` in the low four bits, the value above them. */
const CLASSES = new Map<string, number>();

function put(kind: number, words: string, value: (index: number) => number = () => 0): void {
  words.split(' ').forEach((word, index) => {
    CLASSES.set(word, kind | (value(index) << 4));
  });
}

put(WordClass.DIGIT, 'zero one two three four five six seven eight nine', (index) => index);
put(WordClass.DIGIT, 'oh nought naught aught zeros zeroes niner fife', (index) =>
  index === 6 ? 9 : index === 7 ? 5 : 0,
);
put(WordClass.DIGIT, 'ones twos threes fours fives sixes sevens eights nines', (index) => index + 1);
put(
  WordClass.TEEN,
  'ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen',
  (index) => index + 10,
);
put(WordClass.TENS, 'twenty thirty forty fifty sixty seventy eighty ninety', (index) => (index + 2) * 10);
put(WordClass.TENS, 'fourty', () => 40);
put(WordClass.HUNDRED, 'hundred hundreds', () => 100);
put(WordClass.SCALE, 'thousand million billion grand', (index) => index);
put(WordClass.REPEAT, 'double triple treble quadruple', (index) => [2, 3, 3, 4][index]!);
put(
  WordClass.PHONETIC,
  'alpha bravo charlie delta echo foxtrot golf hotel india juliet kilo lima mike november oscar papa quebec romeo sierra tango uniform victor whiskey xray yankee zulu',
  (index) => index,
);
put(WordClass.PHONETIC, 'alfa juliett whisky zed', (index) => [0, 9, 22, 25][index]!);
put(
  WordClass.ORDINAL,
  'zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth',
  (index) => index,
);
put(WordClass.ORDINAL, 'thirtieth', () => 30);
put(WordClass.FILLER, 'uh um er erm ah eh hmm hm mm mhm dash hyphen dot point space stroke slash minus');
// These join what is said one by one, not two written amounts: value 1.
put(
  WordClass.FILLER,
  'well like okay ok so then and followed by yeah yes area extension ext again actually next',
  () => 1,
);
put(WordClass.CORRECTION, 'no sorry wait correction oops scratch mean rather pardon');

/** `WordClass | value << 4` of a lower-case word; 0 if it is none of these. */
export function wordClass(lower: string): number {
  return lower.length < 2 || lower.length > 11 ? 0 : (CLASSES.get(lower) ?? 0);
}
