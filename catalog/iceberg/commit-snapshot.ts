import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { LakeveilError } from '../../errors.js';
import type { Catalog, Table, TableIdentifier } from '../catalog.js';
import type { FileIO } from '../file-io/file-io.js';
import { formatIdentifier } from '../identifier.js';
import { loadIfExists } from '../load-if-exists.js';
import { applyUpdates, samePartitioning } from './apply-updates.js';
import { checkWriteSchema } from './check-write-schema.js';
import type { DataFile } from './data-file.js';
import type { ManifestFile } from './manifest.js';
import { manifestListBytes } from './manifest-list-writer.js';
import { readManifest, readManifestList } from './manifest-reader.js';
import { ManifestWriter, type UnlistedManifest } from './manifest-writer.js';
import { partitionTypes } from './partition-type.js';
import { findRunSnapshot, RUN_ID } from './run-snapshot.js';
import type { Schema } from './schema.js';
import { SnapshotSummary } from './snapshot-summary.js';
import type { PartitionSpec, Snapshot, SortOrder, TableMetadata } from './table-metadata.js';
import type { TableRequirement, TableUpdate } from './table-update.js';

export { findRunSnapshot } from './run-snapshot.js';

export interface SnapshotToCommit {
  readonly identifier: TableIdentifier;
  /**
   * `create`: the table must not exist. `append`: adds rows. `overwrite`: the rows take the place of all others.
   * `replace`: so do schema, spec and order; the table is made if it does not exist.
   */
  readonly mode: 'create' | 'append' | 'overwrite' | 'replace';
  /** Of the data files. Its field ids count: for `append` and `overwrite` they are the table's. */
  readonly schema: Schema;
  /** Of the data files; for `append` and `overwrite` one of the table's specs. */
  readonly spec: PartitionSpec;
  readonly sortOrder?: SortOrder;
  /** Set on the table with `create` and `replace`. */
  readonly properties?: Readonly<Record<string, string>>;
  /** Read once. The files exist already, and stay when the commit fails. */
  readonly dataFiles: Iterable<DataFile> | AsyncIterable<DataFile>;
  readonly summary: Readonly<Record<string, string>>;
  /** With it a second commit of the same run does nothing. Goes into the summary as `lakeveil.run-id`. */
  readonly runId?: string;
  /** The table's current snapshot when the work was planned, null for none; for `overwrite` and `replace`. */
  readonly expectedBaseSnapshotId?: bigint | null;
  /**
   * Looks at the table as each attempt would find it, the first one too; undefined if there is none. What it throws ends
   * the commit: nothing was committed. An append that must come after a certain state of the table refuses others here.
   */
  readonly inspectBase?: (base: Table | undefined) => void;
}

export interface CommittedSnapshot {
  readonly table: Table;
  readonly snapshot: Snapshot;
  /** The run had been committed before; nothing was done, and `dataFiles` may not have been read. */
  readonly alreadyCommitted: boolean;
}

/**
 * Writes manifests and manifest list and commits one snapshot to `main`. `append` is rebased onto whatever others
 * commit meanwhile. After any failure it looks first whether its own commit landed; manifests are removed only when it
 * certainly did not.
 *
 * Errors: TABLE_EXISTS, NO_SUCH_TABLE, COMMIT_CONFLICT (definite: nothing was committed), COMMIT_STATE_UNKNOWN,
 * SCHEMA_MISMATCH, INVALID_DATA_FILE, UNSUPPORTED_FEATURE (target in format version 1 or 3), and FileIO's.
 */
export async function commitSnapshot(catalog: Catalog, wanted: SnapshotToCommit): Promise<CommittedSnapshot> {
  const base = await loadIfExists(catalog, wanted.identifier);
  const done = committedRun(base, wanted.runId);
  if (done !== undefined) return done;
  checkMode(base, wanted);
  wanted.inspectBase?.(base);
  const plan = await planCommit(catalog, base, wanted);
  const staged = new StagedFiles(plan.io);
  try {
    const added = await stageAdded(plan, wanted, staged);
    const removed = await stageRemoved(plan, wanted, base, staged);
    return await commitStaged(catalog, wanted, plan, base, [...added, ...removed], staged);
  } catch (error) {
    // Files that a commit may refer to are never removed.
    if (!(error instanceof LakeveilError) || error.code !== 'COMMIT_STATE_UNKNOWN') await staged.remove();
    throw error;
  }
}

/** Of two writers one wins each round, so this is about as many concurrent writers as an append bears. */
const ATTEMPTS = 200;
const MAIN = 'main';

