import type { Table as GlueTable } from '@aws-sdk/client-glue';
import { LakeveilError } from '../../errors.js';
import type { Table } from '../catalog.js';
import type { FileIO } from '../file-io/file-io.js';
import { parseTableMetadata } from '../iceberg/metadata-json.js';
import type { TableMetadata } from '../iceberg/table-metadata.js';
import { formatIdentifier } from '../identifier.js';
import { type GlueCalls, TRIES } from './glue-calls.js';
import { GlueFailure } from './glue-failure.js';
import type { GlueTableName, LoadedGlueTable } from './glue-table.js';
import { writeMetadataFile } from './metadata-file.js';
import { glueTableInput, isIcebergTable, METADATA_LOCATION } from './table-input.js';

/** What a commit needs of its catalog. */
export interface GlueCommitContext {
  readonly calls: GlueCalls;
  readonly target: GlueTableName;
  /** File I/O for a location of the catalog. */
  readonly io: (location: string) => FileIO;
  /** GetTable, repeated as reads are; undefined if there is no such table or database. Throws GlueFailure. */
  readonly look: () => Promise<GlueTable | undefined>;
  /** Before each request that may take effect: `CommitOptions.fence`. */
  readonly fence: (() => Promise<void>) | undefined;
}

/**
 * Points the table from `base` to `metadata`, if `base` is still what it points to.
 *
 * A request can take effect after its answer was given up, so a failure alone says nothing. After each one the table is
 * looked at. An UpdateTable takes effect only on the version that it names, and names the metadata file of this commit: it
 * can be sent again while the table points to `base`, and it can't take effect any more once the version has moved.
 *
 * Errors: COMMIT_CONFLICT, NO_SUCH_TABLE, ACCESS_DENIED and the like (nothing was committed, and the metadata file is
 * removed); COMMIT_STATE_UNKNOWN (the file is kept).
 */
export async function commitUpdate(
  context: GlueCommitContext,
  base: LoadedGlueTable,
  metadata: TableMetadata,
): Promise<Table> {
  const { calls, target } = context;
  const io = context.io(metadata.location);
  const metadataLocation = await writeMetadataFile(context.io, metadata, base.table.metadataLocation);
  const own: OwnCommit = { metadataLocation, metadata, base: base.table };
  const table: Table = { identifier: target.identifier, metadataLocation, metadata, io };
  const name = formatIdentifier(target.identifier);
  const giveUp = async (error: unknown): Promise<never> => {
    await context
      .io(metadataLocation)
      .remove(metadataLocation)
      .catch(() => {});
    throw error;
  };
  /** Versions that an UpdateTable of which nothing is known still waits for. */
  const pending = new Set<string>();
  let current = base.glue;
  for (let attempt = 1; ; attempt++) {
    const VersionId = current.VersionId;
    if (VersionId === undefined) return giveUp(noVersion(name));
    await context.fence?.().catch((error: unknown) => {
      if (pending.size > 0) throw unknownState(name);
      return giveUp(error);
    });
    let failure: GlueFailure;
    try {
      await calls.write((glue, scope) =>
        glue.updateTable({
          ...scope,
          DatabaseName: target.database,
          TableInput: glueTableInput(target.name, metadata, metadataLocation, current),
          VersionId,
          SkipArchive: true,
        }),
      );
      return table;
    } catch (error) {
      failure = asFailure(error);
    }
    if (failure.kind === 'unknown') pending.add(VersionId);

    let seen: GlueTable | undefined;
    try {
      seen = await context.look();
    } catch {
      if (pending.size === 0 && failure.kind === 'again') return giveUp(notCommitted(failure, target));
      throw unknownState(name);
    }
    if (seen === undefined) {
      if (pending.size > 0) throw unknownState(name);
      return giveUp(gone(name));
    }
    switch (await historyOf(own, seen, context.io)) {
      case 'landed':
        return table;
      case 'unclear':
        throw unknownState(name);
      case 'moved':
        // A table that was made anew counts its versions anew, and one of them may be what a lost request waits for.
        if (pending.has(seen.VersionId ?? '')) throw unknownState(name);
        return giveUp(conflict(name));
      case 'replaced':
        if (pending.size > 0) throw unknownState(name);
        return giveUp(conflict(name));
      case 'waiting':
        break;
    }
    // A version that has moved without the table being committed to, as when somebody sets a description.
    for (const version of pending) if (version !== seen.VersionId) pending.delete(version);
    const again = failure.kind === 'again' || failure.kind === 'unknown' || failure.kind === 'conflict';
    if (!again || attempt === TRIES) {
      if (pending.size > 0) throw unknownState(name);
      return giveUp(failure.kind === 'conflict' ? conflict(name) : notCommitted(failure, target));
    }
    current = seen;
    await calls.pause(attempt);
  }
}

