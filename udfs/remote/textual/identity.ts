import { LOCAL_DETECTOR_VERSION } from '../../detect/version.js';
import type { TextualEngineOptions } from '../engine-options.js';
import { serviceUrl } from './service-url.js';

/** Of this engine: change it with the wire form, or with what is checked of an answer. */
export const TEXTUAL_ENGINE_VERSION = 'textual-1';

/**
 * Where text goes.
 *
 * @throws LakeveilError BAD_URL, INSECURE_URL
 */
export function textualDestination(options: Pick<TextualEngineOptions, 'url' | 'allowInsecure'>): string {
  const { origin, path } = serviceUrl(options.url, options.allowInsecure);
  return `${origin}${path} (Tonic Textual)`;
}

/**
 * What of the options decides the output: the service, and what is looked for in its answers. How fast calls are made
 * does not, nor where the key lies.
 *
 * @throws LakeveilError BAD_URL, INSECURE_URL
 */
export function textualIdentity(
  options: Pick<TextualEngineOptions, 'url' | 'allowInsecure' | 'guard'>,
): Readonly<Record<string, unknown>> {
  const { origin, path } = serviceUrl(options.url, options.allowInsecure);
  return {
    engine: TEXTUAL_ENGINE_VERSION,
    url: `${origin}${path}`,
    guard: options.guard ? LOCAL_DETECTOR_VERSION : false,
  };
}
