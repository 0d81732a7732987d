import { LakeveilError } from '../../errors.js';
import { comprehendKind } from './comprehend-kind.js';
import type { RemoteEngineKind, RemoteEngineOptions } from './engine-kind.js';
import type { ComprehendEngineOptions, EngineOptions, TextualEngineOptions } from './engine-options.js';
import { textualKind } from './textual/textual-kind.js';

/** An engine of a kind, under its options. */
export interface ChosenEngine<Options extends RemoteEngineOptions = RemoteEngineOptions> {
  readonly kind: RemoteEngineKind<Options>;
  readonly options: Options;
}

const KINDS: {
  readonly textual?: RemoteEngineKind<TextualEngineOptions>;
  readonly comprehend?: RemoteEngineKind<ComprehendEngineOptions>;
} = { comprehend: comprehendKind, textual: textualKind };

/**
 * The remote engine that the options choose; undefined for the local one.
 *
 * Errors: NOT_AVAILABLE.
 */
export function remoteEngine(options: EngineOptions): ChosenEngine | undefined {
  if (options.type === 'local') return undefined;
  const kind = KINDS[options.type] as RemoteEngineKind<RemoteEngineOptions> | undefined;
  if (kind !== undefined) return { kind, options };
  throw new LakeveilError(
    'NOT_AVAILABLE',
    `No text was sent: this version has no engine ${options.type}. Use engine local, which runs on this machine.`,
  );
}
