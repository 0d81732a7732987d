import { isPair } from '../../unicode.js';
import { MAX_TEXT_BYTES, OVERLAP } from './limits.js';

/** A part of a cell that fits into a call. */
export interface TextPiece {
  /** Where it begins in the cell, in UTF-16 code units. */
  readonly start: number;
  readonly text: string;
}

/** How far back from the limit a sentence end is looked for, in UTF-16 code units. */
const WINDOW = 8_000;
/** A grapheme (an emoji of a family, a letter with its marks) is looked for no longer than that. */
const LONGEST_GRAPHEME = 64;

const sentences = new Intl.Segmenter('en', { granularity: 'sentence' });
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/**
 * A cell as pieces of at most `maxBytes` of UTF-8 that together cover all of it. They end at the end of a sentence, else at
 * white space, else between graphemes, and never inside a surrogate pair. Each begins before the one before it ends, so
 * that what stands at a cut is whole in one of the two. A short cell is one piece, an empty one or white space none.
 *
 * @param maxBytes at least 64
 * @param overlap in UTF-16 code units, at most a quarter of a piece
 */
export function splitText(text: string, maxBytes = MAX_TEXT_BYTES, overlap = OVERLAP): TextPiece[] {
  const pieces: TextPiece[] = [];
  let start = 0;
  // A code unit takes three bytes at most: short cells need not be counted.
  while ((text.length - start) * 3 > maxBytes) {
    const reach = farthest(text, start, maxBytes);
    if (reach === text.length) break;
    const size = reach - start;
    const end = lastBreak(text, Math.max(start + (size >> 1), reach - WINDOW), reach);
    add(pieces, text, start, end);
    start = firstBreak(text, end - Math.min(overlap, size >> 2), end, start + 1);
  }
  add(pieces, text, start, text.length);
  return pieces;
}

function add(pieces: TextPiece[], text: string, start: number, end: number): void {
  const piece = text.slice(start, end);
  if (piece.trim() !== '') pieces.push({ start, text: piece });
}

/** The last code point boundary up to which `text` from `start` has at most `maxBytes`. */
function farthest(text: string, start: number, maxBytes: number): number {
  let bytes = 0;
  let at = start;
  while (at < text.length) {
    const pair = isPair(text, at);
    const code = text.charCodeAt(at);
    bytes += pair ? 4 : code < 0x80 ? 1 : code < 0x800 ? 2 : 3;
    if (bytes > maxBytes) break;
    at += pair ? 2 : 1;
  }
  return at;
}

/** The best place to end a piece in `(from, to]`. */
function lastBreak(text: string, from: number, to: number): number {
  const window = text.slice(from, to);
  let found = 0;
  // What follows the window decides whether its end is the end of a sentence: the last one in it is not taken.
  for (const { index } of sentences.segment(window)) found = index;
  if (found > 0) return from + found;
  for (let at = to; at > from + 1; at--) if (/\s/.test(text[at - 1]!)) return at;
  return graphemeBreak(text, to, from + 1);
}

/** The best place to begin a piece in `[from, to)`, in the first half of it: the rest is overlap for sure. */
function firstBreak(text: string, from: number, to: number, least: number): number {
  const half = from + ((to - from) >> 1);
  for (const { index } of sentences.segment(text.slice(from, half))) if (index > 0) return from + index;
  for (let at = from; at < half; at++) if (/\s/.test(text[at]!)) return at + 1;
  return graphemeBreak(text, from, least);
}

/** The last boundary between graphemes at or before `at` and not before `least`, else between code points. */
function graphemeBreak(text: string, at: number, least: number): number {
  const from = codePointBreak(text, Math.max(0, least, at - LONGEST_GRAPHEME));
  const segment = graphemes.segment(text.slice(from, at + LONGEST_GRAPHEME)).containing(at - from);
  const boundary = segment === undefined ? at : from + segment.index;
  return boundary > from && boundary >= least ? boundary : codePointBreak(text, at);
}

function codePointBreak(text: string, at: number): number {
  return at > 0 && isPair(text, at - 1) ? at - 1 : at;
}
