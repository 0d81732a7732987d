import { LakeveilError } from '../../errors.js';
import type { Schema } from './schema.js';
import type { Snapshot, TableMetadata } from './table-metadata.js';

/**
 * The snapshot that `selector` names, and the schema to read it with, as Iceberg's readers choose it: a branch, and no
 * selector, have the table's current schema; a tag, an id or a time has the snapshot's own. Tried in this order: branch
 * or tag, snapshot id, ISO 8601 time (with a zone; a date alone is its midnight UTC), which is the snapshot that was
 * current then. A table without snapshots has none of them.
 *
 * Errors: NO_SUCH_SNAPSHOT.
 */
export function selectSnapshot(
  metadata: TableMetadata,
  selector?: string,
): { snapshot?: Snapshot; schema: Schema } {
  if (selector === undefined) return atBranch(metadata, metadata['current-snapshot-id']);
  const ref = Object.hasOwn(metadata.refs, selector) ? metadata.refs[selector] : undefined;
  if (ref?.type === 'branch') return atBranch(metadata, ref['snapshot-id']);
  if (ref?.type === 'tag') return atSnapshot(metadata, ref['snapshot-id']);
  if (selector === 'main') return atBranch(metadata, undefined);
  if (/^-?\d{1,19}$/.test(selector)) return atSnapshot(metadata, BigInt(selector));
  const time = timeOf(selector);
  if (time !== undefined) return atTime(metadata, time);
  const names = Object.keys(metadata.refs).slice(0, 20).join(', ');
  throw noSuchSnapshot(
    `no branch or tag has that name, and it is neither a snapshot id nor a time like 2026-01-31T00:00:00Z. Branches and tags: ${names === '' ? 'none' : names}.`,
  );
}

function atBranch(metadata: TableMetadata, id: bigint | undefined): { snapshot?: Snapshot; schema: Schema } {
  const schema = schemaById(metadata, metadata['current-schema-id']);
  return id === undefined ? { schema } : { snapshot: snapshotById(metadata, id), schema };
}

function atSnapshot(metadata: TableMetadata, id: bigint): { snapshot: Snapshot; schema: Schema } {
  const snapshot = snapshotById(metadata, id);
  return { snapshot, schema: schemaById(metadata, snapshot['schema-id'] ?? metadata['current-schema-id']) };
}

function atTime(metadata: TableMetadata, time: number): { snapshot: Snapshot; schema: Schema } {
  let latest: bigint | undefined;
  for (const entry of metadata['snapshot-log'])
    if (entry['timestamp-ms'] <= time) latest = entry['snapshot-id'];
  if (latest === undefined) throw noSuchSnapshot('the table has no history that reaches back to that time.');
  return atSnapshot(metadata, latest);
}

function snapshotById(metadata: TableMetadata, id: bigint): Snapshot {
  const found = metadata.snapshots.find((snapshot) => snapshot['snapshot-id'] === id);
  if (found === undefined)
    throw noSuchSnapshot(`the table has no snapshot ${id} (any more); it may have expired.`);
  return found;
}

function schemaById(metadata: TableMetadata, id: number): Schema {
  const found = metadata.schemas.find((schema) => schema['schema-id'] === id);
  if (found === undefined) throw noSuchSnapshot(`its schema ${id} is not in the table metadata.`);
  return found;
}

function timeOf(text: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d))?$/.test(text)) return undefined;
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : time;
}

function noSuchSnapshot(why: string): LakeveilError {
  return new LakeveilError('NO_SUCH_SNAPSHOT', `Nothing was read: ${why}`);
}
