/** Columns of text lined up under their headings. */
export interface TableOptions {
  /** Columns to line up at their right edge: numbers. */
  readonly alignRight?: readonly number[];
  /** Longer cells are cut, with `…`; columns of the screen. */
  readonly maxCellWidth?: number;
  /** Applied to the heading line after it was laid out. */
  readonly heading?: (line: string) => string;
}

export function textTable(
  headings: readonly string[],
  rows: readonly (readonly (string | null)[])[],
  options: TableOptions = {},
): string {
  const max = options.maxCellWidth ?? Number.POSITIVE_INFINITY;
  const right = new Set(options.alignRight ?? []);
  const lines = [headings, ...rows].map((row) => row.map((cell) => cut(printable(cell ?? 'NULL'), max)));
  const widths = headings.map((_, column) =>
    Math.max(...lines.map((line) => displayWidth(line[column] ?? ''))),
  );
  const text = lines.map((line) =>
    line
      .map((cell, column) => {
        const space = ' '.repeat(Math.max(0, widths[column]! - displayWidth(cell)));
        return right.has(column) ? space + cell : cell + space;
      })
      .join('  ')
      .trimEnd(),
  );
  const rule = widths.map((width) => '─'.repeat(width)).join('  ');
  return `${[(options.heading ?? String)(text[0] ?? ''), rule, ...text.slice(1)].join('\n')}\n`;
}

/** Line breaks and control characters of the data would move the cursor or do worse in a terminal. */
export function printable(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, (character) => {
    if (character === '\n') return '⏎';
    if (character === '\t') return ' ';
    if (character === '\r') return '';
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

const segments = new Intl.Segmenter('en', { granularity: 'grapheme' });
// East Asian wide and fullwidth blocks and pictographs: two columns of a terminal.
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f900}-\u{1f9ff}\u{20000}-\u{3fffd}]/u;

/** Columns that a terminal takes for the text. */
export function displayWidth(text: string): number {
  if (/^[\x20-\x7e…⏎]*$/.test(text)) return text.length;
  let width = 0;
  for (const { segment } of segments.segment(text)) width += WIDE.test(segment) ? 2 : 1;
  return width;
}

function cut(text: string, max: number): string {
  // Graphemes are never more than two columns wide each, and a cell may be megabytes long.
  if (text.length <= max) {
    if (displayWidth(text) <= max) return text;
  }
  let width = 0;
  let kept = '';
  for (const { segment } of segments.segment(text.slice(0, max * 8))) {
    const next = WIDE.test(segment) ? 2 : 1;
    if (width + next > max - 1) return `${kept}…`;
    width += next;
    kept += segment;
  }
  return kept.length < text.length ? `${kept}…` : kept;
}
