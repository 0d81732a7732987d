import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { createTagger } from '../model/tagger.js';
import { serializeWeights, type TaggerWeights } from '../model/weights.js';
import { readCorpora } from './corpora.js';
import { trainCrf } from './crf.js';
import { heldOutValues } from './held-out-values.js';
import { Random } from './random.js';
import { errorsOf, scoreTagger } from './score.js';
import { TEMPLATE_SETS } from './templates/index.js';
import { makeTrainingSet } from './training-set.js';

// npm run build && node dist/udfs/detect/train/train.js
// Trains the tagger on the corpora and on filled templates, and writes the weights that ship: the same data, options and seed give the
// same file. With --tune, every fifth text of what may be trained on is kept out and scored instead of the held-out parts, and
// --errors CORPUS prints what went wrong there.
const { values } = parseArgs({
  options: {
    out: { type: 'string', default: 'udfs/detect/model/english.weights.gz' },
    seed: { type: 'string', default: '20' },
    epochs: { type: 'string', default: '6' },
    fills: { type: 'string', default: '6' },
    swaps: { type: 'string', default: '1' },
    'corpus-weight': { type: 'string', default: '4' },
    averaged: { type: 'string', default: '3' },
    rate: { type: 'string', default: '0.05' },
    'feature-dropout': { type: 'string', default: '0.5' },
    'word-dropout': { type: 'string', default: '0.1' },
    l1: { type: 'string', default: '0.008' },
    cut: { type: 'string', default: '0.036' },
    bias: { type: 'string', default: '0.5' },
    tune: { type: 'boolean', default: false },
    errors: { type: 'string' },
  },
});

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const random = new Random(Number(values.seed));
const { examples, fromCorpora, heldOut } = makeTrainingSet(
  {
    corpora: readCorpora().map((corpus) =>
      values.tune
        ? {
            name: corpus.name,
            train: corpus.train.filter((_, index) => index % 5 !== 2),
            heldOut: corpus.train.filter((_, index) => index % 5 === 2),
          }
        : corpus,
    ),
    templateSets: TEMPLATE_SETS,
    fills: Number(values.fills),
    swaps: Number(values.swaps),
    corpusWeight: Number(values['corpus-weight']),
    avoid: heldOutValues(),
  },
  random,
);
const tokens = examples.reduce((sum, example) => sum + example.count, 0);
say(`${fromCorpora} labelled texts, ${examples.length - fromCorpora} filled templates, ${tokens} tokens`);

const weights = trainCrf(
  examples,
  {
    epochs: Number(values.epochs),
    averaged: Number(values.averaged),
    rate: Number(values.rate),
    wordDropout: Number(values['word-dropout']),
    featureDropout: Number(values['feature-dropout']),
    l1: Number(values.l1),
    cut: Number(values.cut),
    onEpoch: (epoch, loss) => say(`epoch ${epoch + 1}: loss ${loss.toFixed(4)} a token`),
  },
  random,
);
report(weights);
const file = serializeWeights(weights);
writeFileSync(values.out, file);
say(`${values.out}: ${(file.length / 1e6).toFixed(2)} MB`);

function report(trained: TaggerWeights): void {
  const tagger = createTagger(trained);
  const bias = Number(values.bias);
  for (const [name, texts] of Object.entries(heldOut)) {
    const scores = Object.entries(scoreTagger(tagger, texts, bias)).filter(([, score]) => score.gold > 0);
    const line = scores.map(
      ([entityClass, { precision, recall, f1 }]) =>
        `${entityClass} ${f1.toFixed(2)} (${precision.toFixed(2)}/${recall.toFixed(2)})`,
    );
    say(`  ${name}: ${line.join('  ')}`);
  }
  if (values.errors === undefined) return;
  for (const line of errorsOf(tagger, heldOut[values.errors] ?? [], bias)) say(line);
}
