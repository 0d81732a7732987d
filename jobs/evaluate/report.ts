import type { Evaluation } from '../../udfs/detect/evaluate/evaluate.js';
import { NOTHING } from '../../udfs/detect/evaluate/score-text.js';
import type { Score } from '../../udfs/detect/evaluate/tally.js';
import { formatCount, formatQuantity, formatShort } from '../report/format.js';
import { textTable } from '../report/text-table.js';
import type { LabelledLine } from './read-labelled.js';
import { missedLines } from './worst-text.js';

export interface NamedEvaluation {
  readonly name: string;
  readonly evaluation: Evaluation;
  /** Of engines that ran here, over enough text. */
  readonly charactersPerSecond?: number | undefined;
  readonly refused?: number;
}

/** The report of one or several engines for people: totals side by side, then labels, confusion and worst texts of each. */
export function evaluationText(
  engines: readonly NamedEvaluation[],
  texts: readonly LabelledLine[],
  options: { readonly overlap: number; readonly showText: boolean },
  bold: (text: string) => string,
): string {
  const characters = texts.reduce((sum, { text }) => sum + text.length, 0);
  const gold = engines[0]!.evaluation;
  const parts = [
    `${bold('eval')}  ${formatQuantity(texts.length, 'text')}, ${formatQuantity(characters, 'character')}; ${formatQuantity(gold.anyType.gold, 'labelled span')} of ${formatQuantity(gold.goldCharacters, 'character')}; overlap ${options.overlap}\n`,
    textTable(
      ['engine', 'leak recall', 'any P', 'R', 'F1', 'F2', 'label P', 'R', 'F1', 'F2', 'strict F1', 'chars/s'],
      engines.map(({ name, evaluation, charactersPerSecond }) => [
        name,
        share(evaluation.leakRecall, 4),
        ...columns(evaluation.anyType),
        ...columns(evaluation.sameLabel),
        share(evaluation.strict.f1),
        charactersPerSecond === undefined ? '–' : formatShort(charactersPerSecond),
      ]),
      { alignRight: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], heading: bold },
    ),
  ];
  for (const { name, evaluation } of engines) {
    parts.push(
      textTable(
        [name, 'gold', 'predicted', 'P', 'R', 'F1', 'F2', 'strict F1', 'taken for'],
        Object.entries(evaluation.labels).map(([label, { overlap, strict }]) => [
          label,
          formatCount(overlap.gold),
          formatCount(overlap.predicted),
          ...columns(overlap),
          share(strict.f1),
          takenFor(evaluation, label),
        ]),
        { alignRight: [1, 2, 3, 4, 5, 6, 7], heading: bold },
      ),
    );
    const nothing = takenFor(evaluation, NOTHING);
    if (nothing !== '') parts.push(`Found where nothing is labelled: ${nothing}\n`);
    if (evaluation.worst.length > 0) parts.push(worstTexts(evaluation, texts, options.showText));
  }
  return parts.join('\n');
}

const columns = ({ precision, recall, f1, f2 }: Score): string[] =>
  [precision, recall, f1, f2].map((value) => share(value));

/** `.873`; `–` where there is nothing to divide by. */
function share(value: number | null, digits = 3): string {
  return value === null ? '–' : value.toFixed(digits).replace(/^0/, '');
}

/** A row of the confusion matrix without its diagonal: `missed 12, PERSON 3`. */
function takenFor({ confusion }: Evaluation, label: string): string {
  return Object.entries(confusion[label] ?? {})
    .filter(([predicted]) => predicted !== label)
    .sort((a, b) => b[1] - a[1])
    .map(([predicted, count]) => `${predicted === NOTHING ? 'missed' : predicted} ${formatCount(count)}`)
    .join(', ');
}

function worstTexts({ worst }: Evaluation, texts: readonly LabelledLine[], shown: boolean): string {
  const lines = ['Worst texts', ''];
  for (const one of worst) {
    const labelled = texts[one.index]!;
    const labels = new Map<string, number>();
    for (const { label } of one.missed) labels.set(label, (labels.get(label) ?? 0) + 1);
    const missed = [...labels].map(([label, count]) => `${label} ${count}`).join(', ');
    lines.push(
      `  ${labelled.file}:${labelled.line}  ${formatCount(one.leakedCharacters)} of ${formatQuantity(one.goldCharacters, 'labelled character')} uncovered, ${formatQuantity(one.wrongPredictions, 'wrong prediction')}${missed === '' ? '' : `; missed ${missed}`}`,
      ...missedLines(one, labelled, shown).map((line) => `      ${line}`),
    );
  }
  return `${lines.join('\n')}\n`;
}
