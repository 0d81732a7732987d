import type { LabelledText } from '../../../../udfs/detect/evaluate/labelled-text.js';
import { isLabel } from '../../../../udfs/detect/labels.js';

/**
 * A text and its gold spans out of `Call [[NAME_GIVEN|Jane]]`. Marks don't nest. Throws on a mark that is none of ours,
 * and on a span with blanks at its edges.
 */
export function parseMarked(marked: string): LabelledText {
  const mark = /\[\[([A-Z_]+)\|([^\]|]+)\]\]/g;
  const spans: LabelledText['spans'][number][] = [];
  let text = '';
  let at = 0;
  for (const match of marked.matchAll(mark)) {
    const [whole, label = '', value = ''] = match;
    if (!isLabel(label)) throw new Error(`no label: ${label}`);
    if (value.trim() !== value) throw new Error(`blanks at the edge of ${whole}`);
    text += marked.slice(at, match.index);
    spans.push({ start: text.length, end: text.length + value.length, label });
    text += value;
    at = match.index + whole.length;
  }
  text += marked.slice(at);
  if (/\[\[[A-Z]|\|[^|]*\]\]/.test(text)) throw new Error(`a mark that is not whole: ${text.slice(0, 60)}`);
  return { text, spans };
}

/** The texts of a file, which stand between lines of `%%`. */
export const textsOfFile = (content: string): string[] =>
  content
    .split(/^%%\n/m)
    .map((text) => text.replace(/\n$/, ''))
    .filter((text) => text !== '');
