import { createHash } from 'node:crypto';
import type { BoundColumn } from './bind-columns.js';
import type { KeySource } from './pseudonym-key.js';
import { canonicalJson } from './run-id.js';

/** The snapshot summary's member for it. */
export const DEFINITION_ID = 'lakeveil.definition-id';

/**
 * What makes a run's output out of a row, whichever rows are read, as one hash for each of these: rows of two definitions
 * in one table do not go together. Where the rows come from and lie, their file format and the run's limits are no part
 * of it; nor is the code of a job's own UDFs, for which their versions stand.
 */
export interface OutputDefinition {
  /** Columns, UDFs, their options, policies and engines. */
  readonly columns: string;
  /** `where` and `limit` */
  readonly rows: string;
  /** Of the pseudonym key; one for all keys that runs make for themselves. */
  readonly key: string;
  /** Of UDFs and engines: what an upgrade may change. */
  readonly versions: string;
}

export function outputDefinition(facts: {
  readonly columns: readonly Pick<BoundColumn, 'fact'>[];
  readonly where: string | undefined;
  readonly limit: number | undefined;
  readonly key: KeySource;
}): OutputDefinition {
  const versions: unknown[] = [];
  const columns = facts.columns.map(({ fact }) => withoutVersions(fact, versions));
  return {
    columns: hash(columns),
    rows: hash({ where: facts.where ?? null, limit: facts.limit ?? null }),
    key: hash(facts.key.kind === 'given' ? facts.key.fingerprint : 'ephemeral'),
    versions: hash(versions),
  };
}

/** As it stands in a summary. */
export const formatDefinition = ({ columns, rows, key, versions }: OutputDefinition): string =>
  [columns, rows, key, versions].join('-');

/** Undefined for what `formatDefinition` did not write. */
export function parseDefinition(text: string | undefined): OutputDefinition | undefined {
  const parts = /^([0-9a-f]{16})-([0-9a-f]{16})-([0-9a-f]{16})-([0-9a-f]{16})$/.exec(text ?? '');
  if (parts === null) return undefined;
  return { columns: parts[1]!, rows: parts[2]!, key: parts[3]!, versions: parts[4]! };
}

/** A column's fact names the version of its UDF, and its options that of an engine. */
function withoutVersions(fact: unknown, versions: unknown[]): unknown {
  if (!isRecord(fact)) return fact;
  const { version, options, ...rest } = fact;
  versions.push(version ?? null);
  if (!isRecord(options) || !isRecord(options['engine'])) return { ...rest, options };
  const { version: ofEngine, ...engine } = options['engine'];
  versions.push(ofEngine ?? null);
  return { ...rest, options: { ...options, engine } };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const hash = (value: unknown): string =>
  createHash('sha256').update(canonicalJson(value)).digest('hex').slice(0, 16);
