import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { DEFAULT_LABEL_MAP, type LabelMap } from '../../../udfs/detect/evaluate/label-map.js';
import type { LabelledText } from '../../../udfs/detect/evaluate/labelled-text.js';
import { ignoring, type ScoringOptions } from '../../../udfs/detect/evaluate/score-text.js';
import { readConll } from './conll.js';
import { heldOut } from './held-out/held-out.js';

/** Texts of one origin. Scores of real and of invented text are never added up. */
export interface BenchSet {
  readonly name: string;
  readonly kind: 'real' | 'invented';
  readonly texts: readonly LabelledText[];
  readonly options: ScoringOptions;
}

const CORPORA = fileURLToPath(new URL('../../../../udfs/detect/train/corpora/', import.meta.url));
const corpus = (name: string): LabelledText[] => readConll(readFileSync(`${CORPORA}${name}`, 'utf8'));

/** Classes of the corpora: WNUT17's groups (bands, teams) and corporations are organisations; the rest is not scored. */
const CORPUS_LABELS: LabelMap = new Map([
  ...DEFAULT_LABEL_MAP,
  ['CORPORATION', 'ORGANIZATION'],
  ['GROUP', 'ORGANIZATION'],
]);
const invented: ScoringOptions = {
  overlap: 0.5,
  labelMap: DEFAULT_LABEL_MAP,
  isIgnored: ignoring(['NUMERIC_VALUE'], DEFAULT_LABEL_MAP),
};
const real: ScoringOptions = {
  overlap: 0.5,
  labelMap: CORPUS_LABELS,
  isIgnored: ignoring(['MISC', 'WORK_OF_ART', 'PRODUCT', 'HANDLE'], CORPUS_LABELS),
};

/** In BTC both tokens of a handle, `@ some_name`, are persons. */
const withHandles = (texts: readonly LabelledText[]): LabelledText[] =>
  texts.map(({ text, spans }) => ({
    text,
    spans: spans.map((span) =>
      text[span.start] === '@' || text.slice(0, span.start).endsWith('@ ')
        ? { ...span, label: 'HANDLE' }
        : span,
    ),
  }));

/** Held-out splits. The last fifth of wikigold's sentences and section h of BTC are not trained on. */
export function benchSets(): BenchSet[] {
  const wikigold = corpus('wikigold/wikigold.conll.txt');
  return [
    { name: 'held-out dev', kind: 'invented', texts: heldOut('dev'), options: invented },
    { name: 'held-out test', kind: 'invented', texts: heldOut('test'), options: invented },
    { name: 'WNUT17 test', kind: 'real', texts: corpus('WNUT17/emerging.test.annotated'), options: real },
    {
      name: 'wikigold, last fifth',
      kind: 'real',
      texts: wikigold.slice(Math.floor(wikigold.length * 0.8)),
      options: real,
    },
    { name: 'BTC section h', kind: 'real', texts: withHandles(corpus('BTC/h.conll')), options: real },
    { name: 'BTC section h, handles as persons', kind: 'real', texts: corpus('BTC/h.conll'), options: real },
  ];
}
