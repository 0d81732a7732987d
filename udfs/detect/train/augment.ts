import type { EntityClass } from '../model/tags.js';
import type { ClassSpan } from './example.js';
import type { Random } from './random.js';

export interface Labelled {
  readonly text: string;
  readonly spans: readonly ClassSpan[];
}

/** The same text as it is often typed: in lower case, without punctuation as transcription has it, or in capitals. */
export function lowerCased(labelled: Labelled): Labelled {
  return recased(labelled, labelled.text.toLowerCase());
}

export function upperCased(labelled: Labelled): Labelled {
  return recased(labelled, labelled.text.toUpperCase());
}

function recased(labelled: Labelled, text: string): Labelled {
  return text.length === labelled.text.length ? { text, spans: labelled.spans } : labelled;
}

/** Without commas, full stops and the like between words; those inside a word ("u.s.", "o'brien", "10.5") stay. */
export function withoutPunctuation({ text, spans }: Labelled): Labelled {
  const kept: number[] = [];
  let out = '';
  for (let at = 0; at < text.length; at++) {
    kept.push(out.length);
    const character = text[at]!;
    const mark = /[.,!?;"]/.test(character) && !/[\p{L}\p{N}]/u.test(text[at + 1] ?? ' ');
    if (!mark) out += character;
  }
  kept.push(out.length);
  return {
    text: out,
    spans: spans
      .map((span) => ({ ...span, start: kept[span.start]!, end: kept[span.end]! }))
      .filter((span) => span.end > span.start),
  };
}

/** Now and then another spelling of the whole text; mostly the text as it is. */
export function augment(
  labelled: Labelled,
  random: Random,
  shares: { lower: number; bare: number; upper: number },
): Labelled {
  if (random.chance(shares.lower)) {
    const lower = lowerCased(labelled);
    return random.chance(shares.bare) ? withoutPunctuation(lower) : lower;
  }
  return random.chance(shares.upper) ? upperCased(labelled) : labelled;
}

/**
 * The same text with other values in place of its entities, as `drawValue` draws them by class; `undefined` leaves one as it is. The
 * words around an entity are rarer in labelled text than names are in lists, so each is worth seeing with several.
 */
export function swapped(
  { text, spans }: Labelled,
  drawValue: (entityClass: EntityClass, original: string) => string | undefined,
): Labelled {
  let out = '';
  let at = 0;
  const moved: ClassSpan[] = [];
  for (const span of spans) {
    if (span.start < at) continue;
    out += text.slice(at, span.start);
    const original = text.slice(span.start, span.end);
    const value = span.entityClass === null ? original : (drawValue(span.entityClass, original) ?? original);
    moved.push({ ...span, start: out.length, end: out.length + value.length });
    out += value;
    at = span.end;
  }
  return { text: out + text.slice(at), spans: moved };
}
