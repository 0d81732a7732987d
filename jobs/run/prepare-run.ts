import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { FileScan, Projection } from '../../catalog/iceberg/file-scan.js';
import { findRunSnapshot } from '../../catalog/iceberg/run-snapshot.js';
import { parseNameMapping } from '../../catalog/iceberg/scan/name-mapping.js';
import { planFiles } from '../../catalog/iceberg/scan/plan-files.js';
import { planSplits, type SplitPlan } from '../../catalog/iceberg/scan/plan-splits.js';
import { selectSnapshot } from '../../catalog/iceberg/select-snapshot.js';
import type { Snapshot, TableMetadata } from '../../catalog/iceberg/table-metadata.js';
import { formatIdentifier } from '../../catalog/identifier.js';
import { LakeveilError } from '../../errors.js';
import type { OutputColumn, RunSpec } from '../../workers/task.js';
import { type BoundColumn, bindColumns } from './bind-columns.js';
import { Journal } from './journal.js';
import { destinationsOf } from './plan-report.js';
import { assertReversibleHasKey } from './policy-notices.js';
import { type KeySource, pseudonymKey } from './pseudonym-key.js';
import { type PlannedQuarantine, planQuarantine } from './quarantine.js';
import { type RunFacts, runIdOf } from './run-id.js';
import { sharedFolder } from './shared-folder.js';
import { openSource, type RunSource } from './source.js';
import { type PlannedTarget, planTarget } from './target.js';
import type { RunContext } from './types.js';

/** A run decided on: everything but the key's bytes and the work itself. Nothing has been changed yet. */
export interface PreparedRun {
  readonly runId: string;
  /** Of all that decides the output: the same for every run that makes it. */
  readonly outputId: string;
  readonly source: RunSource;
  readonly snapshot: Snapshot | undefined;
  readonly projection: Projection;
  readonly columns: readonly BoundColumn[];
  readonly target: PlannedTarget;
  readonly quarantine: PlannedQuarantine;
  readonly key: KeySource;
  /** To be closed. */
  readonly splits: SplitPlan;
  readonly journal: Journal;
  /** The snapshot of the target that this very run committed, if it did. */
  readonly committed: Snapshot | undefined;
}

/**
 * Loads, checks, binds and plans. Reads metadata, manifests and, of large files, footers; no rows.
 *
 * Errors: NO_SUCH_TABLE, NO_SUCH_SNAPSHOT, BAD_WHERE, TABLE_EXISTS, those of `bindColumns`, `planTarget`,
 * `planQuarantine` and `pseudonymKey`, and what reading a damaged table throws.
 */
export async function prepareRun(context: RunContext, scratch: string): Promise<PreparedRun> {
  const { catalog, job } = context;
  const source = await openSource(context, scratch);
  const { snapshot, schema } = selectSnapshot(source.table.metadata, source.ref);
  const columns = bindColumns(job, schema, context.jobModule);
  const target = await planTarget(catalog, job.target, columns);
  const quarantine = await planQuarantine(catalog, job, target.identifier, schema);
  const key = await pseudonymKey(job.pseudonymKey, {
    refusal: `The job "${job.name}" was not run`,
    ...(context.secrets === undefined ? {} : { secrets: context.secrets }),
    signal: context.signal,
  });
  assertReversibleHasKey(job, columns, key);
  const { runId, outputId, committed } = await identify(context, { source, snapshot, columns, target, key });
  if (committed === undefined && target.table !== undefined && job.target.mode === 'create') {
    throw new LakeveilError(
      'TABLE_EXISTS',
      `Nothing was written: the table ${formatIdentifier(target.identifier)} exists, and mode create makes a new one. ` +
        'Use another --target, or --mode replace, overwrite or append.',
    );
  }
  const fieldIds = projectedIds(columns, quarantine);
  const nameMapping = parseNameMapping(source.table.metadata);
  const files: AsyncIterable<FileScan> =
    committed !== undefined
      ? none()
      : planFiles(source.table, {
          ...(snapshot === undefined ? {} : { snapshot }),
          schema,
          ...(job.where === undefined ? {} : { where: job.where }),
        });
  return {
    runId,
    outputId,
    source,
    snapshot,
    projection: { schema, fieldIds, ...(nameMapping === undefined ? {} : { nameMapping }) },
    columns,
    target,
    quarantine,
    key,
    splits: await planSplits(files, { splitBytes: job.limits.splitBytes, scratch }),
    journal: journalOf(context, runId),
    committed,
  };
}

