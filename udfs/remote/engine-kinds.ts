import { comprehendKind } from './comprehend-kind.js';
import type { RemoteEngineKind, RemoteEngineOptions } from './engine-kind.js';
import type { EngineOptions } from './engine-options.js';
import { textualKind } from './textual/textual-kind.js';

/** An engine of a kind, under its options. */
export interface ChosenEngine<Options extends RemoteEngineOptions = RemoteEngineOptions> {
  readonly kind: RemoteEngineKind<Options>;
  readonly options: Options;
}

/** The remote engine that the options choose; undefined for the local one. */
export function remoteEngine(options: EngineOptions): ChosenEngine | undefined {
  switch (options.type) {
    case 'local':
      return undefined;
    case 'textual':
      return { kind: textualKind as RemoteEngineKind<RemoteEngineOptions>, options };
    case 'comprehend':
      return { kind: comprehendKind as RemoteEngineKind<RemoteEngineOptions>, options };
  }
}
