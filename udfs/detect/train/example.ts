import {
  CONTEXT_ROWS,
  contextRows,
  EDGE,
  gapAfter,
  PAIR_ROWS,
  REACH,
  rowsOfFirst,
  rowsOfSecond,
  type Word,
  wordOf,
  writingOf,
} from '../model/features.js';
import { markGazetteer } from '../model/gazetteer-marks.js';
import { beginTag, type EntityClass, OUTSIDE, TAGS } from '../model/tags.js';
import { wordClass } from '../model/word-classes.js';
import { TokenKind, viewText } from '../text-view.js';
import { findTurns } from '../turns.js';

/** A text made ready to learn from. */
export interface Example {
  readonly count: number;
  /** Rows of token t: `rows[offsets[t] … offsets[t + 1])`; those from `own[t]` on tell the word itself and may be left out. */
  readonly rows: Int32Array;
  readonly offsets: Int32Array;
  readonly own: Int32Array;
  /** Bits of the tags that each token may have; one bit where the label is certain. */
  readonly allowed: Int32Array;
  readonly weight: number;
}

export interface ClassSpan {
  readonly start: number;
  readonly end: number;
  /** `null`: whatever the tagger says of it is right. */
  readonly entityClass: EntityClass | null;
}

export const ANY = (1 << TAGS) - 1;
const bit = (tag: number): number => 1 << tag;
const OCCUPATION_HEAD = 1 << 7;

/**
 * @param partial the text's labeller did not look for codes, jobs and works, so tokens that might be ones are left open
 */
export function makeExample(
  text: string,
  spans: readonly ClassSpan[],
  partial: boolean,
  weight = 1,
): Example | undefined {
  const view = viewText(text);
  if (view.count === 0) return undefined;
  const turns = findTurns(view);
  const writing = writingOf(view);
  const gazetteer = new Uint16Array(view.count);
  const line: Word[] = [];
  for (let token = 0; token < view.count; token++) line.push(wordOf(view, token, writing));
  markGazetteer(view, line, gazetteer);
  const rows: number[] = [];
  const offsets = new Int32Array(view.count + 1);
  const own = new Int32Array(view.count);
  const allowed = new Int32Array(view.count);
  const context = new Int32Array(CONTEXT_ROWS);
  const withBefore = new Int32Array(PAIR_ROWS);
  const withAfter = new Int32Array(PAIR_ROWS);
  for (let token = 0; token < view.count; token++) {
    rowsOfSecond(line[token - 1] ?? EDGE, view.gap[token]!, line[token]!, withBefore, 0);
    rowsOfFirst(line[token]!, gapAfter(view, token), line[token + 1] ?? EDGE, withAfter, 0);
    for (let at = 1; at < PAIR_ROWS; at++) rows.push(withBefore[at]!, withAfter[at]!);
    const found = contextRows(view, turns, line, gazetteer, token, context);
    for (let at = 0; at < found; at++) rows.push(context[at]!);
    for (let distance = -REACH; distance <= REACH; distance++) {
      if (distance === 0) continue;
      const word = line[token - distance] ?? EDGE;
      for (const row of word.rows[distance + REACH]!) rows.push(row);
    }
    const here = line[token]!.rows[REACH]!;
    rows.push(here[1]!);
    own[token] = rows.length;
    // The first row of each pair holds the word itself.
    rows.push(withBefore[0]!, withAfter[0]!);
    for (let at = 0; at < here.length; at++) if (at !== 1) rows.push(here[at]!);
    offsets[token + 1] = rows.length;
    allowed[token] = bit(OUTSIDE);
    if (partial) {
      if (view.kind[token] === TokenKind.NUMBER || view.kind[token] === TokenKind.CODE)
        allowed[token] = bit(OUTSIDE) | bit(beginTag('CODE')) | bit(beginTag('CODE') + 1);
      else if ((wordClass(view.lower[token]!) & OCCUPATION_HEAD) !== 0)
        allowed[token] = bit(OUTSIDE) | bit(beginTag('OCCUPATION')) | bit(beginTag('OCCUPATION') + 1);
      // A handle: some corpora call it a person, others do not.
      if (token > 0 && view.lower[token - 1] === '@') allowed[token] = ANY;
    }
  }
  let token = 0;
  for (const span of spans) {
    while (token < view.count && view.end[token]! <= span.start) token++;
    let first = true;
    while (token < view.count && view.start[token]! < span.end) {
      if (span.entityClass === null) allowed[token] = ANY;
      else if (!(partial && token > 0 && view.lower[token - 1] === '@')) {
        const begin = beginTag(span.entityClass);
        allowed[token] = bit(first ? begin : begin + 1);
      }
      first = false;
      token++;
    }
  }
  return { count: view.count, rows: Int32Array.from(rows), offsets, own, allowed, weight };
}
