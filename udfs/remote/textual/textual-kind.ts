import type { RefusedSetting } from '../../policy.js';
import type { RemoteEngineKind } from '../engine-kind.js';
import type { TextualEngineOptions } from '../engine-options.js';
import { partId } from '../part-id.js';
import { remoteShared } from '../shared-service.js';
import { textualEstimate } from './estimate.js';
import { TEXTUAL_ENGINE_VERSION, textualDestination, textualIdentity } from './identity.js';
import { policyRefusals } from './policy-wire.js';
import { urlRefusal } from './service-url.js';

/** Tonic Textual and services that speak as it does. */
export const textualKind: RemoteEngineKind<TextualEngineOptions> = {
  version: TEXTUAL_ENGINE_VERSION,
  identity: textualIdentity,
  destinations: (options) => [textualDestination(options)],
  refusals(options, policy) {
    const refused: RefusedSetting[] = policyRefusals(policy).map(({ path, message }) => ({
      path: ['policy', ...path],
      message,
    }));
    const url = urlRefusal(options.url, options.allowInsecure);
    if (url !== undefined) refused.push({ path: ['engine', 'url'], message: `${url.code}: ${url.message}` });
    return refused;
  },
  shared: (options) =>
    remoteShared({
      id: partId('textual', textualDestination(options)),
      service: 'Tonic Textual',
      delivery: options,
      ...('secret' in options.apiKey ? { secret: options.apiKey.secret } : {}),
    }),
  estimate: textualEstimate,
  async open(options, policy, context) {
    const { openTextualEngine } = await import('./textual-engine.js');
    return openTextualEngine(options, policy, context);
  },
};
