import { keyedHash } from '../../generate/draw.js';
import { needsScopeColumn } from '../../generate/scope.js';
import { deriveKey } from '../../keys/derive-key.js';
import type { Policy } from '../../policy.js';
import { GREATEST_SEED } from './policy-wire.js';

/**
 * The seed of a row, in digits: what the service's synthetic values derive from, besides its own key. The policy's for a
 * whole dataset; otherwise 31 bits of an HMAC of the row's conversation or subject, or of its text, so that the service
 * learns nothing of them. A row without a conversation or subject (null or blank) is one of its own.
 */
export function rowSeeds(key: Uint8Array, policy: Policy): (text: string, scope: string | null) => string {
  const { consistency, random_seed } = policy;
  if (consistency === 'dataset') return () => String(random_seed);
  const seedKey = deriveKey(key, 'lakeveil textual seeds');
  const seedOf = (kind: string, value: string): string => {
    const hash = keyedHash(seedKey, String(random_seed), kind, value);
    return String(1 + (hash.readUInt32BE(0) % GREATEST_SEED));
  };
  return (text, scope) =>
    needsScopeColumn(consistency) && scope !== null && scope.trim() !== ''
      ? seedOf(consistency, scope)
      : seedOf('row', text);
}
