import { createReplacer } from '../../../udfs/generate/replacer.js';
import { compilePolicy, type PolicyInput } from '../../../udfs/policy.js';

/** The replacements of one row under synthesis; `fill` makes another key. */
export function synthesisOf(policy: PolicyInput = {}, fill = 1, row = 'row') {
  return createReplacer(
    compilePolicy({ generator_default: 'Synthesis', ...policy }),
    new Uint8Array(32).fill(fill),
  ).forRow(row);
}
