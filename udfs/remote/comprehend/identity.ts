import { LOCAL_DETECTOR_VERSION } from '../../detect/version.js';
import type { ComprehendEngineOptions } from '../engine-options.js';

/** Of this engine: change it with the table of labels, the delimiter, splitting or merging. */
export const COMPREHEND_ENGINE_VERSION = 'comprehend-1';

/**
 * What of the options decides the output: how fast calls are made does not, nor does the region; another endpoint may be
 * another service, such as a stand-in.
 */
export function comprehendIdentity({
  language,
  minScore,
  endpoint,
  guard,
}: ComprehendEngineOptions): Readonly<Record<string, unknown>> {
  return {
    engine: COMPREHEND_ENGINE_VERSION,
    language,
    minScore,
    endpoint: endpoint ?? null,
    guard: guard ? LOCAL_DETECTOR_VERSION : false,
  };
}
