import { compilePolicy, refusedStates } from '../policy.js';
import { comprehendDestination } from './comprehend/endpoint.js';
import { comprehendEstimate } from './comprehend/estimate.js';
import { COMPREHEND_ENGINE_VERSION, comprehendIdentity } from './comprehend/identity.js';
import type { RemoteEngineKind } from './engine-kind.js';
import type { ComprehendEngineOptions } from './engine-options.js';
import { partId } from './part-id.js';
import { remoteShared } from './shared-service.js';

export const comprehendKind: RemoteEngineKind<ComprehendEngineOptions> = {
  version: COMPREHEND_ENGINE_VERSION,
  identity: comprehendIdentity,
  destinations: (options) => [comprehendDestination(options)],
  refusals: (_options, policy) =>
    refusedStates(policy, 'comprehend').map(({ path, message }) => ({ path: ['policy', ...path], message })),
  shared: (options) =>
    remoteShared({
      id: partId('comprehend', comprehendDestination(options)),
      service: 'Amazon Comprehend',
      delivery: options,
    }),
  estimate: (options, policy, profile) => comprehendEstimate(options, compilePolicy(policy), profile),
  async open(options, policy, context) {
    const { openComprehendEngine } = await import('./comprehend/open-comprehend-engine.js');
    return openComprehendEngine(options, policy, context);
  },
};
