import { LakeveilError } from '../../../errors.js';
import type { CompiledPolicy } from '../../policy.js';
import type { RedactedRow } from '../../redact-rows.js';
import type { UdfContext } from '../../udf.js';
import { isUnicode } from '../../unicode.js';
import type { ItemOutcome, RemoteItem } from '../call-service.js';
import { createDispatcher, type Dispatcher } from '../dispatcher.js';
import type { TextualEngineOptions } from '../engine-options.js';
import type { RemoteEngine, RemoteRowOutcome } from '../remote-engine.js';
import { secretsByLine } from '../shared-secrets.js';
import { textualIdentity } from './identity.js';
import { policyRefusals } from './policy-wire.js';
import { rowSeeds } from './seeds.js';
import { textualCalls } from './textual-calls.js';

export interface TextualEngineParts {
  readonly dispatcher: Dispatcher<RedactedRow>;
  readonly policy: CompiledPolicy;
  readonly key: Uint8Array;
}

/** Rows by way of a dispatcher. Null cells do not come here; empty ones and white space are not sent. */
export function createTextualEngine({ dispatcher, policy, key }: TextualEngineParts): RemoteEngine {
  const seedOf = rowSeeds(key, policy.policy);
  return {
    async redact(rows, signal) {
      const items: RemoteItem[] = [];
      const sent: number[] = [];
      const outcomes = rows.map(({ text, scope }, row): RemoteRowOutcome | undefined => {
        if (text.trim() === '') return { text, entities: {} };
        if (!isUnicode(text)) return { code: 'TEXT_NOT_UNICODE' };
        items.push({ text, group: seedOf(text, scope) });
        sent.push(row);
        return undefined;
      });
      const answers: readonly ItemOutcome<RedactedRow>[] =
        items.length === 0 ? [] : await dispatcher.dispatch(items, signal);
      for (const [index, row] of sent.entries()) {
        const answer = answers[index];
        outcomes[row] =
          answer === undefined
            ? { code: 'REMOTE_UNTRUSTED' }
            : answer.ok
              ? answer.answer
              : { code: answer.code };
      }
      return outcomes.map((outcome) => outcome ?? { code: 'REMOTE_UNTRUSTED' });
    },
    close: () => dispatcher.close(),
  };
}

/**
 * The engine of one worker.
 *
 * @throws LakeveilError POLICY_INVALID naming what the service can't carry out; those of `textualCalls`
 */
export async function openTextualEngine(
  options: TextualEngineOptions,
  policy: CompiledPolicy,
  context: UdfContext,
): Promise<RemoteEngine> {
  const refused = policyRefusals(policy.policy);
  if (refused.length > 0)
    throw new LakeveilError(
      'POLICY_INVALID',
      `The policy was refused, and nothing was sent. ${refused.map(({ path, message }) => `${path.join('.')}: ${message}`).join(' ')}`,
    );
  const service = await textualCalls(options, policy, secretsByLine(context.shared));
  const dispatcher = createDispatcher({
    service,
    line: context.shared,
    identity: JSON.stringify([textualIdentity(options), policy.fingerprint]),
    key: context.key,
    delivery: options,
  });
  return createTextualEngine({ dispatcher, policy, key: context.key });
}
