import t from 'tap';
import { createTagger } from '../../../../udfs/detect/model/tagger.js';
import { beginTag } from '../../../../udfs/detect/model/tags.js';
import { serializeWeights, type TaggerWeights } from '../../../../udfs/detect/model/weights.js';
import { viewText } from '../../../../udfs/detect/text-view.js';
import { lowerCased, swapped, withoutPunctuation } from '../../../../udfs/detect/train/augment.js';
import { readCorpora } from '../../../../udfs/detect/train/corpora.js';
import { trainCrf } from '../../../../udfs/detect/train/crf.js';
import { ANY, type ClassSpan, makeExample } from '../../../../udfs/detect/train/example.js';
import { Random } from '../../../../udfs/detect/train/random.js';
import { scoreTagger } from '../../../../udfs/detect/train/score.js';
import { makeTrainingSet } from '../../../../udfs/detect/train/training-set.js';
import { findTurns } from '../../../../udfs/detect/turns.js';

const corpora = readCorpora();

function train(seed: number): { weights: TaggerWeights; trained: string[] } {
  const random = new Random(seed);
  const set = makeTrainingSet(
    {
      corpora: corpora.map(({ name, train }) => ({
        name,
        train: train.slice(0, 90),
        heldOut: train.slice(0, 90),
      })),
      templateSets: [
        { style: 'test', templates: ['{person} works for {org} in {city}.', 'no one here but us'] },
      ],
      fills: 4,
      swaps: 1,
      corpusWeight: 1,
      avoid: new Set(),
    },
    random,
  );
  const options = {
    epochs: 3,
    averaged: 1,
    rate: 0.1,
    wordDropout: 0.05,
    featureDropout: 0.2,
    l1: 0.001,
    cut: 0.01,
  };
  const weights = trainCrf(set.examples, options, random);
  const scores = scoreTagger(createTagger(weights), set.heldOut['wikigold']!, 0);
  return { weights, trained: Object.entries(scores).map(([name, { f1 }]) => `${name} ${f1 > 0.6}`) };
}

t.test('the same data and seed give the same weights, to the byte; another seed others', async (t) => {
  const one = train(7);
  const file = serializeWeights(one.weights);
  t.ok(file.equals(serializeWeights(train(7).weights)));
  t.notOk(file.equals(serializeWeights(train(8).weights)));
  t.ok(one.trained.includes('PER true'), 'and it has learnt what it was shown');
});

t.test('corpora: text as people write it, spans on its words', async (t) => {
  t.strictSame(
    corpora.map(({ name }) => name),
    ['WNUT17', 'wikigold', 'BTC'],
  );
  for (const { name, train, heldOut } of corpora) {
    t.ok(train.length > 1000 && heldOut.length > 300, name);
    const seen = new Set(train.map(({ text }) => text));
    // Short tweets recur ("Thanks!"); whole sentences do not.
    t.equal(
      heldOut.filter(({ text }) => text.length > 80 && seen.has(text)).length,
      0,
      'held out means not trained on',
    );
    for (const { text, spans } of [...train, ...heldOut]) {
      let at = 0;
      for (const { start, end } of spans) {
        if (
          start < at ||
          end <= start ||
          end > text.length ||
          text.slice(start, end).trim() !== text.slice(start, end)
        )
          t.fail(`${name}: a span of ${start}…${end}`);
        at = end;
      }
    }
  }
});

t.test('what a labeller did not look for is left open', async (t) => {
  const text = 'The nurse Ann Lee paid 4471 to @annlee';
  const spans: ClassSpan[] = [{ start: 10, end: 17, entityClass: 'PER' }];
  const bit = (tag: number): number => 1 << tag;
  const view = viewText(text);
  const words = Array.from({ length: view.count }, (_, token) =>
    text.slice(view.start[token]!, view.end[token]!),
  );
  const partial = makeExample(text, spans, true)!;
  const whole = makeExample(text, spans, false)!;
  const of = (example: typeof whole, word: string): number => example.allowed[words.indexOf(word)]!;
  t.equal(of(whole, 'nurse'), bit(0));
  t.ok((of(partial, 'nurse') & bit(beginTag('OCCUPATION'))) !== 0);
  t.ok((of(partial, '4471') & bit(beginTag('CODE'))) !== 0);
  t.equal(of(partial, 'annlee'), ANY);
  for (const example of [partial, whole]) {
    t.equal(of(example, 'Ann'), bit(beginTag('PER')));
    t.equal(of(example, 'Lee'), bit(beginTag('PER') + 1));
  }
});

t.test('other spellings keep the spans on their words', async (t) => {
  const labelled = {
    text: 'Well, Dr. Okafor of Smith & Co., moved.',
    spans: [
      { start: 10, end: 16, entityClass: 'PER' as const },
      { start: 20, end: 31, entityClass: 'ORG' as const },
    ],
  };
  const texts = (other: typeof labelled): string[] =>
    other.spans.map(({ start, end }) => other.text.slice(start, end));
  t.strictSame(texts(lowerCased(labelled) as typeof labelled), ['okafor', 'smith & co.']);
  const bare = withoutPunctuation(labelled) as typeof labelled;
  t.equal(bare.text, 'Well Dr Okafor of Smith & Co moved');
  t.strictSame(texts(bare), ['Okafor', 'Smith & Co']);
  const other = swapped(labelled, (entityClass) => (entityClass === 'PER' ? 'von Hohenzollern' : undefined));
  t.equal(other.text, 'Well, Dr. von Hohenzollern of Smith & Co., moved.');
  t.strictSame(texts(other as typeof labelled), ['von Hohenzollern', 'Smith & Co.']);
});

t.test('contradicting labels teach nothing', async (t) => {
  const view = viewText('a b');
  findTurns(view);
  const example = makeExample('Ann Lee', [], false)!;
  const impossible = { ...example, allowed: Int32Array.from([1 << 0, 1 << (beginTag('PER') + 1)]) };
  const options = { epochs: 1, averaged: 1, rate: 0.1, wordDropout: 0, featureDropout: 0, l1: 0, cut: 0 };
  const weights = trainCrf([impossible], options, new Random(1));
  t.ok(weights.rows.every((weight) => weight === 0));
});