/**
 * Makes the table, and its database if that is absent.
 *
 * Errors: TABLE_EXISTS, ACCESS_DENIED and the like (nothing was made); COMMIT_STATE_UNKNOWN (the metadata file is kept).
 */
export async function commitCreate(context: GlueCommitContext, metadata: TableMetadata): Promise<Table> {
  const { calls, target } = context;
  const io = context.io(metadata.location);
  const metadataLocation = await writeMetadataFile(context.io, metadata, undefined);
  const table: Table = { identifier: target.identifier, metadataLocation, metadata, io };
  const name = formatIdentifier(target.identifier);
  /** A CreateTable of which nothing is known could still take effect if the table there now were dropped. */
  let pending = false;
  const giveUp = async (error: unknown): Promise<never> => {
    if (!pending)
      await context
        .io(metadataLocation)
        .remove(metadataLocation)
        .catch(() => {});
    throw error;
  };
  for (let attempt = 1; ; attempt++) {
    await context.fence?.().catch((error: unknown) => {
      if (pending) throw unknownState(name);
      return giveUp(error);
    });
    let failure: GlueFailure;
    try {
      await calls.write((glue, scope) =>
        glue.createTable({
          ...scope,
          DatabaseName: target.database,
          TableInput: glueTableInput(target.name, metadata, metadataLocation),
        }),
      );
      return table;
    } catch (error) {
      failure = asFailure(error);
    }
    if (failure.kind === 'unknown') pending = true;
    if (failure.kind === 'missing' && attempt < TRIES) {
      const refused = await makeDatabase(calls, target.database);
      if (refused === undefined) continue;
      if (pending) throw unknownState(name);
      return giveUp(refused);
    }

    let seen: GlueTable | undefined;
    try {
      seen = await context.look();
    } catch {
      if (!pending && failure.kind === 'again') return giveUp(notCreated(failure, target));
      throw unknownState(name);
    }
    if (seen !== undefined) {
      const history = await historyOf({ metadataLocation, metadata }, seen, context.io);
      if (history === 'landed') return table;
      // What is there now may have been made of our table only if one of our requests took effect.
      if (history === 'unclear' && (pending || failure.kind !== 'exists')) throw unknownState(name);
      return giveUp(tableExists(name));
    }
    if (failure.kind === 'refused' || failure.kind === 'missing' || attempt === TRIES) {
      if (pending) throw unknownState(name);
      return giveUp(notCreated(failure, target));
    }
    await calls.pause(attempt);
  }
}

/** Undefined if the database is there now. */
export async function makeDatabase(calls: GlueCalls, database: string): Promise<LakeveilError | undefined> {
  try {
    await calls.read((glue, scope) => glue.createDatabase({ ...scope, DatabaseInput: { Name: database } }));
    return undefined;
  } catch (error) {
    const failure = asFailure(error);
    if (failure.kind === 'exists') return undefined;
    return failure.toLakeveilError({
      what: `The database ${database} was not created`,
      action: 'glue:CreateDatabase',
      resource: database,
    });
  }
}

