import { LakeveilError } from '../errors.js';
import type { EngineName } from '../udfs/remote/engine-options.js';
import { isPlainObject } from './option-path.js';
import { didYouMean } from './suggest.js';

export const ENGINE_NAMES = ['local', 'textual', 'comprehend'] as const satisfies readonly EngineName[];

/** The name of an engine stands for an object of its type, on which settings can be laid one by one. */
export const engineObject = (engine: unknown): unknown =>
  typeof engine === 'string' ? { type: engine } : engine;

/**
 * An engine on top of another: settings of the same type lie over those of `under`, those of another type take their
 * place. Without a type, they are of the type below.
 */
export function mergeEngines(under: unknown, over: unknown): unknown {
  const [below, above] = [engineObject(under), engineObject(over)];
  if (!isPlainObject(below) || !isPlainObject(above)) return above ?? below;
  const isAnother = above['type'] !== undefined && above['type'] !== below['type'];
  if (isAnother) return above;
  const merged = { ...below };
  for (const [key, value] of Object.entries(above)) {
    if (value === null) delete merged[key];
    else if (value !== undefined) merged[key] = value;
  }
  return merged;
}

/** Errors: UNKNOWN_ENGINE. */
export function assertKnownEngine(engine: unknown, refusal: string): void {
  const type = isPlainObject(engine) ? engine['type'] : engine;
  if (typeof type !== 'string' || (ENGINE_NAMES as readonly string[]).includes(type)) return;
  throw new LakeveilError(
    'UNKNOWN_ENGINE',
    `${refusal}: there is no engine of that name.${didYouMean(type, ENGINE_NAMES)} ` +
      'Use engine local, which runs on this machine, or textual or comprehend, which send text to a service.',
  );
}
