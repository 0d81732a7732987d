import { countCodePoints, utf16Offsets, wellFormed } from '../../unicode.js';
import type { ComprehendAnswer, ComprehendEntity } from './entity.js';
import { utf8Bytes } from './limits.js';

/**
 * Stands between two cells: a paragraph of its own, so that sentence splitters and line-wise models end what comes before
 * it, made of characters that no service takes out or counts otherwise. It is never looked for: offsets alone tell which
 * cell an entity is in, so a cell may hold it. docs/comprehend.md says what was measured.
 */
export const DELIMITER = '\n\n.\n\n';
/** The delimiter is ASCII: its bytes, code points and UTF-16 code units are as many. */
export const DELIMITER_LENGTH = DELIMITER.length;

/** An entity as the service tells it, checked; offsets in code points of the joined text. */
export interface LocatedEntity {
  readonly begin: number;
  readonly end: number;
  readonly type: string;
  readonly score: number;
}

/** Cells joined into the text of one call. */
export interface JoinedText {
  /** As it is sent. */
  readonly text: string;
  readonly bytes: number;
  readonly codePoints: number;
  /**
   * Entities by cell. One that reaches over a delimiter is cut there: each cell gets its part, unless that is white space
   * alone. Undefined if they are more than the text can hold.
   *
   * @param entities inside the text
   */
  split(entities: readonly LocatedEntity[]): ComprehendAnswer[] | undefined;
}

export function joinTexts(texts: readonly string[]): JoinedText {
  const text = wellFormed(texts.join(DELIMITER));
  // By code points; one more than there are cells, so that each ends a delimiter before the next begins.
  const starts = new Float64Array(texts.length + 1);
  for (let index = 0; index < texts.length; index++)
    starts[index + 1] = starts[index]! + countCodePoints(texts[index]!) + DELIMITER_LENGTH;
  const codePoints = texts.length === 0 ? 0 : starts[texts.length]! - DELIMITER_LENGTH;
  return {
    text,
    bytes: utf8Bytes(text),
    codePoints,
    split: (entities) => splitEntities(texts, starts, entities, codePoints),
  };
}

function splitEntities(
  texts: readonly string[],
  starts: Float64Array,
  entities: readonly LocatedEntity[],
  codePoints: number,
): ComprehendAnswer[] | undefined {
  const answers: ComprehendEntity[][] = texts.map(() => []);
  const offsets: (Uint32Array | undefined)[] = [];
  let parts = 0;
  // So many only if entities that reach over many cells lie upon each other: no detector says that.
  const most = codePoints * 2 + 1000;
  const sorted = [...entities].sort((a, b) => a.begin - b.begin || a.end - b.end);
  let first = 0;
  for (const entity of sorted) {
    while (first + 1 < texts.length && starts[first + 1]! <= entity.begin) first++;
    for (let cell = first; cell < texts.length && starts[cell]! < entity.end; cell++) {
      if (++parts > most) return undefined;
      const from = Math.max(entity.begin, starts[cell]!) - starts[cell]!;
      const to = Math.min(entity.end, starts[cell + 1]! - DELIMITER_LENGTH) - starts[cell]!;
      if (to <= from) continue;
      const text = texts[cell]!;
      const plain = starts[cell + 1]! - starts[cell]! - DELIMITER_LENGTH === text.length;
      if (!plain) offsets[cell] ??= utf16Offsets(text);
      const table = offsets[cell];
      const part = trimmed(
        text,
        table === undefined ? from : table[from]!,
        table === undefined ? to : table[to]!,
      );
      if (part !== undefined) answers[cell]!.push({ ...part, type: entity.type, score: entity.score });
    }
  }
  return answers;
}

function trimmed(text: string, start: number, end: number): { start: number; end: number } | undefined {
  const value = text.slice(start, end);
  const from = start + value.length - value.trimStart().length;
  const to = end - (value.length - value.trimEnd().length);
  return to > from ? { start: from, end: to } : undefined;
}
