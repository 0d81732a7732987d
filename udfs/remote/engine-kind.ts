import type { CompiledPolicy, Policy, RefusedSetting } from '../policy.js';
import type { CostEstimate, SharedPart, TextProfile } from '../shared-part.js';
import type { UdfContext } from '../udf.js';
import type { ComprehendEngineOptions, TextualEngineOptions } from './engine-options.js';
import type { RemoteEngine } from './remote-engine.js';

export type RemoteEngineOptions = TextualEngineOptions | ComprehendEngineOptions;

/**
 * A remote engine, as far as a plan needs it: all but `open` is cheap and imports no client library. What it says holds
 * for one policy, because one engine carries out what another can't.
 */
export interface RemoteEngineKind<Options extends RemoteEngineOptions> {
  /** Part of the run id: change it whenever the same answer of the service may give another output. */
  readonly version: string;
  /** What of the options decides the output: the service and how it is asked, not how fast nor where its key lies. */
  identity(options: Options): unknown;
  /** Where text goes: `https://host (service)`. */
  destinations(options: Options): readonly string[];
  /** What of the policy, or of the options, can't be had of the engine, with the path among the UDF's options: `['policy', 'generator_default']`. */
  refusals(options: Options, policy: Policy): readonly RefusedSetting[];
  shared(options: Options): SharedPart;
  estimate(options: Options, policy: Policy, profile: TextProfile): CostEstimate;
  open(options: Options, policy: CompiledPolicy, context: UdfContext): Promise<RemoteEngine>;
}
