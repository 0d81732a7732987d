import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { FileScan, Projection } from '../../catalog/iceberg/file-scan.js';
import { findRunSnapshot, RUN_ID } from '../../catalog/iceberg/run-snapshot.js';
import { parseNameMapping } from '../../catalog/iceberg/scan/name-mapping.js';
import { planFiles } from '../../catalog/iceberg/scan/plan-files.js';
import { planIncremental } from '../../catalog/iceberg/scan/plan-incremental.js';
import { planSplits, type SplitPlan } from '../../catalog/iceberg/scan/plan-splits.js';
import { selectSnapshot } from '../../catalog/iceberg/select-snapshot.js';
import type { Snapshot } from '../../catalog/iceberg/table-metadata.js';
import { formatIdentifier } from '../../catalog/identifier.js';
import { LakeveilError } from '../../errors.js';
import type { OutputColumn, RunSpec } from '../../workers/task.js';
import { type BoundColumn, bindColumns } from './bind-columns.js';
import type { IncrementalBase } from './incremental-base.js';
import { type IncrementalPlan, planIncrement } from './incremental-plan.js';
import { Journal } from './journal.js';
import { lakeveilCommits } from './lakeveil-commits.js';
import { type OutputDefinition, outputDefinition } from './output-definition.js';
import { destinationsOf } from './plan-report.js';
import { assertReversibleHasKey } from './policy-notices.js';
import { type KeySource, pseudonymKey } from './pseudonym-key.js';
import { type PlannedQuarantine, planQuarantine } from './quarantine.js';
import { type RunFacts, runIdOf } from './run-id.js';
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
  readonly definition: OutputDefinition;
  /** Of mode incremental. */
  readonly increment: IncrementalPlan | undefined;
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
 * `planQuarantine`, `pseudonymKey`, `planIncrement` and `planIncremental`, and what reading a damaged table throws.
 */
export async function prepareRun(context: RunContext, scratch: string): Promise<PreparedRun> {
  const { catalog, job } = context;
  const source = await openSource(context, scratch);
  const { snapshot, schema } = selectSnapshot(source.table.metadata, source.ref);
  const columns = bindColumns(job, schema, context.jobModule);
  const target = await planTarget(catalog, job.target, columns);
  assertNotSource(context, source, target);
  const quarantine = await planQuarantine(catalog, job, target.identifier, schema);
  const key = await pseudonymKey(job.pseudonymKey, {
    refusal: `The job "${job.name}" was not run`,
    ...(context.secrets === undefined ? {} : { secrets: context.secrets }),
    signal: context.signal,
  });
  assertReversibleHasKey(job, columns, key);
  const definition = outputDefinition({ columns, where: job.where, limit: job.limit, key });
  const increment =
    job.target.mode === 'incremental'
      ? planIncrement({
          target: target.table,
          source,
          snapshot,
          definition,
          mixVersions: job.target.mixVersions,
        })
      : undefined;
  const { runId, outputId, committed } = await identify(context, {
    source,
    snapshot,
    columns,
    target,
    key,
    increment,
  });
  if (committed === undefined && target.table !== undefined && job.target.mode === 'create') {
    throw new LakeveilError(
      'TABLE_EXISTS',
      `Nothing was written: the table ${formatIdentifier(target.identifier)} exists, and mode create makes a new one. ` +
        'Use another --target, or --mode replace, overwrite or append.',
    );
  }
  const fieldIds = projectedIds(columns, quarantine);
  const nameMapping = parseNameMapping(source.table.metadata);
  const reading = { schema, ...(job.where === undefined ? {} : { where: job.where }) };
  const files: AsyncIterable<FileScan> =
    committed !== undefined
      ? none()
      : increment?.interval !== undefined
        ? planIncremental(source.table, increment.interval, reading)
        : planFiles(source.table, { ...(snapshot === undefined ? {} : { snapshot }), ...reading });
  return {
    runId,
    outputId,
    source,
    snapshot,
    definition,
    increment,
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

/** Catalogs that fold names, or hold one table under two, give source and target the same table under different names. */
function assertNotSource({ job }: RunContext, source: RunSource, target: PlannedTarget): void {
  if (target.table?.metadata['table-uuid'] !== source.table.metadata['table-uuid']) return;
  throw new LakeveilError(
    'TARGET_IS_SOURCE',
    `The job "${job.name}" was not run: ${formatIdentifier(target.identifier)} is the very table that it reads. Name another target.`,
  );
}

/** What the workers are told. */
export function runSpec(
  context: RunContext,
  run: PreparedRun,
  key: Uint8Array,
  folders: { readonly scratch: string; readonly shared: string },
): RunSpec {
  const { job } = context;
  const { limits } = job;
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
    scratch: folders.scratch,
    storage: context.catalog.storage,
    sharedFolder: folders.shared,
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
  readonly increment: IncrementalPlan | undefined;
}

/**
 * The run id, and the commit if the target shows this output already. Where another run's output has taken its place
 * since, or it was rolled back, making it again is a new run: its id takes in what the target shows now, so that "once"
 * holds for each of them. The output id is the same for all of them.
 */
async function identify(
  context: RunContext,
  { source, snapshot, columns, target, key, increment }: Identity,
): Promise<{ runId: string; outputId: string; committed: Snapshot | undefined }> {
  const { job } = context;
  const facts: Omit<RunFacts, 'supersedes'> = {
    source: {
      ...source.identity,
      // Of files, the snapshot is made anew by each process and says nothing.
      snapshot: 'files' in source.identity ? null : (snapshot?.['snapshot-id'].toString() ?? null),
      key: job.key,
      ...(increment?.base === undefined ? {} : { since: sinceOf(increment.base) }),
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
  if (increment !== undefined) {
    // What the target holds is told by its base alone: an interval that was once committed may have been overwritten since.
    const { base, upToDate } = increment;
    if (!upToDate || base === undefined) return { runId: again(), outputId, committed: undefined };
    const { summary } = base.commit;
    return {
      runId: summary[RUN_ID]!,
      outputId: summary['lakeveil.output-id'] ?? outputId,
      committed: base.commit,
    };
  }
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

/** Where an incremental run goes on, for its id: the target's last run too, because the target may be taken back to one source snapshot twice. */
const sinceOf = ({ commit, sourceSnapshotId }: IncrementalBase) => ({
  snapshot: sourceSnapshotId?.toString() ?? null,
  run: commit.summary[RUN_ID],
});

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
