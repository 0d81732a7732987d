import { Gap, type TextView, TokenKind } from '../text-view.js';

const DELIMITERS = [',', ';', '|', '\t'] as const;
const LONGEST_LINE = 400;
const MOST_COLUMNS = 64;
/** Marks that a sentence has and a header line does not. */
const SENTENCE: ReadonlySet<string> = new Set(['.', '?', '!', ':', '{', '<', '=']);

/**
 * For a text that is a table (a header line without numbers, then lines with as many delimiters): the cue of each
 * token's column, taken from the header's cell; 0 where there is none. Undefined for any other text. Linear: one look
 * at the first two lines, one pass if they fit.
 */
export function columnCues(view: TextView, cue: Uint8Array): Uint8Array | undefined {
  const { text } = view;
  const headerEnd = lineEnd(text, 0);
  if (headerEnd <= 0 || headerEnd >= text.length - 1) return undefined;
  const delimiter = delimiterOf(text, headerEnd);
  if (delimiter === undefined) return undefined;
  const columns: number[] = [];
  let token = 0;
  let column = 0;
  let found = 0;
  let words = 0;
  let from = 0;
  for (; token < view.count && view.start[token]! < headerEnd; token++) {
    if (view.kind[token] === TokenKind.NUMBER || SENTENCE.has(view.lower[token]!)) return undefined;
    const passed = countBetween(text, from, view.start[token]!, delimiter);
    column += passed;
    words = passed > 0 ? 0 : words + (view.kind[token] === TokenKind.MARK ? 0 : 1);
    if (words > 5) return undefined;
    from = view.start[token]!;
    if (column >= MOST_COLUMNS) return undefined;
    // The last cue of the cell: "patient phone" is a phone. A filler such as "number" does not replace it.
    const own = cue[token]!;
    if (own !== 0 && (own !== 1 || columns[column] === undefined)) {
      if (own !== 1) found++;
      columns[column] = own;
    }
  }
  if (found === 0) return undefined;
  const cues = new Uint8Array(view.count);
  column = 0;
  let quoted = false;
  from = token < view.count ? view.start[token]! : 0;
  for (; token < view.count; token++) {
    if (view.gap[token] === Gap.LINE && !quoted) {
      column = 0;
      from = view.start[token]!;
      // A tab or a delimiter may open the line.
      let open = from;
      while (open > 0 && text[open - 1] !== '\n' && text[open - 1] !== '\r') open--;
      column += countBetween(text, open, from, delimiter);
    }
    if (!quoted) column += countBetween(text, from, view.start[token]!, delimiter);
    from = view.start[token]!;
    if (text[from] === '"') quoted = !quoted;
    cues[token] = columns[column] ?? 0;
  }
  return cues;
}

function lineEnd(text: string, from: number): number {
  const most = Math.min(text.length, from + LONGEST_LINE);
  for (let at = from; at < most; at++) if (text[at] === '\n' || text[at] === '\r') return at;
  return most === text.length ? most : -1;
}

/** The delimiter that the first two lines hold equally often, at least once (a comma: twice). */
function delimiterOf(text: string, headerEnd: number): string | undefined {
  let next = headerEnd;
  while (next < text.length && (text[next] === '\n' || text[next] === '\r')) next++;
  const rowEnd = lineEnd(text, next);
  if (rowEnd <= next) return undefined;
  for (const delimiter of DELIMITERS) {
    const inHeader = countBetween(text, 0, headerEnd, delimiter);
    if (inHeader < (delimiter === ',' ? 2 : 1)) continue;
    const inRow = countBetween(text, next, rowEnd, delimiter);
    if (inRow >= inHeader && inRow <= inHeader * 2) return delimiter;
  }
  return undefined;
}

function countBetween(text: string, from: number, to: number, delimiter: string): number {
  let count = 0;
  for (let at = from; at < to; at++) if (text[at] === delimiter) count++;
  return count;
}