/** What stays the same over all attempts. */
interface CommitPlan {
  readonly io: FileIO;
  readonly location: string;
  /** File names begin with the run id, so that a dead run's files can be found. */
  readonly filePrefix: string;
  readonly snapshotId: bigint;
  readonly schema: Schema;
  readonly spec: PartitionSpec;
  /** Everything but the snapshot. */
  readonly updates: readonly TableUpdate[];
  /** Metadata with `updates` applied. */
  readonly layout: TableMetadata;
  readonly summary: SnapshotSummary;
}

function committedRun(table: Table | undefined, runId: string | undefined): CommittedSnapshot | undefined {
  if (table === undefined || runId === undefined) return undefined;
  const snapshot = findRunSnapshot(table.metadata, runId);
  return snapshot === undefined ? undefined : { table, snapshot, alreadyCommitted: true };
}

function checkMode(base: Table | undefined, wanted: SnapshotToCommit): void {
  const name = formatIdentifier(wanted.identifier);
  if (base === undefined) {
    if (wanted.mode === 'append' || wanted.mode === 'overwrite') {
      throw new LakeveilError(
        'NO_SUCH_TABLE',
        `Nothing was committed: there is no table ${name}. Use mode create.`,
      );
    }
    if (typeof wanted.expectedBaseSnapshotId === 'bigint') throw moved(name);
    return;
  }
  if (wanted.mode === 'create') {
    throw new LakeveilError(
      'TABLE_EXISTS',
      `The table ${name} was not created: it exists. Use mode replace, append or overwrite, or another name.`,
      { details: { table: name } },
    );
  }
  const version = base.metadata['format-version'];
  if (version === 3 || (version === 1 && wanted.mode !== 'replace')) {
    throw new LakeveilError(
      'UNSUPPORTED_FEATURE',
      `Nothing was committed to ${name}: it has Iceberg format version ${version}, and Lakeveil writes version 2 only. Upgrade it with its own engine (version 1), or write to another table.`,
      { details: { feature: `writing format version ${version}`, table: name } },
    );
  }
  const expected = wanted.expectedBaseSnapshotId;
  if (wanted.mode !== 'append' && expected !== undefined) {
    if ((base.metadata['current-snapshot-id'] ?? null) !== expected) throw moved(name);
  }
}

async function planCommit(
  catalog: Catalog,
  base: Table | undefined,
  wanted: SnapshotToCommit,
): Promise<CommitPlan> {
  const location = base?.metadata.location ?? (await catalog.defaultLocation(wanted.identifier));
  const updates = structuralUpdates(base?.metadata, wanted, location);
  const layout = applyUpdates(base?.metadata, updates, { now: Date.now() });
  const schema = schemaOf(layout);
  if (wanted.mode === 'append' || wanted.mode === 'overwrite') checkWriteSchema(wanted.schema, schema);
  const run =
    wanted.runId !== undefined && /^[A-Za-z0-9-]{1,100}$/.test(wanted.runId) ? `${wanted.runId}-` : '';
  return {
    io: catalog.fileIO(location),
    location,
    filePrefix: run + randomUUID(),
    snapshotId: newSnapshotId(base?.metadata),
    schema,
    spec: specOf(layout, wanted),
    updates,
    layout,
    summary: new SnapshotSummary(),
  };
}

function structuralUpdates(
  base: TableMetadata | undefined,
  wanted: SnapshotToCommit,
  location: string,
): TableUpdate[] {
  if (wanted.mode === 'append' || wanted.mode === 'overwrite') return [];
  const identity: TableUpdate[] =
    base === undefined
      ? [
          { action: 'assign-uuid', uuid: randomUUID() },
          { action: 'upgrade-format-version', 'format-version': 2 },
          { action: 'set-location', location },
        ]
      : base['format-version'] === 1
        ? [{ action: 'upgrade-format-version', 'format-version': 2 }]
        : [];
  return [
    ...identity,
    { action: 'add-schema', schema: wanted.schema },
    { action: 'set-current-schema', 'schema-id': -1 },
    { action: 'add-spec', spec: wanted.spec },
    { action: 'set-default-spec', 'spec-id': -1 },
    { action: 'add-sort-order', 'sort-order': wanted.sortOrder ?? { 'order-id': 0, fields: [] } },
    { action: 'set-default-sort-order', 'sort-order-id': -1 },
    ...(wanted.properties === undefined
      ? []
      : [{ action: 'set-properties', updates: wanted.properties } satisfies TableUpdate]),
  ];
}

