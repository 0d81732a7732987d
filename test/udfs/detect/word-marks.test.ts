import t from 'tap';
import { markedTokens, viewText } from '../../../udfs/detect/text-view.js';
import { MOST_MARKS, markWords } from '../../../udfs/detect/word-marks.js';

const words = (text: string, mark: number): string[] => {
  const view = viewText(text);
  return markedTokens(view, mark).map((token) => view.lower[token]!);
};

t.test('marked words are listed wherever they stand, capitals or not, each in its order', async (t) => {
  const fruit = markWords(['quince', 'medlar']);
  const long = markWords((word) => word.length > 8);
  t.same(words('Quince, medlar or QUINCE-jelly? quince2 is none.', fruit), ['quince', 'medlar', 'quince']);
  t.same(words('a medlar considered alphabetically', long), ['considered', 'alphabetically']);
  t.same(words('nothing here', fruit), []);
});

t.test('a group that comes after its words were met finds them', async (t) => {
  viewText('The zibeline coat.');
  const late = markWords(['zibeline']);
  t.same(words('The zibeline coat, Zibeline again.', late), ['zibeline', 'zibeline']);
});

t.test('there are as many groups as bits', async (t) => {
  let given = 0;
  t.throws(() => {
    for (; given <= MOST_MARKS; given++) markWords([`word${given}`]);
  }, RangeError);
});