/** What the workers are told. */
export function runSpec(context: RunContext, run: PreparedRun, key: Uint8Array, scratch: string): RunSpec {
  const { job } = context;
  const { limits } = job;
  const shared = sharedFolder(run.journal);
  return {
    runId: run.runId,
    projection: run.projection,
    ...(job.where === undefined ? {} : { where: job.where }),
    columns: run.columns.map(
      (column, i): OutputColumn => ({
        fieldId: run.target.fieldIds[i]!,
        name: column.name,
        from: column.from,
      }),
    ),
    target: {
      dataLocation: `${run.target.location}/data`,
      schema: run.target.schema,
      spec: run.target.spec,
      targetFileBytes: job.target.targetFileBytes,
      compression: job.target.compression,
      withoutBounds: run.target.withoutBounds,
    },
    quarantine: {
      dataLocation: `${run.quarantine.location}/data`,
      schema: run.quarantine.schema,
      keySourceFieldIds: run.quarantine.keySourceFieldIds,
      withoutBounds: run.quarantine.withoutBounds,
    },
    limits: {
      batchRows: limits.batchRows,
      batchBytes: limits.batchBytes,
      maxCellBytes: limits.maxCellBytes,
      udfTimeoutMs: limits.udfTimeoutSeconds * 1000,
      memoryMb: limits.memoryMb,
    },
    scratch,
    storage: context.catalog.storage,
    ...(shared === undefined ? {} : { sharedFolder: shared }),
    destinations: destinationsOf(run),
    key,
    keyEpoch: run.key.kind === 'given' ? run.key.epoch : 0,
  };
}

interface Identity {
  readonly source: RunSource;
  readonly snapshot: Snapshot | undefined;
  readonly columns: readonly BoundColumn[];
  readonly target: PlannedTarget;
  readonly key: KeySource;
}

/**
 * The run id, and the commit if the target shows this output already. Where another run's output has taken its place
 * since, or it was rolled back, making it again is a new run: its id takes in what the target shows now, so that "once"
 * holds for each of them. The output id is the same for all of them.
 */
async function identify(
  context: RunContext,
  { source, snapshot, columns, target, key }: Identity,
): Promise<{ runId: string; outputId: string; committed: Snapshot | undefined }> {
  const { job } = context;
  const facts: Omit<RunFacts, 'supersedes'> = {
    source: {
      ...source.identity,
      // Of files, the snapshot is made anew by each process and says nothing.
      snapshot: 'files' in source.identity ? null : (snapshot?.['snapshot-id'].toString() ?? null),
      key: job.key,
    },
    target: {
      table: formatIdentifier(target.identifier),
      mode: job.target.mode,
      partitionBy: job.target.partitionBy,
      properties: job.target.properties,
      compression: job.target.compression,
    },
    columns: columns.map((column) => ({ name: column.name, type: column.type })),
    udfs: [...columns.map((column) => column.fact), await moduleDigest(context.jobModule)],
    where: job.where ?? null,
    limit: job.limit ?? null,
    maxCellBytes: job.limits.maxCellBytes,
    keyFingerprint: key.kind === 'given' ? key.fingerprint : 'ephemeral',
  };
  const metadata = target.table?.metadata;
  const outputId = runIdOf({ ...facts, supersedes: null });
  if (metadata === undefined) return { runId: outputId, outputId, committed: undefined };
  const again = (): string => {
    let runId = outputId;
    while (findRunSnapshot(metadata, runId) !== undefined) {
      runId = runIdOf({ ...facts, supersedes: `${runId} ${metadata['current-snapshot-id']}` });
    }
    return runId;
  };
  const rewrites = job.target.mode === 'replace' || job.target.mode === 'overwrite';
  const commits = lakeveilCommits(metadata);
  const shown = (rewrites ? commits.slice(0, 1) : commits).find(
    (commit) => commit.summary['lakeveil.output-id'] === outputId,
  );
  if (shown === undefined) return { runId: again(), outputId, committed: undefined };
  // --fresh makes again what is up to date, but for an append, which would double the rows.
  if (rewrites) {
    const runId = again();
    // Such a run that was interrupted is resumed without --fresh, which would forget what it did and paid for.
    if (context.fresh === true || (await journalOf(context, runId).isUnfinished()))
      return { runId, outputId, committed: undefined };
  }
  return { runId: shown.summary['lakeveil.run-id']!, outputId, committed: shown };
}

const journalOf = ({ catalog }: RunContext, runId: string): Journal =>
  Journal.at(catalog.fileIO(catalog.journalRoot), catalog.journalRoot, runId);

/** Lakeveil's commits that the current snapshot descends from, newest first. */
function lakeveilCommits(metadata: TableMetadata): Snapshot[] {
  const byId = new Map(metadata.snapshots.map((one) => [one['snapshot-id'], one]));
  const commits: Snapshot[] = [];
  let at = metadata['current-snapshot-id'];
  for (let steps = 0; at !== undefined && steps <= byId.size; steps++) {
    const snapshot = byId.get(at);
    if (snapshot === undefined) break;
    if (snapshot.summary['lakeveil.run-id'] !== undefined) commits.push(snapshot);
    at = snapshot['parent-snapshot-id'];
  }
  return commits;
}

/** The code of a user's own UDFs is part of what decides the output. */
async function moduleDigest(jobModule: string | undefined): Promise<string> {
  if (jobModule === undefined) return '';
  return createHash('sha256')
    .update(await readFile(fileURLToPath(jobModule)))
    .digest('hex');
}

function projectedIds(columns: readonly BoundColumn[], quarantine: PlannedQuarantine): number[] {
  const ids = new Set(
    columns.flatMap(({ from }) =>
      from.kind === 'keep'
        ? [from.sourceFieldId]
        : [...from.sourceFieldIds, ...(from.scopeFieldId === undefined ? [] : [from.scopeFieldId])],
    ),
  );
  for (const id of quarantine.keySourceFieldIds) ids.add(id);
  return [...ids];
}

async function* none(): AsyncIterable<FileScan> {}