function schemaOf(metadata: TableMetadata): Schema {
  return metadata.schemas.find((schema) => schema['schema-id'] === metadata['current-schema-id'])!;
}

function specOf(layout: TableMetadata, wanted: SnapshotToCommit): PartitionSpec {
  if (wanted.mode === 'create' || wanted.mode === 'replace') {
    return layout['partition-specs'].find((spec) => spec['spec-id'] === layout['default-spec-id'])!;
  }
  const same = layout['partition-specs'].filter((spec) => samePartitioning(spec, wanted.spec));
  const found = same.find((spec) => spec['spec-id'] === wanted.spec['spec-id']) ?? same[0];
  if (found === undefined) {
    throw new LakeveilError(
      'SCHEMA_MISMATCH',
      `Nothing was committed to ${formatIdentifier(wanted.identifier)}: its data is not partitioned as the files are. Start again from the table's current state.`,
    );
  }
  return found;
}

/** Positive and random, as Iceberg's are. */
function newSnapshotId(base: TableMetadata | undefined): bigint {
  for (;;) {
    const id = randomBytes(8).readBigUInt64BE() >> 1n;
    if (id > 0n && !base?.snapshots.some((snapshot) => snapshot['snapshot-id'] === id)) return id;
  }
}

/** The metadata files that this commit has written. */
class StagedFiles {
  readonly #locations: string[] = [];

  constructor(readonly io: FileIO) {}

  /** Registered before it is written, so that half a write is removed too. */
  register(location: string): string {
    this.#locations.push(location);
    return location;
  }

  /** After a definite failure. What cannot be removed stays: the error that led here matters more. */
  async remove(): Promise<void> {
    await this.#removeAllBut(new Set());
  }

  /** After a commit: the manifest lists of attempts that lost go. */
  async keepOnly(snapshot: Snapshot, manifests: readonly UnlistedManifest[]): Promise<void> {
    await this.#removeAllBut(
      new Set([snapshot['manifest-list'], ...manifests.map((manifest) => manifest.manifestPath)]),
    );
  }

  async #removeAllBut(kept: ReadonlySet<string | undefined>): Promise<void> {
    for (const location of this.#locations.splice(0)) {
      if (!kept.has(location)) await this.io.remove(location).catch(() => {});
    }
  }
}

async function stageAdded(
  plan: CommitPlan,
  wanted: SnapshotToCommit,
  staged: StagedFiles,
): Promise<UnlistedManifest[]> {
  const writer = new ManifestWriter({
    io: plan.io,
    locationOf: (n) => staged.register(`${plan.location}/metadata/${plan.filePrefix}-m${n}.avro`),
    snapshotId: plan.snapshotId,
    content: 0,
    schema: plan.schema,
    specId: plan.spec['spec-id'],
    partition: typesOf(plan, plan.spec),
  });
  const paths = new Set<string>();
  for await (const file of wanted.dataFiles) {
    if (file.content !== 0) throw invalidFile('it is a delete file');
    if (paths.has(file.filePath)) throw invalidFile('it is listed twice, and its rows would be there twice');
    paths.add(file.filePath);
    const dataFile = { ...file, specId: plan.spec['spec-id'] };
    plan.summary.add(dataFile);
    await writer.append({ status: 1, dataFile });
  }
  return writer.finish();
}

/** For `overwrite` and `replace`: manifests that mark every live file of the base as deleted. */
async function stageRemoved(
  plan: CommitPlan,
  wanted: SnapshotToCommit,
  base: Table | undefined,
  staged: StagedFiles,
): Promise<UnlistedManifest[]> {
  const current = currentSnapshot(base?.metadata);
  if (base === undefined || current === undefined || wanted.mode === 'append' || wanted.mode === 'create')
    return [];
  const writers = new Map<string, ManifestWriter>();
  for (const manifest of await readManifestList(plan.io, current, base.metadata)) {
    for await (const entry of readManifest(plan.io, manifest, base.metadata)) {
      if (entry.status === 2) continue;
      const key = `${manifest.partitionSpecId}-${manifest.content}`;
      let writer = writers.get(key);
      if (writer === undefined) {
        const spec = plan.layout['partition-specs'].find(
          (item) => item['spec-id'] === manifest.partitionSpecId,
        )!;
        writer = new ManifestWriter({
          io: plan.io,
          locationOf: (n) =>
            staged.register(`${plan.location}/metadata/${plan.filePrefix}-d${key}-${n}.avro`),
          snapshotId: plan.snapshotId,
          content: manifest.content,
          schema: schemaOf(base.metadata),
          specId: manifest.partitionSpecId,
          partition: typesOf(plan, spec),
        });
        writers.set(key, writer);
      }
      plan.summary.remove(entry.dataFile);
      await writer.append({ ...entry, status: 2 });
    }
  }
  const removed: UnlistedManifest[] = [];
  for (const writer of writers.values()) removed.push(...(await writer.finish()));
  return removed;
}

