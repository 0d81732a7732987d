import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Evaluation, evaluate } from '../../../udfs/detect/evaluate/evaluate.js';
import { localDetector } from '../../../udfs/detect/local-detector.js';
import type { BenchSet } from './sets.js';

/** Scores by name, 0…1, four digits. */
export type Scores = Readonly<Record<string, number>>;
/** Scores by set. */
export type Recorded = Readonly<Record<string, Scores>>;

const FILE = fileURLToPath(new URL('../../../../test/bench/detect/recorded.json', import.meta.url));

export const readRecorded = (): Recorded => JSON.parse(readFileSync(FILE, 'utf8')) as Recorded;
export const writeRecorded = (recorded: Recorded): void =>
  writeFileSync(FILE, `${JSON.stringify(recorded, null, 2)}\n`);

export function evaluateLocal({ texts, options }: BenchSet): Evaluation {
  const detector = localDetector();
  return evaluate(
    texts,
    texts.map(({ text }) => detector.detectText(text)),
    options,
  );
}

/** Of invented text what leaks and what is found at all; of real text the three classes that its corpora mark. */
export function scoresOf(evaluation: Evaluation, kind: BenchSet['kind']): Scores {
  const round = (value: number | null | undefined): number => Math.round((value ?? 0) * 1e4) / 1e4;
  const labelF1 = (label: string): number => round(evaluation.labels[label]?.overlap.f1);
  const names = {
    'PERSON F1': labelF1('PERSON'),
    'LOCATION F1': labelF1('LOCATION'),
    'ORGANIZATION F1': labelF1('ORGANIZATION'),
  };
  if (kind === 'real') return names;
  return {
    'leak recall': round(evaluation.leakRecall),
    'any-type precision': round(evaluation.anyType.precision),
    'any-type recall': round(evaluation.anyType.recall),
    'any-type F2': round(evaluation.anyType.f2),
    'label F1': round(evaluation.sameLabel.f1),
    ...names,
  };
}
