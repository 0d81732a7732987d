import { createHash } from 'node:crypto';

/**
 * Of what the workers share of an engine: columns that go to one place share one budget and ledger. Nothing else is in it
 * (no pace, no cap, no key's place), because a resumed run finds its ledger by it, also with a higher cap or another key.
 */
export function partId(engine: string, destination: string): string {
  return `${engine}-${createHash('sha256').update(destination).digest('hex').slice(0, 8)}`;
}