interface OwnCommit {
  readonly metadataLocation: string;
  readonly metadata: TableMetadata;
  /** What it was to follow; undefined for a new table. */
  readonly base?: Table;
}

/**
 * Whether a commit of ours is in the history of what Glue has now. `waiting`: the table still points to its base.
 * `moved`: it points to something else whose history goes back to the base without our commit. `replaced`: it is another
 * table, of the same name. `unclear`: the history does not reach back that far, or can't be read.
 */
async function historyOf(
  own: OwnCommit,
  seen: GlueTable,
  io: (location: string) => FileIO,
): Promise<'landed' | 'waiting' | 'moved' | 'replaced' | 'unclear'> {
  const now = seen.Parameters?.[METADATA_LOCATION];
  const base = own.base?.metadataLocation;
  if (now === own.metadataLocation) return 'landed';
  if (now !== undefined && now === base) return 'waiting';
  if (!isIcebergTable(seen) || now === undefined) return 'unclear';
  let metadata: TableMetadata;
  try {
    metadata = parseTableMetadata(await io(now).read(now), now);
  } catch {
    return 'unclear';
  }
  const log = new Set(metadata['metadata-log'].map((entry) => entry['metadata-file']));
  const known = new Set(own.base?.metadata.snapshots.map((snapshot) => snapshot['snapshot-id']));
  const added = own.metadata.snapshots
    .map((snapshot) => snapshot['snapshot-id'])
    .filter((id) => !known.has(id));
  const theirs = new Set(metadata.snapshots.map((snapshot) => snapshot['snapshot-id']));
  if (log.has(own.metadataLocation) || added.some((id) => theirs.has(id))) return 'landed';
  if (metadata['table-uuid'] !== own.metadata['table-uuid']) return 'replaced';
  return base !== undefined && log.has(base) ? 'moved' : 'unclear';
}

function asFailure(error: unknown): GlueFailure {
  return error instanceof GlueFailure ? error : new GlueFailure(error);
}

function notCommitted(failure: GlueFailure, target: GlueTableName): LakeveilError {
  const name = formatIdentifier(target.identifier);
  if (failure.kind === 'missing') return gone(name);
  return failure.toLakeveilError({
    what: `Nothing was committed to ${name}`,
    action: 'glue:UpdateTable',
    resource: name,
  });
}

function notCreated(failure: GlueFailure, target: GlueTableName): LakeveilError {
  const name = formatIdentifier(target.identifier);
  return failure.toLakeveilError({
    what: `The table ${name} was not created`,
    action: 'glue:CreateTable',
    resource: name,
  });
}

const gone = (name: string): LakeveilError =>
  new LakeveilError(
    'NO_SUCH_TABLE',
    `Nothing was committed: the table ${name} was dropped from Glue meanwhile.`,
    { details: { table: name } },
  );

const tableExists = (name: string): LakeveilError =>
  new LakeveilError('TABLE_EXISTS', `The table ${name} was not created: it exists.`, {
    details: { table: name },
  });

const conflict = (name: string): LakeveilError =>
  new LakeveilError(
    'COMMIT_CONFLICT',
    `Nothing was committed to ${name}: another commit was first. Start again from the table's current state.`,
    { retryable: true, details: { table: name } },
  );

const noVersion = (name: string): LakeveilError =>
  new LakeveilError(
    'UNSUPPORTED_FEATURE',
    `Nothing was committed to ${name}: the catalog gives no version with the table, so somebody else's commit could be lost. Commit to it with another tool, or write to a new table.`,
    { details: { feature: 'a Glue table without VersionId', table: name } },
  );

const unknownState = (name: string): LakeveilError =>
  new LakeveilError(
    'COMMIT_STATE_UNKNOWN',
    `It is not known whether the commit to ${name} happened: Glue did not answer, and looking did not tell. Start the same run again: it looks first, and never commits twice.`,
    { details: { table: name } },
  );
