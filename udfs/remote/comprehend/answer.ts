import { type ComprehendAnswer, type ComprehendEntity, TYPE_NAME } from './entity.js';
import type { LocatedEntity } from './joined-text.js';

/** Scores are made of 32-bit numbers: a sum of shares may come out as that much more than one. */
const MOST_SCORE = 1.001;

/**
 * Checks what the service answered to a text of so many code points. Undefined if any of it is not as it must be: then
 * nothing of it can be trusted, because what is wrong with one offset may be wrong with all.
 */
export function checkEntities(answered: unknown, codePoints: number): LocatedEntity[] | undefined {
  if (!Array.isArray(answered) || answered.length > codePoints) return undefined;
  const checked: LocatedEntity[] = [];
  for (const entity of answered as unknown[]) {
    if (entity === null || typeof entity !== 'object') return undefined;
    const { BeginOffset, EndOffset, Score, Type } = entity as Record<string, unknown>;
    if (!Number.isSafeInteger(BeginOffset) || !Number.isSafeInteger(EndOffset)) return undefined;
    const begin = BeginOffset as number;
    const end = EndOffset as number;
    if (begin < 0 || end <= begin || end > codePoints) return undefined;
    // Also false for NaN.
    if (typeof Score !== 'number' || !(Score >= 0 && Score <= MOST_SCORE)) return undefined;
    if (typeof Type !== 'string' || !TYPE_NAME.test(Type)) return undefined;
    checked.push({ begin, end, type: Type, score: Math.min(1, Score) });
  }
  return checked;
}

const FORM = 1;

/** An answer as bytes: JSON `[form, [start, length, type, score, …]]`. Holds offsets, types and scores, no text. */
export function encodeAnswer(answer: ComprehendAnswer): Uint8Array {
  const flat: (number | string)[] = [];
  for (const { start, end, type, score } of answer) flat.push(start, end - start, type, score);
  return Buffer.from(JSON.stringify([FORM, flat]));
}

/** Undefined if the bytes are no answer. */
export function decodeAnswer(bytes: Uint8Array): ComprehendAnswer | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    return undefined;
  }
  if (!Array.isArray(parsed) || parsed.length !== 2 || parsed[0] !== FORM || !Array.isArray(parsed[1]))
    return undefined;
  const flat = parsed[1] as unknown[];
  if (flat.length % 4 !== 0) return undefined;
  const answer: ComprehendEntity[] = [];
  for (let at = 0; at < flat.length; at += 4) {
    const [start, length, type, score] = flat.slice(at, at + 4);
    if (!Number.isSafeInteger(start) || (start as number) < 0) return undefined;
    if (!Number.isSafeInteger(length) || (length as number) < 1) return undefined;
    if (typeof type !== 'string' || !TYPE_NAME.test(type)) return undefined;
    if (typeof score !== 'number' || !(score >= 0 && score <= 1)) return undefined;
    answer.push({ start: start as number, end: (start as number) + (length as number), type, score });
  }
  return answer;
}
