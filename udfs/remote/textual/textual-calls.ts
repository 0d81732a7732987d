import { z } from 'zod';
import { LakeveilError } from '../../../errors.js';
import type { SecretResolver } from '../../keys/secret-reference.js';
import type { CompiledPolicy } from '../../policy.js';
import type { RedactedRow } from '../../redact-rows.js';
import { countCodePoints, isUnicode } from '../../unicode.js';
import type { CallService, ItemOutcome } from '../call-service.js';
import type { TextualEngineOptions } from '../engine-options.js';
import { createGuard } from '../guard.js';
import { bulkParts } from './bulk-answer.js';
import { redactSettings } from './policy-wire.js';
import { openTextualHttp, type TextualHttp } from './textual-http.js';
import { verifyAnswer } from './verify-answer.js';

const BULK = '/api/redact/bulk';
const ANSWER_VERSION = 1;
const storedSchema = z.tuple([z.literal(ANSWER_VERSION), z.string(), z.record(z.string(), z.int().min(1))]);

/**
 * Calls of one policy to a Textual-compatible service, many texts each. The group of a call is its seed, in digits; ''
 * leaves the seed to the service.
 *
 * A text with half of a surrogate pair alone is no Unicode, and a service would get another text than was meant: it is
 * not sent, and fails with TEXT_NOT_UNICODE.
 *
 * @param secrets of a key that is a `secret://` reference
 * @throws LakeveilError those of `openTextualHttp`; POLICY_TOO_LARGE if the policy leaves no room for texts in `maxBytes`
 */
export async function textualCalls(
  options: TextualEngineOptions,
  policy: CompiledPolicy,
  secrets?: SecretResolver,
): Promise<CallService<RedactedRow>> {
  const settings = JSON.stringify(redactSettings(policy.policy, options.recordRequests));
  // {"bulkText":[ … ],"generatorDefault": …}
  const body = (texts: readonly string[]): string =>
    `{"bulkText":[${texts.map((text) => JSON.stringify(text)).join(',')}],${settings.slice(1)}`;
  const room = options.maxBytes - Buffer.byteLength(body([]));
  if (room < 1024)
    throw new LakeveilError(
      'POLICY_TOO_LARGE',
      `Nothing was sent: the policy alone fills the ${options.maxBytes} bytes of a call (engine.maxBytes). Raise maxBytes.`,
    );
  const http: TextualHttp = await openTextualHttp(options, secrets);
  const guard = options.guard ? createGuard(policy) : undefined;

  return {
    name: 'textual',
    limits: { maxItems: options.maxItems, maxBytes: room },
    bytesOf: (text) => Buffer.byteLength(JSON.stringify(text)) + 1,
    costOf(texts) {
      const characters = texts.reduce((sum, text) => sum + countCodePoints(text), 0);
      return { characters, dollars: (characters * options.dollarsPerMillionCharacters) / 1e6 };
    },
    async call(texts, group, signal) {
      const sent = texts.filter((text) => isUnicode(text));
      const parts =
        sent.length === 0
          ? []
          : bulkParts(
              await http.post(BULK, body(sent), group === '' ? undefined : group, signal),
              sent.length,
            );
      let next = 0;
      return texts.map((text): ItemOutcome<RedactedRow> => {
        if (!isUnicode(text)) return { ok: false, code: 'TEXT_NOT_UNICODE' };
        return verifyAnswer(text, parts[next++]!, policy, guard);
      });
    },
    encode: ({ text, entities }) => Buffer.from(JSON.stringify([ANSWER_VERSION, text, entities])),
    decode(bytes) {
      try {
        const [, text, entities] = storedSchema.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
        return { text, entities };
      } catch {
        return undefined;
      }
    },
    close: () => http.close(),
  };
}
