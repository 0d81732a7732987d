import type { LabelledSpan, LabelledText } from '../../../udfs/detect/evaluate/labelled-text.js';

/**
 * Sentences of a CoNLL file: a token and its tag a line, a blank line after each sentence. Tokens are joined by single
 * blanks. Takes IOB2 (`B-` begins an entity) and IOB1 (`I-` does, unless one of its type stands right before).
 */
export function readConll(content: string): LabelledText[] {
  return content
    .split(/\n\s*\n/)
    .map((block) => sentence(block.split('\n').filter((line) => line.trim() !== '')))
    .filter(({ text }) => text !== '' && !text.startsWith('-DOCSTART-'));
}

function sentence(lines: readonly string[]): LabelledText {
  const spans: LabelledSpan[] = [];
  let text = '';
  let open: { start: number; label: string } | undefined;
  const close = (): void => {
    if (open !== undefined) spans.push({ start: open.start, end: text.length, label: open.label });
    open = undefined;
  };
  for (const line of lines) {
    const at = Math.max(line.lastIndexOf('\t'), line.lastIndexOf(' '));
    const token = line.slice(0, at).trim();
    const tag = line.slice(at + 1).trim();
    if (token === '') continue;
    const label = /^[BI]-./.test(tag) ? tag.slice(2) : undefined;
    if (open !== undefined && (label !== open.label || tag.startsWith('B-'))) close();
    if (text !== '') text += ' ';
    if (label !== undefined) open ??= { start: text.length, label };
    text += token;
  }
  close();
  return { text, spans };
}