function typesOf(plan: CommitPlan, spec: PartitionSpec) {
  return partitionTypes(spec, plan.layout.schemas, plan.layout['current-schema-id'], plan.location);
}

function currentSnapshot(metadata: TableMetadata | undefined): Snapshot | undefined {
  const id = metadata?.['current-snapshot-id'];
  return metadata?.snapshots.find((snapshot) => snapshot['snapshot-id'] === id);
}

async function commitStaged(
  catalog: Catalog,
  wanted: SnapshotToCommit,
  plan: CommitPlan,
  firstBase: Table | undefined,
  manifests: readonly UnlistedManifest[],
  staged: StagedFiles,
): Promise<CommittedSnapshot> {
  const name = formatIdentifier(wanted.identifier);
  let base = firstBase;
  for (let attempt = 0; ; attempt++) {
    const snapshot = await stageManifestList(plan, wanted, base, manifests, attempt, staged);
    try {
      const table = await catalog.commit(wanted.identifier, requirementsOf(base), [
        ...plan.updates,
        ...snapshotUpdates(base?.metadata, snapshot),
      ]);
      await staged.keepOnly(snapshot, manifests);
      return { table, snapshot, alreadyCommitted: false };
    } catch (error) {
      const seen = await look(catalog, wanted.identifier);
      if (seen === 'unseen') throw unknownState(name);
      const own = seen?.metadata.snapshots.find((other) => other['snapshot-id'] === plan.snapshotId);
      if (seen !== undefined && own !== undefined) {
        await staged.keepOnly(own, manifests);
        return { table: seen, snapshot: own, alreadyCommitted: false };
      }
      if (!(error instanceof LakeveilError) || error.code === 'COMMIT_STATE_UNKNOWN')
        throw unknownState(name);
      const done = committedRun(seen, wanted.runId);
      if (done !== undefined) {
        await staged.remove();
        return done;
      }
      if (firstBase === undefined && error.code === 'TABLE_EXISTS' && wanted.mode === 'replace')
        throw moved(name);
      if (error.code !== 'COMMIT_CONFLICT' || wanted.mode !== 'append' || attempt + 1 >= ATTEMPTS)
        throw error;
      base = rebased(plan, wanted, firstBase!, seen);
      await sleep(Math.random() * Math.min(400, 5 * 2 ** attempt));
    }
  }
}

/** The table that an append starts from again, if the files that were written still fit it. */
function rebased(plan: CommitPlan, wanted: SnapshotToCommit, first: Table, seen: Table | undefined): Table {
  if (seen === undefined || seen.metadata['table-uuid'] !== first.metadata['table-uuid']) {
    throw moved(formatIdentifier(wanted.identifier));
  }
  checkMode(seen, wanted);
  wanted.inspectBase?.(seen);
  checkWriteSchema(wanted.schema, schemaOf(seen.metadata));
  const spec = seen.metadata['partition-specs'].find((other) => other['spec-id'] === plan.spec['spec-id']);
  if (spec === undefined || !samePartitioning(spec, plan.spec))
    throw moved(formatIdentifier(wanted.identifier));
  return seen;
}

