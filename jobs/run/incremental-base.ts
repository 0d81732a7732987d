import type { Table } from '../../catalog/catalog.js';
import type { Snapshot } from '../../catalog/iceberg/table-metadata.js';
import { formatIdentifier } from '../../catalog/identifier.js';
import { LakeveilError } from '../../errors.js';
import { lakeveilCommits } from './lakeveil-commits.js';
import { DEFINITION_ID, type OutputDefinition, parseDefinition } from './output-definition.js';
import type { RunSource } from './source.js';

/** Up to where a target holds its source. */
export interface IncrementalBase {
  /** The target's newest commit of a run. */
  readonly commit: Snapshot;
  /** What that run read; undefined if the source had no snapshot then. */
  readonly sourceSnapshotId: bigint | undefined;
}

export interface BaseWanted {
  readonly target: Table | undefined;
  readonly source: Pick<RunSource, 'name' | 'identity'>;
  readonly definition: OutputDefinition;
  /** Another version of what makes the rows is no hindrance. */
  readonly mixVersions: boolean;
}

/**
 * Where an incremental run goes on: what the newest of Lakeveil's commits in the target's history says of its source.
 * Undefined for a first run: there is no target, or it never had a row. Commits of others between are theirs.
 *
 * Errors: NO_BASE (rows of whom nothing is known, or from elsewhere), SOURCE_REPLACED (the source was dropped and made
 * anew), DEFINITION_CHANGED (its rows were made otherwise than this job makes them).
 */
export function incrementalBase(wanted: BaseWanted): IncrementalBase | undefined {
  const { target, source } = wanted;
  if (target === undefined || target.metadata['current-snapshot-id'] === undefined) return undefined;
  const name = formatIdentifier(target.identifier);
  const commit = newestCommit(target);
  if (commit === undefined) {
    throw noBase(
      name,
      'no run of Lakeveil is in its history (any more: snapshots may have expired), so nobody knows what it holds of the source',
    );
  }
  const { summary } = commit;
  const uuid = summary['lakeveil.source-table-uuid'];
  if (uuid === undefined) throw noBase(name, 'the last run that wrote it read files');
  if (uuid !== source.identity['uuid']) {
    const from = summary['lakeveil.source-table'] ?? '';
    if (from !== source.name)
      throw noBase(name, `the last run that wrote it read ${from}, not ${source.name}`);
    throw new LakeveilError(
      'SOURCE_REPLACED',
      `Nothing was run: ${source.name} was dropped and made anew since the last run that wrote ${name}, which holds rows of ` +
        `the table that was dropped. ${READ_ALL}`,
    );
  }
  assertSameDefinition(name, parseDefinition(summary[DEFINITION_ID]), wanted);
  const id = summary['lakeveil.source-snapshot-id'];
  return { commit, sourceSnapshotId: id === undefined ? undefined : BigInt(id) };
}

/**
 * Refuses a commit if the base is another one than planned: another run has added the same rows meanwhile, or some of
 * them. Others' commits on top of it are no hindrance. For `commitSnapshot`'s `inspectBase`.
 *
 * Errors: COMMIT_CONFLICT.
 */
export function assertBaseStands(
  base: IncrementalBase | undefined,
  name: string,
  target: Table | undefined,
): void {
  const newest = target === undefined ? undefined : newestCommit(target);
  if (newest?.['snapshot-id'] === base?.commit['snapshot-id']) return;
  throw baseMoved(name);
}

export function baseMoved(name: string): LakeveilError {
  return new LakeveilError(
    'COMMIT_CONFLICT',
    `Nothing was committed to ${name}: another run of Lakeveil wrote it since this one was planned, and rows of this one may be ` +
      'in it already. Start the run again: it reads what is missing then. What this one wrote goes with: lakeveil runs clean',
    { retryable: true, details: { table: name } },
  );
}

const newestCommit = (target: Table): Snapshot | undefined => lakeveilCommits(target.metadata)[0];

const READ_ALL =
  'Run the job once with --mode overwrite: it reads everything and puts it in place of what the target holds.';

function noBase(name: string, why: string): LakeveilError {
  return new LakeveilError(
    'NO_BASE',
    `Nothing was run: ${name} has rows, and ${why}. ${READ_ALL} Or give --target the name of a table that does not exist.`,
    { details: { table: name } },
  );
}

function assertSameDefinition(
  name: string,
  made: OutputDefinition | undefined,
  { definition, mixVersions }: BaseWanted,
): void {
  const changed =
    made === undefined
      ? ['all of it: that run did not record how']
      : [
          ...(made.columns === definition.columns
            ? []
            : ['its columns, their UDFs, options, policy or engine']),
          ...(made.rows === definition.rows ? [] : ['where or limit']),
          ...(made.key === definition.key ? [] : ['the pseudonym key']),
          ...(made.versions === definition.versions || mixVersions ? [] : [VERSIONS]),
        ];
  if (changed.length === 0) return;
  const onlyVersions = changed.length === 1 && changed[0] === VERSIONS;
  throw new LakeveilError(
    'DEFINITION_CHANGED',
    `Nothing was run: the rows of ${name} were made otherwise than this job would make new ones (${changed.join('; ')}), ` +
      `and rows of two kinds do not go together. ${READ_ALL} Where columns come, go or change their type, use --mode replace.` +
      (onlyVersions ? ' To let rows of both versions stand: --set target.mixVersions=true' : ''),
    { details: { table: name } },
  );
}

const VERSIONS = 'the version of a UDF, of the local engine or of its generators';
