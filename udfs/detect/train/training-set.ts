import type { Label } from '../labels.js';
import type { EntityClass } from '../model/tags.js';
import { augment, type Labelled, swapped } from './augment.js';
import { type Corpus, classSpans } from './corpora.js';
import { type ClassSpan, type Example, makeExample } from './example.js';
import { type FilledText, fillTemplate } from './fill-template.js';
import type { Random } from './random.js';
import type { TemplateSet } from './template.js';

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

export interface TrainingSetOptions {
  readonly corpora: readonly Corpus[];
  readonly templateSets: readonly TemplateSet[];
  /** Times that a template of usual length is filled; long ones are filled less. */
  readonly fills: number;
  /** Copies of each labelled text with other names in it. */
  readonly swaps: number;
  /** What a labelled text counts, against 1 of a filled template. */
  readonly corpusWeight: number;
  /** Values that no filled template may hold: see `heldOutValues`. */
  readonly avoid: ReadonlySet<string>;
}

export interface TrainingSet {
  readonly examples: readonly Example[];
  /** How many of the examples are from the corpora. */
  readonly fromCorpora: number;
  /** Texts that are not among the examples, by corpus, and `templates`. */
  readonly heldOut: Readonly<Record<string, readonly Labelled[]>>;
}

/** Of each so many templates one is kept out, for a look at what the tagger makes of sentences that it was not taught. */
const KEPT_OUT = 12;
/** Shares of texts in other spellings. */
const OF_CORPORA = { lower: 0.1, bare: 0.3, upper: 0.02 };
const OF_TEMPLATES = { lower: 0.12, bare: 0.5, upper: 0.03 };
/** A template without capitals is speech: its values are nearly always written as the rest is. */
const OF_SPEECH = { lower: 0.75, bare: 0.3, upper: 0.03 };

/** What the tagger learns from, in an order that the random numbers do not change. */
export function makeTrainingSet(options: TrainingSetOptions, random: Random): TrainingSet {
  const examples: Example[] = [];
  const heldOut: Record<string, Labelled[]> = {};
  const fill = (template: string): FilledText => fillTemplate(template, random, options.avoid);
  const add = (labelled: Labelled, partial: boolean, weight: number): void => {
    const example = makeExample(labelled.text, labelled.spans, partial, weight);
    if (example !== undefined) examples.push(example);
  };
  /** Another entity of the class, about as long; `undefined` where the lists have nothing alike. */
  const another = (entityClass: EntityClass, original: string): string | undefined => {
    const slots: Partial<Record<EntityClass, readonly string[]>> = {
      PER: original.includes(' ') ? ['{person}'] : ['{given}', '{family}'],
      ORG: ['{org}', '{org}', '{org-short}', '{agency}', '{school}'],
      LOC: ['{city}', '{city}', '{country}', '{state}', '{region}', '{landmark}'],
    };
    const list = slots[entityClass];
    if (list === undefined) return undefined;
    // Without what stands around the value in its slot: a title, "the".
    const { text, spans } = fill(random.pick(list));
    return spans.length === 0 ? undefined : text.slice(spans[0]!.start, spans.at(-1)!.end);
  };

  for (const corpus of options.corpora) {
    heldOut[corpus.name] = corpus.heldOut.map((text) => ({ text: text.text, spans: classSpans(text) }));
    for (const text of corpus.train) {
      const labelled = { text: text.text, spans: classSpans(text) };
      add(augment(labelled, random, OF_CORPORA), true, options.corpusWeight);
      if (labelled.spans.length === 0) continue;
      for (let copy = 0; copy < options.swaps; copy++) {
        const other = swapped(labelled, (entityClass, original) =>
          random.chance(0.75) ? another(entityClass, original) : undefined,
        );
        add(augment(other, random, OF_CORPORA), true, options.corpusWeight);
      }
    }
  }
  const fromCorpora = examples.length;
  const keptOut: Labelled[] = [];
  for (const set of options.templateSets) {
    for (const [index, template] of set.templates.entries()) {
      const keep = index % KEPT_OUT === 5;
      const speech = !/\p{Lu}/u.test(template.replace(/\{[^}]*\}/g, ''));
      const times = Math.max(2, Math.round(options.fills * Math.min(1, 60 / (template.length / 6 + 10))));
      for (let copy = 0; copy < (keep ? 1 : times); copy++) {
        const filled = fill(template);
        const spans: ClassSpan[] = filled.spans
          .filter(({ label }) => label in CLASS_OF_LABEL)
          .map(({ start, end, label }) => ({ start, end, entityClass: CLASS_OF_LABEL[label] ?? null }));
        const labelled = augment({ text: filled.text, spans }, random, speech ? OF_SPEECH : OF_TEMPLATES);
        if (keep) keptOut.push(labelled);
        else add(labelled, false, 1);
      }
    }
  }
  heldOut['templates'] = keptOut;
  return { examples, fromCorpora, heldOut };
}