async function stageManifestList(
  plan: CommitPlan,
  wanted: SnapshotToCommit,
  base: Table | undefined,
  manifests: readonly UnlistedManifest[],
  attempt: number,
  staged: StagedFiles,
): Promise<Snapshot> {
  const parent = currentSnapshot(base?.metadata);
  const sequenceNumber = (base?.metadata['last-sequence-number'] ?? 0) + 1;
  const fresh = manifests.map((manifest) => ({
    ...manifest,
    sequenceNumber,
    minSequenceNumber: sequenceNumber,
  }));
  const kept =
    wanted.mode === 'append' && base !== undefined && parent !== undefined
      ? await withCounts(plan.io, await readManifestList(plan.io, parent, base.metadata), base.metadata)
      : [];
  const location = staged.register(
    `${plan.location}/metadata/snap-${plan.snapshotId}-${attempt + 1}-${plan.filePrefix}.avro`,
  );
  const bytes = manifestListBytes([...fresh, ...kept], {
    id: plan.snapshotId,
    parentId: parent?.['snapshot-id'],
    sequenceNumber,
  });
  await plan.io.create(location, bytes);
  const replacing = parent !== undefined && wanted.mode !== 'append';
  return {
    'snapshot-id': plan.snapshotId,
    ...(parent === undefined ? {} : { 'parent-snapshot-id': parent['snapshot-id'] }),
    'sequence-number': sequenceNumber,
    // Time travel goes by these, so they follow each other even when a clock is behind.
    'timestamp-ms': Math.max(Date.now(), base?.metadata['last-updated-ms'] ?? 0),
    'manifest-list': location,
    summary: {
      ...wanted.summary,
      ...(wanted.runId === undefined ? {} : { [RUN_ID]: wanted.runId }),
      ...plan.summary.finish(parent, wanted.mode !== 'append'),
      operation: replacing ? 'overwrite' : 'append',
    },
    'schema-id': (base !== undefined && wanted.mode === 'append' ? base.metadata : plan.layout)[
      'current-schema-id'
    ],
  };
}

/** v1's lists may lack the counts that v2's must have. */
async function withCounts(
  io: FileIO,
  manifests: ManifestFile[],
  metadata: TableMetadata,
): Promise<ManifestFile[]> {
  return Promise.all(
    manifests.map(async (manifest) => {
      if (
        Math.min(
          manifest.addedFilesCount,
          manifest.existingFilesCount,
          manifest.deletedFilesCount,
          manifest.addedRowsCount,
          manifest.existingRowsCount,
          manifest.deletedRowsCount,
        ) >= 0
      ) {
        return manifest;
      }
      const files = [0, 0, 0];
      const rows = [0, 0, 0];
      for await (const { status, dataFile } of readManifest(io, manifest, metadata)) {
        files[status]!++;
        rows[status]! += dataFile.recordCount;
      }
      return {
        ...manifest,
        existingFilesCount: files[0]!,
        addedFilesCount: files[1]!,
        deletedFilesCount: files[2]!,
        existingRowsCount: rows[0]!,
        addedRowsCount: rows[1]!,
        deletedRowsCount: rows[2]!,
      };
    }),
  );
}

function requirementsOf(base: Table | undefined): TableRequirement[] {
  if (base === undefined) return [{ type: 'assert-create' }];
  return [
    { type: 'assert-table-uuid', uuid: base.metadata['table-uuid'] },
    {
      type: 'assert-ref-snapshot-id',
      ref: MAIN,
      'snapshot-id': base.metadata['current-snapshot-id'] ?? null,
    },
    // The files were written for this schema and, with replace, the new ids were counted on from these.
    { type: 'assert-current-schema-id', 'current-schema-id': base.metadata['current-schema-id'] },
    { type: 'assert-last-assigned-field-id', 'last-assigned-field-id': base.metadata['last-column-id'] },
  ];
}

function snapshotUpdates(base: TableMetadata | undefined, snapshot: Snapshot): TableUpdate[] {
  // A branch keeps its retention settings.
  const ref = base?.refs[MAIN] ?? { type: 'branch' as const };
  return [
    { action: 'add-snapshot', snapshot },
    { action: 'set-snapshot-ref', 'ref-name': MAIN, ...ref, 'snapshot-id': snapshot['snapshot-id'] },
  ];
}

/** The table as it is now, undefined if there is none, `unseen` if it cannot be loaded. */
async function look(catalog: Catalog, identifier: TableIdentifier): Promise<Table | undefined | 'unseen'> {
  for (let attempt = 0; attempt < 3; attempt++) {
    if (attempt > 0) await sleep(50 * attempt);
    try {
      return await loadIfExists(catalog, identifier);
    } catch {
      // Looked at again, then given up.
    }
  }
  return 'unseen';
}

function moved(name: string): LakeveilError {
  return new LakeveilError(
    'COMMIT_CONFLICT',
    `Nothing was committed to ${name}: somebody else changed it since this run was planned. Start the run again; it plans from the table's current state.`,
    { retryable: true, details: { table: name } },
  );
}

function unknownState(name: string): LakeveilError {
  return new LakeveilError(
    'COMMIT_STATE_UNKNOWN',
    `It is not known whether the commit to ${name} happened: committing failed, and so did finding out. Start the same run again: it looks first, and never commits twice.`,
    { details: { table: name } },
  );
}

function invalidFile(why: string): LakeveilError {
  return new LakeveilError(
    'INVALID_DATA_FILE',
    `Nothing was committed: a data file cannot be listed: ${why}.`,
  );
}
