import type { WorstText } from '../../udfs/detect/evaluate/evaluate.js';
import { textShape } from '../../udfs/detect/evaluate/text-shape.js';
import { printable } from '../report/text-table.js';
import type { LabelledLine } from './read-labelled.js';

/** Characters of context on each side, and spans of a text that are shown. */
const AROUND = 24;
const SHOWN = 4;

/**
 * What was missed in a text, one line a span: `…xxxx xx [PERSON Xxxxx Xxx] xx xxx…`.
 *
 * @param shown the text as it is, rather than its shape
 */
export function missedLines({ missed }: WorstText, { text }: LabelledLine, shown: boolean): string[] {
  const write = shown ? (part: string) => printable(part) : textShape;
  return missed.slice(0, SHOWN).map(({ start, end, label }) => {
    const from = Math.max(0, start - AROUND);
    const to = Math.min(text.length, end + AROUND);
    return `${from > 0 ? '…' : ''}${write(text.slice(from, start))}[${label} ${write(text.slice(start, end))}]${write(text.slice(end, to))}${to < text.length ? '…' : ''}`;
  });
}
