import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { LakeveilError } from '../../errors.js';
import { isReadyPolicyName, READY_POLICIES, READY_POLICY_NAMES } from '../../udfs/policies/ready-policies.js';
import { type PolicyInput, policySchema } from '../../udfs/policy.js';
import { isPlainObject } from '../option-path.js';
import { describeIssues, schemaError } from '../schema-error.js';
import { didYouMean } from '../suggest.js';

/** The name of a ready policy, or a policy file: JSON, or a module whose default export it is. `notDone` begins what an error says. Errors: POLICY_FILE (missing, no JSON, no policy). */
export async function loadPolicyFile(
  name: string,
  folder: string,
  notDone = 'Nothing was redacted',
): Promise<PolicyInput> {
  if (isReadyPolicyName(name)) return READY_POLICIES[name];
  const file = resolve(folder, name);
  if (/\.(ts|mts|js|mjs)$/.test(name)) {
    const { importModule } = await import('../compile-job.js');
    const { exports } = await importModule(file, { workingFolder: folder, kind: 'POLICY' });
    return asPolicy(exports['default'], name, notDone);
  }
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch {
    throw new LakeveilError(
      'POLICY_FILE',
      `${notDone}: the policy file ${name} cannot be read. Check its name, or name a ready policy: ${READY_POLICY_NAMES.join(', ')}.${didYouMean(withoutEnding(name), READY_POLICY_NAMES)}`,
    );
  }
  try {
    return asPolicy(JSON.parse(text) as unknown, name, notDone);
  } catch (error) {
    if (error instanceof LakeveilError) throw error;
    throw new LakeveilError('POLICY_FILE', `${notDone}: the policy file ${name} is not JSON. Mend it.`);
  }
}

/** "hipaa_safe_harbor.json" → "hipaa-safe-harbor" */
function withoutEnding(name: string): string {
  return name.replace(/\.[a-z]{2,4}$/i, '').replaceAll('_', '-');
}

function asPolicy(value: unknown, name: string, notDone: string): PolicyInput {
  if (isPlainObject(value)) return value as PolicyInput;
  throw new LakeveilError(
    'POLICY_FILE',
    `${notDone}: ${name} does not hold a policy, an object such as {"generator_default": "Redaction"}.`,
  );
}

/** Throws UNKNOWN_OPTION or INVALID_OPTION. */
export function checkPolicy(policy: PolicyInput, notDone = 'Nothing was redacted'): void {
  const parsed = policySchema.safeParse(policy, { reportInput: true });
  if (!parsed.success) {
    throw schemaError(
      `${notDone}: the policy is not valid`,
      describeIssues(policySchema, parsed.error.issues),
    );
  }
}
