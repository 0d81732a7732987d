import type { Table } from '../../catalog/catalog.js';
import {
  type CommittedSnapshot,
  commitSnapshot,
  findRunSnapshot,
  type SnapshotToCommit,
} from '../../catalog/iceberg/commit-snapshot.js';
import type { DataFile } from '../../catalog/iceberg/data-file.js';
import type { Snapshot } from '../../catalog/iceberg/table-metadata.js';
import { formatIdentifier } from '../../catalog/identifier.js';
import { loadIfExists } from '../../catalog/load-if-exists.js';
import { LakeveilError } from '../../errors.js';
import type { TaskResult } from '../../workers/task.js';
import { assertBaseStands, baseMoved } from './incremental-base.js';
import { DEFINITION_ID, formatDefinition } from './output-definition.js';
import type { PreparedRun } from './prepare-run.js';
import type { RunContext } from './types.js';
import { PACKAGE_VERSION } from './version.js';

/**
 * Commits a run's quarantine and then its target, each once, whatever was committed of it before; the target's snapshot.
 *
 * Errors: those of `commitSnapshot`.
 */
export async function commitRun(
  context: RunContext,
  run: PreparedRun,
  results: readonly TaskResult[],
): Promise<Snapshot> {
  const summary = {
    'lakeveil.run-id': run.runId,
    'lakeveil.output-id': run.outputId,
    [DEFINITION_ID]: formatDefinition(run.definition),
    'lakeveil.job': context.job.name,
    'lakeveil.version': PACKAGE_VERSION,
    ...sourceSummary(context, run),
  };
  const inspectBase = baseInspection(run);
  // Looked at now too: of a run that is too late no row need go to quarantine.
  if (inspectBase !== undefined) await inspectTarget(context, run, inspectBase);
  // Two tables do not commit atomically. Quarantine first: a target whose failed rows are nowhere would be a loss.
  if (results.some((result) => result.quarantineFiles.length > 0)) {
    const mode = run.quarantine.table === undefined ? 'create' : 'append';
    await commitQuarantine(context, run, results, summary, mode);
  }
  const { snapshot } = await commitTarget(context, run, {
    identifier: run.target.identifier,
    mode: run.target.mode,
    schema: run.target.schema,
    spec: run.target.spec,
    properties: context.job.target.properties,
    dataFiles: results.flatMap((result): readonly DataFile[] => result.dataFiles),
    summary,
    runId: run.runId,
    expectedBaseSnapshotId: run.target.table?.metadata['current-snapshot-id'] ?? null,
    ...(inspectBase === undefined ? {} : { inspectBase }),
  });
  return snapshot;
}

/** Of an incremental run: its rows come after those of its base, and of no other run. */
function baseInspection({
  increment,
  target,
}: PreparedRun): ((table: Table | undefined) => void) | undefined {
  if (increment === undefined) return undefined;
  return (table) => assertBaseStands(increment.base, formatIdentifier(target.identifier), table);
}

async function inspectTarget(
  { catalog }: RunContext,
  run: PreparedRun,
  inspect: (table: Table | undefined) => void,
): Promise<void> {
  const table = await loadIfExists(catalog, run.target.identifier);
  if (table !== undefined && findRunSnapshot(table.metadata, run.runId) !== undefined) return;
  inspect(table);
}

/** A first incremental run that another run forestalled is to be planned again, as any other that comes too late. */
async function commitTarget(
  { catalog }: RunContext,
  { increment }: PreparedRun,
  wanted: SnapshotToCommit,
): Promise<CommittedSnapshot> {
  try {
    return await commitSnapshot(catalog, wanted);
  } catch (error) {
    if (increment === undefined || !(error instanceof LakeveilError) || error.code !== 'TABLE_EXISTS')
      throw error;
    throw baseMoved(formatIdentifier(wanted.identifier));
  }
}

/** Which table, at which snapshot; of files, what they hold: their names may say more than they should. */
function sourceSummary({ job }: RunContext, run: PreparedRun): Record<string, string> {
  const { identity, name } = run.source;
  if (identity['files'] !== undefined) {
    return {
      ...(job.source.kind === 'table' ? { 'lakeveil.source-table': name } : {}),
      'lakeveil.source-files-sha256': identity['files'],
    };
  }
  return {
    'lakeveil.source-table': name,
    'lakeveil.source-table-uuid': identity['uuid']!,
    ...(run.snapshot === undefined
      ? {}
      : { 'lakeveil.source-snapshot-id': run.snapshot['snapshot-id'].toString() }),
  };
}

async function commitQuarantine(
  context: RunContext,
  run: PreparedRun,
  results: readonly TaskResult[],
  summary: Record<string, string>,
  mode: 'create' | 'append',
): Promise<void> {
  try {
    await commitSnapshot(context.catalog, {
      identifier: run.quarantine.identifier,
      mode,
      schema: run.quarantine.schema,
      spec: { 'spec-id': 0, fields: [] },
      dataFiles: results.flatMap((result) => result.quarantineFiles),
      summary,
      runId: run.runId,
    });
  } catch (error) {
    // Another run made the quarantine table since planning: ours is appended to it.
    if (mode === 'create' && error instanceof LakeveilError && error.code === 'TABLE_EXISTS') {
      return commitQuarantine(context, run, results, summary, 'append');
    }
    throw error;
  }
}
