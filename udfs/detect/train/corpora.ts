import type { EntityClass } from '../model/tags.js';
import { type LabelledText, readConll } from './conll.js';
import type { ClassSpan } from './example.js';

/** Corpora lie beside the sources, not in dist/. */
const FOLDER = new URL('../../../../udfs/detect/train/corpora/', import.meta.url);

const CLASS_OF: Readonly<Record<string, EntityClass>> = {
  per: 'PER',
  person: 'PER',
  loc: 'LOC',
  location: 'LOC',
  org: 'ORG',
  corporation: 'ORG',
  group: 'ORG',
  misc: 'MISC',
  product: 'MISC',
  'creative-work': 'MISC',
};

export function classSpans(text: LabelledText): ClassSpan[] {
  // A handle ("@name") is a person to one corpus and nothing to another; the engine has its own recogniser for them.
  return text.spans
    .filter(({ start }) => text.text[start] !== '@' && text.text[start - 1] !== '@')
    .map(({ start, end, label }) => ({ start, end, entityClass: CLASS_OF[label] ?? null }));
}

export interface Corpus {
  readonly name: string;
  readonly train: readonly LabelledText[];
  /** Never trained on. */
  readonly heldOut: readonly LabelledText[];
}

/** The labelled corpora, with their held-out parts: WNUT17's test set, the last fifth of wikigold, section h of BTC. */
export function readCorpora(): Corpus[] {
  const read = (path: string): LabelledText[] => readConll(new URL(path, FOLDER));
  const wikigold = read('wikigold/wikigold.conll.txt');
  const cut = Math.floor(wikigold.length * 0.8);
  return [
    {
      name: 'WNUT17',
      train: [...read('WNUT17/wnut17train.conll'), ...read('WNUT17/emerging.dev.conll')],
      heldOut: read('WNUT17/emerging.test.annotated'),
    },
    { name: 'wikigold', train: wikigold.slice(0, cut), heldOut: wikigold.slice(cut) },
    {
      name: 'BTC',
      train: ['a', 'b', 'e', 'f', 'g'].flatMap((section) => read(`BTC/${section}.conll`)),
      heldOut: read('BTC/h.conll'),
    },
  ];
}
