import { untrusted } from './failures.js';
import type { AnswerParts } from './verify-answer.js';
import { bulkPartsSchema } from './wire.js';

/**
 * A bulk answer, taken apart by text.
 *
 * @throws CallFailure untrusted, if it can't be told which part is of which text: another count of texts than were sent,
 * an entity without an `idx` or with one that no text has
 */
export function bulkParts(answer: unknown, count: number): readonly AnswerParts[] {
  const parsed = bulkPartsSchema.safeParse(answer);
  if (!parsed.success) throw untrusted();
  const { bulkText, bulkRedactedText, deIdentifyResults } = parsed.data;
  if (bulkText.length !== count || bulkRedactedText.length !== count) throw untrusted();
  const entities: unknown[][] = bulkText.map(() => []);
  for (const entity of deIdentifyResults) {
    const idx: unknown = (entity as { idx?: unknown } | null)?.idx;
    const own = typeof idx === 'number' ? entities[idx] : undefined;
    if (own === undefined) throw untrusted();
    own.push(entity);
  }
  return bulkText.map((echo, index) => ({
    echo,
    redacted: bulkRedactedText[index],
    entities: entities[index]!,
  }));
}
