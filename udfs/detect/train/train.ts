import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Label } from '../labels.js';
import { createTagger } from '../model/tagger.js';
import type { EntityClass } from '../model/tags.js';
import { serializeWeights } from '../model/weights.js';
import { augment, type Labelled, swapped } from './augment.js';
import { classSpans, readCorpora } from './corpora.js';
import { trainCrf } from './crf.js';
import { type ClassSpan, type Example, makeExample } from './example.js';
import { type FilledText, fillTemplate } from './fill-template.js';
import { heldOutValues } from './held-out-values.js';
import { Random } from './random.js';
import { errorsOf, scoreTagger } from './score.js';
import { TEMPLATE_SETS } from './templates/index.js';

// node dist/udfs/detect/train/train.js [--out FILE] [--fills N] [--epochs N] [--seed N] …
// Trains the tagger on the corpora and on filled templates, and writes its weights. The same data, options and seed give the same file.
const { values } = parseArgs({
  options: {
    out: { type: 'string', default: 'udfs/detect/model/english.weights.gz' },
    fills: { type: 'string', default: '8' },
    epochs: { type: 'string', default: '5' },
    seed: { type: 'string', default: '20' },
    rate: { type: 'string', default: '0.05' },
    features: { type: 'string', default: '0.5' },
    dropout: { type: 'string', default: '0.1' },
    l1: { type: 'string', default: '0.00002' },
    cut: { type: 'string', default: '0.02' },
    real: { type: 'string', default: '1' },
    swaps: { type: 'string', default: '1' },
    only: { type: 'string' },
    skip: { type: 'string' },
    bias: { type: 'string', default: '0,1,2' },
    /** Keeps every fifth text of the corpora's training parts out, to tune on, and scores on those instead of the held-out parts. */
    tune: { type: 'boolean', default: false },
    errors: { type: 'string' },
    every: { type: 'boolean', default: false },
  },
});

/** How the labels of templates are learnt; `null`: another part of the engine finds them, the tagger need not care. */
const CLASS_OF_LABEL: Partial<Record<Label, EntityClass | null>> = {
  NAME_GIVEN: 'PER',
  NAME_FAMILY: 'PER',
  PERSON: 'PER',
  ORGANIZATION: 'ORG',
  LOCATION: 'LOC',
  LOCATION_CITY: 'LOC',
  LOCATION_STATE: 'LOC',
  LOCATION_COUNTRY: 'LOC',
  LOCATION_ZIP: 'LOC',
  LOCATION_ADDRESS: 'ADDRESS',
  OCCUPATION: 'OCCUPATION',
  NRP: 'NRP',
  LANGUAGE: null,
  PRODUCT: 'MISC',
  EVENT: 'MISC',
  LAW: 'MISC',
  WORK_OF_ART: 'MISC',
  PROJECT_NAME: 'MISC',
  EMAIL_ADDRESS: null,
  URL: null,
  IP_ADDRESS: null,
  USERNAME: null,
  PASSWORD: null,
  PHONE_NUMBER: 'CODE',
  CREDIT_CARD: 'CODE',
  US_SSN: 'CODE',
  IBAN_CODE: 'CODE',
  US_BANK_NUMBER: 'CODE',
  US_ROUTING_TRANSIT_NUMBER: 'CODE',
  US_PASSPORT: 'CODE',
  US_DRIVER_LICENSE: 'CODE',
  HEALTHCARE_ID: 'CODE',
  NUMERIC_PII: 'CODE',
  CVV: 'CODE',
};

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const random = new Random(Number(values.seed));
const notToDraw = heldOutValues();

/** A filled template that holds no value of the held-out texts. */
const fill = (template: string): FilledText => fillTemplate(template, random, notToDraw);

/** Another entity of the class, about as long; `undefined` where the lists have nothing alike. */
function another(entityClass: EntityClass, original: string): string | undefined {
  const words = original.split(' ').length;
  const slots: Partial<Record<EntityClass, readonly string[]>> = {
    PER: words > 1 ? ['{person}'] : ['{given}', '{family}'],
    ORG: ['{org}', '{org}', '{org-short}', '{agency}', '{school}'],
    LOC: ['{city}', '{city}', '{country}', '{state}', '{region}', '{landmark}'],
  };
  const list = slots[entityClass];
  return list === undefined ? undefined : fill(random.pick(list)).text;
}
const examples: Example[] = [];
const heldOut: Record<string, Labelled[]> = {};
const add = (labelled: Labelled, partial: boolean, weight = 1): void => {
  const example = makeExample(labelled.text, labelled.spans, partial, weight);
  if (example !== undefined) examples.push(example);
};

