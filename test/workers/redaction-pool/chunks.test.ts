import fc from 'fast-check';
import t from 'tap';
import { splitTexts } from '../../../workers/redaction-pool/chunks.js';
import { LruMap } from '../../../workers/redaction-pool/lru-map.js';
import { countWords } from '../../../workers/redaction-pool/redact-chunk.js';

t.test('chunks hold every text once, in order, and are no larger than they must be', async (t) => {
  const sizes = fc.array(fc.oneof(fc.nat(50), fc.nat(5000), fc.nat(100_000)), { maxLength: 200 });
  fc.assert(
    fc.property(sizes, fc.integer({ min: 1, max: 16 }), (lengths, threads) => {
      const texts = lengths.map((length) => 'x'.repeat(length));
      const chunks = splitTexts(texts, threads);
      let at = 0;
      for (const [from, to] of chunks) {
        if (from !== at || to <= from) return false;
        const size = texts.slice(from, to).reduce((sum, text) => sum + text.length, 0);
        if (to - from > 1 && size > 32_768) return false;
        at = to;
      }
      return at === texts.length;
    }),
  );
  const texts = Array.from({ length: 100 }, () => 'x'.repeat(600));
  t.equal(splitTexts(texts, 4).length >= 4, true, 'each thread has a share');
});

t.test('an LRU map keeps what was used last, within its bounds', async (t) => {
  const map = new LruMap<number>(3, 100);
  for (const [key, size] of [
    ['a', 10],
    ['b', 10],
    ['c', 10],
  ] as const)
    map.set(key, size, size);
  t.equal(map.get('a'), 10);
  map.set('d', 1, 10);
  t.equal(map.get('b'), undefined, 'the one not used for longest is gone');
  t.equal(map.get('a'), 10);
  map.set('huge', 1, 26);
  t.equal(map.get('huge'), undefined, 'what would push all others out is not kept');
  const sized = new LruMap<number>(1000, 100);
  for (let n = 0; n < 50; n++) sized.set(`k${n}`, n, 25);
  t.equal(sized.count, 4);
  sized.set('k49', 1, 5);
  sized.set('new', 1, 20);
  t.equal(sized.count, 5, 'a value in place of another counts once');
  const growing = new LruMap<number>(1000, 100);
  for (let n = 0; n < 40; n++) growing.set(`k${n}`, n, 2);
  growing.grow('k39', 1000);
  t.equal(growing.count, 38, 'one that has grown takes a quarter at most');
  t.equal(growing.get('k0'), undefined, 'and the oldest make room');
  t.equal(growing.get('k39'), 39);
  for (const key of ['k38', 'k37', 'k36', 'k35']) growing.grow(key, 20);
  growing.grow('gone', 20);
  t.equal(growing.get('k35'), 35);
  t.equal(growing.count, 4);
});

t.test('words are what stands between white space', async (t) => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 30 }), fc.string({ maxLength: 20 }), (one, other) => {
      for (const text of [one, other, `${one} \u2003${other}\n`]) {
        const words = text.split(/\s+/u).filter((word) => word !== '').length;
        if (countWords(text) !== words) return false;
      }
      return true;
    }),
    { numRuns: 500 },
  );
  t.equal(countWords(''), 0);
});
