import type { z } from 'zod';
import { type Policy, refusedStates } from '../policy.js';
import { remoteEngine } from './engine-kinds.js';
import type { EngineOptions } from './engine-options.js';

/** Refuses what the chosen engine can't carry out, each by its option, before a run begins. */
export function refuseUnavailable(
  { engine, policy }: { readonly engine: EngineOptions; readonly policy: Policy },
  context: z.RefinementCtx,
): void {
  const refuse = (path: readonly string[], message: string): void =>
    context.addIssue({ code: 'custom', path: [...path], message });
  if (engine.type === 'local') {
    for (const { path, message } of refusedStates(policy, 'local')) refuse(['policy', ...path], message);
    return;
  }
  const chosen = remoteEngine(engine);
  for (const { path, message } of chosen?.kind.refusals(chosen.options, policy) ?? []) refuse(path, message);
}
