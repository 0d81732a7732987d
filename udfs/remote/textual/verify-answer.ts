import { isLabel } from '../../detect/labels.js';
import type { Span } from '../../detect/span.js';
import { mayKeepOriginal } from '../../generator-metadata.js';
import { findLeftOver } from '../../left-over.js';
import type { CompiledPolicy } from '../../policy.js';
import type { RedactedRow } from '../../redact-rows.js';
import { isUnicode } from '../../unicode.js';
import type { ItemOutcome } from '../call-service.js';
import type { Guard } from '../guard.js';
import { type OffsetUnit, offsetUnits } from './offset-units.js';
import { isEntity, type WireEntity } from './wire.js';

/** What a service says of one text; nothing of it is believed. */
export interface AnswerParts {
  /** The text as the service says it got it. */
  readonly echo: unknown;
  readonly redacted: unknown;
  readonly entities: readonly unknown[];
}

/** An entity, placed. */
interface Placed {
  readonly entity: WireEntity;
  /** In the text, in UTF-16 code units. */
  readonly start: number;
  readonly end: number;
}

/** A replacement, placed in the redacted text too. */
interface Replaced extends Placed {
  readonly newStart: number;
  readonly newEnd: number;
}

const fail = (code: string) => ({ ok: false, code }) as const;

/**
 * Checks the answer to one text, and gives it out only if it holds: the text is the one that was sent, all entities lie
 * in it where their values stand and apart from each other, the redacted text is the original with those values replaced
 * and nothing else, and no value that the policy wants replaced stands anywhere in it.
 *
 * Codes: REMOTE_WRONG_TEXT, REMOTE_WRONG_SPANS, REMOTE_WRONG_REDACTION, REMOTE_ORIGINAL_LEFT, GUARD_FOUND_ORIGINAL.
 */
export function verifyAnswer(
  text: string,
  { echo, redacted, entities }: AnswerParts,
  policy: CompiledPolicy,
  guard?: Guard,
): ItemOutcome<RedactedRow> {
  if (echo !== text) return fail('REMOTE_WRONG_TEXT');
  if (typeof redacted !== 'string' || !isUnicode(redacted)) return fail('REMOTE_WRONG_REDACTION');
  const read: WireEntity[] = [];
  for (const entity of entities) {
    if (!isEntity(entity)) return fail('REMOTE_WRONG_SPANS');
    read.push(entity);
  }
  const isOff = (label: string): boolean => policy.stateOf(label) === 'Off';
  const units = offsetUnits(text);
  let stand = false;
  for (const [index, unit] of units.entries()) {
    const placed = place(text, read, unit);
    if (placed === undefined) continue;
    stand = true;
    // Both texts are counted in one unit; it differs in the one if it differs in the other or not at all.
    const newUnits = offsetUnits(redacted);
    const replaced = follow(text, redacted, placed, isOff, newUnits[index] ?? newUnits[0]!);
    if (replaced === undefined) continue;
    const left = originalLeft(text, redacted, replaced, policy);
    if (left) return fail('REMOTE_ORIGINAL_LEFT');
    const generated = replaced.map(({ newStart, newEnd }) => ({ start: newStart, end: newEnd }));
    if (guard?.finds(redacted, generated) === true) return fail('GUARD_FOUND_ORIGINAL');
    return { ok: true, answer: { text: redacted, entities: countByLabel(replaced) } };
  }
  return fail(stand ? 'REMOTE_WRONG_REDACTION' : 'REMOTE_WRONG_SPANS');
}

/** The entities in order; undefined if one does not stand where it is said to, or two overlap. */
function place(
  text: string,
  entities: readonly WireEntity[],
  unit: OffsetUnit,
): readonly Placed[] | undefined {
  const placed: Placed[] = [];
  for (const entity of entities) {
    const start = unit(entity.start);
    const end = unit(entity.end);
    if (start === undefined || end === undefined || end <= start) return undefined;
    if (text.slice(start, end) !== entity.text) return undefined;
    placed.push({ entity, start, end });
  }
  placed.sort((a, b) => a.start - b.start);
  for (let index = 1; index < placed.length; index++)
    if (placed[index]!.start < placed[index - 1]!.end) return undefined;
  return placed;
}

/**
 * Goes through both texts: undefined unless the redacted one is the original with the new values in their places. An
 * entity that the policy leaves as it is has its own value for a new one.
 */
