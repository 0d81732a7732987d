import type { CompiledPolicy } from '../../policy.js';
import type { UdfContext } from '../../udf.js';
import { createDispatcher } from '../dispatcher.js';
import type { ComprehendEngineOptions } from '../engine-options.js';
import type { RemoteEngine } from '../remote-engine.js';
import { comprehendCalls } from './comprehend-calls.js';
import { createComprehendEngine } from './comprehend-engine.js';
import { comprehendDestination } from './endpoint.js';
import { COMPREHEND_ENGINE_VERSION } from './identity.js';

/**
 * The engine of one worker. Budget and ledger are those of the run, if the context has a line to them.
 *
 * @throws LakeveilError NO_AWS_REGION, INSECURE_ENDPOINT, BAD_ENDPOINT
 */
export async function openComprehendEngine(
  options: ComprehendEngineOptions,
  policy: CompiledPolicy,
  context: UdfContext,
): Promise<RemoteEngine> {
  const dispatcher = createDispatcher({
    service: await comprehendCalls(options),
    line: context.shared,
    // What the service answers; the policy comes after it.
    identity: `${COMPREHEND_ENGINE_VERSION} ${comprehendDestination(options)}`,
    key: context.key,
    delivery: options,
  });
  const { key, keyEpoch = 0 } = context;
  return createComprehendEngine({ dispatcher, options, policy, key, keyEpoch });
}
