import type { Label } from '../labels.js';
import { type Piece, Subject } from './fillers/subject.js';
import { FILLERS } from './fillers.js';
import type { Random } from './random.js';
import { SLOT_LABELS, type Slot } from './template.js';

/** An entity in filled text. */
export interface FilledSpan {
  /** UTF-16 offset of the first code unit. */
  readonly start: number;
  /** UTF-16 offset after the last code unit. */
  readonly end: number;
  readonly label: Label;
  /** The slot the value came from; within an address, the part's own slot. */
  readonly slot: Slot;
}

export interface FilledText {
  readonly text: string;
  /** In order of offsets, disjoint. */
  readonly spans: readonly FilledSpan[];
}

const HOLE = /\{\{|\{([^{}]*)\}/g;
const PLURAL = /^s(?!\p{L})/u;
/** Stays outside the span: "the [FBI]"; "The Home Depot" is a whole name. */
const ARTICLE = /^the /;
const SLOT = /^([a-z-]+)(?::(\d{1,2}))?(?:#([a-z0-9]+))?$/;

const ATTEMPTS = 200;

/**
 * Fills a template's slots (see `TemplateSet`). The same slot, subject and variant bring the same value throughout the
 * text. Apostrophes within values are straight in three texts of four. The same template, state of `random` and `avoid`
 * give the same text on any machine. `avoid`: lower-case values that must not be drawn, neither whole nor as one word of
 * a person's name nor as a street without its number. Throws a RangeError on a slot that does not exist, or if `avoid`
 * leaves nothing to draw.
 */
export function fillTemplate(template: string, random: Random, avoid?: ReadonlySet<string>): FilledText {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const filled = fillOnce(template, random);
    if (
      !avoid ||
      !filled.spans.some((span) => isAvoided(filled.text.slice(span.start, span.end), span.slot, avoid))
    )
      return filled;
  }
  throw new RangeError('no values left to draw');
}

function isAvoided(value: string, slot: Slot, avoid: ReadonlySet<string>): boolean {
  const lower = value.toLowerCase();
  if (avoid.has(lower)) return true;
  if (slot === 'person' || slot === 'titled-family')
    return lower.split(/[ ,."“”()]+/).some((word) => avoid.has(word));
  if (slot === 'street') return avoid.has(lower.replace(/^[\d#/-]+[a-z]? /, '').replace(/,? [#\d].*$/, ''));
  return false;
}

/** Whether a capital is due; not before the first word, since texts may be in lower case. */
function atSentenceStart(text: string): boolean {
  return /[.!?]\s$/.test(text);
}

function fillOnce(template: string, random: Random): FilledText {
  const subjects = new Map<number, Subject>();
  const values = new Map<string, readonly Piece[]>();
  const spans: FilledSpan[] = [];
  const straight = random.chance(0.75);
  let text = '';
  let at = 0;
  for (const hole of template.matchAll(HOLE)) {
    text += template.slice(at, hole.index);
    at = hole.index + hole[0].length;
    if (hole[0] === '{{') {
      text += '{';
      continue;
    }
    const [, name = '', number = '1', variant = ''] = SLOT.exec(hole[1] ?? '') ?? [];
    if (!Object.hasOwn(SLOT_LABELS, name)) throw new RangeError(`no such slot: ${hole[0]}`);
    const slot = name as Slot;
    const key = `${name}:${Number(number)}#${variant}`;
    let pieces = values.get(key);
    if (pieces === undefined) {
      const index = Number(number);
      const subject = subjects.get(index) ?? new Subject(random);
      subjects.set(index, subject);
      const value = FILLERS[slot](subject, random);
      pieces = typeof value === 'string' ? [{ text: value, slot }] : value;
      values.set(key, pieces);
    }
    for (const piece of pieces) {
      let value = straight ? piece.text.replaceAll('’', "'") : piece.text;
      const label = piece.slot && SLOT_LABELS[piece.slot];
      if (label && piece.slot) {
        if (ARTICLE.test(value)) {
          if (!/\bthe $/i.test(text)) text += atSentenceStart(text) ? 'The ' : 'the ';
          value = value.slice(4);
        } else if (slot === 'occupation' && text === '' && random.chance(0.5)) {
          value = value.charAt(0).toUpperCase() + value.slice(1);
        }
        // "{occupation}s": the plural is one word with its value.
        if (pieces.length === 1 && PLURAL.test(template.slice(at, at + 2))) {
          value += 's';
          at++;
        }
        spans.push({ start: text.length, end: text.length + value.length, label, slot: piece.slot });
      }
      text += value;
    }
  }
  return { text: text + template.slice(at), spans };
}
