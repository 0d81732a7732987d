import { z } from 'zod';
import { type Policy, type PolicyInput, policySchema } from '../policy.js';
import { HIPAA_SAFE_HARBOR } from './hipaa-safe-harbor.js';

/** Policies that can be named instead of written. */
export const READY_POLICIES = {
  'hipaa-safe-harbor': HIPAA_SAFE_HARBOR,
} as const satisfies Readonly<Record<string, PolicyInput>>;
export type ReadyPolicyName = keyof typeof READY_POLICIES;
export const READY_POLICY_NAMES = Object.keys(READY_POLICIES) as [ReadyPolicyName, ...ReadyPolicyName[]];

export function isReadyPolicyName(name: unknown): name is ReadyPolicyName {
  return typeof name === 'string' && Object.hasOwn(READY_POLICIES, name);
}

/** A policy, or the name of a ready one. */
export const policyOrNameSchema = z.union([
  policySchema,
  z.enum(READY_POLICY_NAMES).transform((name): Policy => policySchema.parse(READY_POLICIES[name])),
]);