for (const read of readCorpora()) {
  const corpus = values.tune
    ? {
        name: read.name,
        train: read.train.filter((_, index) => index % 5 !== 2),
        heldOut: read.train.filter((_, index) => index % 5 === 2),
      }
    : read;
  heldOut[corpus.name] = corpus.heldOut.map((text) => ({ text: text.text, spans: classSpans(text) }));
  if (values.skip?.split(',').includes(corpus.name) || values.only === 'templates') continue;
  for (const text of corpus.train) {
    const labelled = { text: text.text, spans: classSpans(text) };
    const shares = { lower: 0.1, bare: 0.3, upper: 0.02 };
    add(augment(labelled, random, shares), true, Number(values.real));
    if (labelled.spans.length === 0) continue;
    for (let copy = 0; copy < Number(values.swaps); copy++) {
      const other = swapped(labelled, (entityClass, original) =>
        random.chance(0.75) ? another(entityClass, original) : undefined,
      );
      add(augment(other, random, shares), true, Number(values.real));
    }
  }
}
const real = examples.length;

if (values.only !== 'real') {
  const held: Labelled[] = [];
  for (const set of TEMPLATE_SETS) {
    for (const [index, template] of set.templates.entries()) {
      // A few templates are kept for a look at what the tagger makes of sentences that it was not taught.
      const kept = index % 12 === 5;
      const lowerCase = !/\p{Lu}/u.test(template.replace(/\{[^}]*\}/g, ''));
      const fills = Math.max(
        2,
        Math.round(Number(values.fills) * Math.min(1, 60 / (template.length / 6 + 10))),
      );
      for (let copy = 0; copy < (kept ? 1 : fills); copy++) {
        const filled = fill(template);
        const spans: ClassSpan[] = filled.spans
          .filter(({ label }) => label in CLASS_OF_LABEL)
          .map(({ start, end, label }) => ({ start, end, entityClass: CLASS_OF_LABEL[label] ?? null }));
        const shares = lowerCase
          ? { lower: 0.75, bare: 0.3, upper: 0.03 }
          : { lower: 0.12, bare: 0.5, upper: 0.03 };
        const labelled = augment({ text: filled.text, spans }, random, shares);
        if (kept) held.push(labelled);
        else add(labelled, false);
      }
    }
  }
  heldOut['templates'] = held;
}
const tokens = examples.reduce((sum, example) => sum + example.count, 0);
say(`${real} real texts, ${examples.length - real} filled templates, ${tokens} tokens`);

const started = performance.now();
const weights = trainCrf(
  examples,
  {
    epochs: Number(values.epochs),
    rate: Number(values.rate),
    wordDropout: Number(values.dropout),
    featureDropout: Number(values.features),
    l1: Number(values.l1),
    cut: Number(values.cut),
    onEpoch: (epoch, loss, now) => {
      say(
        `epoch ${epoch + 1}: loss ${loss.toFixed(4)} a token, ${((performance.now() - started) / 1000).toFixed(0)} s`,
      );
      if (values.every) report(now());
    },
  },
  random,
);
report(weights);
if (values.errors !== undefined) for (const line of errorsOf(createTagger(weights), heldOut[values.errors] ?? [], 0.5)) say(line);
const file = serializeWeights(weights);
writeFileSync(values.out, file);
let used = 0;
for (const weight of weights.rows) if (weight !== 0) used++;
say(`${values.out}: ${(file.length / 1e6).toFixed(2)} MB, ${used} weights`);

function report(now: typeof weights): void {
  const tagger = createTagger(now);
  for (const [name, texts] of Object.entries(heldOut))
    for (const bias of values.bias.split(',')) {
      const scores = scoreTagger(tagger, texts, Number(bias));
      const line = Object.entries(scores)
        .filter(([, score]) => score.gold > 0)
        .map(
          ([entityClass, { precision, recall, f1 }]) =>
            `${entityClass} ${f1.toFixed(2)} (${precision.toFixed(2)}/${recall.toFixed(2)})`,
        );
      say(`  ${name} ${bias}: ${line.join('  ')}`);
    }
}
