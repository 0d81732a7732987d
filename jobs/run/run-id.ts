import { createHash } from 'node:crypto';

/** All that changes a run's output, and nothing else (no threads, no batch sizes, no paths of this machine). */
export interface RunFacts {
  readonly source: Readonly<Record<string, unknown>>;
  readonly target: Readonly<Record<string, unknown>>;
  readonly columns: readonly unknown[];
  readonly udfs: readonly unknown[];
  readonly where: string | null;
  readonly limit: number | null;
  readonly maxCellBytes: number;
  /** Of the pseudonym key; `ephemeral` where the run makes its own. */
  readonly keyFingerprint: string;
  /** Where the target no longer shows what the same facts made before: that run's id and the snapshot shown now. */
  readonly supersedes: string | null;
}

/** 32 hex characters: a hash of the facts in canonical JSON. */
export function runIdOf(facts: RunFacts): string {
  return createHash('sha256').update(canonicalJson(facts)).digest('hex').slice(0, 32);
}

/** JSON with sorted keys, so that equal values give equal bytes whatever order they were written in. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => {
    if (typeof inner === 'bigint') return inner.toString();
    if (inner === null || typeof inner !== 'object' || Array.isArray(inner)) return inner;
    const record = inner as Record<string, unknown>;
    return Object.fromEntries(
      Object.keys(record)
        .sort()
        .map((key) => [key, record[key]]),
    );
  });
}

/** How file names and messages shorten a run id. */
export const shortRunId = (runId: string): string => runId.slice(0, 12);
