import t from 'tap';
import { LetterChain } from '../../../../udfs/detect/train/fillers/letter-chain.js';
import { Random } from '../../../../udfs/detect/train/random.js';

const WORDS =
  'Anderson Hendricks Henderson Andersen Sanderson Sandford Hanford Bradford Brandt Brandon'.split(' ');

t.test('invented words are of the list’s letters, none stands in it', async (t) => {
  const chain = new LetterChain(WORDS);
  const random = new Random(5);
  const known = new Set(WORDS);
  const seen = new Set<string>();
  for (let i = 0; i < 200; i++) {
    const word = chain.draw(random);
    t.match(word, /^[A-Z][a-z]{2,23}$/);
    if (known.has(word)) t.fail(`drawn from the list: ${word}`);
    t.notMatch(word, /[qxyz]/i);
    seen.add(word);
  }
  t.ok(seen.size > 5);
});

t.test('words with spaces or marks, and short ones, teach nothing', async (t) => {
  const chain = new LetterChain(['Brandon Yy', 'Brandon Xi', "Brando'y", ...WORDS]);
  const random = new Random(6);
  for (let i = 0; i < 100; i++) t.notMatch(chain.draw(random), /[ 'xy]/i);
});