function follow(
  text: string,
  redacted: string,
  placed: readonly Placed[],
  isOff: (label: string) => boolean,
  newUnit: OffsetUnit,
): readonly Replaced[] | undefined {
  const replaced: Replaced[] = [];
  let at = 0;
  let newAt = 0;
  for (const { entity, start, end } of placed) {
    const kept = text.slice(at, start);
    if (!redacted.startsWith(kept, newAt)) return undefined;
    newAt += kept.length;
    at = end;
    const off = isOff(entity.label);
    let value = off ? entity.text : entity.newText;
    if (off && typeof entity.newText === 'string' && entity.newText !== entity.text) return undefined;
    if (value === null || value === undefined) {
      const newEnd = typeof entity.newEnd === 'number' ? newUnit(entity.newEnd) : undefined;
      if (typeof entity.newStart !== 'number' || newUnit(entity.newStart) !== newAt) return undefined;
      if (newEnd === undefined || newEnd < newAt) return undefined;
      value = redacted.slice(newAt, newEnd);
    }
    if (!redacted.startsWith(value, newAt)) return undefined;
    if (!off) replaced.push({ entity, start, end, newStart: newAt, newEnd: newAt + value.length });
    newAt += value.length;
  }
  return redacted.slice(newAt) === text.slice(at) ? replaced : undefined;
}

const SHORT = 4;

function originalLeft(
  text: string,
  redacted: string,
  replaced: readonly Replaced[],
  policy: CompiledPolicy,
): boolean {
  const gone: Span[] = [];
  // A value may stand in another's token too: tokens are looked over as if they went on where the text ends.
  let looked = text;
  for (const { entity, start, end, newStart, newEnd } of replaced) {
    const { label, text: value } = entity;
    const made = redacted.slice(newStart, newEnd);
    if (core(made) === core(value)) {
      if (!mayKeepOriginal(policy.metadataOf(label))) return true;
      continue;
    }
    if (policy.stateOf(label) === 'Redaction') {
      // A token is the label and random characters: whatever else stands in it may be the value.
      const token = isKnown(label, policy) ? made.replace(label, '') : made;
      if (holds(token, value)) return true;
      looked += `${BREAK}${fold(token)}`;
    }
    gone.push({ start, end, label, score: entity.score ?? 1 });
  }
  for (const span of findLeftOver(looked, gone))
    if (!policy.isLeftAlone(span.label, looked.slice(span.start, span.end))) return true;
  return listedLeft(text, replaced, policy);
}

/** Too wide for a number to go on across it. */
const BREAK = '\n\n\n\n';

/** Whether the value stands in the token. One of four characters does by chance, if case is not looked at. */
function holds(token: string, value: string): boolean {
  const sought = core(value);
  if (sought.length > SHORT) return core(token).includes(sought);
  return value.length >= SHORT && token.includes(value);
}

const ASCII = /^[\x00-\x7f]*$/;

/** Case, form, characters that are not seen, and white space around it do not make another value of it. */
function fold(value: string): string {
  if (ASCII.test(value)) return value.trim().toLowerCase();
  return value
    .normalize('NFKC')
    .replace(/\p{Default_Ignorable_Code_Point}/gu, '')
    .trim()
    .toLowerCase();
}

/** Neither does what joins its letters and digits, if it has some: `512-555-0147` is `(512) 555 0147`. */
function core(value: string): string {
  const folded = fold(value);
  const meaning = folded.replace(ASCII.test(folded) ? /[^a-z0-9]+/g : /[^\p{L}\p{M}\p{N}]+/gu, '');
  return meaning.length >= SHORT ? meaning : folded;
}

/** Whether a label has its name from us or the policy, and not from what the service found. */
function isKnown(label: string, { policy }: CompiledPolicy): boolean {
  return isLabel(label) || NEWER.has(label) || Object.hasOwn(policy.custom_labels, label);
}

/** Whether something that the policy's own lists name stands outside of what was replaced. */
function listedLeft(text: string, replaced: readonly Replaced[], policy: CompiledPolicy): boolean {
  for (const { start, end, label } of policy.findListed(text)) {
    if (policy.stateOf(label) === 'Off' || policy.isLeftAlone(label, text.slice(start, end))) continue;
    let at = start;
    for (const span of replaced) {
      if (span.end <= at) continue;
      if (span.start >= end) break;
      if (span.start > at && isWord(text.slice(at, span.start))) return true;
      at = span.end;
    }
    if (at < end && isWord(text.slice(at, end))) return true;
  }
  return false;
}

function isWord(piece: string): boolean {
  return /[\p{L}\p{N}]/u.test(piece);
}

/** Labels that newer services have, besides ours. */
const NEWER = new Set(['ACCOUNT_NUMBER', 'DRIVERS_LICENSE_NUMBER', 'VEHICLE_ID']);

/** Counts go into reports, so a label that nobody knows is counted as CUSTOM: a service could write anything there. */
function countByLabel(replaced: readonly Replaced[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { entity } of replaced) {
    const label = isLabel(entity.label) || NEWER.has(entity.label) ? entity.label : 'CUSTOM';
    counts[label] = (counts[label] ?? 0) + 1;
  }
  return counts;
}
