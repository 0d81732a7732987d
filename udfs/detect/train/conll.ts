import { readFileSync } from 'node:fs';

/** One sentence or message of a corpus, made into running text again. */
export interface LabelledText {
  readonly text: string;
  /** Classes as the corpus names them, in lower case; offsets in UTF-16 units. */
  readonly spans: readonly { readonly start: number; readonly end: number; readonly label: string }[];
}

/** A space stands before this token? */
function glued(token: string, before: string, quotes: number): boolean {
  if (/^(?:[.,!?;:)\]}%…]|n't|'(?:s|m|d|re|ve|ll|S|M|D|RE|VE|LL)|[.!?]+)$/.test(token)) return true;
  if (/^[([{$#@]$/.test(before)) return true;
  if (token === '"' || token === "'") return quotes % 2 === 1;
  return (before === '"' || before === "'") && quotes % 2 === 1;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' };

/**
 * Reads `token<TAB or space>tag` lines (IOB or IO tags), texts apart by empty lines. Tokens are joined as people write: no space before
 * a comma, after an opening bracket or inside quotes.
 */
export function readConll(file: URL | string): LabelledText[] {
  const texts: LabelledText[] = [];
  let tokens: { word: string; tag: string }[] = [];
  const flush = (): void => {
    if (tokens.length > 0) texts.push(join(tokens));
    tokens = [];
  };
  for (const line of readFileSync(file, 'utf8').split(/\r?\n/)) {
    const cut = Math.max(line.lastIndexOf('\t'), line.lastIndexOf(' '));
    if (line.trim() === '' || cut <= 0) {
      flush();
      continue;
    }
    const word = line.slice(0, cut).trim();
    if (word === '') continue;
    tokens.push({ word, tag: line.slice(cut + 1).split(',')[0]! });
  }
  flush();
  return texts;
}

function join(tokens: { word: string; tag: string }[]): LabelledText {
  let text = '';
  let quotes = 0;
  const spans: { start: number; end: number; label: string }[] = [];
  let before = '';
  let previous = 'O';
  for (let at = 0; at < tokens.length; at++) {
    let { word, tag } = tokens[at]!;
    if (word === '&' && ENTITIES[tokens[at + 1]?.word ?? ''] !== undefined && tokens[at + 2]?.word === ';') {
      word = ENTITIES[tokens[at + 1]!.word]!;
      at += 2;
    }
    if (text !== '' && !glued(word, before, quotes)) text += ' ';
    if (word === '"') quotes++;
    const start = text.length;
    text += word;
    const label = tag.slice(2).toLowerCase();
    const last = spans.at(-1);
    if (tag !== 'O') {
      if (last !== undefined && tag.startsWith('I-') && previous.slice(2).toLowerCase() === label)
        spans[spans.length - 1] = { ...last, end: text.length };
      else spans.push({ start, end: text.length, label });
    }
    previous = tag;
    before = word;
  }
  return { text, spans };
}
